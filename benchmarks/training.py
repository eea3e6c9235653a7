"""Make the shipped table of trainings under noise anew: models/training/table.json.

Run by hand, about an hour and a half on one core: ``python benchmarks/training.py``.
"""

from __future__ import annotations

import argparse
import json
import platform
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sklearn

from qestimate import __version__, catalog
from qestimate.catalog.training import TRAINING_TABLE
from qestimate.catalog.training_records import TrainingRow
from qestimate.evidence.training.study import study
from qestimate.evidence.training.table import cases

TARGET = Path(__file__).parent.parent / "models" / TRAINING_TABLE


def processor() -> str:
    """Return the name of the processor."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def content(rows: list[TrainingRow]) -> dict[str, object]:
    """Return the table as it is shipped."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{processor()}, one core",
        "versions": {
            "qestimate": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "rows": [row._asdict() for row in rows],
    }


def write(rows: list[TrainingRow], target: Path) -> None:
    """Write the table, one row a line."""
    whole = content(rows)
    lines = ",\n".join("    " + json.dumps(row) for row in whole.pop("rows"))  # type: ignore[attr-defined]
    head = json.dumps(whole, indent=2)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(head[:-2] + ',\n  "rows": [\n' + lines + "\n  ]\n}\n", encoding="utf-8")


def main() -> None:
    """Train every case and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET)
    found = []
    for held_out, case in cases(lambda name: catalog.device(name).at("")):
        for step in study(case):
            if isinstance(step, TrainingRow):
                found.append(step._replace(held_out=held_out))
                print(step.task, step.ansatz, step.device, step.ratio, step.n_enough(step.loss))
    write(found, parser.parse_args().out)


if __name__ == "__main__":
    main()
