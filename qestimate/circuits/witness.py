"""The circuit behind the counts: a program on its patch, gate by gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits import ansatz
from qestimate.circuits.emission import emit, emit_on_piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.circuits.native import NativeCircuit, Order
    from qestimate.device.device import Device
    from qestimate.estimation.placement import Placement
    from qestimate.methods.program import Program


def some_angles(count: int) -> list[float]:
    """Return angles without special values, the same ones every time. [rad]

    >>> [round(x, 3) for x in some_angles(3)]
    [0.718, 1.336, 1.954]
    """
    golden = 0.6180339887498949
    return [0.1 + (golden * (i + 1)) % 2.9 for i in range(count)]


def native_circuit(
    program: Program, placement: Placement, angles: Sequence[float] | None = None
) -> NativeCircuit:
    """Return the operations of a program on the wires of its patch."""
    return _emitted(program, placement, angles)[0]


def final_wires(program: Program, placement: Placement) -> list[int]:
    """Return the wire on which each qubit of the circuit as drawn ends."""
    return _emitted(program, placement, None)[1]


def _emitted(
    program: Program, placement: Placement, angles: Sequence[float] | None
) -> tuple[NativeCircuit, list[int]]:
    found = ansatz(program.ansatz)
    n, layers = program.n_qubits, program.n_layers
    order: Order = "commuted" if found.COMMUTES else "written"
    values = some_angles(found.n_angles(n, layers)) if angles is None else angles
    entangler = placement.entangler
    if placement.shape == "piece":
        links = tuple((a, b) for a, b, _ in placement.edges)
        return emit_on_piece(found, n, layers, links, entangler, order, values), list(range(n))
    return emit(found, n, layers, placement.shape, entangler, order, values)


def on_device(
    program: Program,
    placement: Placement,
    device: Device,
    angles: Sequence[float] | None = None,
) -> QuantumCircuit:
    """Return the circuit on the qubits of the device, in its native gates.

    Args:
        program: What is to run.
        placement: Where it was placed.
        device: The device it was placed on.
        angles: Angles of the ansatz; some fixed ones if None. [rad]

    Returns:
        A circuit of ``u`` or ``rz`` and ``sx``, and ``cz`` or ``rzz``; on a patch that is not
        chosen, on qubits 0 ... n-1. Gates that equal CZ up to frames are written as CZ.
    """
    patch = placement.qubits or tuple(range(placement.width))
    size = max(max(patch) + 1, device.qubits_advertised or 0)
    circuit = native_circuit(program, placement, angles)
    return circuit.to_qiskit(patch, n_device=size, pulses=device.pulses)
