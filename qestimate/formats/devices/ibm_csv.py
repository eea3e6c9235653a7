"""IBM: the table that the page of a backend offers for download, with a row for each qubit."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple
from qestimate.device.device import Qubit
from qestimate.formats.devices.days import day_in
from qestimate.formats.devices.ibm import Calibration, configuration, profile_of
from qestimate.formats.devices.ibm_columns import ONE_QUBIT, TIMES, TWO_QUBIT, Column, columns_of
from qestimate.formats.devices.profile import is_off, number, pair, positive, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qestimate.formats.devices.documents import Document
    from qestimate.formats.devices.profile import Profile

MAX_HEADER = 10_000
"""Of the first line of a table. [characters]"""

GATES = set(TWO_QUBIT.values())

BLANK = {"", "-", "n/a", "na", "nan", "none", "null", "undefined"}
YES, NO = {"true", "yes", "sí", "1"}, {"false", "no", "0"}

_INDEX = re.compile(r"q?(\d{1,6})(?:\.0*)?")
_PAIR = re.compile(r"[a-z]*(\d{1,6})(?:_(\d{1,6}))?")
_FIRST = re.compile(r"(?:^|[;,])\s*[a-z]*(\d{1,6})_\d{1,6}\s*:")


def is_table(document: Document) -> bool:
    """Whether a document is a calibration that was downloaded as a table."""
    if not isinstance(document.content, str):
        return False
    header = document.content.partition("\n")[0][:MAX_HEADER]
    kinds = {one.kind for one in columns_of(next(_lines(header), []))}
    return "qubit" in kinds and any(kind.startswith("error of ") for kind in kinds)


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in a downloaded calibration, and a configuration if there is one.

    The date is that in the table or in the name of the file, as it is downloaded.

    Raises:
        DeviceFileError: A cell that is not what its column holds, or no table.
    """
    table = next((one for one in documents if is_table(one)), None)
    if table is None:
        raise DeviceFileError(
            f"{documents[0].name}: the calibration of the backend is missing",
            hint="add the .csv that its page offers for download",
        )
    lines = _lines(table.content)
    columns = columns_of(next(lines))
    every = [_row(table.name, columns, row) for row in lines if any(cell.strip() for cell in row)]
    rows, history = newest(table.name, every)
    stem = table.path.stem
    named = re.match(r"ibmq?_(?:\d+_)?[a-z]+", stem)
    unknown = ", ".join(repr(one.header) for one in columns if one.kind == "?")
    notes = [
        "readout_error_0 is Prob meas1 prep0, readout_error_1 is Prob meas0 prep1; where they are "
        "not given, the readout error stands for both."
    ]
    if unknown:
        notes.append(f"Columns passed over: {unknown}.")
    backend = rows[0].backend if rows else ""
    calibration = _calibration(table.name, rows)._replace(
        backend=backend or (named[0] if named else ""), date=_day(rows) or day_in(stem)
    )
    return profile_of(calibration, configuration(documents), *notes, *history)


class Row(NamedTuple):
    """What a row says of its qubit."""

    qubit: int
    works: bool
    day: str
    stamp: str
    """When its calibration was made, as the row has it; empty where it does not say."""
    backend: str
    """Name of the device, likewise."""
    values: Mapping[str, float | None]
    """By kind of column. Errors [1], times [s]."""
    pairs: Mapping[str, Mapping[tuple[int, int], float | None]]
    """Of the couplers in its cells, likewise."""


def _lines(text: str) -> Iterator[list[str]]:
    """Yield the rows of a table whose cells are parted by commas, semicolons or tabs."""
    first = text.partition("\n")[0]
    return csv.reader(
        StringIO(text, newline=""),
        delimiter=max(",;\t", key=first.count),
        skipinitialspace=True,
    )


