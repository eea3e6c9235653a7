"""The error of each element of a device: which figure counts, and where it comes from.

One rule for everything that asks. An element counts with what is published of itself; else with
the device's one figure for all of its kind; else with the mean of those of its kind that are
published. Where none of these is there, it is unknown.

What is published of single elements counts as far as its age on the day that is asked for allows:
an old table says little more than the medians of its chip (``qestimate.device.age``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from qestimate.core.numeric import log1p, minimum
from qestimate.core.quantity import process_infidelity
from qestimate.core.records import NamedTuple
from qestimate.device.age import drawn_to_median, kept_word
from qestimate.device.memory import MemoryErrors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from qestimate.core.numeric import Number
    from qestimate.device.device import Device, Qubit

DEAD = 50.0
"""Log-infidelity of an element whose published error leaves nothing."""

Origin = Literal["its own", "figure of the device", "mean of its kind", "unknown"]
"""Where the error of an element comes from, in the order in which they are tried."""


def log_infidelity(infidelity: Number) -> Number:
    """Return the log-infidelity -ln(1 - infidelity), at most DEAD.

    >>> round(log_infidelity(0.01), 6), log_infidelity(1.0)
    (0.01005, 50.0)
    """
    if isinstance(infidelity, float) and infidelity < 1.0:  # the usual case, asked of each element
        return min(DEAD, -math.log1p(-infidelity))
    return minimum(DEAD, -log1p(-minimum(infidelity, 1.0)))


class Table(NamedTuple):
    """One figure of all elements of a kind."""

    own: Mapping[Any, Any]
    """What is published of single elements."""
    other: Any = None
    """What stands for every other one; None if nothing does."""
    fallback: Origin = "unknown"
    """Where that comes from."""

    def of(self, element: Any) -> Any:
        """Return the figure of an element; None if unknown.

        >>> Table({3: 0.01}, 0.02, "figure of the device").of(4)
        0.02
        """
        return self.own.get(element, self.other)

    def origin(self, element: Any) -> Origin:
        """Return where the figure of an element comes from."""
        return "its own" if element in self.own else self.fallback

    @property
    def mean(self) -> float | None:
        """Mean of those that are published, else what stands for all."""
        values = self.own.values()
        found: float | None = sum(values) / len(values) if values else self.other
        return found


class Elements(NamedTuple):
    """The figures of all elements of a device, resolved."""

    one_qubit: Table
    """Process infidelity of a pulse, by qubit."""
    two_qubit: Table
    """Process infidelity of a gate, by coupler, smaller qubit first."""
    readout: Table
    """Errors of reading a 0 and a 1, by qubit."""
    t1: Table
    """By qubit. [s]"""
    t2: Table
    """By qubit, as published. [s]"""
    memory: MemoryErrors | None
    """Process infidelity of a qubit that waits for a layer of two-qubit gates, by width."""
    reset: float | None = None
    """Process infidelity of putting any qubit into |0> in mid-circuit."""
    measurement: float | None = None
    """Process infidelity of a qubit that is read in mid-circuit and goes on."""

    def beside(self, copies: int) -> Elements:
        """Return the figures for a program that runs in so many copies side by side."""
        if self.memory is None:
            return self
        return self._replace(memory=self.memory._replace(copies=copies))

    def gate(self, a: int, b: int) -> float | None:
        """Return the process infidelity of a gate on a pair of qubits."""
        value: float | None = self.two_qubit.of((a, b) if a < b else (b, a))
        return value


def elements(device: Device) -> Elements:
    """Return the figures of all elements of a device.

    >>> from qestimate import catalog
    >>> found = elements(catalog.device("origin-wukong-72").at("2026-03-06"))
    >>> round(found.gate(62, 56), 5), found.two_qubit.origin((56, 62))
    (0.01437, 'its own')
    >>> found = elements(catalog.device("ionq-aria-1"))
    >>> found.gate(3, 7), found.two_qubit.origin((3, 7))
    (0.005, 'figure of the device')
    """
    snapshot, convention = device.snapshot, device.snapshot.convention
    qubits = snapshot.qubits.items()
    kept = kept_word(device.age)
    one = {
        q: process_infidelity(row.one_qubit_error, 1, convention)
        for q, row in qubits
        if row.one_qubit_error is not None
    }
    two = {
        pair: process_infidelity(error, 2, convention)
        for pair, error in snapshot.couplers.items()
        if error is not None
    }
    reading = device.value("readout_error")
    return Elements(
        _table(drawn_to_median(one, kept), device.infidelity("one_qubit_error", 1), _mean),
        _table(drawn_to_median(two, kept), device.infidelity("two_qubit_error", 2), _mean),
        _table(
            _reading(snapshot.qubits, kept),
            None if reading is None else (reading, reading),
            lambda pairs: (_mean([a for a, _ in pairs]), _mean([b for _, b in pairs])),
        ),
        _table(
            drawn_to_median({q: row.t1 for q, row in qubits if row.t1}, kept),
            device.value("t1"),
            mean_time,
        ),
        _table(
            drawn_to_median({q: row.t2 for q, row in qubits if row.t2}, kept),
            device.value("t2"),
            mean_time,
        ),
        _memory(device),
        device.infidelity("reset_error", 1),
        device.infidelity("mid_circuit_measurement_error", 1),
    )


def _memory(device: Device) -> MemoryErrors | None:
    """Return the memory error by width; one that was set by hand is the same at every width."""
    figure, full = device.figure("memory_error"), device.infidelity("memory_error", 1)
    if figure is None or full is None:
        return None
    scan = None if figure.kind == "given" else device.memory_by_width
    return MemoryErrors(full, device.qubits_advertised or 1, scan)


def _table(own: Mapping[Any, Any], figure: Any, mean: Callable[[Collection[Any]], Any]) -> Table:
    """Return a table with what stands for elements that are not in it."""
    if figure is not None:
        return Table(own, figure, "figure of the device")
    return Table(own, mean(own.values()), "mean of its kind") if own else Table(own)


def _reading(qubits: Mapping[int, Qubit], kept: float) -> dict[int, tuple[float, float]]:
    """Return the errors of reading 0 and 1 of each qubit that has them."""
    found = {q: both for q, row in qubits.items() if (both := _directions(row)) is not None}
    zeros, ones = (
        drawn_to_median({q: both[bit] for q, both in found.items()}, kept) for bit in (0, 1)
    )
    return {q: (zeros[q], ones[q]) for q in found}


def _directions(row: Qubit) -> tuple[float, float] | None:
    """Return the errors of reading 0 and 1; where one is published it stands for both."""
    zero, one = row.readout_error_0, row.readout_error_1
    if zero is None or one is None:
        either = one if zero is None else zero
        return None if either is None else (either, either)
    return zero, one


def _mean(values: Collection[float]) -> float:
    return sum(values) / len(values)


def mean_time(times: Collection[float]) -> float:
    """Return the time whose rate is the mean of the rates.

    >>> mean_time([1.0, 3.0])
    1.5
    """
    return len(times) / sum(1 / time for time in times)


def readout_error(both: tuple[float, float]) -> float:
    """Return the error of reading 0 and 1 that are equally likely.

    >>> readout_error((0.01, 0.03))
    0.02
    """
    return (both[0] + both[1]) / 2
