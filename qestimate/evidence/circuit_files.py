"""Circuits from files on named qubits: by Pauli paths, as Qiskit's transpiler puts them there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.experiment_records import CircuitFile
from qestimate.core.errors import CircuitFileError, DomainError
from qestimate.core.records import NamedTuple
from qestimate.estimation.compiled_circuit import noise_of, path_circuit_of
from qestimate.estimation.exact import ideal_values
from qestimate.estimation.observables import parse_observable
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.transpile import Layout, compiled
from qestimate.estimation.written_circuit import built
from qestimate.evidence.layouts import published_medians
from qestimate.evidence.slopes import SAMPLES, Slope, as_run, sampled_slope, unpublished
from qestimate.formats.circuits.reading import read_circuits
from qestimate.noise.repricing import sampled

if TYPE_CHECKING:
    from qestimate.catalog.experiment_records import Run
    from qestimate.device.device import Device
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable
    from qestimate.noise.repricing import SampledPaths


class _Sampled(NamedTuple):
    """A circuit on its qubits, with its Pauli paths."""

    compiled: CompiledCircuit
    noise: PatchNoise
    observables: list[Observable]
    """On the wires where the qubits of the file end."""
    paths: SampledPaths | None

    @classmethod
    def of(cls, found: CompiledCircuit, device: Device, wanted: list[Observable]) -> _Sampled:
        """Sample the paths of some observables of a compiled circuit."""
        noise = noise_of(found, device)
        on_wires = [tuple((found.final[q], pauli) for q, pauli in one) for one in wanted]
        paths = sampled(lambda under: path_circuit_of(found, under), noise, on_wires, SAMPLES)
        return cls(found, noise, on_wires, paths)


def file_slope(run: Run, shared: dict[Any, Any]) -> Slope | str:
    """Return what noise leaves of the observables of a run, or why that cannot be said.

    Args:
        run: Of a circuit from a file.
        shared: Work of other runs that can be used again, by what it is of; is added to.

    Raises:
        CircuitFileError: A file that cannot be read, or a circuit with free parameters.
    """
    logical = _read(run, shared)
    if run.qubits != logical.n_qubits:
        return f"{run.qubits} qubits are named, the circuit has {logical.n_qubits}"
    try:
        wanted = [
            parse_observable(text, logical.n_qubits, logical.numbers) for text in run.observables
        ]
    except DomainError as error:
        return error.message
    device = run.device
    key = (run.circuit, run.physical, repr(device.record), tuple(wanted))
    if key not in shared:
        placed = compiled(built(logical), device, 1, Layout(run.physical))
        shared[key] = (
            placed if isinstance(placed, Unplaced) else _Sampled.of(placed, device, wanted)
        )
    kept = shared[key]
    if isinstance(kept, Unplaced):
        return kept.reason
    compiled_circuit, noise, on_wires, paths = kept
    ideal = ideal_values(built(logical), wanted[:1])
    lacking = unpublished(run, noise)
    if lacking:
        return lacking
    if paths is None:
        return "too few Pauli paths end diagonal"
    n_gates = compiled_circuit.placement.counts.two_qubit_gates

    def under(noise: PatchNoise) -> Slope:
        return sampled_slope(
            paths, as_run(run, noise, n_gates), on_wires, ideal[0] if ideal else None
        )

    known = published_medians(device)
    medians = under(noise_of(compiled_circuit, device, known)).left if known else None
    return under(noise)._replace(basis="gates as the transpiler puts them", medians=medians)


def _read(run: Run, shared: dict[Any, Any]) -> LogicalCircuit:
    """Return the circuit of a run."""
    if not isinstance(run.circuit, CircuitFile):
        raise TypeError("no circuit from a file")
    path = run.circuit.path
    if path not in shared:
        (first, *others) = read_circuits(path)
        if others or first.n_parameters:
            what = "several circuits" if others else "parameters without a value"
            raise CircuitFileError(f"{path}: {what}", hint="one circuit whose angles are given")
        shared[path] = first
    found: LogicalCircuit = shared[path]
    return found
