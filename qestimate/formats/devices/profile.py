"""What a vendor's file says of a device, in the units and conventions used here."""

from __future__ import annotations

from math import isfinite
from statistics import median
from typing import TYPE_CHECKING

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.core.records import NamedTuple
from qestimate.device.device import ENTANGLERS, Device, Qubit, Snapshot, live_graph
from qestimate.formats.devices.cautions import caution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OFF = 0.99
"""An error from which on an element counts as switched off."""

FAILED = 0.99
"""A standard error from which on a fidelity was not measured: the attempt failed."""

SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
"""Units of time. [s]"""

GATES = (*ENTANGLERS, "iswap", "fsim")
"""Native two-qubit gates that a profile may have, those with formulas first."""


class Profile(NamedTuple):
    """A device at one date, as its vendor's files have it."""

    name: str
    vendor: str
    date: str
    """Of the calibration, YYYY-MM-DD; empty if the files do not say."""
    two_qubit_gate: str
    qubits: Mapping[int, Qubit]
    """Calibrated ones. Errors [1], times [s]."""
    couplers: Mapping[tuple[int, int], float | None]
    """Live ones, smaller qubit first. Errors [1]."""
    advertised: int
    """Qubits that the files list, calibrated or not."""
    one_qubit_gate: str = "u3"
    """``zsx`` where a general rotation takes two pulses, else ``u3``."""
    technology: str = "superconducting"
    all_to_all: bool = False
    """Whether every pair is coupled, all alike: of such a device only medians are kept."""
    convention: str = "average"
    simultaneous: bool | None = None
    figures: Mapping[str, Quantity] = {}
    """Besides those that are medians of the tables. [SI units]"""
    off: tuple[str, ...] = ()
    """What is switched off or not calibrated."""
    notes: tuple[str, ...] = ()
    caveat: str = ""
    """What speaks against its figures; shown wherever they are used."""

    def device(self, name: str, source: str, locator: str) -> Device:
        """Return the profile as a device.

        Args:
            name: Its id.
            source: Key of the source.
            locator: Place in it.
        """
        snapshot = Snapshot(
            id=self.date,
            figures={**_medians(self, source, locator), **_sourced(self, source, locator)},
            qubits={} if self.all_to_all else self.qubits,
            couplers={} if self.all_to_all else self.couplers,
            convention=self.convention,
            simultaneous=self.simultaneous,
            kind="measured",
            source=source,
            locator=locator,
            note=" ".join((*_left_out(self), *self.notes)),
            caveat=" ".join(filter(None, (caution(self.name or name), self.caveat))),
        )
        return Device(
            id=name,
            name=self.name or name,
            vendor=self.vendor,
            technology=self.technology,
            topology="all-to-all" if self.all_to_all else "couplers",
            two_qubit_gate=self.two_qubit_gate,
            one_qubit_gate=self.one_qubit_gate,
            qubits_advertised=self.advertised,
            snapshot=snapshot,
            graph=None if self.all_to_all else live_graph(snapshot),
            snapshots=(self.date,),
        )


def _sourced(profile: Profile, source: str, locator: str) -> dict[str, Quantity]:
    return {
        name: q._replace(
            source=q.source or source,
            locator=q.locator or locator,
            kind=q.kind or "claimed",
            date=profile.date,
        )
        for name, q in profile.figures.items()
    }


def _medians(profile: Profile, source: str, locator: str) -> dict[str, Quantity]:
    """Return the figures of the whole chip that the tables give."""
    read = [
        _mean(q.readout_error_0, q.readout_error_1)
        for q in profile.qubits.values()
        if q.readout_error_0 is not None or q.readout_error_1 is not None
    ]
    columns: dict[str, tuple[str, list[float | None]]] = {
        "one_qubit_error": ("1", [q.one_qubit_error for q in profile.qubits.values()]),
        "two_qubit_error": ("1", list(profile.couplers.values())),
        "readout_error": ("1", [*read]),
        "t1": ("s", [q.t1 for q in profile.qubits.values()]),
        "t2": ("s", [q.t2 for q in profile.qubits.values()]),
    }
    found = {}
    for name, (unit, cells) in columns.items():
        values = sorted(cell for cell in cells if cell is not None)
        if values:
            found[name] = Quantity(
                median(values),
                unit,
                values[0],
                values[-1],
                statistic="median",
                convention=profile.convention if name.endswith("qubit_error") else "",
                simultaneous=profile.simultaneous,
                kind="measured",
                source=source,
                locator=locator,
                date=profile.date,
                note="Low and high are the extremes over the chip.",
            )
    return found


def _mean(a: float | None, b: float | None) -> float:
    known = [x for x in (a, b) if x is not None]
    return sum(known) / len(known)


def _left_out(profile: Profile) -> list[str]:
    lines = []
    if len(profile.qubits) < profile.advertised and profile.qubits:
        lines.append(f"{len(profile.qubits)} of {profile.advertised} qubits are calibrated.")
    if profile.off:
        shown = ", ".join(profile.off[:12]) + (", ..." if len(profile.off) > 12 else "")
        lines.append(f"Switched off or not calibrated: {shown}.")
    return lines


def pair(a: int, b: int) -> tuple[int, int]:
    """Return a coupler with the smaller qubit first."""
    return (a, b) if a < b else (b, a)


def share(value: object) -> float | None:
    """Return a probability, None for anything that is none.

    >>> share("0.98"), share(""), share(1.5)
    (0.98, None, None)
    """
    found = number(value)
    return found if found is not None and 0 <= found <= 1 else None


def number(value: object) -> float | None:
    """Return a finite number of a number or a text, None for anything else.

    >>> number("21.40"), number(None), number("n/a")
    (21.4, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def positive(value: object, scale: float = 1.0) -> float | None:
    """Return a time in seconds, None where it is not positive: 0 stands for not measured."""
    found = number(value)
    return found * scale if found is not None and found > 0 else None


def from_fidelity(value: object) -> float | None:
    """Return the error of a fidelity; None where there is none, 0 standing for switched off.

    >>> from_fidelity("0.75"), from_fidelity(0.0), from_fidelity("")
    (0.25, None, None)
    """
    found = share(value)
    return None if not found else 1 - found


def is_off(error: float | None) -> bool:
    """Whether an error says that an element is switched off."""
    return error is not None and error >= OFF


def best_gate(errors: Mapping[str, Mapping[tuple[int, int], float | None]], what: str) -> str:
    """Return the two-qubit gate to take where a device has several.

    The one with formulas that most couplers have; of those as many, the first of ``GATES``.

    Args:
        errors: Couplers of each gate, by its name here.
        what: The file, for the message.

    Raises:
        DeviceFileError: None of the gates that are known.
    """
    known = [gate for gate in GATES if errors.get(gate)]
    if not known:
        raise DeviceFileError(
            f"{what}: no two-qubit gate that is known; found {', '.join(errors) or 'none'}",
            hint=f"known are {', '.join(GATES)}",
        )
    return max(known, key=lambda gate: (gate in ENTANGLERS, len(errors[gate])))


def shared_figure(values: Iterable[float], unit: str, locator: str) -> Quantity | None:
    """Return a figure that the files give element by element: the median and the extremes."""
    ordered = sorted(values)
    if not ordered:
        return None
    low, high = (ordered[0], ordered[-1]) if ordered[0] != ordered[-1] else (None, None)
    return Quantity(
        median(ordered),
        unit,
        low,
        high,
        statistic="median",
        kind="claimed",
        locator=locator,
        note="The same on every element."
        if low is None
        else "Low and high are the extremes over the chip.",
    )
