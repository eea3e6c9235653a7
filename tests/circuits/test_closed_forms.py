"""Every formula against the circuit it describes, over a grid of sizes."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from qiskit import QuantumCircuit, transpile
from qiskit.quantum_info import Operator, Statevector, state_fidelity

from qestimate.circuits import CLOSED_FORMS as IDS
from qestimate.circuits import ansatz, emission
from qestimate.circuits.witness import some_angles

LAYERED = [name for name in IDS if name != "state-preparation"]
SIZES = [(n, layers) for n in (2, 3, 4, 5, 6, 7, 8, 9, 11, 12) for layers in (1, 2, 3, 5)]
LOADS = [(n, 1) for n in range(2, 9)]


def grid(name):
    return LOADS if name == "state-preparation" else SIZES


def build(name, n, layers):
    found = ansatz(name)
    angles = some_angles(found.n_angles(n, layers))
    return emission.build(found, n, layers, angles)


def variants(name, n):
    """Every shape, entangler and order that exists for this ansatz and size."""
    found = ansatz(name)
    for shape in found.SHAPES:
        if shape == "line" and "ring" in found.SHAPES and n < 3:
            continue
        for entangler in ("cz", "zz"):
            if entangler == "zz" and shape == "line" and "line" not in found.SHAPES[:1]:
                continue  # routed patterns are written in CZ
            for order in ("written", "commuted"):
                if found.native(n, 1, shape, entangler, order) is not None:
                    yield shape, entangler, order


def is_two(instruction):
    return len(instruction.qubits) == 2


@pytest.mark.parametrize("name", IDS)
def test_logical_counts_are_those_of_the_circuit(name):
    for n, layers in grid(name):
        circuit = build(name, n, layers)
        counts = ansatz(name).logical(n, layers)
        assert circuit.size() - circuit.num_nonlocal_gates() == counts.one_qubit_gates, (n, layers)
        assert circuit.num_nonlocal_gates() == counts.two_qubit_gates, (n, layers)
        assert circuit.depth() == counts.depth, (n, layers)
        assert circuit.depth(is_two) == counts.two_qubit_depth, (n, layers)


@pytest.mark.parametrize("name", IDS)
def test_gates_by_kind(name):
    kinds = {"crz-ring": "crz", "cnot-line": "cx", "cz-line": "cz", "cz-full": "cz"}
    for n, layers in grid(name)[:6]:
        operations = build(name, n, layers).count_ops()
        counts = ansatz(name).logical(n, layers)
        expected = {"ry": counts.one_qubit_gates}
        if counts.two_qubit_gates:
            expected[kinds.get(name, "cz")] = counts.two_qubit_gates
        assert dict(operations) == expected


@pytest.mark.parametrize("name", IDS)
def test_unbound_circuit_has_as_many_parameters_as_stated(name):
    n, layers = grid(name)[2]
    assert len(emission.build(ansatz(name), n, layers).parameters) == ansatz(name).n_angles(
        n, layers
    )


@pytest.mark.parametrize("name", IDS)
def test_native_counts_are_those_of_the_emitted_circuit(name):
    found = ansatz(name)
    checked = 0
    for n, layers in grid(name):
        angles = some_angles(found.n_angles(n, layers))
        for shape, entangler, order in variants(name, n):
            counts = found.native(n, layers, shape, entangler, order)
            native, _ = emission.emit(found, n, layers, shape, entangler, order, angles)
            circuit = native.to_qiskit(range(n), n_device=n)
            where = (n, layers, shape, entangler, order)
            assert circuit.num_nonlocal_gates() == counts.two_qubit_gates, where
            assert circuit.size() - circuit.num_nonlocal_gates() == counts.one_qubit_gates, where
            assert circuit.depth() == counts.depth, where
            assert circuit.depth(is_two) == counts.two_qubit_depth, where
            assert (native.n_two_qubit, native.n_one_qubit) == (
                counts.two_qubit_gates,
                counts.one_qubit_gates,
            )
            checked += 1
    assert checked >= len(grid(name))


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize(("one", "two"), [(30, 40), (60, 40), (24, 84), (35, 37)])
def test_duration_is_that_of_the_longest_chain(name, one, two):
    """Gates of either kind on the longest chain are also the most on any chain."""
    found = ansatz(name)
    for n, layers in grid(name):
        angles = some_angles(found.n_angles(n, layers))
        for shape, entangler, order in variants(name, n):
            counts = found.native(n, layers, shape, entangler, order)
            native, _ = emission.emit(found, n, layers, shape, entangler, order, angles)
            formula = counts.two_qubit_depth * two + (counts.depth - counts.two_qubit_depth) * one
            assert native.depth(one_qubit=one, two_qubit=two) == formula, (n, layers, shape, order)


@pytest.mark.parametrize("name", IDS)
def test_gates_per_coupler_are_those_of_the_emitted_circuit(name):
    found = ansatz(name)
    for n, layers in grid(name)[:30]:
        angles = some_angles(found.n_angles(n, layers))
        for shape, entangler, order in variants(name, n):
            edges = found.edge_counts(n, layers, shape, entangler)
            if edges is None:
                continue
            if order == "written" and found.merges(n, shape, entangler, "commuted"):
                continue  # the numbers are those of the better order
            native, _ = emission.emit(found, n, layers, shape, entangler, order, angles)
            expected = {}
            for wire, count in enumerate(edges):
                pair = tuple(sorted((wire, (wire + 1) % n)))
                expected[pair] = expected.get(pair, 0) + count
            assert native.edge_counts() == expected, (n, layers, shape, entangler)


@pytest.mark.parametrize("name", IDS)
def test_native_circuit_measures_the_same_as_the_logical_one(name):
    """Up to where each qubit ends, and to phases that a measurement in Z does not see."""
    for n, layers in ((2, 2), (3, 2), (4, 1), (5, 2), (6, 1)):
        if name == "state-preparation":
            layers = 1  # noqa: PLW2901
        found = ansatz(name)
        angles = some_angles(found.n_angles(n, layers))
        logical = Statevector(emission.build(found, n, layers, angles)).probabilities()
        for shape, entangler, order in variants(name, n):
            if name == "state-preparation" and shape == "line":
                continue  # its angles steer other parities; see test_state_preparation
            native, ends = emission.emit(found, n, layers, shape, entangler, order, angles)
            state = Statevector(native.to_qiskit(range(n), n_device=n))
            found_probabilities = state.probabilities(ends)
            np.testing.assert_allclose(found_probabilities, logical, atol=1e-12)


def test_commuted_rings_are_the_same_unitary():
    found = ansatz("crz-ring")
    angles = some_angles(found.n_angles(4, 2))
    written, commuted = (
        emission.emit(found, 4, 2, "ring", "cz", order, angles)[0].to_qiskit(range(4), n_device=4)
        for order in ("written", "commuted")
    )
    probabilities = [np.abs(Operator(c).data) ** 2 for c in (written, commuted)]
    np.testing.assert_allclose(*probabilities, atol=1e-12)
    assert commuted.depth() < written.depth()


@pytest.mark.parametrize("name", IDS)
def test_numbers_arrays_and_symbols_agree(name):
    found = ansatz(name)
    n, layers = sympy.symbols("n L", integer=True, positive=True)
    sizes = np.array([s for s in grid(name) if s[0] >= 3])
    for shape in found.SHAPES:
        for order in ("written", "commuted"):
            symbolic = found.native(n, layers, shape, "cz", order)
            arrays = found.native(sizes[:, 0], sizes[:, 1], shape, "cz", order)
            for row, (size, depth) in enumerate(sizes.tolist()):
                plain = found.native(size, depth, shape, "cz", order)
                if plain is None:
                    assert symbolic is None
                    assert arrays is None
                    continue
                values = {n: size, layers: depth}
                for field in plain._fields:
                    expected = getattr(plain, field)
                    from_symbol = sympy.sympify(getattr(symbolic, field)).subs(values)
                    assert from_symbol == expected, (field, size, depth)
                    array = np.broadcast_to(getattr(arrays, field), len(sizes))
                    assert array[row] == expected, (field, size, depth)


def test_merged_swap_network_of_72_qubits():
    """144 L two-qubit layers and 5,112 L CZ, as measured for a merged swap network."""
    counts = ansatz("cz-full").native(72, 64, "line", "cz", "commuted")
    assert counts.two_qubit_depth == 144 * 64 == 9216
    assert counts.two_qubit_gates == 5112 * 64 == 327168


@pytest.mark.parametrize(("n", "layers"), [(4, 1), (4, 3), (6, 2), (8, 2)])
def test_merged_ring_is_what_the_transpiler_finds_at_best(n, layers):
    """Qiskit merges the commuted circuit to the same number of CZ, and no further."""
    found = ansatz("crz-ring")
    angles = some_angles(found.n_angles(n, layers))
    circuit = QuantumCircuit(n)
    for gate in found.operations(n, layers, "commuted"):
        values = () if gate.angle is None else (angles[gate.angle],)
        getattr(circuit, gate.name)(*values, *gate.qubits)
    compiled = transpile(circuit, basis_gates=["u", "cz"], optimization_level=3, seed_transpiler=0)
    counts = found.native(n, layers, "ring", "cz", "commuted")
    assert compiled.count_ops()["cz"] == counts.two_qubit_gates == n * (2 * layers + 1)
    native, _ = emission.emit(found, n, layers, "ring", "cz", "commuted", angles)
    overlap = state_fidelity(
        Statevector(native.to_qiskit(range(n), n_device=n)), Statevector(circuit)
    )
    assert overlap == pytest.approx(1, abs=1e-10)
