"""Gates of vendors as they are published, of a file before those of libraries, under modifiers."""

from __future__ import annotations

import cmath
from math import cos, pi, sin

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.quantum_info import Operator

from qestimate.core.errors import CircuitFileError
from qestimate.formats.circuits.by_qiskit import known_gate
from qestimate.formats.circuits.library import ALIASES, BY_QISKIT, KNOWN, WRITTEN
from qestimate.formats.circuits.sameness import circuit_of
from tests.formats.circuits.texts import HEAD2, HEAD3, names, on, read, unitary

A, B, C = 0.37, -1.21, 2.03


def e(x: float) -> complex:
    return cmath.exp(1j * x)


def turn(theta, phi):
    """R(theta, phi): by theta about cos(phi) X + sin(phi) Y."""
    c, s = cos(theta / 2), sin(theta / 2)
    return np.array([[c, -1j * e(-phi) * s], [-1j * e(phi) * s, c]])


def molmer(f, s, t):
    c, d = cos(t / 2), -1j * sin(t / 2)
    found = np.diag([c, c, c, c]).astype(complex)
    found[0, 3], found[3, 0] = d * e(-f - s), d * e(f + s)
    found[1, 2], found[2, 1] = d * e(-f + s), d * e(f - s)
    return found


def ising(name, t):
    pauli = {"x": [[0, 1], [1, 0]], "y": [[0, -1j], [1j, 0]], "z": [[1, 0], [0, -1]]}[name]
    return cos(t / 2) * np.eye(4) - 1j * sin(t / 2) * np.kron(pauli, pauli)


ROOT = np.array([[1 + 1j, 1 - 1j], [1 - 1j, 1 + 1j]]) / 2

MATRICES = {
    ("i",): np.eye(2),
    ("v",): ROOT,
    ("vi",): ROOT.conj().T,
    ("si",): np.diag([1, -1j]),
    ("ti",): np.diag([1, e(-pi / 4)]),
    ("phaseshift", A): np.diag([1, e(A)]),
    ("cphaseshift", A): np.diag([1, 1, 1, e(A)]),
    ("cphaseshift00", A): np.diag([e(A), 1, 1, 1]),
    ("cphaseshift01", A): np.diag([1, e(A), 1, 1]),
    ("cphaseshift10", A): np.diag([1, 1, e(A), 1]),
    ("cnot",): np.eye(4)[[0, 1, 3, 2]],
    ("ccnot",): np.eye(8)[[0, 1, 2, 3, 4, 5, 7, 6]],
    ("cv",): np.block([[np.eye(2), np.zeros((2, 2))], [np.zeros((2, 2)), ROOT]]),
    ("iswap",): np.array([[1, 0, 0, 0], [0, 0, 1j, 0], [0, 1j, 0, 0], [0, 0, 0, 1]]),
    ("pswap", A): np.array([[1, 0, 0, 0], [0, 0, e(A), 0], [0, e(A), 0, 0], [0, 0, 0, 1]]),
    ("xy", A): np.array(
        [
            [1, 0, 0, 0],
            [0, cos(A / 2), 1j * sin(A / 2), 0],
            [0, 1j * sin(A / 2), cos(A / 2), 0],
            [0, 0, 0, 1],
        ]
    ),
    ("xx", A): ising("x", A),
    ("yy", A): ising("y", A),
    ("zz", A): ising("z", A),
    ("ecr",): np.array([[0, 0, 1, 1j], [0, 0, 1j, 1], [1, -1j, 0, 0], [-1j, 1, 0, 0]]) / 2**0.5,
    ("gpi", A): np.array([[0, e(-A)], [e(A), 0]]),
    ("gpi2", A): np.array([[1, -1j * e(-A)], [-1j * e(A), 1]]) / 2**0.5,
    ("ms", A, B, C): molmer(A, B, C),
    ("ms", A, B): molmer(A, B, pi / 2),
    ("prx", A, B): turn(A, B),
    ("U1q", A, B): turn(A, B),
    ("ZZ",): np.diag([e(-pi / 4), e(pi / 4), e(pi / 4), e(-pi / 4)]),
    ("RZZ", A): ising("z", A),
    ("Rz", A): np.diag([e(-A / 2), e(A / 2)]),
    ("Rxxyyzz", A, B, C): ising("x", A) @ ising("y", B) @ ising("z", C),
}
"""As Amazon Braket's and Quantinuum's pages have them; the first qubit counts most."""


