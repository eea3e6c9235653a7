"""What noise leaves of a circuit: its fidelity, with the parts it is made of.

The fidelity is the product of process fidelities of all gates, of waiting, and of readout. It
is the fidelity of the *whole* output. A single expectation value usually keeps more of its
signal than that: what this fidelity calls feasible is, what it calls lost may be only damped.
"""

from __future__ import annotations

from math import log, nan
from typing import TYPE_CHECKING, Any

from qestimate.core.numeric import LN10, exp_or_zero, expm1, isnan, log1p, maximum, minimum, where
from qestimate.core.quantity import Ends, Interval
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, log_infidelity, readout_error
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.noise.channels import DELAY, MEASUREMENT, RESET

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements, Table
    from qestimate.device.uncertainty import UncertaintyFactors
    from qestimate.estimation.placement import Placement


class Signal(NamedTuple):
    """Circuit fidelity as the exponent of e, in parts. All <= 0; None where unknown."""

    ln_fidelity: Interval
    ln_two_qubit: float | None
    ln_one_qubit: float | None
    ln_readout: float | None
    ln_idle: float | None
    missing: tuple[str, ...]
    """What is not published and therefore not in the product."""
    width: UncertaintyFactors
    """What the calibration leaves open."""
    ln_mid_circuit: float | None = 0.0
    """Resets and measurements of qubits that go on."""

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


class NoisySignal(NamedTuple):
    """What noise leaves of what a circuit is read for. Numbers or arrays; nan where unknown."""

    left: Ends
    """Of the signal. [log10]"""
    weakest: Ends
    """Of the observable that noise leaves least of. [log10]"""
    variance: Ends
    """Variance of a value. [log10]"""
    gradient: Ends
    """Variance of a derivative. [log10 rad^-2]"""
    readout: Number
    """What readout alone leaves. [log10]"""
    to_cancel: Number
    """ln of the norm of the inverse of all other noise."""
    width: UncertaintyFactors
    """What the calibration leaves open."""
    readout_of_weakest: Number | None = None
    """What readout alone leaves of the weakest observable, where that is told apart. [log10]"""

    @property
    def at_weakest(self) -> NoisySignal:
        """The same, of the weakest observable."""
        read = self.readout if self.readout_of_weakest is None else self.readout_of_weakest
        return self._replace(left=self.weakest, readout=read)


class ReadoutLeft(NamedTuple):
    """What readout alone leaves of observables that are known one by one. [log10]"""

    mean: float
    weakest: float


def log10_readout(exponent: Number, n_qubits: Number, local: Number) -> Number:
    """Return what readout leaves of a signal. [log10]

    Of a single <Z> it leaves 1 - 2 e, with the mean error e of reading a qubit; of all
    probabilities (1 - e)^n, the mean over all products of Z.

    Args:
        exponent: Log-infidelity of reading all qubits; nan if unknown.
        n_qubits: Qubits that are read.
        local: Whether single expectation values are read.

    >>> round(10 ** log10_readout(0.2, 2, True), 3), round(10 ** log10_readout(0.2, 2, False), 3)
    (0.81, 0.819)
    """
    of_one = -expm1(-exponent / n_qubits)
    single = log1p(-minimum(2 * of_one, 1 - 1e-12))
    return where(local, single, -exponent) / LN10


