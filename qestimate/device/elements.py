"""What each element of a device costs: -ln of its fidelity, so that products become sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qestimate.core.numeric import log1p, minimum
from qestimate.core.quantity import process_infidelity

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.device.device import Device

DEAD = 50.0
"""Cost of an element whose published error leaves nothing."""


def cost(infidelity: Number) -> Number:
    """Return -ln(1 - infidelity), at most DEAD.

    >>> round(cost(0.01), 6), cost(1.0)
    (0.01005, 50.0)
    """
    return minimum(DEAD, -log1p(-minimum(infidelity, 1.0)))


class Costs(NamedTuple):
    """Cost of each element of a device whose error is published."""

    one_qubit: dict[int, float]
    """Of one pulse on a qubit."""
    two_qubit: dict[tuple[int, int], float]
    """Of one gate on a live coupler."""
    readout: dict[int, float]
    """Of reading a qubit, 0 and 1 equally likely."""


def element_costs(device: Device) -> Costs:
    """Return what each element of a device costs.

    >>> from qestimate import catalog
    >>> round(element_costs(catalog.device("origin-wukong-72")).two_qubit[56, 62], 5)
    0.01448
    """
    convention = device.snapshot.convention
    qubits = device.snapshot.qubits.items()
    return Costs(
        {
            index: cost(process_infidelity(q.one_qubit_error, 1, convention))
            for index, q in qubits
            if q.one_qubit_error is not None
        },
        {
            pair: cost(process_infidelity(error, 2, convention))
            for pair, error in device.snapshot.couplers.items()
            if error is not None
        },
        {
            index: cost((q.readout_error_0 + q.readout_error_1) / 2)
            for index, q in qubits
            if q.readout_error_0 is not None and q.readout_error_1 is not None
        },
    )
