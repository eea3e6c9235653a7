"""How many circuits run side by side."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING, Literal

from qestimate.catalog.check_schema import Count, FigureName, Primary
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, number, seconds
from qestimate.device.patches import most_patches, patches, pieces_in_words
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
    original,
    place,
    positive,
    published,
    result_of,
)
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.settings import Case


class AtOnce(Primary):
    """How many circuits can run side by side, against what was said."""

    kind: Literal["at-once"]
    tasks: FigureName
    """Name of the figure: tasks at the same time."""
    setting: Name
    batch: Count
    """Circuits of one submission."""
    batch_source: Name
    """Where that is stated."""
    batch_locator: Name
    """Place in it."""


TEMPLATE = """\
[[statements]]
id = "at-once"
text = "hundreds of tasks simultaneously"
source = "the-article"
locator = "second paragraph"

[[statements.figures]]
name = "tasks"
value = 200

[statements.check]
kind = "at-once"
tasks = "tasks"
setting = "as-described"
batch = 200                      # circuits of one submission
batch_source = "the-manual"
batch_locator = "limits"
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    tasks: str,
    setting: str,
    batch: int,
    batch_source: str,
    batch_locator: str,
    primary: str | None,
    primary_source: str | None,
    primary_locator: str | None,
) -> Finding:
    """Compare tasks said to run at once with the disjoint patches of live qubits there are.

    Misreported where the primary source says something else; what fits at once is shown then too.
    """
    said = statement.figure(tasks)
    wanted = positive(said)
    found = case.at(setting)
    chosen = found.setting
    steps = [
        Step("said to run at once", f"{published(said)} tasks", said.meaning, cited(said)),
        Step(
            "circuits of one submission",
            count(batch),
            "sent together",
            place(batch_source, batch_locator),
        ),
    ]
    if primary is not None:
        steps.insert(1, original(primary, primary_source, primary_locator))
    bounds: list[int | None] = []
    for e in found.estimates:
        bounds.append(most_patches(e.device, e.program.n_qubits))
        steps += _on_device(e, bounds[-1], chosen.shots, batch)
    if primary is not None:
        return _misreported(primary, found.estimates, bounds, steps, batch)
    result = result_of([None if bound is None else wanted <= bound for bound in bounds])
    if result == "not checkable":
        return Finding(
            result,
            "The size of one of the devices is not known.",
            tuple(steps),
            "Its live couplers would decide it.",
        )
    most, width = max(
        (bound, e.program.n_qubits)
        for bound, e in zip(bounds, found.estimates, strict=True)
        if bound is not None
    )
    if result == "consistent":
        return Finding(
            result,
            f"Up to {_circuits(most)} of {width} qubits may fit side by side.",
            tuple(steps),
            f"More than {count(most)} at once would exceed what is live.",
        )
    return Finding(
        result,
        f"At most {_circuits(most)} of {width} qubits {'fits' if most == 1 else 'fit'} side by "
        f"side on the live couplers, not {in_full(wanted)}; "
        f"{count(batch)} is the number of circuits that are submitted together.",
        tuple(steps),
        f"It would take {count(ceil(wanted) * width)} live qubits, or a statement about circuits "
        "that are submitted together.",
    )


def _misreported(
    primary: str,
    estimates: Sequence[Estimate],
    bounds: Sequence[int | None],
    steps: list[Step],
    batch: int,
) -> Finding:
    """Return what the source says, with what fits at once and what may be sent together."""
    qubits = [e.device.qubits_advertised for e in estimates]
    most = max((n for n in qubits if n is not None), default=None)
    fits = max(
        (
            (bound, e.program.n_qubits)
            for bound, e in zip(bounds, estimates, strict=True)
            if bound is not None
        ),
        default=None,
    )
    room = []
    if most is not None:
        room.append(
            f"{count(most)} qubits hold at most {_circuits(most)} at once, of one qubit each"
        )
    if fits is not None:
        room.append(f"of {fits[1]} qubits each at most {count(fits[0])} fit on the live couplers")
    room.append(f"{count(batch)} is the number of circuits that may be sent together")
    known = "; ".join(room)
    return Finding(
        "misreported",
        f"The primary source says: {primary}. {known[0].upper()}{known[1:]}.",
        tuple(steps),
        "A primary source that says what was reported would be needed.",
    )


def _circuits(number_of: int) -> str:
    return f"{count(number_of)} {'circuit' if number_of == 1 else 'circuits'}"


def _on_device(e: Estimate, bound: int | None, shots: int | None, batch: int) -> list[Step]:
    device, width = e.device, e.program.n_qubits
    where = f"{device.id} {device.snapshot.id}"
    source = place(device.snapshot.source, device.snapshot.locator)
    steps = []
    if device.qubits_advertised is not None:
        steps.append(
            Step(
                f"{where}: if every qubit were live and coupled",
                f"at most {count(device.qubits_advertised // width)}",
                f"floor({device.qubits_advertised} / {width}); of circuits of one qubit "
                f"{count(device.qubits_advertised)}",
                "definition",
                "derived",
            )
        )
    if bound is not None:
        fitted = "" if device.graph is None else f"; {len(patches(device.graph, width))} were laid"
        steps.append(
            Step(
                f"{where}: patches of {width} qubits",
                f"at most {count(bound)}",
                f"sum of floor(n/{width}) over {pieces_in_words(device)}{fitted}",
                source,
                "derived",
            )
        )
    period = shortest_period(device)
    if period and shots is not None:
        steps.append(
            Step(
                f"{where}: a submission of {count(batch)} circuits, one after another",
                seconds(log10(batch * shots * period)),
                f"{count(batch)} circuits x {count(shots)} shots x {seconds(log10(period))}, the "
                f"shortest published: {number(1 / period)} shots a second",
                source,
                "derived",
            )
        )
    return steps
