"""Figures of the ways to mitigate errors of a circuit."""

from __future__ import annotations

from math import inf, log10, nan
from typing import TYPE_CHECKING

from qestimate.estimation.circuit_mitigation import (
    LEARNING_BASES,
    LEARNING_PAIRS,
    LEARNING_SHOTS,
    LEARNING_TWIRLS,
)
from qestimate.estimation.mitigation import TECHNIQUES, mitigated
from qestimate.estimation.runtime import Work, terms_of, twirled
from qestimate.estimation.shots import reading_of
from qestimate.report.explain.explanation import Explanation, Input
from qestimate.report.explain.overheads import overheads, split_shots
from qestimate.workload.goal import CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.core.quantity import Interval
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.explore.circuit_ways import CircuitWay
    from qestimate.methods.program import Program

LEARNING = "van-den-berg-pec-2023; qiskit-ibm-runtime-learning"


def explain_ways(found: CircuitEstimate, ways: tuple[CircuitWay, ...]) -> Iterator[Explanation]:
    """Yield how the figures of each way come about.

    Args:
        found: The circuit on its device.
        ways: Its ways.
    """
    if found.program is None:
        return
    for way in ways:
        title = TECHNIQUES[way.name].title
        for one in _of_way(found, found.program, way):
            yield one._replace(title=f"{one.title}, {title}")


def _of_way(found: CircuitEstimate, program: Program, way: CircuitWay) -> Iterator[Explanation]:
    placed, technique = way.run.placed, TECHNIQUES[way.name]
    noisy = placed.needed.noisy
    yield _formula(
        f"mitigation_left_{way.name}",
        "signal left",
        placed.needed.left.interval().value,
        technique.left,
        (
            Input("a", "what noise leaves", noisy.left.interval().value, log10=True),
            Input("r", "what readout alone leaves", _known(noisy.readout), log10=True),
        ),
        technique.source,
    )
    yield _formula(
        f"mitigation_overhead_{way.name}",
        "times the runs",
        placed.needed.overhead.interval().value,
        technique.overhead,
        (
            Input("r", "what readout alone leaves", _known(noisy.readout), log10=True),
            Input("g", "ln of the norm of the inverse noise in the light cone", noisy.to_cancel),
        ),
        technique.source,
    )
    yield _stays_off(way, placed)
    yield _runs(found, program, way)
    if way.run.calibration.circuits:
        yield _calibration(found, program, way)
    time, shots = placed.runtime, placed.shots.log10_value.value
    if time.log10_run.value is not None and shots is not None:
        made = explain_time(found, placed, way.run.log10_besides)
        yield made._replace(name=f"mitigation_time_{way.name}", title="time of everything")


def _formula(
    name: str,
    title: str,
    value: float | None,
    formula: str,
    inputs: tuple[Input, ...],
    source: str,
    *,
    log10: bool = True,
) -> Explanation:
    """Return a figure with the inputs that its formula has."""
    if value is None:
        words = "unknown: an error or a share of the signal is not known"
        return Explanation(name, title, None, words, (), source, "taken")
    used = tuple(one for one in inputs if one.symbol in _symbols(formula))
    return Explanation(name, title, value, formula, used, source, log10=log10)


def _symbols(formula: str) -> set[str]:
    from re import findall

    return set(findall(r"[A-Za-z_]\w*", formula))


def _stays_off(way: CircuitWay, placed: PlacedProgram) -> Explanation:
    name, title = f"mitigation_bias_{way.name}", "stays off by"
    if way.name == "rescaling" and way.bias is not None:
        words = "root mean square of what one common factor leaves of the errors"
        return Explanation(name, title, way.bias, words, (), "docs/signal.md", "sum")
    left = placed.needed.left.interval().value
    inputs = (Input("a", "signal left after it", left, log10=True),)
    return _formula(name, title, way.bias, "1 - a", inputs, "definition", log10=False)


