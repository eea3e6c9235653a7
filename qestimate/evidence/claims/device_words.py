"""What is said of a figure of a device: its unit, its name, and what calibrations have of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.catalog.claim_records import Relation, half_step
from qestimate.core.errors import CatalogError
from qestimate.core.quantity import SI
from qestimate.evidence.claims.element_figures import (
    COUNTS,
    FIDELITIES,
    LONGER_IS_BETTER,
    ElementFigure,
    Statistic,
)
from qestimate.evidence.claims.finding import Step, in_full, place, published

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Figure
    from qestimate.device.device import Device

MAX_DECIMALS = 6
"""Behind the point of a figure of a device."""


def scale_of(said: Figure, quantity: str) -> float:
    """Return how many of the unit of a quantity the unit of a published figure is.

    Raises:
        CatalogError: A unit that does not go with it, or a value that it cannot have.
    """
    share = quantity in FIDELITIES or quantity in FIDELITIES.values()
    if quantity in COUNTS:
        allowed = {"": 1.0, "qubits": 1.0, "couplers": 1.0}
    elif share:
        allowed = {"%": 0.01, "": 1.0, "1": 1.0}
    else:
        allowed = {unit: factor for unit, (factor, si) in SI.items() if si == "s"}
    if said.unit not in allowed:
        units = ", ".join(unit or "none" for unit in allowed)
        raise CatalogError(
            f"figure {said.name}: unit {said.unit!r} does not go with {quantity}", hint=units
        )
    scale = allowed[said.unit]
    if said.value < 0 or (share and said.value * scale > 1):
        raise CatalogError(
            f"figure {said.name}: no {quantity} is {published(said)}",
            hint='a share from 0 to 1, or unit = "%"' if share else "0 or more",
        )
    return scale


def larger_is_better(quantity: str) -> bool:
    """Whether more of a quantity is better, so that it is said to be reached."""
    return quantity in (*COUNTS, *FIDELITIES, *LONGER_IS_BETTER)


def apart(days: int | None) -> str:
    """Write how far a calibration lies from a publication."""
    return "an unknown number of days from" if days is None else f"{days:,} days from"


def name_of(quantity: str, statistic: str) -> str:
    """Write a quantity with its statistic."""
    words = quantity.replace("one_qubit", "one-qubit").replace("two_qubit", "two-qubit")
    words = words.replace("_", " ").replace("t1", "T1").replace("t2", "T2")
    return words if quantity in COUNTS else f"{statistic} {words}"


def sign_of(relation: Relation) -> str:
    """Write what stands before a figure that is a bound."""
    return "" if relation == "equal" else f"{relation} "


def _written(value: float, said: Figure, quantity: str) -> str:
    """Write a figure in the unit of the statement, with one digit more than was published."""
    if quantity in COUNTS:
        return f"{int(value):,}"
    scale = scale_of(said, quantity)
    step = f"{half_step(said.value, said.digits):.12f}".rstrip("0")
    decimals = min(len(step.partition(".")[2]), MAX_DECIMALS)
    return f"{value / scale:.{decimals}f} {said.unit}".rstrip()


def _where(device: Device) -> str:
    return f"{device.id} {device.snapshot.id}"


def calibration_steps(
    device: Device, found: ElementFigure | None, said: Figure, quantity: str, statistic: Statistic
) -> list[Step]:
    """Return what a calibration has of a quantity, as lines of a derivation."""
    where = _where(device)
    if found is None:
        at = place(device.snapshot.source, device.snapshot.locator)
        return [Step(f"{where}: {name_of(quantity, statistic)}", "not published", "", at)]
    at = place(found.source, found.locator)
    over = f"{statistic} over {found.over}" if found.over else found.how or "as published"
    if found.over and found.how:
        over += f"; {found.how}"
    steps = [
        Step(
            f"{where}: {name_of(quantity, statistic)}",
            _written(found.value, said, quantity),
            over,
            at,
            "derived" if found.how else found.kind,
        )
    ]
    if found.elements:
        low, high = min(found.elements), max(found.elements)
        ends = f"{_written(low, said, quantity)} to {_written(high, said, quantity)}"
        steps.append(Step(f"{where}: least and greatest", ends, found.over, at, found.kind))
    if found.note:
        steps.append(Step("known", found.note, "", at))
    return steps


def told_of(
    device: Device,
    found: ElementFigure,
    said: Figure,
    quantity: str,
    statistic: Statistic,
    *,
    again: bool,
) -> str:
    """Say what a calibration has; in few words where another one was named before."""
    value = _written(found.value, said, quantity)
    name = name_of(quantity, statistic)
    if again:
        return f"{value} {_when(device)}"
    if quantity in COUNTS:
        return f"the profile of {device.name} ({device.snapshot.id}) has {value} {name}"
    return f"{device.name} had a {name} of {value} {_when(device)}"


def _when(device: Device) -> str:
    """Write the day of a calibration, or its month or year."""
    day = device.snapshot.id
    return f"on {day}" if day.count("-") == 2 else f"in {day}"


def reach_of(found: ElementFigure, said: Figure, quantity: str) -> str:
    """Say how many elements reach the figure itself, whatever rounds to it."""
    wanted = said.value * scale_of(said, quantity)
    larger = larger_is_better(quantity)
    n_reached = sum(one >= wanted if larger else one <= wanted for one in found.elements)
    return f"{in_full(n_reached)} of {found.over} reach {published(said)}."


def drift_steps(
    device: Device, ends: tuple[float, ...], said: Figure, quantity: str, days: int
) -> list[Step]:
    """Return what a quantity may have been on another day, as a line of a derivation."""
    if not ends:
        return []
    between = " to ".join(_written(end, said, quantity) for end in ends)
    return [
        Step(
            f"{_where(device)}: on the day of the publication",
            between,
            f"{days} days of drift, 99 chips in 100",
            "qestimate-benchmarks",
            "assumed" if quantity in LONGER_IS_BETTER else "derived",
        )
    ]
