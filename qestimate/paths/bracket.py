"""What no Pauli path can exceed, and what none falls below, found without sampling.

Whatever its path, an operator that has not become the identity sits on at least one qubit at any
time. The cheapest way that a single qubit's worth of operator can take through the circuit is
therefore a lower bound of what any path costs. And no path can meet more noise than there is in
the whole light cone of the observable.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from qestimate.paths.steps import Clifford, Noise, Rotation

if TYPE_CHECKING:
    from qestimate.paths.steps import Observable, PathCircuit


class Bracket(NamedTuple):
    """Bounds on what noise costs an observable, as exponents of e."""

    cheapest: float
    """Of the cheapest path: the attenuation is at most e^-cheapest."""
    whole_cone: float
    """Of all noise in the light cone: no path keeps less than e^-whole_cone."""


def bracket(circuit: PathCircuit, observable: Observable | None = None) -> Bracket:
    """Return the bounds of one observable, or of any on any wire.

    Args:
        circuit: Steps and costs.
        observable: What is measured; None for the loosest bounds over all observables.

    >>> from qestimate.paths.steps import Clifford, Noise, PathCircuit
    >>> steps = (Noise(0, 0, 1), Clifford("cz", 0, 1), Noise(0, 1, 2), Clifford("cz", 1, 2))
    >>> bracket(PathCircuit(3, steps, (0.1,), ("two",)), ((0, "Z"),))
    Bracket(cheapest=0.1, whole_cone=0.1)
    >>> bracket(PathCircuit(3, steps, (0.1,), ("two",)), ((2, "Z"),))
    Bracket(cheapest=0.1, whole_cone=0.2)
    """
    start = range(circuit.n_qubits) if observable is None else [wire for wire, _ in observable]
    least = [inf] * circuit.n_qubits
    cone = [False] * circuit.n_qubits
    for wire in start:
        least[wire], cone[wire] = 0.0, True
    whole = 0.0
    for step in reversed(circuit.steps):
        if isinstance(step, Noise):
            cost = circuit.costs[step.element]
            if cone[step.a] or (step.b >= 0 and cone[step.b]):
                whole += cost
            if step.b < 0:
                least[step.a] += cost
                continue
            # the operator meets the noise if it is on either wire, wherever it goes from there
            least[step.a] += cost
            least[step.b] += cost
        elif isinstance(step, Clifford | Rotation):
            if step.b < 0:
                continue
            if isinstance(step, Clifford) and step.name == "swap":
                least[step.a], least[step.b] = least[step.b], least[step.a]
                cone[step.a], cone[step.b] = cone[step.b], cone[step.a]
                continue
            least[step.a] = least[step.b] = min(least[step.a], least[step.b])
            cone[step.a] = cone[step.b] = cone[step.a] or cone[step.b]
        else:
            xy, z = circuit.costs[step.element_xy], circuit.costs[step.element_z]
            if cone[step.a]:
                whole += max(xy, z)
            least[step.a] += min(xy, z)
    return Bracket(min(least), whole)
