"""The one way to write files: whole, or not at all.

A file is written beside its place under a name of its own, made safe on the disk, and renamed.
Files of one command are all written before the first is renamed; where one fails, those that were
there stay as they were and nothing else is left. What is no regular file, as ``/dev/stdout``, is
written into.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from qestimate.core.errors import OutputError
from qestimate.core.files import shown
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

MARK = ".qestimate-"
"""How names of files begin that are not in their place yet."""


class _Place(NamedTuple):
    """A file that is written and not in its place yet."""

    beside: Path
    target: Path
    new: bool
    """Whether the target must not be there."""


class Staged:
    """Files that appear together when its block ends, or not at all.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with Staged() as files:
    ...     files.add(folder / "a.txt", b"one")
    ...     (folder / "a.txt").exists()
    False
    >>> (folder / "a.txt").read_text(), len(list(folder.iterdir()))
    ('one', 1)
    """

    def __init__(self) -> None:
        self._places: list[_Place] = []
        self._folders: list[Path] = []
        self._after: list[Callable[[], None]] = []

    def __enter__(self) -> Staged:
        """Begin with no files."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put all files in their places, or remove them where the block failed."""
        if kind is None:
            self.commit()
        else:
            self.discard()

    def add(
        self,
        path: str | Path,
        content: bytes,
        *,
        new: bool = False,
        make: bool = False,
        hint: str = "choose another file",
    ) -> None:
        """Write a file beside its place.

        Args:
            path: Its place; a link is followed, and what is there is replaced.
            content: All of it.
            new: Whether nothing may be there.
            make: Whether the folder is made if need be.
            hint: What to do where it cannot be written.

        Raises:
            OutputError: It cannot be written.
            FileExistsError: Something is there, and must not be.
        """
        try:
            if self._is_open_end(path):
                _write_into(path, content)
                return
            target = Path(os.path.realpath(path))
            if new:
                _check_new(target)
            if make:
                self._make(target.parent)
            self._places.append(_Place(_write_beside(target, content), target, new))
        except FileExistsError:
            raise
        except (OSError, ValueError) as error:
            raise _cannot(path, error, hint) from error

    def then(self, do: Callable[[], None]) -> None:
        """Do something once all files are in their places."""
        self._after.append(do)

    def commit(self) -> None:
        """Put all files in their places; where one fails, put back what was there.

        Raises:
            OutputError: A file cannot be put in its place.
            FileExistsError: Something is there, and must not be.
        """
        done: list[tuple[_Place, Path | None]] = []
        place = None
        try:
            for place in self._places:
                done.append((place, _kept(place.target) if len(self._places) > 1 else None))
                _put(place)
        except FileExistsError:
            self._undo(done)
            raise
        except OSError as error:
            self._undo(done)
            raise _cannot(place.target if place else "", error, "choose another file") from error
        except BaseException:
            self._undo(done)
            raise
        for folder in {one.target.parent for one, _ in done}:
            _sync_folder(folder)
        for _, kept in done:
            if kept is not None:
                with suppress(OSError):
                    kept.unlink()
        self._places, self._folders = [], []
        for do in self._after:
            do()
        self._after = []

    def _undo(self, done: list[tuple[_Place, Path | None]]) -> None:
        for place, kept in reversed(done):
            _take_back(place, kept)
        self.discard()

    def discard(self) -> None:
        """Remove what was written, and the folders that were made for it."""
        for place in self._places:
            with suppress(OSError):
                place.beside.unlink()
        for folder in reversed(self._folders):
            with suppress(OSError):  # somebody may have put something there
                folder.rmdir()
        self._places, self._folders, self._after = [], [], []

    @staticmethod
    def _is_open_end(path: str | Path) -> bool:
        """Whether a path is something that is written into, as a pipe or a terminal."""
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116
        except FileNotFoundError:
            return False
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        return not stat.S_ISREG(mode)

    def _make(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir()
            self._folders.append(one)


def put(
    path: str | Path,
    content: bytes,
    *,
    new: bool = False,
    make: bool = False,
    hint: str = "choose another file",
) -> None:
    """Write one file: at once, or at the end of the ``together`` around it; see ``Staged.add``.

    Raises:
        OutputError: It cannot be written.
        FileExistsError: Something is there, and must not be.
    """
    around = _around.get()
    if around is not None:
        around.add(path, content, new=new, make=make, hint=hint)
        return
    with Staged() as files:
        files.add(path, content, new=new, make=make, hint=hint)


def put_all(files: dict[Path, bytes], *, make: bool = False, hint: str) -> None:
    """Write several files that appear together; see ``put``.

    Raises:
        OutputError: One cannot be written; then none is.
    """
    with together():
        for path, content in files.items():
            put(path, content, make=make, hint=hint)


def once_written(do: Callable[[], None]) -> None:
    """Do something when the files that were put are in their places: at once, or at the end."""
    around = _around.get()
    if around is not None:
        around.then(do)
    else:
        do()


_around: ContextVar[Staged | None] = ContextVar("around", default=None)
"""Where files go that are put inside a block of ``together``."""


@contextmanager
def together() -> Iterator[None]:
    """Let all files that are put inside the block appear at its end, if it does not fail.

    A block inside another is part of it.
    """
    if _around.get() is not None:
        yield
        return
    with Staged() as files:
        token = _around.set(files)
        try:
            yield
        finally:
            _around.reset(token)


def _cannot(path: str | Path, error: OSError | ValueError, hint: str) -> OutputError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        said = "no such folder"
    elif isinstance(error, OSError):
        said = error.strerror or type(error).__name__
    else:
        said = "no name that a file can have"
    return OutputError(f"cannot write {shown(path)}: {said}", hint=hint)


def _check_new(target: Path) -> None:
    if target.exists():
        raise FileExistsError(errno.EEXIST, "is there already", str(target))


def _write_into(path: str | Path, content: bytes) -> None:
    """Write into a pipe or a device; one that nobody reads is refused, not waited for."""
    number = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(number, "wb") as file:
        if hasattr(os, "set_blocking"):
            os.set_blocking(number, True)
        file.write(content)


def _write_beside(target: Path, content: bytes) -> Path:
    """Write a file under a name of its own, safe on the disk, with the rights of the target."""
    before = target.stat() if target.exists() else None
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if len(os.fsencode(target.name)) > 255:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    beside = target.with_name(f"{MARK}{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = os.open(beside, flags, 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            if before is not None:
                with suppress(OSError, AttributeError):  # as far as this user may
                    os.fchown(number, before.st_uid, before.st_gid)
                with suppress(OSError, AttributeError):
                    os.fchmod(number, stat.S_IMODE(before.st_mode))
            file.write(content)
            file.flush()
            _sync(number)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return beside


def _sync(number: int) -> None:
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that need none
            raise


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    with suppress(OSError):  # the files are whole, whichever name they have after a crash
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _kept(target: Path) -> Path | None:
    """Return another name for what is in a place; None where nothing is."""
    if not target.exists():
        return None
    kept = target.with_name(f"{MARK}{os.urandom(8).hex()}")
    try:
        os.link(target, kept)
    except OSError:  # file systems without links
        kept.write_bytes(target.read_bytes())
    return kept


def _put(place: _Place) -> None:
    if not place.new:
        place.beside.replace(place.target)
        return
    try:
        os.link(place.beside, place.target)  # fails where something came in between
    except FileExistsError:
        raise
    except OSError:  # file systems without links
        _check_new(place.target)
        place.beside.replace(place.target)
        return
    place.beside.unlink()


def _take_back(place: _Place, kept: Path | None) -> None:
    """Put back what was in a place, if the new file came there."""
    came = not place.beside.exists()
    with suppress(OSError):
        if kept is None:
            if came:
                place.target.unlink()
        elif came:
            kept.replace(place.target)
        else:
            kept.unlink()  # another name of what is still there
