"""Whether a published count follows from a method and its setting."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

from qestimate.catalog.check_schema import CheckFile, FigureName
from qestimate.catalog.schema import Name
from qestimate.core.formatting import percentage, seconds
from qestimate.evidence.claims.finding import Finding, Step, cited, in_full, place, published
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case, Configured


class FromMethod(CheckFile):
    """Whether a published count follows from the method and its setting."""

    kind: Literal["program"]
    figure: FigureName
    """Name of the figure: the count."""
    quantity: Literal["trainable", "angles", "qubits", "lora"]
    """What it counts."""
    setting: Name


TEMPLATE = """\
[[statements]]
id = "trainable"
text = "1,792 trainable angles"
source = "the-article"
locator = "table 1"

[[statements.figures]]
name = "angles"
value = 1792

[statements.check]
kind = "program"
figure = "angles"
quantity = "angles"              # trainable, angles, qubits, lora
setting = "as-described"
"""
"""A statement with such a check, for ``claim new``."""


def check(case: Case, statement: Statement, *, figure: str, quantity: str, setting: str) -> Finding:
    """Compare a published count with that of the method.

    Reproduced if equal to the published digits, else contradicted: the method leaves no choice.
    """
    said = statement.figure(figure)
    found = case.at(setting)
    chosen = found.setting
    made = found.estimates[0].program
    trainable = made.quantum_parameters + made.classical_parameters
    computed = {
        "trainable": trainable,
        "angles": made.quantum_parameters,
        "qubits": made.n_qubits,
        "lora": found.workload.adapter.parameters,
    }[quantity]
    steps = [
        Step(said.name, published(said), "as published", cited(said)),
        Step(
            "computed",
            in_full(computed),
            f"{made.method}, rank {chosen.rank} on {', '.join(chosen.targets)} of {chosen.model}",
            place(chosen.source, chosen.locator),
            "derived",
        ),
        *_inside(found),
    ]
    agrees = said.agrees_with(computed)
    return Finding(
        "reproduced" if agrees else "contradicted",
        f"The method gives {in_full(computed)}{'' if agrees else f', not {published(said)}'}. Of "
        f"{in_full(trainable)} trainable parameters {in_full(made.quantum_parameters)} are angles "
        f"of circuits ({percentage(made.quantum_parameters / trainable)}), on {made.n_qubits} "
        "qubits.",
        tuple(steps),
        "Another setting than the one stated would give another count.",
    )


def _inside(found: Configured) -> list[Step]:
    """Return what the circuits are, and what simulating them takes."""
    made, simulated = found.estimates[0].program, found.simulations[0]
    steps = [
        Step(
            "trainable angles",
            in_full(made.quantum_parameters),
            f"{made.ansatz}, {made.n_qubits} qubits, {made.n_layers} layers",
            found.estimates[0].method.source,
            "derived",
        ),
    ]
    for what, time in (
        ("by parameter shift", simulated.log10_training),
        ("by the adjoint method", simulated.log10_adjoint),
    ):
        if time is not None:
            steps.append(
                Step(
                    f"the whole training on one core, exactly, {what}",
                    seconds(time),
                    f"circuits of {simulated.qubits} qubits and {simulated.gates} gates as state "
                    "vectors",
                    "qestimate-benchmarks",
                    "derived",
                )
            )
    for e in found.estimates:
        period = shortest_period(e.device)
        if period:
            steps.append(
                Step(
                    f"the same on {e.device.id} {e.device.snapshot.id}, one shot a circuit",
                    f"at least {seconds(log10(made.circuits_run * period))}",
                    f"{in_full(made.circuits_run)} circuits x {seconds(log10(period))}, the "
                    "shortest published time per shot, one after another",
                    place(e.device.snapshot.source, e.device.snapshot.locator),
                    "derived",
                )
            )
    return steps
