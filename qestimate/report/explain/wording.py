"""An explanation as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import count, log10_number, number, plain_formula, seconds, usd
from qestimate.core.numeric import log10 as safe_log10

if TYPE_CHECKING:
    from qestimate.report.explain.explanation import Explanation, Input


def result(one: Explanation) -> str:
    """Write the value of an explanation with its unit."""
    return _value(one.value, one.unit, log10=one.log10)


def _value(value: float | None, unit: str, *, log10: bool) -> str:
    if value is None:
        return "unknown"
    if unit in ("s", "USD"):
        if value == 0 and not log10:
            return "0 s" if unit == "s" else "$0"
        at = value if log10 else safe_log10(value)
        return seconds(at) if unit == "s" else usd(at)
    if log10:
        text = log10_number(value)
    else:
        text = count(value) if isinstance(value, int) else number(value)
    return f"{text} {unit}".rstrip()


def input_text(one: Input) -> str:
    """Write a number that went into a formula, with what it is and where it comes from."""
    value = _value(one.value, one.unit, log10=one.log10)
    source = f" [{one.source}]" if one.source else ""
    return f"{one.symbol} = {value}, {one.meaning}{source}"


def explanation_text(one: Explanation) -> str:
    """Write an explanation as lines."""
    lines = [f"{one.title}: {result(one)}", f"  = {plain_formula(one.formula)}"]
    lines += [f"  {input_text(each)}" for each in one.inputs]
    if one.source:
        lines.append(f"  source: {one.source}")
    return "\n".join(lines)
