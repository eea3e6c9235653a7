"""IonQ: a characterization of a machine, as its interface hands it out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.formats.devices.days import day_in
from qestimate.formats.devices.profile import Profile, from_fidelity, number, positive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.formats.devices.documents import Document

ERRORS = {"one_qubit_error": "1q", "two_qubit_error": "2q", "readout_error": "spam"}
"""Figures, and where their fidelities stand."""

TIMES = {
    "one_qubit_duration": "1q",
    "two_qubit_duration": "2q",
    "readout_duration": "readout",
    "reset_duration": "reset",
    "t1": "t1",
    "t2": "t2",
}
"""Figures, and where their times stand. [s]"""

MAX_OPERATION = 0.1
"""Times of operations beyond are not in seconds, and left out. [s]"""

STATISTICS = ("median", "mean")
"""Under which a fidelity stands, the first that is there."""


def is_characterization(document: Document) -> bool:
    """Whether a document holds a characterization, or a list of some."""
    return bool(_all(document.content))


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in the newest characterization.

    Raises:
        DeviceFileError: No number of qubits, or characterizations of several machines.
    """
    where = documents[0].name
    every = _all(documents[0].content)
    machines = sorted({str(one.get("backend") or one.get("target") or "") for one in every} - {""})
    if len(machines) > 1:
        raise DeviceFileError(
            f"{where}: characterizations of one machine expected, found those of "
            f"{', '.join(machines[:4])}",
            hint="import each with its own --as",
        )
    found = max(every, key=_day)
    n, pairs = found.get("qubits"), found.get("connectivity")
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise DeviceFileError(
            f"{where}: qubits: a whole number expected, found {n!r:.60}",
            hint="what the interface returns for a characterization, unchanged",
        )
    figures, odd = _figures(found)
    notes = ["Figures of the whole machine; spam is preparation and readout together."]
    if len(every) > 1:
        notes.append(f"The newest of {len(every)} characterizations.")
    if odd:
        notes.append(f"Times that are not in seconds are left out: {', '.join(odd)}.")
    if isinstance(pairs, list) and pairs and len(_edges(pairs)) < n * (n - 1) // 2:
        notes.append(f"{len(_edges(pairs))} pairs are listed; every pair counts as coupled.")
    return Profile(
        name=machines[0] if machines else "",
        vendor="IonQ",
        date=_day(found),
        two_qubit_gate="zz",
        qubits={},
        couplers={},
        advertised=n,
        technology="trapped-ion",
        all_to_all=True,
        figures=figures,
        notes=tuple(notes),
    )


def _all(content: Any) -> list[Mapping[str, Any]]:
    """Return the characterizations in a document."""
    listed = content.get("characterizations") if isinstance(content, dict) else None
    single = content.get("characterization") if isinstance(content, dict) else None
    inner = single if isinstance(single, dict) else content
    every = listed if isinstance(listed, list) else [inner]
    return [one for one in every if isinstance(one, dict) and _is_one(one)]


def _is_one(found: Mapping[str, Any]) -> bool:
    tables = (found.get("fidelity"), found.get("timing"))
    return all(isinstance(one, dict) for one in tables) and "connectivity" in found


def _day(found: Mapping[str, Any]) -> str:
    """Return the day of a characterization, written or in seconds since 1970."""
    stamp = found.get("date")
    seconds = number(stamp)
    if seconds is None or isinstance(stamp, str):
        return day_in(str(stamp or ""))
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def _edges(pairs: Sequence[Any]) -> set[frozenset[Any]]:
    return {frozenset(one) for one in pairs if isinstance(one, list) and len(one) == 2}


def _figures(found: Mapping[str, Any]) -> tuple[dict[str, Quantity], list[str]]:
    """Return the figures, and the names of times that cannot be in seconds."""
    figures: dict[str, Quantity] = {}
    odd = []
    for name, key in ERRORS.items():
        entry = found["fidelity"].get(key)
        table = entry if isinstance(entry, dict) else {}
        statistic = next((one for one in STATISTICS if number(table.get(one)) is not None), "")
        error = from_fidelity(table.get(statistic))
        if error is not None:
            convention = "average" if name.endswith("qubit_error") else ""
            figures[name] = Quantity(
                error,
                "1",
                statistic=statistic,
                convention=convention,
                kind="measured",
                locator=f"fidelity.{key}.{statistic}",
            )
    for name, key in TIMES.items():
        time = positive(found["timing"].get(key))
        if time is not None and key not in ("t1", "t2") and time > MAX_OPERATION:
            odd.append(key)
        elif time is not None:
            figures[name] = Quantity(time, "s", kind="claimed", locator=f"timing.{key}")
    return figures, odd
