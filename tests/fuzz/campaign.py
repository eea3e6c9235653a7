"""Tries by the hundred: each in a folder of its own, from one number that repeats it."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from qestimate import catalog, methods
from tests.fuzz import command_lines
from tests.fuzz.driver import run
from tests.fuzz.invariant import broken
from tests.fuzz.mutation import mutated

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.driver import Outcome
    from tests.fuzz.readers import Reader


class Failure(NamedTuple):
    """A try of which something does not hold."""

    kind: str
    seed: int
    problems: list[str]
    arguments: tuple[str, ...]
    said: str
    content: bytes = b""
    """Of the file that was broken."""


class Tally:
    """What came of many tries."""

    def __init__(self) -> None:
        self.codes: Counter[tuple[str, int]] = Counter()
        self.slowest: dict[str, tuple[float, int]] = {}
        self.failures: list[Failure] = []

    def add(self, kind: str, seed: int, found: Outcome, content: bytes = b"") -> None:
        """Count a try."""
        self.codes[kind, found.code] += 1
        self.slowest[kind] = max(self.slowest.get(kind, (0.0, 0)), (found.seconds, seed))
        if problems := broken(found):
            said = found.err[-600:]
            self.failures.append(Failure(kind, seed, problems, found.arguments, said, content))

    @property
    def tries(self) -> int:
        """How many there were."""
        return self.codes.total()


def try_line(tally: Tally, seed: int) -> None:
    """Try a random command line."""
    line = command_lines.random_line(Random(seed))
    with _Folder() as folder:
        tally.add("command line", seed, run(line, folder))


def try_number(tally: Tally, seed: int) -> None:
    """Try a number at the end of its range, for each way and device in turn."""
    ways, devices = [*methods.methods()], catalog.devices()
    method, device = ways[seed % len(ways)], devices[seed // len(ways) % len(devices)]
    line = command_lines.number_line(Random(seed), method, device)
    with _Folder() as folder:
        tally.add("number", seed, run(line, folder))


def try_file(tally: Tally, kind: str, reader: Reader, seed: int | None) -> None:
    """Try a file that is broken somewhere; with no seed, as it is."""
    content = reader.content
    if seed is not None:
        content = mutated(content, reader.name, Random(seed))
    with _Folder() as folder:
        for name, sound in (*reader.beside, (reader.name, content)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(sound)
        (folder / "own").mkdir(exist_ok=True)
        line = [word.replace("FILE", reader.name) for word in reader.line]
        tally.add(kind, seed or 0, run(line, folder), content)


class _Folder:
    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix="qestimate-fuzz-"))
        return self.path

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def told(failures: list[Failure], show: Callable[[str], object]) -> None:
    """Tell failures, each once for what is said of it."""
    seen = set()
    for one in failures:
        key = (one.kind, tuple(one.problems), one.said.partition("hint:")[0][-120:])
        if key not in seen:
            seen.add(key)
            show(
                f"{one.kind} {one.seed}: {'; '.join(one.problems)}\n  {one.arguments}\n  {one.said}"
            )
