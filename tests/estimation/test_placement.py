"""Placement: the counted circuit exists, on live couplers, exactly as counted."""

from __future__ import annotations

import numpy as np
import pytest
from qiskit.quantum_info import Statevector

from qestimate import Goal, Workload, catalog
from qestimate.circuits import IDS, ansatz
from qestimate.circuits.emission import build, emit_on_piece
from qestimate.circuits.witness import on_device, some_angles
from qestimate.core.errors import DomainError
from qestimate.device.device import Device
from qestimate.estimation.placement import Placement, Unplaced, place
from qestimate.methods import method
from qestimate.methods.program import Program

DEVICES = [
    "origin-wukong-72@2026-03-06",
    "origin-wukong-72@2024-06-03",
    "ibm-fez",
    "ibm-miami",
    "ibm-brisbane",
    "iqm-garnet",
    "quantinuum-h2-1",
    "google-willow-72",
]


def program(name, n, layers):
    return Program("test", name, n, layers, 1, 0, 1, 1, 1, "local", n)


def device(name) -> Device:
    return catalog.device(name)


LONG = ("origin-wukong-72@2024-06-03", "ibm-miami")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] * (n in LONG)) for n in DEVICES]
)
@pytest.mark.parametrize("circuit", IDS)
def test_witness_on_the_device(circuit, name):
    where = device(name)
    live = set(where.snapshot.couplers)
    checked = 0
    for n in (2, 3, 4, 5, 8, 12):
        for layers in (1,) if circuit == "state-preparation" else (1, 3) if n < 8 else (2,):
            if circuit == "state-preparation" and n > 8:
                continue
            task = program(circuit, n, layers)
            placed = place(task, where)
            if isinstance(placed, Unplaced):
                assert n > 10, f"{n} qubits of {circuit} should fit {name}"
                continue
            witness = on_device(task, placed, where)

            def counted(instruction):
                return instruction.operation.name != "rz" or where.pulses == 1

            two = witness.num_nonlocal_gates()
            assert two == placed.counts.two_qubit_gates
            assert witness.size(counted) - two == placed.counts.one_qubit_gates
            assert witness.depth(counted) == placed.counts.depth
            assert witness.depth(lambda i: len(i.qubits) == 2) == placed.counts.two_qubit_depth
            if placed.basis == "chosen":
                pairs = {
                    tuple(sorted(witness.find_bit(q).index for q in i.qubits))
                    for i in witness.data
                    if len(i.qubits) == 2
                }
                assert pairs <= live
                assert len(placed.qubits) == n
            _duration(witness, placed, where)
            checked += 1
    assert checked >= 5


def _duration(witness, placed: Placement, where: Device) -> None:
    """Schedule every gate as soon as its qubits are free; the last one ends at the duration."""
    one, two = where.value("one_qubit_duration"), where.value("two_qubit_duration")
    if one is None or two is None:
        assert placed.duration is None
        return
    free = dict.fromkeys(witness.qubits, 0.0)
    for instruction in witness.data:
        if instruction.operation.name == "rz" and where.pulses == 2:
            continue
        end = max(free[q] for q in instruction.qubits)
        end += two if len(instruction.qubits) == 2 else one
        free.update(dict.fromkeys(instruction.qubits, end))
    assert placed.duration == pytest.approx(max(free.values()), rel=1e-9)


@pytest.mark.parametrize("circuit", ["crz-ring", "cnot-line", "cz-line"])
@pytest.mark.parametrize("layers", [1, 4, 8, 11])
def test_a_piece_without_a_line_is_routed_and_witnessed(circuit, layers):
    """24 of the 27 connected qubits of Wukong, whose longest line has 19."""
    where = device("origin-wukong-72")
    task = program(circuit, 24, layers)
    placed = place(task, where)
    assert placed.shape == "piece"
    witness = on_device(task, placed, where)
    assert witness.num_nonlocal_gates() == placed.counts.two_qubit_gates
    assert witness.size() - witness.num_nonlocal_gates() == placed.counts.one_qubit_gates
    assert witness.depth() == placed.counts.depth
    assert witness.depth(lambda i: len(i.qubits) == 2) == placed.counts.two_qubit_depth
    assert sum(count for _, _, count in placed.edges) == placed.counts.two_qubit_gates
    pairs = {
        tuple(sorted(witness.find_bit(q).index for q in i.qubits))
        for i in witness.data
        if len(i.qubits) == 2
    }
    assert pairs <= set(where.snapshot.couplers)
    assert placed.counts.two_qubit_gates > 24 * layers


