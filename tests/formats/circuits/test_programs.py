"""OpenQASM 3 as a language: constants, loops, subroutines, values, lengths of time, inputs."""

from __future__ import annotations

from math import pi

import pytest
from qiskit.quantum_info import Operator

from qestimate.core.errors import CircuitFileError
from tests.formats.circuits.texts import HEAD3, names, on, read, unitary

LONG_HAND = {
    "constants": (
        "const uint n = 3; const float th = pi/8; qubit[n] q; ry(th) q[n-1]; rx(2*th) q[0];",
        "qubit[3] q; ry(pi/8) q[2]; rx(pi/4) q[0];",
    ),
    "for over a range": (
        "qubit[4] q; for uint i in [0:2] { cx q[i], q[i+1]; } for int i in [3:-2:0] h q[i];",
        "qubit[4] q; cx q[0],q[1]; cx q[1],q[2]; cx q[2],q[3]; h q[3]; h q[1];",
    ),
    "for over a set, an array, and within another": (
        "qubit[3] q; array[float, 2] a = {0.1, 0.2}; for int i in {0, 2} { h q[i]; }\n"
        "for float t in a { rx(t) q[1]; } for int i in [0:1] { for int j in [i+1:2] { "
        "cp(pi/2**(j-i)) q[i], q[j]; } }",
        "qubit[3] q; h q[0]; h q[2]; rx(0.1) q[1]; rx(0.2) q[1]; cp(pi/2) q[0],q[1]; "
        "cp(pi/4) q[0],q[2]; cp(pi/2) q[1],q[2];",
    ),
    "break and continue": (
        "qubit[3] q; for int i in [0:9] { if (i == 1) continue; if (i == 3) { break; } h q[i]; }",
        "qubit[3] q; h q[0]; h q[2];",
    ),
    "while, as long as the program settles it": (
        "qubit[5] q; int i = 0; while (i < 4) { h q[i]; i += 3; }",
        "qubit[5] q; h q[0]; h q[3];",
    ),
    "subroutines": (
        "def turn(int n, qubit[2] r, float t) { for int i in [0:n-1] { rx(t/n) r[i]; } }\n"
        "def twice(qubit a, angle t) { rz(t) a; rz(t) a; }\n"
        "def half(float x) -> float { return x/2; }\n"
        "qubit[4] q; turn(2, q[1:2], half(0.8)); twice(q[3], pi/3);",
        "qubit[4] q; rx(0.2) q[1]; rx(0.2) q[2]; rz(pi/3) q[3]; rz(pi/3) q[3];",
    ),
    "subroutines called like gates, and a phase of its own name": (
        "gate global_phase(p0) {\n}\n"
        "def turn(float t, qubit[2] r, qubit b) { rx(t) r; cx r[0], b; }\n"
        "gate g a {\n  global_phase(0.3) ;\n  h a;\n}\nqubit[3] q; qubit[2] r;\n"
        "turn(0.3) r, q[2]; ctrl @ g q[0], q[1];",
        "qubit[3] q; qubit[2] r; rx(0.3) r[0]; rx(0.3) r[1]; cx r[0],q[2]; ch q[0],q[1]; "
        "p(0.3) q[0];",
    ),
    "aliases and indices": (
        "qubit[4] q; qubit[2] r; let a = q[{0, 3}]; let b = a ++ r; x b[1:2]; h b[-1]; y q[0:2:3];",
        "qubit[4] q; qubit[2] r; x q[3]; x r[0]; h r[1]; y q[0]; y q[2];",
    ),
    "registers": (
        "qubit[3] q; qubit[3] r; qubit w; h q; cx q, r; cx w, q; U(0, 0, pi/7) r;",
        "qubit[3] q; qubit[3] r; qubit w; h q[0]; h q[1]; h q[2]; cx q[0],r[0]; cx q[1],r[1]; "
        "cx q[2],r[2]; cx w,q[0]; cx w,q[1]; cx w,q[2]; p(pi/7) r[0]; p(pi/7) r[1]; p(pi/7) r[2];",
    ),
    "values": (
        'qubit q; bit[4] c = "0110"; if (c[1]) { x q; } if (c == 6) { y q; } int a = 7; a %= 4; '
        "rx(a) q; float f = sqrt(a + 1) ** 3; rx(f) q; bool t = !(a < 3) && true; if (t) { z q; } "
        "switch (a) { case 1, 2 { h q; } case 3 { s q; } default { h q; } } ry(sizeof(c)) q;",
        "qubit q; x q; y q; rx(3) q; rx(8) q; z q; s q; ry(4) q;",
    ),
    "whole numbers among themselves": (
        "qubit[4] q; uint n = 7; h q[n/2]; rx(1/2) q[0]; rx(n/2) q[0]; int k = n/2; rx(k) q[1];",
        "qubit[4] q; h q[3]; rx(0) q[0]; rx(3) q[0]; rx(3) q[1];",
    ),
    "types of a size": (
        "qubit q; uint[4] a = 19; int[4] b = 9; rx(a) q; rx(b) q; rx(float(5) / 2) q; "
        "rx(int(2.9)) q;",
        "qubit q; rx(3) q; rx(-7) q; rx(2.5) q; rx(2) q;",
    ),
    "plain and parsed statements alike": (
        "qubit[2] q; gate g(a) x, y { rx(a) x; for int i in [0:1] { cx x, y; } }\n"
        "rx(-2*pi/3) q[0]; rx (3e-1) q[1] ; g(π/4) q[0], q[1]; ctrl@x q[0],q[1];\n"
        "rx(arccos(0.5)) q[0]; rx(-2**2) q[0]; rx(7 % 4) q[0];",
        "qubit[2] q; rx(-2.0943951023931953) q[0]; rx(0.3) q[1]; rx(0.7853981633974483) q[0]; "
        "cx q[0],q[1]; cx q[0],q[1]; cx q[0],q[1]; rx(1.0471975511965976) q[0]; rx(-4) q[0]; "
        "rx(3) q[0];",
    ),
}


