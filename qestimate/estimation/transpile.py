"""A circuit of any gates on a device: Qiskit chooses qubits and routes, weighing published errors.

Closed forms know the circuits of this package only. What a file holds goes through Qiskit's
transpiler, for several seeds; of its results the one with the least infidelity is kept, and how
far the others lie apart is shown.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Any

from qestimate.circuits.protocol import NativeCounts
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Placement, Unplaced
from qestimate.noise.channels import AXES, Timeline, patch_noise, share_of
from qestimate.noise.paths.steps import Clifford, Rotation, chance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qiskit import QuantumCircuit
    from qiskit.transpiler import PassManager, Target

    from qestimate.device.angle import ErrorByAngle
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths.steps import PathCircuit, Step

LEVEL = 3
"""Optimization level of the transpiler."""

SEARCH = 200_000
"""Calls of the searches for a place that needs no routing, and for a better place of what was
routed. Level 3 of Qiskit 2 allows 30,000,000: half a minute for a ring of fifty qubits on a heavy
hexagon, where there is none."""

TRIALS = 20
"""Layouts that are tried where there must be routing, and routings of each, as at level 3."""

SEEDS = 3
"""Seeds that are tried. The search for a place without routing has none: what it finds is the same
for all of them."""

QUICK = 4000
"""Gates above which one seed is tried only."""


class CompiledCircuit(NamedTuple):
    """A circuit in native gates on the wires of a patch."""

    circuit: QuantumCircuit
    """On the qubits of the device, or of an assumed lattice."""
    placement: Placement
    wires: dict[int, int]
    """Wire of each qubit of the device that is used."""
    final: tuple[int, ...]
    """Wire where each qubit of the file ends."""
    spread: tuple[tuple[int, int], tuple[int, int]]
    """Least and greatest two-qubit gates and two-qubit depth over the seeds."""

    @property
    def gate_overhead(self) -> float:
        """How many times the gates of the best seed the worst one needs."""
        gates = self.placement.counts.two_qubit_gates
        return self.spread[0][1] / gates if gates else 1.0


def built(logical: LogicalCircuit, draw: int = 0, *, random: bool = False) -> QuantumCircuit:
    """Return a file's circuit for Qiskit.

    Args:
        logical: From a file.
        draw: Which draw of its free parameters to take.
        random: Whether to draw all other angles, too, unless they are quarter turns.
    """
    from numpy.random import default_rng
    from qiskit import QuantumCircuit
    from qiskit.circuit.library import get_standard_gate_name_mapping

    source = default_rng(draw)
    known = get_standard_gate_name_mapping()
    circuit = QuantumCircuit(logical.n_qubits, name=logical.name)
    for gate in logical.gates:
        values = []
        for angle in gate.angles:
            if isinstance(angle, tuple):
                values.append(angle[draw % len(angle)])
            elif random and chance_of(angle) not in (0.0, 1.0):
                values.append(float(source.uniform(0, 4 * pi)))
            else:
                values.append(angle)
        operation = known.get(gate.name)
        if operation is None:
            getattr(circuit, gate.name)(*values, *gate.qubits)
        else:
            circuit.append(type(operation)(*values), gate.qubits)
    return circuit


def compiled(
    circuit: QuantumCircuit, device: Device, seeds: int = SEEDS, layout: Sequence[int] = ()
) -> CompiledCircuit | Unplaced:
    """Transpile a circuit to a device.

    Args:
        circuit: Gates without measurements.
        device: With a size.
        seeds: Seeds 0 ... seeds - 1 are tried.
        layout: Qubit of the device for each one of the circuit; chosen if empty.

    Returns:
        The result with the least infidelity, or why there is none.
    """
    from qiskit.transpiler.exceptions import TranspilerError

    from qestimate.formats.qiskit.target import target_for

    if device.entangler is None:
        return Unplaced(f"no formula for the native gate {device.two_qubit_gate}", "gates")
    n = circuit.num_qubits
    most = device.qubits_connected or device.qubits_advertised or 0
    if n > most:
        return Unplaced(
            f"{n} connected qubits needed, {most} are joined by working couplers", "qubits"
        )
    target = target_for(device, n)
    runs: list[CompiledCircuit] = []
    for seed in range(seeds if circuit.size() <= QUICK else 1):
        try:
            found = _passes(target, seed, layout, search=not runs).run(circuit)
        except TranspilerError as error:
            return Unplaced(f"not routed: {error.message}", "route")
        runs.append(_placed(found, device, n))
        if not _routed(found, n):
            break
    best = min(runs, key=lambda run: _infidelity(run.placement, device))
    gates = [int(run.placement.counts.two_qubit_gates) for run in runs]
    depths = [int(run.placement.counts.two_qubit_depth) for run in runs]
    return best._replace(spread=((min(gates), max(gates)), (min(depths), max(depths))))


def _passes(target: Target, seed: int, at: Sequence[int], *, search: bool) -> PassManager:
    """Return the transpiler at level 3, with a bounded search for a place without routing.

    Args:
        target: What it compiles for.
        seed: Of layouts and routing.
        at: Qubit of the device for each one of the circuit; chosen if empty.
        search: Whether to search at all.
    """
    from qiskit.passmanager.flow_controllers import ConditionalController
    from qiskit.transpiler import PassManager, generate_preset_pass_manager
    from qiskit.transpiler.passes import SabreLayout, SabreSwap, VF2Layout
    from qiskit.transpiler.preset_passmanagers import common

    if at:
        return generate_preset_pass_manager(
            LEVEL, target=target, seed_transpiler=seed, initial_layout=list(at)
        )
    passes = generate_preset_pass_manager(LEVEL, target=target, seed_transpiler=seed)
    layout = PassManager([VF2Layout(seed=-1, call_limit=SEARCH, target=target)] if search else [])
    route = SabreLayout(
        target, seed=seed, max_iterations=4, swap_trials=TRIALS, layout_trials=TRIALS
    )
    layout.append(ConditionalController([route], condition=lambda known: not known["layout"]))
    embed = common.generate_embed_passmanager(target).to_flow_controller()
    layout.append(
        ConditionalController([embed], condition=lambda known: known["final_layout"] is None)
    )
    passes.layout = layout
    passes.routing = common.generate_routing_passmanager(
        SabreSwap(target, heuristic="decay", seed=seed, trials=TRIALS),
        target,
        vf2_call_limit=SEARCH,
        vf2_max_trials=SEARCH,
    )
    return passes


def _routed(found: QuantumCircuit, n: int) -> bool:
    """Return whether qubits end elsewhere than they begin."""
    layout = found.layout
    if layout is None:
        return False
    return bool(layout.initial_index_layout()[:n] != layout.final_index_layout()[:n])


def _placed(circuit: QuantumCircuit, device: Device, n: int) -> CompiledCircuit:
    """Count the gates of a transpiled circuit and put it on the wires it uses."""
    at = {bit: index for index, bit in enumerate(circuit.qubits)}
    layout = circuit.layout
    final = layout.final_index_layout() if layout is not None else list(range(n))
    used = dict.fromkeys(final[:n])
    edges: dict[tuple[int, int], int] = {}
    full: dict[tuple[int, int], float] = {}
    law = device.two_qubit_error_by_angle
    one = 0
    for instruction in circuit.data:
        qubits = [at[q] for q in instruction.qubits]
        used |= dict.fromkeys(qubits)
        if len(qubits) == 2:
            pair = (min(qubits), max(qubits))
            edges[pair] = edges.get(pair, 0) + 1
            full[pair] = full.get(pair, 0.0) + _share(law, instruction.operation)
        elif instruction.operation.name != "rz":
            one += 1
    wires = {q: wire for wire, q in enumerate(sorted(used))}

    def pulse(instruction: Any) -> bool:
        return str(instruction.operation.name) != "rz"

    def two(instruction: Any) -> bool:
        return len(instruction.qubits) == 2

    counts = NativeCounts(one, sum(edges.values()), circuit.depth(pulse), circuit.depth(two))
    chosen = device.graph is not None
    placement = Placement(
        shape="all" if device.topology == "all-to-all" else "piece",
        basis="chosen" if chosen else "declared" if device.topology != "square" else "assumed",
        qubits=tuple(sorted(used)) if chosen else (),
        width=len(wires),
        entangler="zz" if device.entangler == "zz" else "cz",
        counts=counts,
        as_written=None,
        edges=tuple((wires[a], wires[b], count) for (a, b), count in edges.items()),
        duration=_duration(circuit, device),
        duration_least=_duration(circuit, device) or 0.0,
        proven=False,
        shares=() if law is None else tuple(full[pair] / n for pair, n in edges.items()),
    )
    return CompiledCircuit(
        circuit, placement, wires, tuple(wires[q] for q in final[:n]), ((0, 0), (0, 0))
    )


def _duration(circuit: QuantumCircuit, device: Device) -> float | None:
    """Return the time of the longest chain, every gate as early as it can be. [s]"""
    one, two = device.value("one_qubit_duration"), device.value("two_qubit_duration")
    if one is None or two is None:
        return None
    ready: dict[Any, float] = {}
    for instruction in circuit.data:
        if instruction.operation.name == "rz":
            continue
        end = max((ready.get(q, 0.0) for q in instruction.qubits), default=0.0)
        end += two if len(instruction.qubits) == 2 else one
        ready.update(dict.fromkeys(instruction.qubits, end))
    return max(ready.values(), default=0.0)


def _infidelity(placement: Placement, device: Device) -> float:
    from qestimate.estimation.fidelity import signal

    left = signal(placement, device).ln_fidelity
    value = left.value if left.value is not None else left.high
    return -(value or 0.0)


def noise_of(found: CompiledCircuit, device: Device, known: Elements | None = None) -> PatchNoise:
    """Return the noise on the wires of a compiled circuit.

    Args:
        found: What the transpiler made.
        device: Whose qubits the wires are.
        known: The errors of its elements, if others than those of its tables are meant.
    """
    placement = found.placement
    pairs = [(a, b) for a, b, _ in placement.edges]
    return patch_noise(device, placement.width, placement.qubits, pairs, known)


def path_circuit_of(found: CompiledCircuit, noise: PatchNoise) -> PathCircuit:
    """Return a compiled circuit as Pauli paths see it, angles as they are in size.

    Args:
        found: What the transpiler made.
        noise: On its wires.
    """
    return _on_timeline(found, noise, _one, _two)


def signed_circuit_of(found: CompiledCircuit, noise: PatchNoise) -> PathCircuit:
    """Return a compiled circuit with every sign: CZ and rotations by their angles only.

    Args:
        found: What the transpiler made.
        noise: On its wires.
    """
    return _on_timeline(found, noise, _one_signed, _two)


def _on_timeline(
    found: CompiledCircuit,
    noise: PatchNoise,
    one: Callable[[str, list[float], int], Iterator[Step]],
    two: Callable[[str, list[float], int, int], Iterator[Step]],
) -> PathCircuit:
    line = Timeline(found.placement.width, noise)
    at = {bit: found.wires.get(index, -1) for index, bit in enumerate(found.circuit.qubits)}
    for instruction in found.circuit.data:
        operation = instruction.operation
        qubits = [at[q] for q in instruction.qubits]
        angles = [float(value) for value in operation.params]
        if len(qubits) == 2:
            a, b = qubits
            steps = list(two(operation.name, angles, a, b))
            line.two(a, b, steps, _share(noise.by_angle, operation))
        elif operation.name == "rz":
            line.frame(one("rz", angles, qubits[0]))
        else:
            line.one(qubits[0], list(one(operation.name, angles, qubits[0])))
    return line.close()


def _share(law: ErrorByAngle | None, operation: Any) -> float:
    """Return the error of a two-qubit gate over that of a full one."""
    if law is None or operation.name != "rzz":
        return 1.0
    return share_of(law, float(operation.params[0]))


def _two(name: str, angles: list[float], a: int, b: int) -> Iterator[Step]:
    if name == "cz":
        yield Clifford("cz", a, b)
    else:
        angle = angles[0]
        yield Rotation(a, AXES["rz"], b, AXES["rz"], chance=chance_of(angle), angle=angle)


def _one(name: str, angles: list[float], wire: int) -> Iterator[Step]:
    """Yield the steps of a native gate up to signs: no rotation by a multiple of a half turn."""
    if name == "sx":
        yield Clifford("sx", wire)
        return
    yield from (step for step in _one_signed(name, angles, wire) if step.chance)


def _one_signed(name: str, angles: list[float], wire: int) -> Iterator[Rotation]:
    """Yield the rotations of a native gate, up to a phase."""
    turns = [("rx", pi / 2 if name == "sx" else pi)]
    if name == "u":  # U(t, p, l) = RZ(p) RY(t) RZ(l)
        theta, phi, lam = angles
        turns = [("rz", lam), ("ry", theta), ("rz", phi)]
    elif name == "rz":
        turns = [("rz", angles[0])]
    for axis, angle in turns:
        yield Rotation(wire, AXES[axis], chance=chance_of(angle), angle=angle)
