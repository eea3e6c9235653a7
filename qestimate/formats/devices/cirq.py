"""Google: calibration metrics and device specification, as Cirq writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.device.device import Qubit
from qestimate.formats.devices.profile import Profile, is_off, pair, positive, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qestimate.formats.devices.documents import Document

PICOSECONDS = 1e-12

MICROSECONDS = 1e-6

ONE_QUBIT = (
    ("sq_rb_pauli_error", 1.5),
    ("single_qubit_rb_pauli_error_per_gate", 1.5),
    ("single_qubit_rb_average_error_per_gate", 1.0),
)
"""Metrics of one-qubit gates, and how many times the average error they are [nielsen-2002]."""

TWO_QUBIT = (
    ("cz_inferred_gate_error_pauli", 1.25, "cz"),
    ("two_qubit_parallel_cz_gate_xeb_pauli_error_per_cycle", 1.25, "cz"),
    ("two_qubit_cz_gate_xeb_pauli_error_per_cycle", 1.25, "cz"),
    ("two_qubit_parallel_cz_gate_xeb_average_error_per_cycle", 1.0, "cz"),
    ("two_qubit_parallel_sycamore_gate_xeb_pauli_error_per_cycle", 1.25, "fsim"),
    ("two_qubit_parallel_sqrt_iswap_gate_xeb_pauli_error_per_cycle", 1.25, "fsim"),
    ("two_qubit_sycamore_gate_xeb_pauli_error_per_cycle", 1.25, "fsim"),
    ("two_qubit_sqrt_iswap_gate_xeb_pauli_error_per_cycle", 1.25, "fsim"),
)
"""Metrics of two-qubit gates, the same, and the gate; the first that is there counts.

Sycamore gates and the square root of iSWAP are fSim gates; neither is an iSWAP."""

_DAY = re.compile(r"(20\d\d)[-_](\d\d)[-_](\d\d)")
_PAIR = re.compile(r'ids:\s*"q?(-?\d+_-?\d+)"\s*ids:\s*"q?(-?\d+_-?\d+)"')
_VALID = re.compile(r'valid_qubits:\s*"q?(-?\d+_-?\d+)"')
_GATE = re.compile(r"gate_duration_picos:\s*(\d+)\s*(\w+)\s*\{")
LONGEST_READOUT = 1e-4
"""Times beyond are slips of the file: some give a readout in femtoseconds. [s]"""


def is_calibration(document: Document) -> bool:
    """Whether a document holds calibration metrics."""
    found = _metrics(document.content)
    return bool(found) and isinstance(found[0], dict) and "values" in found[0]


def is_specification(document: Document) -> bool:
    """Whether a document is a device specification as text."""
    return isinstance(document.content, str) and "valid_qubits" in document.content


def _metrics(content: Any) -> list[Any]:
    while isinstance(content, dict) and "metrics" in content:
        content = content["metrics"]
    return content if isinstance(content, list) else []


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in calibration metrics, and in a specification if there is one.

    Raises:
        DeviceFileError: No metrics, or none of a two-qubit gate.
    """
    calibration = next((d for d in documents if is_calibration(d)), None)
    if calibration is None:
        raise DeviceFileError(
            f"{documents[0].name}: the calibration is missing: a specification holds no errors",
            hint="add the JSON of the calibration's metrics",
        )
    text = next((d.content for d in documents if is_specification(d)), "")
    columns = _columns(_metrics(calibration.content))
    two = next((one for one in TWO_QUBIT if columns.get(one[0])), None)
    if two is None:
        raise DeviceFileError(
            f"{calibration.name}: two_qubit_..._error_per_cycle expected, found "
            f"{', '.join(sorted(columns))[:200] or 'no metrics'}",
            hint="the metrics of a whole calibration",
        )
    single = next((one for one in ONE_QUBIT if columns.get(one[0])), ("", 1.0))
    errors = columns.get(single[0], {})
    names = {name for at in (*errors, *columns[two[0]]) for name in at}
    listed = set(_VALID.findall(text)) or names
    index = {name: number for number, name in enumerate(sorted(listed | names, key=_place))}
    qubits, off = {}, []
    for name, at in index.items():
        error = errors.get((name,))
        if error is None or is_off(error):
            off.append(f"qubit {at} ({name})")
            continue
        qubits[at] = Qubit(
            error / single[1],
            _first(columns, name, ("zero_error", "parallel_p00_error", "single_qubit_p00_error")),
            _first(columns, name, ("one_error", "parallel_p11_error", "single_qubit_p11_error")),
            positive(_first(columns, name, ("single_qubit_idle_t1_micros",)), MICROSECONDS),
            None,
        )
    couplers: dict[tuple[int, int], float | None] = {}
    for ends, error in sorted(columns[two[0]].items()):
        a, b = pair(*(index[name] for name in ends))
        if is_off(error) or not {a, b} <= set(qubits):
            off.append(f"coupler {a}-{b}")
        else:
            couplers[a, b] = error / two[1]
    missing = {pair(index[a], index[b]) for a, b in _PAIR.findall(text)} - set(couplers)
    off += [f"coupler {a}-{b}" for a, b in sorted(missing)]
    first = list(index.items())[:3]
    notes = [
        "Qubits are numbered in the order of (row, column): "
        + ", ".join(f"{name} is {at}" for name, at in first)
        + ".",
        f"Average errors: {single[0]} divided by {single[1]:g}, {two[0]} divided by {two[1]:g}.",
    ]
    if "per_cycle" in two[0]:
        notes.append("The two-qubit error is that of a cycle, as its metric is named.")
    return Profile(
        name="",
        vendor="Google",
        date=_date(calibration),
        two_qubit_gate=two[2],
        qubits=qubits,
        couplers=dict(sorted(couplers.items())),
        advertised=len(index),
        simultaneous=True if "parallel" in two[0] else None,
        figures=_durations(text, two[0]),
        off=tuple(off),
        notes=tuple(notes),
    )


