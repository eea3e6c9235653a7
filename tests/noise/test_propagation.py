"""Operators followed backwards, against density matrices and against values worked out by hand."""

from __future__ import annotations

from math import cos, exp, inf, pi, sin

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp, Statevector

from qestimate import catalog
from qestimate.estimation.compiled_circuit import noise_of, signed_circuit_of
from qestimate.estimation.exact import noisy_values
from qestimate.estimation.transpile import compiled
from qestimate.noise import propagation
from qestimate.noise.paths import Clifford, Noise, PathCircuit, Rotation, Wait
from qestimate.noise.propagation import propagate

X, Y, Z = (True, False), (True, True), (False, True)


@pytest.mark.parametrize(("axis", "name"), [(X, "rx"), (Y, "ry"), (Z, "rz")])
@pytest.mark.parametrize("pauli", ["X", "Y", "Z"])
def test_signs_of_rotations_are_those_of_qiskit(axis, name, pauli):
    circuit = QuantumCircuit(1)
    circuit.u(0.4, 0.9, 1.7, 0)
    getattr(circuit, name)(0.7, 0)
    steps = [Rotation(0, a, angle=t) for a, t in ((Z, 1.7), (Y, 0.4), (Z, 0.9), (axis, 0.7))]
    (found,) = propagate(PathCircuit(1, tuple(steps), (), ()), [((0, pauli),)])
    expected = Statevector(circuit).expectation_value(SparsePauliOp(pauli)).real
    assert found.ideal == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("first", "IXYZ")
@pytest.mark.parametrize("second", "XYZ")
def test_signs_of_two_qubit_gates_are_those_of_qiskit(first, second):
    circuit = QuantumCircuit(2)
    steps: list = []
    for q, angles in enumerate(((0.4, 0.9, 1.7), (1.1, 0.3, 0.6))):
        circuit.u(*angles, q)
        steps += [Rotation(q, a, angle=angles[k]) for a, k in ((Z, 2), (Y, 0), (Z, 1))]
    circuit.cz(0, 1)
    circuit.rzz(0.8, 0, 1)
    steps += [Clifford("cz", 0, 1), Rotation(0, Z, 1, Z, angle=0.8)]
    observable = tuple((q, p) for q, p in enumerate((first, second)) if p != "I")
    (found,) = propagate(PathCircuit(2, tuple(steps), (), ()), [observable])
    expected = Statevector(circuit).expectation_value(SparsePauliOp(second + first)).real
    assert found.ideal == pytest.approx(expected, abs=1e-9)


def test_a_gate_whose_signs_are_not_known_is_refused():
    with pytest.raises(ValueError, match="signs of h"):
        propagate(PathCircuit(1, (Clifford("h", 0),), (), ()), [((0, "Z"),)])


def test_a_qubit_that_waits_is_pulled_to_0():
    steps = (Rotation(0, X, angle=2.0), Wait(0, 0, 1))
    (found,) = propagate(PathCircuit(1, steps, (0.3, 0.2), ("idle", "idle")), [((0, "Z"),)])
    assert found.noisy == pytest.approx(cos(2.0) * exp(-0.2) + 1 - exp(-0.2))


def test_two_paths_interfere():
    """RX RX is RX of the sum, which the paths of either do not know; noise only between them."""
    steps = (Rotation(0, X, angle=0.7), Noise(0, 0), Rotation(0, X, angle=0.5))
    (found,) = propagate(PathCircuit(1, steps, (0.1,), ("one",)), [((0, "Z"),)])
    assert found.ideal == pytest.approx(cos(1.2))
    assert found.noisy == pytest.approx(exp(-0.1) * (cos(0.7) * cos(0.5) - sin(0.7) * sin(0.5)))


