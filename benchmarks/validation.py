"""How fast published runs are predicted, kind by kind, in units of a fixed piece of arithmetic.

    python benchmarks/validation.py

A yardstick of NumPy, many small updates of arrays on one core, is timed in every process as well:
ratios hold when the machine's speed does not. Processes of their own, since a second prediction
finds lines and circuits of the first; medians of the processor's time and of ratios.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from qestimate.catalog.experiments import experiment, experiments
from qestimate.evidence.prediction import predict
from qestimate.report.views.validation import validation_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.predicted_run import Prediction

ROUNDS = 3
"""Processes."""

UPDATES = 20_000
"""Of the yardstick."""


def yardstick() -> None:
    """Turn rows of a matrix of 200 by 200 again and again."""
    matrix = np.ones((200, 200))
    for at in range(UPDATES):
        row = at % 199
        matrix[row] = 0.8 * matrix[row] + 0.6 * matrix[row + 1]


def seconds(work: Callable[[], object]) -> float:
    """Return what a piece of work takes. [s of the processor]"""
    since = time.process_time()
    work()
    return time.process_time() - since


def once() -> dict[str, float]:
    """Return the time of each part in this process. [s of the processor]"""
    parts: dict[str, float] = defaultdict(float)
    parts["yardstick"] = seconds(yardstick)
    found: list[tuple[Experiment, list[Prediction]]] = []
    for name in experiments():
        parts["reading"] += seconds(lambda name=name: experiment(name))  # type: ignore[misc]
        one = experiment(name)
        parts[one.kind] += seconds(lambda one=one: found.append((one, predict(one))))  # type: ignore[misc]
    parts["tables"] = seconds(lambda: validation_document(found))
    return dict(parts)


def main() -> None:
    """Print the times and ratios."""
    command = [sys.executable, __file__, "--once"]
    rounds = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(ROUNDS)
    ]
    units = [times.pop("yardstick") for times in rounds]
    runs: dict[str, int] = defaultdict(int)
    for name in experiments():
        runs[experiment(name).kind] += len(experiment(name).runs)
    for times in rounds:
        times["all"] = sum(times.values())
    runs["all"] = sum(runs.values())
    print(f"{'part':18}{'runs':>6}{'s':>9}{'ratio':>9}")
    for name in rounds[0]:
        took = [times[name] for times in rounds]
        ratio = median(one / unit for one, unit in zip(took, units, strict=True))
        print(f"{name:18}{runs.get(name, ''):>6}{median(took):9.3f}{ratio:9.2f}")
    print(f"yardstick: {median(units):.3f} s for {UPDATES:,} updates of 200 numbers")


if __name__ == "__main__":
    if "--once" in sys.argv[1:]:
        print(json.dumps(once()))
    else:
        main()
