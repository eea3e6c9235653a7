"""The sampler against state vectors, against its own two backends, and against exact answers."""

from __future__ import annotations

from math import cos, exp, pi, sin

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from qiskit.quantum_info import Statevector

from qestimate import catalog
from qestimate.circuits import IDS, ansatz, emission
from qestimate.estimation.local_signal import CircuitSpec, native
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.paths import (
    Clifford,
    Noise,
    PathCircuit,
    Rotation,
    Wait,
    path_bounds,
    sample,
    sampler,
)
from qestimate.noise.paths.steps import chance_of, z_on_each

LAYERED = [name for name in IDS if name != "state-preparation"]
CLEAN = patch_noise(
    catalog.device("generic")
    .resized(16)
    .with_figures({"one_qubit_error": 0, "two_qubit_error": 0, "readout_error": 0}),
    16,
)._replace(rates=None)


def written(name, n, layers, shape=None, entangler="cz"):
    return CircuitSpec(name, n, layers, shape or ansatz(name).SHAPES[0], entangler, ())


def z_values(name, n, layers, angles):
    """Return <Z> of each qubit of the circuit as its authors draw it."""
    state = Statevector(emission.build(ansatz(name), n, layers, angles))
    probabilities = state.probabilities().reshape((2,) * n)
    return [
        float(np.diff(probabilities.sum(axis=tuple(i for i in range(n) if i != n - 1 - q)))[0] * -1)
        for q in range(n)
    ]


def draws(name, n, layers, count, seed=5):
    random = np.random.default_rng(seed)
    size = int(ansatz(name).n_angles(n, layers))
    return [random.uniform(0, 4 * pi, size) for _ in range(count)]


def mean_variance(found):
    return sum(sum(p.shares) for p in found) / sum(p.n_samples for p in found)


@pytest.mark.parametrize(
    ("name", "n", "layers"),
    [
        pytest.param("crz-ring", 4, 2, marks=pytest.mark.slow),
        ("crz-ring", 3, 2),
        pytest.param("crz-ring", 2, 2, marks=pytest.mark.slow),
        ("cz-line", 4, 3),
        ("cnot-line", 4, 3),
        pytest.param("cz-full", 4, 2, marks=pytest.mark.slow),
    ],
)
def test_variance_is_that_of_random_circuits(name, n, layers):
    """Four standard errors over 400 random circuits, for every way of writing the circuit."""
    squares = np.array([z_values(name, n, layers, a) for a in draws(name, n, layers, 400)]) ** 2
    measured = squares.mean()
    error = squares.mean(axis=1).std() / 20
    for shape in ansatz(name).SHAPES:
        if shape == "line" and n == 2:
            continue
        for entangler in ("cz", "zz"):
            if shape in ansatz(name).ROUTED and entangler == "zz":
                continue
            circuit = path_circuit(native(written(name, n, layers, shape, entangler)), CLEAN)
            found = sample(circuit, z_on_each(range(n)), 20_000)
            assert abs(mean_variance(found) - measured) < 4 * error + 0.004, (shape, entangler)


@pytest.mark.parametrize(
    ("name", "n", "layers"),
    [("crz-ring", 2, 1), ("crz-ring", 3, 1), ("crz-ring", 3, 2), ("cz-line", 3, 2)],
)
@pytest.mark.slow
def test_slopes_are_squared_derivatives(name, n, layers):
    """Sum over all angles of the squared derivative, by differences of state vectors.

    CRZ angles among them: a pair that turns alike counts 1/3, one half alone 1/4.
    """
    total = []
    step = 1e-4
    for angles in draws(name, n, layers, 64):
        squares = 0.0
        for k in range(len(angles)):
            up, down = angles.copy(), angles.copy()
            up[k] += step
            down[k] -= step
            ahead, behind = (z_values(name, n, layers, a) for a in (up, down))
            squares += float(((np.subtract(ahead, behind) / (2 * step)) ** 2).sum())
        total.append(squares)
    error = np.std(total) / 8
    circuit = path_circuit(native(written(name, n, layers)), CLEAN)
    found = sample(circuit, z_on_each(range(n)), 30_000)
    sampled = sum(
        sum(g * s for g, s in zip(p.shares, p.slopes, strict=True)) / p.n_samples for p in found
    )
    assert abs(sampled - np.mean(total)) < 4 * error


def test_given_angles_weigh_cosines_and_sines():
    """RY(t) on |0>: <Z> = cos t; RX(a) RY(b): the mean over signs is cos^2 a cos^2 b."""
    t = 0.8
    circuit = PathCircuit(1, (Rotation(0, (True, True), chance=chance_of(t)),), (), ())
    (found,) = sample(circuit, [((0, "Z"),)], 100_000)
    assert sum(found.shares) / 100_000 == pytest.approx(cos(t) ** 2, abs=0.01)
    two = (
        Rotation(0, (True, True), chance=chance_of(0.5)),
        Rotation(0, (True, False), chance=chance_of(1.1)),
    )
    (found,) = sample(PathCircuit(1, two, (), ()), [((0, "Z"),)], 100_000)
    exact = np.mean([(cos(s * 0.5) * cos(r * 1.1)) ** 2 for s in (1, -1) for r in (1, -1)])
    assert sum(found.shares) / 100_000 == pytest.approx(exact, abs=0.01)
    assert chance_of(0.5) == pytest.approx(sin(0.5) ** 2)


