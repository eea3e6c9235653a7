"""Which error mitigation makes an estimate feasible, or at least not infeasible any more.

Mitigation gives back signal and takes shots for it. Without a floor under the signal nothing is
won: noise is paid for in shots already, and mitigation asks for as many or more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.constraints import verdict
from qestimate.estimation.pipeline import assess
from qestimate.estimation.placement import Unplaced
from qestimate.workload.goal import MITIGATIONS

if TYPE_CHECKING:
    from qestimate.estimation.estimate import Estimate

ORDER = ("infeasible", "unknown", "marginal", "feasible")
"""Verdicts, the better the later."""


def that_help(estimate: Estimate) -> tuple[str, ...]:
    """Return the techniques with which the verdict is better, the best first.

    >>> from qestimate import Goal, Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("gpt2"), samples=10)
    >>> goal = Goal.of(signal_floor=0.7)
    >>> that_help(estimate(work, "qpa", catalog.device("ibm-boston"), goal, copies=1))
    ('zne', 'pec')
    """
    placed, goal = estimate.placed, estimate.goal
    if isinstance(placed, Unplaced) or goal.signal_floor is None or goal.mitigation != "none":
        return ()
    found = []
    for name in MITIGATIONS[1:]:
        _, limits = assess(
            estimate.program,
            placed.placement,
            estimate.device,
            goal._replace(mitigation=name),
            placed.signal,
            placed.local,
            copies=placed.copies,
        )
        rank = ORDER.index(verdict(limits))
        if rank > ORDER.index(estimate.verdict):
            found.append((-rank, name))
    return tuple(name for _, name in sorted(found, key=lambda pair: pair[0]))
