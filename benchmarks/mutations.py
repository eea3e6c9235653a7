"""Change formulas one at a time and see whether the tests notice.

    python benchmarks/mutations.py --n 60 --jobs 2
    python benchmarks/mutations.py --module estimation/placement --n 20 --seed 3

Each mutant is one change in a core module, such as + for -, < for <= or a term left out. It is
tried in a copy of the project: first by the module's doctests and the tests that mirror or name
it, then by the rest of the quick suite, up to the first failure. A mutant that survives wants a
test with a figure worked out by hand, unless it computes the same.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "qestimate"
ROOMS = ("core", "device", "workload", "circuits", "methods", "noise", "estimation")
"""Folders of formulas."""
FILES = ("explore/remedy.py", "explore/requirement.py")
"""Formulas elsewhere."""

WHOLE_OUTPUTS = ("tests/cli/test_golden.py", "tests/test_readme.py", "tests/web")
"""Left out: tests that compare all that is printed say nothing of a formula; or take a browser."""

GOAL = 0.95
"""Share of mutants that should be killed."""

START = (
    "import resource, sys, pytest; "
    "resource.setrlimit(resource.RLIMIT_DATA, (8 << 30,) * 2); "  # a mutant may ask for any amount
    "sys.exit(pytest.main(sys.argv[1:]))"
)

PAIRS = "Add Sub, Mult Div, Lt LtE, Gt GtE, Eq NotEq, And Or"
SWAPS = {getattr(ast, a): getattr(ast, b) for a, b in map(str.split, PAIRS.split(", "))}
SWAPS |= {b: a for a, b in SWAPS.items()}
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}

TEXTS = ("errors", "late_bound", "__repr__", "__str__", "hint", "reason", "note")
"""Modules, functions and arguments that are no formulas."""


class Mutant(NamedTuple):
    """One change of one file."""

    file: Path
    """From the project's folder."""
    line: int
    before: str
    after: str
    source: str  # of the whole file

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.before}  ->  {self.after}"


def formula_files(chosen: str = "") -> list[Path]:
    """Return the files whose formulas are changed; those whose path holds ``chosen``."""
    found = [f for room in ROOMS for f in sorted((PACKAGE / room).rglob("*.py"))]
    found += [PACKAGE / name for name in FILES]
    return [f for f in found if chosen in f.as_posix() and f.stem not in TEXTS]


