"""What a run takes besides its shots: the start of jobs, and the loading of circuits."""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING

from qestimate.estimation.runtime import jobs, loading, loads, starting
from qestimate.report.explain.explanation import Input, origin

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.runtime import Repetition, Terms, Work


def overheads(device: Device, work: Work, terms: Terms) -> tuple[str, tuple[Input, ...]]:
    """Return the terms of a time that no shot has, and their numbers; nothing where none is known.

    Args:
        device: Whose figures they are.
        work: The circuits and their shots.
        terms: What the device asks for.
    """
    formula = ""
    inputs: tuple[Input, ...] = ()
    n_loads = loads(work, terms)
    if _known(loading(n_loads, terms)):
        source = origin(device.figure("circuit_overhead"))
        formula += " + L*o"
        inputs += (
            Input("L", "circuits that are loaded, twirls one by one", n_loads, log10=True),
            Input("o", "circuit overhead", terms.circuit_overhead, "s", source),
        )
    start = starting(jobs(work, terms), terms)
    if _known(start):
        source = origin(device.figure("job_startup"))
        formula += " + S"
        inputs += (Input("S", "start of all jobs", start, "s", source, log10=True),)
    return formula, inputs


def _known(log10_seconds: float) -> bool:
    return log10_seconds != -inf and not isnan(log10_seconds)


def split_shots(symbol: str, again: Repetition) -> tuple[str, tuple[Input, ...]]:
    """Return the shots of a circuit as a formula has them, and its number of twirls if it has any.

    Args:
        symbol: Of the shots that are asked for.
        again: The twirls of each circuit.
    """
    if again.twirls == 1:
        return symbol, ()
    return f"t*ceil({symbol}/t)", (Input("t", "twirls of a circuit", again.twirls),)
