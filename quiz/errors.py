"""The one tree of errors.

Every error carries a message that a student or a teacher can read as it is, and knows what it is
about: an id, or a place. Mistakes in lesson files are not errors but `Problem`s (see `model`),
because all of them are reported at once and none may stop the rest of the course.
"""

from __future__ import annotations


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


class NoAttemptsLeft(SecondReadingError):
    """The quiz may be taken a set number of times, and they are used up."""

    def __init__(self, quiz: str, allowed: int) -> None:
        times = "once" if allowed == 1 else f"{allowed} times"
        super().__init__(f"This quiz can be taken {times}, and you have done so.")
        self.quiz = quiz
        self.allowed = allowed


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


class CannotListen(SecondReadingError):
    """No port could be taken on the address that was asked for."""

    def __init__(self, host: str, port: int, message: str) -> None:
        super().__init__(message)
        self.host = host
        self.port = port
