"""What no method can exceed on a device, however clever.

Assumptions, each on the generous side: every gate is as good as the best live coupler; one-qubit
gates, readout and waiting are perfect; noise is depolarizing, so that what a gate loses is lost
evenly over all Pauli operators. A device whose best coupler is not published has no ceiling
here: an average would not bound anything.
"""

from __future__ import annotations

from math import floor, inf, log, log1p
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qestimate.device import Device
    from qestimate.goal import Goal


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
        infidelity: Process infidelity e of the best coupler. [1], 0 <= e < 1.
        floor_: Signal floor f. [1], 0 < f < 1.

    >>> round(gates_global(0.0125, 0.1), 1)
    183.1
    """
    return inf if infidelity == 0 else log(floor_) / log1p(-infidelity)


def layers_local(infidelity: float, floor_: float) -> float:
    """Return the most layers that leave any local observable a factor of ``floor_``.

    ln f / ln(1 - 16 e / 15): in a layer in which every qubit meets a two-qubit gate, an operator
    that survives passes at least one of them, and depolarizing noise of process infidelity e
    shrinks every operator but the identity by 1 - 16 e / 15.

    >>> round(layers_local(0.0125, 0.1), 1)
    171.5
    """
    shrink = 16 * infidelity / 15
    if shrink == 0:
        return inf
    return 0.0 if shrink >= 1 else log(floor_) / log1p(-shrink)


def independent_angles(gates: int, n_qubits: int) -> int:
    """Return the most independent real parameters of a circuit: 4 G + 3 n, and 4^n - 1.

    Source: [shende-2006], the dimension count behind the lower bound on CNOTs.

    >>> independent_angles(0, 2), independent_angles(100, 2), independent_angles(3, 2)
    (6, 15, 15)
    """
    by_gates = 4 * gates + 3 * n_qubits
    return min(by_gates, 4**n_qubits - 1) if n_qubits < 32 else by_gates


def loadable(gates: float, n_qubits: int) -> int:
    """Return the most amplitudes 2^k with 2^k - k - 1 <= G gates and k <= n qubits.

    Source: [iten-2016].

    >>> loadable(183, 20), loadable(0, 5)
    (128, 2)
    """
    k = 0
    while k < n_qubits and 2 ** (k + 1) - (k + 1) - 1 <= gates:
        k += 1
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
    n_global = n_layers = angles = amplitudes = None
    note = ""
    if infidelity is None:
        note = "error of the best coupler not published"
    elif infidelity == 0:
        note = "no bound: gates without error"
    elif pieces:
        n_global = floor(gates_global(infidelity, goal.signal_floor))
        n_layers = floor(layers_local(infidelity, goal.signal_floor))
        angles = sum(independent_angles(n_layers * (n // 2), n) for n in pieces)
        amplitudes = sum(loadable(n_global, n) for n in pieces)
        if not device.pieces:
            note = "connected qubits not published: all advertised ones taken"
    bits = _bits_per_s(device)
    return Ceiling(
        n_global,
        n_layers,
        angles,
        amplitudes,
        bits,
        None if bits is None else parameters * goal.weight_bits / bits,
        note,
    )


def _bits_per_s(device: Device) -> float | None:
    """Return the most classical bits out: one a qubit and shot [holevo-1973]."""
    qubits = device.qubits_calibrated or device.qubits_advertised
    period = device.figure("shot_period")
    if period is not None:
        shortest = period.low or period.value
    else:
        delay, readout = device.value("repetition_delay"), device.value("readout_duration")
        shortest = None if delay is None or readout is None else delay + readout
    if qubits is None or not shortest:
        return None
    return qubits / shortest
