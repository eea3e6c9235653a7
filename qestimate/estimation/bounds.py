"""What no circuit on a device can exceed: each bound with everything it rests on.

In the order of how little they assume.

*Touching every weight*: one gate for each of P weights, once, on all qubits at full speed, takes
P t / n. Nothing is assumed about noise; how long that is against the longest coherence time says
what noise would do to it.

*Gates that a value can depend on*: followed back in time from where it is read, every Pauli path
of a value sits on at least one qubit, and loses at least what the most durable qubit loses while
it does nothing: e^(-t/T), with T the longest T1 or T2 of any qubit. So no gate earlier than
T ln(1/f) leaves more than a share f. What can act within that time are n qubits, one gate a gate
time each. Data may be uploaded again between any two gates, qubits may rest, be reset or be used
one by one: all of that is within the count. Assumed: no error is corrected, nothing measured is
fed back (either could hold a value longer than any qubit does), and angles are generic, so that
paths do not conspire.

*Amplitudes*: a state of A real amplitudes has A - 1 parameters, every two-qubit gate adds at most
four and every qubit two, and each gate costs the fidelity of the whole state its average
infidelity: of the errors of its process a fifth leave a state of two qubits as it is. Assumed:
every gate as good as the best coupler, everything else without error, errors do not cancel.

*Bits out*: n qubits give at most n bits a shot [holevo-1973].

Bounds of noise are ranges: over floors, since what share still counts as a signal is a choice,
and over all published calibrations, since a chip is another one every day.
"""

from __future__ import annotations

from math import floor, log, log1p
from typing import TYPE_CHECKING

from qestimate.core.quantity import process_infidelity
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, log_infidelity
from qestimate.noise.channels import pauli_cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.device.device import Device

FLOORS = (0.1, 0.01, 0.001)
"""Shares of a signal below which it may count as gone."""

NO_ERROR = 1e-15
"""Infidelity below which a device bounds nothing that could be run."""

ANGLES_PER_ONE_QUBIT_GATE = 3

ANGLES_PER_GATE = {"cz": 4, "zz": 5}
"""Real parameters that a two-qubit gate adds to a state: four rotations that do not commute
through it, and its own angle where it has one [shende-2006]."""


class Range(NamedTuple):
    """The least and the largest of a bound over floors and calibrations."""

    low: float
    high: float


class Bounds(NamedTuple):
    """Bounds for one device. None where a figure they need is not published."""

    touch_s: float | None
    """Time to apply one gate for each weight of the model once, all qubits at work. [s]"""
    coherence_s: float | None
    """Longest T1 or T2 of any qubit at any published date. [s]"""
    gates: Range | None
    """Programmable one-qubit gates on which the values read at the end of a shot can depend."""
    angles: Range | None
    """Their angles, three each."""
    amplitudes: Range | None
    """Real numbers that can be loaded as amplitudes, side by side on all connected pieces."""
    qubits: int
    """Most qubits that were calibrated at any date."""
    bits_per_s: float | None
    """Classical bits out, at the shortest published time per shot."""
    readout_s: float | None
    """Least time to read all weights of the model out once. [s]"""
    dates: tuple[str, ...]
    """Calibrations that the ranges span."""
    note: str = ""


def touch_time(parameters: float, n_qubits: int, gate_s: float) -> float:
    """Return the time to apply one gate for each weight once, all qubits at work. [s]

    >>> round(touch_time(1e9, 72, 30e-9), 3)
    0.417
    """
    return parameters * gate_s / n_qubits


def window(longest: float, floor_: float) -> float:
    """Return how long before a value is read a gate can act and still leave it a share. [s]

    T ln(1/f).

    Args:
        longest: Longest coherence time T of any qubit. [s]
        floor_: Share f. [1], 0 < f < 1.

    >>> round(window(50e-6, 0.1) * 1e6, 1)
    115.1
    """
    return longest * log(1 / floor_)


def gates_in(window_s: float, n_qubits: int, gate_s: float) -> int:
    """Return the gates that fit into a window: one for each qubit in each gate time.

    >>> gates_in(115.1e-6, 72, 30e-9)
    276192
    """
    return n_qubits * floor(window_s / gate_s)


def gates_of_state(infidelity: float, floor_: float) -> float:
    """Return the most two-qubit gates that leave a whole state a fidelity of ``floor_``.

    ln f / ln(1 - e): every gate costs its average infidelity. Its process infidelity, 5/4 of that,
    would be too much: a state does not feel an error that it is an eigenstate of.

    Args:
        infidelity: Average infidelity e of the best coupler. [1], 0 < e <= 1.
        floor_: Fidelity f. [1], 0 < f < 1.

    >>> round(gates_of_state(0.0125, 0.1), 1), gates_of_state(1, 0.1)
    (183.1, 0.0)
    """
    return 0.0 if infidelity >= 1 else log(floor_) / log1p(-infidelity)


