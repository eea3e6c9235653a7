"""A figure of a device as a statement gives it: one number over its qubits or couplers."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device, Qubit

Statistic = Literal["median", "mean", "best", "worst"]
Convention = Literal["average", "pauli", "process"]

FIDELITIES = {
    "one_qubit_fidelity": "one_qubit_error",
    "two_qubit_fidelity": "two_qubit_error",
    "readout_fidelity": "readout_error",
}
"""Fidelities, and the errors that they are one minus."""

QUBITS_OF_GATE = {"one_qubit_error": 1, "two_qubit_error": 2}

COUNTS = ("qubits", "qubits_calibrated", "qubits_connected", "couplers")
"""Figures that are numbers of elements."""

LONGER_IS_BETTER = ("t1", "t2")


class ElementFigure(NamedTuple):
    """A figure of a device, with what it was taken over."""

    value: float
    """In SI units; an error or a fidelity as a share."""
    over: str
    """The elements, in words; empty for a figure that is published as such."""
    elements: tuple[float, ...]
    """Of each element; empty where no table is published."""
    kind: str
    """measured, claimed, derived, given or assumed."""
    source: str
    locator: str
    note: str
    how: str = ""
    """How it was worked out from what is published; empty where it was not."""


def element_figure(
    device: Device, quantity: str, statistic: Statistic, convention: Convention = "average"
) -> ElementFigure | None:
    """Return a figure of a device over its elements, or as published; None if neither is known.

    A table of elements comes first: what is left out of it (placeholders, qubits that are switched
    off) does not count.

    Args:
        device: At one date.
        quantity: A fidelity, an error, a lifetime, another figure of devices, or a count.
        statistic: Over the elements; ``best`` is the largest fidelity and the smallest error.
        convention: In which errors of gates are asked for, whatever that of the source is.

    >>> from qestimate import catalog
    >>> found = element_figure(
    ...     catalog.device("rigetti-cepheus-1-108q"), "two_qubit_fidelity", "median"
    ... )
    >>> round(found.value, 4), found.over, found.kind
    (0.9896, '165 couplers', 'measured')
    """
    if quantity in COUNTS:
        return _counted(device, quantity)
    name = FIDELITIES.get(quantity, quantity)
    found = _over_elements(device, name, statistic, convention) or _as_published(
        device, name, statistic, convention
    )
    if found is None or quantity == name:
        return found
    return found._replace(
        value=1 - found.value, elements=tuple(1 - error for error in found.elements)
    )


def _counted(device: Device, quantity: str) -> ElementFigure | None:
    snapshot = device.snapshot
    value = {
        "qubits": device.qubits_advertised,
        "qubits_calibrated": device.qubits_calibrated,
        "qubits_connected": device.qubits_connected,
        "couplers": len(snapshot.couplers) or None,
    }[quantity]
    if value is None:
        return None
    kind = "claimed" if quantity == "qubits" else snapshot.kind
    return ElementFigure(
        float(value), "", (), kind or "claimed", snapshot.source, snapshot.locator, ""
    )


def _over_elements(
    device: Device, name: str, statistic: Statistic, asked: Convention
) -> ElementFigure | None:
    """Return the statistic of a table; None where there is none."""
    snapshot = device.snapshot
    if name == "two_qubit_error":
        values, what = snapshot.two_qubit_errors, "couplers"
    else:
        found = [_of_qubit(row, name) for row in snapshot.qubits.values()]
        values, what = tuple(value for value in found if value is not None), "qubits"
    if not values:
        return None
    published = snapshot.figures.get(name)
    convention = (published.convention if published else "") or snapshot.convention
    factor = _factor(name, convention, asked)
    turned = tuple(value * factor for value in values)
    return ElementFigure(
        _statistic(turned, name, statistic),
        f"{len(turned)} {what}",
        turned,
        snapshot.kind or "measured",
        snapshot.source,
        snapshot.locator,
        "" if published is None else published.note,
        _turned(convention, asked, factor),
    )


def _of_qubit(row: Qubit, name: str) -> float | None:
    if name == "readout_error":
        both = [e for e in (row.readout_error_0, row.readout_error_1) if e is not None]
        return fmean(both) if both else None
    value = getattr(row, name, None)
    return None if value is None else float(value)


def _as_published(
    device: Device, name: str, statistic: Statistic, asked: Convention
) -> ElementFigure | None:
    """Return a figure that the source gives as such, if it is of the same statistic."""
    published = device.figure(name)
    if published is None or published.value is None:
        return None
    value: float | None = published.value
    bounds = {"best": published.low, "worst": published.high}
    if name in LONGER_IS_BETTER:
        bounds = {"best": published.high, "worst": published.low}
    own = "mean" if published.statistic == "sd" else published.statistic
    if own != statistic and name in ELEMENT_ERRORS:
        value = bounds.get(statistic) if published.statistic != "sd" else None
    if value is None:
        return None
    convention = published.convention or device.snapshot.convention
    factor = _factor(name, convention, asked)
    return ElementFigure(
        value * factor,
        "",
        (),
        published.kind,
        published.source,
        published.locator,
        published.note,
        _turned(convention, asked, factor),
    )


ELEMENT_ERRORS = ("one_qubit_error", "two_qubit_error", "readout_error", *LONGER_IS_BETTER)
"""Figures that differ from element to element, so that a statistic matters."""


def _factor(name: str, convention: str, asked: Convention) -> float:
    """Return what an error of a gate is multiplied with to be in the convention asked for.

    A Pauli or process error is (1 + 1/d) times the average one, with d = 2^n [nielsen-2002].
    """
    n_qubits = QUBITS_OF_GATE.get(name)
    if n_qubits is None:
        return 1.0
    larger = 1 + 0.5**n_qubits
    published = larger if convention in ("pauli", "process") else 1.0
    wanted = larger if asked in ("pauli", "process") else 1.0
    return wanted / published


def _turned(convention: str, asked: Convention, factor: float) -> str:
    if factor == 1:
        return ""
    return f"{convention or 'average'} error x {factor:g}, as {asked} error"


def _statistic(values: Sequence[float], name: str, statistic: Statistic) -> float:
    largest_is_best = name in LONGER_IS_BETTER
    if statistic == "median":
        return float(median(values))
    if statistic == "mean":
        return fmean(values)
    return max(values) if largest_is_best == (statistic == "best") else min(values)
