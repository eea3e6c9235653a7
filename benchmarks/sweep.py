"""How fast sweeps are: verdicts a second and core, memory, and what a second worker brings.

    python benchmarks/sweep.py            # one core, some minutes
    python benchmarks/sweep.py --cluster  # Dask on loopback, one worker against two

Three grids: the README's example on the generic device; a chip with its tables, prices and job
limits; and a random design, in which every scenario has a noise of its own. Each rate stands
beside what NumPy alone needs to write as many columns of as many numbers, which is the bound.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # a rate is that of one core
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from qestimate.explore.sweep import Sweep
from qestimate.explore.sweep.design import BLOCK
from qestimate.explore.sweep.run import compute, run

NOISE = {"cz-error": "1e-4:5e-2:log:50"}
COMMON = {"params": "1e6:1e12:log:100", "rank": "1,2,4,8,16", "method": "all"}
MORE = {"shot-period": "10:1000:log:20", "samples": "100:1e5:log:20", "max-days": "1,30,365"}

GRIDS = {
    "generic device, 6 methods": (COMMON | NOISE | MORE | {"qubits": "72"}, 0),
    "ibm-fez with tables, prices and jobs": (COMMON | NOISE | MORE | {"device": "ibm-fez"}, 0),
    "random, qpa and amplitude": (
        COMMON
        | {"cz-error": "1e-4:5e-2:log", "shot-period": "10:1000:log"}
        | {"qubits": "72", "method": "qpa,amplitude", "samples": "100:1e5:log"},
        10**8,
    ),
    "random, qtha: paths priced for each noise": (
        COMMON
        | {"cz-error": "1e-4:5e-2:log", "shot-period": "10:1000:log"}
        | {"qubits": "72", "method": "qtha", "rank": "4,8"},
        10**8,
    ),
}

BLOCKS = 40


def rates() -> None:
    """Print a table of rates."""
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, ")
    print(f"NumPy {np.__version__}, one core, {BLOCKS} blocks of {BLOCK:,} scenarios\n")
    heads = (
        "first block",
        "verdicts/s",
        "bytes/verdict",
        "NumPy's share",
        "CSV rows/s",
        "Arrow rows/s",
    )
    print(f"| scenarios | {' | '.join(heads)} |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (given, random) in GRIDS.items():
        sweep = Sweep(given, random=random)
        since = time.perf_counter()
        first = sweep.block(0)
        start = time.perf_counter() - since
        columns = [column for key, column in first.items() if key != "circuit"]
        number = min(BLOCKS, sweep.blocks - 1) if "qtha" not in name else 3
        blocks = np.linspace(1, sweep.blocks - 2, number).astype(int).tolist()
        since = time.perf_counter()
        for block in blocks:
            sweep.block(block)
        each = (time.perf_counter() - since) / number
        bound = min(written(columns) for _ in range(20))
        since = time.perf_counter()
        for block in blocks[:3]:
            compute(sweep, block, "csv")
        text = (time.perf_counter() - since) / 3
        since = time.perf_counter()
        for block in blocks[:3]:
            compute(sweep, block, "parquet")
        arrow = (time.perf_counter() - since) / 3
        size = sum(column.itemsize for column in columns)
        print(
            f"| {name}, {sweep.rows:,} | {start:.2f} s | {BLOCK / each:.3g} | {size} "
            f"| {100 * bound / each:.2g} % | {BLOCK / text:.3g} "
            f"| {BLOCK / arrow:.3g} |"
        )


def written(columns: list[np.ndarray]) -> float:
    """Return what it takes to write the same columns. [s]"""
    out = [np.empty_like(column) for column in columns]
    since = time.perf_counter()
    for column, source in zip(out, columns, strict=True):
        np.add(source, 1, out=column)
    return time.perf_counter() - since


def memory() -> None:
    """Print how much memory a grid of 10^8 scenarios takes as it goes on."""
    sweep = Sweep(GRIDS["generic device, 6 methods"][0])
    print(f"\nmemory of {sweep.rows:,} scenarios, largest so far:", end=" ")
    for block in range(sweep.blocks):
        sweep.block(block)
        if block in (0, 10, 100, 1000, sweep.blocks - 1):
            used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{used:.0f} MB after {(block + 1) * BLOCK:.2g}", end="; ", flush=True)
    print()


def cluster() -> None:
    """Print what two workers bring against one."""
    given = GRIDS["random, qtha: paths priced for each noise"][0]
    sweep = Sweep(given, random=24 * BLOCK)
    seconds = {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "scheduler.json")
            parts = [dask("scheduler", "--port", "0", "--scheduler-file", str(file))]
            try:
                while not file.exists():
                    time.sleep(0.1)
                parts += [
                    dask("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
                    for _ in range(workers)
                ]
                time.sleep(6)
                address = json.loads(file.read_text())["address"]
                run(Sweep(given, random=4 * BLOCK), None, address)  # workers import what they need
                since = time.perf_counter()
                run(sweep, None, address)
                seconds[workers] = time.perf_counter() - since
            finally:
                for part in parts:
                    part.kill()
                    part.wait()
        print(f"{workers} worker(s): {seconds[workers]:.1f} s for {sweep.rows:,} scenarios")
    print(f"efficiency of two: {seconds[1] / seconds[2] / 2:.2f}")


def dask(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a part of a cluster."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cluster", action="store_true")
    if parser.parse_args().cluster:
        cluster()
    else:
        rates()
        memory()
