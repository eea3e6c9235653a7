"""How far a file of a sweep is: one record, replaced as a whole."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import ScenarioError
from qestimate.core.files import MIB, exists, read_text
from qestimate.core.records import NamedTuple
from qestimate.explore.sweep.tally import Tally

if TYPE_CHECKING:
    from pathlib import Path


MAX_BYTES = 16 * MIB
"""Size of a record."""


class State(NamedTuple):
    """What of a file is good."""

    blocks: int = 0
    bytes: int = 0
    """Of the rows, as far as they are good."""
    tally: Tally = Tally()
    """Of the scenarios in them."""
    size: int | None = None
    """Of the finished file; None while it grows."""

    def after(self, written: int, counted: Tally) -> State:
        """Return the state after one more block."""
        return State(self.blocks + 1, self.bytes + written, self.tally.plus(counted))


class Journal:
    """The record of one sweep beside its file.

    Args:
        path: Of the record.
        sweep: What tells this sweep from any other.
        about: What else to write down about it.
    """

    def __init__(self, path: Path, sweep: str, about: dict[str, Any]) -> None:
        self.path = path
        self.sweep = sweep
        self.about = about

    def read(self) -> State | None:
        """Return the state that was recorded last; None if none was.

        Raises:
            ScenarioError: The record is of another sweep, or of none.
        """
        try:
            if not exists(self.path):
                return None
            found = json.loads(read_text(self.path, MAX_BYTES))
            sweep, size = found["sweep"], found["size"]
            state = State(int(found["blocks"]), int(found["bytes"]), Tally.of(found["tally"]), size)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ScenarioError(
                f"{self.path} is no record of a sweep: {type(error).__name__}",
                hint="delete it, or choose another --output",
            ) from None
        if sweep != self.sweep:
            raise ScenarioError(
                f"{self.path} is of another sweep, or one by another version",
                hint="delete it and the file it describes, or choose another --output",
            )
        return state

    def write(self, state: State) -> None:
        """Record a state, so that either it or the one before is there whatever happens."""
        content = {
            "sweep": self.sweep,
            "blocks": state.blocks,
            "bytes": state.bytes,
            "size": state.size,
            "about": self.about,
            "tally": state.tally.to_dict(),
        }
        new = self.path.with_name(f"{self.path.name}.new")
        try:
            with new.open("w", encoding="utf-8") as file:
                json.dump(content, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            put_in_place(new, self.path)
        except OSError:
            new.unlink(missing_ok=True)
            raise


def put_in_place(new: Path, path: Path) -> None:
    """Give a file its name, and make that safe."""
    new.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
