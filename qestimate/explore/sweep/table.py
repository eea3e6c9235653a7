"""Results of a sweep as rows of a file: which columns, and how they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from qestimate.core.cells import safe_cell
from qestimate.core.records import NamedTuple
from qestimate.explore.sweep.circuits import LIMITS, VERDICTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qestimate.explore.sweep.axes import Axis
    from qestimate.explore.sweep.design import Points
    from qestimate.explore.sweep.engine import Sweep
    from qestimate.explore.sweep.frame import Columns

Form = Literal["csv", "parquet", ""]
"""How results are written; empty for not at all."""

NAMES = {
    "margin": "margin_log10",
    "signal": "log10_signal",
    "signal_low": "log10_signal_low",
    "signal_high": "log10_signal_high",
    "shots": "log10_shots",
    "run": "log10_run_s",
    "run_low": "log10_run_s_low",
    "run_high": "log10_run_s_high",
    "price": "log10_price_usd",
    "probability": "p_feasible",
}
"""Columns of a file whose name says more than that of the result."""

DIGITS = 9
"""Significant digits of numbers in text."""

_UNKNOWN = re.compile(r"(?<=,)nan(?=[,\n])")


class Column(NamedTuple):
    """A column: numbers, or which of some texts."""

    name: str
    values: NDArray[Any]
    labels: tuple[str, ...] = ()
    """What each number stands for."""
    texts: NDArray[Any] | None = None
    """The same as CSV has it."""
    numbers: NDArray[Any] | None = None
    """What the labels say, where they are numbers."""
    form: str = f"%.{DIGITS}g"
    """How numbers are written."""


def columns(sweep: Sweep, points: Points, results: Columns) -> list[Column]:
    """Return the columns of some scenarios: every input that varies, then the results."""
    found = [_input(sweep, axis, points) for axis in sweep.axes]
    for name in sweep.results_named:
        words = {"verdict": VERDICTS, "limit": LIMITS}.get(name, ())
        texts = np.array(words, dtype=object) if words else None
        found.append(Column(NAMES.get(name, name), results[name], words, texts))
    return found


def _input(sweep: Sweep, axis: Axis, points: Points) -> Column:
    if not axis.drawn:
        numbers = sweep.numbers(axis) if axis.numeric else None
        codes, labels = points.codes[axis.name], sweep.labels(axis)
        return Column(heading(axis), codes, labels, sweep.texts(axis), numbers)
    values = points.drawn[axis.name]
    if axis.spec.kind != "number" and axis.high < 2**63:
        return Column(heading(axis), values.astype(np.int64), form="%d")
    return Column(heading(axis), values, form="%.17g")


def heading(axis: Axis) -> str:
    """Return the heading of an input, with the unit it is typed in.

    >>> from qestimate.explore.sweep.axes import Axis
    >>> heading(Axis("t1", (1.0,))), heading(Axis("rank", (8,)))
    ('t1_us', 'rank')
    """
    unit = axis.spec.unit.strip().replace("µ", "u").lower()
    unit = "" if unit == "shots" or axis.name.endswith(unit) else unit
    return axis.spec.key + (f"_{unit}" if unit else "")


def csv_header(sweep: Sweep) -> bytes:
    """Return the first line of a CSV file."""
    names = [heading(axis) for axis in sweep.axes]
    names += [NAMES.get(name, name) for name in sweep.results_named]
    return (",".join(names) + "\n").encode()


def csv_rows(found: list[Column]) -> bytes:
    """Return the rows of a CSV file; unknown is empty."""
    line = ",".join(one.form if one.texts is None else "%s" for one in found) + "\n"
    lists = [(one.values if one.texts is None else one.texts[one.values]).tolist() for one in found]
    rows = "".join(map(line.__mod__, zip(*lists, strict=True)))
    return _UNKNOWN.sub("", rows).encode()


def quoted(text: str) -> str:
    """Return a text as CSV has it, no formula for a spreadsheet.

    >>> quoted("plain"), quoted('a "b", c')
    ('plain', '"a ""b"", c"')
    """
    text = safe_cell(text)
    if not any(sign in text for sign in ',"\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'


def arrow_rows(found: list[Column]) -> bytes:
    """Return the rows as one batch of Arrow's stream format; unknown is null."""
    import pyarrow as pa

    def array(column: Column) -> pa.Array:
        if column.numbers is not None:
            return pa.array(column.numbers[column.values])
        if column.labels:
            which = pa.array(column.values.astype(np.int32))
            return pa.DictionaryArray.from_arrays(which, pa.array(column.labels))
        return pa.array(column.values, from_pandas=True)

    arrays = [array(column) for column in found]
    batch = pa.record_batch(arrays, names=[column.name for column in found])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    written: bytes = sink.getvalue().to_pybytes()
    return written
