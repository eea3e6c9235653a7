"""Cells of tables as plain text."""

from __future__ import annotations

from math import inf, log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import (
    UNKNOWN,
    count,
    fidelity,
    interval,
    log10_interval,
    log10_number,
    number,
    seconds,
    seconds_interval,
    shots_interval,
    signal,
    usd,
)
from qestimate.core.quantity import Interval

if TYPE_CHECKING:
    from qestimate.report.document import Kind, Value


_OF_INTERVALS = {
    "interval": interval,
    "log10_interval": log10_interval,
    "log10_seconds_interval": seconds_interval,
    "shots": shots_interval,
    "signal": signal,
    "fidelity": fidelity,
}


def cell(kind: Kind, value: Value) -> str:
    """Write a cell of a table as plain text."""
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    if isinstance(value, Interval):
        return _OF_INTERVALS[kind](value)
    if kind == "exact":
        return f"{int(value):,}"
    if kind == "count":
        return count(int(value))
    if kind == "log10":
        return log10_number(value)
    if kind in ("seconds", "log10_seconds"):
        at = value if kind == "log10_seconds" else (log10(value) if value > 0 else -inf)
        return "0 s" if at == -inf else seconds(at)
    if kind in ("usd", "log10_usd"):
        at = value if kind == "log10_usd" else (log10(value) if value > 0 else -inf)
        return "$0" if at == -inf else usd(at)
    return number(value)
