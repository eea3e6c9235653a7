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
    "at most": "no more than|not more than|not exceed|not exceeding|never exceeds|less than"
    "|fewer than|below|under|at most|cheaper than|within|≤|<",
    "at least": "no less than|not less than|no fewer than|more than|over|above|at least|exceeds"
    "|exceeding|exceeded|exceed|beyond|greater than|≥|>",
}
"""Words right before a figure that say what it is of the result; the longest that fits counts."""

OPEN = (
    r"no|not|never|\w+n't|or (?:less|more|fewer|better)|almost|nearly|up to"
    f"|{'|'.join(RELATIONS.values())}"
)
"""Words that may turn a relation, wherever they stand."""

STATISTICS = {
    "median": r"median",
    "mean": r"mean|average",
    "worst": r"worst",
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
    >>> inputs_in("5,000 circuits of 1,000 shots", kinds()["price"].fields)
    {'circuits': 5000, 'shots': 1000}
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
    if "statistic" in wanted:
        said = [one for one, pattern in STATISTICS.items() if _has(pattern, text)]
        if len(said) == 1:
            found["statistic"] = said[0]
    if "quantity" in wanted and (quantity := _quantity(text)):
        found["quantity"] = quantity
    return found


def relation_in(text: str, unit: str, value: float) -> str | None:
    """Return what words say of a figure: equal, at least or at most; None where that is open.

    Only words right before the figure count. Where others might turn it, it is open.

    Args:
        text: The statement.
        unit: Of the figure.
        value: Of the figure.

    >>> relation_in("it costs less than $500", "USD", 500)
    'at most'
    >>> relation_in("it costs no less than $500", "USD", 500)
    'at least'
    >>> relation_in("it costs $500", "USD", 500), relation_in("not $500", "USD", 500)
    ('equal', None)
    """
    found = []
    for relation, words in RELATIONS.items():
        for one in re.finditer(rf"(?<!\w)(?:{words})(?!\w)\s*", text, re.IGNORECASE):
            rest = re.sub(r"^(?:about|some|roughly|the|a)\s+", "", text[one.end() :])
            printed = printed_figures(rest)
            starts = re.match(r"(?:US)?[$€£]?\s?[\d.]", rest) is not None
            if starts and printed and (printed[0].unit, printed[0].value) == (unit, value):
                found.append((one.start(), one.end(), relation))
    if not found:
        return None if _has(OPEN, text) else "equal"
    start, end, relation = min(found)  # the longest of those that end alike begins first
    if any(other[1] != end for other in found) or _has(OPEN, text[max(0, start - 12) : start]):
        return None
    return relation


def _quantity(text: str) -> str:
    """Return the figure of a device that words are of; empty where they leave it open."""
    for name in ("T1", "T2"):
        if _has(name, text):
            return name.lower()
    if _has("coherence|lifetime", text):
        return ""
    elements = [one for one, pattern in ELEMENTS.items() if _has(pattern, text)]
    kind = "error" if _has("errors?|infidelity", text) else "fidelity"
    if len(elements) == 1 and (kind == "error" or _has("fidelit(?:y|ies)", text)):
        return f"{elements[0]}_{kind}"
    if elements or _has("fidelit(?:y|ies)|errors?|%", text):
        return ""
    return next((one for one in ("couplers", "qubits") if _has(f"{one[:-1]}s?", text)), "")


def _has(pattern: str, text: str) -> bool:
    return re.search(rf"(?<![\w-])(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None
