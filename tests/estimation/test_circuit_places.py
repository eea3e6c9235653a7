"""Circuits that are kept as they are, places that are given, and circuits between two ends."""

from __future__ import annotations

from math import exp

import pytest

from qestimate import catalog
from qestimate.core.errors import DomainError
from qestimate.estimation import circuit_signal
from qestimate.estimation.circuit import judge
from qestimate.estimation.constraints import verdict
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.written_circuit import built, two_qubit_gates_written
from qestimate.formats.circuits.reading import Gate, LogicalCircuit, read_circuits
from qestimate.workload.goal import Goal

FEZ = catalog.device("ibm-fez").at("")
H, CX = Gate("h", (), (0,)), Gate("cx", (), (0, 1))


def pair(gates, numbers=(), **more):
    return LogicalCircuit("pair", 2, tuple(gates), (0, 1), 0, (), numbers, **more)


def coupled():
    a = min(FEZ.graph.neighbours)
    return a, min(FEZ.graph.neighbours[a])


def gates_of(found):
    return found.compiled.placement.counts.two_qubit_gates


def test_an_echo_is_kept_as_it_is():
    """Ten CX undo each other: the transpiler leaves none, as it is all of them stay."""
    echo = pair([H, *[CX] * 10], coupled())
    free, kept = judge(echo, FEZ, Goal()), judge(echo, FEZ, Goal(), as_is=True)
    assert (gates_of(free), gates_of(kept), kept.two_qubit_gates_written) == (0, 10, 10)
    assert kept.compiled.start == coupled()
    error = FEZ.snapshot.couplers[tuple(sorted(coupled()))]
    assert kept.placed.signal.ln_two_qubit < 10 * -error  # process infidelity is the larger


def test_a_barrier_keeps_an_echo_without_a_flag():
    found = judge(pair([CX, Gate("barrier", (), (0, 1)), CX]), FEZ, Goal())
    assert gates_of(found) == 2


@pytest.mark.parametrize("how", ["qubits", "hardware", "as_is"])
def test_a_place_that_is_given_is_taken(how):
    """Each coupler has an error of its own: the two farthest apart give other answers."""
    errors = FEZ.snapshot.couplers
    ranked = sorted((pair for pair in errors if errors[pair]), key=errors.__getitem__)
    found = []
    for place in (ranked[0], ranked[-1]):
        if how == "qubits":
            one = judge(pair([H, CX]), FEZ, Goal(), qubits=place)
        elif how == "hardware":
            one = judge(pair([H, CX], place, hardware=True), FEZ, Goal())
        else:
            one = judge(pair([H, CX], place), FEZ, Goal(), as_is=True)
        assert one.compiled.start == place
        assert one.compiled.placement.qubits == tuple(sorted(place))
        found.append(one.placed.signal.fidelity.value)
    assert found[0] > found[1] + 0.005


def test_a_given_place_is_kept_where_gates_must_be_brought_together():
    a = min(FEZ.graph.neighbours)
    far = next(q for q in sorted(FEZ.graph.neighbours) if q > a + 3
               and q not in FEZ.graph.neighbours[a])  # fmt: skip
    found = judge(pair([H, CX]), FEZ, Goal(), qubits=(a, far))
    assert found.compiled.start == (a, far)
    assert gates_of(found) > found.two_qubit_gates_written == 1


def test_what_is_not_there_is_said():
    apart = judge(pair([CX], (0, 100)), FEZ, Goal(), as_is=True)
    assert isinstance(apart.compiled, Unplaced)
    assert verdict(apart.constraints) == "infeasible"
    dead = next(q for q in range(156) if q not in FEZ.graph.pieces[0])
    nowhere = judge(pair([CX]), FEZ, Goal(), qubits=(0, dead), as_is=True)
    assert isinstance(nowhere.compiled, Unplaced)
    assert str(dead) in nowhere.compiled.reason
    for wrong in ((1,), (1, 1), (1, 2, 3), (0, 4000), (-1, 0), (0, 1.5)):
        with pytest.raises(DomainError):
            judge(pair([CX]), FEZ, Goal(), qubits=wrong)
    with pytest.raises(DomainError):
        judge(pair([CX]), catalog.device("quantinuum-h2-1"), Goal(), qubits=(3, 5000))


