"""Circuits of Qiskit: QPY with control flow, random circuits in three formats, both languages."""

from __future__ import annotations

import io

import pytest
from qiskit import QuantumCircuit, qasm2, qasm3, qpy
from qiskit.circuit import AnnotatedOperation, ControlModifier, InverseModifier, Parameter
from qiskit.circuit.library import QFTGate, RXGate, SGate
from qiskit.circuit.random import random_circuit
from qiskit.quantum_info import Operator

from qestimate.core.errors import CircuitFileError
from qestimate.formats.circuits.reading import read_qiskit
from tests.formats.circuits.texts import names, on, only_gates, read, unitary


def saved(circuit) -> bytes:
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("seed", range(6))
def test_three_formats_of_a_random_circuit_do_the_same(seed):
    circuit = random_circuit(4, 5, max_operands=4, seed=seed)
    circuit.h(range(4))
    wanted = Operator(circuit)
    assert unitary(read(qasm2.dumps(circuit)), 4).equiv(wanted)
    assert unitary(read(qasm3.dumps(circuit)), 4).equiv(wanted)
    assert unitary(read(saved(circuit), "a.qpy"), 4).equiv(wanted)


def test_a_fourier_transform_written_by_qiskit():
    circuit = QuantumCircuit(5, 5)
    circuit.append(QFTGate(5), range(5))
    circuit.measure(range(5), range(5))
    plain = circuit.remove_final_measurements(inplace=False)
    for text in (qasm2.dumps(circuit), qasm3.dumps(circuit)):
        found = read(text)
        assert unitary(found, 5).equiv(Operator(plain))
        assert names(found).count("cp") == 10
        assert len(found.measured) == 5


def test_control_flow():
    circuit = QuantumCircuit(3, 2)
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)) as otherwise:
        circuit.cx(1, 2)
        with circuit.if_test((circuit.clbits[1], 1)):
            circuit.cz(1, 2)
    with otherwise:
        circuit.x(1)
    with circuit.for_loop(range(3)) as i:
        circuit.rx(i * 0.5, 1)
    with circuit.switch(circuit.cregs[0]) as case:
        with case(0):
            circuit.y(2)
        with case(1, 2):
            circuit.swap(1, 2)
    with circuit.box():
        circuit.barrier(2)
        circuit.h(2)
    found = read(saved(circuit), "a.qpy")
    after = ["rx", "rx", "rx"]
    assert only_gates(found.gates) == ["h", "cx", "cz", *after, "swap", "h"]
    assert only_gates(found.shorter) == ["h", "x", *after, "h"]
    assert [names(found).count(name) for name in ("measure", "barrier")] == [1, 7]
    assert [gate.angles[0] for gate in found.gates if gate.name == "rx"] == [0, 0.5, 1]


def test_a_switch_with_a_default_has_no_branch_beside():
    circuit = QuantumCircuit(2, 1)
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.switch(circuit.cregs[0]) as case:
        with case(0):
            circuit.cx(0, 1)
        with case(case.DEFAULT):
            circuit.cz(0, 1)
            circuit.cz(1, 0)
    found = read(saved(circuit), "a.qpy")
    assert names(found) == ["h", "measure", "barrier", "cz", "cz"]
    assert [gate.name for gate in found.shorter] == ["h", "measure", "barrier", "cx"]


def test_while_loops_are_refused():
    circuit = QuantumCircuit(1, 1)
    circuit.h(0)
    with circuit.while_loop((circuit.clbits[0], 0)):
        circuit.h(0)
        circuit.measure(0, 0)
    with pytest.raises(CircuitFileError, match="while loop: it is not bounded"):
        read(saved(circuit), "a.qpy")


def waiting(*delays):
    """Return a circuit of Qiskit in which the first qubit waits."""
    circuit = QuantumCircuit(2)
    circuit.x(0)
    for length, unit in delays:
        circuit.delay(length, 0, unit)
    with circuit.box():
        circuit.delay(3, 0, "us")
        circuit.cx(0, 1)
    return circuit


def test_delays_of_a_file_whose_unit_is_not_kept_are_left_out_and_named():
    found = read(saved(waiting((100, "dt"), (2, "us"))), "a.qpy")
    assert names(found) == ["x", "cx"]
    assert any("unit" in note for note in found.notes)
    with pytest.raises(CircuitFileError, match="a delay whose unit QPY") as refused:
        read(saved(waiting((2.5, "us"))), "a.qpy")
    assert "OpenQASM 3" in refused.value.hint


@pytest.mark.usefixtures("parsed_here")
def test_delays_of_a_circuit_in_python_keep_their_length():
    found = read_qiskit(waiting((100, "dt"), (2.5, "us"), (1e-3, "s")))
    assert on(found) == [("x", 0), *[("delay", 0)] * 3, ("cx", 0, 1)]
    assert [gate.angles[0] for gate in found.gates if gate.name == "delay"] == pytest.approx(
        [2.5e-6, 1e-3, 3e-6]
    )
    text = read(qasm3.dumps(waiting((2.5, "us"))))
    assert [gate.angles[0] for gate in text.gates if gate.name == "delay"] == pytest.approx(
        [2.5e-6, 3e-6]
    )


def test_free_parameters_and_modifiers():
    a, b = Parameter("a"), Parameter("b")
    circuit = QuantumCircuit(2)
    circuit.rx(a, 0)
    circuit.rz(2 * a + b, 1)
    circuit.append(AnnotatedOperation(RXGate(0.3), [ControlModifier(1)]), [0, 1])
    circuit.append(AnnotatedOperation(SGate(), [InverseModifier()]), [1])
    found = read(saved(circuit), "a.qpy")
    assert names(found) == ["rx", "rz", "crx", "sdg"]
    assert found.n_parameters == 2
    assert len(found.gates[0].angles[0]) == len(found.gates[1].angles[0]) == 8


def test_gates_on_a_few_of_many_qubits():
    circuit = QuantumCircuit(2000, 2000)
    circuit.h(1999)
    circuit.cx(1999, 5)
    circuit.measure_all()
    found = read(saved(circuit), "a.qpy")
    assert found.numbers == (5, 1999)
    assert found.measured == (0, 1)