def signal(
    placement: Placement,
    device: Device,
    known: Elements | None = None,
    *,
    gate_overhead: float = 1.0,
) -> Signal:
    """Return the circuit fidelity of a placement.

    Without the error of two-qubit gates or of readout there is no value, only what the known
    parts leave at most (``high``).

    Args:
        placement: Where a program is.
        device: The device it was placed on.
        known: The errors of its elements, if they were resolved already.
        gate_overhead: How many times as many two-qubit gates a compiler needed.
    """
    known = known or elements(device)
    parts = exponents(placement, device, known)
    missing = tuple(
        name
        for name, part in (
            ("two-qubit error", parts.two_qubit),
            ("readout error", parts.readout),
            ("one-qubit error", parts.one_qubit),
            (f"idle error ({_unknown_of_idle(placement, known)} unknown)", parts.idle),
            (RESET, known.reset if placement.resets else 0.0),
            (MEASUREMENT, known.measurement if placement.measurements else 0.0),
            (DELAY, _delay_rate(placement, known) if placement.delayed else 0.0),
        )
        if part is None
    )
    width = uncertainty_factors(
        device, parts.idle is None, gate_overhead, width=placement.width, whole=True
    )
    two, one, readout, idle, besides = (nan if part is None else part for part in parts)
    ends = ln_fidelity(two, one, readout, idle, width, besides)
    return Signal(
        Interval(*(None if isnan(end) else end for end in ends)),
        _negative(parts.two_qubit),
        _negative(parts.one_qubit),
        _negative(parts.readout),
        _negative(parts.idle),
        missing,
        width,
        _negative(parts.besides),
    )


def _negative(part: float | None) -> float | None:
    return None if part is None else 0.0 - part


def ln_fidelity(
    two_qubit: Number,
    one_qubit: Number,
    readout: Number,
    idle: Number,
    width: UncertaintyFactors,
    besides: Number = 0.0,
) -> tuple[Number, Number, Number]:
    """Return the circuit fidelity as the exponent of e: value, low and high; nan where unknown.

    Args:
        two_qubit: Sum of the log-infidelities of all two-qubit gates. [1], >= 0; nan if unknown.
        one_qubit: The same of one-qubit gates.
        readout: The same of readout.
        idle: The same of waiting. Unknown, it is left out and widens the interval.
        width: What the calibration leaves open.
        besides: The same of resets and measurements of qubits that go on.

    Returns:
        Without gates or readout there is no value, only what the other parts leave at most.

    >>> from qestimate.device.uncertainty import UncertaintyFactors
    >>> factors = UncertaintyFactors(1.25, 2.0, ())
    >>> [round(end, 3) for end in ln_fidelity(1.0, 0.2, 0.3, 0.5, factors)]
    [-2.0, -4.0, -1.6]
    """
    parts = (two_qubit, one_qubit, readout, idle, besides)
    known = sum(where(isnan(part), 0.0, part) for part in parts)
    lacking = isnan(two_qubit) | isnan(one_qubit) | isnan(readout) | isnan(besides)
    least, most = width.of(known)
    return (
        where(lacking, nan, 0.0 - known * width.center),
        where(lacking, nan, 0.0 - most),
        0.0 - where(lacking, known / width.lower, least),
    )


class Exponents(NamedTuple):
    """What each part of a circuit costs, as log-infidelity. >= 0; None where unknown."""

    two_qubit: float | None
    one_qubit: float | None
    readout: float | None
    idle: float | None
    besides: float | None = 0.0
    """Resets and measurements of qubits that go on."""


def exponents(placement: Placement, device: Device, known: Elements) -> Exponents:
    """Return what the gates, the readout and the waiting of a placed program cost."""
    counts = placement.counts
    return Exponents(
        _two_qubit(placement, known),
        _per_qubit(placement, known.one_qubit, counts.one_qubit_gates / placement.width),
        _per_qubit(placement, known.readout, 1, readout_error),
        _idle(placement, device, known),
        _besides(placement, device, known),
    )


def _besides(placement: Placement, device: Device, known: Elements) -> float | None:
    """Return what resets and measurements of qubits that go on cost, and delays without a
    schedule that would hold them.
    """
    found = 0.0
    for n, error in ((placement.resets, known.reset), (placement.measurements, known.measurement)):
        if n and error is None:
            return None
        found += n * float(log_infidelity(error or 0.0))
    if placement.delayed:
        rate = _delay_rate(placement, known)
        if rate is None:
            return None
        if _idle(placement, device, known) is None:
            found += float(minimum(placement.delayed * rate, placement.width * log(4)))
    return found


