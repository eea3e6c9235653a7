"""A number with its interval, its unit and where it comes from.

Records of this package are named tuples: they are immutable like frozen dataclasses, and
creating the class costs a quarter of the time at start-up.
"""

from __future__ import annotations

from math import inf, nan
from typing import TYPE_CHECKING

from qestimate.core.numeric import isnan
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.core.numeric import Number


class Interval(NamedTuple):
    """A value between bounds. None where it is not known."""

    value: float | None
    low: float | None
    high: float | None


def power_of_ten(log10_value: Interval) -> Interval:
    """Return an interval from the logarithms of its ends; an end beyond any double is infinite.

    >>> power_of_ten(Interval(2.0, None, 400.0))
    Interval(value=100.0, low=None, high=inf)
    """
    return Interval(
        *(None if end is None else inf if end > 308 else 10.0**end for end in log10_value)
    )


class Ends(NamedTuple):
    """The same as numbers or arrays, nan where not known: what stages compute with."""

    value: Number
    low: Number
    high: Number

    @classmethod
    def of(cls, interval: Interval) -> Ends:
        """Return an interval for computing with.

        >>> Ends.of(Interval(1.0, None, 2.0))
        Ends(value=1.0, low=nan, high=2.0)
        """
        return cls(*(nan if end is None else end for end in interval))

    @classmethod
    def one(cls, number: Number) -> Ends:
        """Return the ends of something that is known exactly.

        >>> Ends.one(2.0)
        Ends(value=2.0, low=2.0, high=2.0)
        """
        return cls(number, number, number)

    def interval(self) -> Interval:
        """Return the ends as a figure, None where one is nan.

        >>> Ends(1.0, nan, 2.0).interval()
        Interval(value=1.0, low=None, high=2.0)
        """
        return Interval(*(None if isnan(end) else end for end in self))

    def turned(self) -> Ends:
        """Return the ends for something that is smaller where this is larger."""
        return Ends(self.value, self.high, self.low)


UNKNOWN = Interval(None, None, None)
"""The interval of a figure that nobody published."""


class Quantity(NamedTuple):
    """One figure, in SI units, with everything needed to judge it."""

    value: float | None
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    statistic: str = ""
    """mean, median, typical, best ... over the elements of a device."""
    convention: str = ""
    """For gate errors: average, pauli, process; empty if the source does not say."""
    simultaneous: bool | None = None
    """Whether gates ran side by side when it was measured; None if not stated."""
    kind: str = ""
    """measured, claimed, derived, assumed, or given (by the user)."""
    source: str = ""
    locator: str = ""
    date: str = ""
    note: str = ""

    @classmethod
    def given(cls, value: float, unit: str = "1", *, convention: str = "") -> Quantity:
        """Return a figure that the user set."""
        return cls(value, unit, convention=convention, kind="given", source="user")


SI: dict[str, tuple[float, str]] = {
    "1": (1, "1"),
    "%": (0.01, "1"),
    "ns": (1e-9, "s"),
    "us": (1e-6, "s"),
    "ms": (1e-3, "s"),
    "s": (1, "s"),
    "shots": (1, "shots"),
    "circuits": (1, "circuits"),
    "samples": (1, "samples"),
    "tokens": (1, "tokens"),
    "qubits": (1, "qubits"),
    "USD": (1, "USD"),
    "USD/h": (1, "USD/h"),
    "HQC": (1, "HQC"),
    "USD/HQC": (1, "USD/HQC"),
    "TFLOP/s": (1e12, "FLOP/s"),
    "GB": (1e9, "B"),
    "GB/s": (1e9, "B/s"),
    "W": (1, "W"),
}
"""Units that catalogue files may use: factor to, and name of, the unit used inside."""


def process_infidelity(error: Number, n_qubits: int, convention: str) -> Number:
    """Return the process infidelity of a gate from its published error.

    1 - F_process = (1 + 1/d) (1 - F_average) with d = 2^n; a Pauli error is one already.

    Args:
        error: As published. [1], 0 <= error <= 1.
        n_qubits: Qubits of the gate, 1 or 2.
        convention: ``average``, ``pauli`` or ``process``. An unstated convention is read as
            average, the one that randomized benchmarking reports and the larger result.

    Source: [nielsen-2002].

    >>> round(process_infidelity(0.01, 2, "average"), 6), process_infidelity(0.01, 2, "pauli")
    (0.0125, 0.01)
    """
    if convention in ("pauli", "process"):
        return error
    return error * (1 + 0.5**n_qubits)
