"""What pictures show, in plain words and with the numbers of one run."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from qestimate.core.formatting import number, rounded_in_words, span_in_words
from qestimate.estimation.placement import Unplaced
from qestimate.report.plots.where import SHARE, deepest
from qestimate.report.views.brief_words import within
from qestimate.report.views.sentences import best_of, device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.estimate import Estimate
    from qestimate.report.views.brief import GridRow
    from qestimate.workload.goal import Goal

VERDICTS = {
    "feasible": "it fits",
    "marginal": "it may fit",
    "infeasible": "it does not fit",
    "unknown": "whether it fits is not known",
}
"""What a sentence says of a verdict."""


def way(one: Estimate) -> str:
    """Name a way with its device."""
    return f"{one.method.id} on {device_label(one.device)}"


def times_caption(rows: Sequence[GridRow], goal: Goal) -> str:
    """Explain how long each way takes, by the shortest that is known."""
    known = [row for row in rows if row.fit.log10_run.value is not None]
    if not known:
        return f"How long any of these takes is not known; there are {within(goal)}."
    shortest = min(known, key=lambda row: row.fit.log10_run.value or 0.0)
    fitting = sum(row.fit.status == "fits" for row in rows)
    return (
        f"{fitting or 'None'} of the {len(rows)} rows above {'fits' if fitting < 2 else 'fit'} "
        f"within {within(goal)}. The shortest time that is known: {shortest.way}, on "
        f"{shortest.device}, {span_in_words(shortest.fit.log10_run)}."
    )


def where_caption(one: Estimate) -> str:
    """Explain where circuits fit, by the one nearest to feasible."""
    if isinstance(one.placement, Unplaced):
        return ""
    width, depth = one.program.n_qubits, one.placement.counts.two_qubit_depth
    said = (
        f"{way(one)} comes nearest to fitting: its circuit takes {width} qubits and "
        f"{number(depth)} two-qubit gates one after another."
    )
    reach = deepest(one.device, width, one.goal)
    if reach is None or not isfinite(reach):
        return f"{said} How deep a circuit may be there cannot be told from what is published."
    share = f"{number(100 * (one.goal.signal_floor or SHARE))} %"
    on = f"On the best {width} qubits of that device"
    if reach < 1:
        return f"{said} {on} fewer than {share} of the runs of any circuit are without an error."
    return (
        f"{said} {on}, {share} of the runs of a circuit are without any error if it has "
        f"{number(reach)} such gates."
    )


def budget_caption(estimates: Sequence[Estimate]) -> str:
    """Explain the budget, by the nearest way and the limit that is missed by most."""
    known = [
        (margin, limit, one)
        for one in estimates
        for limit in one.constraints
        if (margin := limit.margin_log10) is not None
    ]
    if not known:
        return "No limit can be told from what is published."
    best = best_of(estimates)
    said = f"{way(best)} comes nearest: {VERDICTS[best.verdict]}. {nearest_limit(best.binding)}"
    worst, limit, one = min(known, key=lambda row: row[0])
    if worst >= 0:
        return f"{said} No limit is missed."
    if one is best and limit is best.binding:
        return said
    more = f"{factor(-worst)} as much is needed as there is"
    return f"{said} Farthest off is the {limit.name} of {way(one)}: {more}."


def nearest_limit(limit: Constraint) -> str:
    """Say by how much the limit that decides is kept or missed."""
    margin = limit.margin_log10
    if margin is None:
        return f"What decides is the {limit.name}, whose size is not known."
    if margin < 0:
        return f"What decides is the {limit.name}: {factor(-margin)} as much is needed as there is."
    return f"What decides is the {limit.name}: there is {factor(margin)} what it needs."


def factor(log10_value: float) -> str:
    """Write how many times something is, from its log10.

    >>> factor(0.155), factor(4.8), factor(33.3)
    ('1.4 times', '63,000 times', 'over 10,000 trillion times')
    """
    return f"{rounded_in_words(log10_value)} times"


def chip_caption(one: Estimate) -> str:
    """Explain a chip by its chosen patch."""
    if isinstance(one.placement, Unplaced):
        return ""
    table, wires = one.device.snapshot.couplers, one.placement.qubits
    patch = [
        error
        for a, b, _ in one.placement.edges
        if (error := table.get((min(wires[a], wires[b]), max(wires[a], wires[b])))) is not None
    ]
    every = one.device.snapshot.two_qubit_errors
    connected = one.device.qubits_connected
    of = "" if connected is None else f", out of {connected} that are joined"
    said = f"Chosen for {one.method.id}: a {one.placement.shape} of {len(wires)} qubits{of}."
    if not patch or not every:
        return said
    return (
        f"{said} A two-qubit gate goes wrong there in {_percent(sum(patch) / len(patch))} of all "
        f"cases on average, and in {_percent(sum(every) / len(every))} over the whole chip."
    )


def _percent(share: float) -> str:
    return f"{number(100 * share, 2)} %"


def layers_caption(one: Estimate) -> str:
    """Explain the signal by what is left of it at the layers asked for."""
    left = None if one.local is None else one.local.attenuation.value
    ideal = None if one.local is None else one.local.ideal_variance.value
    if left is None or ideal is None:
        return f"{way(one)}: what noise leaves of its signal is bounded, not known."
    return (
        f"{way(one)}: with {one.program.n_layers} layers noise leaves {number(left)} of the "
        f"signal; a usual result is {number(ideal**0.5)} in size without noise."
    )


def drawn(estimates: Sequence[Estimate], most: int, of: int) -> str:
    """Say how many rows of a picture there is room for; empty where all of them are drawn."""
    return "" if of <= most else f"Drawn are the {len(estimates)} of {of} that come nearest."