def test_a_gate_on_three_qubits_is_not_kept_as_it_is():
    three = LogicalCircuit("t", 3, (Gate("ccx", (), (0, 1, 2)),), (0, 1, 2), 0, ())
    found = judge(three, FEZ, Goal(), as_is=True)
    assert isinstance(found.compiled, Unplaced)
    assert gates_of(judge(three, catalog.device("quantinuum-h2-1"), Goal(), as_is=True)) == 5


def test_numbers_of_the_file_are_those_of_the_observables():
    found = judge(pair([H, CX], (60, 61)), FEZ, Goal(), ["Z60Z61"])
    assert [name for name, _ in found.each] == ["Z60Z61"]
    assert [name for name, _ in judge(pair([CX, H], (60, 61)), FEZ, Goal()).each] == ["Z60", "Z61"]
    for wrong in ("Z0", "X62"):
        with pytest.raises(DomainError, match="nothing happens"):
            judge(pair([H, CX], (60, 61)), FEZ, Goal(), [wrong])


@pytest.mark.parametrize(
    ("name", "angles", "cz", "zz"),
    [("cx", 0, 1, 1), ("swap", 0, 3, 3), ("rzz", 1, 2, 1), ("ecr", 0, 1, 1), ("ccx", 0, 6, 5),
     ("iswap", 0, 2, 2), ("crz", 1, 2, 1)],
)  # fmt: skip
def test_two_qubit_gates_as_written(name, angles, cz, zz):
    n = 3 if name == "ccx" else 2
    gates = [Gate(name, (0.3,) * angles, tuple(range(n))), Gate("barrier", (), (0, 1))] * 2
    assert two_qubit_gates_written(gates, FEZ) == 2 * cz
    assert two_qubit_gates_written(gates, catalog.device("quantinuum-h2-1")) == 2 * zz


def test_a_long_delay_is_paid_for():
    """An excited qubit keeps e^(-t/T1), and is pulled towards |0>, which no shots undo."""
    waits = LogicalCircuit(
        "w", 1, (Gate("x", (), (0,)), Gate("delay", (200e-6,), (0,))), (0,), 0, ()
    )
    qubit = max(FEZ.snapshot.qubits, key=lambda q: FEZ.snapshot.qubits[q].t1 or 0)
    found = judge(waits, FEZ, Goal(), qubits=(qubit,))
    row = FEZ.snapshot.qubits[qubit]
    read = 1 - row.readout_error_0 - row.readout_error_1
    assert found.placed.local.attenuation.value == pytest.approx(
        read * exp(-200e-6 / row.t1), rel=0.01
    )
    assert found.placed.local.residual > 0.5
    assert found.compiled.placement.duration == pytest.approx(200e-6, rel=1e-3)


def test_an_unknown_error_of_a_reset_leaves_a_bound():
    gates = [H, CX, Gate("reset", (), (0,)), CX]
    found = judge(pair(gates), FEZ, Goal(), ["Z1"])
    assert "error of a reset" in found.placed.signal.missing
    value, _, high = found.placed.signal.fidelity
    assert value is None
    known = judge(pair(gates), FEZ.with_figures({"reset_error": 0.0}), Goal(), ["Z1"])
    assert known.placed.signal.fidelity.value <= high < 1
    assert found.placed.local.attenuation.value is None