def _runs(found: CircuitEstimate, program: Program, way: CircuitWay) -> Explanation:
    placed, goal = way.run.placed, found.goal
    noisy = placed.needed.noisy
    left, over = mitigated(
        CHOICES["mitigation"].index(way.name), reading_of(program), noisy.at_weakest
    )
    circuits = (
        Input("C", "measurement settings, as often as they run", found.settings * found.repeat),
        Input("m", "circuits for each one", placed.again.log10_circuits, log10=True),
    )
    formula = "C*m*N"
    inputs: tuple[Input, ...] = (*circuits, Input("N", "shots of each, as given", goal.shots))
    source = "given"
    if goal.shots is None:
        formula, source = "C*m*ceil(2/q**2*ln(2*K/(1 - c)))/a**2*g", "hoeffding-1963"
        weakest = "signal left of the weakest observable, after it"
        inputs = (
            *circuits,
            Input("q", "precision", goal.precision),
            Input("K", "observables read together", program.n_observables),
            Input("c", "confidence", goal.confidence),
            Input("a", weakest, left.value, log10=True),
            Input("g", "times as many, for it", over.value, log10=True),
        )
    value = way.log10_runs.value
    return _formula(f"mitigation_runs_{way.name}", "runs", value, formula, inputs, source)


def _calibration(found: CircuitEstimate, program: Program, way: CircuitWay) -> Explanation:
    goal, run = found.goal, way.run
    name, value = f"mitigation_calibration_{way.name}", run.calibration.log10_all_shots
    title = "runs to calibrate"
    if way.name == "pec":
        return _formula(
            name,
            title,
            value,
            "l*b*d*t*s",
            (
                Input("l", "different layers of two-qubit gates", run.calibration.layers),
                Input("b", "measurement bases", LEARNING_BASES, source=LEARNING),
                Input("d", "depths", len(LEARNING_PAIRS), source=LEARNING),
                Input("t", "randomizations of each", LEARNING_TWIRLS, source=LEARNING),
                Input("s", "shots of each", LEARNING_SHOTS, source=LEARNING),
            ),
            LEARNING,
        )
    read = found.readout
    return _formula(
        name,
        title,
        value,
        "2*ceil(ceil(2/q**2*ln(2*K/(1 - c)))/r**2/2)",
        (
            Input("q", "precision", goal.precision),
            Input("K", "observables read together", program.n_observables),
            Input("c", "confidence", goal.confidence),
            Input("r", "what readout alone leaves", read and read.weakest, log10=True),
        ),
        "hoeffding-1963",
    )


def explain_time(
    found: CircuitEstimate, placed: PlacedProgram, log10_besides: Interval
) -> Explanation:
    """Return how the time of all runs comes about; both it and the shots are known.

    Args:
        found: The circuit on its device.
        placed: With its shots and its time.
        log10_besides: Time of what mitigation measures and loads beside the circuits. [log10 s]
    """
    again, shots = placed.again, placed.shots.log10_value.value
    split, twirls = split_shots("N", again)
    circuits = log10(found.settings * found.repeat) + again.log10_circuits
    number = nan if shots is None else twirled(shots, again.twirls)
    work = Work(circuits, -inf, number, nan, again.twirls)
    terms = terms_of(found.device, placed.placement, stretch=float(again.stretch))
    besides, overhead = overheads(found.device, work, terms)
    more: tuple[Input, ...] = ()
    if log10_besides.value is not None:
        besides += " + A"
        meaning = "time to calibrate, and to load what is sampled"
        more = (Input("A", meaning, log10_besides.value, "s", log10=True),)
    several: tuple[Input, ...] = ()
    if again.log10_circuits:
        several = (Input("m", "circuits for each one", again.log10_circuits, log10=True),)
    return Explanation(
        "time",
        "time of all shots",
        placed.runtime.log10_run.value,
        f"{'m*' if several else ''}C*{split}*s{besides}",
        (
            *several,
            Input("C", "measurement settings", found.settings),
            Input("N", "shots of each", shots, log10=True),
            *twirls,
            Input("s", "time from shot to shot", placed.runtime.shot.total, "s"),
            *overhead,
            *more,
        ),
        "definition",
        unit="s",
        log10=True,
    )


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124  # nan
