"""IQM: observations by their names, in the several ways in which servers have written them.

A list of observations with ``dut_field``; a table by that name; a table by ``QB1.t1_time``; tables
of qubits by ``prx_rb_fidelity``; lists of places by ``t1_time``, as the cloud had them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple
from qestimate.formats.devices.profile import SECONDS, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.formats.devices.documents import Document

LABELS = ("dut_label", "quality_metric_set_dut_label", "calibration_set_dut_label")
"""Where the name of a chip stands."""

QUBIT = re.compile(r"QB(\d{1,6})")

SHORT = {
    "t1_time": ("model", "t1_time"),
    "t2_time": ("model", "t2_time"),
    "t2_echo_time": ("model", "t2_echo_time"),
    "fidelity_1qb_gates_averaged": ("rb.prx", "fidelity"),
    "fidelity_1qb_cliffords_xy": ("rb.clifford", "fidelity"),
    "fidelity_2qb_cliffords_averaged": ("rb.clifford", "fidelity"),
    "cz_gate_fidelity": ("irb.cz", "fidelity"),
    "double_move_gate_fidelity": ("irb.move", "fidelity"),
    "single_shot_readout_fidelity": ("ssro.measure", "fidelity"),
    "single_shot_01_error": ("ssro.measure", "error_0_to_1"),
    "single_shot_10_error": ("ssro.measure", "error_1_to_0"),
    "single_shot_readout_01_error": ("ssro.measure", "error_0_to_1"),
    "single_shot_readout_10_error": ("ssro.measure", "error_1_to_0"),
    "error_0_1": ("ssro.measure", "error_0_to_1"),
    "error_1_0": ("ssro.measure", "error_1_to_0"),
}
"""Names of the first years: what was observed, and its measure."""

TWICE = "n_interleaved_gates=2"
"""Of a fidelity of two gates in a row."""

_JOINED = re.compile(
    r"(?P<gate>prx_12|prx|cz|move|clifford|measure_fidelity|measure)_(?P<method>rb|irb|ssro)"
    r"_(?:(?P<implementation>\w+)_)?(?P<measure>fidelity|error_0_to_1|error_1_to_0)"
)
_COUPLER = re.compile(r"TC-(\d{1,6})-(\d{1,6})")
_LOCUS = re.compile(r"QB\d+|TC-\d+-\d+")
_NAMED = re.compile(r"(?:metrics|characterization|gates)\.|(?:QB\d+|TC-\d+-\d+)\w*\.\w")
_TIMES = {"t1_time", "t2_time", "t2_echo_time", "duration", "full_width", "integration_length"}


class Observation(NamedTuple):
    """One observation."""

    what: str
    """``rb.prx``, ``irb.cz``, ``model``, ``gates.cz``, ...; empty for what has no such name."""
    locus: str
    """Where: ``QB1``, ``QB1__QB2``, ``QB1__COMPR1``."""
    measure: str
    """``fidelity``, ``t1_time``, ..."""
    value: Any
    implementation: str = ""
    parameters: str = ""
    """How it was measured, such as ``n_interleaved_gates=2``."""

    @property
    def qubits(self) -> tuple[int, ...]:
        """Return the qubits of the locus.

        >>> Observation("irb.cz", "QB1__QB12", "fidelity", 1).qubits
        (1, 12)
        """
        return tuple(int(n) for n in QUBIT.findall(self.locus))

    @property
    def resonators(self) -> tuple[str, ...]:
        """Return what is no qubit in the locus.

        >>> Observation("irb.cz", "QB1__COMPR1", "fidelity", 1).resonators
        ('COMPR1',)
        """
        return tuple(one for one in self.locus.split("__") if one and not QUBIT.fullmatch(one))


def is_observed(document: Document) -> bool:
    """Whether a document holds observations under names of IQM's."""
    return any(
        _NAMED.match(name) or (isinstance(entry, dict) and "dut_field" in entry)
        for name, entry in _entries(document.content)
    )


def observations(document: Document) -> Iterator[Observation]:
    """Yield the observations of a document that are valid.

    Raises:
        DeviceFileError: A time in a unit that is not known.
    """
    for name, entry in _entries(document.content):
        if not (isinstance(entry, dict) and entry.get("invalid") in (True, "True", "true")):
            yield _observation(document.name, name, entry)