def test_clifford_circuits_have_one_path():
    """A GHZ state: Z of one qubit vanishes, the parity of two meets what lies on its way."""
    steps = (
        Clifford("h", 0),
        Clifford("cx", 0, 1),
        Noise(0, 0, 1),
        Clifford("cx", 1, 2),
        Noise(1, 1, 2),
    )
    circuit = PathCircuit(3, steps, (0.1, 0.2), ("two", "two"))
    one, pair, ends, parity = sample(
        circuit,
        [((0, "Z"),), ((0, "Z"), (1, "Z")), ((0, "Z"), (2, "Z")), ((0, "X"), (1, "X"), (2, "X"))],
        64,
    )
    assert one.shares == []
    for paths, cost in ((pair, 0.3), (ends, 0.3), (parity, 0.3)):
        assert set(paths.shares) == {1.0}
        assert len(paths.shares) == 64
        assert paths.totals() == pytest.approx([cost] * 64)
    assert pair.two_qubit_gates == [2.0] * 64


def test_every_clifford_gate_maps_as_qiskit_does():
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Clifford as Tableau
    from qiskit.quantum_info import Pauli

    for name in ("h", "s", "sx", "cx", "cz", "swap"):
        n = 1 if name in ("h", "s", "sx") else 2
        circuit = QuantumCircuit(n)
        getattr(circuit, name)(*range(n))
        for code in range(1, 4**n):
            x = [code >> q & 1 for q in range(n)]
            z = [code >> (n + q) & 1 for q in range(n)]
            before = Pauli((np.array(z, bool), np.array(x, bool)))
            after = before.evolve(Tableau(circuit), frame="h")
            ours_x, ours_z = list(x), list(z)
            sampler._map(name, 0, n - 1, ours_x, ours_z)
            assert list(after.x.astype(int)) == ours_x, (name, code)
            assert list(after.z.astype(int)) == ours_z, (name, code)


def test_both_backends_give_the_same_from_the_same_bits(monkeypatch):
    import random

    circuit = path_circuit(
        native(written("crz-ring", 4, 2)), CLEAN._replace(two_qubit=0.03, one_qubit=(0.01,) * 16)
    )

    def bits(width, seed):
        source = random.Random(seed)
        return lambda: source.getrandbits(width)

    monkeypatch.setattr(sampler, "_random_bits", bits)
    plain = sample(circuit, z_on_each(range(4)), 500, seed=9)
    monkeypatch.setattr(sampler, "WIDE", 0)
    wide = sample(circuit, z_on_each(range(4)), 500, seed=9)
    for one, other in zip(plain, wide, strict=True):
        assert one.shares == other.shares
        assert one.totals() == pytest.approx(other.totals())
        assert one.slopes == pytest.approx(other.slopes)
        assert one.n_angles == other.n_angles


@pytest.mark.parametrize("samples", [300, 40_000])
def test_a_seed_repeats_and_another_differs(samples):
    circuit = path_circuit(native(written("cz-line", 4, 3)), CLEAN)
    first, again, other = (sample(circuit, z_on_each(range(4)), samples, seed=s) for s in (1, 1, 2))
    assert first == again
    assert first != other


@given(st.lists(st.integers(0, 2**40 - 1), max_size=40))
def test_counters_count(hits):
    planes = []
    for hit in hits:
        sampler._count(planes, hit)
    for sample_number in (0, 7, 39):
        expected = sum(hit >> sample_number & 1 for hit in hits)
        counted = sum((plane >> sample_number & 1) << d for d, plane in enumerate(planes))
        assert counted == expected


@st.composite
def noisy_circuits(draw):
    n = draw(st.integers(2, 4))
    wires = st.integers(0, n - 1)
    steps = []
    for _ in range(draw(st.integers(1, 25))):
        a = draw(wires)
        b = draw(wires.filter(lambda w, a=a: w != a))
        kind = draw(st.sampled_from(["cz", "cx", "swap", "h", "ry", "rz", "zz", "noise", "wait"]))
        if kind in ("cz", "cx", "swap"):
            steps.append(Clifford(kind, a, b))
        elif kind == "h":
            steps.append(Clifford("h", a))
        elif kind in ("ry", "rz"):
            steps.append(Rotation(a, (kind == "ry", True)))
        elif kind == "zz":
            steps.append(Rotation(a, (False, True), b, (False, True)))
        elif kind == "noise":
            steps.append(Noise(0, a, draw(st.sampled_from([b, -1]))))
        else:
            steps.append(Wait(a, 1, 2))
    return PathCircuit(n, tuple(steps), (0.3, 0.2, 0.1), ("two", "idle", "idle"))


NOISE_BEFORE_THE_FIRST_ROTATION = PathCircuit(
    2,
    (Noise(0, 0, 1), Rotation(1, (True, True)), Clifford("h", 1)),
    (0.3, 0.2, 0.1),
    ("two", "idle", "idle"),
)


@given(noisy_circuits(), st.integers(0, 3))
@example(NOISE_BEFORE_THE_FIRST_ROTATION, 1)
@settings(max_examples=100)
def test_no_path_leaves_the_bracket(circuit, wire):
    observable = ((wire % circuit.n_qubits, "Z"),)
    held = path_bounds(circuit, [observable])
    (found,) = sample(circuit, [observable], 200)
    for cost in found.totals():
        assert held.cheapest - 1e-9 <= cost <= held.whole_cone + 1e-9
    loosest = path_bounds(circuit)
    assert loosest.cheapest <= held.cheapest + 1e-9
    assert loosest.whole_cone >= held.whole_cone - 1e-9


@given(noisy_circuits())
def test_paths_of_a_noiseless_circuit_pay_nothing(circuit):
    clean = circuit._replace(costs=(0.0, 0.0, 0.0))
    for paths in sample(clean, z_on_each(range(circuit.n_qubits)), 50):
        assert all(cost == 0 for cost in paths.totals())
        assert all(exp(-cost) == 1 for cost in paths.totals())
