"""A device as a Qiskit ``Target``: whole, one patch of it, or the part that a circuit needs."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import ScenarioError
from qestimate.device.elements import elements, readout_error

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from qiskit.transpiler import Target

    from qestimate.device.device import Device
    from qestimate.device.elements import Elements

ROOM = 4
"""Qubits of an undrawn lattice that are offered for each one of a circuit."""

Pairs = list[tuple[int, int]]


def couplers(device: Device) -> Pairs:
    """Return the pairs of qubits that a gate can act on, as published, declared or assumed.

    Raises:
        ScenarioError: Neither couplers nor their lattice are published.
    """
    n = device.qubits_advertised or 0
    if device.graph is not None:
        return sorted(device.snapshot.couplers)
    if device.topology == "all-to-all":
        return [(a, b) for a in range(n) for b in range(a + 1, n)]
    if device.topology in ("grid", "square") and n:
        return sorted(grid_couplers(n, device.columns or isqrt(n - 1) + 1))
    raise ScenarioError(
        f"{device.id}: neither couplers nor their lattice are published",
        hint="--device generic, or a device file with a table of couplers",
    )


def grid_couplers(qubits: int, columns: int) -> Pairs:
    """Return the couplers of a square lattice, row by row; its last row may be short.

    >>> grid_couplers(4, 2)
    [(0, 1), (2, 3), (0, 2), (1, 3)]
    """
    across = [(q, q + 1) for q in range(qubits - 1) if (q + 1) % columns]
    return across + [(q, q + columns) for q in range(qubits - columns)]


def qubit_count(device: Device) -> int:
    """Return how many numbers of qubits there are: some vendors count from 1."""
    listed = max(device.snapshot.qubits, default=-1) + 1
    return max(listed, device.qubits_advertised or 0)


def chosen(device: Device, qubits: Sequence[int] | None) -> list[int]:
    """Return the qubits that are meant, all of the device if none are named.

    Raises:
        ScenarioError: A qubit that is not calibrated, or named twice.
    """
    if qubits is None:
        return list(range(qubit_count(device)))
    known = set(device.snapshot.qubits) or set(range(qubit_count(device)))
    wrong = [q for q in qubits if q not in known]
    if wrong or len(set(qubits)) != len(qubits) or not qubits:
        raise ScenarioError(
            f"{device.id} has no qubits {wrong}"
            if wrong
            else "qubits must be distinct, at least 1",
            hint="calibrated qubits, each once",
        )
    return list(qubits)


def average(process: float | None, n_qubits: int) -> float | None:
    """Return the average error of a process infidelity, as Qiskit has errors [nielsen-2002].

    Rounded to twelve digits: the transpiler breaks ties by the last bit.

    >>> average(0.0125, 2)
    0.01
    """
    return None if process is None else float(f"{process / (1 + 0.5**n_qubits):.12g}")


def to_target(device: Device, qubits: Sequence[int] | None = None) -> Target:
    """Return a device as a target of Qiskit's transpiler, in its own native gates.

    A target has one readout error for a qubit, the mean of both directions; the noise model
    keeps them apart. Of a chip of which only the kind of lattice is published, the lattice is
    taken as a square without holes.

    Args:
        device: With couplers that are known or assumed.
        qubits: A patch, renumbered in this order; None for the whole device.

    Raises:
        ScenarioError: No couplers between these qubits, qubits that are not there, or a gate
            that Qiskit does not have.
    """
    from qiskit.circuit.library import Reset
    from qiskit.transpiler import InstructionProperties

    patch = chosen(device, qubits)
    at = {qubit: wire for wire, qubit in enumerate(patch)}
    pairs = [(a, b) for a, b in couplers(device) if a in at and b in at]
    if not pairs and len(patch) > 1:
        raise ScenarioError(
            f"{device.id}: no live coupler between these qubits", hint="another patch"
        )
    target = _target(device, len(patch), at, pairs, device.two_qubit_gate)
    duration = device.value("reset_duration")
    on_each = {(at[q],): InstructionProperties(duration, None) for q in _live(device, at)}
    target.add_instruction(Reset(), on_each)
    return target


def target_for(
    device: Device, n: int, *, besides: Collection[str] = (), whole: bool = False
) -> Target:
    """Return the part of a device that a circuit of ``n`` qubits may use, in CZ or RZZ.

    Of a chip with tables that is the largest piece of live couplers, of an undrawn lattice a
    square with room for the circuit. It has a reset only for circuits that reset: the transpiler
    would take one of unknown error for a perfect operation of a qubit.

    Args:
        device: With a size.
        n: Qubits of the circuit.
        besides: ``delay`` and ``reset`` where the circuit has them.
        whole: Whether all of its calibrated qubits are there, for a circuit that names its own.
    """
    from qiskit.circuit import Delay, Parameter
    from qiskit.circuit.library import Reset

    if device.graph is not None:
        piece = set(device.graph.neighbours) if whole else set(device.graph.pieces[0])
        if whole:
            piece |= device.snapshot.qubits.keys()
        neighbours = device.graph.neighbours
        pairs = [(a, b) for a in piece for b in neighbours.get(a, ()) if a < b]
        at, size = {q: q for q in sorted(piece)}, 1 + max(*neighbours, *piece)
    elif device.topology == "all-to-all":
        pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
        at, size = {q: q for q in range(n)}, n
    else:
        couplers(device)  # raises where not even the lattice is known
        pairs = _room(device.qubits_advertised or n, device.columns, n)
        at = {q: q for q in sorted({q for pair in pairs for q in pair}) or range(n)}
        size = 1 + max(at)
    target = _target(device, size, at, pairs, device.entangler or "cz")
    live = {(at[q],): None for q in _live(device, at)}
    if "delay" in besides:
        target.add_instruction(Delay(Parameter("t"), "s"), dict(live))
    if "reset" in besides:
        target.add_instruction(Reset(), dict(live))
    return target


def _room(qubits: int, columns: int, n: int) -> Pairs:
    """Return the couplers of a square lattice, of no more of it than a circuit needs."""
    columns = columns or isqrt(max(qubits - 1, 0)) + 1
    side = isqrt(ROOM * n) + 1
    if columns > side:
        qubits, columns = min(qubits, side * side), side
    rows = min(-(-qubits // columns), -(-ROOM * n // columns) + 1)
    return grid_couplers(min(qubits, rows * columns), columns)


def _target(
    device: Device, size: int, at: dict[int, int], pairs: Pairs, two_qubit_gate: str
) -> Target:
    """Return a target.

    Args:
        device: With its calibration.
        size: Numbers of qubits there are.
        at: Number in the target of each qubit.
        pairs: Couplers, by the numbers of the device.
        two_qubit_gate: Its native gate, or the one that circuits are counted in.
    """
    from qiskit.circuit.library import Measure
    from qiskit.transpiler import InstructionProperties, Target

    known = elements(device)
    live = _live(device, at)
    target = Target(
        description=f"{device.id} {device.snapshot.id}".strip(),
        num_qubits=size,
        qubit_properties=_times(known, at, live, size),
    )

    def on_each(error: Any, duration: float | None) -> dict[Any, Any]:
        return {(at[q],): InstructionProperties(duration, error(q)) for q in live}

    pulses = on_each(
        lambda q: average(known.one_qubit.of(q), 1), device.value("one_qubit_duration")
    )
    for gate, own in _one_qubit_gates(device):
        target.add_instruction(gate, dict(pulses) if own else on_each(lambda _q: 0.0, 0.0))
    both_ways = {}
    for a, b in pairs:
        error = average(known.gate(a, b), 2)
        for on in ((at[a], at[b]), (at[b], at[a])):
            both_ways[on] = InstructionProperties(device.value("two_qubit_duration"), error)
    target.add_instruction(_two_qubit_gate(device, two_qubit_gate), both_ways)

    def reading(qubit: int) -> float | None:
        both = known.readout.of(qubit)
        return None if both is None else readout_error(both)

    target.add_instruction(Measure(), on_each(reading, device.value("readout_duration")))
    return target


def _live(device: Device, qubits: Iterable[int]) -> list[int]:
    """Return those of some qubits that are calibrated, all where no table is published."""
    return [q for q in qubits if not device.snapshot.qubits or q in device.snapshot.qubits]


def _one_qubit_gates(device: Device) -> list[tuple[Any, bool]]:
    """Return the native one-qubit gates, and whether each is a pulse and no change of frame."""
    from qiskit.circuit import Parameter
    from qiskit.circuit.library import RZGate, SXGate, UGate, XGate

    if device.one_qubit_gate == "zsx":
        return [(RZGate(Parameter("lam")), False), (SXGate(), True), (XGate(), True)]
    return [(UGate(*(Parameter(name) for name in ("theta", "phi", "lam"))), True)]


def _two_qubit_gate(device: Device, name: str) -> Any:
    from qiskit.circuit import Parameter
    from qiskit.circuit.library import CXGate, CZGate, ECRGate, RZZGate, iSwapGate

    gates = {
        "cz": CZGate(),
        "ecr": ECRGate(),
        "cx": CXGate(),
        "zz": RZZGate(Parameter("theta")),
        "iswap": iSwapGate(),
    }
    if name not in gates:
        raise ScenarioError(f"{device.id}: Qiskit has no gate {name}", hint="another device")
    return gates[name]


def _times(known: Elements, at: dict[int, int], live: Iterable[int], size: int) -> list[Any]:
    """Return T1 and T2 by number in the target, of calibrated qubits."""
    from qiskit.transpiler import QubitProperties

    found = {at[q]: QubitProperties(known.t1.of(q), known.t2.of(q)) for q in live}
    return [found.get(n, QubitProperties()) for n in range(size)]
