"""How many trainable angles a method puts on a chip, against the parameters said to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, FigureName
from qestimate.catalog.schema import Name
from qestimate.core.formatting import percentage
from qestimate.device.patches import pieces_in_words
from qestimate.estimation.placement import Unplaced
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
    place,
    positive,
    published,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.settings import Case, Configured


class OnChip(CheckFile):
    """How many trainable angles a method puts on a chip, against what was said."""

    kind: Literal["on-chip"]
    parameters: FigureName
    """Name of the figure: parameters that are said to be on the chip."""
    setting: Name
    missing: list[Name] = Field(default_factory=list)
    """What would have to be published to decide it."""


UNBOUNDED = (
    "The number of qubits does not limit it: a training can run any number of circuits, each with "
    "angles of its own."
)
"""Why a number of parameters is never contradicted here."""


TEMPLATE = """\
[[statements]]
id = "on-the-chip"
text = "a model with a billion parameters was fine-tuned on a 72-qubit chip"
reading = "The parameters of the model are on the chip."   # if it can be read in several ways
# seen = false                   # if the words were not found in the source itself
source = "the-article"
locator = "title"

[[statements.figures]]
name = "parameters"
value = 1000000000

[statements.check]
kind = "on-chip"
parameters = "parameters"        # the name of a figure above
setting = "as-described"
missing = ["a record of what ran on the chip"]
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case, statement: Statement, *, parameters: str, setting: str, missing: Sequence[str]
) -> Finding:
    """Compare the parameters said to be on the chip with the angles that the method puts there.

    Consistent if the method has as many trainable angles and fits one of the devices; else not
    checkable, since neither qubits nor gates bound the angles of all circuits together.
    """
    said = statement.figure(parameters)
    wanted = positive(said)
    found = case.at(setting)
    program = found.estimates[0].program
    angles = program.quantum_parameters
    steps = [
        Step("said to be on the chip", f"{published(said)} parameters", said.meaning, cited(said)),
        *_of_method(found, wanted),
    ]
    for e in found.estimates:
        steps += _on_device(e)
    steps += [Step("missing", line, "", "") for line in missing]
    share = percentage(angles / wanted)
    puts = f"{in_full(angles)} trainable angles on circuits of {program.n_qubits} qubits"
    fits = any(not isinstance(e.placement, Unplaced) for e in found.estimates)
    if wanted <= angles and fits:
        return Finding(
            "consistent",
            f"The method puts {puts}; {in_full(wanted)} are not more.",
            tuple(steps),
            f"More than {in_full(angles)} parameters would not be those of this method.",
        )
    lacking = f"Missing: {'; '.join(missing)}. " if missing else ""
    here = f"the method puts {puts} ({found.setting.name}), {share} of {in_full(wanted)}"
    return Finding(
        "not checkable",
        f"{lacking}{here[0].upper()}{here[1:]}; the other "
        f"{in_full(program.classical_parameters)} parameters that it trains are classical. "
        f"{UNBOUNDED}",
        tuple(steps),
        "A record of the circuits that ran, with the angles that were trained in them, would "
        "decide it.",
        f"{f'missing is {missing[0]}; ' if missing else ''}{here} parameters",
    )


def _of_method(found: Configured, said: float) -> list[Step]:
    """Return what the method trains, on the chip and outside it."""
    made, setting = found.estimates[0].program, found.setting
    modules = found.workload.adapter.n_modules
    at = place(setting.source, setting.locator)
    circuits = (
        f"{in_full(made.quantum_parameters / modules)} in each of {in_full(modules)} adapted "
        "layers, in a circuit of its own"
        if found.per_token
        else "in all circuits"
    )
    return [
        Step(
            "trainable angles of the method",
            f"{in_full(made.quantum_parameters)}, {percentage(made.quantum_parameters / said)} of "
            "what was said",
            f"{made.method}, rank {setting.rank} on {', '.join(setting.targets)} of "
            f"{setting.model}: {circuits}",
            at,
            "derived",
        ),
        Step("qubits of a circuit", in_full(made.n_qubits), made.ansatz, at, "derived"),
        Step(
            "trained outside the chip",
            f"{in_full(made.classical_parameters)} classical parameters",
            f"beside {in_full(found.workload.model.parameters)} of the model, which stay as they "
            "are",
            found.estimates[0].method.source,
            "derived",
        ),
    ]


def _on_device(e: Estimate) -> list[Step]:
    device = e.device
    where = f"{device.id} {device.snapshot.id}"
    source = place(device.snapshot.source, device.snapshot.locator)
    steps = [
        Step(
            f"{where}: live part",
            pieces_in_words(device),
            "held together by couplers",
            source,
            device.snapshot.kind,
        )
    ]
    if not isinstance(e.placement, Unplaced):
        qubits = ", ".join(str(q) for q in e.placement.qubits) or "not published"
        steps.append(
            Step(
                f"{where}: patch of the method",
                f"{e.placement.shape} of {e.placement.width}",
                f"least infidelity of all live ones: qubits {qubits}",
                source,
                "derived",
            )
        )
    return steps
