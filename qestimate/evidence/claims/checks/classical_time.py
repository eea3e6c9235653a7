"""Whether a classical machine takes as long for a circuit as is said."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

from qestimate.catalog.check_schema import CheckFile, FigureName
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, log10_number, seconds
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    place,
    published,
    seconds_of,
)

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case


class ClassicalTime(CheckFile):
    """Whether classical machines take as long for a circuit as is said."""

    kind: Literal["classical-time"]
    time: FigureName
    """Name of the figure, in s, min, h, d or y."""
    simulation: Name
    """Circuit of the catalogue with its published runs."""


TEMPLATE = """\
[[statements]]
id = "supercomputer"
text = "a supercomputer would need 10,000 years"
source = "the-article"
locator = "title"

[[statements.figures]]
name = "classical time"
value = 10000
unit = "y"

[statements.check]
kind = "classical-time"
time = "classical time"
simulation = "loschmidt-echo-49x648"   # qestimate catalog list simulation, or a file of yours
"""
"""A statement with such a check, for ``claim new``."""


def check(case: Case, statement: Statement, *, time: str, simulation: str) -> Finding:
    """Compare a time that classical machines are said to need with published runs of the circuit.

    Contradicted where a run was faster, whenever it was published: a later one shows that the time
    was not needed. Where none was faster nothing is shown, as a better way may not be known.
    """
    said = statement.figure(time)
    needed = seconds_of(said)
    circuit = case.simulations[simulation]
    steps = [
        Step("time, as published", published(said), seconds(log10(needed)), cited(said)),
        Step(
            "circuit",
            f"{count(circuit.qubits)} qubits, {count(circuit.two_qubit_gates)} two-qubit gates",
            circuit.name,
            place(circuit.source, circuit.locator),
        ),
        *(
            Step(
                f"{run.machine}, {run.date}",
                seconds(log10(run.seconds)),
                run.method,
                place(circuit.source, run.locator),
                "measured",
            )
            for run in sorted(circuit.runs, key=lambda run: run.seconds)
        ),
    ]
    best = circuit.fastest
    took = f"The same circuit took {seconds(log10(best.seconds))} on {best.machine} ({best.date})"
    if best.seconds < needed:
        times = log10_number(log10(needed / best.seconds), 2)
        later = "; that was after the statement" if best.date > case.claim.date else ""
        finds = f"{took}, {times} times faster than {published(said)}{later}"
        return Finding(
            "contradicted",
            f"{finds}.",
            tuple(steps),
            "Another circuit than this one, or a run that was not of the whole circuit, would "
            "leave it open." + (f" {circuit.note}" if circuit.note else ""),
        )
    return Finding(
        "consistent",
        f"{took}; no published run of it is faster than {seconds(log10(needed))}.",
        tuple(steps),
        "A faster run would contradict it.",
    )
