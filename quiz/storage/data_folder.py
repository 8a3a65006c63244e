"""The data folder: what lies in it, who may use it, and whether it can be used at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

from quiz.errors import DamagedDatabase, DataFolderInUse, StorageError, UnsuitableDataFolder
from quiz.storage.network_folders import network_file_system

KEY_BYTES = 32
_ABOUT = """\
Second Reading keeps a class's answers and marks in this folder.

Keep all of it together: the database is second-reading.db, and while the program runs the newest
answers are in the files beside it whose names begin in the same way. Stop the program before you
copy the folder. Copies that the program made are in backups: of the database, or with the lessons.
"""


class DataFolder:
    """One folder, used by one running copy at a time. Making the object touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / "second-reading.db"
        self.backups = path / "backups"
        self.links = path / "links"
        self._about = path / "about-this-folder.txt"
        self._key = path / "secret-key"
        # Not the database itself: SQLite's own locks are lost when another handle of it closes.
        # One lock for all threads, because another thread than the opening one may release it.
        self._lock = FileLock(path / "second-reading.lock", thread_local=False)

    def prepare(self) -> None:
        """Make the folder if need be. Raises `UnsuitableDataFolder` where it can't hold data."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            network = network_file_system(self.path)
            if network is None:
                tempfile.TemporaryFile(dir=self.path).close()
        except OSError as error:
            raise self.unusable(error) from error
        if network is not None:
            raise UnsuitableDataFolder(
                self.path,
                f"The data folder {self.path} is on a network ({network}), where answers could "
                "get lost. Choose a folder on this computer's own disk with --data.",
            )

    def acquire(self) -> None:
        """Take the folder for this process. Raises `DataFolderInUse` where another one has it."""
        self.prepare()
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise DataFolderInUse(
                self.path,
                f"Second Reading is already running with the data folder {self.path}. Use that "
                "window, or stop it there with Ctrl+C and start again here, or choose another "
                "folder with --data. If you can't find the window, restart the computer.",
            ) from None
        except OSError as error:
            raise self.unusable(error) from error

    def release(self) -> None:
        """Let the next process have the folder."""
        self._lock.release()

    def refuse_lost_database(self) -> None:
        """Raise `DamagedDatabase` where there should be data and the file is gone or empty.

        SQLite would take either for a new database and the class's work would seem never done.
        """
        try:
            size = self.database.stat().st_size
        except FileNotFoundError:
            size = 0
        if size or not (self._about.exists() or any(self.backups.glob("*.db"))):
            return
        raise DamagedDatabase(
            self.path,
            f"The database {self.database} is missing or empty, although this folder was in use. "
            f"Put a copy of it there (see {self.backups}), or move the folder away to begin anew.",
        )

    def mark_in_use(self) -> None:
        """Leave the note that says what this folder is, and by which a lost database is noticed."""
        if not self._about.exists():
            self.write_private(self._about, _ABOUT.encode())

    def secret_key(self) -> bytes:
        """The key that signs this folder's pages: 32 bytes, made at the first call.

        It needs no lock, so that a development server's parent process can ask for it too.
        """
        self.prepare()
        if (key := self._read_key()) is None:
            self.write_private(self._key, secrets.token_bytes(KEY_BYTES))
            # Read again: where two processes wrote at once, both take the one that stayed.
            key = self._read_key()
        if key is None:
            raise StorageError(
                self.path, f"The file {self._key} can't be used. Remove it and start again."
            )
        return key

    def _read_key(self) -> bytes | None:
        try:
            key = self._key.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self.unusable(error) from error
        return key if len(key) == KEY_BYTES else None

    def write_private(self, path: Path, content: bytes) -> None:
        """Write a file that only this user may read; after a crash it is there whole or not."""
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            # Made with mode 0600.
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(name).unlink()
                raise
            sync_folder(path.parent)
        except OSError as error:
            raise self.unusable(error) from error

    def unusable(self, error: OSError) -> StorageError:
        """What the operating system's refusal means for the person at the laptop."""
        if isinstance(error, FileExistsError | NotADirectoryError):
            words = f"{self.path} is not a folder. Choose a folder with --data."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            words = (
                f"Nothing can be written in the data folder {self.path}. Choose a folder of "
                "your own with --data, or ask whoever looks after this computer."
            )
        elif error.errno in (errno.ENOSPC, errno.EDQUOT):
            full = f"The disk of the data folder {self.path} is full. Make space, then try again."
            return StorageError(self.path, full)
        else:
            reason = error.strerror or str(error)
            words = f"The data folder {self.path} can't be used ({reason}). Choose another one."
        return UnsuitableDataFolder(self.path, words)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut. Windows does that by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
