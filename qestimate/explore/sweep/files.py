"""A file that grows block by block, and goes on where a killed run left it.

While it grows, the rows are in ``FILE.part`` and how far they are good in ``FILE.json``, which is
replaced as a whole. A run that finds both cuts off what lies beyond and goes on there. At the end
the rows take the name ``FILE``; ``FILE.json`` stays, and says what is in it. A lock keeps a second
process away; the system frees it when its owner is killed.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from qestimate.core.errors import OutputError, ScenarioError
from qestimate.core.files import exists, is_folder
from qestimate.explore.sweep.journal import Journal, State, put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from types import TracebackType

    from qestimate.explore.sweep.table import Form
    from qestimate.explore.sweep.tally import Tally

SECONDS_BETWEEN = 1.0
"""Time after which finished blocks are made safe."""

FORMS: dict[str, Form] = {".csv": "csv", ".parquet": "parquet"}
"""Formats by the end of the file's name."""


class SweepFile:
    """The file of a sweep, locked while it is open as a context.

    Args:
        path: Ends in .csv or .parquet; a link is followed.
        sweep: What tells this sweep from any other.
        about: What else to write down about it.

    Raises:
        OutputError: It cannot be written, or another process writes it.
        ScenarioError: It holds something else, or its name has another ending.
    """

    def __init__(self, path: str | Path, sweep: str, about: dict[str, Any]) -> None:
        self.form = form_of(Path(path))
        self.path = Path(os.path.realpath(path))
        self.state = State()
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._journal = Journal(self.path.with_name(f"{self.path.name}.json"), sweep, about)
        self._lock = FileLock(self.path.with_name(f"{self.path.name}.lock"))
        self._file: FileIO | None = None
        self._saved = 0.0

    @property
    def complete(self) -> bool:
        """Whether all of it is there."""
        return self.state.size is not None

    def __enter__(self) -> SweepFile:
        """Lock the file and find out how far it is."""
        if not is_folder(self.path.parent):
            raise OutputError(
                f"cannot write {self.path}: no folder {self.path.parent}",
                hint="make it, or choose another --output",
            )
        with _said(self.path):
            try:
                self._lock.acquire(blocking=False)
            except Timeout:
                raise OutputError(
                    f"{self.path} is being written by another process",
                    hint="wait for it, or choose another --output",
                ) from None
        try:
            with _said(self.path):
                self._continue()
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Keep all finished blocks, and let others in."""
        try:
            if self._file is not None and not self._file.closed:
                with suppress(OSError):  # on a full disk what was made safe before counts
                    self._file.truncate(self.state.bytes)
                    self._save()
        finally:
            self._release()

    def _release(self) -> None:
        if self._file is not None:
            self._file.close()
        with suppress(OSError):  # while it is held: whoever waits for it begins with a new one
            Path(self._lock.lock_file).unlink()
        self._lock.release()

    def _continue(self) -> None:
        """Find out where to go on."""
        found = self._journal.read()
        there = self.path.stat().st_size if exists(self.path) else None
        part = self._part.stat().st_size if exists(self._part) else None
        if found is None:
            for path, size in ((self.path, there), (self._part, part)):
                if size is not None and (size or path == self.path):
                    raise ScenarioError(
                        f"{path} exists and is not known as a sweep's",
                        hint="delete it, or choose another --output",
                    )
        elif found.size is not None and there is not None:
            if found.size != there:
                raise ScenarioError(
                    f"{self.path} has changed since it was finished",
                    hint="delete it to have it made anew, or choose another --output",
                )
            self.state = found
            return
        elif found.size is None and part is None and there == found.bytes and there:
            # finished, but killed before that was recorded
            self._finished(found)
            return
        elif part is not None and part >= found.bytes and found.size is None:
            self.state = found
        elif there is not None:
            raise ScenarioError(
                f"{self.path} exists, and what {self._journal.path.name} describes does not",
                hint="delete it, or choose another --output",
            )
        self._journal.write(self.state)
        self._file = self._part.open("r+b" if part is not None else "w+b", buffering=0)
        self._file.truncate(self.state.bytes)
        self._file.seek(self.state.bytes)

    def begin(self, header: bytes) -> None:
        """Write what stands before all rows, unless there are some."""
        if self.form == "csv" and not self.state.bytes:
            with _said(self.path):
                self._write(header)
            self.state = self.state._replace(bytes=len(header))

    def append(self, rows: bytes, counted: Tally) -> None:
        """Add a block of rows.

        Raises:
            OutputError: There is no room; what is complete is kept.
        """
        if self.form == "parquet":
            rows = len(rows).to_bytes(8, "little") + rows
        with _said(self.path):
            self._write(rows)
            self.state = self.state.after(len(rows), counted)  # all of it at once, or nothing
            if time.monotonic() - self._saved > SECONDS_BETWEEN:
                self._save()

    def _write(self, content: bytes) -> None:
        if self._file is None:
            raise ValueError("the file is not open, or complete")
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _save(self) -> None:
        """Make safe what is written: first the rows, then how far they are good."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._journal.write(self.state)
            self._saved = time.monotonic()

    def finish(self) -> None:
        """Give the rows their name.

        Raises:
            OutputError: There is no room; a rerun finishes it.
        """
        if self._file is None:
            return
        with _said(self.path):
            self._save()
            if self.form == "parquet":
                whole = self.path.with_name(f"{self.path.name}.whole")
                try:
                    _to_parquet(self._part, whole)
                    put_in_place(whole, self.path)
                except OSError:
                    whole.unlink(missing_ok=True)
                    raise
            else:
                put_in_place(self._part, self.path)
            self._finished(self.state)
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _finished(self, state: State) -> None:
        self.state = state._replace(size=self.path.stat().st_size)
        self._journal.write(self.state)


def form_of(path: Path) -> Form:
    """Return the format that the name of a file asks for.

    Raises:
        ScenarioError: Neither .csv nor .parquet.

    >>> form_of(Path("out.csv"))
    'csv'
    """
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise ScenarioError(
            f"--output {path} must end in .csv or .parquet", hint="for example sweep.csv"
        )
    return form


def _to_parquet(part: Path, whole: Path) -> None:
    """Write blocks of rows as the row groups of a Parquet file, and make it safe."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: Any = None
    with whole.open("wb") as target:
        try:
            with part.open("rb") as file:
                while size := file.read(8):
                    with pa.ipc.open_stream(file.read(int.from_bytes(size, "little"))) as stream:
                        table = stream.read_all()
                    writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
                    writer.write_table(table)
        finally:
            if writer is not None:
                writer.close()
        target.flush()
        os.fsync(target.fileno())


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turn errors of the system into one line that says what to do."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}",
            hint="what is complete is kept: mend it and run the same command again",
        ) from error
