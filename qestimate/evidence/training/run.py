"""Train a small circuit with a linear head under noise, with as many shots as are asked for."""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from qestimate.circuits import ansatz as find_ansatz
from qestimate.core.records import NamedTuple
from qestimate.evidence.training.simulator import NoisyCircuit, noisy_steps
from qestimate.evidence.training.tasks import (
    N_TEST,
    N_TRAIN,
    Samples,
    TaskName,
    cross_entropy,
    digits,
    squares,
    uniform,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from qestimate.noise.channels import PatchNoise

    Array = NDArray[np.float64]

STEPS = 300
"""Training steps, as many as three epochs over 3,000 samples take."""

BATCH = 32
"""Samples of a step."""

RATE = 0.05
"""Learning rate of Adam at the first step; it falls to zero in a line."""

NUDGE = 0.2
"""How far simultaneous perturbation moves every angle. [rad]"""

SHIFT_NOISE = {"ry": 0.5, "crz": 0.375}
"""Variance of a derivative by parameter shift over that of one shot's outcome, per circuit and
shot: two circuits, halved, for a rotation; the four-term rule for a controlled one.
Source: [pennylane-docs]."""


class Training(NamedTuple):
    """One way to train."""

    task: TaskName
    ansatz: str
    n_qubits: int
    n_layers: int
    value_shots: float
    """Of a circuit that is read for its values; inf for exact values."""
    gradient_shots: float
    """Of each circuit that a gradient adds; 0 leaves the angles as they start."""
    rule: str = "parameter-shift"


class Sizes(NamedTuple):
    """Size of what is measured, mean over data and random angles."""

    ideal: float
    """Variance of a value without noise. [1]"""
    noisy: float
    """The same under noise."""
    gradient: float
    """Variance of a derivative by one angle under noise. [rad^-2]"""
    attenuation: float
    """Slope of noisy on noiseless values."""


class Circuit(NamedTuple):
    """A circuit with and without noise, and which of its angles are what."""

    n: int
    noisy: NoisyCircuit
    ideal: NoisyCircuit
    data: NDArray[np.int64]
    """Numbers of the angles that carry data, feature by feature in turn."""
    trained: NDArray[np.int64]
    shift_noise: Array
    """Of each trained angle: see ``SHIFT_NOISE``."""
    n_angles: int


def circuit_of(case: Training, noise: PatchNoise | None, pulses: int = 1) -> Circuit:
    """Return the circuit of a case under the noise of a patch."""
    ansatz, n, layers = find_ansatz(case.ansatz), case.n_qubits, case.n_layers
    gates = list(ansatz.operations(n, layers, "written"))
    n_angles = int(ansatz.n_angles(n, layers))
    per_layer = n_angles // layers
    numbers = np.arange(n_angles)
    if case.task == "weights":
        data = numbers[:0]
    elif case.ansatz == "crz-ring":  # data again in each layer
        data = numbers[numbers % per_layer < n]
    else:
        data = numbers[:n]
    kinds = {gate.angle: gate.name for gate in gates if gate.angle is not None}
    trained = np.setdiff1d(numbers, data)
    readout = [1.0] * n
    if noise is not None and noise.readout is not None:
        readout = [float(np.exp(-loss)) for loss in noise.readout]
    return Circuit(
        n,
        NoisyCircuit(n, list(noisy_steps(gates, noise, pulses)), readout),
        NoisyCircuit(n, list(noisy_steps(gates, None)), [1.0] * n),
        data,
        trained,
        np.array([SHIFT_NOISE[kinds[k]] for k in trained]),
        n_angles,
    )


def sizes_of(case: Training, circuit: Circuit, seed: int = 0, draws: int = 512) -> Sizes:
    """Return how large values and derivatives are over random angles and data."""
    random = np.random.default_rng([seed, 7])
    angles = random.uniform(0, 2 * np.pi, (circuit.n_angles, draws))
    read = _Read(case, circuit.noisy)
    state = circuit.noisy.forward(angles)
    noisy = read.values(state)
    ideal = _Read(case, circuit.ideal).values(circuit.ideal.forward(angles))
    weights = random.choice([-1.0, 1.0], noisy.shape)
    slopes = circuit.noisy.backward(state, read.weights(weights), angles)[circuit.trained]
    ideal -= ideal.mean(axis=1, keepdims=True)
    noisy -= noisy.mean(axis=1, keepdims=True)
    return Sizes(
        float((ideal**2).mean()),
        float((noisy**2).mean()),
        float((slopes**2).mean()) / noisy.shape[0],
        float((ideal * noisy).sum() / (ideal**2).sum()),
    )


class _Read:
    """How a circuit is read: <Z> of each qubit, or all probabilities times 2^(n/2).

    So scaled, one shot leaves a variance of about one on either.
    """

    def __init__(self, case: Training, circuit: NoisyCircuit) -> None:
        self.whole = case.task == "weights"
        self.circuit = circuit
        self.scale = 2.0 ** (case.n_qubits / 2)

    def values(self, state: Array) -> Array:
        shown = self.circuit.probabilities if self.whole else self.circuit.values
        found: Array = (self.scale if self.whole else 1.0) * shown(state)
        return found

    def weights(self, weights: Array) -> Array:
        if self.whole:
            return self.circuit.weights_of_probabilities(weights * self.scale)
        return self.circuit.weights_of_values(weights)

    def measured(self, values: Array, shots: float, random: np.random.Generator) -> Array:
        """Return values as a number of shots shows them."""
        if shots == inf:
            return values
        n = max(1, round(shots))
        if self.whole:
            chances = np.clip(values / self.scale, 0, None)
            chances /= chances.sum(axis=0)
            drawn = random.multinomial(n, chances.T).T
            outcomes: Array = self.scale * drawn / n
            return outcomes
        ones = random.binomial(n, np.clip((1 + values) / 2, 0, 1))
        found: Array = 2 * ones / n - 1
        return found

    def spread(self, weights: Array, values: Array) -> Array:
        """Return the variance of a weighted sum of the outcomes of one shot. [samples]"""
        mean: Array = (weights * values).sum(axis=0)
        found: Array = (weights**2 * (1 - values**2)).sum(axis=0)
        if self.whole:
            found = (weights**2 * values).sum(axis=0) * self.scale - mean**2
        return found


class _Passed(NamedTuple):
    """A batch that went through a circuit."""

    read: _Read
    angles: Array
    """[angles, seeds * samples], rad"""
    state: Array
    """Expectation values of all Pauli operators."""
    values: Array
    """What is read, exactly."""
    n_seeds: int


class Setting(NamedTuple):
    """Data and start of some seeds; the same whatever the noise and the shots."""

    train: Samples
    test: Samples
    angles: Array
    """[trained angles, seeds], rad"""
    loss: Callable[[Array, Array], tuple[Array, Array]]


def setting_of(case: Training, circuit: Circuit, seeds: list[int]) -> Setting:
    """Return the task of a case for some seeds."""
    streams = [np.random.default_rng([seed, 1]) for seed in seeds]
    n_trained = len(circuit.trained)
    angles = np.stack([s.uniform(0, 2 * np.pi, n_trained) for s in streams], axis=1)
    if case.task == "digits":
        train, test = digits(case.n_qubits, N_TRAIN, streams)
        return Setting(train, test, angles, cross_entropy)
    teachers = np.stack([s.uniform(0, 2 * np.pi, n_trained) for s in streams], axis=1)
    read = _Read(case, circuit.ideal)
    if case.task == "weights":
        nothing = np.zeros((0, len(seeds), 1))
        shown = read.values(circuit.ideal.forward(_all_angles(circuit, nothing, teachers)))
        targets = shown.reshape(shown.shape[0], len(seeds), 1)
        targets = (targets - targets.mean(axis=0)) / targets.std(axis=0)
        samples = Samples(nothing, targets)
        return Setting(samples, samples, angles, squares)
    both = []
    weights = np.stack([s.normal(size=case.n_qubits) for s in streams], axis=1)
    scale = None
    for n_samples in (N_TRAIN, N_TEST):
        data = uniform(case.n_qubits, n_samples, streams)
        shown = read.values(circuit.ideal.forward(_all_angles(circuit, data, teachers)))
        said = np.einsum("ks,kst->st", weights, shown.reshape(-1, len(seeds), n_samples))
        if scale is None:
            scale = said.mean(axis=1, keepdims=True), said.std(axis=1, keepdims=True)
        both.append(Samples(data, ((said - scale[0]) / scale[1])[None]))
    return Setting(both[0], both[1], angles, squares)


def _all_angles(circuit: Circuit, data: Array, trained: Array) -> Array:
    """Return the angles of the whole circuit for each seed and sample. [angles, seeds * samples]"""
    n_seeds, n_samples = data.shape[1:]
    found = np.empty((circuit.n_angles, n_seeds, n_samples))
    if len(circuit.data):
        found[circuit.data] = np.resize(data, (len(circuit.data), n_seeds, n_samples))
    found[circuit.trained] = trained[:, :, None]
    return found.reshape(circuit.n_angles, -1)


class _Adam:
    """The optimizer Adam with its usual constants, and a rate that falls to zero."""

    def __init__(self, start: Array) -> None:
        self.at = start.copy()
        self.mean, self.square = np.zeros_like(start), np.zeros_like(start)
        self.step = 0

    def move(self, slope: Array, rate: float) -> None:
        self.step += 1
        self.mean += 0.1 * (slope - self.mean)
        self.square += 0.001 * (slope**2 - self.square)
        mean = self.mean / (1 - 0.9**self.step)
        square = self.square / (1 - 0.999**self.step)
        self.at -= rate * mean / (np.sqrt(square) + 1e-8)


def train(
    case: Training,
    circuit: Circuit,
    setting: Setting,
    sizes: Sizes,
    seed: int = 0,
    *,
    noiseless: bool = False,
) -> Iterator[float | Array]:
    """Train, and yield the share of the work that is done, then the loss of each seed in a test.

    Args:
        case: What is trained, and with how many shots.
        circuit: Its circuit.
        setting: Its data.
        sizes: How large values are, by which a head scales them.
        seed: Of batches and shots.
        noiseless: Whether to leave out the noise of the device.
    """
    random = np.random.default_rng([seed, 2])
    noisy = circuit.ideal if noiseless else circuit.noisy
    read = _Read(case, noisy)
    size = sqrt(sizes.ideal if noiseless else sizes.noisy)
    n_seeds = setting.angles.shape[1]
    pooled = case.task == "weights"  # one head for all outcomes
    n_outputs = setting.train.targets.shape[0]
    n_values = case.n_qubits
    angles = _Adam(setting.angles)
    head = _Adam(np.zeros((2, n_seeds)) if pooled else np.zeros((n_outputs, n_values + 1, n_seeds)))

    def passed_by(samples: Samples) -> _Passed:
        every = _all_angles(circuit, samples.data, angles.at)
        state = noisy.forward(every)
        return _Passed(read, every, state, read.values(state), n_seeds)

    def said(shown: Array) -> Array:
        """Return predictions from scaled values. [outputs, seeds, samples]"""
        if pooled:
            alike: Array = head.at[0][None, :, None] * shown + head.at[1][None, :, None]
            return alike
        with_bias = np.concatenate([shown, np.ones((1, *shown.shape[1:]))])
        found: Array = np.einsum("oks,kst->ost", head.at, with_bias)
        return found

    def scaled(values: Array, n_samples: int) -> Array:
        centre = 1 / read.scale if pooled else 0.0
        found: Array = ((values - centre) / size).reshape(-1, n_seeds, n_samples)
        return found

    for step in range(STEPS):
        samples = setting.train
        if not pooled:
            rows = random.integers(0, samples.data.shape[2], BATCH)
            samples = Samples(samples.data[:, :, rows], samples.targets[:, :, rows])
        n_samples = samples.targets.shape[2]
        passed = passed_by(samples)
        shown = scaled(read.measured(passed.values, case.value_shots, random), n_samples)
        _, pull = setting.loss(said(shown), samples.targets)
        if pooled:
            slope = np.stack([(pull * shown).sum(axis=(0, 2)), pull.sum(axis=(0, 2))])
            back = pull * head.at[0][None, :, None]
        else:
            with_bias = np.concatenate([shown, np.ones((1, *shown.shape[1:]))])
            slope = np.einsum("ost,kst->oks", pull, with_bias)
            back = np.einsum("ost,oks->kst", pull, head.at[:, :-1])
        rate = RATE * (1 - step / STEPS)
        if case.gradient_shots:
            weights = (back / size).reshape(passed.values.shape)
            derive = _perturbed if case.rule == "spsa" else _shifted
            angles.move(derive(case, circuit, passed, weights, random), rate)
        head.move(slope, rate)
        yield (step + 1) / STEPS
    measured = read.measured(passed_by(setting.test).values, case.value_shots, random)
    shown = scaled(measured, setting.test.targets.shape[2])
    yield setting.loss(said(shown), setting.test.targets)[0]


def _shifted(
    case: Training,
    circuit: Circuit,
    passed: _Passed,
    weights: Array,
    random: np.random.Generator,
) -> Array:
    """Return the derivative by parameter shift, as so many shots a circuit show it.

    The derivative is exact and the noise of shots is drawn at once for a whole batch: its
    variance is that of the unshifted circuit, outcomes of different qubits taken as independent.
    """
    one = passed.read.spread(weights, passed.values).reshape(passed.n_seeds, -1).sum(axis=1)
    pull = passed.read.weights(weights)
    every = passed.read.circuit.backward(passed.state, pull, passed.angles)[circuit.trained]
    slopes: Array = every.reshape(len(circuit.trained), passed.n_seeds, -1).sum(axis=2)
    if case.gradient_shots == inf:
        return slopes
    spread = circuit.shift_noise[:, None] * one / case.gradient_shots
    found: Array = slopes + np.sqrt(spread) * random.normal(size=spread.shape)
    return found


def _perturbed(
    case: Training,
    circuit: Circuit,
    passed: _Passed,
    weights: Array,
    random: np.random.Generator,
) -> Array:
    """Return the derivative by simultaneous perturbation: all angles moved at once, both ways."""
    signs = random.choice([-1.0, 1.0], (len(circuit.trained), passed.n_seeds))
    each = np.repeat(signs, passed.angles.shape[1] // passed.n_seeds, axis=1)
    lost = []
    for way in (1, -1):
        angles = passed.angles.copy()
        angles[circuit.trained] += way * NUDGE * each
        values = passed.read.values(passed.read.circuit.forward(angles))
        shown = passed.read.measured(values, case.gradient_shots, random)
        lost.append((weights * shown).sum(axis=0).reshape(passed.n_seeds, -1).sum(axis=1))
    found: Array = signs * (lost[0] - lost[1]) / (2 * NUDGE)
    return found
