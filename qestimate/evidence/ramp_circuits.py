"""LR-QAOA on named qubits: exact on a line, by Pauli paths on any other graph."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from qestimate.catalog.experiment_records import LinearRamp
from qestimate.circuits.linear_ramp import linear_ramp, ramp_angles
from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements
from qestimate.estimation.exact import WIDEST_IDEAL, ideal_values
from qestimate.estimation.observables import parse_observable
from qestimate.estimation.placement import best_line
from qestimate.evidence.layouts import chip_medians, published_medians
from qestimate.evidence.slopes import (
    SAMPLES,
    Slope,
    as_run,
    longer,
    sampled_slope,
    unpublished,
    weighted,
)
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.free_fermions import Layer, neighbour_values
from qestimate.noise.line_damping import line_damping
from qestimate.noise.repricing import sampled

if TYPE_CHECKING:
    from qestimate.catalog.experiment_records import Run
    from qestimate.circuits.native import Entangler, NativeCircuit
    from qestimate.device.elements import Elements
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable, PathCircuit
    from qestimate.noise.repricing import SampledPaths

WIDEST_LINE = 1000
"""Sites up to which a line is worked out exactly: its table takes 64 MB."""

GATES_OF_SWAPPED_RZZ = 1.5
"""Times as many CZ where most edges are no couplers: RZZ and SWAP together take three, RZZ two."""


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
    links = [_link(one) for one in wanted]

    def under(known: Elements) -> Slope | str:
        noise = patch_noise(device, n, patch.qubits, edges, known)
        lacking = unpublished(run, noise)
        if lacking:
            return lacking
        noise = as_run(run, noise, len(edges) * circuit.layers * (1 if entangler == "zz" else 2))
        if patch.routed and not run.two_qubit_gates:
            noise = longer(noise, GATES_OF_SWAPPED_RZZ)
        if circuit.is_line and n <= WIDEST_LINE and None not in links:
            return _on_line(circuit, noise, entangler, device.pulses, links, shared)
        return _by_paths(circuit, noise, entangler, device.pulses, wanted, shared)

    found = under(patch.known)
    if isinstance(found, str):
        return found
    # with medians it is the same wherever the circuit lies
    alike = (circuit, tuple(wanted), run.readout, run.two_qubit_gates, patch.routed)
    key = ("medians", id(device.snapshot), alike)
    if key not in shared:
        known = published_medians(device)
        medians = under(known) if known is not None else ""
        shared[key] = medians.left if isinstance(medians, Slope) else None
    basis = "; ".join(one for one in (patch.basis, found.basis) if one)
    return found._replace(basis=basis, medians=shared[key])


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
    links: list[int | None],
    shared: dict[Any, Any],
) -> Slope | str:
    """Return the slope on a line, where free fermions hold the whole answer."""
    n = circuit.n_qubits
    weight = dict(zip(map(min, circuit.edges), circuit.weights, strict=True))
    weights = [weight[at] for at in range(n - 1)]
    key = (noise, n, entangler, pulses)
    if key not in shared:
        shared[key] = line_damping(noise, n, entangler, pulses)
    ramp = (key, tuple(weights), circuit.layers)
    if ramp not in shared:
        layers = [Layer(zz, x) for zz, x in ramp_angles(weights, circuit.layers)]
        shared[ramp] = neighbour_values(n, layers, shared[key])
    values = shared[ramp]
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
    wanted: list[Observable],
    shared: dict[Any, Any],
) -> Slope | str:
    """Return the slope on any graph, by Pauli paths that the runs of a circuit share.

    Where too few paths are kept, fewer layers stand for all: what noise takes is nearly in
    proportion to the layers of a ramp.
    """
    paths, layers = None, circuit.layers
    while paths is None:
        paths = _paths(circuit._replace(layers=layers), noise, entangler, pulses, wanted, shared)
        if paths is None and layers == 1:
            return "too few Pauli paths end diagonal"
        if paths is None:
            layers = max(1, 2 * layers // 3)
    n = circuit.n_qubits
    noiseless = None
    if len(wanted) == 1 and n <= WIDEST_IDEAL:
        key = ("ideal", circuit._replace(problem=""), tuple(wanted))
        if key not in shared:
            native = _native(circuit, entangler)
            shared[key] = ideal_values(native.to_qiskit(range(n), n_device=n), wanted)
        noiseless = shared[key][0] if shared[key] else None
    found = sampled_slope(paths, noise, wanted, noiseless)
    if layers == circuit.layers:
        return found
    return found._replace(
        gates=found.gates ** (circuit.layers / layers),
        error=found.error * circuit.layers / layers,
        basis=f"too few Pauli paths of {circuit.layers} layers: in proportion to {layers}",
    )


def _paths(
    circuit: LinearRamp,
    noise: PatchNoise,
    entangler: Entangler,
    pulses: int,
    wanted: list[Observable],
    shared: dict[Any, Any],
) -> SampledPaths | None:
    """Return the paths of a circuit; those that another run has sampled, if one has."""
    native = _native(circuit, entangler)

    def build(under: PatchNoise) -> PathCircuit:
        return path_circuit(native, under, pulses, given=True)

    key = (
        circuit._replace(problem=""),
        entangler,
        pulses,
        tuple(wanted),
        noise.one_qubit_duration,
        noise.two_qubit_duration,
        noise._replace(readout=()).missing,
        isinstance(noise.two_qubit, float),
    )
    if key not in shared:
        shared[key] = sampled(build, noise, wanted, SAMPLES)
    found: SampledPaths | None = shared[key]
    return found


def _native(circuit: LinearRamp, entangler: Entangler) -> NativeCircuit:
    return linear_ramp(circuit.n_qubits, circuit.edges, circuit.weights, circuit.layers, entangler)
