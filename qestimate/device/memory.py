"""The memory error of an ion trap by the width of what runs: fewer ions are moved in less time.

A trap moves its ions from gate to gate, and all of them wait meanwhile. How long depends on how
many there are. Where a machine was measured at several widths, the shape is taken from that scan
and the level from the snapshot: at one width the memory error of a machine halves within a year.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from qestimate.core.numeric import maximum, minimum
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.core.numeric import Number


class WidthPoint(NamedTuple):
    """The memory error that was measured with so many qubits."""

    qubits: int
    error: float
    """Of a qubit in a layer of two-qubit gates. [1]"""
    sd: float | None = None
    """One standard deviation; None if not published. [1]"""


class MemoryScan(NamedTuple):
    """Memory errors of one machine at several widths, in one run of measurements."""

    points: tuple[WidthPoint, ...]
    """By increasing width; at least two."""
    source: str = ""
    locator: str = ""
    note: str = ""

    def error(self, width: Number) -> Number:
        """Return the memory error at a width, as measured in the scan. [1]

        Linear between the widths that were measured. Outside them the nearest one counts; below
        the least width that is assumed to be no less than the error.

        Args:
            width: Qubits that a program takes. [1], >= 1. Scalar or array.

        >>> scan = MemoryScan((WidthPoint(16, 1e-4), WidthPoint(32, 3e-4)))
        >>> [round(scan.error(width), 6) for width in (2, 16, 20, 32, 56)]
        [0.0001, 0.0001, 0.00015, 0.0003, 0.0003]
        """
        found: Number = self.points[0].error
        for a, b in pairwise(self.points):
            slope = (b.error - a.error) / (b.qubits - a.qubits)
            found = found + slope * (minimum(maximum(width, a.qubits), b.qubits) - a.qubits)
        return found


class MemoryErrors(NamedTuple):
    """What a qubit that waits for a layer of two-qubit gates costs, at any width."""

    full: float
    """Process infidelity with all qubits of the machine in use. [1]"""
    n_qubits: int = 1
    """All qubits of the machine."""
    scan: MemoryScan | None = None
    """Where it was measured at several widths; else it is the same at all of them."""
    copies: int = 1
    """Programs that run side by side; the ions of all are moved."""

    def of(self, width: Number) -> Number:
        """Return the process infidelity in a program of so many qubits. [1]

        That of the snapshot, times the scan at this width over the scan at full width.

        Args:
            width: Qubits of the program. [1], >= 1. Scalar or array.

        >>> scan = MemoryScan((WidthPoint(16, 1e-4), WidthPoint(56, 4e-4)))
        >>> error = MemoryErrors(6e-4, 56, scan)
        >>> round(error.of(16), 6), round(error.of(36), 6), error.of(56)
        (0.00015, 0.000375, 0.0006)
        >>> round(error._replace(copies=2).of(18), 6), MemoryErrors(6e-4).of(16)
        (0.000375, 0.0006)
        """
        if self.scan is None:
            return self.full + 0.0 * width
        share = self.scan.error(width * self.copies) / self.scan.error(self.n_qubits)
        return minimum(1.0, self.full * share)

    @property
    def least(self) -> float:
        """Process infidelity at the width where it is least. [1]"""
        points = self.scan.points if self.scan is not None else ()
        return min((float(self.of(point.qubits)) for point in points), default=self.full)
