"""Predictions against simulations: counts, depth, attenuation, signal, promised precision."""

from __future__ import annotations

from math import ceil, pi, sqrt
from typing import TYPE_CHECKING

from qestimate.circuits import ansatz as find_ansatz
from qestimate.circuits.emission import build
from qestimate.circuits.witness import native_circuit
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.estimation.local_signal import local_signal
from qestimate.estimation.placement import Placement, Unplaced, place
from qestimate.estimation.shots import value_shots
from qestimate.evidence.clifford import CliffordSurrogate, clifford_surrogates, quarter_turns
from qestimate.evidence.transpiler import Transpiled, counted, transpile_on
from qestimate.methods.program import Program
from qestimate.noise.aer import simulate
from qestimate.noise.channels import patch_noise, path_circuit

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from qestimate.device.device import Device
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.channels import PatchNoise

WIDEST = 10
"""Qubits up to which noisy expectation values are simulated; Clifford twins beyond."""

SAMPLES = 1 << 16
"""Pauli paths of a prediction."""

REPEATS = 50
"""Experiments of each circuit in which the promised precision is tried."""

SEEDS = 3
"""Seeds of the transpiler."""

TRANSPILED = 6
"""Circuits that are simulated as transpiled as well."""

SURROGATE_SHOTS = 20_000
"""Shots of a Clifford twin."""


FAINTEST = 1e-5
"""Attenuation below which no experiment of any number of shots is tried."""

LARGEST = 100_000
"""Two-qubit gates up to which a circuit is simulated."""


class Case(NamedTuple):
    """What is to be verified."""

    ansatz: str
    n_qubits: int
    n_layers: int
    device: Device
    n_circuits: int
    precision: float
    confidence: float
    seed: int


class Verified(NamedTuple):
    """Predicted and simulated, side by side. None where it was not simulated."""

    case: Case
    placement: Placement
    written: tuple[int, int, int]
    """One-qubit pulses, two-qubit gates and depth of the circuit as written out."""
    transpiled: Transpiled | None
    predicted: LocalSignal
    attenuation: float
    """Slope of noisy against noiseless expectation values; of twins, the mean left of them."""
    attenuation_error: float
    """Its standard error, over circuits."""
    attenuation_transpiled: float | None
    """The same of the circuit as Qiskit's transpiler puts it on the patch."""
    signal_std: float | None
    """Root mean square of the noisy expectation values."""
    signal_error: float | None
    shots: int | None
    """Predicted for the precision."""
    inside: float | None
    """Share of experiments with all values within the precision of what noise leaves, rescaled."""
    inside_ideal: float | None
    """The same, of the noiseless values."""
    offset: float | None
    """What relaxation adds to a value whatever the angles: root mean square over wires."""
    surrogates: tuple[CliffordSurrogate, ...]

    @property
    def ratio(self) -> float | None:
        """Predicted over simulated attenuation; None where nothing is left to compare."""
        value = self.predicted.attenuation.value
        if self.surrogates:
            value = sum(t.predicted for t in self.surrogates) / len(self.surrogates)
        return None if value is None or not self.attenuation else value / self.attenuation


def program_of(ansatz: str, n_qubits: int, n_layers: int) -> Program:
    """Return a program that is a circuit once, read by <Z> of each qubit."""
    return Program(
        method=ansatz,
        ansatz=ansatz,
        n_qubits=n_qubits,
        n_layers=n_layers,
        quantum_parameters=1,
        classical_parameters=0,
        circuits_forward=1,
        circuits_epoch=1,
        circuits_run=1,
        evaluations=1,
        readout="local",
        n_observables=n_qubits,
    )


