"""Circuits handed on: what other programs read is the circuit that was counted."""

from __future__ import annotations

import io
import json

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.circuits.witness import some_angles
from qestimate.formats.circuits import writing

CASES = [
    ("qtha", "ibm-fez", 4, 2),
    ("qtha", "ibm-fez", 5, 1),  # a ring of five on a heavy-hex lattice is routed
    ("qtha", "origin-wukong-72", 4, 2),
    ("qtha", "quantinuum-helios", 4, 2),
    ("qpa", "iqm-garnet", 4, 2),
]


def found(method, device, rank, layers):
    model = catalog.model("gpt2")
    goal = None if layers is None else Goal.of(layers=layers)
    return estimate(Workload.of(model, rank=rank), method, catalog.device(device), goal)


def compact(circuit):
    """Return the circuit on the wires it uses, and the wire that each bit reads."""
    from qestimate.noise.aer import on_wires

    body = circuit.copy_empty_like()
    read = {}
    for one in circuit.data:
        if one.operation.name == "measure":
            bit = circuit.find_bit(one.clbits[0]).index
            read[bit] = circuit.find_bit(one.qubits[0]).index
        elif one.operation.name != "barrier":
            body.append(one)
    used = {circuit.find_bit(q).index for one in body.data for q in one.qubits} | set(read.values())
    wires = {qubit: wire for wire, qubit in enumerate(sorted(used))}
    return on_wires(body, wires), [wires[read[bit]] for bit in sorted(read)]


def expectations(circuit):
    """Return <Z> of each bit that a circuit measures."""
    from qiskit.quantum_info import SparsePauliOp, Statevector

    body, read = compact(circuit)
    state = Statevector(body)
    n = body.num_qubits
    return [
        state.expectation_value(SparsePauliOp.from_sparse_list([("Z", [w], 1.0)], n)).real
        for w in read
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_native_circuit_does_what_is_drawn(case):
    """Bit k reads qubit k, wherever routing took it."""
    one = found(*case)
    drawn = writing.drawn(one.program)
    angles = some_angles(drawn.num_parameters)
    bound = drawn.assign_parameters(dict(zip(sorted_parameters(drawn), angles, strict=True)))
    native = writing.native(one.program, one.placement, one.device, angles)
    assert expectations(native) == pytest.approx(expectations(bound), abs=1e-7)


def sorted_parameters(circuit):
    return sorted(circuit.parameters, key=lambda p: int(p.name.removeprefix("theta_")))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_read_back_has_the_gates_that_were_counted(case):
    from qiskit import qasm3, qpy

    one = found(*case)
    circuit = writing.native(one.program, one.placement, one.device)
    counted = one.placement.counts
    for again in (
        qasm3.loads(writing.qasm3(circuit)),
        qpy.load(io.BytesIO(writing.qpy(circuit)))[0],
    ):
        kinds = again.count_ops()
        two = sum(n for name, n in kinds.items() if name in ("cz", "rzz"))
        single = sum(n for name, n in kinds.items() if name in ("u", "U", "u3", "sx"))
        assert two == counted.two_qubit_gates
        assert single == counted.one_qubit_gates
        assert kinds["measure"] == one.placement.width


@pytest.mark.usefixtures("parsed_here")
def test_the_command_writes_what_the_command_reads(run, tmp_path):
    path = tmp_path / "ring.qasm"
    given = ("-m", "gpt2", "--rank", "4", "--device", "ibm-fez")
    written = run("method", "export", "qtha", *given, "-o", path)
    assert written.code == 0, written.err
    assert "the angles are examples" in written.err
    judged = json.loads(run("circuit", path, "--device", "ibm-fez", "--format", "json").out)
    row = judged["circuits"][0]
    assert row["width"] == 4
    binary = tmp_path / "ring.qpy"
    assert run("method", "export", "qtha", *given, "-o", binary).code == 0
    same = json.loads(run("circuit", binary, "--device", "ibm-fez", "--format", "json").out)
    assert same["circuits"][0]["width"] == 4


def test_drawn_circuits_have_parameters(run):
    out = run("method", "export", "qtha", "-m", "gpt2", "--rank", "4", "--layers", "1", "--device",
              "ibm-fez", "--drawn").out  # fmt: skip
    assert (
        out.count("input float")
        == writing.drawn(found("qtha", "ibm-fez", 4, 1).program).num_parameters
    )
    assert "input float[64] theta_0;" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("qtha", "-m", "gpt2", "--device", "ibm-fez", "--format", "qpy"), 74, "qpy"),
        (("qtha", "-m", "gpt2", "--device", "ibm-fez", "--format", "pdf"), 2, "'pdf'"),
        (("qtha", "-m", "gpt2", "--qubits", "72"), 2, "device"),
        (("qtha", "-m", "gpt2"), 2, "device"),
        (("qhta",), 2, "'qhta'"),
        (("qtha", "-m", "gpt2", "--method", "qpa", "--device", "ibm-fez"), 2, "--method"),
        (("angle", "-m", "gpt2", "--rank", "64", "--layers", "99999", "--device", "ibm-fez"), 2,
         "gates"),
        (("qtha", "-m", "gpt2", "--rank", "30", "--device", "origin-wukong-72"), 2, "30"),
        (("qtha", "-m", "gpt2", "--device", "ibm-fez", "-o", "no/such/x.qasm"), 74, "no/such"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_named(run, arguments, code, said):
    result = run("method", "export", *arguments)
    assert result.code == code, result.err
    assert said in result.err
