"""A device as a noise model of Aer: the channels of its gates and its readout.

Gate errors become depolarizing channels of the same process fidelity; readout has a matrix of its
own for each qubit. Waiting is left out: it depends on the schedule of a circuit, which a model
of gates does not see; ``qestimate verify`` writes it into the circuit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.device.elements import elements
from qestimate.formats.qiskit.target import chosen, couplers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit_aer.noise import NoiseModel

    from qestimate.device.device import Device

ONE_QUBIT = {"zsx": ("sx", "x"), "u3": ("u", "u3", "r")}
"""Gates that count as one pulse."""

TWO_QUBIT = {
    "cz": ("cz",),
    "ecr": ("ecr", "cz"),
    "cx": ("cx", "cz"),
    "zz": ("rzz", "cz"),
    "iswap": ("iswap",),
    "fsim": ("fsim",),
}
"""Gates that count as one entangling gate; circuits for the patch are written in CZ."""


def noise_model(device: Device, qubits: Sequence[int] | None = None) -> NoiseModel:
    """Return the noise of a device, or of a patch of it, for Aer.

    Args:
        device: With its calibration; what is not published has no error.
        qubits: A patch, renumbered in this order; None for the whole device.

    Raises:
        ScenarioError: Couplers that are not published, or qubits that are not there.
    """
    from qiskit_aer.noise import NoiseModel, ReadoutError, depolarizing_error

    patch = chosen(device, qubits)
    at = {qubit: wire for wire, qubit in enumerate(patch)}
    one, two = ONE_QUBIT[device.one_qubit_gate], TWO_QUBIT[device.two_qubit_gate]
    frame = ("rz",) if device.one_qubit_gate == "zsx" else ()
    known = elements(device)
    model = NoiseModel(basis_gates=[*frame, *one, *two])
    for qubit in patch:
        if device.snapshot.qubits and qubit not in device.snapshot.qubits:
            continue
        error = known.one_qubit.of(qubit)
        if error:
            channel = depolarizing_error(error / (1 - 1 / 4), 1)
            model.add_quantum_error(channel, list(one), [at[qubit]])
        both = known.readout.of(qubit)
        if both is not None:
            zero, flipped = both
            matrix = [[1 - zero, zero], [flipped, 1 - flipped]]
            model.add_readout_error(ReadoutError(matrix), [at[qubit]])
    channels = {}
    for a, b in couplers(device):
        error = known.gate(a, b)
        if a in at and b in at and error:
            if error not in channels:  # of a trap every pair has the same
                channels[error] = depolarizing_error(error / (1 - 1 / 16), 2)
            channel = channels[error]
            for on in ([at[a], at[b]], [at[b], at[a]]):
                model.add_quantum_error(channel, list(two), on)
    return model
