"""Which device: the same work on many, and which of them no other beats in all that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core import late_bound
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.estimate import Estimate
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.tariff import unit as unit_of
from qestimate.explore.basis import Basis, basis_of
from qestimate.explore.dominance import Merits, beaten_by, surely_beats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.constraints import Verdict
    from qestimate.estimation.runtime import Runtime
    from qestimate.workload.goal import Goal


class Candidate(NamedTuple):
    """One device that the work has a place on."""

    device: Device
    method: str
    """How the work is mapped; empty for a circuit."""
    verdict: Verdict
    limit: str
    """The limit that decides the verdict."""
    merits: Merits
    """Signal left, time and price that it is compared by."""
    log10_usd: Interval
    """Price of the run. [log10 USD]"""
    charge: Interval
    """The same in the vendor's own unit. [log10]"""
    charge_unit: str
    """What that unit is; empty where none is published."""
    basis: Basis
    missing: tuple[str, ...]
    """Errors that are not published, and therefore not in the signal."""
    vanishes: bool = False
    """Whether everything that is read is zero without noise already, so that no signal is there."""
    beaten_by: tuple[str, ...] = ()
    """Ids of devices that beat it and that no other beats."""
    surely: bool = False
    """Whether one of them does so however the figures of either err."""

    @property
    def beaten(self) -> bool:
        """Whether another device is at least as good in everything, and better in something."""
        return bool(self.beaten_by)

    @property
    def open(self) -> tuple[str, ...]:
        """Figures that are not known, or from one end only."""
        named = zip(("signal", "time", "price"), self.merits[:3], strict=True)
        return tuple(name for name, one in named if one.value is None)

    @property
    def counted(self) -> bool:
        """Whether all is known of it, no other beats it, and it is not infeasible."""
        return not (self.beaten or self.open or self.verdict == "infeasible")


class LeftOut(NamedTuple):
    """A device that the work has no place on."""

    device: Device
    reason: str


@late_bound.shown
class DeviceFrontier(NamedTuple):
    """One piece of work on many devices, the most useful first."""

    work: str
    """Name of the circuit, or of the model and how it is mapped."""
    goal: Goal
    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def best(self) -> tuple[Candidate, ...]:
        """Devices that no other beats, of which all is known."""
        return tuple(one for one in self.candidates if one.counted)

    @property
    def n_devices(self) -> int:
        """Devices that were tried."""
        return len(self.candidates) + len(self.left_out)

    def __repr__(self) -> str:
        """Write the frontier in one line; ``print`` shows its devices."""
        return (
            f"<DeviceFrontier: {self.work} on {self.n_devices} devices, "
            f"{len(self.best)} not beaten>"
        )

    def to_pandas(self) -> Any:
        """Return the rows and columns of the CSV as a ``pandas.DataFrame``.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return late_bound.call("to_pandas", self)


def frontier_of(
    work: str, goal: Goal, found: Sequence[CircuitEstimate] | Sequence[Estimate]
) -> DeviceFrontier:
    """Return which of some devices no other beats.

    Args:
        work: What it is called.
        goal: What was asked of all of them.
        found: The same work, device by device.
    """
    candidates, left_out = [], []
    for one in found:
        if isinstance(one.placed, Unplaced):
            left_out.append(LeftOut(one.device, one.placed.reason))
        else:
            candidates.append(_candidate(one))
    merits, names = [one.merits for one in candidates], _names(candidates)
    judged = [
        one._replace(
            beaten_by=tuple(names[k] for k in better),
            surely=any(surely_beats(merits[k], one.merits) for k in better),
        )
        for one, better in zip(candidates, beaten_by(merits), strict=True)
    ]
    return DeviceFrontier(
        work,
        goal,
        tuple(sorted(judged, key=_place)),
        tuple(sorted(left_out, key=lambda one: one.device.id)),
    )


def _names(candidates: Sequence[Candidate]) -> list[str]:
    """Return the ids of devices, with the date where one is there at several."""
    ids = [one.device.id for one in candidates]
    return [
        f"{name}@{one.device.snapshot.id}" if ids.count(name) > 1 else name
        for name, one in zip(ids, candidates, strict=True)
    ]


CREDITS = "HQC"
"""Unit of prices that are compared where no price of it is known."""


def charge_of(device: Device, runtime: Runtime) -> tuple[Interval, str]:
    """Return what a run costs in the vendor's own unit, and that unit; empty where none is."""
    charges = {
        "credits": (runtime.log10_credits, CREDITS),
        "seconds": (runtime.log10_run, "s"),
        "shots": (runtime.log10_shots, "shots"),
        "gates": (runtime.log10_shots, "shots"),
    }
    return charges.get(unit_of(device), (UNKNOWN, ""))


def _candidate(one: CircuitEstimate | Estimate) -> Candidate:
    placed = one.placed
    if isinstance(placed, Unplaced):
        raise TypeError("a device without a place is left out")
    charge, unit = charge_of(one.device, placed.runtime)
    usd = placed.runtime.price
    priced = any(end is not None for end in usd) or unit != CREDITS
    method = one.method.id if isinstance(one, Estimate) else ""
    return Candidate(
        one.device,
        method,
        verdict(one.constraints),
        binding(one.constraints).name,
        Merits(
            placed.local.log10_attenuation,
            placed.runtime.log10_run,
            usd if priced else charge,
            "USD" if priced else unit,
            method,
        ),
        usd,
        charge,
        unit,
        basis_of(one.device, placed, shots_given=one.goal.shots is not None),
        placed.local.missing,
        vanishes=placed.local.n_samples > 0 and not placed.local.n_kept,
    )


def _place(one: Candidate) -> tuple[bool, bool, bool, float, float, str]:
    """Return where a device stands: useful ones first, then by signal left and by price.

    What is infeasible comes last; before it what is beaten, and before that what cannot be
    compared since a figure is not known.
    """
    signal, price = one.merits.signal.value, one.merits.price.value
    return (
        one.verdict == "infeasible",
        one.beaten,
        bool(one.open),
        float("inf") if signal is None else -signal,
        float("inf") if price is None else price,
        one.device.id,
    )