def loadable(gates: int, n_qubits: int, per_gate: int = 4) -> int:
    """Return the most real amplitudes that G gates on n qubits can set freely.

    A - 1 <= 4 G + 2 n, and A <= 2^n: a state of A real amplitudes, padded with zeros, has A - 1
    parameters; every gate adds four, every qubit of the product state it starts from two.
    Source: the dimension count behind the lower bound on CNOTs [shende-2006].

    >>> loadable(164, 20), loadable(9, 20), loadable(0, 1)
    (697, 77, 2)
    """
    most = per_gate * gates + 2 * n_qubits + 1
    return most if n_qubits > 60 else min(most, int(2**n_qubits))


def bounds(dated: Sequence[Device], parameters: int, weight_bits: int = 16) -> Bounds:
    """Return the bounds for a device.

    Args:
        dated: The device, with the calibration that is asked about, then with all others that
            are published.
        parameters: Weights of the model.
        weight_bits: Bits of one of them.

    >>> from qestimate import catalog
    >>> found = bounds([catalog.device("origin-wukong-72")], 10**9)
    >>> found.touch_s > 1000 * found.coherence_s, found.angles.high < 10**7
    (True, True)
    """
    device = dated[0]
    advertised = device.qubits_advertised
    gate = min((t for one in dated if (t := _shortest_gate(one))), default=None)
    touch = touch_time(parameters, advertised, gate) if gate and advertised else None
    notes = []
    gates = _spanned(
        gates_in(held, one.qubits_calibrated or one.qubits_advertised or 0, time)
        for one in dated
        if (time := _shortest_gate(one)) and one.qubits_advertised
        for floor_ in FLOORS
        if (held := _window(one, floor_))
    )
    if not gate:
        lacking = "neither a time to touch every weight nor a bound on gates"
        notes.append(f"gate times not published: {lacking}")
    elif gates is None:
        notes.append("coherence not published: no bound on the gates that a value can depend on")
    amplitudes = _spanned(
        sum(loadable(floor(gates_of_state(error, floor_)), n, _per_gate(one)) for n in pieces)
        for one in dated
        if (error := _best_error(one)) is not None and error >= NO_ERROR
        if (pieces := _pieces(one))
        for floor_ in FLOORS
    )
    if amplitudes is None:
        known = device.best_two_qubit_infidelity() is not None
        lacking = "gates without error" if known else "error of the best coupler not published"
        notes.append(f"{lacking}: no bound on amplitudes")
    shot = min((s for one in dated if (s := shortest_shot(one))), default=None)
    live = max(one.qubits_calibrated or one.qubits_advertised or 0 for one in dated)
    bits = live / shot if shot and live else None
    times = [t for one in dated if (t := _longest(one))]
    return Bounds(
        touch,
        max(times, default=None),
        gates,
        gates and Range(*(ANGLES_PER_ONE_QUBIT_GATE * end for end in gates)),
        amplitudes,
        live,
        bits,
        None if bits is None else parameters * weight_bits / bits,
        tuple(one.snapshot.id for one in dated),
        "; ".join(notes),
    )


def _spanned(numbers: Iterable[float]) -> Range | None:
    every = list(numbers)
    return Range(min(every), max(every)) if every else None


def _best_error(device: Device) -> float | None:
    """Return the average infidelity of the best coupler; None if it is not published."""
    process = device.best_two_qubit_infidelity()
    return None if process is None else process / process_infidelity(1.0, 2, "average")


def _per_gate(device: Device) -> int:
    return ANGLES_PER_GATE.get(device.entangler or "zz", 5)


def _pieces(device: Device) -> tuple[int, ...]:
    """Return the sizes of the connected pieces; all advertised qubits where they are unknown."""
    return device.pieces or ((device.qubits_advertised,) if device.qubits_advertised else ())


def _shortest_gate(device: Device) -> float | None:
    """Return the shortest published time of a one-qubit gate. [s]"""
    published = device.figure("one_qubit_duration")
    if published is None:
        return None
    return published.value if published.low is None else published.low


def _longest(device: Device) -> float | None:
    """Return the longest T1 or T2 of any qubit. [s]

    Where only one number is published for all, the longest that it allows is not known.
    """
    known = elements(device.at(""))
    found = [t for table in (known.t1, known.t2) for t in table.own.values() if t]
    for name in ("t1", "t2"):
        published = device.figure(name)
        if published is None:
            continue
        if published.high is not None and published.statistic != "sd":
            found.append(published.high)
        elif published.kind in ("given", "assumed") and published.value is not None:
            found.append(published.value)
    return max(found, default=None)


def _window(device: Device, floor_: float) -> float | None:
    """Return how long before it is read a value can depend on a gate. [s]"""
    longest = _longest(device)
    if longest is not None:
        return window(longest, floor_)
    memory, layer = elements(device).memory, device.value("two_qubit_duration")
    if memory is None or not memory.least or not layer:
        return None
    return float(layer * log(1 / floor_) / pauli_cost(log_infidelity(memory.least), 1))


def shortest_shot(device: Device) -> float | None:
    """Return the shortest published time from shot to shot. [s]

    The shortest period, or the shortest delay and the readout.
    """
    period = device.snapshot.figures.get("shot_period")
    if period is not None:
        return period.value if period.low is None else period.low
    delay, readout = device.figure("repetition_delay"), device.value("readout_duration")
    if delay is None or delay.value is None or readout is None:
        return None
    return (delay.value if delay.low is None else delay.low) + readout
