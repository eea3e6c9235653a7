"""Circuits that are counted as written out: what they compute, and what they cost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit.library import zz_feature_map
from qiskit.quantum_info import Operator, Statevector
from scipy.linalg import expm

from qestimate.circuits import COUNTED, ansatz, emission
from qestimate.circuits.counted import Counted
from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.witness import some_angles

SIZES = {
    "qcnn": [(2, 1), (4, 1), (5, 1), (8, 1)],
    "orthogonal-pair": [(2, 1), (2, 2)],
    "selected-unitaries/4/1": [(6, 1), (6, 2)],
    "loaded-blocks": [(2, 1), (3, 2), (5, 1), (9, 4), (9, 8)],
}
CASES = [
    (name, n, layers)
    for name in COUNTED
    for n, layers in SIZES.get(name, [(2, 1), (3, 2), (4, 3), (5, 2), (6, 10)])
]


def is_two(instruction):
    return len(instruction.qubits) == 2


def emitted(name, n, layers):
    """Yield every way in which an ansatz is written, with its counts and the circuit drawn."""
    found = ansatz(name)
    angles = some_angles(found.n_angles(n, layers))
    for shape in found.SHAPES:
        for entangler in ("cz", "zz"):
            if entangler == "zz" and shape in found.ROUTED:
                continue
            for order in ("written", "commuted") if found.COMMUTES else ("written",):
                native, ends = emission.emit(found, n, layers, shape, entangler, order, angles)
                yield shape, entangler, order, native, ends


@pytest.mark.parametrize(("name", "n", "layers"), CASES)
def test_counts_are_those_of_the_circuit(name, n, layers):
    found = ansatz(name)
    drawn = emission.build(found, n, layers, some_angles(found.n_angles(n, layers)))
    logical = found.logical(n, layers)
    assert drawn.num_nonlocal_gates() == logical.two_qubit_gates
    assert drawn.size() - drawn.num_nonlocal_gates() == logical.one_qubit_gates
    assert (drawn.depth(), drawn.depth(is_two)) == (logical.depth, logical.two_qubit_depth)
    for shape, entangler, order, native, _ in emitted(name, n, layers):
        counts = found.native(n, layers, shape, entangler, order)
        assert native.n_two_qubit == counts.two_qubit_gates
        tolerance = 0.01 if name.startswith("selected") else 0
        assert native.n_one_qubit == pytest.approx(counts.one_qubit_gates, rel=tolerance)
        assert native.depth() == counts.depth
        assert native.depth(one_qubit=0) == counts.two_qubit_depth
        edges = found.edge_counts(n, layers, shape, entangler)
        if edges is not None and order == ("commuted" if found.COMMUTES else "written"):
            assert sum(edges) == counts.two_qubit_gates


@pytest.mark.parametrize(("name", "n", "layers"), [c for c in CASES if c[1] <= 6])
def test_native_circuit_measures_the_same_as_the_one_drawn(name, n, layers):
    found = ansatz(name)
    angles = some_angles(found.n_angles(n, layers))
    drawn = Statevector(emission.build(found, n, layers, angles)).probabilities()
    for shape, _, order, native, ends in emitted(name, n, layers):
        if name == "loaded-blocks" and shape == "line":
            continue  # its angles steer other parities, as those of the loading alone do
        state = Statevector(native.to_qiskit(range(n), n_device=n))
        np.testing.assert_allclose(state.probabilities(ends), drawn, atol=1e-9, err_msg=order)


@pytest.mark.parametrize("name", COUNTED)
def test_every_angle_is_used(name):
    n, layers = SIZES.get(name, [(4, 2)])[0]
    found = ansatz(name)
    assert len(emission.build(found, n, layers).parameters) == found.n_angles(n, layers)


def test_formulas_of_publications():
    """6 n angles a layer; 9 (n - 1) and 8 (n - 1); 3 (n - 1) T; 4 (n - 1) L; C n (N + R)."""
    assert ansatz("u3-ring").n_angles(13, 16) == 16 * 6 * 13 == 1248
    for n in (2, 4, 8, 16, 64):
        qcnn = ansatz("qcnn")
        assert qcnn.n_angles(n, 1) - n == 9 * (n - 1)
        assert qcnn.logical(n, 1).two_qubit_gates == 8 * (n - 1)
    for n, steps in ((61, 6), (109, 1), (109, 4)):
        counts = ansatz("heisenberg-line").native(n, steps, "line", "cz", "written")
        assert (counts.two_qubit_gates, counts.two_qubit_depth) == (3 * (n - 1) * steps, 6 * steps)
    assert ansatz("zz-overlap").native(17, 2, "line", "cz", "written").two_qubit_gates == 128
    rings = ansatz("reupload-rings/2/3")
    assert rings.logical(8, 5).two_qubit_gates == 3 * 8 * (2 + 5)
    assert rings.n_angles(8, 5) == 8 * 3 + 3 * 8 * 7


@pytest.mark.parametrize("entangler", ["cz", "zz"])
@pytest.mark.parametrize("angle", [0.0, 0.7, 2.9, -1.3])
def test_heisenberg_gate(entangler, angle):
    """Three CNOTs, or three ZZ gates, for exp(-i t/2 (XX + YY + ZZ))."""
    circuit = NativeCircuit(2, entangler)
    circuit.heisenberg(0, 1, angle)
    circuit.close(measured=False)
    assert circuit.n_two_qubit == 3
    paulis = [np.kron(p, p) for p in (
        np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])
    )]  # fmt: skip
    wanted = Operator(expm(-0.5j * angle * sum(paulis)))
    assert Operator(circuit.to_qiskit([0, 1], n_device=2)).equiv(wanted)


@pytest.mark.parametrize("entangler", ["cz", "zz"])
def test_controlled_gates(entangler):
    theta, phi, lam = 0.7, 1.1, -0.4
    for write, draw in (
        (lambda c: c.cu3(0, 1, theta, phi, lam), lambda q: q.cu(theta, phi, lam, 0, 0, 1)),
        (lambda c: c.crx(0, 1, theta), lambda q: q.crx(theta, 0, 1)),
        (lambda c: c.rzz(0, 1, theta), lambda q: q.rzz(theta, 0, 1)),
    ):
        circuit, drawn = NativeCircuit(2, entangler), QuantumCircuit(2)
        write(circuit)
        circuit.close(measured=False)
        draw(drawn)
        assert Operator(circuit.to_qiskit([0, 1], n_device=2)).equiv(Operator(drawn))


def test_overlap_is_that_of_two_feature_maps():
    """The chance of all zeros is the squared overlap of the states of Qiskit's feature map."""
    n, reps = 3, 2
    x, y = np.array([0.3, 1.1, 2.0]), np.array([0.9, 0.2, 1.4])

    def phases(data):
        pairs = [2 * (np.pi - a) * (np.pi - b) for a, b in pairwise(data)]
        return [*(2 * data), *pairs] * reps

    def state(data):
        return Statevector(zz_feature_map(n, reps, "linear").assign_parameters(data))

    found = ansatz("zz-overlap")
    angles = [*phases(x), *[-p for p in phases(y)]]
    drawn = Statevector(emission.build(found, n, reps, angles))
    expected = abs(state(y).inner(state(x))) ** 2
    assert drawn.probabilities()[0] == pytest.approx(expected, abs=1e-9)


