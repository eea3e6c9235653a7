"""``qestimate circuit``: files of other programs, sound, odd, broken and hostile."""

from __future__ import annotations

import csv
import json

import pytest
from qiskit import QuantumCircuit, qasm2, qasm3, qpy
from qiskit.circuit import Parameter

from tests.conftest import says

HEAD = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'
HEAD3 = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
GENERIC = ("--device", "generic", "--qubits", "16")


def ghz(n):
    circuit = QuantumCircuit(n)
    circuit.h(0)
    for q in range(n - 1):
        circuit.cx(q, q + 1)
    return circuit


def answer(run, *arguments):
    result = run("circuit", *arguments, "--format", "json")
    assert result.code == 0, result.err
    return json.loads(result.out)


@pytest.fixture
def files(tmp_path):
    """The same circuit in the three formats."""
    circuit = ghz(4)
    (tmp_path / "two.qasm").write_text(qasm2.dumps(circuit))
    (tmp_path / "three.qasm").write_text(qasm3.dumps(circuit))
    with (tmp_path / "one.qpy").open("wb") as file:
        qpy.dump([circuit, ghz(3)], file)
    return tmp_path


@pytest.mark.usefixtures("parsed_here")
def test_three_formats_say_the_same(run, files):
    paths = [files / name for name in ("two.qasm", "three.qasm", "one.qpy")]
    content = answer(run, *paths, *GENERIC, "--observable", "Z0Z2,Z0")
    rows = content["circuits"]
    assert [row["circuit"] for row in rows] == ["two", "three", "one", "one#1"]
    first, second, third = rows[:3]
    for key in ("two_qubit_gates", "depth", "fidelity", "attenuation", "verdict"):
        assert first[key] == second[key] == third[key]
    assert first["two_qubit_gates"] == 3
    parity, one = first["observables"]
    assert parity["noiseless_variance"]["value"] == pytest.approx(1)
    assert one["attenuation"]["value"] is None  # <Z0> of a GHZ state is zero
    held = parity["attenuation_bracket"]
    assert held["low"] <= parity["attenuation"]["value"] <= held["high"]


def test_counts_of_a_line_on_a_device(run, files):
    content = answer(run, files / "two.qasm", "--device", "ibm-fez")
    (row,) = content["circuits"]
    assert row["two_qubit_gates"] == 3
    assert row["width"] == 4
    assert len(row["patch"]) == 4
    assert 0.8 < row["fidelity"]["value"] < 1
    assert row["duration_s"] > 3 * 84e-9
    assert [limit["name"] for limit in row["constraints"]] == ["qubits", "time"]
    limited = answer(run, files / "two.qasm", "--device", "ibm-fez", "--floor", "0.3")
    signal = limited["circuits"][0]["constraints"][1]
    assert (signal["name"], signal["needed"]) == ("signal", pytest.approx(0.3))


@pytest.mark.usefixtures("parsed_here")
def test_attenuation_of_a_bell_pair_by_hand(run, tmp_path):
    """One CZ and two pulses on each of two wires, readout on both."""
    (tmp_path / "bell.qasm").write_text(qasm2.dumps(ghz(2)))
    flags = ("--cz-error", "0.01", "--one-qubit-error", "0", "--readout-error", "0.02")
    (row,) = answer(run, tmp_path / "bell.qasm", *GENERIC, *flags, "--observable", "Z0Z1")[
        "circuits"
    ]
    assert row["attenuation"]["value"] == pytest.approx((1 - 16 / 15 * 0.0125) * 0.96**2, rel=0.01)


@pytest.mark.usefixtures("parsed_here")
def test_free_parameters_are_random_angles(run, tmp_path):
    circuit = QuantumCircuit(2)
    a, b = Parameter("a"), Parameter("b")
    circuit.ry(a, 0)
    circuit.cx(0, 1)
    circuit.ry(b + a, 1)
    with (tmp_path / "free.qpy").open("wb") as file:
        qpy.dump(circuit, file)
    (row,) = answer(run, tmp_path / "free.qpy", *GENERIC)["circuits"]
    assert row["angles"] == "random"
    variance = [o["noiseless_variance"]["value"] for o in row["observables"]]
    assert variance[0] == pytest.approx(0.5, abs=0.05)  # <Z0> = cos a