def test_a_routed_piece_measures_the_same_as_the_logical_circuit():
    """A star of five: no line, so SWAPs there and back must leave every qubit at its wire."""
    links = ((0, 1), (0, 2), (0, 3), (0, 4))
    for name in ("crz-ring", "cnot-line", "cz-line"):
        found = ansatz(name)
        angles = some_angles(found.n_angles(5, 2))
        order = "commuted" if found.COMMUTES else "written"
        native = emit_on_piece(found, 5, 2, links, "cz", order, angles)
        routed = Statevector(native.to_qiskit(range(5), n_device=5)).probabilities()
        logical = Statevector(build(found, 5, 2, angles)).probabilities()
        np.testing.assert_allclose(routed, logical, atol=1e-12)
        assert set(native.edge_counts()) <= set(links)


def test_ring_is_used_where_it_is_live_and_folded_where_not():
    task = program("crz-ring", 8, 8)
    assert place(task, device("origin-wukong-72")).shape == "ring"
    assert place(task, device("ibm-fez")).shape == "line"  # heavy-hex: no ring of eight
    assert place(task, device("quantinuum-h2-1")).shape == "ring"


def test_the_better_of_ring_and_fold_is_taken():
    where = device("origin-wukong-72@2024-06-03")
    placed = place(program("crz-ring", 4, 4), where)
    ring, fold = (
        ansatz("crz-ring").native(4, 4, shape, "cz", "commuted") for shape in ("ring", "line")
    )
    assert placed.counts.two_qubit_gates in (ring.two_qubit_gates, fold.two_qubit_gates)
    assert placed.proven


def test_too_wide_is_unplaced_with_a_reason():
    placed = place(program("cz-line", 40, 1), device("origin-wukong-72"))
    assert isinstance(placed, Unplaced)
    assert placed.limit == "qubits"
    placed = place(program("cz-line", 80, 1), device("google-willow-72"))
    assert "80 qubits needed, 72 advertised" in placed.reason


def test_unknown_native_gate_is_unknown_and_not_free():
    placed = place(program("cz-line", 4, 1), device("google-sycamore-53"))
    assert isinstance(placed, Unplaced)
    assert placed.limit == "gates"


def test_depth_as_written_is_given_beside_the_commuted_one():
    placed = place(program("crz-ring", 8, 8), device("origin-wukong-72"))
    assert placed.as_written.depth > 6 * placed.counts.depth
    assert placed.as_written.two_qubit_gates == 256  # CRZ by CRZ
    assert placed.counts.two_qubit_gates == 136  # pairs of CRZ merged


def test_grid_of_any_size():
    generic = device("generic")
    for n in (1, 2, 5, 6, 72, 97, 1000):
        grid = generic.resized(n)
        assert grid.rows * grid.columns >= n > (grid.rows - 1) * grid.columns
        width = min(n, 8)
        if width >= 2:
            assert isinstance(place(program("cz-line", width, 2), grid), Placement)


@pytest.mark.parametrize("name", DEVICES)
def test_programs_of_all_methods_are_placed_or_explained(name):
    job = Workload.of(catalog.model("gpt2"))
    for which in ("qtha", "qpa", "angle", "amplitude"):
        task = method(which).program(job, Goal(), 12)
        placed = place(task, device(name))
        assert isinstance(placed, Placement) or placed.reason


def test_one_qubit_has_nothing_to_entangle():
    with pytest.raises(DomainError, match="nothing to entangle"):
        place(program("cz-line", 1, 1), device("ibm-fez"))
