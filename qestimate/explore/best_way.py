"""The way of mapping a workload that a device is best at, each way at its own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.estimation.constraints import VERDICTS
from qestimate.estimation.estimate import Estimate, estimate
from qestimate.explore.fits import SEARCHED
from qestimate.methods import methods as all_methods

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.methods.program import Group, Method
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

INSIDE: tuple[Group, ...] = ("step", "token")
"""Groups of ways that train the model, or what is added to it: the short answer names these
first."""


def best_way(workload: Workload, device: Device, goal: Goal) -> Estimate | None:
    """Return the way that does most on a device; None where no way has a circuit.

    Of the ways that train inside the model and are feasible, the one that trains the most angles;
    only where none is feasible the others are tried, and then the best verdict counts first.

    Args:
        workload: What is trained.
        device: Where.
        goal: Precision and budgets.

    >>> from qestimate import Goal, Workload, catalog
    >>> work = Workload.of(catalog.model("gpt2"))
    >>> best_way(work, catalog.device("ibm-boston"), Goal()).method.id
    'qpa'
    """
    ways = [one for one in all_methods().values() if one.group in SEARCHED]
    tried: list[Estimate] = []
    for inside in (True, False):
        of_kind = [one for one in ways if (one.group in INSIDE) is inside]
        tried += [
            found for one in of_kind if (found := _tried(workload, one, device, goal)) is not None
        ]
        feasible = [one for one in tried if one.verdict == "feasible"]
        if feasible:
            return max(feasible, key=_size)
    return min(tried, key=_rank) if tried else None


def _tried(workload: Workload, way: Method, device: Device, goal: Goal) -> Estimate | None:
    try:
        return estimate(workload, way, device, goal, copies="fit")
    except DomainError:  # it has no circuit for this workload
        return None


def _size(one: Estimate) -> tuple[int, int]:
    return one.program.independent_angles, one.program.n_qubits


def _rank(one: Estimate) -> tuple[int, bool, int, int]:
    """Return where a way stands among those of which none is feasible."""
    angles, qubits = _size(one)
    return VERDICTS.index(one.verdict), one.method.group not in INSIDE, -angles, -qubits