def test_selected_unitaries_encode_the_weighted_sum():
    """Where index, work and flag end in 0, the data hold the sum, its weights as loaded."""
    n, data, tokens = 6, 2, 4
    found = ansatz("selected-unitaries/4/1")
    random = np.random.default_rng(1)
    angles = list(random.uniform(0, 3, found.n_angles(n, 1)))
    of_token = 4 * data
    weights = tokens * of_token + tokens
    polynomial = weights + 3
    angles[tokens * of_token : weights] = [0.0] * tokens  # no phases
    angles[polynomial:] = [0.0] * (found.n_angles(n, 1) - polynomial)
    state = Statevector(emission.build(found, n, 1, angles)).data.reshape([2] * n)
    loading = ansatz("state-preparation")
    amplitudes = Statevector(
        emission.build(loading, 2, 1, angles[weights:polynomial])
    ).probabilities()

    def unitary(of):
        circuit = QuantumCircuit(data)
        k = 0
        for ring in ([(1, 0), (0, 1)], [(1, 0), (0, 1)]):
            for qubit in range(data):
                circuit.ry(of[k], qubit)
                k += 1
            for control, target in ring:
                circuit.crx(of[k], control, target)
                k += 1
        return Operator(circuit).data

    total = np.zeros((4, 4), dtype=complex)
    for number in range(tokens):
        index = number ^ number >> 1  # tokens come in Gray's order
        total += amplitudes[index] * unitary(angles[number * of_token : (number + 1) * of_token])
    kept = state[0, 0, 0, 0].reshape(-1)  # signal, flag, index in 0; data last
    expected = total[:, 0]
    phase = kept @ expected.conj() / np.linalg.norm(expected) ** 2
    assert abs(phase) == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(kept, phase * expected, atol=1e-9)


