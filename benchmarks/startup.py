"""Time the main command as a whole process, against a bare Typer program and bare Python.

    python benchmarks/startup.py

Prints medians over interleaved runs and their ratios; ratios hold when the machine's speed does
not. Also what the command loads, and how long one warm estimate takes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from qestimate import Workload, catalog, estimate

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


def once(command: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def interleaved(commands: dict[str, list[str]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        once(command)  # compiles bytecode, fills the file cache
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(once(command))
    return times


def whole_process() -> None:
    script = Path(sysconfig.get_path("scripts")) / "qestimate"
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        times = interleaved(
            {
                "python -c pass": [sys.executable, "-c", "pass"],
                "bare Typer program": [sys.executable, str(bare)],
                "qestimate model": [str(script), *["model", "--params", "1e9", "--qubits", "72"]],
            }
        )
    print(f"whole process, median of {RUNS} interleaved runs")
    for name, values in times.items():
        print(f"  {name:20} {1e3 * statistics.median(values):7.1f} ms")
    ours = times["qestimate model"]
    for name in ("bare Typer program", "python -c pass"):
        ratio = statistics.median(a / b for a, b in zip(ours, times[name], strict=True))
        print(f"  ratio to {name:20} {ratio:5.2f}")


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