@pytest.mark.parametrize("call", MATRICES, ids=lambda call: call[0])
def test_gates_of_vendors_are_what_they_publish(call):
    name, *angles = call
    matrix = MATRICES[call]
    width = len(matrix).bit_length() - 1
    found = known_gate(name, tuple(angles), width)
    mine = Operator(circuit_of(found, width)).reverse_qargs()
    assert np.allclose(mine.data, matrix)  # the phase as well, which a control would turn


def test_every_gate_that_is_written_out_is_compared():
    assert set(WRITTEN) - {name for name, *_ in MATRICES} == {"r", "u0"}


@pytest.mark.parametrize("name", sorted(BY_QISKIT - {"mcx"}))
def test_other_gates_are_those_of_qiskit(name):
    from qestimate.formats.circuits.by_qiskit import _standard

    count = {"cu": 4, "cu3": 3, "rv": 3}.get(name, 0)
    gate = _standard(name)(*[A, B, C, 0.5][:count])
    found = known_gate(name, tuple(gate.params), gate.num_qubits)
    assert Operator(circuit_of(found, gate.num_qubits)) == Operator(gate)


def test_known_gates_have_the_forms_of_qiskit():
    standard = get_standard_gate_name_mapping()
    for name, form in KNOWN.items():
        assert (len(standard[name].params), standard[name].num_qubits) == form
    assert set(ALIASES.values()) <= set(KNOWN)


OWN_CU = "gate cu a,b { cx a,b; u1(-0.3) b; cx a,b; u1(0.3) b; }"
OWN_ISWAP = "gate iswap a,b { swap a,b; }"
SAME_ECR = "gate ecr a,b { rzx(pi/4) a,b; x a; rzx(-pi/4) a,b; }"
SAME_RZZ = "gate rzz(t) a,b { cx a,b; rz(t) b; cx a,b; }"
OTHER_RZZ = "gate rzz(t) a,b { cx a,b; rz(2*t) b; cx a,b; }"
ENDS_AT_ZERO = "gate rx(t) a { ry(t) a; }"


@pytest.mark.parametrize("head", [HEAD2, HEAD3])
@pytest.mark.parametrize(
    ("definition", "call", "gates"),
    [
        (OWN_CU, "cu q[0],q[1];", ["cx", "u1", "cx", "u1"]),
        (OWN_ISWAP, "iswap q[0],q[1];", ["swap"]),
        (OWN_ISWAP.replace("iswap", "mine"), "mine q[0],q[1];", ["swap"]),
        (SAME_ECR, "ecr q[0],q[1];", ["ecr"]),
        (SAME_RZZ, "rzz(0.3) q[0],q[1];", ["rzz"]),
        (OTHER_RZZ, "rzz(0.3) q[0],q[1];", ["cx", "rz", "cx"]),
        (OTHER_RZZ, "rzz(0) q[0],q[1];", ["cx", "rz", "cx"]),
        (ENDS_AT_ZERO, "rx(0) q[0];", ["ry"]),
        ("gate h a,b { cz a,b; }", "h q[0],q[1];", ["cz"]),
        ("gate cnot a,b { cx b,a; }", "cnot q[0],q[1];", ["cx"]),
        ("gate cnot a,b { cx a,b; }", "cnot q[0],q[1];", ["cx"]),
        ("gate xx(t) a,b { rxx(t) a,b; }", "xx(0.1) q[0],q[1];", ["rxx"]),
    ],
)
def test_gates_of_the_file_come_first(head, definition, call, gates):
    found = read(f"{head}{definition}\nqreg q[2];\n{call}\n")
    assert names(found) == gates


def test_a_definition_turned_around_is_another_gate():
    text = "gate cnot a,b { cx b,a; }\nqreg q[2]; cnot q[0],q[1];"
    assert on(read(HEAD2 + text)) == on(read(HEAD3 + text)) == [("cx", 1, 0)]


def test_names_in_comments_and_registers_stay():
    found = read(f"{HEAD2}// gate h\n{OWN_ISWAP}\nqreg x[2]; qreg i[1];\niswap x[0],i[0]; h x[1];")
    assert on(found) == [("swap", 0, 2), ("h", 1)]


