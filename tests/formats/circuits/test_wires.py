"""Which qubits count, what is measured, and what depends on it."""

from __future__ import annotations

import pytest

from qestimate.core.errors import CircuitFileError
from qestimate.formats.circuits.steps import Choice, chosen
from tests.formats.circuits.texts import HEAD2, HEAD3, names, on, only_gates, read


@pytest.mark.parametrize("head", [HEAD2, HEAD3])
def test_a_register_is_no_circuit(head):
    found = read(f"{head}qreg q[127];\nry(0.1) q[60];\ncx q[60],q[61];\n")
    assert (found.n_qubits, found.numbers, found.measured) == (2, (60, 61), (0, 1))
    assert on(found) == [("ry", 0), ("cx", 0, 1)]
    assert found.notes == ("125 qubits without gates are left out",)
    assert found.number_of(1) == 61


def test_idle_qubits_never_count_whatever_is_done_to_them():
    text = (
        "qreg q[5]; creg c[5]; reset q; barrier q; h q[3]; cx q[3],q[1]; barrier q; x q[1]; "
        "measure q -> c;"
    )
    found = read(HEAD2 + text)
    assert found.numbers == (1, 3)
    assert on(found) == [("h", 1), ("cx", 1, 0), ("barrier", 0, 1), ("x", 0)]
    assert found.measured == (0, 1)
    assert found.notes == ("3 qubits without gates are left out; 3 of them are measured: always 0",)


def test_wide_registers_and_too_many_qubits():
    assert read(f"{HEAD3}qubit[90000] q; h q[80000];").numbers == (80000,)
    with pytest.raises(CircuitFileError, match="gates on 1,001 qubits; at most 1,000"):
        read(f"{HEAD3}qubit[1001] q; h q;")
    with pytest.raises(CircuitFileError, match="no gates"):
        read(f"{HEAD2}qreg q[2]; creg c[2]; reset q; barrier q; measure q -> c;")


def test_hardware_qubits_keep_their_numbers():
    text = "OPENQASM 3.0;\nbit[2] b;\nh $153; cnot $153, $7;\nb[0] = measure $153;\n"
    found = read(text)
    assert found.hardware
    assert found.numbers == (7, 153)
    assert on(found) == [("h", 1), ("cx", 1, 0)]
    assert found.measured == (1,)
    assert not found.notes
    assert not read(f"{HEAD3}qubit q; h q;").hardware


def test_what_comes_after_measurements():
    text = (
        "qubit[2] q; bit[2] c; h q[0]; c[0] = measure q[0]; x q[0]; c[0] = measure q[0]; "
        "reset q[1]; x q[1]; reset q[1]; h q[1]; c[1] = measure q[1]; reset q; delay[1us] q;"
    )
    found = read(HEAD3 + text)
    assert on(found) == [("h", 0), ("measure", 0), ("x", 0), ("x", 1), ("reset", 1), ("h", 1)]
    assert found.measured == (0, 1)


def test_a_qubit_measured_twice_is_used_after_the_first_time():
    found = read(f"{HEAD2}qreg q[1]; creg c[2]; h q[0]; measure q[0]->c[0]; measure q[0]->c[1];")
    assert names(found) == ["h", "measure"]
    assert found.measured == (0,)


def test_barriers_that_hold_nothing_apart_are_left_out():
    text = "qubit[3] q; barrier q; h q; barrier; x q[0]; barrier q; bit[3] c; c = measure q;"
    assert on(read(HEAD3 + text)) == [
        *(("h", q) for q in range(3)),
        ("barrier", 0, 1, 2),
        ("x", 0),
    ]


def test_a_box_is_fenced_and_a_verbatim_one_is_said_to_be():
    found = read(f"{HEAD3}qubit[2] q; x q[0]; box {{ x q[0]; x q[0]; }} x q[0];")
    assert names(found) == ["x", "barrier", "x", "x", "barrier", "x"]
    text = "#pragma braket verbatim\nbox{\nprx(0.1, 0.2) $1;\ncz $1, $2;\n}\n"
    verbatim = read(f"OPENQASM 3.0;\n{text}")
    assert names(verbatim) == ["u", "cz"]
    assert "verbatim" in verbatim.notes[0]


