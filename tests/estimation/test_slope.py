"""The slope of noisy on noiseless probabilities, against simulations that share no path with it.

Schedule and waiting are those of Qiskit's passes, channels those of Aer; readout flips each qubit
with its own two errors. A slope is a regression over random circuits, all outcomes together: sum of
the covariances over sum of the variances.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest
from qiskit_aer import AerSimulator

from qestimate import Workload, catalog
from qestimate.circuits import ansatz
from qestimate.circuits.witness import native_circuit
from qestimate.device.elements import elements
from qestimate.estimation.estimate import estimate
from qestimate.estimation.local_signal import local_signal, prepared
from qestimate.estimation.placement import place
from qestimate.methods.program import Program
from qestimate.noise.aer import with_noise
from qestimate.noise.channels import patch_noise
from qestimate.noise.paths.steps import MAX_STRINGS, z_strings

WUKONG = catalog.device("origin-wukong-72", "2026-03-06").at("")
FEZ = catalog.device("ibm-fez").at("")


def program(name, n, layers, readout="distribution"):
    return Program("test", name, n, layers, 1, 0, 1, 1, 1, readout, 2**n)


def noise_of(device, placed):
    pairs = [(a, b) for a, b, _ in placed.edges]
    return patch_noise(device, placed.width, placed.qubits, pairs)


def read(probabilities, errors):
    """Return what is read of probabilities when each qubit is flipped by its own errors."""
    n = len(errors)
    found = probabilities.reshape((2,) * n)
    for wire, (of_zero, of_one) in enumerate(errors):
        flips = np.array([[1 - of_zero, of_one], [of_zero, 1 - of_one]])
        axis = n - 1 - wire  # Qiskit's first qubit is the last axis
        found = np.moveaxis(np.tensordot(flips, found, (1, axis)), 0, axis)
    return found.reshape(-1)


def outcomes(task, device, n_circuits, *, waits=True):
    """Return the noiseless and the noisy probabilities of random circuits, before readout."""
    placed = place(task, device)
    noise = noise_of(device, placed)
    if not waits:
        noise = noise._replace(rates=None)
    random, ideal, noisy = np.random.default_rng(0), [], []
    n_angles = int(ansatz(task.ansatz).n_angles(task.n_qubits, task.n_layers))
    for _ in range(n_circuits):
        angles = list(random.uniform(0, 4 * math.pi, n_angles))
        circuit = native_circuit(task, placed, angles).to_qiskit(
            range(task.n_qubits), n_device=task.n_qubits, pulses=device.pulses
        )
        for what, how, found in (
            (with_noise(circuit, noise), "density_matrix", noisy),
            (circuit, "statevector", ideal),
        ):
            what.save_probabilities()
            simulator = AerSimulator(method=how, max_parallel_threads=1)
            found.append(simulator.run(what, shots=1).result().data()["probabilities"])
    return np.array(ideal), np.array(noisy)


def readout_of(task, device):
    """Return the errors of reading 0 and 1 of each wire."""
    table = elements(device).readout
    return [table.of(q) for q in place(task, device).qubits]


class Simulated(NamedTuple):
    """What simulations of random circuits say, each with its standard error."""

    slope: float
    error: float
    ideal: float
    """Variance of a product of Z, mean over all: 2^n / (2^n - 1) times that of all outcomes."""
    ideal_error: float
    noisy: float
    noisy_error: float


def compared(x, y):
    """Return the slope of y on x, and their variances."""
    dx, dy = x - x.mean(axis=0), y - y.mean(axis=0)
    slope = (dx * dy).sum() / (dx * dx).sum()
    off = (dx * (dy - slope * dx)).sum(axis=1)
    found = [slope, math.sqrt((off**2).sum()) / (dx * dx).sum()]
    n_circuits, n_outcomes = x.shape
    for d in (dx, dy):
        each = (d * d).sum(axis=1) * n_outcomes / (n_outcomes - 1)
        found += [each.sum() / (n_circuits - 1), each.std() / math.sqrt(n_circuits)]
    return Simulated(*found)


def predicted(task, device, samples=40_000, **figures):
    """Return the signal of the package, with some figures of the device set."""
    placed = place(task, device)
    return local_signal(task, placed, device.with_figures(figures), samples=samples)


CASES = [
    ("cnot-line", 3, 4, WUKONG, 30),
    ("cnot-line", 4, 3, FEZ, 30),
    pytest.param("cnot-line", 4, 8, WUKONG, 40, marks=pytest.mark.slow),
    pytest.param("cnot-line", 6, 8, WUKONG, 24, marks=pytest.mark.slow),
    pytest.param("cnot-line", 5, 8, FEZ, 24, marks=pytest.mark.slow),
    pytest.param("cz-line", 4, 4, WUKONG, 40, marks=pytest.mark.slow),
    pytest.param("crz-ring", 3, 2, FEZ, 60, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("name", "n", "layers", "device", "circuits"), CASES)
def test_slope_of_probabilities(name, n, layers, device, circuits):
    """With gate errors, waiting and readout.

    Within four standard errors of the simulation and 3 % of the prediction, more than what 40,000
    paths, of which a few thousand are kept, scatter by. The variances, on which shots rest, go with
    the square of the signal.
    """
    task = program(name, n, layers)
    ideal, noisy = outcomes(task, device, circuits)
    errors = readout_of(task, device)
    found = compared(ideal, np.array([read(p, errors) for p in noisy]))
    left = predicted(task, device)
    assert abs(left.attenuation.value - found.slope) < 4 * found.error + 0.03 * found.slope
    for mine, other, error in (
        (left.ideal_variance, found.ideal, found.ideal_error),
        (left.noisy_variance, found.noisy, found.noisy_error),
    ):
        assert abs(mine.value - other) < 4 * error + 0.06 * other


@pytest.mark.slow
def test_slope_of_qpas_nine_qubits_on_wukong():
    """Density matrices of 16 random circuits; another study, of 32, found the slopes on the left.

    Its own errors are 0.002 of 0.050 and 0.008 of 0.063.
    """
    task = program("cnot-line", 9, 8)
    errors = readout_of(task, WUKONG)
    ideal, of_gates = outcomes(task, WUKONG, 16, waits=False)
    _, of_all = outcomes(task, WUKONG, 16)
    still = {"t1": 10.0, "t2": 10.0}
    for study, within, noisy, figures in (
        (0.18, 0.02, of_gates, still | {"readout_error": 0.0}),
        (0.063, 0.016, np.array([read(p, errors) for p in of_gates]), still),
        (0.050, 0.006, np.array([read(p, errors) for p in of_all]), {}),
    ):
        found = compared(ideal, noisy)
        left = predicted(task, WUKONG, samples=400_000, **figures).attenuation
        assert found.slope == pytest.approx(study, abs=within)
        # 3 % are three errors of 400,000 paths, of which 20,000 tell
        assert abs(left.value - found.slope) < 3 * found.error + 0.03 * found.slope
        assert left.low < found.slope < left.high


@pytest.mark.parametrize("n", [2, 3, 4])
def test_products_of_z_are_all_that_probabilities_are_made_of(n):
    """p(x) = 2^-n times the sum over all products of Z of their sign at x and their value."""
    random = np.random.default_rng(n)
    p = random.dirichlet(np.ones(2**n))
    strings = z_strings(n)
    assert len(set(strings)) == len(strings) == 2**n - 1
    signs = np.array(
        [[(-1) ** sum(x >> wire & 1 for wire, _ in one) for x in range(2**n)] for one in strings]
    )
    values = signs @ p
    np.testing.assert_allclose((1 + signs.T @ values) / 2**n, p)


def test_strings_of_a_wide_register_are_drawn_once_and_for_all():
    assert len(z_strings(10)) == 2**10 - 1 == MAX_STRINGS - 1
    drawn = z_strings(12)
    assert len(drawn) == MAX_STRINGS
    assert drawn == z_strings(12)
    assert all(drawn)
    # half of the qubits on average, as of all strings: 6, with an error of sqrt(3 / 1024)
    assert np.mean([len(one) for one in drawn]) == pytest.approx(6, abs=4 * math.sqrt(3 / 1024))


def test_readout_alone_by_hand():
    """Of a product of k Z readout leaves (1 - 2 e)^k.

    One layer of RY on random angles and no other noise: each product of k Z has the variance
    2^-k, so the slope is the mean of (1 - 2 e)^k over all products by that weight,
    ((1 + (1 - 2 e) / 2)^n - 1) / ((3 / 2)^n - 1). A CNOT keeps products products.
    """
    n, e = 4, 0.05
    quiet = {"two_qubit_error": 0.0, "one_qubit_error": 0.0, "memory_error": 0.0}
    device = catalog.device("generic").resized(4).with_figures(quiet | {"readout_error": e})
    task = program("cz-line", n, 1)
    left = local_signal(task, place(task, device), device, samples=100_000)
    by_hand = ((1 + (1 - 2 * e) / 2) ** n - 1) / (1.5**n - 1)
    assert left.attenuation.value == pytest.approx(by_hand, rel=0.003)
    assert left.ideal_variance.value == pytest.approx((1.5**n - 1) / (2**n - 1), rel=0.02)


@pytest.mark.parametrize("method", ["qpa", "amplitude"])
def test_a_distribution_is_judged_by_its_slope_and_not_by_its_fidelity(method):
    work = Workload.of(catalog.model("gpt2"), rank=4, targets=("lm_head",))
    found = estimate(work, method, FEZ)
    one = prepared(found.program, found.placement, FEZ)
    assert one.written.whole
    assert found.local is not None
    if method == "qpa":
        # errors that no probability sees, such as of phase, count in the fidelity alone
        assert found.local.attenuation.value > 1.02 * found.signal.fidelity.value
        assert found.placed.needed.left.value == found.local.log10_attenuation.value
