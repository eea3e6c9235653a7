"""What a sweep comes to: how many scenarios have which verdict, and where feasible ones lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.sweep.rows import heading
from qestimate.sweep.structure import LIMITS, VERDICTS

if TYPE_CHECKING:
    from qestimate.sweep.design import Points
    from qestimate.sweep.engine import Sweep
    from qestimate.sweep.frame import Columns

MOST_REASONS = 100
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
        """Why there is no circuit, and for how many scenarios; the last one stands for all that
        came after MOST_REASONS others."""

    @property
    def rows(self) -> int:
        """Scenarios counted."""
        return sum(self.counts.values())

    def add(self, other: Tally) -> None:
        """Add what another one counted."""
        for key, count in other.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        for key, ranges in other.ranges.items():
            mine = self.ranges.setdefault(key, {})
            for name, (low, high) in ranges.items():
                least, most = mine.get(name, (low, high))
                mine[name] = [min(low, least), max(high, most)]
        for reason, count in other.reasons.items():
            self.refuse(reason, count)

    def refuse(self, reason: str, count: int) -> None:
        """Count scenarios that have no circuit."""
        if reason not in self.reasons and len(self.reasons) >= MOST_REASONS:
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
        found.counts[key] = int(counted[number])
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
            elif isinstance(axis.values[0], int | float) and axis.name != "device":
                values = axis.numbers()[points.codes[axis.name][rows]]
            else:
                continue
            ranges[heading(axis)] = [float(values.min()), float(values.max())]
    return found


def _pair(sweep: Sweep, code: int) -> str:
    device, method = divmod(code, len(sweep.methods))
    return f"{sweep.device_labels[device]}\t{sweep.methods[method]}"
