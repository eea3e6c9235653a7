"""Inputs of a check that the words of a statement give: counts, a relation, what is averaged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.evidence.claims.printed import printed_figures

if TYPE_CHECKING:
    from qestimate.catalog.check_schema import CheckFile

COUNTED = {"circuits": "circuits", "shots": "shots", "layers": "layers", "gates": "gates",
           "width": "qubits", "qubits": "qubits"}  # fmt: skip
"""Fields of checks, and the unit that a count in words has."""

RELATIONS = {
    "at most": r"less than|fewer than|below|under|at most|no more than|up to|cheaper than|within",
    "at least": r"more than|over|above|at least|no less than|exceed\w*|beyond|greater than",
}

STATISTICS = {
    "median": r"median",
    "mean": r"mean|average[sd]?",
    "worst": r"worst|lowest fidelity",
    "best": r"best|record|up to",
}

ELEMENTS = {
    "one_qubit": r"(?:one|single|1)[- ]qubit",
    "readout": r"readout|read-out|measurement|SPAM",
    "two_qubit": r"(?:two|2)[- ]qubit|entangling|CZ|CNOT|ECR",
}


def inputs_in(text: str, fields: type[CheckFile]) -> dict[str, Any]:
    """Return the inputs of a check that the words of a statement give without doubt.

    Args:
        text: The statement.
        fields: What the check takes.

    >>> from qestimate.evidence.claims.kinds import kinds
    >>> inputs_in("5,000 circuits of 1,000 shots cost less than $500", kinds()["price"].fields)
    {'circuits': 5000, 'shots': 1000, 'relation': 'at most'}
    >>> inputs_in("a single-qubit error of 0.1 %", kinds()["device-figure"].fields)
    {'quantity': 'one_qubit_error'}
    """
    wanted = fields.model_fields
    found: dict[str, Any] = {}
    printed = printed_figures(text)
    for name, unit in COUNTED.items():
        values = {one.value for one in printed if one.unit == unit}
        if name in wanted and len(values) == 1 and (value := values.pop()) == int(value):
            found[name] = int(value)
    for name, words in (("relation", RELATIONS), ("statistic", STATISTICS)):
        said = [one for one, pattern in words.items() if _has(pattern, text)]
        if name in wanted and len(said) == 1:
            found[name] = said[0]
    if "quantity" in wanted and (quantity := _quantity(text)):
        found["quantity"] = quantity
    return found


def _quantity(text: str) -> str:
    """Return the figure of a device that words are of; empty where they leave it open."""
    for name in ("T1", "T2"):
        if _has(name, text):
            return name.lower()
    elements = [one for one, pattern in ELEMENTS.items() if _has(pattern, text)]
    kind = "error" if _has("errors?|infidelity", text) else "fidelity"
    if len(elements) == 1 and (kind == "error" or _has("fidelit(?:y|ies)", text)):
        return f"{elements[0]}_{kind}"
    if _has("fidelit(?:y|ies)|errors?", text):
        return ""
    return next((one for one in ("couplers", "qubits") if _has(one[:-1] + "s?", text)), "")


def _has(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None
