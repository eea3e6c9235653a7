"""The circuit of a program, as drawn or on its patch, in OpenQASM 3 and QPY."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from qestimate.circuits import ansatz
from qestimate.circuits.emission import build
from qestimate.errors import ScenarioError
from qestimate.evidence.witness import final_wires, on_device
from qestimate.placement import Unplaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.estimation import Estimate

MOST_GATES = 2_000_000
"""Gates of a circuit that is written out."""


def drawn(found: Estimate) -> QuantumCircuit:
    """Return the circuit as its authors draw it, angles as parameters, all qubits measured.

    Raises:
        ScenarioError: A circuit too large to be written out.
    """
    from qiskit.circuit import Parameter

    program = found.program
    written = ansatz(program.ansatz).logical(program.n_qubits, program.n_layers)
    _check(written.one_qubit_gates + written.two_qubit_gates)
    found_ansatz = ansatz(program.ansatz)
    count = int(found_ansatz.n_angles(program.n_qubits, program.n_layers))
    names = [Parameter(f"theta_{k}") for k in range(count)]
    circuit = build(found_ansatz, program.n_qubits, program.n_layers, names)
    circuit.name = program.method
    circuit.measure_all()
    return circuit


def native(found: Estimate, angles: Sequence[float] | None = None) -> QuantumCircuit:
    """Return the circuit on the qubits of the device in its native gates, its qubits measured.

    Bit k of the result is qubit k of the circuit as drawn, wherever routing took it.

    Args:
        found: A program with a place.
        angles: Of the circuit as drawn; some fixed ones if None. [rad]

    Raises:
        ScenarioError: A program that has no place, or a circuit too large to be written out.
    """
    from qiskit import ClassicalRegister

    placed = found.placement
    if isinstance(placed, Unplaced):
        raise ScenarioError(
            f"{found.method.id} has no place on {found.device.id}: {placed.reason}",
            hint="--drawn writes the circuit before any device",
        )
    _check(placed.counts.one_qubit_gates + placed.counts.two_qubit_gates)
    circuit = on_device(found.program, placed, found.device, angles)
    circuit.name = found.program.method
    bits = ClassicalRegister(placed.width, "meas")
    circuit.add_register(bits)
    patch = placed.qubits or tuple(range(placed.width))
    for qubit, wire in enumerate(final_wires(found.program, placed)):
        circuit.measure(patch[wire], bits[qubit])
    return circuit


def _check(gates: object) -> None:
    if not isinstance(gates, int) or gates > MOST_GATES:
        raise ScenarioError(
            f"a circuit of {gates:,} gates" if isinstance(gates, int) else "a circuit of no size",
            hint=f"at most {MOST_GATES:,} are written out; try --layers or --rank",
        )


def qasm3(circuit: QuantumCircuit) -> str:
    """Return a circuit as OpenQASM 3."""
    from qiskit import qasm3 as language

    return str(language.dumps(circuit))


def qpy(circuit: QuantumCircuit) -> bytes:
    """Return a circuit as QPY."""
    from qiskit import qpy as language

    buffer = BytesIO()
    language.dump(circuit, buffer)
    return buffer.getvalue()