def test_every_token_and_layer_adds_the_same():
    """Two-qubit gates and depth exactly; one-qubit operations within a quarter of a percent."""
    for tokens, depth, layers, n in ((8, 1, 3, 8), (16, 1, 2, 12), (5, 2, 1, 8)):
        found = ansatz(f"selected-unitaries/{tokens}/{depth}")
        for entangler in ("cz", "zz"):
            quick = found.native(n, layers, "all", entangler, "written")
            whole = Counted._counted(found, n, layers, "all", entangler).counts
            assert quick._replace(one_qubit_gates=0) == whole._replace(one_qubit_gates=0)
            assert quick.one_qubit_gates == pytest.approx(whole.one_qubit_gates, rel=0.01)


def test_counts_do_not_fall_behind_a_compiler_much():
    """Qiskit finds at most a seventh fewer gates where neighbouring blocks are on other pairs."""
    for name, n, layers in (("u3-ring", 4, 2), ("heisenberg-line", 5, 2), ("qcnn", 4, 1)):
        found = ansatz(name)
        drawn = emission.build(found, n, layers, some_angles(found.n_angles(n, layers)))
        best = min(
            transpile(drawn, basis_gates=["u", "cz"], optimization_level=3, seed_transpiler=seed)
            .count_ops()["cz"]
            for seed in range(3)
        )  # fmt: skip
        order = "commuted" if found.COMMUTES else "written"
        ours = found.native(n, layers, "all", "cz", order).two_qubit_gates
        assert 0.85 * ours <= best <= ours, (name, best, ours)


@pytest.mark.parametrize("name", [one for one in COUNTED if not ansatz(one).ROUTED])
def test_an_ansatz_without_patterns_of_its_own_is_written_by_the_rule(name):
    """Asked for directly, both are circuits with the counts that stand in the tables."""
    found = ansatz(name)
    n, layers = SIZES.get(name, [(4, 2)])[-1]
    angles = some_angles(found.n_angles(n, layers))
    on_line, ends = found.routed(n, layers, angles)
    assert sorted(ends) == list(range(n))
    for shape, written in (("all", found.merged(n, layers, angles)), ("line", on_line)):
        if shape in found.SHAPES:
            counts = found.native(n, layers, shape, "cz", "written")
            assert written.n_two_qubit == counts.two_qubit_gates
            assert written.depth() == counts.depth


def test_the_base_alone_is_no_ansatz():
    with pytest.raises(TypeError, match="abstract"):
        Counted()