def test_a_custom_gate_of_qiskit_named_like_a_known_one():
    import io

    from qiskit import qpy

    own = QuantumCircuit(2, name="iswap")
    own.swap(0, 1)
    same = QuantumCircuit(2, name="ecr")
    same.rzx(pi / 4, 0, 1)
    same.x(0)
    same.rzx(-pi / 4, 0, 1)
    circuit = QuantumCircuit(2)
    circuit.append(own.to_gate(), [0, 1])
    circuit.append(same.to_gate(), [1, 0])
    circuit.iswap(0, 1)
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer)
    found = read(buffer.getvalue(), "a.qpy")
    assert on(found) == [("swap", 0, 1), ("ecr", 1, 0), ("iswap", 0, 1)]


MODIFIED = [
    "ctrl @ rx(0.3) q[0],q[1]; negctrl @ h q[1],q[2]; inv @ s q[0]; pow(3) @ t q[1];",
    "ctrl(2) @ x q[0],q[1],q[2]; ctrl @ negctrl @ ry(0.2) q[0],q[1],q[2];",
    "gate foo(a,b) x, y { rx(a*2) x; cx x,y; rz(b-a/3) y; gphase(a); }\n"
    "foo(0.3,0.4) q[0],q[2]; ctrl @ foo(0.1,-pi/3) q[1],q[0],q[2]; inv @ foo(.5,1e-2) q[1],q[2];",
    "ctrl @ gphase(0.3) q[0]; negctrl @ gphase(pi/3) q[1]; pow(-2) @ sx q[0]; h q[2]; "
    "pow(0.5) @ z q[1];",
    "h q; cp(0.3) q[0], q[1]; let a = q[1:2]; x a; u2(0.1,0.2) q[0]; u3(.1,.2,.3) q[1]; "
    "cu(.1,.2,.3,.4) q[0],q[2]; phase(.2) q[0]; cphase(.4) q[1],q[2]; U(.3,.2,.1) q[0]; "
    "CX q[2],q[1];",
]


@pytest.mark.parametrize("body", MODIFIED)
def test_modifiers_are_those_of_qiskits_importer(body):
    from qiskit_qasm3_import import parse

    text = f"{HEAD3}qubit[3] q;\n{body}\n"
    assert unitary(read(text), 3).equiv(Operator(parse(text)))


def test_an_own_gate_under_a_control_keeps_its_phase():
    text = (
        "gate rz(t) a { gphase(0.4); U(0,0,t) a; }\nqubit[2] q; h q[0]; ctrl @ rz(0.2) q[0],q[1];"
    )
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cp(0.2, 0, 1)
    circuit.p(0.4, 0)
    assert unitary(read(HEAD3 + text), 2).equiv(Operator(circuit))


@pytest.mark.parametrize("qubits", [3, 4, 5])
def test_mcx_has_as_many_controls_as_qubits(qubits):
    listed = ",".join(f"q[{i}]" for i in range(qubits))
    found = read(f"{HEAD3}qubit[{qubits}] q; mcx {listed};")
    circuit = QuantumCircuit(qubits)
    circuit.mcx(list(range(qubits - 1)), qubits - 1)
    assert unitary(found, qubits).equiv(Operator(circuit))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("foo q[0];", "line 4: gate 'foo' is neither defined in the file nor known"),
        ("h q[0],q[1];", "line 4: gate 'h' takes 0 angles on 1 qubit, not 0 on 2"),
        ("gpi(1,2) q[0];", "takes 1 angle on 1 qubit"),
        ("cx q[0],q[0];", "a qubit twice"),
        (f"ctrl(11) @ x {','.join(f'q[{i}]' for i in range(12))};", "more than 10 controls"),
        ("ctrl @ x q[0];", "1 controls on 1 qubits"),
        ("pow(0.3) @ ccx q[0],q[1],q[2]; pow(0.5) @ c3x q[0],q[1],q[2],q[3];", "a power of a gate"),
    ],
)
def test_calls_that_make_no_sense_are_refused(call, said):
    with pytest.raises(CircuitFileError) as refused:
        read(f"{HEAD3}qubit[12] q;\n{call}\n")
    assert said in str(refused.value)
    assert refused.value.hint
