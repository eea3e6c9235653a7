"""What devices would need: tables and plain objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import count, number
from qestimate.core.numeric import log10 as safe_log10
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Unplaced
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.outputs import output
from qestimate.report.views.sentences import (
    amount,
    change_phrase,
    device_label,
    limit_phrase,
    plural,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.requirement import JointRequirement, Requirement
    from qestimate.report.document import Value

TITLES = {
    "two-qubit-error": "two-qubit error, mean of the live couplers",
    "all-errors": "all errors, share of today's",
    "t1-t2": "T1 and T2, factor on today's",
    "shot-time": "time per shot besides the gates",
    "copies": "circuits side by side",
    "price": "price per shot, all else free",
    "qubits": "connected qubits",
}


MORE_IS_BETTER = ("t1-t2", "copies", "qubits")
"""Figures of which a device needs at least so much; of the others it may have at most so much."""


class Required(NamedTuple):
    """An estimate as it is, what each figure would have to be, and what all of them together."""

    found: Estimate
    alone: tuple[Requirement, ...]
    together: JointRequirement | None


def requirement_document(rows: Sequence[Required]) -> Document:
    """Return what each figure of each device would have to be, alone and together."""
    alone = Table(
        "alone",
        "One figure at a time",
        (
            Column("of", "of"),
            Column("quantity", "figure"),
            Column("now", "now", "text"),
            Column("needed", "needed", "text"),
            Column("factor", "factor", "text"),
            Column("verdict", "then"),
            Column("remark", "remark"),
        ),
        tuple(
            (f"{row.found.method.id} on {device_label(row.found.device)}", *cells)
            for row in rows
            for cells in _alone(row.alone)
        ),
        (
            "What is not met yet: the worst value that suffices if nothing else changes, and the "
            "verdict of an estimate made with it. Two-qubit error: of average gate fidelity, all "
            "couplers scaled alike.",
        ),
        group="of",
    )
    together = Table(
        "together",
        "Errors and time together",
        (
            Column("method", "method"),
            Column("device", "device"),
            Column("verdict", "now"),
            Column("binding", "limit that binds"),
            Column("change", "it would need"),
            Column("decades", "decades", "number"),
            Column("then", "then"),
        ),
        tuple(_together(row) for row in rows),
        (
            "The pair of a share of all errors and a time per shot that spans the fewest decades; "
            "fewer circuits where no time per shot suffices.",
        ),
        group="device",
    )
    return Document(
        "What the devices would need",
        _conclusion(rows),
        (alone, together) if alone.rows else (together,),
    )


def _together(row: Required) -> tuple[Value, ...]:
    found, joint = row.found, row.together
    start = (
        found.method.id,
        device_label(found.device),
        found.verdict,
        "none" if found.verdict == "feasible" else limit_phrase(found.binding),
    )
    if joint is None:
        return (*start, _why_none(found), "", "")
    errors = f"all errors at {number(100 * joint.share)} % of today's" if joint.share < 1 else ""
    needs = " and ".join(part for part in (errors, change_phrase(joint.steps)) if part)
    then = "feasible" if joint.at.verdict == "feasible" else "feasible with so few circuits"
    return (*start, needs, joint.decades, then)


def _why_none(found: Estimate) -> str:
    if found.verdict == "feasible":
        return "nothing"
    if found.verdict == "marginal":
        return "less than its interval leaves open"
    if isinstance(found.placement, Unplaced):
        return "a place for the circuit first"
    unknown = [f"{c.name} ({c.reason})" for c in found.constraints if c.status == "unknown"]
    if not unknown:
        return "nothing suffices: not a millionth of today's errors, for one circuit"
    return f"not known: {', '.join(unknown)}"


def _alone(found: Sequence[Requirement]) -> list[tuple[Value, ...]]:
    """Return a row for each figure; those that do not help for the same reason share one."""
    helpless: dict[str, list[Requirement]] = {}
    for one in found:
        if one.needed is None:
            helpless.setdefault(one.reason, []).append(one)
    lines = [_cells(one) for one in found if one.needed is not None and not _met(one)]
    for reason, ones in helpless.items():
        if len(ones) == 1:
            lines.append(_cells(ones[0]))
        else:
            names = ", ".join(TITLES[one.quantity].split(",")[0] for one in ones)
            lines.append((names, "", "", "", "", reason))
    return lines


def _met(one: Requirement) -> bool:
    """Whether the device has what is needed."""
    if one.now is None or one.needed is None:
        return False
    return one.needed <= one.now if one.quantity in MORE_IS_BETTER else one.now <= one.needed


def _cells(one: Requirement) -> tuple[Value, ...]:
    factor = None if not one.now or one.needed is None else one.needed / one.now
    then = "" if one.at is None or one.needed is None else one.at.verdict
    return (
        TITLES[one.quantity],
        _written(one.now, one.unit) if one.now is not None else "unknown",
        _written(one.needed, one.unit) if one.needed is not None else "",
        "" if factor is None else number(factor),
        then if one.fits else "does not fit",
        one.reason,
    )


def _written(value: float, unit: str) -> str:
    if unit in ("s", "USD"):
        return amount(safe_log10(value), unit)
    if unit in ("circuits", "qubits"):
        return count(int(value))
    return number(value)


def _conclusion(rows: Sequence[Required]) -> str:
    already = sum(row.found.verdict == "feasible" for row in rows)
    others = [row for row in rows if row.found.verdict != "feasible"]
    alone = sum(any(one.suffices for one in row.alone) for row in others)
    both = sum(row.together is not None and row.together.at.verdict == "feasible" for row in others)
    as_is = "are feasible as they are" if already > 1 else "is feasible as it is"
    said = f"{already or 'None'} of {plural(len(rows), 'mapping')} {as_is}"
    if len(rows) == 1:
        said = f"The mapping is {rows[0].found.verdict} as it is"
    if not others:
        return f"{said}."
    if len(rows) == 1:
        one = f"{'one' if alone else 'no'} figure changed alone makes it feasible"
        more = {
            (True, True): ", and so do errors and time together",
            (True, False): "",
            (False, True): ", but errors and time together do",
            (False, False): ", nor do errors and time together",
        }[bool(alone), bool(both)]
        return f"{said}; {one}{more}."
    return (
        f"{said}; of the others {alone or 'none'} would be with one figure changed, "
        f"{both or 'none'} with fewer errors and faster shots together."
    )


def requirement_object(rows: Sequence[Required]) -> dict[str, Any]:
    """Return the same as plain numbers."""
    return output("require", rows)
