"""Shots, times and price of an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.quantity import Interval
from qestimate.estimation.mitigation import mitigated, variance_after
from qestimate.estimation.pipeline import stays_off
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import ONCE, circuits_by_kind, terms_of, work_of
from qestimate.estimation.shots import TRAINING_RATIO, Shots, reading_of
from qestimate.report.explain.bills import (
    copies_of,
    explain_credits,
    explain_jobs,
    explain_price,
)
from qestimate.report.explain.explanation import Explanation, Input, origin
from qestimate.report.explain.overheads import overheads, split_shots
from qestimate.report.explain.signals import explain_value_shots, over_head

if TYPE_CHECKING:
    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Repetition, Runtime


RUN = "the whole training"
"""What the run of an estimate is called."""


def explain_costs(estimate: Estimate, placed: Placement) -> list[Explanation]:
    """Return how shots, times and price come about."""
    found = _levels(estimate)
    time = estimate.runtime
    if time is None:
        return found
    found.append(_shot(estimate, time))
    return [
        *found,
        _forward(estimate, placed, time),
        _training(estimate, placed, time),
        *_other_runs(estimate, placed),
        _stays_off(estimate),
        *explain_jobs(estimate.device, time, RUN),
        *explain_credits(estimate.device, placed, estimate.program.spam_operations, time, RUN),
        *explain_price(estimate.device, placed, time, RUN),
    ]


def _unknown(name: str, title: str, why: str) -> Explanation:
    return Explanation(name, title, None, f"unknown: {why}", (), "", "taken")


LEVELS = {
    "values": ("shots", "shots of a circuit, for its values"),
    "gradients": ("gradient_shots", "shots of a circuit, for a gradient"),
}
"""Of what training needs: the name of the figure, and what it is."""


def _levels(estimate: Estimate) -> list[Explanation]:
    """Return the three levels of shots."""
    if isinstance(estimate.placed, Unplaced):
        return [_unknown(name, title, "no place") for name, title in LEVELS.values()]
    return [
        _least(estimate),
        _training_shots(estimate, estimate.placed, "values"),
        _training_shots(estimate, estimate.placed, "gradients"),
        _precise(estimate, estimate.placed),
    ]


def _least(estimate: Estimate) -> Explanation:
    title = "fewest shots of a circuit"
    if estimate.program.readout == "local":
        return Explanation("shots_least", title, 1, "a circuit is run", (), "definition", "taken")
    kept = Input("k", "outcomes that are kept, each seen once", estimate.program.kept_outcomes)
    return Explanation(
        "shots_least", title, estimate.program.kept_outcomes, "k", (kept,), "definition"
    )


def _training_shots(
    estimate: Estimate, placed: PlacedProgram, which: Literal["values", "gradients"]
) -> Explanation:
    """Return the shots that training needs, or those that were given."""
    name, title = LEVELS[which]
    if which == "gradients" and estimate.goal.gradient == "spsa":
        alike = _training_shots(estimate, placed, "values")
        return alike._replace(name=name, title=f"{title}: as those for its values")
    value = getattr(placed.needed, which).interval().value
    if estimate.goal.shots is not None:
        return Explanation(name, title, value, "given: --shots", (), "given", "taken", log10=True)
    if value is None:
        return _unknown(name, title, "the variance of what is read is not known")
    by, more = over_head(placed.needed.overhead.value)
    noisy, left = placed.needed.noisy, placed.needed.left
    size = noisy.variance if which == "values" else noisy.gradient
    what = "variance of a value" if which == "values" else "variance of a derivative"
    least = Input("k", "fewest shots", placed.needed.least, log10=True)
    averaged = Input("b", "circuits that a gradient averages over", estimate.program.averaged)
    variance = variance_after(size, noisy.left, left).value
    return Explanation(
        name,
        title,
        value,
        f"max(k, ceil(R/{'v' if which == 'values' else '(v*b)'}{by}))",
        (
            least,
            Input("R", "signal over noise with which training gains", TRAINING_RATIO,
                  source="models/training/table.json"),
            Input("v", _called(f"{what} under noise", estimate), variance, log10=True),
            *(() if which == "values" else (averaged,)),
            *more,
        ),
        "docs/training.md",
        log10=True,
    )  # fmt: skip


def _precise(estimate: Estimate, placed: PlacedProgram) -> Explanation:
    """Return the shots with which every value is as precise as asked for."""
    value, goal, program = placed.needed.precise.interval().value, estimate.goal, estimate.program
    noisy = placed.needed.noisy
    weakest = mitigated(goal.choices["mitigation"], reading_of(program), noisy.at_weakest).left
    overhead = placed.needed.overhead.value
    if program.readout == "local" or value is None:
        found = explain_value_shots(
            value,
            weakest.value,
            goal.precision,
            goal.confidence,
            program.n_observables,
            overhead,
            _called("signal left of the weakest observable", estimate),
        )
        return found._replace(name="shots_precise", title="shots of a circuit, for the precision")
    by, more = over_head(overhead)
    return Explanation(
        "shots_precise",
        "shots of a circuit, for the precision",
        value,
        f"2**n*(o/(q*a))**2{by}",
        (
            Input("n", "qubits", program.n_qubits),
            Input("o", "error of what is made of a probability, over its relative error",
                  program.output_slope, source=estimate.method.source),
            Input("q", "precision", goal.precision),
            Input("a", _called("slope of noisy on noiseless probabilities", estimate),
                  weakest.value, log10=True),
            *more,
        ),
        "definition",
        log10=True,
    )  # fmt: skip


def _called(what: str, estimate: Estimate) -> str:
    """Return what a share of the signal is called, with or without mitigation."""
    return what if estimate.goal.mitigation == "none" else f"{what}, after mitigation"


def _shot(estimate: Estimate, time: Runtime) -> Explanation:
    title = "time from shot to shot"
    if time.shot.total is None:
        return _unknown("shot", title, "gate times, readout or delay not published in full")
    figures = estimate.device.snapshot.figures
    period = figures.get("shot_period")
    besides: tuple[Input, ...]
    if period is not None:
        besides = (
            Input("b", "period of short circuits", time.shot.besides.value, "s", origin(period)),
        )
        formula = "c + b"
    else:
        besides = tuple(
            Input(
                symbol,
                name.replace("_", " "),
                estimate.device.value(name),
                "s",
                origin(figures.get(name)),
            )
            for symbol, name in (("m", "readout_duration"), ("w", "repetition_delay"))
        )
        formula = "c + m + w"
    circuit = Input("c", "duration of the gates", time.shot.circuit, "s")
    return Explanation(
        "shot", title, time.shot.total, formula, (circuit, *besides), "definition", unit="s"
    )


def _again(estimate: Estimate) -> Repetition:
    """Return how often each circuit is run."""
    return ONCE if isinstance(estimate.placed, Unplaced) else estimate.placed.again


def _repeated(estimate: Estimate) -> tuple[str, tuple[Input, ...]]:
    """Return the factor for circuits that are run for each one, and its number; nothing for one."""
    more = _again(estimate).log10_circuits
    if not more:
        return "", ()
    return "*e", (Input("e", "circuits that are run for each one", more, log10=True),)


def _overheads(
    estimate: Estimate, placed: Placement, by_kind: tuple[int, int], shots: Shots, end: int = 0
) -> tuple[str, tuple[Input, ...]]:
    """Return the terms of a time that no shot has, and their numbers."""
    work = work_of(by_kind, shots, end, _again(estimate))
    terms = terms_of(estimate.device, placed, estimate.copies, end=end)
    return overheads(estimate.device, work, terms)


def _forward(estimate: Estimate, placed: Placement, time: Runtime) -> Explanation:
    value, title = time.log10_forward.value, "time of a forward pass over the data"
    if value is None:
        return _unknown("forward", title, "shots or time per shot not known")
    by_kind = (estimate.program.circuits_forward, 0)
    besides, overhead = _overheads(estimate, placed, by_kind, estimate.shots_needed)
    by, copies = copies_of(time)
    split, twirls = split_shots("N", _again(estimate))
    again, repeated = _repeated(estimate)
    return Explanation(
        "forward",
        title,
        value,
        f"C*{split}{again}*s{by}{besides}",
        (
            Input("C", "circuits", estimate.program.circuits_forward),
            Input("N", "shots, for values", estimate.shots_needed.log10_value.value, log10=True),
            *twirls,
            *repeated,
            Input("s", "time from shot to shot", time.shot.total, "s"),
            *copies,
            *overhead,
        ),
        "definition",
        unit="s",
        log10=True,
    )


def _other_runs(estimate: Estimate, placed: Placement) -> list[Explanation]:
    """Return the time of a run with the fewest shots, and with those of the precision."""
    if isinstance(estimate.placed, Unplaced):
        return []
    once, precise = estimate.placed.once.log10_run, estimate.placed.precise.log10_run
    return [
        _whole(estimate, placed, "least_wall_clock", "time with the fewest shots", once.low),
        _whole(
            estimate,
            placed,
            "precise_wall_clock",
            "time with the precision asked for",
            precise.value,
        ),
    ]


def _whole(
    estimate: Estimate, placed: Placement, name: str, title: str, log10_time: float | None
) -> Explanation:
    """Return the time of a whole run with as many shots of every circuit."""
    time = estimate.runtime
    bundle = estimate.placed
    if log10_time is None or time is None or isinstance(bundle, Unplaced):
        return _unknown(name, title, "shots or time per shot not known")
    once = name == "least_wall_clock"
    shots = bundle.needed.least if once else bundle.needed.precise.value
    seconds = time.shot.least if once else time.shot.total
    again, repeated = _repeated(estimate)
    by, copies = copies_of(time)
    by_kind = circuits_by_kind(estimate.program, estimate.program.circuits_run)
    every = Shots(*[Interval(shots, shots, shots)] * 2)
    besides, overhead = _overheads(estimate, placed, by_kind, every, 1 if once else 0)
    split, twirls = split_shots("N", _again(estimate))
    return Explanation(
        name,
        title,
        log10_time,
        f"C*{split}{again}*s{by}{besides}",
        (
            Input("C", "circuits", estimate.program.circuits_run),
            Input("N", "shots of each", shots, log10=True),
            *twirls,
            *repeated,
            Input("s", "time from shot to shot, " + ("the shortest" if once else "as published"),
                  seconds, "s"),
            *copies,
            *overhead,
        ),
        "definition",
        unit="s",
        log10=True,
    )  # fmt: skip


def _stays_off(estimate: Estimate) -> Explanation:
    """Return what no number of shots removes."""
    title = "what rescaling by one factor leaves of the error"
    local, program = estimate.local, estimate.program
    value = None if local is None else stays_off(program, local)
    if local is None or value is None:
        return _unknown("residual_rms", title, "paths are not known one by one")
    inputs: tuple[Input, ...] = (
        Input("e", "unevenness: rms over the paths of what one factor misses", local.excess),
        Input("v", "variance of a value without noise", local.ideal_variance.value),
    )
    formula = "e*v**(1/2)"
    if program.readout != "local":
        formula = "e*(v*2**n)**(1/2)*o"
        inputs += (
            Input("n", "qubits", program.n_qubits),
            Input("o", "error of what is made of a probability, over its relative error",
                  program.output_slope),
        )  # fmt: skip
    return Explanation("residual_rms", title, value, formula, inputs, "docs/signal.md")


def _training(estimate: Estimate, placed: Placement, time: Runtime) -> Explanation:
    value, title = time.log10_run.value, "time of the whole training"
    if value is None:
        return _unknown("wall_clock", title, "shots or time per shot not known")
    by_kind = circuits_by_kind(estimate.program, estimate.program.circuits_run)
    besides, overhead = _overheads(estimate, placed, by_kind, estimate.shots_needed)
    by, copies = copies_of(time)
    again, repeated = _repeated(estimate)
    kinds = [
        (circuits, shots, what, number, each.value)
        for (circuits, shots, what), number, each in zip(
            (("C", "N", "values"), ("G", "M", "gradients")),
            by_kind,
            estimate.shots_needed,
            strict=True,
        )
        if number
    ]
    _, twirls = split_shots("N", _again(estimate))
    terms = [
        f"{circuits}*{split_shots(shots, _again(estimate))[0]}"
        for circuits, shots, _, _, _ in kinds
    ]
    inputs = [
        one
        for circuits, shots, what, number, each in kinds
        for one in (
            Input(circuits, f"circuits for {what}", number),
            Input(shots, f"shots, for {what}", each, log10=True),
        )
    ]
    return Explanation(
        "wall_clock",
        title,
        value,
        f"({' + '.join(terms)}){again}*s{by}{besides}",
        (
            *inputs,
            *twirls,
            *repeated,
            Input("s", "time from shot to shot", time.shot.total, "s"),
            *copies,
            *overhead,
        ),
        "definition",
        unit="s",
        log10=True,
    )
