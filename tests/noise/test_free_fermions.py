"""Lines of RX and RZZ as free fermions, against density matrices and single Pauli paths."""

from __future__ import annotations

from math import exp, pi

import numpy as np
import pytest

from qestimate.circuits.linear_ramp import linear_ramp, ramp_angles
from qestimate.circuits.native import NativeCircuit
from qestimate.noise.aer import with_noise
from qestimate.noise.channels import PatchNoise, path_circuit
from qestimate.noise.free_fermions import Layer, neighbour_values
from qestimate.noise.line_damping import line_damping
from qestimate.noise.paths import sample


def noise_of(n, random, *, memory=None, rates=None):
    two = tuple(((at, at + 1), float(random.uniform(0.02, 0.08))) for at in range(n - 1))
    one = tuple(float(x) for x in random.uniform(0.005, 0.03, n))
    return PatchNoise(one, two, (0.0,) * n, rates, memory, 60e-9, 600e-9)


def density_matrix(native, noise, edges):
    """Return <ZZ> of edges without and with noise, by Aer."""
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_aer import AerSimulator

    n = native.n_qubits
    plain = native.to_qiskit(range(n), n_device=n)
    values = []
    for circuit in (plain, with_noise(plain, noise)):
        whole = circuit.copy()
        for number, edge in enumerate(edges):
            zz = SparsePauliOp.from_sparse_list([("ZZ", list(edge), 1.0)], n)
            whole.save_expectation_value(zz, list(range(n)), label=str(number))
        simulator = AerSimulator(method="density_matrix", max_parallel_threads=1)
        data = simulator.run(whole, shots=1).result().data()
        values.append([float(data[str(number)]) for number in range(len(edges))])
    return values


@pytest.mark.parametrize("memory", [None, 0.02])
@pytest.mark.parametrize(
    ("n", "entangler"), [(2, "cz"), (3, "cz"), (5, "cz"), (6, "cz"), (5, "zz")]
)
def test_they_are_the_density_matrix(n, entangler, memory):
    random = np.random.default_rng(n)
    noise = noise_of(n, random, memory=memory)
    weights = random.choice([0.1, 0.2, 0.5, 2.0], n - 1).tolist()
    edges = [(at, at + 1) for at in range(n - 1)]
    native = linear_ramp(n, edges, weights, 4, entangler)
    ideal, noisy = density_matrix(native, noise, edges)
    layers = [Layer(zz, x) for zz, x in ramp_angles(weights, 4)]
    found = neighbour_values(n, layers, line_damping(noise, n, entangler, 1))
    assert found.noiseless == pytest.approx(ideal, abs=1e-10)
    assert found.noisy == pytest.approx(noisy, abs=1e-10)
    assert max(abs(a - b) for a, b in zip(ideal, noisy, strict=True)) > 0.05


@pytest.mark.parametrize("entangler", ["cz", "zz"])
@pytest.mark.parametrize("n", range(2, 8))
def test_of_quarter_turns_they_are_the_one_path(n, entangler):
    """Every gate, pulse and wait is met as the schedule of the circuit has it, at any width."""
    random = np.random.default_rng(n)
    for pulses in (1, 2):
        rates = tuple((float(a), float(b)) for a, b in random.uniform(5e4, 2e5, (n, 2)))
        noise = noise_of(n, random, rates=rates)
        layers = [
            Layer(tuple(pi / 2 * random.integers(0, 4, n - 1)), pi / 2 * float(turns))
            for turns in (1, 3, 1)
        ]
        native = NativeCircuit(n, entangler)
        for wire in range(n):
            native.one("h", wire)
        for zz, x in layers:
            for at in (*range(0, n - 1, 2), *range(1, n - 1, 2)):
                native.rzz(at, at + 1, zz[at])
            for wire in range(n):
                native.one("rx", wire, x)
        native.close(measured=True)
        found = neighbour_values(n, layers, line_damping(noise, n, entangler, pulses))
        observables = [((at, "Z"), (at + 1, "Z")) for at in range(n - 1)]
        paths = sample(path_circuit(native, noise, pulses, given=True), observables, 1)
        for path, ideal, noisy in zip(paths, *found, strict=True):
            assert abs(ideal) == pytest.approx(len(path.shares), abs=1e-9)
            if path.shares:
                assert abs(noisy) == pytest.approx(exp(-path.totals()[0]), rel=1e-6)


def test_two_sites_by_hand():
    """RZZ is two CZ of cost 0.05 each, with a one-qubit gate on the second wire between them."""
    noise = PatchNoise((0.01, 0.02), 0.05, (0.0, 0.0), None, None, None, None)
    found = neighbour_values(2, [Layer((pi / 2,), pi / 4)], line_damping(noise, 2, "cz", 1))
    assert found.noiseless[0] == pytest.approx(1.0)
    # ZZ has been ZY or YZ before RX, half each; RZZ makes that X on the second or the first wire
    ends = exp(-0.01 - 0.02)
    gates, middle = exp(-2 * 0.05), exp(-0.02)
    start = (exp(-0.01) + exp(-0.02)) / 2
    assert found.noisy[0] == pytest.approx(ends * gates * middle * start)


def test_a_hundred_sites_keep_less_the_deeper():
    noise = PatchNoise((5e-4,) * 100, 0.01, (0.0,) * 100, None, None, None, None)
    damping = line_damping(noise, 100, "cz", 2)
    kept = []
    for p in (3, 10, 30):
        layers = [Layer(zz, x) for zz, x in ramp_angles([1.0] * 99, p)]
        ideal, noisy = map(np.array, neighbour_values(100, layers, damping))
        kept.append(float((ideal * noisy).sum() / (ideal * ideal).sum()))
        assert np.all(np.abs(noisy) <= np.abs(ideal) + 1e-3)
    assert kept == sorted(kept, reverse=True)
    assert kept[0] > 0.8
    assert kept[-1] < 0.4
