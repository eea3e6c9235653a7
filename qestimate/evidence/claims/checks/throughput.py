"""Whether a machine can have run so many tasks in the time there was."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from qestimate.catalog.check_schema import Count, FigureName, Period
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, number, seconds
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
    positive,
    published,
    result_of,
)
from qestimate.evidence.claims.least_time import (
    UNQUEUED,
    a_task,
    circuit_steps,
    days_between,
    lacking,
    least_time,
)

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case


class Throughput(Period):
    """Whether a machine can have run so many tasks, and what that many are worth."""

    kind: Literal["throughput"]
    tasks: FigureName
    """Name of the figure: tasks that were run."""
    setting: Name
    batch: Count
    """Circuits that one task may hold at most."""
    per_task: Count | None = None
    """Circuits that one task is, where the operator of the machine says so."""
    per_task_source: Name | None = None
    per_task_locator: Name | None = None

    @model_validator(mode="after")
    def _said(self) -> Throughput:
        if (self.per_task is None) != (self.per_task_source is None):
            raise ValueError("per_task and per_task_source come together")
        return self


TEMPLATE = """\
[[statements]]
id = "tasks"
text = "more than 350 thousand tasks"
source = "the-article"
locator = "fourth paragraph"

[[statements.figures]]
name = "tasks"
value = 350000

[statements.check]
kind = "throughput"
tasks = "tasks"
since = "2024-01-06"             # when the machine opened
until = "2025-04-07"
setting = "as-described"
batch = 200                      # circuits that one task may hold at most
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    tasks: str,
    since: str,
    until: str,
    setting: str,
    batch: int,
    per_task: int | None,
    per_task_source: str | None,
    per_task_locator: str | None,
) -> Finding:
    """Compare a number of tasks with the time they take, and with the circuits of a training.

    Contradicted if all tasks, of one circuit each and as many at once as fit, take longer than
    there was time.
    """
    said = statement.figure(tasks)
    wanted = positive(said)
    found = case.at(setting)
    chosen = found.setting
    days = days_between(since, until)
    a_day = wanted / days
    program = found.estimates[0].program
    years = program.circuits_forward / a_day / 365.25
    steps = [
        Step("tasks", published(said), "as published", cited(said)),
        Step("days", count(days), f"{since} to {until}", "calendar"),
        Step("tasks a day", number(a_day), f"{in_full(wanted)} / {count(days)}", ""),
        *a_task(per_task, per_task_source, per_task_locator),
        *circuit_steps(chosen, found),
        Step(
            "years for one epoch forward, a circuit a task",
            number(years),
            f"{in_full(program.circuits_forward)} / {number(a_day)} a day",
            "",
        ),
        Step(
            f"years for one epoch forward, {count(batch)} circuits a task",
            number(years / batch),
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
    rows = [least_time(e, wanted, chosen.shots) for e in found.estimates]
    steps += [
        Step(
            f"{row.device}: time of that many circuits",
            f"{seconds(log10(row.serial))} one by one, {seconds(log10(row.least))} at the least",
            f"{in_full(wanted)} x {count(chosen.shots or 0)} shots x {seconds(log10(row.period))}, "
            f"at most {count(row.copies)} at once; {UNQUEUED}",
            row.source,
            "derived",
        )
        for row in rows
        if row is not None
    ]
    result = result_of(
        [None if row is None else row.least <= days * SECONDS_PER_DAY for row in rows]
    )
    serial = min((row.serial for row in rows if row is not None), default=None)
    takes = ""
    if serial is not None:
        takes = (
            f"One circuit a task and {count(chosen.shots or 0)} shots each, one after another, "
            f"would take {seconds(log10(serial))} of {count(days)} days. "
        )
    epoch = (
        f"One epoch of {chosen.name}, forward only, is "
        f"{number(program.circuits_forward / wanted)} times as many circuits: {number(years)} "
        f"years at that pace, or {number(years / batch)} if every task held {count(batch)}."
    )
    open_ = (
        "How many circuits a task holds, and how many shots, would change it; neither is stated."
    )
    if per_task is not None:
        open_ = "How many shots the tasks had is not stated, and would change it."
    if result == "not checkable":
        takes = f"Missing: {lacking(chosen)}. "
    return Finding(
        result,
        f"{takes}{epoch}",
        tuple(steps),
        open_,
    )
