"""Time the main command as a whole process, against a bare Typer program and bare Python.

    python benchmarks/startup.py

The command runs with an empty disk cache each time, as on a machine that never ran it, with one
that it filled before, and with none. Prints medians over interleaved runs and their ratios; ratios
hold when the machine's speed does not. Also what the command loads, and how long one warm estimate
takes.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from qestimate import Workload, catalog
from qestimate.estimation.estimate import estimate

RUNS = 25

BARE = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def main(name: str = "x") -> None:
    print(name)
app()
"""

HEAVY = ("qiskit", "sympy", "numpy", "pydantic", "jinja2", "matplotlib", "rich")


CACHE = "QESTIMATE_CACHE"
"""Variable with the folder of the disk cache; empty for none."""


class Program(NamedTuple):
    """What is timed, and the folder of its disk cache."""

    command: list[str]
    cache: Path | None = None
    emptied: bool = False
    """Whether the cache is empty before each run."""


def once(program: Program) -> float:
    if program.cache is not None and program.emptied:
        shutil.rmtree(program.cache, ignore_errors=True)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment[CACHE] = str(program.cache or "")
    start = time.perf_counter()
    subprocess.run(program.command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def interleaved(programs: dict[str, Program]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in programs}
    for program in programs.values():
        once(program)  # compiles bytecode, fills the file cache and the disk cache
    for _ in range(RUNS):
        for name, program in programs.items():
            times[name].append(once(program))
    return times


def whole_process() -> None:
    script = Path(sysconfig.get_path("scripts")) / "qestimate"
    main = [str(script), "model", "--params", "1e9", "--qubits", "72"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = folder / "bare.py"
        bare.write_text(BARE)
        times = interleaved(
            {
                "bare Python": Program([sys.executable, "-c", "pass"]),
                "bare Typer": Program([sys.executable, str(bare)]),
                "cold cache": Program(main, folder / "cold", emptied=True),
                "warm cache": Program(main, folder / "warm"),
                "no cache": Program(main),
            }
        )
    print(
        f"whole process, {RUNS} interleaved runs: median, least, and ratios to bare Typer of both"
    )
    typer = times["bare Typer"]
    for name, ours in times.items():
        ratio = statistics.median(a / b for a, b in zip(ours, typer, strict=True))
        print(
            f"  {name:12} {1e3 * statistics.median(ours):7.1f} ms {1e3 * min(ours):7.1f} ms"
            f" {ratio:6.2f} {min(ours) / min(typer):6.2f}"
        )


def modules() -> None:
    code = (
        "from qestimate.cli import main\n"
        "try: main('model --params 1e9 --qubits 72 --format text'.split())\n"
        "except SystemExit: pass\n"
        "import sys; print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stderr.split())
    print(
        f"modules loaded: {len(loaded)}; heavy among them: {sorted(loaded & set(HEAVY)) or 'none'}"
    )


def warm() -> None:
    job = Workload.of(catalog.model("tinyllama-1.1b"))
    print("one scalar estimate, warm, median of 200")
    for name in ("origin-wukong-72", "ibm-fez", "quantinuum-h2-1"):
        device = catalog.device(name)
        for method in ("qtha", "qpa", "angle", "amplitude"):
            estimate(job, method, device)
            times = []
            for _ in range(200):
                start = time.perf_counter()
                estimate(job, method, device)
                times.append(time.perf_counter() - start)
            print(f"  {name:18} {method:10} {1e3 * statistics.median(times):6.3f} ms")


if __name__ == "__main__":
    whole_process()
    modules()
    warm()
