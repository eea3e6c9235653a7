"""What no Pauli path can exceed, and what none falls below, found without sampling.

Whatever its path, an operator that has not become the identity sits on at least one qubit at any
time. The cheapest way that a single qubit's worth of operator can take through the circuit is
therefore a lower bound of what any path costs. And no path can meet more noise than there is in
the whole light cone of the observable.
"""

from __future__ import annotations

from functools import reduce
from math import inf
from typing import TYPE_CHECKING

from qestimate.core.numeric import expm1, log1p, maximum, minimum
from qestimate.core.records import NamedTuple
from qestimate.noise.paths.steps import Clifford, Collapse, Noise, Rotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.numeric import Number
    from qestimate.noise.paths.steps import Kind, Observable, PathCircuit, Rate


class PathBounds(NamedTuple):
    """Bounds on what noise costs an observable, as exponents of e; arrays for many noises."""

    cheapest: Number
    """Of the cheapest path: the attenuation is at most e^-cheapest."""
    whole_cone: Number
    """Of all noise in the light cone: no path keeps less than e^-whole_cone."""
    to_cancel: Number = 0.0
    """ln of the norm of the inverse of all noise in the light cone, readout apart: to cancel it by
    sampling the inverse takes the square of the norm as many shots."""


def inverse_norm(kind: Kind, rate: Rate | None, cost: Number) -> Number:
    """Return ln of the norm of the inverse of one noisy element.

    A depolarizing channel on n qubits that shrinks operators by e^-c = 1 - p has an inverse of
    norm (1 + (1 - 2/4^n) p) / (1 - p). Waiting, its pull towards |0> left out, is a Pauli channel:
    of norm e^(t/T2 + t/(2 T1)), one factor for each of its two elements.

    Args:
        kind: Of the element.
        rate: What its cost is a multiple of; None where that is not told.
        cost: Exponent c by which it shrinks an operator. >= 0; arrays for many noises.

    Source: [temme-2017], inverse of depolarizing noise.

    >>> round(inverse_norm("two", "gate", 0.01), 6), inverse_norm("idle", "decay", 0.01)
    (0.018669, 0.005)
    """
    if kind == "idle" and rate in ("dephasing", "decay"):
        return cost if rate == "dephasing" else cost / 2
    share = 1 - 2 / 4 ** (2 if kind == "two" else 1)
    return cost + log1p(-share * expm1(-cost))


def path_bounds(
    circuit: PathCircuit,
    observables: Sequence[Observable] = (),
    readout: Sequence[Number] = (),
    costs: Sequence[Number] = (),
) -> PathBounds:
    """Return bounds that hold for each of some observables, or for any on any wire.

    Args:
        circuit: Steps and costs.
        observables: What is measured; all of any kind if empty.
        readout: What reading each wire costs; nothing if empty.
        costs: What each element costs, in place of what the circuit has; arrays of one length
            for that many noises at once.

    >>> from qestimate.noise.paths.steps import Clifford, Noise, PathCircuit
    >>> steps = (Noise(0, 0, 1), Clifford("cz", 0, 1), Noise(0, 1, 2), Clifford("cz", 1, 2))
    >>> circuit = PathCircuit(3, steps, (0.1,), ("two",))
    >>> path_bounds(circuit, [((0, "Z"),)])[:2], path_bounds(circuit, [((2, "Z"),)])[:2]
    ((0.1, 0.1), (0.1, 0.2))
    """
    smaller, larger = (minimum, maximum) if costs else (min, max)
    least = [0.0 if not observables else inf] * circuit.n_qubits
    cone = [not observables] * circuit.n_qubits
    whole: Number = reduce(larger, readout, 0.0) if not observables else 0.0
    for observable in observables:
        read = sum(readout[wire] for wire, _ in observable) if readout else 0.0
        whole = larger(whole, read)
        for wire, _ in observable:
            least[wire], cone[wire] = smaller(least[wire], read), True
    costs = costs or circuit.costs
    rates: list[Rate | None] = [rate for rate, _ in circuit.rates]
    rates = rates or [None] * len(circuit.kinds)
    norms = [
        inverse_norm(kind, rate, cost)
        for kind, rate, cost in zip(circuit.kinds, rates, costs, strict=True)
    ]
    norm: Number = 0.0
    ended: list[Number] = []
    for step in reversed(circuit.steps):
        if isinstance(step, Noise):
            # the operator meets the noise if it is on either wire, wherever it goes from there
            a, b, cost = step.a, step.b, costs[step.element]
            least[a] = least[a] + cost  # not in place: wires may share an array
            if b >= 0:
                least[b] = least[b] + cost
            if cone[a] or (b >= 0 and cone[b]):
                whole = whole + cost
                norm = norm + norms[step.element]
        elif isinstance(step, Clifford | Rotation):
            a, b = step.a, step.b
            if b < 0:
                continue
            if isinstance(step, Clifford) and step.name == "swap":
                least[a], least[b] = least[b], least[a]
                cone[a], cone[b] = cone[b], cone[a]
                continue
            least[a] = least[b] = smaller(least[a], least[b])
            cone[a] = cone[b] = cone[a] or cone[b]
        elif isinstance(step, Collapse):
            if step.resets:  # the operator may end here
                ended.append(least[step.a])
                least[step.a], cone[step.a] = inf, False
        else:
            xy, z = costs[step.element_xy], costs[step.element_z]
            if cone[step.a]:
                whole = whole + larger(xy, z)
                norm = norm + norms[step.element_xy] + norms[step.element_z]
            least[step.a] = least[step.a] + smaller(xy, z)
    return PathBounds(reduce(smaller, [*ended, *least]), whole, norm)
