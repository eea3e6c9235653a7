"""Whether a machine can have run so much in the time there was."""

from __future__ import annotations

from datetime import date
from math import log10
from typing import TYPE_CHECKING

from qestimate.feasibility import SECONDS_PER_DAY
from qestimate.judgement.cases import configured, goal_of, shortest_period
from qestimate.judgement.finding import Finding, Step, cited, in_full, place
from qestimate.writing import count, number, percentage, seconds

if TYPE_CHECKING:
    from qestimate.claim import Claim, Setting, Statement
    from qestimate.estimation import Estimate
    from qestimate.judgement.cases import Configured


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def throughput(
    claim: Claim,
    statement: Statement,
    *,
    tasks: str,
    since: str,
    until: str,
    setting: str,
    batch: int,
) -> Finding:
    """Compare a number of tasks with the time they take, and with the circuits of a training.

    Contradicted if the shots of all tasks, one circuit each, take longer than there was time.
    """
    said = statement.figure(tasks)
    chosen = claim.setting(setting)
    found = configured(chosen)
    days = _days(since, until)
    a_day = said.value / days
    program = found.estimates[0].program
    steps = [
        Step("tasks", in_full(said.value), "as published", cited(said)),
        Step("days", count(days), f"{since} to {until}", "calendar"),
        Step("tasks a day", number(a_day), f"{in_full(said.value)} / {count(days)}", ""),
        *_circuits(chosen, found),
        Step(
            "years for one epoch forward, a circuit a task",
            number(program.circuits_forward / a_day / 365.25),
            f"{in_full(program.circuits_forward)} / {number(a_day)} a day",
            "",
        ),
        Step(
            f"years for one epoch forward, {count(batch)} circuits a task",
            number(program.circuits_forward / batch / a_day / 365.25),
            f"{in_full(program.circuits_forward)} / {count(batch)} / {number(a_day)} a day",
            "",
        ),
        Step(
            "years for one epoch of training, a circuit a task",
            number(program.circuits_epoch / a_day / 365.25),
            f"{in_full(program.circuits_epoch)} / {number(a_day)} a day",
            "",
        ),
    ]
    needed = [
        (e, said.value * chosen.shots * period)
        for e in found.estimates
        if chosen.shots and (period := shortest_period(e.device)) is not None
    ]
    steps += [
        Step(
            f"{e.device.id} {e.device.snapshot.id}: time of that many circuits",
            f"at least {seconds(log10(time))}",
            f"{in_full(said.value)} x {count(chosen.shots or 0)} shots x the shortest "
            "published time per shot",
            place(e.device.snapshot.source, e.device.snapshot.locator),
        )
        for e, time in needed
    ]
    if not needed:
        return Finding(
            "not checkable",
            "The time per shot is not published.",
            tuple(steps),
            "The time of a shot, and how many circuits a task holds.",
        )
    least = min(time for _, time in needed)
    share = program.circuits_forward / said.value
    fits = least <= days * SECONDS_PER_DAY
    return Finding(
        "consistent" if fits else "contradicted",
        f"{in_full(said.value)} tasks of one circuit each take the chip "
        f"{seconds(log10(least))} of {count(days)} days. One epoch of the released setting, "
        f"forward only, is {number(share)} times as many circuits: "
        f"{number(program.circuits_forward / a_day / 365.25)} years at that pace, or "
        f"{number(program.circuits_forward / batch / a_day / 365.25)} if every task held "
        f"{count(batch)}.",
        tuple(steps),
        "How many circuits a task holds: not published.",
    )


def _circuits(chosen: Setting, found: Configured) -> list[Step]:
    program, data = found.estimates[0].program, found.workload.data
    return [
        Step(
            "circuits of one epoch, forward",
            in_full(program.circuits_forward),
            f"{count(data.tokens_per_epoch)} tokens x {count(found.per_token)} adapted layers",
            place(chosen.source, chosen.locator),
        ),
        Step(
            "circuits of one epoch of training by parameter shift",
            in_full(program.circuits_epoch),
            f"{in_full(program.circuits_forward)} x "
            f"(1 + {count(program.circuits_epoch // program.circuits_forward - 1)})",
            "pennylane-docs",
        ),
    ]


def full_run(
    claim: Claim, statement: Statement, *, since: str, until: str, setting: str
) -> Finding:
    """Hold the least time of a whole training on a device against the time there was.

    The least: gradients by simultaneous perturbation, two circuits each, the authors' shots
    whatever the noise, the shortest published time per shot, no queue. Contradicted if even that
    is too long on every device.
    """
    chosen = claim.setting(setting)
    found = configured(chosen)
    days = _days(since, until)
    steps = [
        Step("days", count(days), f"{since} to {until}", "calendar"),
        *_circuits(chosen, found),
    ]
    rows = [row for e in found.estimates if (row := _least(e, chosen)) is not None]
    steps += [
        Step(
            f"{e.device.id} {e.device.snapshot.id}: least time of the training",
            seconds(log10(training)),
            f"{in_full(circuits)} circuits, two for a gradient, x {count(chosen.shots or 0)} shots "
            f"x {seconds(log10(period))}",
            place(e.device.snapshot.source, e.device.snapshot.locator),
        )
        for e, circuits, period, training in rows
    ]
    steps += [
        Step(
            f"{e.device.id} {e.device.snapshot.id}: by parameter shift, shots as noise demands",
            seconds(e.runtime.log10_run.value),
            "circuits x shots x time per shot",
            "this estimate",
        )
        for e in found.estimates
        if e.runtime is not None and e.runtime.log10_run.value is not None
    ]
    if not rows:
        return Finding(
            "not checkable",
            "Shots or time per shot are not published.",
            tuple(steps),
            "Shots and the time of one.",
        )
    least = min(training for *_, training in rows)
    excluded = least > days * SECONDS_PER_DAY
    tokens = chosen.tokens_per_sample * days * SECONDS_PER_DAY / least
    forward = min(
        training * e.program.circuits_forward / circuits for e, circuits, _, training in rows
    )
    return Finding(
        "contradicted" if excluded else "consistent",
        f"Every token of {count(chosen.epochs)} epochs through the chip takes at least "
        f"{seconds(log10(least))}, with two circuits for a gradient and "
        f"{count(chosen.shots or 0)} shots each; there were {count(days)} days. One forward pass "
        f"over the data alone: {seconds(log10(forward))}.",
        tuple(steps),
        f"{_tokens(tokens)} tokens a sample instead of {count(chosen.tokens_per_sample)}, or "
        f"{percentage(min(1.0, days * SECONDS_PER_DAY / least))} of the data."
        if excluded
        else "A longer training.",
    )


def _tokens(tokens: float) -> str:
    return f"At most {number(tokens)}" if tokens >= 1 else "Fewer than one"


def _least(e: Estimate, setting: Setting) -> tuple[Estimate, int, float, float] | None:
    """Return the estimate with circuits, time per shot and time of the least training. [s]"""
    period = shortest_period(e.device)
    if period is None or setting.shots is None:
        return None
    program = e.method.program(e.workload, goal_of(setting, "spsa"), e.program.n_qubits)
    circuits = program.circuits_run
    return e, circuits, period, circuits * setting.shots * period
