"""The one tree of errors.

Every error carries a message that a student or a teacher can read as it is, and knows what it is
about: an id, or a place. Mistakes in lesson files are not errors but `Problem`s (see `model`),
because all of them are reported at once and none may stop the rest of the course.
"""

from __future__ import annotations

from collections.abc import Sequence


class SecondReadingError(Exception):
    """Anything this program can say about why it did not do what was asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidResponse(SecondReadingError):
    """What arrived for an item cannot have come from the item's own form."""

    def __init__(self, item_id: str, message: str) -> None:
        super().__init__(message)
        self.item_id = item_id


class NotFound(SecondReadingError):
    """No such student, attempt or item, or not one that belongs to whoever asks."""

    def __init__(self, what: str, id: object) -> None:
        super().__init__(f"There is no {what} here with that address.")
        self.what = what
        self.id = id


class UnreadableItem(SecondReadingError):
    """A frozen item that this release can't read. `reason` says why, for whoever looks into it."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "A question of this attempt can't be read any more. Tell your teacher; nothing is lost."
        )
        self.reason = reason


class AttemptClosed(SecondReadingError):
    """The attempt was submitted already, so nothing in it can change any more."""

    def __init__(self, attempt_id: str) -> None:
        super().__init__("This attempt has been submitted. Its answers can't change any more.")
        self.attempt_id = attempt_id


class TimeIsUp(AttemptClosed):
    """The attempt's time is up, though it isn't handed in yet."""

    def __init__(self, attempt_id: str) -> None:
        super().__init__(attempt_id)
        self.message = "Time is up. What was saved before is handed in."


class CannotReopen(SecondReadingError):
    """A submitted attempt can't be opened again; the message says why."""

    def __init__(self, attempt_id: str, message: str) -> None:
        super().__init__(message)
        self.attempt_id = attempt_id


class AnswersFileError(SecondReadingError):
    """An answers file can't be used; the message says why and what to do."""


class StillOpen(SecondReadingError):
    """Answers came as late ones while their attempt takes answers as ever."""

    def __init__(self, attempt_id: str) -> None:
        super().__init__("There is time left. Open the quiz again: your answers are saved there.")
        self.attempt_id = attempt_id


class SittingElsewhere(SecondReadingError):
    """The class has a sitting of this quiz that isn't closed yet."""

    def __init__(self, quiz_title: str) -> None:
        super().__init__(
            f"“{quiz_title}” is planned or open for this class already. Close that sitting first."
        )


class WrongSittingState(SecondReadingError):
    """A sitting isn't, or isn't any more, in the state that an action needs."""

    def __init__(self, sitting_id: int, state: str) -> None:
        super().__init__(f"This sitting is {state} by now, so nothing was done. Look again.")
        self.sitting_id = sitting_id
        self.state = state


class NotOpen(SecondReadingError):
    """A quiz can't be begun: it isn't open for the student's class now."""

    def __init__(self, quiz: str) -> None:
        super().__init__("This quiz isn't open now. Your teacher opens it in class.")
        self.quiz = quiz


class NoAttemptsLeft(SecondReadingError):
    """The quiz may be taken a set number of times, and they are used up."""

    def __init__(self, quiz: str, allowed: int) -> None:
        times = "once" if allowed == 1 else f"{allowed} times"
        super().__init__(f"This quiz can be taken {times}, and you have done so.")
        self.quiz = quiz
        self.allowed = allowed


class ExternalIdTaken(SecondReadingError):
    """Another student of the same class already has this ID for other gradebooks."""

    def __init__(self, external_id: str, name: str) -> None:
        super().__init__(f"“{name}” of the same class already has the ID {external_id}.")
        self.external_id = external_id


class BothInProgress(SecondReadingError):
    """Two entries can't be merged while both have an attempt in progress at one quiz."""

    def __init__(self, lesson: str, quiz: str) -> None:
        super().__init__(
            "Both entries are taking the same quiz at this moment, so they were not merged. Try "
            "again."
        )
        self.lesson = lesson
        self.quiz = quiz


class ClassInUse(SecondReadingError):
    """A class can't be removed while it has students, or while it is the only one."""

    def __init__(self, class_id: int) -> None:
        super().__init__(
            "Only a class without students can be removed, and one class always stays. Wipe it "
            "first, or make another class."
        )
        self.class_id = class_id


