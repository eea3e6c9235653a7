"""How much a machine can have run in the time there was."""

from __future__ import annotations

from datetime import date
from math import floor, log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import count, number, percentage, seconds
from qestimate.core.records import NamedTuple
from qestimate.device.patches import most_patches
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
    place,
    positive,
    published,
    result_of,
)
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Figure, Result, Setting, Statement
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.settings import Case, Configured

UNQUEUED = "the shortest published time per shot, no queue"


class Least(NamedTuple):
    """The least time that circuits take on a device."""

    device: str
    serial: float
    """One circuit after another. [s]"""
    copies: int
    """Circuits side by side, at most."""
    period: float
    """Time per shot. [s]"""
    source: str

    @property
    def least(self) -> float:
        """As many side by side as the live couplers may hold. [s]"""
        return self.serial / self.copies


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def _least(e: Estimate, circuits: float, shots: int | None) -> Least | None:
    """Return the least time of circuits; None if shots, period or live part are not known."""
    period = shortest_period(e.device)
    copies = most_patches(e.device, e.program.n_qubits)
    if not period or not copies or shots is None:
        return None
    return Least(
        f"{e.device.id} {e.device.snapshot.id}",
        circuits * shots * period,
        copies,
        period,
        place(e.device.snapshot.source, e.device.snapshot.locator),
    )


def _lacking(setting: Setting) -> str:
    if setting.shots is None:
        return "the shots of a circuit"
    return "the time per shot, or the live couplers, of a device"


def throughput(
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
    days = _days(since, until)
    a_day = wanted / days
    program = found.estimates[0].program
    years = program.circuits_forward / a_day / 365.25
    steps = [
        Step("tasks", published(said), "as published", cited(said)),
        Step("days", count(days), f"{since} to {until}", "calendar"),
        Step("tasks a day", number(a_day), f"{in_full(wanted)} / {count(days)}", ""),
        *_a_task(per_task, per_task_source, per_task_locator),
        *_circuits(chosen, found),
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
    rows = [_least(e, wanted, chosen.shots) for e in found.estimates]
    steps += [
        Step(
            f"{row.device}: time of that many circuits",
            f"{seconds(log10(row.serial))} one by one, {seconds(log10(row.least))} at the least",
            f"{in_full(wanted)} x {count(chosen.shots or 0)} shots x {seconds(log10(row.period))}, "
            f"at most {count(row.copies)} at once; {UNQUEUED}",
            row.source,
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
        takes = f"Missing: {_lacking(chosen)}. "
    return Finding(
        result,
        f"{takes}{epoch}",
        tuple(steps),
        open_,
    )


def _a_task(per_task: int | None, source: str | None, locator: str | None) -> list[Step]:
    if per_task is None:
        return []
    holds = f"{count(per_task)} {'circuit' if per_task == 1 else 'circuits'}"
    said = place(source or "", locator or "")
    return [Step("a task", holds, "as the operator of the machine has it", said)]


def _circuits(chosen: Setting, found: Configured) -> list[Step]:
    program, data = found.estimates[0].program, found.workload.data
    forward = "one for a pass, whatever the data"
    if found.per_token:
        forward = f"{count(data.tokens_per_epoch)} tokens x {count(found.per_token)} circuits each"
    return [
        Step(
            "circuits of one epoch, forward",
            in_full(program.circuits_forward),
            forward,
            place(chosen.source, chosen.locator),
        ),
        Step(
            "circuits of one epoch of training by parameter shift",
            in_full(program.circuits_epoch),
            f"{number(program.circuits_epoch / program.circuits_forward)} times as many",
            "pennylane-docs",
        ),
    ]


def full_run(
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
    days = _days(since, until)
    there_was = days * SECONDS_PER_DAY
    steps = [Step("days", count(days), f"{since} to {until}", "calendar")]
    steps += _circuits(chosen, found)
    rows = [_least(e, _fewest(e), chosen.shots) for e in found.estimates]
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
            result, f"Missing: {_lacking(chosen)}.", tuple(steps), "Both, published, decide it."
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
        finds += f" Missing: {_lacking(chosen)}."
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
        )
        for n, how in ways
    ]
    steps += _a_task(stated, inputs["per_task_source"], inputs["per_task_locator"])
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
