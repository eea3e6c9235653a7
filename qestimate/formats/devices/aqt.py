"""AQT: the characterisation of a trap, as its cloud (Arnica) hands it out, in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.device.device import Qubit
from qestimate.formats.devices.profile import Profile, from_fidelity, number, pair, positive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.formats.devices.documents import Document

MICRO = 1e-6
"""Of a second, which times are in."""

TIMES = {
    "one_qubit_duration": "single_qubit_gate_duration_micros",
    "two_qubit_duration": "two_qubit_gate_duration_micros",
    "readout_duration": "readout_time_micros",
}

COHERENCE = {"t1": "t1_s", "t2": "t2_coherence_time_s"}


def is_characterisation(document: Document) -> bool:
    """Whether a document holds the characterisation of a trap."""
    return "mean_two_qubit_gate_fidelity" in _table(document.content)


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in the characterisation of a trap.

    Raises:
        DeviceFileError: No fidelities of its qubits.
    """
    content = documents[0].content
    table = _table(content)
    single = table.get("single_qubit_gate_fidelity")
    if not isinstance(single, dict) or not single:
        raise DeviceFileError(
            f"{documents[0].name}: single_qubit_gate_fidelity of each qubit expected, found "
            f"{single!r:.60}",
            hint="what the cloud returns for a resource, unchanged",
        )
    errors = {int(index): _error(entry) for index, entry in single.items()}
    pairs = _pairs(table.get("two_qubit_gate_fidelity"))
    qubits = {index: Qubit(error, None, None, None, None) for index, error in errors.items()}
    return Profile(
        name=str(content.get("name") or content.get("id") or ""),
        vendor="AQT",
        date=str(table.get("updated_at") or content.get("status_updated_at") or "")[:10],
        two_qubit_gate="zz",
        qubits=qubits,
        couplers=pairs,
        advertised=len(errors),
        technology="trapped-ion",
        all_to_all=True,
        figures=_figures(table),
        notes=(
            "RXX counts as zz, which it equals up to one-qubit gates. The readout error is that of "
            "preparation and readout together, at most; T1 is from the literature.",
        ),
    )


def _table(content: Any) -> Mapping[str, Any]:
    inner = content.get("characterisation") if isinstance(content, dict) else None
    found = inner if isinstance(inner, dict) else content
    return found if isinstance(found, dict) else {}


def _value(entry: Any) -> Any:
    return entry.get("value") if isinstance(entry, dict) else entry


def _error(entry: Any) -> float | None:
    """Return the error of a fidelity in percent.

    >>> round(_error({"value": 99.75, "uncertainty": 0.1}), 6)
    0.0025
    """
    percent = number(_value(entry))
    return None if percent is None else from_fidelity(percent / 100)


def _pairs(entries: Any) -> dict[tuple[int, int], float | None]:
    """Return the errors of pairs, where they are listed one by one."""
    return {
        pair(*map(int, one["qubits"])): _error(one)
        for one in (entries if isinstance(entries, list) else ())
    }


def _figures(table: Mapping[str, Any]) -> dict[str, Quantity]:
    """Return the figures that are given for the whole trap."""
    found = {}
    for name, key, convention in (
        ("two_qubit_error", "mean_two_qubit_gate_fidelity", "average"),
        ("readout_error", "spam_fidelity_lower_bound", ""),
    ):
        error = _error(table.get(key))
        if error is not None:
            found[name] = Quantity(
                error,
                "1",
                statistic="mean" if convention else "",
                convention=convention,
                kind="measured",
                locator=key,
            )
    scaled = [(name, key, MICRO) for name, key in TIMES.items()]
    for name, key, scale in (*scaled, *((name, key, 1.0) for name, key in COHERENCE.items())):
        time = positive(_value(table.get(key)), scale)
        if time is not None:
            found[name] = Quantity(time, "s", kind="claimed", locator=key)
    return found