class InventedAlready(SecondReadingError):
    """There can be one invented class at a time."""

    def __init__(self) -> None:
        super().__init__("There is an invented class already. Remove it first.")


class DoorClosed(SecondReadingError):
    """Nobody new can come into a class at the moment."""

    def __init__(self, class_id: int) -> None:
        super().__init__(
            "This class takes in nobody new at the moment. Ask your teacher to open its door, or "
            "go on with your personal code if you have one."
        )
        self.class_id = class_id


class NameTaken(SecondReadingError):
    """Students of a class are called the same already; who comes may be one of them."""

    def __init__(self, student_ids: Sequence[int]) -> None:
        super().__init__("Somebody in this class is called the same.")
        self.student_ids = student_ids


class TooManyClaims(SecondReadingError):
    """Many browsers wait already to be let in as a student of this class."""

    def __init__(self, class_id: int) -> None:
        super().__init__(
            "Many devices wait already to be let in. Ask your teacher to look at the laptop, then "
            "try again."
        )
        self.class_id = class_id


class TooManyGuesses(SecondReadingError):
    """Wrong codes came from one address, and the next waits for so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(
            f"Too many wrong codes came from this device. Wait {seconds} {unit}, then try again."
        )
        self.seconds = seconds


class PollRefused(SecondReadingError):
    """A vote, or a round of a poll, that can't be had now. `poll` is the poll's id."""

    def __init__(self, poll: str, message: str) -> None:
        super().__init__(message)
        self.poll = poll


class GradedMeanwhile(SecondReadingError):
    """Another grading of this response was kept, or taken back, since the page was opened."""

    def __init__(self, attempt_id: str, item_id: str) -> None:
        super().__init__("This response was marked in another window in the meantime.")
        self.attempt_id = attempt_id
        self.item_id = item_id


class MarksChanged(SecondReadingError):
    """A mark is not, or not any more, the one that was to be replaced; so none was."""

    def __init__(self, attempt_id: str, item_id: str) -> None:
        super().__init__(
            "Marks have changed since this page was opened, so nothing was done. Look again, then "
            "choose."
        )
        self.attempt_id = attempt_id
        self.item_id = item_id


class RegradeStands(SecondReadingError):
    """A regrade can't be undone: it was undone already, or marks that it gave changed since."""

    def __init__(self, regrade_id: int, message: str) -> None:
        super().__init__(message)
        self.regrade_id = regrade_id


class StorageError(SecondReadingError):
    """The data folder can't be used as it is."""

    def __init__(self, folder: object, message: str) -> None:
        super().__init__(message)
        self.folder = str(folder)


class DataFolderInUse(StorageError):
    """Another running copy holds the data folder."""


class UnsuitableDataFolder(StorageError):
    """The data folder is on a network, read-only, or not a folder."""


class NewerDatabase(StorageError):
    """The database was written by a later version of this program."""


class DamagedDatabase(StorageError):
    """The database file is empty or broken where data should be."""


class UnusableBackup(SecondReadingError):
    """A file that can't be restored: damaged, another program's, or of a later version."""

    def __init__(self, path: object, message: str) -> None:
        super().__init__(message)
        self.path = str(path)


class CannotListen(SecondReadingError):
    """No port could be taken on the address that was asked for."""

    def __init__(self, host: str, port: int, message: str) -> None:
        super().__init__(message)
        self.host = host
        self.port = port


class ProgramFailed(SecondReadingError):
    """The program, started by itself for a rehearsal, didn't come up or broke off."""


class LessonFileError(SecondReadingError):
    """A file of the lessons folder can't be made, changed or moved as asked. `file` is its name."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(message)
        self.file = file


class LessonNameTaken(LessonFileError):
    """Another file of the lessons folder has that name or address."""


class BringingInFailed(SecondReadingError):
    """Nothing came of files with questions; the message says why and what to do."""


class ExportFailed(SecondReadingError):
    """A file for another program isn't there; the message says why and what to do."""


class IntakeGone(NotFound):
    """What was brought in isn't held any more, or never was."""

    def __init__(self, token: str) -> None:
        super().__init__("upload", token)
        self.message = (
            "These questions don't wait here any more. They were taken in, put aside or thrown "
            "away, or they waited for too long. Bring the files in again if you need them."
        )