def expressions(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that compute something; no annotations, messages or decorators."""
    if isinstance(node, (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if getattr(node, "name", None) in TEXTS or getattr(node, "arg", None) in TEXTS:
        return
    if isinstance(node, ast.expr):
        yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from expressions(child)


def is_text(node: ast.expr) -> bool:
    """Whether + or * on it would join texts or sequences."""
    sequence = isinstance(node, (ast.Tuple, ast.List, ast.JoinedStr))
    return sequence or isinstance(getattr(node, "value", None), str)


def changed(node: ast.expr) -> Iterator[ast.expr]:
    """Yield an expression with one change at its top."""

    def swapped(field: str, new: object) -> ast.expr:
        twin = copy.deepcopy(node)
        setattr(twin, field, new)
        return twin

    if isinstance(node, ast.BinOp) and not (is_text(node.left) or is_text(node.right)):
        if type(node.op) in SWAPS:
            yield swapped("op", SWAPS[type(node.op)]())
            yield node.left  # the second term left out
    elif isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if type(op) in SWAPS:
                yield swapped("ops", [*node.ops[:at], SWAPS[type(op)](), *node.ops[at + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield swapped("op", SWAPS[type(node.op)]())
        yield node.values[0]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield swapped("func", ast.Name(NAMES[node.func.id]))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        is_flag = isinstance(node.value, bool)
        yield from map(ast.Constant, () if is_flag else (node.value + 1, node.value * 2 or -1))


def mutants(file: Path) -> Iterator[Mutant]:
    """Yield all mutants of a file."""
    source = file.read_bytes()
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    branches = [n for n in ast.walk(tree) if isinstance(n, (ast.If, ast.IfExp, ast.While))]
    negated = {n.test for n in branches}
    for node in expressions(tree):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        before = " ".join(source[begin:end].decode().split())
        twins = list(changed(node))
        if node in negated:
            twins.append(ast.UnaryOp(ast.Not(), node))
        for twin in twins:
            after = ast.unparse(twin)
            whole = source[:begin] + f"({after})".encode() + source[end:]
            yield Mutant(file.relative_to(ROOT), node.lineno, before, after, whole.decode())


def covering(file: Path) -> list[str]:
    """Return the module itself, for its doctests, and the tests that mirror or name it."""
    module = file.with_suffix("")
    dotted, mirror = ".".join(module.parts), Path("tests", *module.parts[1:-1])
    found = [mirror / f"test_{module.name}.py", mirror / module.name]
    named = [
        test.relative_to(ROOT)
        for test in sorted((ROOT / "tests").rglob("test_*.py"))
        if f"{dotted} import" in test.read_text()
    ]
    paths = [path.as_posix() for path in found + named if (ROOT / path).exists()]
    return [file.as_posix(), *dict.fromkeys(paths)]


def passes(folder: Path, tests: list[str], limit: float) -> bool:
    """Whether tests pass in a copy of the project, within a time limit. [s]"""
    left_out = [f"--ignore={name}" for name in WHOLE_OUTPUTS]
    options = ["-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", *left_out]
    process = subprocess.Popen(
        [sys.executable, "-c", START, *options, *tests],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that what it started ends with it
    )
    try:
        return process.wait(limit) in (0, 5)  # 5: there was no test
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def survives(mutant: Mutant, folder: Path, stages: list[list[str]], limit: float) -> bool:
    """Whether all tests pass with a mutant in a copy of the project, which is then mended."""
    file = folder / mutant.file
    original = file.read_text()
    try:
        write(file, mutant.source)
        return all(passes(folder, tests, limit) for tests in [covering(mutant.file), *stages])
    finally:
        write(file, original)


def write(file: Path, source: str) -> None:
    """Write a module and drop its bytecode, which is kept by second and size alone."""
    file.write_text(source)
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        compiled.unlink()


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--n", type=int, default=60, help="mutants to try")
    words.add_argument("--seed", type=int, default=0, help="the same seed tries the same mutants")
    words.add_argument("--jobs", type=int, default=1, help="mutants at a time")
    words.add_argument("--module", default="", help="part of a path, for example estimation/shots")
    words.add_argument("--limit", type=float, default=600, help="seconds for a run of the tests")
    words.add_argument("--near", action="store_true", help="only tests that mirror or name it")
    given = words.parse_args()
    every = [mutant for file in formula_files(given.module) for mutant in mutants(file)]
    tried = random.Random(given.seed).sample(every, min(given.n, len(every)))
    stages = [] if given.near else [["tests", "qestimate"]]
    print(f"{len(tried)} of {len(every)} mutants", flush=True)
    free: queue.Queue[Path] = queue.Queue()
    with tempfile.TemporaryDirectory() as top, ThreadPoolExecutor(given.jobs) as pool:
        skipped = shutil.ignore_patterns(".*", "__pycache__", "shared")
        for number in range(given.jobs):
            free.put(Path(shutil.copytree(ROOT, Path(top, str(number), "copy"), ignore=skipped)))
        first = free.get()
        near = sorted({test for mutant in tried for test in covering(mutant.file)})
        if not passes(first, stages[0] if stages else near, given.limit):
            print("the tests fail, or take too long, without any change")
            return 2
        free.put(first)

        def alive(mutant: Mutant) -> bool:
            folder, start = free.get(), time.perf_counter()
            left = survives(mutant, folder, stages, given.limit)
            free.put(folder)
            word = "SURVIVED" if left else "killed"
            print(f"{word:8} {time.perf_counter() - start:4.0f} s  {mutant}", flush=True)
            return left

        killed = len(tried) - sum(pool.map(alive, tried))
    print(f"{killed} of {len(tried)} killed: {killed / len(tried):.1%} (goal: {GOAL:.0%})")
    return 0 if killed >= GOAL * len(tried) else 1


if __name__ == "__main__":
    sys.exit(main())