def verify(case: Case) -> Iterator[float | Verified]:
    """Yield the share of the work that is done, and the result at the end.

    Raises:
        ScenarioError: A circuit that has no place on the device.
        DomainError: Errors that are not published, without which nothing can be simulated.
    """
    program = program_of(case.ansatz, case.n_qubits, case.n_layers)
    placement = place(program, case.device)
    if isinstance(placement, Unplaced):
        raise ScenarioError(
            f"{case.ansatz} on {case.device.id}: {placement.reason}",
            hint="another device"
            if placement.limit == "gates"
            else "fewer qubits or another device",
        )
    pairs = [(a, b) for a, b, _ in placement.edges]
    noise = patch_noise(case.device, placement.width, placement.qubits, pairs)
    known = [name for name in noise.missing if not name.startswith("idle")]
    if known:
        raise DomainError(
            f"{case.device.id}: {', '.join(known)} not published", hint="set it by its flag"
        )
    if placement.counts.two_qubit_gates > LARGEST:
        raise ScenarioError(
            f"{case.ansatz} on {case.n_qubits} qubits with {case.n_layers} layers has "
            f"{placement.counts.two_qubit_gates:,} two-qubit gates; {LARGEST:,} can be simulated",
            hint="fewer qubits or layers",
        )
    predicted = local_signal(program, placement, case.device, samples=SAMPLES, seed=case.seed)
    wide = case.n_qubits > WIDEST
    written = native_circuit(program, placement, [0.7] * _n_angles(case))
    sizes = (
        written.n_one_qubit * case.device.pulses,
        written.n_two_qubit,
        int(written.depth(one_qubit=case.device.pulses)),
    )
    compared = None
    if not wide:
        circuit = build(find_ansatz(case.ansatz), case.n_qubits, case.n_layers, _angles(case, 0))
        compared = counted(
            [transpile_on(circuit, placement, case.device, seed) for seed in range(SEEDS)]
        )
    if wide:
        yield from _by_surrogates(case, placement, noise, predicted, sizes)
    else:
        yield from _by_aer(case, placement, noise, predicted, sizes, compared)


def _n_angles(case: Case) -> int:
    return int(find_ansatz(case.ansatz).n_angles(case.n_qubits, case.n_layers))


def _angles(case: Case, number: int) -> list[float]:
    """Return random angles; a CRZ has a period of two turns."""
    import numpy as np

    random = np.random.default_rng([case.seed, number])
    return [float(x) for x in random.uniform(0, 4 * pi, _n_angles(case))]


