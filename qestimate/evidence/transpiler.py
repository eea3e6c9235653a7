"""Qiskit's transpiler on the same patch, for comparison with the closed forms.

The transpiler is not the optimum: it keeps the order of gates that commute, and routes by
heuristics. Its figures are given with their spread over seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from qestimate.circuits import ansatz
from qestimate.circuits.emission import build
from qestimate.circuits.witness import some_angles
from qestimate.core.records import NamedTuple
from qestimate.estimation.estimate import estimate
from qestimate.estimation.placement import Placement, Unplaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate

LARGEST = 20_000
"""Gates above which transpiling takes minutes; such circuits are left out."""

LEVEL = 3
"""Optimization level of the transpiler."""


class Spread(NamedTuple):
    """Least and greatest over seeds."""

    least: int
    greatest: int

    def __str__(self) -> str:
        return (
            f"{self.least:,}"
            if self.least == self.greatest
            else f"{self.least:,} to {self.greatest:,}"
        )


class Transpiled(NamedTuple):
    """What the transpiler made of one circuit."""

    two_qubit_gates: Spread
    one_qubit_gates: Spread
    depth: Spread
    two_qubit_depth: Spread


def transpiled(e: Estimate, seeds: int) -> Transpiled | None:
    """Transpile the circuit of an estimate to its patch.

    Args:
        e: A placed estimate.
        seeds: Seeds 0 ... seeds - 1 are tried.

    Returns:
        None if there is no placement or the circuit is larger than LARGEST gates.
    """
    placed, program = e.placement, e.program
    if isinstance(placed, Unplaced) or placed.counts.two_qubit_gates > LARGEST:
        return None
    found = ansatz(program.ansatz)
    circuit = build(
        found,
        program.n_qubits,
        program.n_layers,
        some_angles(found.n_angles(program.n_qubits, program.n_layers)),
    )
    return counted([transpile_on(circuit, placed, e.device, seed) for seed in range(seeds)])


def transpile_on(
    circuit: QuantumCircuit, placed: Placement, device: Device, seed: int
) -> QuantumCircuit:
    """Transpile a circuit to the native gates of a device, on the couplers of a patch."""
    from qiskit import transpile

    two = "rzz" if device.entangler == "zz" else "cz"
    found: QuantumCircuit = transpile(
        circuit,
        basis_gates=["u", two] if device.pulses == 1 else ["rz", "sx", two],
        coupling_map=_coupling(placed),
        optimization_level=LEVEL,
        seed_transpiler=seed,
    )
    return found


def counted(runs: Sequence[QuantumCircuit]) -> Transpiled:
    """Count what the transpiler made of a circuit with several seeds."""

    def spread(count: Any) -> Spread:
        values = [int(count(run)) for run in runs]
        return Spread(min(values), max(values))

    def is_two(instruction: Any) -> bool:
        return len(instruction.qubits) == 2

    def is_pulse(instruction: Any) -> bool:
        return str(instruction.operation.name) != "rz"

    return Transpiled(
        spread(lambda run: run.num_nonlocal_gates()),
        spread(lambda run: run.size(is_pulse) - run.num_nonlocal_gates()),
        spread(lambda run: run.depth(is_pulse)),
        spread(lambda run: run.depth(is_two)),
    )


def _coupling(placed: Placement) -> list[list[int]] | None:
    """Return the couplers of the patch in both directions; None where every pair is coupled."""
    if placed.shape == "all" or (placed.basis == "declared" and placed.entangler == "zz"):
        return None
    n = placed.width
    links = [(a, b) for a, b, _ in placed.edges] or [(wire, wire + 1) for wire in range(n - 1)]
    if not placed.edges and placed.shape == "ring" and n > 2:
        links.append((n - 1, 0))
    return [list(pair) for a, b in links for pair in ((a, b), (b, a))]


Found = dict[tuple[Any, ...], "Transpiled | None"]
"""What the transpiler made of each circuit on its patch."""


def transpile_all(estimates: Sequence[Estimate], seeds: int) -> Found:
    """Transpile each circuit of some estimates once, whatever the methods that share it."""
    found: Found = {}
    for e in estimates:
        if key_of(e) not in found:
            found[key_of(e)] = transpiled(e, seeds)
    return found


def key_of(e: Estimate) -> tuple[Any, ...]:
    """Return what makes a circuit and its patch."""
    program, device = e.program, e.device
    return program.ansatz, program.n_qubits, program.n_layers, device.id, device.snapshot.id


def distinct(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Return one estimate per circuit and patch."""
    return list({key_of(e): e for e in reversed(estimates)}.values())[::-1]


def widened(estimates: Sequence[Estimate], found: Found) -> list[Estimate]:
    """Return the estimates with intervals that hold what the transpiler makes of the circuits."""
    return [_widened(e, found[key_of(e)]) for e in estimates]


def _widened(e: Estimate, found: Transpiled | None) -> Estimate:
    if found is None or isinstance(e.placement, Unplaced):
        return e
    longer = found.two_qubit_gates.greatest / e.placement.counts.two_qubit_gates
    copies: Literal["fit"] | int = "fit" if e.copies > 1 else 1
    return estimate(e.workload, e.method, e.device, e.goal, longer=max(1.0, longer), copies=copies)


def transpiled_rows(estimates: Sequence[Estimate], found: Found) -> list[dict[str, Any]]:
    """Return the transpiler's figures for the JSON output."""
    rows = []
    for e in distinct(estimates):
        one = found[key_of(e)]
        row: dict[str, Any] = {
            "method": e.method.id,
            "device": e.device.id,
            "snapshot": e.device.snapshot.id,
        }
        for name in Transpiled._fields:
            ends = getattr(one, name) if one else None
            row[name] = None if ends is None else {"least": ends.least, "greatest": ends.greatest}
        rows.append(row)
    return rows