def test_branches_lie_between_their_ends():
    """With the branch always or never taken it is a circuit like any other."""
    branched = pair([H, *[CX, Gate("ry", (0.3,), (1,))] * 6], shorter=(H,))
    found = judge(branched, FEZ, Goal())
    ends = [judge(branched._replace(gates=gates, shorter=None), FEZ, Goal())
            for gates in (branched.gates, branched.shorter)]  # fmt: skip
    assert found.bounded == "branches"
    between = found.placed.signal.fidelity
    assert between.value is None
    for end in ends:
        assert between.low <= end.placed.signal.fidelity.value <= between.high
        assert (
            found.placed.local.attenuation.low
            <= end.placed.local.attenuation.value
            <= found.placed.local.attenuation.high
        )
    assert found.compiled.spread[0] == (gates_of(ends[1]), gates_of(ends[0]))


def test_more_gates_than_are_followed_leave_bounds(monkeypatch):
    gates = [Gate("ry", (0.1 * k,), (k % 2,)) if k % 3 else CX for k in range(60)]
    whole = judge(pair(gates), FEZ, Goal())
    monkeypatch.setattr(circuit_signal, "MAX_FOLLOWED_GATES", 20)
    found = judge(pair(gates), FEZ, Goal())
    assert (whole.bounded, found.bounded) == ("", "size")
    assert found.placed.signal == whole.placed.signal
    for (_, held), (_, told) in zip(found.each, whole.each, strict=True):
        assert held.attenuation.low <= told.attenuation.value <= held.attenuation.high


def test_delays_and_barriers_are_in_the_circuit_of_qiskit():
    circuit = built(pair([CX, Gate("barrier", (), (0, 1)), Gate("delay", (1e-6,), (1,)), CX]))
    assert circuit.count_ops() == {"cx": 2, "barrier": 1, "delay": 1}


BRANCH = """OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[1] c;
cx q[0], q[1];
x q[2];
c[0] = measure q[2];
if (c[0]) { cx q[0], q[1]; }
"""


def test_gates_are_not_put_together_across_a_choice(tmp_path):
    """A CX before and one in the branch undo each other only if nothing is between them."""
    path = tmp_path / "branch.qasm"
    path.write_text(BRANCH, encoding="utf-8")
    (logical,) = read_circuits(path)
    found = judge(logical, FEZ, Goal())
    assert found.compiled.spread[0] == (1, 2)
    # the branch waits for the readout that decides it
    assert found.compiled.placement.duration > FEZ.value("readout_duration")
    assert "error of a measurement in mid-circuit" in found.placed.signal.missing


@pytest.mark.parametrize("name", ["iqm-garnet", "ibm-fez"])
def test_delays_cost_with_or_without_gate_times(name):
    """Wider than is simulated, so that paths tell: 300 us are worse than none, by T1 alone."""
    n, device = 10, catalog.device(name)
    gates = [Gate("x", (), (q,)) for q in range(n)]
    waits = [Gate("delay", (30e-6,), (q,)) for q in range(n)]
    found = [
        judge(LogicalCircuit("w", n, tuple(steps), tuple(range(n)), 0, ()), device, Goal(), seeds=1)
        for steps in (gates, gates + waits)
    ]
    none, some = (one.placed.local.attenuation.value for one in found)
    assert some < 0.9 * none
    assert found[1].placed.signal.ln_fidelity.high < found[0].placed.signal.ln_fidelity.value


def test_a_delay_leaves_a_bound_where_memory_is_told_by_layers():
    device = catalog.device("quantinuum-helios")
    found = judge(pair([H, Gate("delay", (1.0,), (0,)), CX]), device, Goal(), ["Z0Z1"])
    assert found.placed.local.attenuation.value is None
    assert "error of a delay" in found.placed.local.missing


def test_qubits_of_a_file_that_no_device_has_are_refused():
    beyond = pair([H, CX], (0, 500), hardware=True)
    for name in ("quantinuum-helios", "ibm-fez"):
        with pytest.raises(DomainError, match="500"):
            judge(beyond, catalog.device(name), Goal())