def test_other_pragmas_are_left_out_and_named():
    text = (
        "OPENQASM 3;\nqubit[2] q;\n#pragma braket noise depolarizing(0.1) q[0]\nh q[0];\n"
        "cnot q[0],q[1];\n#pragma braket result expectation z(q[0])\n"
    )
    assert read(text).notes == (
        "left out: pragma braket noise",
        "left out: pragma braket result",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD2}qreg q[2]; creg c[2]; h q[0]; cx q[0],q[1]; measure q[0]->c[0]; "
        "if(c==1) x q[1]; measure q[1]->c[1];",
        f"{HEAD2}qreg q[2]; creg c[2]; h q[0]; cx q[0],q[1]; measure q[0]->c[0]; "
        "if(c[0]==1) x q[1]; measure q[1]->c[1];",
        f"{HEAD3}qubit[2] q; bit[2] c; h q[0]; cx q[0],q[1]; c[0] = measure q[0]; "
        "if (c[0]) {{ x q[1]; }} c[1] = measure q[1];".replace("{{", "{").replace("}}", "}"),
    ],
)
def test_both_branches(text):
    found = read(text)
    assert only_gates(found.gates) == ["h", "cx", "x"]
    assert only_gates(found.shorter) == ["h", "cx"]
    assert on(found)[2:4] == [("measure", 0), ("barrier", 0, 1)]
    assert found.measured == (0, 1)


def test_brakets_feed_forward():
    text = (
        "OPENQASM 3;\nbit[1] c;\n#pragma braket verbatim\nbox{\nprx(3.14, 0) $1;\n"
        "measure_ff(0) $1;\ncc_prx(3.14, 0, 0) $1;\n}\nc[0] = measure $1;\n"
    )
    found = read(text)
    assert on(found) == [("u", 0), ("measure", 0), ("barrier", 0), ("u", 0), ("barrier", 0)]
    assert only_gates(found.shorter) == ["u"]


def test_nested_branches_and_values_that_they_change():
    text = (
        "qubit[3] q; bit c; int n = 0; int m = 5; h q[0]; c = measure q[0];\n"
        "if (c) { n = 1; cx q[1],q[2]; if (!c) { x q[1]; } else { cz q[1],q[2]; } } "
        "else { n = 2; h q[1]; }\nif (n == 1) { t q[1]; } if (m == 5) { s q[2]; }"
    )
    found = read(HEAD3 + text)
    assert only_gates(found.gates) == ["h", "cx", "cz", "t", "s"]
    assert only_gates(found.shorter) == ["h", "h", "s"]


def test_switch_on_what_is_measured():
    text = (
        "qubit[3] q; bit[2] c; h q[0]; c[0] = measure q[0]; switch (c) { case 0 { x q[1]; } "
        "case 1,2 { cx q[1],q[2]; } default { cx q[1],q[2]; cx q[2],q[1]; } }"
    )
    found = read(HEAD3 + text)
    assert only_gates(found.gates) == ["h", "cx", "cx"]
    assert only_gates(found.shorter) == ["h", "x"]


def test_without_a_choice_there_is_no_other_circuit():
    assert read(f"{HEAD3}qubit q; bit c; h q; c = measure q; if (true) {{ x q; }}").shorter is None


def test_the_longer_branch_has_more_two_qubit_gates():
    many = [("h", (), (0,))] * 5
    one = [("cx", (), (0, 1))]
    steps = [Choice((many, [Choice((one, []))]))]
    assert [step for step in chosen(steps, longer=True) if step[0] != "fence"] == one
    assert {step[0] for step in chosen(steps, longer=False)} == {"fence"}
