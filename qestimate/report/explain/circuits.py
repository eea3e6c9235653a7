"""Figures of a circuit from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.batch import spam_operations
from qestimate.estimation.mitigation import mitigated
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.shots import reading_of
from qestimate.estimation.transpile import AS_IS_LEVEL, LEVEL
from qestimate.explore.circuit_ways import circuit_ways
from qestimate.report.explain.bills import explain_credits, explain_jobs, explain_price
from qestimate.report.explain.circuit_ways import explain_time, explain_ways
from qestimate.report.explain.explanation import Explanation
from qestimate.report.explain.signals import (
    elements,
    explain_attenuation,
    explain_fidelity,
    explain_value_shots,
)

if TYPE_CHECKING:
    from qestimate.estimation.circuit import CircuitEstimate


RUN = "all shots"
"""What the run of a circuit is called."""


def explain_circuit(found: CircuitEstimate) -> tuple[Explanation, ...]:
    """Return how the figures of a circuit on a device come about."""
    if isinstance(found.placed, Unplaced):
        return ()
    placed, local = found.placed.placement, found.placed.local
    counts = placed.counts
    level = AS_IS_LEVEL if found.layout.as_is else LEVEL
    words = f"counted after Qiskit's transpiler at level {level}, the best of its seeds"
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
    weakest, over = local.log10_weakest.value, 0.0
    if found.program is not None and found.goal.mitigation != "none":
        noisy = found.placed.needed.noisy.at_weakest
        choice = found.goal.choices["mitigation"]
        left, more = mitigated(choice, reading_of(found.program), noisy)
        weakest, over = left.interval().value, more.value
    result.append(
        explain_value_shots(
            shots,
            weakest,
            found.goal.precision,
            found.goal.confidence,
            found.n_observables,
            over,
        )
    )
    if found.placed.runtime.log10_run.value is not None and shots is not None:
        result.append(explain_time(found, found.placed, found.log10_besides))
    spam = spam_operations(found.logical)
    result += explain_jobs(found.device, found.placed.runtime, RUN)
    result += explain_credits(found.device, placed, spam, found.placed.runtime, RUN)
    result += explain_price(found.device, placed, found.placed.runtime, RUN)
    return (*result, *explain_ways(found, circuit_ways(found)))
