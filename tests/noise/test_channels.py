"""What noise costs a Pauli operator, against Aer's channels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from qiskit.quantum_info import SuperOp
from qiskit_aer.noise import depolarizing_error, thermal_relaxation_error

from qestimate import catalog
from qestimate.circuits.native import NativeCircuit
from qestimate.device.elements import log_infidelity
from qestimate.noise.channels import patch_noise, path_circuit, pauli_cost, readout_loss
from qestimate.noise.paths import Noise, Wait

PAULIS = {
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.array([[1, 0], [0, -1]]),
}


def shrink(channel, pauli):
    """Return the factor by which a one-qubit channel shrinks a Pauli operator."""
    matrix = PAULIS[pauli]
    out = SuperOp(channel).data @ matrix.flatten(order="F")
    return float(np.real(np.vdot(matrix.flatten(order="F"), out))) / 2


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("p", [0.001, 0.05, 0.4])
def test_depolarizing_noise(n, p):
    channel = depolarizing_error(p, n).to_quantumchannel()
    infidelity = 1 - abs(np.trace(SuperOp(channel).data)) / 4**n
    assert math.exp(-pauli_cost(log_infidelity(infidelity), n)) == pytest.approx(1 - p)


def test_noise_that_leaves_nothing_stays_finite():
    assert pauli_cost(log_infidelity(15 / 16), 2) == pauli_cost(log_infidelity(1.0), 2) == 700.0
    assert readout_loss(0.6, 0.4) == 700.0


def test_waiting_is_thermal_relaxation():
    t1, t2 = 40e-6, 25e-6
    device = (
        catalog.device("generic")
        .resized(4)
        .with_figures({"t1": t1, "t2": t2, "one_qubit_error": 0, "two_qubit_error": 0})
    )
    circuit = NativeCircuit(3, "cz")
    for wire in range(3):
        circuit.one("ry", wire, 0.3)
    circuit.cz(0, 1)
    circuit.close(measured=True)
    steps = path_circuit(circuit, patch_noise(device, 3)).steps
    (wait,) = [s for s in steps if isinstance(s, Wait)]
    assert wait.a == 2
    found = path_circuit(circuit, patch_noise(device, 3))
    seconds = device.value("two_qubit_duration")
    channel = thermal_relaxation_error(t1, t2, seconds).to_quantumchannel()
    for pauli, element in (("X", wait.element_xy), ("Y", wait.element_xy), ("Z", wait.element_z)):
        assert math.exp(-found.costs[element]) == pytest.approx(shrink(channel, pauli))


def test_a_qubit_before_its_first_gate_does_not_decay():
    device = catalog.device("generic").resized(4).with_figures({"t1": 1e-6, "t2": 1e-6})
    circuit = NativeCircuit(2, "cz")
    for _ in range(5):
        circuit.one("ry", 0, 0.3)
        circuit._flush(0)
    circuit.cz(0, 1)
    circuit.close(measured=True)
    waits = [s for s in path_circuit(circuit, patch_noise(device, 2)).steps if isinstance(s, Wait)]
    assert waits == []


def test_memory_costs_every_layer_on_every_qubit():
    device = catalog.device("quantinuum-h2-1")
    circuit = NativeCircuit(4, "zz")
    circuit.cz(0, 1)
    circuit.cz(0, 1)
    circuit.cz(2, 3)
    circuit.close(measured=True)
    noise = patch_noise(device, 4)
    found = path_circuit(circuit, noise)
    paid = [0.0] * 4
    for step in found.steps:
        if isinstance(step, Noise) and found.kinds[step.element] == "idle":
            paid[step.a] += found.costs[step.element]
    assert paid == pytest.approx([2 * noise.memory] * 4)


def test_asymmetric_readout_shrinks_z():
    """<Z> read = (r1 - r0) + (1 - r0 - r1) <Z>."""
    r0, r1 = 0.02, 0.13
    for z in (-0.4, 0.7):
        p0, p1 = (1 + z) / 2, (1 - z) / 2
        read = p0 * (1 - 2 * r0) - p1 * (1 - 2 * r1)
        assert read == pytest.approx((r1 - r0) + math.exp(-readout_loss(r0, r1)) * z)


def test_each_coupler_has_its_own_error():
    device = catalog.device("origin-wukong-72").at("")
    pairs = [(0, 1), (1, 2)]
    qubits = device.graph.longest_line[:3]
    noise = patch_noise(device, 3, qubits, pairs)
    table = device.snapshot.couplers
    for a, b in pairs:
        error = table[min(qubits[a], qubits[b]), max(qubits[a], qubits[b])]
        assert noise.of_gates()(a, b) == pytest.approx(pauli_cost(log_infidelity(1.25 * error), 2))


def test_what_is_not_published_is_named():
    device = catalog.device("google-willow-72")
    assert patch_noise(device, 4).missing == ("idle error",)
