"""How much of a model a chip can hold as trainable angles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import count, number, percentage
from qestimate.device.patches import pieces_in_words
from qestimate.estimation.ceiling import ANGLES_PER_GATE, ceiling
from qestimate.estimation.placement import Unplaced
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
from qestimate.evidence.claims.settings import Case

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Statement
    from qestimate.estimation.ceiling import Ceiling
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.settings import Case

ASSUMED = (
    "provided that single qubits are read, that noise shrinks all operators alike, that every gate "
    "is as good as at the best coupler, and that no qubit rests two layers in a row"
)
"""Under which the ceiling holds."""


def check(case: Case, statement: Statement, *, parameters: str, setting: str) -> Finding:
    """Compare the parameters said to be on the chip with what the method and any method put there.

    Contradicted if they exceed the ceiling of every device.
    """
    said = statement.figure(parameters)
    wanted = positive(said)
    found = case.at(setting)
    steps = [Step("said to be on the chip", f"{published(said)} parameters", "", cited(said))]
    held: list[int | None] = []
    needed: list[float] = []
    for e in found.estimates:
        bounds = ceiling(e.device, e.goal, found.workload.model.parameters)
        steps += _on_device(e, bounds, wanted)
        held.append(bounds.trainable_angles)
        if bounds.layers_local:
            per_gate = ANGLES_PER_GATE.get(e.device.entangler or "zz", 5)
            needed.append(wanted / (per_gate * bounds.layers_local / 2 + 3))
    program, modules = found.estimates[0].program, found.workload.adapter.n_modules
    first = (
        f"The adapter's {count(program.quantum_parameters)} trainable angles, in {count(modules)} "
        f"layers, run on {program.n_qubits} qubits."
    )
    result = result_of([None if most is None else wanted <= most for most in held])
    if result == "not checkable":
        return Finding(
            result,
            f"{first} No ceiling can be given for one of the devices: the error of its best "
            "coupler is not published.",
            tuple(steps),
            "An error of the best coupler would decide it.",
        )
    most = max(bound for bound in held if bound is not None)
    if result == "consistent":
        return Finding(
            result,
            f"{first} Up to {count(most)} could be on the chip at once, {ASSUMED}.",
            tuple(steps),
            f"More than {count(most)} parameters would exceed the ceiling.",
        )
    return Finding(
        result,
        f"{first} At most {count(most)} can be on the chip at once, {percentage(most / wanted)} of "
        f"{in_full(wanted)}, {ASSUMED}.",
        tuple(steps),
        f"It would take about {number(min(needed))} connected qubits, or a statement about the "
        "adapter's angles and not about the model.",
    )


def _on_device(e: Estimate, bounds: Ceiling, said: float) -> list[Step]:
    device = e.device
    where = f"{device.id} {device.snapshot.id}"
    source = place(device.snapshot.source, device.snapshot.locator)
    steps = [
        Step(f"{where}: live part", pieces_in_words(device), "held together by couplers", source)
    ]
    if not isinstance(e.placement, Unplaced):
        qubits = ", ".join(str(q) for q in e.placement.qubits) or "not published"
        steps.append(
            Step(
                f"{where}: patch of the method",
                f"{e.placement.shape} of {e.placement.width}",
                f"least infidelity of all live ones: qubits {qubits}",
                source,
            )
        )
    if bounds.trainable_angles is not None:
        per_gate = ANGLES_PER_GATE.get(device.entangler or "zz", 5)
        steps.append(
            Step(
                f"{where}: ceiling",
                f"{count(bounds.trainable_angles)} angles, "
                f"{percentage(bounds.trainable_angles / said)}",
                f"min({per_gate} G + 3 n, 4^n - 1) over the pieces, G = D floor(n/2), as many as "
                f"an operator may pass for a pair, none for a single qubit; in D = "
                f"{bounds.layers_local} layers {number(e.goal.signal_floor)} of an expectation "
                "value can be left",
                "shende-2006",
            )
        )
    return steps
