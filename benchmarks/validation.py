"""How fast published runs are predicted, kind by kind, in units of a fixed piece of arithmetic.

    python benchmarks/validation.py

A yardstick of NumPy, many small updates of arrays on one core, stands beside every time: ratios hold
when the machine's speed does not. Least of some rounds, time of the processor.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from typing import TYPE_CHECKING

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from qestimate.catalog.experiments import experiment, experiments
from qestimate.evidence.prediction import predict
from qestimate.report.views.validation import validation_document

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3

UPDATES = 20_000
"""Of the yardstick."""


def yardstick() -> None:
    """Turn rows of a matrix of 200 by 200 again and again."""
    matrix = np.ones((200, 200))
    for at in range(UPDATES):
        row = at % 199
        matrix[row] = 0.8 * matrix[row] + 0.6 * matrix[row + 1]


def seconds(work: Callable[[], object]) -> float:
    """Return what a piece of work takes at least. [s of the processor]"""
    times = []
    for _ in range(ROUNDS):
        since = time.process_time()
        work()
        times.append(time.process_time() - since)
    return min(times)


def main() -> None:
    """Print the times and ratios."""
    unit = seconds(yardstick)
    everything = [experiment(name) for name in experiments()]
    found = [(one, predict(one)) for one in everything]
    parts: dict[str, float] = {"reading": seconds(lambda: [experiment(n) for n in experiments()])}
    runs: dict[str, int] = defaultdict(int)
    for one in everything:
        took = seconds(lambda one=one: predict(one))  # type: ignore[misc]
        parts[one.kind] = parts.get(one.kind, 0.0) + took
        runs[one.kind] += len(one.runs)
    parts["tables"] = seconds(lambda: validation_document(found))
    print(f"{'part':18}{'runs':>6}{'s':>9}{'ratio':>9}{'share':>9}")
    whole = sum(parts.values())
    for name, took in {**parts, "all": whole}.items():
        n = sum(runs.values()) if name == "all" else runs.get(name, 0)
        print(f"{name:18}{n or '':>6}{took:9.3f}{took / unit:9.2f}{took / whole:9.1%}")
    print(f"yardstick: {unit:.3f} s for {UPDATES:,} updates of 200 numbers")


if __name__ == "__main__":
    main()