@pytest.mark.parametrize("case", LONG_HAND)
def test_a_program_is_what_it_says_at_length(case):
    from qiskit_qasm3_import import parse

    short, long = LONG_HAND[case]
    reference = Operator(parse(HEAD3 + long))
    width = int(reference.num_qubits)
    assert unitary(read(HEAD3 + short), width).equiv(reference)


def test_annotations_comments_and_lines():
    text = "@other words\nqubit[2] q;\n/* h q[0]; \n*/ x q[0]; // y q[1];\nnop;\nh\n  q[1]\n;"
    assert on(read(HEAD3 + text)) == [("x", 0), ("h", 1)]
    with pytest.raises(CircuitFileError, match="line 5: not understood as OpenQASM 3 at 'x'"):
        read(f"{HEAD3}qubit q;\nh q\nx q;")
    with pytest.raises(CircuitFileError, match=r"line 7: q\[2\] is not there: q has 2"):
        read(f"{HEAD3}/*\n*/ qubit[2] q;\n\n\nh q[2];")


def test_lengths_of_time():
    text = (
        "const duration d = 100ns; duration e = 3ms; qubit[2] q; x q; delay[200us] q[0]; "
        "delay[2*d + 1us] q[1]; delay[e/3] q; delay[5dt] q[0]; delay[1s]; stretch a; "
        "delay[a] q[0]; h q;"
    )
    found = read(HEAD3 + text)
    waits = [(gate.angles[0], *gate.qubits) for gate in found.gates if gate.name == "delay"]
    assert waits == [
        (200e-6, 0),
        (pytest.approx(1.2e-6), 1),
        *((0.001, q) for q in (0, 1)),
        *((1.0, q) for q in (0, 1)),
    ]
    assert any("dt" in note for note in found.notes)
    with pytest.raises(CircuitFileError, match="takes a length of time"):
        read(f"{HEAD3}qubit q; delay[3] q; h q;")
    with pytest.raises(CircuitFileError, match="a delay of -1e-07 s"):
        read(f"{HEAD3}qubit q; x q; delay[-100ns] q; h q;")


