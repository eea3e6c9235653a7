"""Whether a whole training can have run on a device in the time, and the tasks, there were."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING, Literal

from qestimate.catalog.check_schema import Period
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, number, percentage, seconds
from qestimate.core.records import NamedTuple
from qestimate.device.patches import most_patches
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
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
    from qestimate.catalog.claim_records import Figure, Result, Statement
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.settings import Case, Configured


class FullRun(Period):
    """Whether a whole training can have run on a device, by the time and the tasks there were."""

    kind: Literal["full-run"]
    setting: Name
    recorded: Name | None = None
    """Statement, judged by throughput, of how many tasks were run in that time."""


TEMPLATE = """\
[[statements]]
id = "whole-training"
text = "the whole training ran on the chip"
source = "the-article"
locator = "title"

[statements.check]
kind = "full-run"
since = "2024-01-06"             # when the machine opened
until = "2025-04-07"
setting = "as-described"
# recorded = "tasks"             # id of a statement, judged by throughput, of the tasks there were
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    since: str,
    until: str,
    setting: str,
    recorded: str | None,
) -> Finding:
    """Hold a whole training against the time and the tasks that there were.

    The least time: two runs of every circuit, as simultaneous perturbation takes them and no
    forward pass besides, the authors' shots whatever the noise, as many circuits at once as the
    live couplers may hold, the shortest published time per shot, no queue. Contradicted if even
    that is too long on every device.

    ``recorded`` names the statement of how many tasks were run. Contradicted too if the same
    circuits are more tasks than those, with as many circuits in a task as its operator says, or
    else as one task may hold at most, and as many side by side in each as may fit on any of the
    devices.
    """
    found = case.at(setting)
    chosen = found.setting
    days = days_between(since, until)
    there_was = days * SECONDS_PER_DAY
    steps = [Step("days", count(days), f"{since} to {until}", "calendar")]
    steps += circuit_steps(chosen, found)
    rows = [least_time(e, _fewest(e), chosen.shots) for e in found.estimates]
    for e, row in zip(found.estimates, rows, strict=True):
        if row is not None:
            steps.append(
                Step(
                    f"{row.device}: least time of the training",
                    seconds(log10(row.least)),
                    f"{in_full(_fewest(e))} circuits, two runs of each of a pass, x "
                    f"{count(chosen.shots or 0)} shots x {seconds(log10(row.period))} / "
                    f"{count(row.copies)} at once; {UNQUEUED}",
                    row.source,
                    "derived",
                )
            )
    told = [row for row in rows if row is not None]
    result = result_of([None if row is None else row.least <= there_was for row in rows])
    record = None if recorded is None else _recorded(case, recorded, found)
    if record is not None:
        steps += record.steps
    if record is not None and record.exceeded:
        return _exceeded(record, found, result, tuple(steps))
    if not told:
        return Finding(
            result, f"Missing: {lacking(chosen)}.", tuple(steps), "Both, published, decide it."
        )
    best = min(told, key=lambda row: row.least)
    shift = found.estimates[0].program.circuits_run / _fewest(found.estimates[0])
    each = ", ".join(
        f"{seconds(log10(row.least))} on {row.device} ({count(row.copies)} at once)" for row in told
    )
    epochs = f"{count(chosen.epochs)} {'epoch' if chosen.epochs == 1 else 'epochs'}"
    what = f"every token of {epochs} takes" if found.per_token else f"{epochs} would take"
    finds = (
        f"With two runs of every circuit, {count(chosen.shots or 0)} shots each and as many at "
        f"once as fit, {what} {each}, of the {count(days)} days there were; "
        f"on the faster one circuit after another {seconds(log10(best.serial))}, and by parameter "
        f"shift {seconds(log10(best.serial * shift))}."
    )
    if record is not None:
        finds += f" {record}"
    if result == "not checkable":
        finds += f" Missing: {lacking(chosen)}."
    share = there_was / best.least
    flips = (
        f"It would take {percentage(share)} of the data, or of the time per shot."
        if share < 1
        else f"More than {number(share)} times as many circuits would be excluded."
    )
    return Finding(result, finds, tuple(steps), flips)