def _by_aer(
    case: Case,
    placement: Placement,
    noise: PatchNoise,
    predicted: LocalSignal,
    sizes: tuple[int, int, int],
    compared: Transpiled | None,
) -> Iterator[float | Verified]:
    """Simulate random circuits, and experiments with the predicted shots."""
    import numpy as np

    program = program_of(case.ansatz, case.n_qubits, case.n_layers)
    readout = np.exp(-np.array(noise.readout or [0.0] * placement.width))
    ideal, noisy, ideal_transpiled, noisy_transpiled = [], [], [], []
    for number in range(case.n_circuits):
        angles = _angles(case, number)
        native = native_circuit(program, placement, angles)
        circuit = native.to_qiskit(
            range(case.n_qubits), n_device=case.n_qubits, pulses=case.device.pulses
        )
        values = simulate(circuit, noise, range(case.n_qubits), seed=case.seed + number)
        ideal.append(values.ideal)
        noisy.append(np.array(values.noisy) * readout)
        if number < TRANSPILED:
            logical = build(find_ansatz(case.ansatz), case.n_qubits, case.n_layers, angles)
            circuit = transpile_on(logical, placement, case.device, seed=0)
            layout = circuit.layout
            ends = layout.final_index_layout() if layout else list(range(case.n_qubits))
            values = simulate(circuit, noise, ends, seed=case.seed + number)
            ideal_transpiled.append(values.ideal)
            noisy_transpiled.append(np.array(values.noisy) * readout[ends])
        yield (number + 1) / case.n_circuits
    x, y = np.array(ideal), np.array(noisy)
    slope, offset = _line(x, y)
    centred = x - x.mean(axis=0)
    scatter = (centred * (y - offset - slope * x)).sum(axis=1)
    error = sqrt(float((scatter**2).sum())) / float((centred * centred).sum())
    rms = sqrt(float((y * y).mean()))
    rms_error = float((y * y).mean(axis=1).std()) / sqrt(len(y)) / (2 * rms)
    shots = inside = inside_ideal = None
    if predicted.attenuation.value and predicted.attenuation.value > FAINTEST:
        needed = value_shots(case.precision, case.confidence, case.n_qubits)
        shots = ceil(needed / predicted.attenuation.value**2)
        inside, inside_ideal = _coverage(
            x, y, slope, offset, predicted.attenuation.value, shots, case
        )
    yield Verified(
        case,
        placement,
        sizes,
        compared,
        predicted,
        slope,
        error,
        _line(np.array(ideal_transpiled), np.array(noisy_transpiled))[0],
        rms,
        rms_error,
        shots,
        inside,
        inside_ideal,
        sqrt(float((offset * offset).mean())),
        (),
    )


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the slope of noisy against noiseless values, and the offset of each wire."""
    dx, dy = x - x.mean(axis=0), y - y.mean(axis=0)
    slope = float((dx * dy).sum() / (dx * dx).sum())
    return slope, y.mean(axis=0) - slope * x.mean(axis=0)


def _coverage(
    ideal: np.ndarray,
    noisy: np.ndarray,
    slope: float,
    offset: np.ndarray,
    attenuation: float,
    shots: int,
    case: Case,
) -> tuple[float, float]:
    """Repeat experiments with some shots; return how often all values are precise enough.

    A value is the mean of outcomes, less the constant offset of its wire, over the predicted
    attenuation. It is held against what noise leaves over the attenuation found, and against the
    noiseless value.
    """
    import numpy as np

    random = np.random.default_rng([case.seed, 1])
    ones = random.binomial(shots, (1 + noisy) / 2, (REPEATS, *noisy.shape))
    found = (2 * ones / shots - 1 - offset) / attenuation

    def share(truth: np.ndarray) -> float:
        return float((np.abs(found - truth) <= case.precision).all(axis=2).mean())

    return share((noisy - offset) / slope), share(ideal)


def _by_surrogates(
    case: Case,
    placement: Placement,
    noise: PatchNoise,
    predicted: LocalSignal,
    sizes: tuple[int, int, int],
) -> Iterator[float | Verified]:
    """Simulate Clifford twins at full width."""
    program = program_of(case.ansatz, case.n_qubits, case.n_layers)
    step = pi if case.ansatz == "crz-ring" else pi / 2
    readout = noise.readout or (0.0,) * placement.width
    found: list[CliffordSurrogate] = []
    for number in range(case.n_circuits):
        angles = quarter_turns(_n_angles(case), case.seed + number, step=step)
        if case.ansatz == "crz-ring":
            angles = _rotations_by_quarters(angles, case)
        native = native_circuit(program, placement, angles)
        steps = path_circuit(native, noise, case.device.pulses, given=True)
        found += clifford_surrogates(steps, readout, SURROGATE_SHOTS, case.seed + number)
        yield (number + 1) / case.n_circuits
    mean = sum(t.simulated for t in found) / len(found) if found else 0.0
    error = sqrt(sum(t.error**2 for t in found)) / len(found) if found else 0.0
    yield Verified(
        case=case,
        placement=placement,
        written=sizes,
        transpiled=None,
        predicted=predicted,
        attenuation=mean,
        attenuation_error=error,
        attenuation_transpiled=None,
        signal_std=None,
        signal_error=None,
        shots=None,
        inside=None,
        inside_ideal=None,
        offset=None,
        surrogates=tuple(found),
    )


def _rotations_by_quarters(angles: list[float], case: Case) -> list[float]:
    """Halve the angles of RY: a CRZ is Clifford at half turns, a rotation at quarter turns."""
    n = case.n_qubits
    return [
        angle if (index // n) % 5 in (1, 3) else angle / 2 for index, angle in enumerate(angles)
    ]
