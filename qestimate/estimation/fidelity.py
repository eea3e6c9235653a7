"""What noise leaves of a circuit: its fidelity, with the parts it is made of.

The fidelity is the product of process fidelities of all gates, of waiting, and of readout. It
is the fidelity of the *whole* output. A single expectation value usually keeps more of its
signal than that: what this fidelity calls feasible is, what it calls lost may be only damped.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from qestimate.core.numeric import exp_or_zero, minimum
from qestimate.core.quantity import Interval
from qestimate.device.elements import cost, element_costs
from qestimate.device.uncertainty import spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.device.elements import Costs
    from qestimate.device.uncertainty import Spread
    from qestimate.estimation.placement import Placement

LN10 = log(10)


class Signal(NamedTuple):
    """Circuit fidelity as the exponent of e, in parts. All <= 0; None where unknown."""

    ln_fidelity: Interval
    ln_two_qubit: float | None
    ln_one_qubit: float | None
    ln_readout: float | None
    ln_idle: float | None
    missing: tuple[str, ...]
    """What is not published and therefore not in the product."""
    width: Spread
    """What the calibration leaves open."""

    @property
    def widened(self) -> tuple[str, ...]:
        """Why the interval is wider than that of a complete, simultaneous calibration."""
        return self.width.widened

    @property
    def fidelity(self) -> Interval:
        """The fidelity itself; below the smallest double it is 0.0. [1]"""
        return Interval(
            *(None if exponent is None else exp_or_zero(exponent) for exponent in self.ln_fidelity)
        )

    @property
    def log10_fidelity(self) -> Interval:
        """The fidelity as a power of ten, however small. [log10]"""
        return Interval(*(None if x is None else x / LN10 for x in self.ln_fidelity))


def signal(
    placement: Placement, device: Device, costs: Costs | None = None, *, longer: float = 1.0
) -> Signal:
    """Return the circuit fidelity of a placement.

    Without the error of two-qubit gates or of readout there is no value, only what the known
    parts leave at most (``high``).

    Args:
        placement: Where a program is.
        device: The device it was placed on.
        costs: What its elements cost, if that was worked out already.
        longer: How many times as many two-qubit gates a compiler needed.
    """
    counts = placement.counts
    costs = costs or element_costs(device)
    two = _two_qubit(placement, device, costs.two_qubit)
    one = _per_qubit(
        placement,
        costs.one_qubit,
        device.infidelity("one_qubit_error", 1),
        counts.one_qubit_gates / placement.width,
    )
    readout = _per_qubit(placement, costs.readout, device.value("readout_error"), 1)
    idle = _idle(placement, device)
    parts = {
        "two-qubit error": two,
        "readout error": readout,
        "one-qubit error": one,
        f"idle error ({_unknown_of_idle(placement, device)} unknown)": idle,
    }
    missing = tuple(name for name, part in parts.items() if part is None)
    known = sum(part for part in parts.values() if part is not None)
    width = spread(device, idle is None, longer)
    least, most = width.of(known)
    if two is None or readout is None or one is None:
        exponent = Interval(None, None, -known / width.lower)
    else:
        exponent = Interval(-known, 0.0 - most, 0.0 - least)
    return Signal(
        exponent,
        _negative(two),
        _negative(one),
        _negative(readout),
        _negative(idle),
        missing,
        width,
    )


def _negative(part: float | None) -> float | None:
    return None if part is None else 0.0 - part


def _two_qubit(
    placement: Placement, device: Device, costs: Mapping[tuple[int, int], float]
) -> float | None:
    """Return the exponent of all two-qubit gates, coupler by coupler where the patch is chosen."""
    if not placement.counts.two_qubit_gates:
        return 0.0
    uniform = device.infidelity("two_qubit_error", 2)
    per_gate = None if uniform is None else cost(uniform)
    if not placement.qubits or not placement.edges:
        return None if per_gate is None else placement.counts.two_qubit_gates * per_gate
    wires = placement.qubits
    total = 0.0
    for first, second, count in placement.edges:
        a, b = wires[first], wires[second]
        each = costs.get((min(a, b), max(a, b)), per_gate)
        if each is None:
            return None
        total += count * each
    return total


def _per_qubit(
    placement: Placement,
    table: Mapping[int, float],
    uniform: float | None,
    times: float,
) -> float | None:
    """Return the exponent of something that happens ``times`` to every qubit of the patch."""
    each = None if uniform is None else cost(uniform)
    if not placement.qubits:
        return None if each is None else placement.width * times * each
    known = [table[q] for q in placement.qubits if q in table]
    if not known:
        return None if each is None else placement.width * times * each
    return times * sum(known) * placement.width / len(known)


def _idle(placement: Placement, device: Device) -> float | None:
    """Return the exponent of waiting.

    What a qubit waits is the duration less its own gates, at the rate of ``idle_rate``. Devices
    that publish a memory error per qubit and layer of two-qubit gates use that instead.
    """
    memory = device.infidelity("memory_error", 1)
    counts = placement.counts
    if memory is not None:
        return float(placement.width * counts.two_qubit_depth * cost(memory))
    one, two = device.value("one_qubit_duration"), device.value("two_qubit_duration")
    rate = mean_idle_rate(placement, device)
    if placement.duration is None or one is None or two is None or rate is None:
        return None
    busy = counts.one_qubit_gates * one + 2 * counts.two_qubit_gates * two
    return max(0.0, float(placement.width * placement.duration - busy)) * rate


def _unknown_of_idle(placement: Placement, device: Device) -> str:
    """Return which figures the idle error lacks."""
    gates = placement.duration is None
    times = mean_idle_rate(placement, device) is None
    return " and ".join(
        name for name, lacking in (("gate times", gates), ("T1 or T2", times)) if lacking
    )


def mean_idle_rate(placement: Placement, device: Device) -> float | None:
    """Return the mean of 1/(4 T1) + 1/(2 T2) over the patch. [1/s]"""
    t1, t2 = device.value("t1"), device.value("t2")
    rates = []
    for q in placement.qubits:
        row = device.snapshot.qubits[q]
        at_1, at_2 = row.t1 or t1, row.t2 or t2
        if at_1 and at_2:
            rates.append(idle_rate(at_1, at_2))
    if rates:
        return sum(rates) / len(rates)
    return float(idle_rate(t1, t2)) if t1 and t2 else None


def idle_rate(t1: Number, t2: Number) -> Number:
    """Return the process infidelity per second of waiting, for waits short against T1 and T2.

    1/(4 T1) + 1/(2 T2): the slope of 1 - (1 + e^(-t/T1) + 2 e^(-t/T2)) / 4 at t = 0. A published
    T2 above 2 T1 is a fluctuation of the fit and taken as 2 T1.

    Args:
        t1: Relaxation time. [s], > 0.
        t2: Coherence time. [s], > 0.

    Returns:
        Rate. [1/s]

    Source: [nielsen-2002], applied to relaxation and dephasing.

    >>> round(idle_rate(20e-6, 10e-6)), round(idle_rate(20e-6, 90e-6))
    (62500, 25000)
    """
    return 1 / (4 * t1) + 1 / (2 * minimum(t2, 2 * t1))