@pytest.mark.usefixtures("parsed_here")
def test_verdicts_and_exit_code(run, files):
    path = files / "two.qasm"
    pairs = ("--observable", "Z0Z1")
    assert run("circuit", path, *GENERIC, *pairs, "--fail-on", "feasible").code == 1
    alone = run("circuit", path, *GENERIC)
    assert "0 without noise" in alone.out
    row = answer(run, path, *GENERIC, "--cz-error", "0.5")["circuits"][0]
    assert row["verdict"] in ("infeasible", "unknown")
    wide = files / "wide.qasm"
    wide.write_text(qasm2.dumps(ghz(30)))
    row = answer(run, wide, "--device", "origin-wukong-72")["circuits"][0]
    assert row["verdict"] == "infeasible"
    assert row["binding"] == "qubits"


@pytest.mark.parametrize("fmt", ["text", "md", "latex", "html", "csv"])
@pytest.mark.usefixtures("parsed_here")
def test_formats(run, files, fmt):
    result = run("circuit", files / "two.qasm", *GENERIC, "--format", fmt)
    assert result.code == 0, result.err
    assert "two" in result.out


def nested(body, levels=40):
    text = HEAD + "qreg q[1];\n" + f"gate g0 a {{ {body} }}\n"
    for i in range(1, levels):
        text += f"gate g{i} a {{ g{i - 1} a; g{i - 1} a; }}\n"
    return text + f"g{levels - 1} q[0];\n"


HOSTILE = {
    "empty": ("", "empty"),
    "unknown version": ("OPENQASM 9.0;\n", "OPENQASM 9"),
    "out of range": (HEAD + "qreg q[2];\ncx q[0],q[5];\n", "not readable"),
    "include": ('OPENQASM 2.0;\ninclude "/etc/passwd";\nqreg q[1];\nh q[0];\n', "/etc/passwd"),
    "include 3": ('OPENQASM 3.0;\ninclude "secret.inc";\nqubit q;\n', "secret.inc"),
    "million gates": (HEAD + "qreg q[2];\n" + "h q[0];\n" * 1_000_000, "statements"),
    "too many gates": (HEAD + "qreg q[2];\n" + "h q[0];\n" * 400_001, "400,000 gates"),
    "nested": (nested("h a;"), "definitions"),
    "huge register": (HEAD + "qreg q[100000000];\nh q[0];\n", "register 100,000,000"),
    "huge register 3": (HEAD3 + "qubit[90000000] q;\nh q[0];\n", "register 90,000,000"),
    "loop": (HEAD3 + "qubit[2] q;\nfor int i in [0:1000000000] { h q[0]; }\n", "loops"),
    "while": (
        HEAD3 + "qubit q;\nbit c;\nwhile (c == false) { h q; c = measure q; }\n",
        "line while loop bounded",
    ),
    "opaque": (HEAD + "opaque magic a;\nqreg q[1];\nmagic q[0];\n", "magic"),
    "no gates": (HEAD + "qreg q[1];\n", "gates"),
    "division": (HEAD + "qreg q[1];\nrz(1/0) q[0];\n", "not readable"),
}


SLOW = ("nested", "too many gates")


@pytest.mark.parametrize(
    "case", [pytest.param(one, marks=[pytest.mark.slow] * (one in SLOW)) for one in HOSTILE]
)
@pytest.mark.usefixtures("parsed_here")
def test_broken_and_hostile_files(run, tmp_path, case):
    text, message = HOSTILE[case]
    path = tmp_path / "file.qasm"
    path.write_text(text)
    result = run("circuit", path, *GENERIC)
    assert result.code == 3
    assert says(result.err, message)
    assert "file.qasm" in result.err
    assert result.err.count("\n") == 2  # one line and a hint
    assert not result.out


def test_a_process_of_its_own_refuses_a_broken_file(run, tmp_path):
    path = tmp_path / "file.qasm"
    path.write_text(HOSTILE["division"][0])
    result = run("circuit", path, *GENERIC)
    assert result.code == 3
    assert "not readable" in result.err


@pytest.mark.slow
def test_definitions_that_blow_up_to_nothing(run, tmp_path):
    path = tmp_path / "file.qasm"
    path.write_text(nested(""))
    result = run("circuit", path, *GENERIC)
    assert result.code == 3
    assert "definitions" in result.err


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"QISKIT" + bytes([99]) + bytes(60), "99 newer"),
        (b"QISKIT" + bytes([5]) + bytes(60), "version 5"),
        (b"QISKIT", "QISKIT"),
        (b"QISKIT" + bytes([14]) + b"\xff" * 60, "not readable"),
        (bytes(range(256)), "QPY"),
    ],
)
@pytest.mark.usefixtures("parsed_here")
def test_broken_qpy(run, tmp_path, data, message):
    path = tmp_path / "file.qpy"
    if not data.startswith(b"QISKIT"):
        path = tmp_path / "file.bin"
    path.write_bytes(data)
    result = run("circuit", path, *GENERIC)
    assert result.code == 3
    assert says(result.err, message)


