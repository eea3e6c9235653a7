"""A circuit of any gates in the native gates of a device, on the wires of a patch, with its noise.

Beside gates it may hold barriers, delays, resets and measurements of qubits that go on.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Any, Literal

from qestimate.circuits.protocol import NativeCounts
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Placement
from qestimate.noise.channels import (
    AXES,
    DELAY,
    MEASUREMENT,
    RESET,
    Timeline,
    patch_noise,
    share_of,
)
from qestimate.noise.paths.steps import Clifford, Rotation, chance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qiskit import QuantumCircuit

    from qestimate.device.angle import ErrorByAngle
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths.steps import PathCircuit, Step


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
    start: tuple[int, ...] = ()
    """Qubit of the device where each qubit of the file begins."""

    @property
    def gate_overhead(self) -> float:
        """How many times the gates of the best seed the worst one needs."""
        gates = self.placement.counts.two_qubit_gates
        return self.spread[0][1] / gates if gates else 1.0


Kind = Literal["one", "two", "frame", "barrier", "delay", "reset", "measure"]
"""Of an operation: a pulse, a two-qubit gate, a change of frame, or what is no gate."""


def kind_of(instruction: Any) -> Kind:
    """Return what an operation of a compiled circuit is."""
    name = instruction.operation.name
    if name in ("barrier", "delay", "reset", "measure"):
        kind: Kind = name
        return kind
    if len(instruction.qubits) == 2:
        return "two"
    return "frame" if name == "rz" else "one"


def on_patch(circuit: QuantumCircuit, device: Device, n: int) -> CompiledCircuit:
    """Return a transpiled circuit with its counts, on the wires it uses.

    Args:
        circuit: In the native gates of the device.
        device: Where it is.
        n: Qubits of the circuit that was transpiled.
    """
    at = {bit: index for index, bit in enumerate(circuit.qubits)}
    layout = circuit.layout
    final = layout.final_index_layout()[:n] if layout is not None else list(range(n))
    start = layout.initial_index_layout()[:n] if layout is not None else list(range(n))
    used = dict.fromkeys(final)
    edges: dict[tuple[int, int], int] = {}
    full: dict[tuple[int, int], float] = {}
    law = device.two_qubit_error_by_angle
    tally = dict.fromkeys(("one", "reset", "measure"), 0)
    delayed = 0.0
    fresh = set(range(circuit.num_qubits))
    for instruction in circuit.data:
        kind = kind_of(instruction)
        if kind == "barrier":
            continue
        qubits = [at[q] for q in instruction.qubits]
        used |= dict.fromkeys(qubits)
        if kind == "two":
            pair = (min(qubits), max(qubits))
            edges[pair] = edges.get(pair, 0) + 1
            full[pair] = full.get(pair, 0.0) + _share(law, instruction.operation)
        elif kind == "delay":
            delayed += 0.0 if qubits[0] in fresh else _seconds(instruction)
        elif kind in tally:
            tally[kind] += 1
        if kind in ("one", "two", "measure"):
            fresh -= set(qubits)
        elif kind == "reset":
            fresh |= set(qubits)
    wires = {q: wire for wire, q in enumerate(sorted(used))}

    def lasts(instruction: Any) -> bool:
        return kind_of(instruction) in ("one", "two", "reset", "measure")

    def two(instruction: Any) -> bool:
        return kind_of(instruction) == "two"

    counts = NativeCounts(
        tally["one"], sum(edges.values()), circuit.depth(lasts), circuit.depth(two)
    )
    chosen = device.graph is not None
    whole, least = _duration(circuit, device)
    placement = Placement(
        shape="all" if device.topology == "all-to-all" else "piece",
        basis="chosen" if chosen else "declared" if device.topology != "square" else "assumed",
        qubits=tuple(sorted(used)) if chosen else (),
        width=len(wires),
        entangler="zz" if device.entangler == "zz" else "cz",
        counts=counts,
        as_written=None,
        edges=tuple((wires[a], wires[b], count) for (a, b), count in edges.items()),
        duration=whole,
        duration_least=least,
        proven=False,
        shares=() if law is None else tuple(full[pair] / n for pair, n in edges.items()),
        resets=tally["reset"],
        measurements=tally["measure"],
        delayed=delayed,
    )
    return CompiledCircuit(
        circuit,
        placement,
        wires,
        tuple(wires[q] for q in final),
        ((0, 0), (0, 0)),
        tuple(start) if chosen else (),
    )


def _duration(circuit: QuantumCircuit, device: Device) -> tuple[float | None, float]:
    """Return the time of the longest chain, every gate as early as it can be, and what is known
    of it at least. [s]
    """
    times: dict[str, float | None] = {
        "one": device.value("one_qubit_duration"),
        "two": device.value("two_qubit_duration"),
        "reset": device.value("reset_duration"),
        "measure": device.value("readout_duration"),
        "frame": 0.0,
        "barrier": 0.0,
    }
    known = times["one"] is not None and times["two"] is not None
    ready: dict[Any, float] = {}
    for instruction in circuit.data:
        kind = kind_of(instruction)
        lasts = _seconds(instruction) if kind == "delay" else times[kind]
        known = known and lasts is not None
        end = max((ready.get(q, 0.0) for q in instruction.qubits), default=0.0) + (lasts or 0.0)
        ready.update(dict.fromkeys(instruction.qubits, end))
    least = max(ready.values(), default=0.0)
    return least if known else None, least


def _seconds(instruction: Any) -> float:
    """Return the length of a delay. [s]"""
    return float(instruction.operation.duration)


def noise_of(found: CompiledCircuit, device: Device, known: Elements | None = None) -> PatchNoise:
    """Return the noise on the wires of a compiled circuit.

    Args:
        found: What the transpiler made.
        device: Whose qubits the wires are.
        known: The errors of its elements, if others than those of its tables are meant.
    """
    placement = found.placement
    pairs = [(a, b) for a, b, _ in placement.edges]
    noise = patch_noise(device, placement.width, placement.qubits, pairs, known)
    return noise._replace(lacking=_lacking(found, noise))


def _lacking(found: CompiledCircuit, noise: PatchNoise) -> tuple[str, ...]:
    """Return what a circuit asks for, besides gates and readout, that is not published."""
    placement = found.placement
    return tuple(
        name
        for name, lacks in (
            (RESET, placement.resets and noise.reset is None),
            (MEASUREMENT, placement.measurements and noise.measurement is None),
            ("time of a reset", placement.resets and noise.reset_duration is None),
            ("time of readout", placement.measurements and noise.readout_duration is None),
            (DELAY, placement.delayed and noise.rates is None),
        )
        if lacks
    )


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
        operation, kind = instruction.operation, kind_of(instruction)
        qubits = [at[q] for q in instruction.qubits]
        if kind == "barrier":
            line.together([wire for wire in qubits if wire >= 0])
            continue
        if kind == "delay":
            line.wait(qubits[0], _seconds(instruction))
            continue
        if kind in ("reset", "measure"):
            line.collapse(qubits[0], resets=kind == "reset")
            continue
        angles = [float(value) for value in operation.params]
        if kind == "two":
            a, b = qubits
            steps = list(two(operation.name, angles, a, b))
            line.two(a, b, steps, _share(noise.by_angle, operation))
        elif kind == "frame":
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
