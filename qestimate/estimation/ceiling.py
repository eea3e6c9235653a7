"""What circuits cannot exceed on a device, whatever method writes them.

Assumptions, each on the generous side: every gate is as good as the best coupler known;
one-qubit gates, readout and waiting are perfect; noise is depolarizing, so that what a gate
loses is lost evenly over all Pauli operators, and errors do not cancel. For local readout one
more: no qubit rests for two layers in a row. Without it there is no simple bound, since an
operator could wait out the noise on a resting qubit. A device whose best coupler is not
published has no ceiling here: an average would not bound anything.
"""

from __future__ import annotations

from math import floor, inf, log, log1p
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.workload.goal import Goal

NO_ERROR = 1e-15
"""Infidelity below which a device bounds nothing that could be run."""

ANGLES_PER_GATE = {"cz": 4, "zz": 5}
"""Real parameters that a two-qubit gate adds: four rotations that do not commute through it, and
its own angle where it has one [shende-2006]."""


class Ceiling(NamedTuple):
    """Bounds for one device. None where a figure they need is not published."""

    gates_global: int | None
    """Two-qubit gates of one circuit if the whole distribution is to be read."""
    layers_local: int | None
    """Layers of two-qubit gates if single expectation values are to be read."""
    trainable_angles: int | None
    """Independent angles of all circuits that run side by side, local readout."""
    loadable_amplitudes: int | None
    """Real numbers that can be loaded as amplitudes, side by side."""
    readout_bits_per_s: float | None
    least_readout_s: float | None
    """Least time to read all parameters of the model once. [s]"""
    note: str = ""


def gates_global(infidelity: float, floor_: float) -> float:
    """Return the most two-qubit gates that leave the whole state a fidelity of ``floor_``.

    ln f / ln(1 - e): every gate costs its process infidelity.

    Args:
        infidelity: Process infidelity e of the best coupler. [1], 0 <= e <= 1.
        floor_: Signal floor f. [1], 0 < f < 1.

    >>> round(gates_global(0.0125, 0.1), 1), gates_global(1, 0.1)
    (183.1, 0.0)
    """
    if infidelity == 0:
        return inf
    return 0.0 if infidelity >= 1 else log(floor_) / log1p(-infidelity)


def gates_on_a_path(infidelity: float, floor_: float) -> float:
    """Return the most gates that an operator may pass and keep a factor of ``floor_``.

    ln f / ln(1 - 16 e / 15): depolarizing noise of process infidelity e shrinks every operator
    but the identity by 1 - 16 e / 15.

    >>> round(gates_on_a_path(0.0125, 0.1), 1), gates_on_a_path(1, 0.1)
    (171.5, 0.0)
    """
    shrink = 16 * infidelity / 15
    if shrink == 0:
        return inf
    return 0.0 if shrink >= 1 else log(floor_) / log1p(-shrink)


def layers_local(gates: int) -> int:
    """Return the most layers in which some operator passes no more than ``gates`` gates.

    If no qubit rests for two layers in a row, an operator passes at least one gate in any two
    layers, so D layers hold at least floor(D / 2) for it.

    >>> layers_local(171)
    343
    """
    return 2 * gates + 1


def gates_local(gates: int, n_qubits: int) -> int:
    """Return the most gates on ``n_qubits`` qubits if an operator may pass ``gates`` of them.

    Two qubits have one gate a layer, in which neither rests.

    >>> gates_local(171, 20), gates_local(171, 3), gates_local(171, 2), gates_local(171, 1)
    (3430, 343, 171, 0)
    """
    return gates if n_qubits == 2 else layers_local(gates) * (n_qubits // 2)


def independent_angles(gates: int, n_qubits: int, per_gate: int = 4) -> int:
    """Return the most independent real parameters of a circuit: 4 G + 3 n, and 4^n - 1.

    Source: [shende-2006], the dimension count behind the lower bound on CNOTs; a gate with an
    angle of its own adds one more.

    >>> independent_angles(0, 2), independent_angles(100, 2), independent_angles(1, 2, 5)
    (6, 15, 11)
    """
    by_gates = per_gate * gates + 3 * n_qubits
    return min(by_gates, 4**n_qubits - 1) if n_qubits < 32 else by_gates


def loadable(gates: int, n_qubits: int, per_gate: int = 4) -> int:
    """Return the most real amplitudes 2^k that G gates on n >= k qubits can set freely.

    2^k - 1 <= 4 G + 2 k + 2 min(n - k, G): a state of 2^k real amplitudes has 2^k - 1 parameters;
    every gate adds four, every qubit of the product state it starts from two, and a helper qubit
    counts only if a gate touches it. Source: the same count as in ``independent_angles``.

    >>> loadable(164, 20), loadable(9, 20), loadable(0, 5)
    (512, 64, 4)
    """
    k = 0
    while k < n_qubits:
        wide = k + 1
        helpers = min(n_qubits - wide, gates)
        if 2**wide - 1 > per_gate * gates + 2 * wide + 2 * helpers:
            break
        k = wide
    return int(2**k)


def ceiling(device: Device, goal: Goal, parameters: int) -> Ceiling:
    """Return the bounds for a device.

    Args:
        device: A device profile.
        goal: Its signal floor and weight bits are used.
        parameters: Weights to be read out.
    """
    infidelity = device.best_two_qubit_infidelity()
    pieces = device.pieces or ((device.qubits_advertised,) if device.qubits_advertised else ())
    per_gate = ANGLES_PER_GATE.get(device.entangler or "zz", 5)
    n_global = n_layers = angles = amplitudes = None
    notes = []
    if infidelity is None:
        notes.append("error of the best coupler not published: no bound")
    elif infidelity < NO_ERROR:
        notes.append("gates without error: no bound")
    elif pieces:
        n_global = floor(gates_global(infidelity, goal.signal_floor))
        passed = floor(gates_on_a_path(infidelity, goal.signal_floor))
        n_layers = layers_local(passed)
        angles = sum(independent_angles(gates_local(passed, n), n, per_gate) for n in pieces)
        amplitudes = sum(loadable(n_global, n, per_gate) for n in pieces)
        if not device.pieces:
            notes.append("connected qubits not published: all advertised ones taken")
        if not device.snapshot.two_qubit_errors:
            notes.append(
                "best coupler: the least error published, unlisted ones taken as no better"
            )
    bits = _bits_per_s(device)
    return Ceiling(
        n_global,
        n_layers,
        angles,
        amplitudes,
        bits,
        None if bits is None else parameters * goal.weight_bits / bits,
        "; ".join(notes),
    )


def _bits_per_s(device: Device) -> float | None:
    """Return the most classical bits out: one a qubit and shot [holevo-1973], read once a shot.

    The shot rate is the highest published: the shortest period, or the shortest delay and the
    readout.
    """
    qubits = device.qubits_calibrated or device.qubits_advertised
    period = device.snapshot.figures.get("shot_period")
    if period is not None:
        shortest = period.value if period.low is None else period.low
    else:
        delay, readout = device.figure("repetition_delay"), device.value("readout_duration")
        shortest = None
        if delay is not None and delay.value is not None and readout is not None:
            shortest = (delay.value if delay.low is None else delay.low) + readout
    if qubits is None or not shortest:
        return None
    return qubits / shortest