def test_inputs_are_drawn_and_shared():
    text = (
        "input float a; input angle[32] b; input array[float, 3] w; input float unused;\n"
        "gate g(t) x { rx(t/2) x; }\nqubit[2] q; rx(a) q[0]; g(a) q[1]; rz(sin(w[1])-b) q[0]; "
        "ctrl @ rx(a) q[0],q[1]; cu(a,0,0,b) q[0],q[1];"
    )
    found = read(HEAD3 + text)
    assert found.n_parameters == 3
    first, second = found.gates[:2]
    assert len(first.angles[0]) == 8
    assert second.angles[0] == pytest.approx([value / 2 for value in first.angles[0]])
    from qiskit_qasm3_import import parse

    a = first.angles[0][5]
    plain = read(f"{HEAD3}qubit[2] q; ctrl @ rx({a}) q[0],q[1];")
    drawn = read(f"{HEAD3}input float a; qubit[2] q; ctrl @ rx(a) q[0],q[1];")
    assert drawn.gates[0].angles[0] == first.angles[0]
    assert unitary(drawn, 2, draw=5).equiv(unitary(plain, 2))
    assert unitary(plain, 2).equiv(Operator(parse(f"{HEAD3}qubit[2] q; crx({a}) q[0],q[1];")))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("input int n; for int i in [0:n] { h q[0]; }", "depends on an input"),
        ("bit c; c = measure q[0]; while (c) { h q[0]; }", "while loop: how often it runs"),
        ("bit[2] c; c = measure q; rx(c) q[0];", "an angle depends on what is measured"),
        ("bit[2] c; c = measure q; int k = c; h q[k];", "depends on an input or on what is"),
        ("bit c; for int i in [0:3] { c = measure q[0]; if (c) break; x q[1]; }", "break: whether"),
        ("bit c; c = measure q[0]; if (c) end; h q[0];", "end: whether"),
        ("def f(qubit a) { f(a); } f(q[0]);", "more than 100 deep"),
        ("gate f a { f a; } f q[0];", "more than 100 deep"),
        ("def f(qubit[3] a) { h a; } f(q);", "is 3 qubits, not 2"),
        ("cal { play(drive($0), w); }", "pulses are not modelled"),
        ("h $3;x q[0];", "gates on registers and on qubits of the device"),
        ("const int n = 2; n = 3;", "is a constant"),
        ("rx(1/0) q[0];", "a division by zero"),
        ("rx(log(0)) q[0];", "log: has no value there"),
        ("rx(zz1) q[0];", "'zz1' is not declared"),
        ("h r[0];", "'r' is not declared"),
        ("int q = 3;", "'q' is declared twice"),
        ("g(q[0]);", "no subroutine or function that is known"),
        ("gate g a { reset a; } g q[0];", "a gate that measures, resets or waits"),
        ("gate g a { h a; } gate g a { x a; }", "is defined twice"),
        ("#pragma braket unitary([[0, 1], [1, 0]]) q[0]", "a gate given as a matrix"),
        ("return;", "not understood as OpenQASM 3: return;"),
        ("cx q[0:1], q[0];", "a qubit twice"),
        ("qubit[3] r; cx q, r;", "registers of different sizes"),
    ],
)
def test_what_is_refused_is_named_with_its_line(body, said):
    with pytest.raises(CircuitFileError) as refused:
        read(f"{HEAD3}qubit[2] q;\n{body}\n")
    assert said in refused.value.message
    assert refused.value.hint
    if "registers and on" not in said:
        assert "a.qasm: line 4: " in refused.value.message


def test_functions_from_outside_are_not_known():
    text = "extern f(int) -> bit; qubit[2] q; h q[0]; bit c = f(3); if (c) { x q[1]; }"
    found = read(HEAD3 + text)
    assert names(found) == ["h", "x"]
    assert [gate.name for gate in found.shorter] == ["h"]
    assert any("extern" in note for note in found.notes)


def test_angles_of_plain_calls_are_exact():
    found = read(f"{HEAD3}qubit q; rx(pi/2) q; rx(-3*pi/4) q; rx(0.1) q; rx(2) q; rx(1.5e-3) q;")
    assert [gate.angles[0] for gate in found.gates] == [pi / 2, -3 * pi / 4, 0.1, 2, 1.5e-3]


def test_fractions_of_whole_numbers_are_said():
    found = read(f"{HEAD3}qubit q; rx(1/2) q; rx(4/2) q; rx(pi/3) q;")
    assert [gate.angles[0] for gate in found.gates] == [0, 2, pi / 3]
    assert len(found.notes) == 1
    assert "1/2" in found.notes[0]
    assert not read(f"{HEAD3}qubit q; rx(4/2) q; rx(pi/3) q; rx(1.0/2) q;").notes
    head = 'OPENQASM 2.0;include "qelib1.inc";qreg q[1];creg c[1];rx(1/2) q[0];'
    for rest in ("", "measure q[0] -> c[0];if(c[0]==1) x q[0];"):  # the second one of vendors
        assert read(head + rest).gates[0].angles == (0.5,)
