"""Shots, times and price of an estimate."""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING

from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import (
    circuits_by_kind,
    executions,
    jobs,
    starting,
    terms_of,
    work_of,
)
from qestimate.report.explain.explanation import Explanation, Input, origin
from qestimate.report.explain.signals import explain_value_shots, over_head

if TYPE_CHECKING:
    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime


def explain_costs(estimate: Estimate, placed: Placement) -> list[Explanation]:
    """Return how shots, times and price come about."""
    found = [_shots(estimate), _gradient_shots(estimate)]
    time = estimate.runtime
    if time is None:
        return found
    found.append(_shot(estimate, time))
    return [
        *found,
        _forward(estimate, placed, time),
        _training(estimate, placed, time),
        *_price(estimate, placed),
    ]


def _unknown(name: str, title: str, why: str) -> Explanation:
    return Explanation(name, title, None, f"unknown: {why}", (), "", "taken")


def _shots(estimate: Estimate) -> Explanation:
    value, goal = estimate.shots.log10_value.value, estimate.goal
    if isinstance(estimate.placed, Unplaced):
        return _unknown("shots", "shots of a circuit, for its values", "no place")
    left, overhead = estimate.placed.needed.left.value, estimate.placed.needed.overhead.value
    if estimate.local is not None or value is None:
        return explain_value_shots(
            value,
            left,
            goal.precision,
            goal.confidence,
            estimate.program.n_observables,
            overhead,
            _called("attenuation", estimate),
        )
    by, more = over_head(overhead)
    return Explanation(
        "shots",
        "shots of a circuit, for its values",
        value,
        f"2**n/(q*F)**2{by}",
        (
            Input("n", "qubits", estimate.program.n_qubits),
            Input("q", "precision", goal.precision),
            Input("F", _called("circuit fidelity", estimate), left, log10=True),
            *more,
        ),
        "hoeffding-1963",
        log10=True,
    )


def _called(what: str, estimate: Estimate) -> str:
    """Return what a share of the signal is called, with or without mitigation."""
    return what if estimate.goal.mitigation == "none" else f"{what}, after mitigation"


def _gradient_shots(estimate: Estimate) -> Explanation:
    value = estimate.shots.log10_gradient.value
    title = "shots of a circuit, for a gradient"
    if value is None:
        return _unknown("gradient_shots", title, "the variance of the gradient is not known")
    if estimate.local is None or isinstance(estimate.placed, Unplaced):
        return _shots(estimate)._replace(name="gradient_shots", title=title)
    by, more = over_head(estimate.placed.needed.overhead.value)
    variance = estimate.placed.needed.variance.value
    what = _called("variance of the derivative under noise", estimate)
    return Explanation(
        "gradient_shots",
        title,
        value,
        f"ln(2*K/(1 - c))/v{by}",
        (
            Input("K", "observables read together", estimate.program.n_observables),
            Input("c", "confidence", estimate.goal.confidence),
            Input("v", what, variance, log10=True),
            *more,
        ),
        "hoeffding-1963",
        log10=True,
    )


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


def _more(estimate: Estimate) -> float:
    """Return log10 of the circuits that are run for each one."""
    return 0.0 if isinstance(estimate.placed, Unplaced) else estimate.placed.again.log10_circuits


def _repeated(estimate: Estimate) -> tuple[str, tuple[Input, ...]]:
    """Return the factor for circuits that are run for each one, and its number; nothing for one."""
    more = _more(estimate)
    if not more:
        return "", ()
    return "*e", (Input("e", "circuits that are run for each one", more, log10=True),)


def _startup(estimate: Estimate, placed: Placement, by_kind: tuple[int, int]) -> Input | None:
    """Return the time that the start of all jobs takes, None if there is none published."""
    terms = terms_of(estimate.device, placed, estimate.copies)
    more = _more(estimate)
    seconds = starting(jobs(work_of(by_kind, estimate.shots, 0, more), terms), terms)
    if seconds == -inf or isnan(seconds):
        return None
    source = origin(estimate.device.figure("job_startup"))
    return Input("S", "start of all jobs", seconds, "s", source, log10=True)


def _forward(estimate: Estimate, placed: Placement, time: Runtime) -> Explanation:
    value, title = time.log10_forward.value, "time of a forward pass over the data"
    if value is None:
        return _unknown("forward", title, "shots or time per shot not known")
    startup = _startup(estimate, placed, (estimate.program.circuits_forward, 0))
    by, copies = _copies(time)
    again, repeated = _repeated(estimate)
    return Explanation(
        "forward",
        title,
        value,
        f"C*N{again}*s{by}{' + S' if startup else ''}",
        (
            Input("C", "circuits", estimate.program.circuits_forward),
            Input("N", "shots, for values", estimate.shots.log10_value.value, log10=True),
            *repeated,
            Input("s", "time from shot to shot", time.shot.total, "s"),
            *copies,
            *((startup,) if startup else ()),
        ),
        "definition",
        unit="s",
        log10=True,
    )


