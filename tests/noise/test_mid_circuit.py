"""Resets, measurements, delays and barriers in the course of a circuit, against simulation."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import QuantumCircuit
from qiskit.quantum_info import DensityMatrix, SparsePauliOp

from qestimate import catalog
from qestimate.device.elements import elements
from qestimate.estimation.circuit_bounds import part_of
from qestimate.estimation.compiled_circuit import noise_of, signed_circuit_of
from qestimate.estimation.exact import ideal_values, noisy_values
from qestimate.estimation.transpile import compiled
from qestimate.estimation.written_circuit import built
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.noise.channels import Timeline, patch_noise, pauli_cost
from qestimate.noise.paths import PathCircuit, path_bounds, sample
from qestimate.noise.paths.steps import Clifford, Collapse, Noise
from qestimate.noise.propagation import propagate

FIGURES = {
    "reset_error": 0.01,
    "mid_circuit_measurement_error": 0.02,
    "reset_duration": 700e-9,
    "readout_duration": 900e-9,
    "one_qubit_duration": 30e-9,
    "two_qubit_duration": 80e-9,
    "t1": 60e-6,
    "t2": 40e-6,
    "two_qubit_error": 0.01,
    "one_qubit_error": 0.001,
    "readout_error": 0.02,
}


def lattice(**changed):
    return catalog.device("generic").resized(4).with_figures(FIGURES | changed)


def circuit_of(gates, n):
    return LogicalCircuit("mid", n, tuple(gates), tuple(range(n)), 0, ())


def random_gates(seed, n=3, steps=14):
    """Return gates, resets, measurements, delays and barriers in a random order."""
    source = np.random.default_rng(seed)
    found = [Gate("ry", (float(source.uniform(0, 6)),), (q,)) for q in range(n)]
    for _ in range(steps):
        a, b = (int(q) for q in source.choice(n, 2, replace=False))
        kind = str(source.choice(["ry", "rz", "cx", "cx", "reset", "measure", "delay", "barrier"]))
        angle = (float(source.uniform(0, 6)),)
        found.append(
            {
                "ry": Gate("ry", angle, (a,)),
                "rz": Gate("rz", angle, (a,)),
                "cx": Gate("cx", (), (a, b)),
                "reset": Gate("reset", (), (a,)),
                "measure": Gate("measure", (), (a,)),
                "delay": Gate("delay", (float(source.integers(1, 40)) * 1e-7,), (a,)),
                "barrier": Gate("barrier", (), (a, b)),
            }[kind]
        )
    return found


def kraus(gates, n):
    """Return <Z> of each qubit without noise, measurements and resets as their Kraus operators."""
    state = DensityMatrix.from_int(0, 2**n)
    zero, one = np.diag([1, 0]), np.diag([0, 1])
    down = np.array([[0, 1], [0, 0]])

    def through(operators, qubit):
        total = 0
        for operator in operators:
            full = np.eye(1)
            for q in range(n):
                full = np.kron(operator if q == qubit else np.eye(2), full)
            total = total + full @ state.data @ full.conj().T
        return DensityMatrix(total)

    for gate in gates:
        if gate.name in ("delay", "barrier"):
            continue
        if gate.name == "reset":
            state = through([zero, down], gate.qubits[0])
        elif gate.name == "measure":
            state = through([zero, one], gate.qubits[0])
        else:
            small = QuantumCircuit(n)
            getattr(small, gate.name)(*gate.angles, *gate.qubits)
            state = state.evolve(small)
    z = [SparsePauliOp.from_sparse_list([("Z", [q], 1)], n) for q in range(n)]
    return [float(state.expectation_value(one).real) for one in z]


@pytest.mark.parametrize("seed", range(4))
def test_noiseless_values_are_those_of_the_kraus_operators(seed):
    gates = random_gates(seed)
    wanted = [((q, "Z"),) for q in range(3)]
    found = ideal_values(built(circuit_of(gates, 3)), wanted)
    assert found == pytest.approx(kraus(gates, 3), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_operators_followed_backwards_agree_with_the_density_matrix(seed):
    """Propagation knows nothing of the simulator's channels, nor that of propagation."""
    device = lattice()
    found = compiled(built(circuit_of(random_gates(seed), 3)), device, 1)
    noise = noise_of(found, device)
    assert not noise.missing
    wanted = [((w, "Z"),) for w in found.final] + [((found.final[0], "X"), (found.final[1], "Z"))]
    followed = propagate(signed_circuit_of(found, noise), wanted)
    simulated = noisy_values(found, noise, wanted)
    # the simulator's clock ticks in nanoseconds
    assert [one.noisy for one in followed] == pytest.approx(simulated, abs=1e-6)
    small = ideal_values(built(circuit_of(random_gates(seed), 3)), [((q, "Z"),) for q in range(3)])
    assert [one.ideal for one in followed[:3]] == pytest.approx(small, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=25))