def _place(name: str) -> tuple[int, int]:
    row, _, column = name.partition("_")
    return int(row), int(column)


def _columns(metrics: Iterable[Any]) -> dict[str, dict[tuple[str, ...], float]]:
    """Return each metric's values by the qubits they are of."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for one in metrics:
        targets = tuple(str(t).removeprefix("q") for t in one.get("targets") or ())
        values = one.get("values") or ()
        if not targets or not values:
            continue
        value = next(
            (float(values[0][key]) for key in ("doubleVal", "floatVal") if key in values[0]), None
        )
        if value is not None:
            found.setdefault(str(one.get("name")), {})[targets] = value
    return found


def _first(
    columns: Mapping[str, Mapping[tuple[str, ...], float]], name: str, keys: Sequence[str]
) -> float | None:
    own = (columns.get(key, {}).get((name,)) for key in keys)
    found = next((value for value in own if value is not None), None)
    return found if keys[0].endswith("micros") else share(found)


def _date(document: Document) -> str:
    stamp = positive(document.get("timestampMs") or document.get("metrics", "timestampMs"))
    if stamp is not None:
        return datetime.fromtimestamp(stamp / 1000, UTC).date().isoformat()
    named = _DAY.search(document.name)
    return "-".join(named.groups()) if named else ""


def _durations(text: str, metric: str) -> dict[str, Quantity]:
    """Return the times of gates in a specification."""
    times = {name: int(picos) * PICOSECONDS for picos, name in _GATE.findall(text)}
    two = "syc" if "sycamore" in metric else "sqrt_iswap" if "iswap" in metric else "cz"
    found = {}
    for figure, name in (
        ("one_qubit_duration", "phased_xz"),
        ("two_qubit_duration", two),
        ("readout_duration", "meas"),
        ("reset_duration", "reset"),
    ):
        value = times.get(name)
        if value and value < LONGEST_READOUT:
            found[figure] = Quantity(
                value, "s", kind="claimed", locator=f"gate_duration_picos of {name}"
            )
    return found