class Record(NamedTuple):
    """How many tasks a training would be, against those that are on record."""

    tasks: Figure
    """On record."""
    circuits: int
    """Of the training, at the fewest."""
    holds: int
    """Circuits of a task: as its operator says, else as many as it may hold."""
    beside: int
    """Circuits that may fit side by side in each of these."""
    batch: int
    """Circuits of the largest submission."""
    steps: tuple[Step, ...]

    @property
    def least(self) -> int:
        """Tasks that the training would be at the least."""
        return self.tasks_of(self.holds * self.beside)

    @property
    def exceeded(self) -> bool:
        """Whether even these are more than those on record."""
        return self.least > self.tasks.value

    def tasks_of(self, circuits: int) -> int:
        """Return the tasks of a training, of so many of its circuits each."""
        return -(-self.circuits // circuits)

    def times(self, circuits: int) -> str:
        """Write how often the record would be needed, with so many circuits in a task."""
        ratio = self.tasks_of(circuits) / self.tasks.value
        return count(round(ratio)) if ratio >= 100 else number(ratio)

    def __str__(self) -> str:
        if self.holds == 1:
            said = "With one circuit a task, as the operator of the machine has it, that is"
        else:
            said = f"That would be {in_full(self.tasks_of(self.holds))} tasks of "
            said += f"{count(self.holds)} circuits,"
        said += f" {self.times(self.holds)} times the {published(self.tasks)} that are on record"
        if self.beside > 1:
            said += f", and {self.times(self.holds * self.beside)} times with {count(self.beside)} "
            said += "circuits side by side in each"
        if self.holds < self.batch:
            said += f"; {self.times(self.batch)} times if each of those were a submission of "
            said += count(self.batch)
        return f"{said}."


def _recorded(case: Case, name: str, found: Configured) -> Record:
    """Return a training in tasks, and the tasks that are on record."""
    other = next(one for one in case.claim.statements if one.id == name)
    said, inputs = other.figure(other.inputs["tasks"]), other.inputs
    stated, batch = inputs["per_task"], inputs["batch"]
    record = Record(
        said,
        _fewest(found.estimates[0]),
        stated or batch,
        max(_copies(e) for e in found.estimates),
        batch,
        (),
    )
    ways = [(record.holds, "one beside no other")]
    if record.beside > 1:
        beside = f"{count(record.beside)} side by side, the most on the live couplers of a device"
        ways.append((record.holds * record.beside, beside))
    if record.holds < batch:
        ways.append((batch, "one beside no other, if every task was a whole submission"))
    steps = [
        Step(
            f"tasks of {count(n)} {'circuit' if n == 1 else 'circuits'} that it would be",
            f"{in_full(record.tasks_of(n))}, {record.times(n)} times those on record",
            f"{in_full(record.circuits)} / {count(n)}, {how}, against {published(said)}",
            cited(said),
            "derived",
        )
        for n, how in ways
    ]
    steps += a_task(stated, inputs["per_task_source"], inputs["per_task_locator"])
    return record._replace(steps=tuple(steps))


def _copies(e: Estimate) -> int:
    """Return how many circuits may fit side by side: on live couplers, else on all qubits."""
    return max(1, most_patches(e.device, e.program.n_qubits) or 1)


def _exceeded(
    record: Record, found: Configured, by_time: Result, steps: tuple[Step, ...]
) -> Finding:
    """Return that a training is more tasks than there were, whatever its time."""
    chosen, on_record = found.setting, record.tasks.value
    epochs = f"{count(chosen.epochs)} {'epoch' if chosen.epochs == 1 else 'epochs'}"
    carried, shorter = "", ""
    if found.per_token:
        tokens = int(on_record * record.holds) // found.per_token
        carried = (
            f" All tasks on record would carry {in_full(tokens)} tokens once forward, "
            f"{number(tokens / chosen.tokens_per_sample)} samples of "
            f"{count(chosen.tokens_per_sample)}."
        )
        most = floor(chosen.tokens_per_sample * on_record / record.least)
        shorter = f" samples of at most {count(most)} {'token' if most == 1 else 'tokens'},"
    time = {
        "consistent": " The time that there was does not exclude it.",
        "contradicted": " The time that there was excludes it too.",
    }.get(by_time, "")
    together = ""
    if record.tasks_of(record.batch * record.beside) <= on_record:
        together = (
            f", or a record whose tasks were submissions of {count(record.batch)} circuits with "
            f"{count(record.beside)} side by side in each"
        )
    takes = f"{epochs} with two runs of every circuit take {in_full(record.circuits)} circuits"
    return Finding(
        "contradicted",
        f"{takes}. {record}{carried}{time}",
        steps,
        f"It would take{shorter} a record of {in_full(record.least)} tasks{together}; or another "
        "reading of what was run.",
        f"{takes}, {record.times(record.holds * record.beside)} times the tasks on record, even "
        "if each held as many circuits side by side as fit",
    )


def _fewest(e: Estimate) -> int:
    """Return the fewest circuits of a training: two for each value, by simultaneous perturbation.

    Both are evaluations with all angles moved; the forward pass that the method counts besides is
    left out.
    """
    goal = e.goal._replace(gradient="spsa")
    program = e.method.program(e.workload, goal, e.program.n_qubits)
    return program.circuits_run - (program.evaluations or 0)
