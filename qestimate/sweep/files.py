"""A file that grows block by block, and goes on where a killed run left it.

While it grows, the rows are in ``FILE.part`` and how far they are good in ``FILE.json``, which is
replaced as a whole. A run that finds both cuts off what lies beyond and goes on there. At the end
the rows take the name ``FILE``; ``FILE.json`` stays, and says what is in it. A lock keeps a second
process away; the system frees it when its owner is killed.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from qestimate.errors import OutputError, ScenarioError
from qestimate.sweep.tally import Tally

if TYPE_CHECKING:
    from io import FileIO
    from types import TracebackType

    from qestimate.sweep.rows import Form

SECONDS_BETWEEN = 1.0
"""Time after which what is written is made safe; a killed run loses no more than that."""

FORMS: dict[str, Form] = {".csv": "csv", ".parquet": "parquet"}
"""Formats by the end of the file's name."""


class SweepFile:
    """The file of a sweep, locked.

    Args:
        path: Ends in .csv or .parquet.
        sweep: What tells this sweep from any other.
        about: What else to write down about it.

    Raises:
        OutputError: It cannot be written, or another process writes it.
        ScenarioError: It holds something else, or its name has another ending.
    """

    def __init__(self, path: str | Path, sweep: str, about: dict[str, Any]) -> None:
        self.path = Path(path)
        self.form = form_of(self.path)
        self.sweep = sweep
        self.about = about
        self.blocks = 0
        self.bytes = 0
        self.tally = Tally()
        self.complete = False
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._journal = self.path.with_name(f"{self.path.name}.json")
        self._lock = FileLock(self.path.with_name(f"{self.path.name}.lock"))
        self._file: FileIO | None = None
        self._saved = 0.0

    def __enter__(self) -> SweepFile:
        """Lock the file and find out how far it is."""
        if not self.path.parent.is_dir():
            raise OutputError(
                f"cannot write {self.path}: no folder {self.path.parent}",
                hint="make it, or choose another --output",
            )
        with _clear(self.path):
            try:
                self._lock.acquire(blocking=False)
            except Timeout:
                raise OutputError(
                    f"{self.path} is being written by another process",
                    hint="wait for it, or choose another --output",
                ) from None
        try:
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
        """Keep what is complete, and let others in."""
        try:
            self._close()
        finally:
            self._release()

    def _close(self) -> None:
        """Keep all complete blocks; on a full disk those that were made safe before."""
        if self._file is None or self._file.closed:
            return
        with suppress(OSError):
            self._file.truncate(self.bytes)
            self._save()

    def _release(self) -> None:
        if self._file is not None:
            self._file.close()
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def _continue(self) -> None:
        found = self._read_journal()
        if found is None and (self.path.exists() or self._part.exists()):
            raise ScenarioError(
                f"{self.path} exists and is not known as a sweep's",
                hint="delete it, or choose another --output",
            )
        if found is not None and found.get("sweep") != self.sweep:
            raise ScenarioError(
                f"{self.path} holds another sweep, or one by another version",
                hint=f"delete it with {self._journal.name}, or choose another --output",
            )
        if found is not None:
            self.blocks, self.bytes = found["blocks"], found["bytes"]
            self.tally = Tally(**found["tally"])
            self.complete = bool(found["complete"]) and self.path.exists()
        if self.complete:
            return
        with _clear(self.path):
            self._file = self._part.open("r+b" if self._part.exists() else "w+b", buffering=0)
            if self._file.seek(0, os.SEEK_END) < self.bytes:
                raise ScenarioError(
                    f"{self._part} is shorter than {self._journal} says",
                    hint="delete both, and begin anew",
                )
            self._file.truncate(self.bytes)
            self._file.seek(self.bytes)
            self._save()

    def _read_journal(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self._journal.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            found = {}
        return found if isinstance(found, dict) else {}

    def append(self, rows: bytes, counted: Tally) -> None:
        """Add a block of rows.

        Raises:
            OutputError: There is no room; what is complete is kept.
        """
        if self._file is None:
            raise ValueError("append to a file that is complete")
        with _clear(self.path):
            if self.form == "parquet":
                rows = len(rows).to_bytes(8, "little") + rows
            self._write(rows)
        self.blocks += 1
        self.tally.add(counted)
        if time.monotonic() - self._saved > SECONDS_BETWEEN:
            with _clear(self.path):
                self._save()

    def begin(self, header: bytes) -> None:
        """Write what stands before all rows, unless there are some."""
        if self.form == "csv" and not self.bytes and self._file is not None:
            with _clear(self.path):
                self._write(header)

    def _write(self, content: bytes) -> None:
        """Write all of it, and count it then."""
        rest = memoryview(content)
        while self._file is not None and rest:
            rest = rest[self._file.write(rest) :]
        self.bytes += len(content)

    def finish(self) -> None:
        """Give the rows their name.

        Raises:
            OutputError: There is no room; a rerun finishes it.
        """
        if self._file is None:
            return
        with _clear(self.path):
            self._save()
            if self.form == "parquet":
                whole = self.path.with_name(f"{self.path.name}.whole")
                _to_parquet(self._part, whole)
                whole.replace(self.path)
            else:
                self._part.replace(self.path)
            self.complete = True
            self._write_journal()
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _save(self) -> None:
        """Make safe what is written: first the rows, then how far they are good."""
        if self._file is None:
            return
        os.fsync(self._file.fileno())
        self._write_journal()
        self._saved = time.monotonic()

    def _write_journal(self) -> None:
        content = {
            "sweep": self.sweep,
            "blocks": self.blocks,
            "bytes": self.bytes,
            "complete": self.complete,
            "about": self.about,
            "tally": self.tally.to_dict(),
        }
        new = self._journal.with_name(f"{self._journal.name}.new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._journal)


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
    """Write blocks of rows as the row groups of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: Any = None
    try:
        with part.open("rb") as file:
            while size := file.read(8):
                with pa.ipc.open_stream(file.read(int.from_bytes(size, "little"))) as stream:
                    table = stream.read_all()
                writer = writer or pq.ParquetWriter(whole, table.schema, compression="zstd")
                writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


class _clear:  # noqa: N801  # reads as a statement
    """Turns errors of the system into one line that says what to do."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say what went wrong."""
        if isinstance(error, OSError) and not isinstance(error, OutputError):
            raise OutputError(
                f"cannot write {self.path}: {error.strerror or error}",
                hint="what is complete is kept: mend it and run the same command again",
            ) from error
