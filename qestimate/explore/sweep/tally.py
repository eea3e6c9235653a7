"""What a sweep comes to: how many scenarios have which verdict, and where feasible ones lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.explore.sweep.circuits import LIMITS, VERDICTS
from qestimate.explore.sweep.table import heading

if TYPE_CHECKING:
    from qestimate.explore.sweep.design import Points
    from qestimate.explore.sweep.engine import Sweep
    from qestimate.explore.sweep.frame import Columns

MAX_REASONS = 100
"""Reasons that are told apart."""

OTHERS = "other reasons"

FEASIBLE = VERDICTS.index("feasible")


class Tally:
    """Counts that add up over blocks.

    Kept as plain lists, so that they can be written down and read again.
    """

    def __init__(
        self,
        counts: dict[str, int] | None = None,
        ranges: dict[str, dict[str, list[float]]] | None = None,
        reasons: dict[str, int] | None = None,
    ) -> None:
        self.counts: dict[str, int] = counts or {}
        """By device, method, verdict and limit, joined by a tab."""
        self.ranges: dict[str, dict[str, list[float]]] = ranges or {}
        """By device and method, the least and the greatest value of each input at which a
        scenario is feasible."""

        self.reasons: dict[str, int] = reasons or {}
        """Why there is no circuit, and for how many scenarios; after MAX_REASONS of them the
        others count together."""

    @property
    def rows(self) -> int:
        """Scenarios counted."""
        return sum(self.counts.values())

    @classmethod
    def of(cls, content: dict[str, Any]) -> Tally:
        """Return one from what ``to_dict`` gave.

        Raises:
            KeyError, TypeError, ValueError: It is something else.
        """
        counts = {str(key): int(count) for key, count in content["counts"].items()}
        if any(key.count("\t") != 3 for key in counts):
            raise ValueError("no count of verdicts")
        ranges = {
            str(key): {str(name): [float(low), float(high)] for name, (low, high) in one.items()}
            for key, one in content["ranges"].items()
        }
        reasons = {str(key): int(count) for key, count in content["reasons"].items()}
        return cls(counts, ranges, reasons)

    def plus(self, other: Tally) -> Tally:
        """Return both together."""
        counts = dict(self.counts)
        for key, count in other.counts.items():
            counts[key] = counts.get(key, 0) + count
        ranges = {key: dict(mine) for key, mine in self.ranges.items()}
        for key, theirs in other.ranges.items():
            mine = ranges.setdefault(key, {})
            for name, ends in theirs.items():
                low, high = mine.get(name, ends)
                mine[name] = [min(low, ends[0]), max(high, ends[1])]
        found = Tally(counts, ranges, dict(self.reasons))
        for reason, count in other.reasons.items():
            found.refuse(reason, count)
        return found

    def refuse(self, reason: str, count: int) -> None:
        """Count scenarios that have no circuit."""
        if reason not in self.reasons and len(self.reasons) >= MAX_REASONS:
            reason = OTHERS
        self.reasons[reason] = self.reasons.get(reason, 0) + count

    def to_dict(self) -> dict[str, Any]:
        """Return it in plain types."""
        return {"counts": self.counts, "ranges": self.ranges, "reasons": self.reasons}


def tally(sweep: Sweep, points: Points, results: Columns) -> Tally:
    """Count some scenarios."""
    devices = points.codes["device"]
    methods = points.codes["method"]
    code = devices * len(sweep.methods) + methods
    verdicts = results["verdict"].astype(np.int64)
    limits = results["limit"].astype(np.int64)
    whole = (code * len(VERDICTS) + verdicts) * len(LIMITS) + limits
    counted = np.bincount(whole)
    found = Tally()
    for number in np.flatnonzero(counted).tolist():
        rest, limit = divmod(number, len(LIMITS))
        rest, verdict = divmod(rest, len(VERDICTS))
        key = "\t".join((_pair(sweep, rest), VERDICTS[verdict], LIMITS[limit]))
        found.counts[key] = found.counts.get(key, 0) + int(counted[number])
    without = results["circuit"][verdicts == VERDICTS.index("none")]
    for circuit, count in zip(*np.unique(without, return_counts=True), strict=True):
        found.refuse(sweep.refusal(int(circuit)), int(count))
    feasible = np.flatnonzero(verdicts == FEASIBLE)
    for number in np.unique(code[feasible]).tolist():
        rows = feasible[code[feasible] == number]
        ranges = found.ranges.setdefault(_pair(sweep, number), {})
        for axis in sweep.axes:
            if axis.name in points.drawn:
                values = points.drawn[axis.name][rows]
            elif axis.numeric:
                values = sweep.numbers(axis)[points.codes[axis.name][rows]]
            else:
                continue
            ranges[heading(axis)] = [float(values.min()), float(values.max())]
    return found


def _pair(sweep: Sweep, code: int) -> str:
    device, method = divmod(code, len(sweep.methods))
    return f"{sweep.device_labels[device]}\t{sweep.methods[method]}"
