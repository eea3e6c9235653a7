"""Figures of a circuit from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.circuit import weakest
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import Batch, log10_startup
from qestimate.report.explain.explanation import Explanation, Input
from qestimate.report.explain.signals import (
    elements,
    explain_attenuation,
    explain_fidelity,
    explain_value_shots,
)

if TYPE_CHECKING:
    from qestimate.estimation.circuit import Judged


def explain_circuit(found: Judged) -> tuple[Explanation, ...]:
    """Return how the figures of a circuit on a device come about."""
    if isinstance(found.compiled, Unplaced) or found.signal is None or found.local is None:
        return ()
    placed = found.compiled.placement
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
    exact = found.exact == "noisy"
    result.append(explain_fidelity(found.signal, found.device))
    result.append(
        explain_attenuation(found.local, "attenuation, mean of the observables", exact=exact)
    )
    result += [
        explain_attenuation(local, f"attenuation of {name}", exact=exact)
        for name, local in found.each
    ]
    least = weakest(found.local, [local for _, local in found.each])
    shots = found.shots.value.value
    result.append(
        explain_value_shots(
            shots,
            least.log10_attenuation.value,
            found.goal.precision,
            found.goal.confidence,
            found.n_observables,
        )
    )
    time = found.runtime
    if time is not None and time.log10_run.value is not None and shots is not None:
        result.append(_time(found, shots, time.log10_run.value, time.shot.total))
    return tuple(result)


def _time(found: Judged, shots: float, value: float, shot: float | None) -> Explanation:
    settings = found.settings
    startup = log10_startup(found.device, (Batch(settings, shots),))
    start = () if startup is None else (Input("S", "start of all jobs", startup, "s", log10=True),)
    return Explanation(
        "time",
        "time of all shots",
        value,
        "C*N*s + S" if start else "C*N*s",
        (
            Input("C", "measurement settings", settings),
            Input("N", "shots of each", shots, log10=True),
            Input("s", "time from shot to shot", shot, "s"),
            *start,
        ),
        "definition",
        unit="s",
        log10=True,
    )