@pytest.mark.usefixtures("parsed_here")
def test_a_truncated_qpy(run, tmp_path):
    path = tmp_path / "cut.qpy"
    with path.open("wb") as file:
        qpy.dump(ghz(5), file)
    path.write_bytes(path.read_bytes()[:-20])
    result = run("circuit", path, *GENERIC)
    assert result.code == 3
    assert "not readable" in result.err


def test_an_enormous_file_is_not_read(run, tmp_path):
    path = tmp_path / "big.qasm"
    with path.open("wb") as file:
        file.truncate(2**31)
    result = run("circuit", path, *GENERIC)
    assert result.code == 3
    assert "2,048 MiB" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--observable", "Q0"), "'Q0'"),
        (("--observable", "Z9"), "'Z9' 9"),
        (("--observable", "Z0Z0"), "'Z0Z0'"),
        (("--angles", "wild"), "given random"),
        (("--precision", "0"), "precision 0"),
        (("--fail-on", "maybe"), "--fail-on 'maybe'"),
        (("--cz-error", "2"), "--cz-error 2"),
        (("--t1", "10", "--t2", "90"), "--t2 90 --t1 10"),
    ],
)
@pytest.mark.usefixtures("parsed_here")
def test_bad_flags(run, files, arguments, message):
    result = run("circuit", files / "two.qasm", *GENERIC, *arguments)
    assert result.code == 2
    assert says(result.err, message)


def test_absent_file_and_no_file(run, tmp_path):
    result = run("circuit", tmp_path / "none.qasm", *GENERIC)
    assert (result.code, "none.qasm" in result.err) == (3, True)
    assert run("circuit", *GENERIC).code == 2


@pytest.mark.usefixtures("parsed_here")
def test_ways_to_mitigate_are_side_by_side(run, files):
    pairs = (*GENERIC, "--observable", "Z0Z1", "--cz-error", "0.02")
    (row,) = answer(run, files / "two.qasm", *pairs)["circuits"]
    ways = {way["mitigation"]: way for way in row["mitigations"]}
    assert list(ways) == ["none", "readout", "rescaling", "zne", "pec"]
    assert [way["asked"] for way in ways.values()] == [True, False, False, False, False]
    assert ways["none"]["signal_left"]["value"] == pytest.approx(row["attenuation"]["value"])
    assert ways["none"]["log10_time_s"] == row["log10_time_s"]
    assert ways["pec"]["calibration_runs"] % (9 * 6 * 32 * 128) == 0
    text = run("circuit", files / "two.qasm", *pairs, "--format", "text").out
    assert "Error mitigation, side by side" in text
    assert "what it needs to know" in text
    tables = run("circuit", files / "two.qasm", *pairs, "--format", "csv").out.split("\n\n")
    (table,) = (one for one in tables if one.lstrip().startswith("of,mitigation,"))
    rows = list(csv.DictReader(table.strip().splitlines()))
    assert [one["mitigation"] for one in rows] == list(ways)
    left = [10 ** float(one["log10_signal_left"]) for one in rows]
    assert left == pytest.approx([way["signal_left"]["value"] for way in ways.values()])


@pytest.mark.usefixtures("parsed_here")
def test_the_verdict_with_mitigation(run, files):
    floor = (*GENERIC, "--observable", "Z0Z1", "--cz-error", "0.1", "--floor", "0.97")
    plain = answer(run, files / "two.qasm", *floor)["circuits"][0]
    zne = answer(run, files / "two.qasm", *floor, "--mitigation", "pec", "--readout-error", "1e-4")
    assert (plain["mitigation"], plain["verdict"]) == ("none", "infeasible")
    row = zne["circuits"][0]
    assert row["mitigation"] == "pec"
    assert row["verdict"] in ("feasible", "marginal")
    assert row["log10_time_s"] == row["mitigations"][-1]["log10_time_s"]
    unknown = run("circuit", files / "two.qasm", *GENERIC, "--mitigation", "magic")
    assert unknown.code == 2
    assert "known: none, readout" in unknown.err


@pytest.mark.usefixtures("parsed_here")
def test_where_nothing_is_to_be_gained_it_is_said(run, files):
    quiet = ("--cz-error", "1e-4", "--one-qubit-error", "1e-5", "--readout-error", "1e-3")
    found = run("circuit", files / "two.qasm", *GENERIC, *quiet, "--observable", "Z0Z1")
    assert "nothing to gain" in found.out
    vanishes = run("circuit", files / "two.qasm", *GENERIC, "--observable", "Z0")
    assert "so neither is what most ways bring" in vanishes.out
