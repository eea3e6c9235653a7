"""Figures of a circuit from a file."""

from __future__ import annotations

from math import inf, log10, nan
from typing import TYPE_CHECKING

from qestimate.estimation.batch import spam_operations
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import ONCE, Work, terms_of, twirled
from qestimate.report.explain.bills import explain_credits, explain_jobs, explain_price
from qestimate.report.explain.explanation import Explanation, Input
from qestimate.report.explain.overheads import overheads, split_shots
from qestimate.report.explain.signals import (
    elements,
    explain_attenuation,
    explain_fidelity,
    explain_value_shots,
)

if TYPE_CHECKING:
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.placement import Placement


RUN = "all shots"
"""What the run of a circuit is called."""


def explain_circuit(found: CircuitEstimate) -> tuple[Explanation, ...]:
    """Return how the figures of a circuit on a device come about."""
    if isinstance(found.placed, Unplaced):
        return ()
    placed, local = found.placed.placement, found.placed.local
    counts = placed.counts
    words = "counted after Qiskit's transpiler at level 3, the best of its seeds"
    result = [
        Explanation(name, title, int(value), words, (), "qiskit", "search")
        for name, title, value in (
            ("two_qubit_gates", "native two-qubit gates", counts.two_qubit_gates),
            ("two_qubit_depth", "layers of two-qubit gates", counts.two_qubit_depth),
            ("one_qubit_gates", "one-qubit pulses", counts.one_qubit_gates),
            ("depth", "depth", counts.depth),
        )
    ]
    if placed.duration is not None:
        result.append(
            Explanation(
                "duration",
                "duration of the circuit",
                placed.duration,
                "the longest chain of gates, with the published time of each",
                (),
                elements(found.device),
                "sum",
                "s",
            )
        )
    exact = {"noisy": "worked out exactly", "propagated": "followed operator by operator"}.get(
        found.exact, ""
    )
    result.append(explain_fidelity(found.placed.signal, found.device))
    result.append(explain_attenuation(local, "attenuation, mean of the observables", exact=exact))
    result += [
        explain_attenuation(one, f"attenuation of {name}", exact=exact) for name, one in found.each
    ]
    shots = found.placed.shots.log10_value.value
    result.append(
        explain_value_shots(
            shots,
            local.log10_weakest.value,
            found.goal.precision,
            found.goal.confidence,
            found.n_observables,
            found.placed.needed.overhead.value,
        )
    )
    time = found.placed.runtime
    if time.log10_run.value is not None and shots is not None:
        result.append(_time(found, placed, shots, time.log10_run.value, time.shot.total))
    spam = spam_operations(found.logical)
    result += explain_jobs(found.device, time, RUN)
    result += explain_credits(found.device, placed, spam, time, RUN)
    result += explain_price(found.device, placed, time, RUN)
    return tuple(result)


def _time(
    found: CircuitEstimate, placed: Placement, shots: float, value: float, shot: float | None
) -> Explanation:
    settings = found.settings * found.repeat
    again = ONCE if isinstance(found.placed, Unplaced) else found.placed.again
    split, twirls = split_shots("N", again)
    work = Work(log10(settings), -inf, twirled(shots, again.twirls), nan, again.twirls)
    terms = terms_of(found.device, placed)
    besides, overhead = overheads(found.device, work, terms)
    return Explanation(
        "time",
        "time of all shots",
        value,
        f"C*{split}*s{besides}",
        (
            Input("C", "measurement settings, as often as they are run", settings),
            Input("N", "shots of each", shots, log10=True),
            *twirls,
            Input("s", "time from shot to shot", shot, "s"),
            *overhead,
        ),
        "definition",
        unit="s",
        log10=True,
    )
