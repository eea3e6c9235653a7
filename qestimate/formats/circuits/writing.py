"""The circuit of a program, as drawn or on its patch, in OpenQASM 3 and QPY."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from qestimate.circuits import ansatz
from qestimate.circuits.emission import build
from qestimate.circuits.witness import final_wires, on_device
from qestimate.core.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.device.device import Device
    from qestimate.estimation.placement import Placement
    from qestimate.methods.program import Program

MAX_GATES = 2_000_000
"""Gates of a circuit that is written out."""


def drawn(program: Program) -> QuantumCircuit:
    """Return the circuit as its authors draw it, angles as parameters, all qubits measured.

    Raises:
        ScenarioError: A circuit too large to be written out.
    """
    from qiskit.circuit import Parameter

    written = ansatz(program.ansatz).logical(program.n_qubits, program.n_layers)
    _check(written.one_qubit_gates + written.two_qubit_gates)
    found_ansatz = ansatz(program.ansatz)
    count = int(found_ansatz.n_angles(program.n_qubits, program.n_layers))
    names = [Parameter(f"theta_{k}") for k in range(count)]
    circuit = build(found_ansatz, program.n_qubits, program.n_layers, names)
    circuit.name = program.method
    circuit.measure_all()
    return circuit


def native(
    program: Program, placed: Placement, device: Device, angles: Sequence[float] | None = None
) -> QuantumCircuit:
    """Return the circuit on the qubits of the device in its native gates, its qubits measured.

    Bit k of the result is qubit k of the circuit as drawn, wherever routing took it.

    Args:
        program: What runs.
        placed: Where.
        device: The device it was placed on.
        angles: Of the circuit as drawn; some fixed ones if None. [rad]

    Raises:
        ScenarioError: A circuit too large to be written out.
    """
    from qiskit import ClassicalRegister

    _check(placed.counts.one_qubit_gates + placed.counts.two_qubit_gates)
    circuit = on_device(program, placed, device, angles)
    circuit.name = program.method
    bits = ClassicalRegister(placed.width, "meas")
    circuit.add_register(bits)
    patch = placed.qubits or tuple(range(placed.width))
    for qubit, wire in enumerate(final_wires(program, placed)):
        circuit.measure(patch[wire], bits[qubit])
    return circuit


def _check(gates: object) -> None:
    if not isinstance(gates, int) or gates > MAX_GATES:
        raise ScenarioError(
            f"a circuit of {gates:,} gates" if isinstance(gates, int) else "a circuit of no size",
            hint=f"at most {MAX_GATES:,} are written out; try --layers or --rank",
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
