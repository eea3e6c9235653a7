"""LR-QAOA on named qubits: exact on a line, by Pauli paths on any other graph."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from qestimate.catalog.experiment_records import LinearRamp
from qestimate.circuits.linear_ramp import linear_ramp, ramp_angles
from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements
from qestimate.estimation.circuit import parse_observable
from qestimate.estimation.exact import WIDEST_IDEAL, ideal_values
from qestimate.estimation.placement import best_line
from qestimate.evidence.layouts import chip_medians
from qestimate.evidence.slopes import SAMPLES, Slope, readable, unpublished, weighted
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.free_fermions import Layer, neighbour_values
from qestimate.noise.line_damping import line_damping
from qestimate.noise.repricing import left_of, sampled

if TYPE_CHECKING:
    from qestimate.catalog.experiment_records import Run
    from qestimate.circuits.native import Entangler
    from qestimate.device.elements import Elements
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable, PathCircuit

WIDEST_LINE = 1000
"""Sites up to which a line is worked out exactly: its table takes 64 MB."""

SWAPPED = 1.5
"""Times as many CZ where most edges are no couplers: RZZ and SWAP together take three."""


class _Patch(NamedTuple):
    """Where a circuit lies."""

    qubits: tuple[int, ...]
    known: Elements
    basis: str
    routed: bool
    """Whether most edges are no couplers."""


def ramp_slope(run: Run, shared: dict[Any, Any]) -> Slope | str:
    """Return what noise leaves of the observables of a run, or why that cannot be said.

    Args:
        run: Of a circuit with linear ramps.
        shared: Work of other runs that can be used again, by what it is of; is added to.
    """
    circuit, device = run.circuit, run.device
    if not isinstance(circuit, LinearRamp):
        raise TypeError("no circuit with linear ramps")
    if device.entangler is None:
        return f"no formula for the native gate {device.two_qubit_gate}"
    entangler: Entangler = "zz" if device.entangler == "zz" else "cz"
    n = circuit.n_qubits
    try:
        wanted = [parse_observable(text, n) for text in run.observables]
    except DomainError as error:
        return error.message
    edges = [(min(edge), max(edge)) for edge in circuit.edges]
    wanted = wanted or [((a, "Z"), (b, "Z")) for a, b in edges]
    patch = _patch(run, circuit)
    noise = patch_noise(device, n, patch.qubits, edges, patch.known)
    lacking = unpublished(run, noise)
    if lacking:
        return lacking
    noise = readable(run, noise)
    counted = len(edges) * circuit.layers * (1 if entangler == "zz" else 2)
    longer = run.two_qubit_gates / counted if run.two_qubit_gates else 1.0
    if patch.routed and not run.two_qubit_gates:
        longer = SWAPPED
    links = [_link(one) for one in wanted]
    if circuit.is_line and n <= WIDEST_LINE and None not in links:
        found = _on_line(circuit, noise, entangler, device.pulses, longer, links)
    else:
        found = _by_paths(circuit, noise, entangler, device.pulses, longer, wanted, shared)
    if isinstance(found, Slope):
        return found._replace(basis=patch.basis)
    return found


def _link(observable: Observable) -> int | None:
    """Return the first site of ZZ on neighbours; None for another observable."""
    if len(observable) != 2 or any(pauli != "Z" for _, pauli in observable):
        return None
    low, high = sorted(wire for wire, _ in observable)
    return low if high == low + 1 else None


def _patch(run: Run, circuit: LinearRamp) -> _Patch:
    """Return the qubits of a run: those that are named, else the best line for a line."""
    device, known = run.device, elements(run.device)
    if not device.snapshot.qubits:
        return _Patch((), known, "", False)
    qubits = run.physical
    if not qubits and circuit.is_line:
        qubits = best_line(device, circuit.n_qubits, 2.0 * circuit.layers, 1.0) or ()
    if not qubits:
        reason = "qubits not published" if not circuit.is_line else "no line is that long"
        return _Patch((), chip_medians(device), f"{reason}: medians of the chip", False)
    table = known.two_qubit
    pairs = [tuple(sorted((qubits[a], qubits[b]))) for a, b in circuit.edges]
    dead = [pair for pair in pairs if table.own and pair not in table.own]
    if 2 * len(dead) > len(pairs):
        basis = "most edges are no couplers: three gates for RZZ and SWAP, mean error of couplers"
        return _Patch(qubits, known, basis, True)
    basis = ""
    if dead:
        count = "1 coupler" if len(dead) == 1 else f"{len(dead)} couplers"
        basis = f"{count} without calibration: mean of the others"
    return _Patch(qubits, known, basis, False)


def _on_line(
    circuit: LinearRamp,
    noise: PatchNoise,
    entangler: Entangler,
    pulses: int,
    longer: float,
    links: list[int | None],
) -> Slope | str:
    """Return the slope on a line, where free fermions hold the whole answer."""
    n = circuit.n_qubits
    weight = dict(zip(map(min, circuit.edges), circuit.weights, strict=True))
    weights = [weight[at] for at in range(n - 1)]
    layers = [Layer(zz, x) for zz, x in ramp_angles(weights, circuit.layers)]
    damping = line_damping(noise, n, entangler, pulses, longer=longer)
    values = neighbour_values(n, layers, damping)
    read = noise.readout or (0.0,) * n
    at = [link for link in links if link is not None]
    noiseless = [values.noiseless[link] for link in at]
    left = weighted(
        noiseless,
        [values.noisy[link] for link in at],
        [exp(-read[link] - read[link + 1]) for link in at],
    )
    if left is None:
        return "no observable is there without noise"
    waits = "idle error" in noise.missing
    return Slope(*left, "free fermions, exact", noiseless[0], waits)


def _by_paths(
    circuit: LinearRamp,
    noise: PatchNoise,
    entangler: Entangler,
    pulses: int,
    longer: float,
    wanted: list[Observable],
    shared: dict[Any, Any],
) -> Slope | str:
    """Return the slope on any graph, by Pauli paths that the runs of a circuit share."""
    n = circuit.n_qubits
    native = linear_ramp(n, circuit.edges, circuit.weights, circuit.layers, entangler)

    def build(noise: PatchNoise) -> PathCircuit:
        return path_circuit(native, noise, pulses, given=True)

    key = (
        circuit._replace(problem=""), entangler, pulses, tuple(wanted), noise.one_qubit_duration,
        noise.two_qubit_duration, noise.missing, isinstance(noise.two_qubit, float),
    )  # fmt: skip
    if key not in shared:
        shared[key] = sampled(build, noise, wanted, SAMPLES)
    paths = shared[key]
    if paths is None:
        return "too few Pauli paths end diagonal"
    left = left_of(paths, noise, wanted, longer=longer)
    noiseless = None
    if len(wanted) == 1 and n <= WIDEST_IDEAL:
        values = ideal_values(native.to_qiskit(range(n), n_device=n), wanted)
        noiseless = values[0] if values else None
    waits = "idle error" in noise.missing
    readout = left.after_readout / left.before_readout if left.before_readout else 1.0
    return Slope(left.before_readout, readout, "Pauli paths", noiseless, waits, left.error)
