"""``qestimate verify --train``: small circuits trained under a device's noise."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from qestimate.cli import output
from qestimate.core.errors import DomainError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.workload.goal import Goal

MAX_SEEDS = 1000


def train(
    ansaetze: Sequence[str],
    sizes: Sequence[int],
    depth: int,
    devices: Sequence[Device],
    goal: Goal,
    *,
    task: str | None,
    gradient_shots: int | None,
    seeds: int,
    form: str,
) -> int:
    """Train circuits and print what is left of what training gains.

    Args:
        ansaetze: Circuits.
        sizes: Qubits of each.
        depth: Layers of each.
        devices: With the noise.
        goal: Its shots and gradient rule count.
        task: What is trained; by default what the circuit is read for.
        gradient_shots: Of each circuit that a gradient adds, in place of the rule.
        seeds: Seeds of data, start and shots: 0, 1, ...
        form: Of the output.
    """
    from qestimate.catalog.training_records import TrainingRow
    from qestimate.evidence.training.study import TrainingCase, study
    from qestimate.evidence.training.tasks import TASKS, digit_pictures
    from qestimate.report.views.training import training_document, training_object

    if not 1 <= seeds <= MAX_SEEDS:
        raise DomainError(f"--seeds must be 1 to {MAX_SEEDS}, not {seeds}", hint="for example 10")
    if task and task not in TASKS:
        raise UnknownNameError("task", task, TASKS)
    found: list[TrainingRow] = []
    cases: list[Any] = [
        TrainingCase(
            one,
            name,
            size,
            depth,
            device,
            goal.gradient,
            value_shots=goal.shots,
            gradient_shots=gradient_shots,
            seeds=tuple(range(seeds)),
        )
        for device in devices
        for name in ansaetze
        for size in sizes
        for one in TASKS
        if (one == task if task else (one == "weights") == (name == "cnot-line"))
    ]
    if any(case.task == "digits" for case in cases):
        digit_pictures()  # that they are missing is said before hours of work, not after
    gc.enable()  # simulations make more garbage than a start-up
    with output.progress("training", len(cases)) as advance:
        for case in cases:
            for step in study(case):
                if isinstance(step, TrainingRow):
                    found.append(step)
                else:
                    advance(step)
    if form == "json":
        output.show_json(training_object(found))
    else:
        output.show(training_document(found), form)
    return 0
