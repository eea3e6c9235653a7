"""Every way of simulating a circuit that is modelled: what it gives, its memory and its time.

The circuit is taken as it is in its file and without noise. Whatever is exact is exact; belief
propagation is not, and how far off it is depends on the state.
"""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

from qestimate.core.errors import MissingExtraError
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.device.machines import BYTES_PER_AMPLITUDE
from qestimate.estimation.simulating.bonds import bond_cost
from qestimate.estimation.simulating.cone import cone_of
from qestimate.estimation.simulating.contraction import contraction
from qestimate.estimation.simulating.gates import IGNORED, UNMODELLED, is_clifford
from qestimate.estimation.simulating.network import amplitude_network, value_network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.quantity import Quantity
    from qestimate.device.machines import Machines
    from qestimate.estimation.simulating.bonds import BondCost
    from qestimate.estimation.simulating.cone import Cone
    from qestimate.estimation.simulating.contraction import Contraction
    from qestimate.estimation.simulating.network import Network
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.paths import Observable

WayName = Literal[
    "stabilizers",
    "state vector",
    "light cones",
    "tensor network, values",
    "tensor network, one outcome",
    "belief propagation",
]

Yields = Literal["state", "values", "one probability"]

LOG10_PATIENCE = log10(30 * 86400.0)
"""Time on one core that counts as being done by a laptop. [log10 s]; 30 days, as the budget of a
run on a chip."""

LOG10_SOON = log10(600.0)
"""Time for which nobody looks for a way that gives less. [log10 s]"""

MAX_CONES = 2_000
"""Observables up to which light cones are followed; of more, all qubits are taken."""


class Way(NamedTuple):
    """One way of simulating a circuit."""

    name: WayName
    yields: Yields
    exact: bool
    log10_bytes: float | None
    """Memory. [log10 B]; None where it is not known."""
    log10_flops: float | None
    """Operations on real numbers. [log10 FLOP]; None where none are counted."""
    core: Interval
    """Time on one core. [log10 s]"""
    log10_gpu: float | None
    """Time on the GPU. [log10 s]; None where it does not fit, or no rate is known."""
    fits: bool
    """Whether a laptop holds it."""
    limit: str
    """What has to be known about the figures, or why there are none."""


class SimulationCost(NamedTuple):
    """What a circuit takes on classical machines."""

    qubits: int
    """That a gate or an observable is on."""
    widest_cone: int
    """Qubits of the widest light cone of an observable."""
    n_observables: int
    ways: tuple[Way, ...]
    value_order: Contraction | None = None
    """Of the tensor network of the value with the most gates in its cone."""
    outcome_order: Contraction | None = None
    """Of the tensor network of one probability of the whole circuit."""
    bonds: BondCost | None = None
    refused: str = ""
    """Why nothing is known."""

    @property
    def best(self) -> Way | None:
        """The fastest exact way that a laptop holds and ends; one of the state if it is soon."""
        able = [way for way in self.ways if _ends(way) and way.yields != "one probability"]
        soon = [
            way for way in able if way.yields == "state" and (way.core.value or 0.0) < LOG10_SOON
        ]
        return min(soon or able, key=lambda way: way.core.value or 0.0, default=None)


def _ends(way: Way) -> bool:
    value = way.core.value
    return way.exact and way.fits and value is not None and value <= LOG10_PATIENCE


def simulation_cost(
    circuit: LogicalCircuit,
    observables: Sequence[Observable],
    machines: Machines,
    *,
    networks: bool | None = None,
) -> SimulationCost:
    """Return what a circuit takes on classical machines, way by way.

    Args:
        circuit: As read from its file.
        observables: On its qubits, whose values are asked for.
        machines: A measured simulator and a GPU.
        networks: Whether orders of tensor networks are searched, which takes some seconds; by
            default where the state vector fits no laptop.

    >>> from qestimate import catalog
    >>> from qestimate.formats.circuits.reading import Gate, LogicalCircuit
    >>> gates = (Gate("h", (), (0,)), Gate("cx", (), (0, 1)))
    >>> bell = LogicalCircuit("bell", 2, gates, (0, 1), 0, ())
    >>> found = simulation_cost(bell, [((0, "Z"),)], catalog.machines())
    >>> [way.name for way in found.ways], found.best.name
    (['stabilizers', 'state vector', 'light cones'], 'stabilizers')
    """
    gates = [gate for gate in circuit.gates if gate.name not in IGNORED]
    used = sorted(
        {q for gate in gates for q in gate.qubits} | {q for o in observables for q, _ in o}
    )
    n = max(1, len(used))
    odd = sorted({gate.name for gate in gates} & UNMODELLED)
    if circuit.shorter is not None:
        why = "what is measured decides which gates follow: not simulated here"
        return SimulationCost(n, n, len(observables), (), refused=why)
    if odd:
        why = f"{' and '.join(odd)} in the middle of the circuit: not simulated here"
        return SimulationCost(n, n, len(observables), (), refused=why)
    cones = [cone_of(gates, one) for one in observables[:MAX_CONES]]
    widest = max((len(cone.qubits) for cone in cones), default=n)
    if len(observables) > MAX_CONES:
        widest = n
    ways: list[Way] = []
    if all(is_clifford(gate) for gate in gates):
        ways.append(_stabilizers(n, len(gates), machines))
    ways.append(_vector("state vector", "state", n, len(gates), machines))
    if widest < n:
        work = [(len(cone.qubits), max(1, len(cone.gates))) for cone in cones]
        ways.append(_cones(work, widest, machines))
    value_order = outcome_order = bonds = None
    beyond = n > machines.simulator.most_qubits
    if beyond if networks is None else networks:
        hardest = max(cones, key=_size, default=None)
        if hardest is not None:
            value_order, way = _network(
                "tensor network, values", value_network(hardest), len(observables), machines
            )
            ways.append(way)
        network = amplitude_network(gates, used)
        outcome_order, way = _network("tensor network, one outcome", network, 1, machines)
        ways.append(way)
        bonds = bond_cost(gates)
        if bonds is not None:
            ways.append(_bonds(bonds, machines))
    return SimulationCost(
        n, widest, len(observables), tuple(ways), value_order, outcome_order, bonds
    )