def newest(document: Document) -> str:
    """Return the time of the newest observation, as text; empty if none has one."""
    entries = [entry for _, entry in _entries(document.content) if isinstance(entry, dict)]
    times = [entry.get("created_timestamp") or entry.get("timestamp") for entry in entries]
    return max((str(time) for time in times if time), default="")


def stated(document: Document, *keys: str) -> str:
    """Return what stands under the first key that has something, as text."""
    return next((str(found) for key in keys if (found := document.get(key))), "")


def _entries(content: Any) -> Iterator[tuple[str, Any]]:
    """Yield names and what stands under them; ``QB1.prx_rb_fidelity`` where a table is by both."""
    found = content
    if isinstance(content, dict) and isinstance(content.get("calibrations"), list):
        yield from _by_locus(content["calibrations"])
        return
    if isinstance(content, dict):
        found = next((content[k] for k in ("observations", "metrics") if k in content), content)
    if isinstance(found, list):
        yield from (
            (str(e["dut_field"]), e) for e in found if isinstance(e, dict) and "dut_field" in e
        )
    for name, entry in found.items() if isinstance(found, dict) else ():
        if not isinstance(entry, dict) or "value" in entry:
            yield str(name), entry
            continue
        for locus, inner in entry.items():
            if _LOCUS.match(str(locus)):
                yield f"{locus}.{name}", inner


def _by_locus(calibrations: list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield names of a list of calibrations, of which the first is in force.

    Each has lists of metrics, each of those a list of places: ``{"locus": ["QB1"], "value": 1}``.
    """
    first = next((one for one in calibrations if isinstance(one, dict)), {})
    for group in _tables(first.get("metrics")):
        for entry in _tables(group.get("metrics")):
            locus = entry.get("locus")
            if isinstance(locus, list) and "value" in entry:
                yield f"{'__'.join(map(str, locus))}.{group.get('key')}", entry


def _tables(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _observation(where: str, name: str, entry: Any) -> Observation:
    known, _, parameters = name.partition(":")
    found = _parsed(known)
    if parameters:
        found = found._replace(parameters=parameters)
    value = entry.get("value") if isinstance(entry, dict) else entry
    unit = entry.get("unit") or "" if isinstance(entry, dict) else ""
    if found.measure in _TIMES and unit not in ("", "s"):
        if unit not in SECONDS:
            raise DeviceFileError(
                f"{where}: {name}: a unit of time expected, found {unit!r:.60}",
                hint=f"known are {', '.join(SECONDS)}",
            )
        size = number(value)
        value = None if size is None else size * SECONDS[unit]
    if isinstance(entry, dict) and not found.implementation:
        found = found._replace(implementation=str(entry.get("implementation") or ""))
    return found._replace(value=value)


def _parsed(name: str) -> Observation:
    """Return what a name says.

    >>> _parsed("metrics.rb.prx.drag_crf.QB4.fidelity")
    Observation(what='rb.prx', locus='QB4', measure='fidelity', value=None, \
implementation='drag_crf', parameters='')
    >>> _parsed("QB4.prx_rb_drag_crf_fidelity") == _parsed("metrics.rb.prx.drag_crf.QB4.fidelity")
    True
    >>> _parsed("TC-1-3.cz_gate_fidelity").qubits
    (1, 3)
    """
    match name.split("."):
        case ["characterization", "model", locus, measure]:
            return Observation("model", locus, measure, None)
        case ["metrics", method, gate, implementation, locus, measure]:
            return Observation(f"{method}.{gate}", locus, measure, None, implementation)
        case ["gates", gate, implementation, locus, measure]:
            return Observation(f"gates.{gate}", locus, measure, None, implementation)
        case ["metrics", method, *_]:
            return Observation(f"{method}.", "", "", None)
        case [locus, measure] if measure in SHORT:
            what, standard = SHORT[measure]
            twice = TWICE if measure.startswith("double_") else ""
            return Observation(what, _COUPLER.sub(r"QB\1__QB\2", locus), standard, None, "", twice)
        case [locus, measure] if found := _JOINED.fullmatch(measure):
            what = f"{found['method']}.{found['gate']}"
            return Observation(what, locus, found["measure"], None, found["implementation"] or "")
    return Observation("", "", "", None)
