"""The simulations that predictions are held against, themselves against exact answers."""

from __future__ import annotations

import math

import pytest
from qiskit import QuantumCircuit

from qestimate import catalog
from qestimate.evidence.clifford import clifford_surrogates, to_stim
from qestimate.noise.aer import simulate, with_noise
from qestimate.noise.channels import patch_noise
from qestimate.noise.paths import Clifford, Noise, PathCircuit, Rotation, Wait


def generic(**figures):
    zero = {"one_qubit_error": 0, "two_qubit_error": 0, "readout_error": 0, "t1": 1e3, "t2": 1e3}
    return catalog.device("generic").resized(4).with_figures(zero | figures)


def test_a_noisy_pair_by_hand():
    """RY(t) and two CZ: <Z> of the control meets both, one pulse, and no waiting."""
    device = generic(two_qubit_error=0.02, one_qubit_error=0.004)
    circuit = QuantumCircuit(2)
    circuit.u(0.7, 0, 0, 0)
    circuit.cz(0, 1)
    circuit.cz(0, 1)
    values = simulate(circuit, patch_noise(device, 2), [0, 1])
    left = (1 - 16 / 15 * 1.25 * 0.02) ** 2
    assert values.ideal == pytest.approx([math.cos(0.7), 1])
    assert values.noisy[0] == pytest.approx(math.cos(0.7) * (1 - 2 * 0.004) * left, rel=1e-6)
    assert values.noisy[1] == pytest.approx(left, rel=1e-6)


def test_waiting_relaxes_to_the_ground_state():
    """A qubit in |1> that waits for five gates: <Z> = 1 - 2 e^(-t/T1); a fresh one waits in |0>."""
    device = generic(t1=2e-6, t2=2e-6)
    seconds = 5 * device.value("two_qubit_duration")
    circuit = QuantumCircuit(4)
    circuit.u(math.pi, 0, 0, 2)
    circuit.u(math.pi, 0, 0, 0)
    for _ in range(5):
        circuit.cz(0, 1)
    values = simulate(circuit, patch_noise(device, 4), [2, 3])
    assert values.noisy[0] == pytest.approx(1 - 2 * math.exp(-seconds / 2e-6), rel=0.02)
    assert values.noisy[1] == pytest.approx(1)


def test_memory_errors_are_one_a_layer_and_qubit():
    device = catalog.device("quantinuum-h2-1")
    circuit = QuantumCircuit(4)
    circuit.rzz(0.3, 0, 1)
    circuit.rzz(0.3, 0, 1)
    circuit.rzz(0.3, 2, 3)
    noisy = with_noise(circuit, patch_noise(device, 4))
    assert sum(len(i.qubits) == 1 for i in noisy.data) == 4 * 2


def test_trajectories_agree_with_the_density_matrix(monkeypatch):
    import qestimate.noise.aer as module

    device = generic(two_qubit_error=0.03, t1=20e-6, t2=15e-6)
    circuit = QuantumCircuit(3)
    for layer in range(3):
        for q in range(3):
            circuit.u(0.4 + q + layer, 0.1, 0.2, q)
        circuit.cz(0, 1)
        circuit.cz(1, 2)
    noise = patch_noise(device, 3)
    exact = simulate(circuit, noise, [0, 1, 2]).noisy
    monkeypatch.setattr(module, "EXACT", 0)
    sampled = simulate(circuit, noise, [0, 1, 2], seed=1).noisy
    assert sampled == pytest.approx(exact, abs=4 / math.sqrt(module.TRAJECTORIES))


CHAIN = PathCircuit(
    3,
    (
        Rotation(0, (True, True), chance=1.0),
        Clifford("cz", 0, 1),
        Noise(0, 0, 1),
        Rotation(0, (True, True), chance=1.0),
        Wait(0, 1, 2),
        Rotation(1, (False, True), 2, (False, True), chance=1.0),
        Noise(3, 1),
    ),
    (0.1, 0.3, 0.05, 0.2),
    ("two", "idle", "idle", "one"),
)


def test_a_twin_is_what_its_path_says():
    """Two quarter turns of wire 0 make a half turn: -Z, through one gate and one wait."""
    found = clifford_surrogates(CHAIN, (0.02, 0.0, 0.0), shots=200_000, seed=4)
    assert [round(t.predicted, 6) for t in found] == [
        round(math.exp(-cost), 6) for cost in (0.1 + 0.05 + 0.02, 0.1 + 0.2, 0.0)
    ]
    for twin in found:
        assert abs(twin.predicted - twin.simulated) < 4 * twin.error


def test_only_quarter_turns_have_twins():
    steps = (Rotation(0, (True, True), chance=0.3),)
    with pytest.raises(ValueError, match="no quarter turn"):
        to_stim(PathCircuit(1, steps, (), ()))