def _delay_rate(placement: Placement, known: Elements) -> float | None:
    """Return what a second of waiting costs; None where memory is told by layers only. [1/s]"""
    return None if known.memory is not None else mean_idle_rate(placement, known)


def _two_qubit(placement: Placement, known: Elements) -> float | None:
    """Return what all two-qubit gates cost, coupler by coupler where the patch is chosen.

    Gates count with their angles where those are known, else as by a quarter turn: what is left
    is then the least that their angles allow.
    """
    gates, wires = placement.counts.two_qubit_gates, placement.qubits
    if not gates:
        return 0.0
    weights = placement.weights
    if not wires or not placement.edges:
        other = known.two_qubit.other
        full = sum(weights) if placement.shares else gates
        return None if other is None else float(full * log_infidelity(other))
    errors = [known.gate(wires[a], wires[b]) for a, b, _ in placement.edges]
    if None in errors:
        return None
    return float(sum(n * log_infidelity(e) for n, e in zip(weights, errors, strict=True)))


def _per_qubit(
    placement: Placement, table: Table, times: float, error: Callable[[Any], float] = float
) -> float | None:
    """Return what something costs that happens ``times`` to every qubit of the patch."""
    if not placement.qubits:
        if table.other is None:
            return None
        return float(placement.width * times * log_infidelity(error(table.other)))
    found = [table.of(q) for q in placement.qubits]
    if None in found:
        return None
    return float(times * sum(log_infidelity(error(one)) for one in found))


def _idle(placement: Placement, device: Device, known: Elements) -> float | None:
    """Return what waiting costs.

    What a qubit waits is the duration less its own gates, at the rate of ``idle_rate``. Devices
    that publish a memory error per qubit and layer of two-qubit gates use that instead, at the
    width of the program.
    """
    counts = placement.counts
    if known.memory is not None:
        each = counts.two_qubit_depth * log_infidelity(known.memory.of(placement.width))
        return float(placement.width * minimum(each, log(4)))
    one, two = device.value("one_qubit_duration"), device.value("two_qubit_duration")
    rate = mean_idle_rate(placement, known)
    if placement.duration is None or one is None or two is None or rate is None:
        return None
    busy = counts.one_qubit_gates * one + 2 * counts.two_qubit_gates * two
    return float(waiting(placement.width, placement.duration, busy, rate))


def waiting(n_qubits: Number, duration: Number, busy: Number, rate: Number) -> Number:
    """Return what the qubits of a circuit cost while they wait.

    A qubit that waited for ever is fully mixed, which is a process fidelity of 1/4: it costs no
    more than ln 4.

    Args:
        n_qubits: Qubits. [1]
        duration: Of the circuit. [s]
        busy: Time in gates, all qubits together. [s]
        rate: Log-infidelity of a second of waiting. [1/s]

    >>> waiting(2, 1.0, 1.5, 0.1), round(waiting(2, 1.0, 0.5, 1e6), 4)
    (0.05, 2.7726)
    """
    return minimum(maximum(0.0, n_qubits * duration - busy) * rate, n_qubits * log(4))


def _unknown_of_idle(placement: Placement, known: Elements) -> str:
    """Return which figures the idle error lacks."""
    gates = placement.duration is None
    times = mean_idle_rate(placement, known) is None
    return " and ".join(
        name for name, lacking in (("gate times", gates), ("T1 or T2", times)) if lacking
    )


def mean_idle_rate(placement: Placement, known: Elements) -> float | None:
    """Return the mean of 1/(4 T1) + 1/(2 T2) over the patch. [1/s]"""
    wires = placement.qubits or (-1,)
    times = [(known.t1.of(q), known.t2.of(q)) for q in wires]
    if any(not t1 or not t2 for t1, t2 in times):
        return None
    return sum(float(idle_rate(t1, t2)) for t1, t2 in times) / len(times)


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