def test_sampled_paths_of_clifford_circuits_are_those_followed(steps):
    """Without rotations every path has one way; what is left is what propagation says, in size."""
    found = []
    for kind, a in steps:
        b = (a + 1) % 3
        found.append(
            (
                Clifford("cz", a, b), Collapse(a, resets=True), Collapse(a, resets=False),
                Noise(0, a), Noise(1, a, b), Clifford("cz", b, a), Noise(0, b),
            )[kind]
        )  # fmt: skip
    circuit = PathCircuit(3, tuple(found), (0.1, 0.3), ("one", "two"))
    wanted = [((0, "Z"),), ((0, "X"), (1, "X")), ((0, "Z"), (1, "Z"), (2, "Z"))]
    paths = sample(circuit, wanted, 4)
    values = propagate(circuit, wanted)
    for one, value, observable in zip(paths, values, wanted, strict=True):
        left = exp(-one.totals()[0]) if one.shares else 0.0
        assert left == pytest.approx(abs(value.noisy))
        held = path_bounds(circuit, [observable])
        if one.shares:
            assert held.cheapest <= one.totals()[0] + 1e-12 <= held.whole_cone + 2e-12


def test_a_reset_hides_what_was_before_it():
    steps = (Noise(0, 0), Collapse(0, resets=True), Noise(1, 0))
    circuit = PathCircuit(1, steps, (5.0, 0.2), ("one", "one"))
    held = path_bounds(circuit, [((0, "Z"),)])
    assert (held.cheapest, held.whole_cone) == (0.2, 0.2)
    kept = path_bounds(
        circuit._replace(steps=(Noise(0, 0), Collapse(0, resets=False), Noise(1, 0))),
        [((0, "Z"),)],
    )
    assert kept.whole_cone == pytest.approx(5.2)


def test_delays_and_barriers_take_their_time():
    """A microsecond asked for, then a barrier: both wires wait, and only from their first gate."""
    device = lattice()
    line = Timeline(3, patch_noise(device, 3))
    line.one(0, [])
    line.wait(0, 1e-6)
    line.one(1, [])
    line.together([0, 1, 2])
    circuit = line.close()
    waits = [(step.a, circuit.costs[step.element_z]) for step in circuit.steps if len(step) == 3
             and type(step).__name__ == "Wait"]  # fmt: skip
    assert waits == [(0, pytest.approx(1e-6 / 60e-6)), (1, pytest.approx(1e-6 / 60e-6))]


def test_errors_of_resets_and_measurements_are_those_published():
    device = lattice()
    gates = [Gate("x", (), (0,)), Gate("measure", (), (0,)), Gate("reset", (), (0,)),
             Gate("x", (), (0,))]  # fmt: skip
    found = compiled(built(circuit_of(gates, 1)), device, 1)
    assert (found.placement.resets, found.placement.measurements) == (1, 1)
    part = part_of(found, device, [((0, "Z"),)])
    costs = dict(zip([rate for rate, _ in part.circuit.rates], part.circuit.costs, strict=True))
    known = elements(device)
    # published as average infidelity: 3/2 of it is the process infidelity of one qubit
    assert known.reset == pytest.approx(0.015)
    assert costs["reset"] == pytest.approx(-log(1 - 0.015 / 0.75), rel=1e-6)
    assert costs["measurement"] == pytest.approx(pauli_cost(-log(1 - 0.03), 1), rel=1e-6)