def _training(estimate: Estimate, placed: Placement, time: Runtime) -> Explanation:
    value, title = time.log10_run.value, "time of the whole training"
    if value is None:
        return _unknown("wall_clock", title, "shots or time per shot not known")
    by_kind = circuits_by_kind(estimate.program, estimate.program.circuits_run)
    startup = _startup(estimate, placed, by_kind)
    by, copies = _copies(time)
    again, repeated = _repeated(estimate)
    kinds = [
        (circuits, shots, what, number, each.value)
        for (circuits, shots, what), number, each in zip(
            (("C", "N", "values"), ("G", "M", "gradients")), by_kind, estimate.shots, strict=True
        )
        if number
    ]
    terms = [f"{circuits}*{shots}" for circuits, shots, _, _, _ in kinds]
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
        f"({' + '.join(terms)}){again}*s{by}{' + S' if startup else ''}",
        (
            *inputs,
            *repeated,
            Input("s", "time from shot to shot", time.shot.total, "s"),
            *copies,
            *((startup,) if startup else ()),
        ),
        "definition",
        unit="s",
        log10=True,
    )


def _price(estimate: Estimate, placed: Placement) -> list[Explanation]:
    """Return the price, if there is one."""
    time, device = estimate.runtime, estimate.device
    if time is None or time.log10_price is None:
        return []
    by_kind = circuits_by_kind(estimate.program, estimate.program.circuits_run)
    work = work_of(by_kind, estimate.shots, 0, _more(estimate))
    n_jobs = jobs(work, terms_of(device, placed, estimate.copies))
    each, inputs = _price_of_a_shot(estimate, placed, time)
    terms = []
    if each:
        terms.append(f"X*({' + '.join(each)})")
        inputs.insert(0, Input("X", "shots of all circuits", executions(work), log10=True))
    per_job, least = (device.figure(f"price_{n}") for n in ("per_job", "minimum_per_job"))
    if each and per_job is not None:
        terms.append("J*j")
        inputs.append(Input("j", "price of a job", per_job.value, "USD", origin(per_job)))
    formula = " + ".join(terms)
    if each and least is not None:
        formula = f"max({formula}, J*l)"
        inputs.append(Input("l", "least price of a job", least.value, "USD", origin(least)))
    if "J" in formula:
        inputs.append(Input("J", "jobs", n_jobs, log10=True))
    hourly = device.figure("price_per_hour")
    if hourly is not None:
        formula = f"{formula} + h*t/3600" if formula else "h*t/3600"
        inputs.append(Input("h", "price of an hour", hourly.value, "USD/h", origin(hourly)))
        inputs.append(
            Input("t", "time of the whole training", time.log10_run.value, "s", log10=True)
        )
    return [
        Explanation(
            "price",
            "price of the whole training",
            time.log10_price,
            formula,
            tuple(inputs),
            "definition",
            unit="USD",
            log10=True,
        )
    ]


def _copies(time: Runtime) -> tuple[str, tuple[Input, ...]]:
    """Return the divisor for circuits that run side by side, and its number; nothing for one."""
    if time.copies == 1:
        return "", ()
    return "/k", (Input("k", "circuits side by side", time.copies),)


def _price_of_a_shot(
    estimate: Estimate, placed: Placement, time: Runtime
) -> tuple[list[str], list[Input]]:
    """Return the terms of the price of a shot, and their numbers."""
    by, copies = _copies(time)
    terms: list[str] = []
    inputs: list[Input] = []
    for symbol, name, count in (
        ("x", "price_per_shot", 1),
        ("u", "price_per_one_qubit_gate_shot", placed.counts.one_qubit_gates),
        ("y", "price_per_two_qubit_gate_shot", placed.counts.two_qubit_gates),
    ):
        quantity = estimate.device.figure(name)
        if quantity is None or not quantity.value:
            continue
        if name == "price_per_shot":
            terms.append(f"{symbol}{by}")
            inputs += copies
        else:
            terms.append(f"{symbol}*{count}")
        inputs.append(
            Input(symbol, name.replace("_", " "), quantity.value, "USD", origin(quantity))
        )
    return terms, inputs