def _size(cone: Cone) -> tuple[int, int]:
    return cone.n_two_qubit, len(cone.qubits)


def _stabilizers(n: int, gates: int, machines: Machines) -> Way:
    """Return the way of circuits that take Pauli operators to Pauli operators.

    Source: [aaronson-2004], section 3: a tableau of 2 n rows of 2 n + 1 bits.
    """
    bits = 2 * n * (2 * n + 1)
    step = machines.simulator.stabilizer_step
    time = UNKNOWN
    if step is not None and step.value:
        work = log10(max(gates, 1)) + log10(n)
        time = Interval(
            *(None if not s else work + log10(s) for s in (step.value, step.low, step.high))
        )
    return Way("stabilizers", "state", True, log10(bits / 8), None, time, None, True,
               "only Clifford gates")  # fmt: skip


def _vector(name: WayName, yields: Yields, qubits: int, gates: int, machines: Machines) -> Way:
    simulator = machines.simulator
    fits = qubits <= simulator.most_qubits
    log10_bytes = log10(BYTES_PER_AMPLITUDE) + qubits * log10(2)
    time = log10(max(gates, 1)) + _log10_gate(machines, qubits)
    limit = "" if fits else f"two state vectors fit a laptop up to {simulator.most_qubits} qubits"
    gpu = _vector_on_gpu(machines, qubits, gates)
    return Way(name, yields, True, log10_bytes, None, Interval(time, time, time), gpu, fits, limit)


def _log10_gate(machines: Machines, qubits: int) -> float:
    """Return log10 of the time of a gate, beyond any width that a double holds too."""
    last = machines.simulator.rates[-1]
    if qubits <= last.qubits:
        return log10(machines.simulator.seconds_per_gate(max(1, qubits)))
    return log10(last.seconds_per_gate) + (qubits - last.qubits) * log10(2)


def _vector_on_gpu(machines: Machines, qubits: int, gates: int) -> float | None:
    from qestimate.estimation.classical import on_gpu

    return on_gpu(machines.gpu, qubits, max(gates, 1), 1)


def _cones(work: Sequence[tuple[int, int]], widest: int, machines: Machines) -> Way:
    """Return the way of one state vector for each light cone, the widest of which must fit."""
    times = [log10(gates) + _log10_gate(machines, width) for width, gates in work]
    top = max(times)
    total = top + log10(sum(10 ** (time - top) for time in times))
    way = _vector("light cones", "values", widest, 1, machines)
    fits = way.fits
    limit = f"{len(work)} of them, the widest of {widest} qubits"
    return way._replace(core=Interval(total, total, total), log10_gpu=None, fits=fits, limit=limit)


def _network(
    name: WayName, network: Network, copies: int, machines: Machines
) -> tuple[Contraction | None, Way]:
    """Return the order that was found for a network, and what it takes."""
    yields: Yields = "values" if name == "tensor network, values" else "one probability"
    nothing = Way(name, yields, True, None, None, UNKNOWN, None, False, "")
    try:
        order = contraction(network)
    except MissingExtraError as error:
        return None, nothing._replace(limit=f"not searched; {error.hint}")
    if order is None:
        return None, nothing._replace(limit="not searched: too many gates")
    log10_bytes = log10(BYTES_PER_AMPLITUDE) + order.width * log10(2)
    flops = order.log10_flops + log10(max(copies, 1))
    limit = {
        "found": "order found by a bounded search: an upper bound, better ones may exist",
        "qubits": "qubit by qubit, the best order found: an upper bound, better ones may exist",
        "gates": "gate by gate, as a state vector: no better order found, better ones may exist",
    }[order.order]
    if copies > 1:
        limit += f"; {copies} values, each as hard as the hardest"
    return order, nothing._replace(
        log10_bytes=log10_bytes,
        log10_flops=flops,
        core=_lasting(flops, machines.simulator.network_flops),
        fits=order.width <= machines.simulator.most_qubits,
        limit=limit,
    )


def _bonds(bonds: BondCost, machines: Machines) -> Way:
    fits = bonds.log10_bytes <= log10(machines.simulator.memory)
    return Way(
        "belief propagation",
        "values",
        False,
        bonds.log10_bytes,
        bonds.log10_flops,
        _lasting(bonds.log10_flops, machines.simulator.matrix_flops),
        None,
        fits,
        f"approximate, bonds of {bonds.reached} at most; how far off it is, is not judged here",
    )


def _lasting(log10_flops: float, rate: Quantity | None) -> Interval:
    """Return log10 of the seconds that operations take one core at a measured rate."""
    if rate is None:
        return UNKNOWN
    return Interval(
        *(
            None if not flops else log10_flops - log10(flops)
            for flops in (rate.value, rate.high, rate.low)
        )
    )