def newest(where: str, rows: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """Return the rows of the newest calibration in a table, and what is to be said of the others.

    Tables that were collected over time have a column of times.

    Raises:
        DeviceFileError: Calibrations of several devices.
    """
    backends = sorted({row.backend for row in rows} - {""})
    if len(backends) > 1:
        raise DeviceFileError(
            f"{where}: the calibration of one device expected, found those of "
            f"{', '.join(backends[:4])}",
            hint="import the rows of each with its own --as",
        )
    stamps = sorted({(row.day, row.stamp) for row in rows})
    if len(stamps) < 2 or len({row.qubit for row in rows}) == len(rows):
        return rows, []
    last = stamps[-1][1]
    said = f"The table holds {len(stamps)} calibrations; the newest counts, of {last:.40}."
    return [row for row in rows if row.stamp == last], [said]


def _once(where: str, first: Column, second: Column) -> DeviceFileError:
    """Return the error of two columns that say the same."""
    return DeviceFileError(
        f"{where}: one column of {first.kind} expected, found {first.header!r} and "
        f"{second.header!r}",
        hint="save the table as it was downloaded",
    )


def _row(where: str, columns: Sequence[Column], cells: Sequence[str]) -> Row:
    qubit = _qubit_of(where, columns, cells)
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise DeviceFileError(
            f"{where}: qubit {qubit}: {len(columns)} cells expected, found {len(cells)}",
            hint="save the table as it was downloaded, with cells that hold commas in quotes",
        )
    works, day, stamp, backend = True, "", "", ""
    values: dict[str, float | None] = {}
    pairs: dict[str, dict[tuple[int, int], float | None]] = {}
    filled: dict[str, Column] = {}
    for column, cell in zip(columns, cells, strict=False):
        place = f"{where}: qubit {qubit}: {column.header}"
        text = cell.strip()
        if column.kind in ("", "?", "qubit") or not text:
            continue
        if column.kind in filled and column.kind != "date":
            raise _once(where, filled[column.kind], column)
        filled[column.kind] = column
        if column.kind == "operational":
            works = _works(text, place)
        elif column.kind == "date":
            day, stamp = day_in(text), text
        elif column.kind == "backend":
            backend = text
        elif column.kind == "two length" or column.kind.removeprefix("error of ") in GATES:
            scale = column.scale if column.kind == "two length" else None
            pairs[column.kind] = _couplers(text, qubit, place, scale)
        else:
            values[column.kind] = _value(text, place, column)
    return Row(qubit, works, day, stamp, backend, values, pairs)


def _qubit_of(where: str, columns: Sequence[Column], cells: Sequence[str]) -> int:
    """Return the number of the qubit of a row.

    Tables of 2021 leave that of qubit 0 blank.
    """
    at = next(n for n, one in enumerate(columns) if one.kind == "qubit")
    text = cells[at].strip().lower() if at < len(cells) else ""
    if named := _INDEX.fullmatch(text):
        return int(named[1])
    gates = [n for n, one in enumerate(columns) if one.kind.removeprefix("error of ") in GATES]
    first = {n for at in gates if at < len(cells) for n in _FIRST.findall(cells[at])}
    if not text and len(first) < 2:
        return int(first.pop()) if first else 0
    raise DeviceFileError(
        f"{where}: a number of a qubit expected, found {cells[at : at + 1]!r:.60}",
        hint="save the table as it was downloaded",
    )


def _works(text: str, place: str) -> bool:
    if text.casefold() in BLANK | YES:
        return True
    if text.casefold() in NO:
        return False
    raise DeviceFileError(f"{place}: yes or no expected, found {text!r:.60}", hint="true or false")


def _number(text: str, place: str) -> float | None:
    """Return a number, None for a cell without one."""
    found = number(text)
    if found is None and text.casefold() not in BLANK:
        raise DeviceFileError(
            f"{place}: a number expected, found {text!r:.60}",
            hint="save the table as it was downloaded, with a dot before decimals",
        )
    return found


def _value(text: str, place: str, column: Column) -> float | None:
    if column.kind in TIMES.values():
        return positive(_number(text, place), column.scale)
    return _error(text, place)


def _error(text: str, place: str) -> float | None:
    """Return an error, None for a cell without one."""
    found = _number(text, place)
    if found is not None and share(found) is None:
        raise DeviceFileError(
            f"{place}: an error from 0 to 1 expected, found {text!r:.60}",
            hint="save the table as it was downloaded",
        )
    return found


def _couplers(
    text: str, qubit: int, place: str, scale: float | None
) -> dict[tuple[int, int], float | None]:
    """Return what a cell says of couplers: ``1_2:0.01;1_0:0.02``, or ``2:0.01`` in qubit 1's row.

    >>> _couplers("cx1_0: 1.2e-2, cx1_2: 1", 1, "", None)
    {(0, 1): 0.012, (1, 2): 1.0}
    >>> _couplers("2:68;0:", 1, "", 1e-9)
    {(1, 2): 6.8e-08, (0, 1): None}
    """
    found: dict[tuple[int, int], float | None] = {}
    if text.casefold() in BLANK:
        return found
    for item in filter(None, (part.strip() for part in re.split("[;,]", text))):
        ends, colon, value = item.partition(":")
        named = _PAIR.fullmatch(ends.strip().lower())
        if named is None or not colon:
            raise DeviceFileError(
                f"{place}: couplers as 1_2:0.01;1_0:0.02 expected, found {item!r:.60}",
                hint="save the table as it was downloaded",
            )
        a, b = (qubit, named[1]) if named[2] is None else named.groups()
        found[pair(int(a), int(b))] = (
            _error(value.strip(), place)
            if scale is None
            else positive(_number(value.strip(), place), scale)
        )
    return found


def _day(rows: Sequence[Row]) -> str:
    return max((row.day for row in rows), default="")


def _calibration(where: str, rows: Sequence[Row]) -> Calibration:
    """Return what the rows say together; of a coupler that two rows name, the smaller error."""
    qubits: dict[int, Qubit] = {}
    errors: dict[str, dict[str, dict[int | tuple[int, int], float | None]]] = {"one": {}, "two": {}}
    lengths: dict[str, dict[str, dict[int | tuple[int, int], float]]] = {"one": {}, "two": {}}
    read_lengths, off = [], []
    seen: set[int] = set()
    for row in rows:
        if row.qubit in seen:
            raise DeviceFileError(
                f"{where}: qubit {row.qubit} is listed twice", hint="one calibration a file"
            )
        seen.add(row.qubit)
        v = row.values
        for kind, cells in row.pairs.items():
            gate = kind.removeprefix("error of ")
            held = errors["two"].setdefault(gate, {}) if gate in GATES else {}
            for at, value in cells.items():
                if gate in GATES:
                    known = [x for x in (held.get(at), value) if x is not None]
                    held[at] = min(known, default=None)
                elif value is not None:
                    for name in GATES:
                        lengths["two"].setdefault(name, {})[at] = value
        if not row.works or is_off(v.get("readout")):
            off.append(f"qubit {row.qubit}")
            continue
        zero, one = (v.get(f"readout of {bit}") for bit in "01")
        both = v.get("readout")
        qubits[row.qubit] = Qubit(
            None,
            both if zero is None else zero,
            both if one is None else one,
            v.get("t1"),
            v.get("t2"),
        )
        for gate in ONE_QUBIT.values():
            if f"error of {gate}" in v:
                errors["one"].setdefault(gate, {})[row.qubit] = v[f"error of {gate}"]
            if (length := v.get("one length")) is not None:
                lengths["one"].setdefault(gate, {})[row.qubit] = length
        if (length := v.get("readout length")) is not None:
            read_lengths.append(length)
    return Calibration(where, "", "", len(seen), qubits, errors, lengths, read_lengths, tuple(off))
