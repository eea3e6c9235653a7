"""The whole answer of ``qestimate model`` as values: for JSON, and a row for each estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.estimates import estimate_row
from qestimate.report.figures.survey import Answer
from qestimate.report.views.sentences import change_sentence, conclusion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Value
    from qestimate.workload.workload import Workload


def model_answer(survey: Survey, command: str) -> Answer:
    """Return what ``qestimate model`` prints as JSON is got from."""
    return Answer(survey, command, conclusion(survey), change_sentence(survey.nearest))


def flat_document(survey: Survey) -> Document:
    """Return one table with every figure of every estimate, for a spreadsheet."""
    return Document("qestimate", "", (flat_table(survey.estimates),))


def flat_table(estimates: Sequence[Estimate]) -> Table:
    """Return a row with every figure of each estimate."""
    rows = [_flatten(_job(one.workload) | estimate_row(one)) for one in estimates]
    columns = tuple(Column(key, key) for key in rows[0]) if rows else ()
    return Table("estimates", "Estimates", columns, tuple(tuple(row.values()) for row in rows))


def _job(workload: Workload) -> dict[str, Any]:
    return {
        "model": f"{workload.model.id}{', scaled' if workload.model.assumed else ''}",
        "parameters": workload.model.parameters,
        "rank": workload.adapter.rank,
        "adapter_parameters": workload.adapter.parameters,
    }


def _flatten(row: dict[str, Any]) -> dict[str, Value]:
    """Spread intervals and constraints over columns; lists become words."""
    flat: dict[str, Value] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{key}_{part}": inner for part, inner in value.items()}
        elif key == "constraints":
            known = {constraint["name"]: constraint for constraint in value}
            for name in ("qubits", "gates", "signal", "time", "price"):
                constraint = known.get(name, {})
                flat[f"{name}_status"] = constraint.get("status")
                flat[f"{name}_margin_log10"] = constraint.get("margin_log10")
        elif isinstance(value, list):
            flat[key] = " ".join(str(item) for item in value)
        else:
            flat[key] = value
    return flat
