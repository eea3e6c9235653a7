"""What each element of a device costs: -ln of its fidelity, so that products become sums."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

from qestimate.quantity import process_infidelity

if TYPE_CHECKING:
    from qestimate.device import Device

DEAD = 50.0
"""Cost of an element whose published error leaves nothing."""


def cost(infidelity: float) -> float:
    """Return -ln(1 - infidelity), at most DEAD.

    >>> round(cost(0.01), 6), cost(1.0)
    (0.01005, 50.0)
    """
    return DEAD if infidelity >= 1 else min(DEAD, -log1p(-infidelity))


def coupler_costs(device: Device) -> dict[tuple[int, int], float]:
    """Return the cost of a gate on each live coupler whose error is published."""
    convention = device.snapshot.convention
    return {
        pair: cost(process_infidelity(error, 2, convention))
        for pair, error in device.snapshot.couplers.items()
        if error is not None
    }


def one_qubit_costs(device: Device) -> dict[int, float]:
    """Return the cost of one pulse on each qubit whose error is published."""
    convention = device.snapshot.convention
    return {
        index: cost(process_infidelity(q.one_qubit_error, 1, convention))
        for index, q in device.snapshot.qubits.items()
        if q.one_qubit_error is not None
    }


def readout_costs(device: Device) -> dict[int, float]:
    """Return the cost of reading each qubit, 0 and 1 equally likely."""
    return {
        index: cost((q.readout_error_0 + q.readout_error_1) / 2)
        for index, q in device.snapshot.qubits.items()
        if q.readout_error_0 is not None and q.readout_error_1 is not None
    }