@pytest.mark.parametrize("where", ["iqm-garnet", "ibm-fez", "quantinuum-h2-1"])
def test_values_are_those_of_the_density_matrix(where):
    random = np.random.default_rng(3)
    circuit = QuantumCircuit(5)
    for _ in range(60):
        a, b = (int(q) for q in random.choice(5, 2, replace=False))
        angle = float(random.uniform(0, 6))
        name, values, qubits = (
            ("ry", [angle], [a]),
            ("rz", [angle], [a]),
            ("cx", [], [a, b]),
            ("crz", [angle], [a, b]),
            ("h", [], [a]),
        )[int(random.integers(5))]
        getattr(circuit, name)(*values, *qubits)
    device = catalog.device(where)
    found = compiled(circuit, device, 1)
    noise = noise_of(found, device)
    paulis = [((q, "Z"),) for q in range(5)] + [((0, "X"), (3, "Y")), ((1, "Z"), (2, "Y"))]
    on_wires = [tuple((found.final[q], p) for q, p in one) for one in paulis]
    values = propagate(signed_circuit_of(found, noise), on_wires)
    noisy = noisy_values(found, noise, on_wires)
    state = Statevector(circuit)
    for one, pauli, expected in zip(values, paulis, noisy, strict=True):
        sparse = [("".join(p for _, p in pauli), [q for q, _ in pauli], 1.0)]
        ideal = state.expectation_value(SparsePauliOp.from_sparse_list(sparse, 5)).real
        assert one.ideal == pytest.approx(ideal, abs=1e-5)
        assert one.noisy == pytest.approx(expected, abs=1e-5)


def chain(n, layers, cost):
    """Return a chain of rotations by uneven angles with noise behind every gate."""
    steps: list = []
    for layer in range(layers):
        steps += [Rotation(q, Y, angle=0.4 + 0.1 * (q + layer)) for q in range(n)]
        for q in range(n - 1):
            steps += [Rotation(q, Z, q + 1, Z, angle=0.9 - 0.1 * q), Noise(0, q, q + 1)]
        steps += [Rotation(q, X, angle=0.3 * (q + 1)) for q in range(n)]
    return PathCircuit(n, tuple(steps), (cost,), ("two",))


def test_more_budget_leaves_out_less_and_errors_are_within_what_was_left_out(monkeypatch):
    circuit, observable = chain(6, 3, 0.02), [((2, "Z"),)]
    (all_of_it,) = propagate(circuit, observable)
    assert all_of_it.noisy_left_out < 1e-4
    left_out = []
    for terms in (20, 100, 400):
        monkeypatch.setattr(propagation, "MIN_TERMS", terms)
        (found,) = propagate(circuit, observable, 0)
        if found.noisy_left_out < inf:
            assert abs(found.noisy - all_of_it.noisy) <= found.noisy_left_out
            assert abs(found.ideal - all_of_it.ideal) <= found.ideal_left_out
        left_out.append(found.noisy_left_out)
    assert left_out[0] > left_out[1] > left_out[2] > 0


def test_what_is_hopeless_is_given_up(monkeypatch):
    monkeypatch.setattr(propagation, "MIN_TERMS", 4)
    monkeypatch.setattr(propagation, "BATCH", 1)
    circuit, observables = chain(6, 4, 0.0), [((2, "Z"),), ((0, "Z"),), ((5, "Z"),)]
    assert propagate(circuit, observables, 0)[0].noisy_left_out == inf
    together = propagate(circuit, observables, 0, together=True)
    assert [one.noisy_left_out for one in together] == [inf] * 3


def test_wires_beyond_one_word():
    """A string of CNOTs carries Z of the last of 130 wires to all; each is turned a little."""
    n = 130
    steps: list = [Rotation(q, X, angle=0.01 * q) for q in range(n)]
    for q in range(n - 1):
        steps += [Rotation(q + 1, Y, angle=pi / 2), Rotation(q + 1, X, angle=pi)]  # H
        steps += [Clifford("cz", q, q + 1)]
        steps += [Rotation(q + 1, Y, angle=pi / 2), Rotation(q + 1, X, angle=pi)]
    (found,) = propagate(PathCircuit(n, tuple(steps), (), ()), [((n - 1, "Z"),)])
    assert found.ideal == pytest.approx(np.prod(np.cos(0.01 * np.arange(n))), rel=1e-6)
