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
from qestimate.device.device import Device, Qubit, live_graph
from qestimate.estimation.placement import Placement, Unplaced, _has_ring, place
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


PLACED = [
    name for name in IDS if name.partition("/")[0] not in ("selected-unitaries", "orthogonal-pair")
]
"""Circuits of any width."""

LONG = ("origin-wukong-72@2024-06-03", "ibm-miami")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] * (n in LONG)) for n in DEVICES]
)
@pytest.mark.parametrize("circuit", PLACED)
def test_witness_on_the_device(circuit, name):
    where = device(name)
    live = set(where.snapshot.couplers)
    checked = 0
    for n in (2, 3, 4, 5, 8, 12):
        single = not ansatz(circuit).LAYERED
        for layers in (1,) if single else (1, 3) if n < 8 else (2,):
            if single and n > 8:
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
    ring, fold = (
        ansatz("crz-ring").native(4, 4, shape, "cz", "commuted") for shape in ("ring", "line")
    )
    assert (ring.two_qubit_gates, fold.two_qubit_gates) == (36, 88)
    placed = place(program("crz-ring", 4, 4), where)
    assert (placed.shape, placed.counts.two_qubit_gates) == ("ring", 36)
    assert placed.proven


@pytest.mark.parametrize(("ring_error", "shape"), [(0.001, "ring"), (0.2, "line")])
def test_a_good_line_is_better_than_a_bad_ring(ring_error, shape):
    """36 gates of 0.2 on a ring lose 36 ln 4/3 = 10.4; 88 of 0.001 on a line 0.11."""
    where = device("origin-wukong-72").at("")
    ring = dict.fromkeys([(0, 1), (1, 2), (2, 3), (0, 3)], ring_error)
    line = dict.fromkeys([(4, 5), (5, 6), (6, 7)], 0.001)
    alike = dict.fromkeys(range(8), Qubit(0.0, 0.0, 0.0, None, None))
    snapshot = where.snapshot._replace(
        qubits=alike, couplers=ring | line, figures={}, convention="average"
    )
    placed = place(
        program("crz-ring", 4, 4), where._replace(snapshot=snapshot, graph=live_graph(snapshot))
    )
    assert placed.shape == shape
    assert set(placed.qubits) == ({0, 1, 2, 3} if shape == "ring" else {4, 5, 6, 7})


def test_a_program_as_wide_as_the_device_has_a_place():
    grid = device("generic").resized(6)
    assert isinstance(place(program("cz-line", 6, 1), grid), Placement)
    assert place(program("cz-line", 7, 1), grid).reason == "7 qubits needed, 6 advertised"
    wukong = device("origin-wukong-72")
    assert place(program("cz-line", 27, 1), wukong).shape == "piece"
    assert "28 connected qubits needed, 27" in place(program("cz-line", 28, 1), wukong).reason


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


HEAVY_HEX = ("ibm-fez", "ibm-brisbane")


@pytest.mark.parametrize("name", DEVICES)
def test_programs_of_all_methods_have_a_place_of_their_shape(name):
    """Rings where there are some, lines else; to load amplitudes, all pairs where they are."""
    job = Workload.of(catalog.model("gpt2"))
    where = device(name)
    all_pairs = where.topology == "all-to-all"
    shapes = {
        "qtha": "line" if name in HEAVY_HEX else "ring",
        "qpa": "line",
        "angle": "line",
        "amplitude": "all" if all_pairs else "line",
    }
    basis = "declared" if all_pairs else "assumed" if where.graph is None else "chosen"
    for which, shape in shapes.items():
        placed = place(method(which).program(job, Goal(), 12), where)
        assert isinstance(placed, Placement)
        assert (placed.shape, placed.basis) == (shape, basis), which


def cycles(qubits, columns):
    """Return the lengths of all rings of a grid, by following every path."""

    def near(q):
        beside = [q - 1] * (q % columns > 0) + [q + 1] * ((q + 1) % columns > 0)
        return [other for other in (*beside, q - columns, q + columns) if 0 <= other < qubits]

    found = set()

    def walk(start, path):
        for q in near(path[-1]):
            if q == start and len(path) > 2:
                found.add(len(path))
            elif q > start and q not in path:
                walk(start, [*path, q])

    for start in range(qubits):
        walk(start, [start])
    return found


@pytest.mark.parametrize(
    ("qubits", "columns"),
    [(n, columns) for columns in (2, 3, 4, 5) for n in range(columns + 1, 19) if n <= columns**2],
)
def test_rings_of_a_grid_are_those_that_are_there(qubits, columns):
    grid = device("generic")._replace(qubits_advertised=qubits, columns=columns)
    rings = {n for n in range(3, qubits + 1) if _has_ring(n, grid)}
    assert rings == cycles(qubits, columns)


@pytest.mark.parametrize(
    ("qubits", "ring"),
    [
        (3, None),  # two and one below
        (4, 4),  # 2 x 2
        (5, 4),  # three and two below
        (6, 6),  # 3 x 2
        (7, 6),  # 3 x 2 and a single one below
        (8, 8),  # 3 x 2 and two below
        (9, 8),  # 3 x 3: as many of one colour as of the other
        (10, 10),  # 4 x 2 and two below
        (72, 72),  # 9 x 8
    ],
)
def test_longest_ring_of_a_grid(qubits, ring):
    grid = device("generic").resized(qubits)
    found = [n for n in range(3, qubits + 1) if _has_ring(n, grid)]
    assert max(found, default=None) == ring
    assert found == list(range(4, (ring or 0) + 1, 2))
    if ring:
        assert place(program("crz-ring", ring, 2), grid).shape == "ring"


def test_a_line_or_a_grid_of_unknown_shape_has_no_ring():
    for columns in (0, 1):
        grid = device("generic").resized(8)._replace(columns=columns)
        assert place(program("crz-ring", 4, 2), grid).shape == "line"


def test_a_lattice_without_an_end_has_every_even_ring():
    square = device("generic").resized(9)._replace(topology="square")
    assert [n for n in range(3, 12) if _has_ring(n, square)] == [4, 6, 8, 10]
    assert not _has_ring(4, square._replace(topology="heavy-hex"))


def test_one_qubit_has_nothing_to_entangle():
    with pytest.raises(DomainError, match="nothing to entangle"):
        place(program("cz-line", 1, 1), device("ibm-fez"))
