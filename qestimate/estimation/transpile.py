"""A circuit of any gates on a device: Qiskit chooses qubits and routes, weighing published errors.

Closed forms know the circuits of this package only. What a file holds goes through Qiskit's
transpiler, for several seeds; of its results the one with the least infidelity is kept, and how
far the others lie apart is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.estimation.compiled_circuit import CompiledCircuit, on_patch
from qestimate.estimation.placement import Placement, Unplaced
from qestimate.estimation.written_circuit import without_ecr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit
    from qiskit.transpiler import PassManager, Target

    from qestimate.device.device import Device
    from qestimate.formats.circuits.reading import LogicalCircuit

LEVEL = 3
"""Optimization level of the transpiler."""

SEARCH = 200_000
"""Calls of the searches for a place that needs no routing, and for a better place of what was
routed. Level 3 of Qiskit 2 allows 30,000,000: half a minute for a ring of fifty qubits on a heavy
hexagon, where there is none."""

SHOWN = 5
"""Qubits that are named in one line."""

TRIALS = 20
"""Layouts that are tried where there must be routing, and routings of each, as at level 3."""

SEEDS = 3
"""Seeds that are tried. The search for a place without routing has none: what it finds is the same
for all of them."""

QUICK = 4000
"""Gates above which one seed is tried only."""


AS_IS_LEVEL = 0
"""Level that writes each gate in native ones and does nothing else."""


class Layout(NamedTuple):
    """What the transpiler may not choose."""

    qubits: tuple[int, ...] = ()
    """Qubit of the device for each one of the circuit; chosen if empty. Where no couplers are
    published qubits have no names, and all are chosen."""
    as_is: bool = False
    """Whether each gate is written in native ones by itself, and none is added or left out."""


FREE = Layout()
"""All is chosen."""


def layout_of(
    logical: LogicalCircuit, device: Device, qubits: Sequence[int], *, as_is: bool
) -> Layout:
    """Return what of the place of a circuit is not to be chosen.

    A file that names qubits of a device has its place, and so has one that is run as it is: its
    numbers are those of the device.

    Args:
        logical: From a file.
        device: Where it is to run.
        qubits: Qubit of the device for each one of the circuit, by their numbers in the file.
        as_is: Whether gates and place are kept.

    Raises:
        DomainError: More or fewer qubits than the circuit has, or one of them twice.
    """
    n = logical.n_qubits
    size = max(device.qubits_advertised or 0, 1 + max(device.snapshot.qubits, default=-1))
    if not qubits:
        named = tuple(logical.numbers or range(n)) if logical.hardware or as_is else ()
        if logical.hardware and max(named) >= size:
            raise DomainError(
                f"{logical.name}: {device.id} has no qubit {max(named)}",
                hint=f"its qubits are 0 to {size - 1}",
            )
        return Layout(named, as_is)
    if any(int(q) != q or q < 0 for q in qubits):
        raise DomainError("qubits are whole numbers from 0 on", hint="qubits=(3, 5, 8)")
    if len(qubits) != n:
        raise DomainError(
            f"{logical.name}: {len(qubits)} qubits are named, the circuit has {n}",
            hint="one for each qubit that something happens on, in the order of their numbers",
        )
    twice = next((q for q in qubits if list(qubits).count(q) > 1), None)
    if twice is not None:
        raise DomainError(f"qubit {twice} is named twice", hint="each once")
    if max(qubits) >= size:
        raise DomainError(
            f"{device.id} has no qubit {max(qubits)}", hint=f"its qubits are 0 to {size - 1}"
        )
    return Layout(tuple(qubits), as_is)


def compiled(
    circuit: QuantumCircuit, device: Device, seeds: int = SEEDS, layout: Layout = FREE
) -> CompiledCircuit | Unplaced:
    """Transpile a circuit to a device.

    Args:
        circuit: Gates without final measurements.
        device: With a size.
        seeds: Seeds 0 ... seeds - 1 are tried.
        layout: What is not chosen.

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
    at = layout.qubits if device.graph is not None else ()
    if at and (why := _not_there(circuit, device, layout)):
        return Unplaced(why, "place")
    if device.entangler == "zz":
        circuit = without_ecr(circuit)
    target = target_for(device, n, besides=_besides(circuit), whole=bool(at))
    runs: list[CompiledCircuit] = []
    for seed in range(seeds if circuit.size() <= QUICK else 1):
        try:
            found = _passes(target, seed, at, search=not runs, as_is=layout.as_is).run(circuit)
        except TranspilerError as error:
            return Unplaced(f"not routed: {error.message}", "route")
        runs.append(on_patch(found, device, n))
        if not _routed(found, n):
            break
    best = min(runs, key=lambda run: _infidelity(run.placement, device))
    gates = [int(run.placement.counts.two_qubit_gates) for run in runs]
    depths = [int(run.placement.counts.two_qubit_depth) for run in runs]
    return best._replace(spread=((min(gates), max(gates)), (min(depths), max(depths))))


def _not_there(circuit: QuantumCircuit, device: Device, layout: Layout) -> str:
    """Return why a circuit cannot have the qubits that it is given; nothing if it can."""
    graph, at = device.graph, layout.qubits
    known = device.snapshot.qubits.keys() | (graph.neighbours.keys() if graph else set())
    if missing := [q for q in at if q not in known]:
        which = ", ".join(map(str, missing[:SHOWN]))
        return f"qubit {which} of {device.id} not calibrated or not working"
    if not layout.as_is or graph is None:
        return ""
    number = {bit: k for k, bit in enumerate(circuit.qubits)}
    pairs = dict.fromkeys(
        tuple(at[number[q]] for q in one.qubits)
        for one in circuit.data
        if len(one.qubits) > 1 and one.operation.name != "barrier"
    )
    for a, b, *more in pairs:
        if more:
            return "a gate on three qubits is not native: it cannot be kept as it is"
        if b not in graph.neighbours.get(a, ()):
            return f"no working coupler between {a} and {b} of {device.id}, where a gate is"
    return ""


def _besides(circuit: QuantumCircuit) -> frozenset[str]:
    """Return what a circuit asks for that is no gate."""
    return frozenset(circuit.count_ops()) & {"delay", "reset", "measure"}


def _passes(
    target: Target, seed: int, at: Sequence[int], *, search: bool, as_is: bool
) -> PassManager:
    """Return the transpiler at level 3, with a bounded search for a place without routing.

    Args:
        target: What it compiles for.
        seed: Of layouts and routing.
        at: Qubit of the device for each one of the circuit; chosen if empty.
        search: Whether to search at all.
        as_is: Whether no gate is left out.
    """
    from qiskit.passmanager.flow_controllers import ConditionalController
    from qiskit.transpiler import PassManager, generate_preset_pass_manager
    from qiskit.transpiler.passes import SabreLayout, SabreSwap, VF2Layout
    from qiskit.transpiler.preset_passmanagers import common

    level = AS_IS_LEVEL if as_is else LEVEL
    if at:
        return generate_preset_pass_manager(
            level, target=target, seed_transpiler=seed, initial_layout=list(at)
        )
    passes = generate_preset_pass_manager(level, target=target, seed_transpiler=seed)
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


def _infidelity(placement: Placement, device: Device) -> float:
    from qestimate.estimation.fidelity import signal

    left = signal(placement, device).ln_fidelity
    value = left.value if left.value is not None else left.high
    return -(value or 0.0)
