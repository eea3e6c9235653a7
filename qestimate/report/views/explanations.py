"""Explanations as a table, as lines, and as plain objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import plain_formula
from qestimate.report.document import Column, Table
from qestimate.report.explain.bounds import explain_bounds
from qestimate.report.explain.classical import explain_lora, explain_simulation
from qestimate.report.explain.estimates import explain_estimate
from qestimate.report.explain.runs import explain_prediction, explain_verified
from qestimate.report.explain.wording import input_text, result
from qestimate.report.explain.workloads import explain_workload
from qestimate.report.figures.estimates import explained_figures
from qestimate.report.views.sentences import device_label, without_a_chip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qestimate.device.machines import Machines
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.evidence.verification import Verified
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Document
    from qestimate.report.explain.explanation import Explanation
    from qestimate.report.views.validation import Validated

Explained = tuple[str, "Explanation"]
"""What an explanation belongs to, and the explanation."""


def explained(survey: Survey) -> Iterator[Explained]:
    """Yield every figure of the tables of ``qestimate model`` with what it belongs to."""
    yield from (("workload", one) for one in explain_workload(survey.workload))
    parameters = survey.workload.model.parameters
    for device, found in survey.bounds:
        for one in explain_bounds(device, found, survey.goal, parameters):
            yield f"bounds of {device_label(device)}", one
    for e, simulated in zip(survey.estimates, survey.simulations, strict=True):
        of = f"{e.method.id} on {device_label(e.device)}"
        yield from ((of, one) for one in explain_estimate(e))
        yield from ((of, one) for one in explained_figures(e))
        simulation = explain_simulation(e.program, simulated, survey.machines)
        yield from ((of, one) for one in simulation)
    lora = explain_lora(survey.workload, survey.lora)
    way = without_a_chip(survey.workload.adapter)
    yield from ((f"{way} on {survey.lora.gpu.id}", one) for one in lora)


def explained_circuits(
    found: Sequence[CircuitEstimate], machines: Machines | None = None
) -> Iterator[Explained]:
    """Yield the figures of circuits from files, and of their simulation if machines are given."""
    from qestimate.report.explain.circuits import explain_circuit
    from qestimate.report.explain.simulations import explain_simulations

    simulated: set[str] = set()
    for one in found:
        of = f"{one.logical.name} on {device_label(one.device)}"
        yield from ((of, explanation) for explanation in explain_circuit(one))
        if machines is None or one.classical is None or one.logical.name in simulated:
            continue
        simulated.add(one.logical.name)
        of = f"{one.logical.name}, simulated"
        yield from ((of, line) for line in explain_simulations(one.classical, machines))


def explained_cases(found: Sequence[Verified]) -> Iterator[Explained]:
    """Yield the figures of simulated cases."""
    for one in found:
        case = one.case
        of = (
            f"{case.ansatz}, {case.n_qubits} qubits, {case.n_layers} layers, on "
            f"{device_label(case.device)}"
        )
        yield from ((of, explanation) for explanation in explain_verified(one))


def explained_runs(found: Sequence[Validated]) -> Iterator[Explained]:
    """Yield the predictions of published runs."""
    for experiment, predictions in found:
        for one in predictions:
            of = f"{experiment.name}, {device_label(one.run.device)}"
            yield of, explain_prediction(experiment, one)


def with_explanations(document: Document, found: Iterable[Explained]) -> Document:
    """Return a document with how its figures come about."""
    return document._replace(tables=(*document.tables, explanation_table(found)))


def explanation_table(
    found: Iterable[Explained], title: str = "How the figures come about"
) -> Table:
    """Return explanations as a table, grouped by what they belong to."""
    return Table(
        "explanations",
        title,
        (
            Column("of", "of"),
            Column("figure", "figure"),
            Column("value", "is"),
            Column("formula", "by"),
            Column("inputs", "with"),
            Column("source", "source"),
        ),
        tuple(
            (
                of,
                one.title,
                result(one),
                plain_formula(one.formula),
                "; ".join(input_text(each) for each in one.inputs),
                one.source,
            )
            for of, one in found
        ),
        group="of",
        stacked=True,
    )
