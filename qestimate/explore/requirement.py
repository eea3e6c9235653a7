"""The inverse question: what a device must have for a workload to be feasible on it.

One figure at a time, the others as they are, or errors and time together. Every answer is an
estimate made with it.
"""

from __future__ import annotations

from math import exp, inf, log, log10
from typing import TYPE_CHECKING, Literal, get_args

from qestimate.core.errors import UnknownNameError
from qestimate.core.quantity import process_infidelity
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, mean_time, readout_error
from qestimate.device.patches import most_patches
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import ONCE, circuits_by_kind, executions, work_of
from qestimate.explore.remedy import Change, changes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate

Quantity = Literal[
    "two-qubit-error", "all-errors", "t1-t2", "shot-time", "copies", "price", "qubits"
]
"""What may change. *two-qubit-error*: average gate error, mean over the live couplers, all scaled
alike; *all-errors*: share of all gate, readout and memory errors and of 1/T1 and 1/T2; *t1-t2*:
factor on both; *shot-time*: from shot to shot besides the gates; *copies*: circuits that run side
by side; *price*: of a shot, in place of all that is charged; *qubits*: connected ones."""

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)

ERRORS = ("two_qubit_error", "one_qubit_error", "readout_error", "memory_error")

SCALES = (1e-6, 1e6)
"""Factors between which an error or a time is sought."""

SHOT_TIMES = (1e-9, 1e3)
"""Times per shot between which one is sought. [s]"""

PRICES = (1e-15, 1e3)
"""Prices of a shot between which one is sought. [USD]"""

OTHER_PRICES = {
    "price_per_job": 0.0,
    "price_per_hour": 0.0,
    "price_per_credit": 0.0,
    "price_per_one_qubit_gate_shot": 0.0,
    "price_per_two_qubit_gate_shot": 0.0,
    "price_minimum_per_job": 0.0,
}
"""Whatever a device charges for besides; a price per shot is sought that takes its place."""

MAX_COPIES = 10**12

MAX_QUBITS = 10**9
"""Widest device on which an estimate is tried."""

STEPS = 24
"""Halvings of a logarithm: twelve decades to better than a millionth."""

SAFE = 0.999
"""Answers lie a thousandth on the safe side: rounding to three digits must not undo them."""

SHARES = 25
"""Shares of today's errors that are tried for the joint change, evenly in their logarithm."""


class Requirement(NamedTuple):
    """What one figure must be, if it alone may change."""

    quantity: Quantity
    now: float | None
    """None where the figure is not known."""
    needed: float | None
    """The worst value that suffices; None if none does, or it cannot be told."""
    unit: str
    at: Estimate | None
    """The estimate made with it."""
    reason: str = ""
    """Why there is no value, or what else is to be known about it."""
    fits: bool = True
    """Whether the device has room for it; copies may be more than that."""

    @property
    def suffices(self) -> bool:
        """Whether the workload is feasible with it."""
        return self.at is not None and self.at.verdict == "feasible" and self.fits


class JointRequirement(NamedTuple):
    """What errors and time per shot must be together, with the fewest decades to go in all."""

    share: float
    """Share of today's errors, all alike. [1]"""
    steps: tuple[Change, ...]
    """What else must change then."""
    at: Estimate
    """The estimate with it; feasible unless fewer circuits are among the steps."""

    @property
    def decades(self) -> float:
        """Decades that all changes together span."""
        return -log10(self.share) + _decades(self.steps)


def require(found: Estimate, quantity: Quantity) -> Requirement:
    """Return what a figure of the device must be for an estimate to become feasible.

    For an estimate that is feasible already it is the worst value that still suffices.

    Args:
        found: The estimate as it is.
        quantity: One of QUANTITIES.

    Raises:
        UnknownNameError: No such quantity.

    >>> from qestimate import Goal, Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("gpt2"), samples=100, tokens_per_sample=64)
    >>> one = estimate(work, "qpa", catalog.device("ibm-fez"), Goal.of(max_days=0.01))
    >>> needed = require(one, "shot-time")
    >>> one.verdict, needed.at.verdict, needed.needed < needed.now
    ('infeasible', 'feasible', True)
    """
    if quantity not in QUANTITIES:
        raise UnknownNameError("quantity", quantity, QUANTITIES)
    if quantity == "qubits":
        return _qubits(found)
    if isinstance(found.placement, Unplaced):
        return Requirement(quantity, None, None, "", None, f"no place: {found.placement.reason}")
    device = found.device
    if quantity == "copies":
        return _copies(found)
    if quantity == "price":
        return _price(found)
    if quantity == "shot-time":
        now = None if found.runtime is None else found.runtime.shot.besides.value
        return _sought(
            found, quantity, now, "s", SHOT_TIMES, lambda v: device.with_figures({"shot_period": v})
        )
    if quantity == "two-qubit-error":
        return _two_qubit_error(found)
    if quantity == "all-errors":
        return _sought(found, quantity, 1.0, "share", SCALES, lambda f: _errors_at(device, f))
    rates = _sought(  # as a factor on the rate of decay, of which less is better
        found, quantity, 1.0, "share", SCALES, lambda f: _decay_at(device, f)
    )
    return rates._replace(needed=None if rates.needed is None else 1 / rates.needed)


def require_together(found: Estimate) -> JointRequirement | None:
    """Return the least joint change of errors and time per shot that makes an estimate feasible.

    Fewer errors need fewer shots, so that each share of today's errors goes with a time per shot;
    the pair that spans the fewest decades is taken. Where no time per shot suffices, fewer
    circuits take its place, as in ``changes``. None for an estimate that is not infeasible,
    has no place, depends on a figure that is not known, or would stay infeasible with one circuit.

    >>> from qestimate import Goal, Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("gpt2"), samples=100, tokens_per_sample=64)
    >>> one = estimate(work, "qpa", catalog.device("origin-wukong-72"), Goal.of(max_days=1))
    >>> both = require_together(one)
    >>> one.verdict, both.at.verdict, f"{both.share:.3f}", f"{both.decades:.2f}"
    ('infeasible', 'feasible', '0.168', '1.30')
    """
    if found.verdict != "infeasible" or isinstance(found.placement, Unplaced):
        return None
    if not changes(found):
        return None
    alone = require(found, "all-errors").needed
    least = log10(SCALES[0] if alone is None else min(1.0, alone))
    tried = [_with_share(found, 10 ** (least * k / (SHARES - 1))) for k in range(SHARES)]
    best = min((one for one in tried if one), key=lambda one: one.decades, default=None)
    if best is None:
        return None
    between = -least / (SHARES - 1)
    finer = [
        _with_share(found, min(1.0, best.share * 10 ** (between * k / 8))) for k in range(-7, 8)
    ]
    return min((best, *(one for one in finer if one)), key=lambda one: one.decades)


def _with_share(found: Estimate, share: float) -> JointRequirement | None:
    """Return the joint change with a share of today's errors; None if it leaves the signal out."""
    share = float(f"{share:.3g}")
    device = found.device if share == 1 else _errors_at(found.device, share)
    after = found.changed(device=device)
    steps = changes(after)
    if after.verdict != "feasible" and (not steps or any(s.unit in ("1", "share") for s in steps)):
        return None
    if any(step.unit == "circuits" and step.log10_needed < 0 for step in steps):
        return None  # less than one circuit
    figures: dict[str, float] = {}
    for step in steps:
        if step.unit == "s":
            figures["shot_period"] = float(f"{10**step.log10_needed:.3g}")
        elif step.unit == "USD":
            figures |= _priced(float(f"{10**step.log10_needed:.3g}"))
    at = found.changed(device=device.with_figures(figures)) if figures else after
    if at.verdict != "feasible" and not any(step.unit == "circuits" for step in steps):
        return None
    return JointRequirement(share, steps, at)


def _decades(steps: tuple[Change, ...]) -> float:
    return sum(abs(step.log10_needed - step.log10_now) for step in steps)


def _decay_at(device: Device, factor: float) -> Device:
    """Return the device with all rates of decay at a multiple of today's."""
    return device.scaled("t1", 1 / factor).scaled("t2", 1 / factor)


def _errors_at(device: Device, factor: float) -> Device:
    """Return the device with all errors, decay included, at a multiple of today's."""
    for name in ERRORS:
        device = device.scaled(name, factor)
    return _decay_at(device, factor)


def _two_qubit_error(found: Estimate) -> Requirement:
    device = found.device
    one = _sought(
        found,
        "two-qubit-error",
        1.0,
        "1",
        SCALES,
        lambda factor: device.scaled("two_qubit_error", factor),
    )
    now = _mean_two_qubit_error(device)
    if now is None:
        return one._replace(now=None, needed=None, at=None, reason="error not published")
    return one._replace(now=now, needed=None if one.needed is None else one.needed * now)


def _mean_two_qubit_error(device: Device) -> float | None:
    """Return the mean average gate error of the live couplers, or that of the chip."""
    infidelity = elements(device).two_qubit.mean
    return None if infidelity is None else infidelity / process_infidelity(1.0, 2, "average")


def _sought(
    found: Estimate,
    quantity: Quantity,
    now: float | None,
    unit: str,
    ends: tuple[float, float],
    changed: Callable[[float], Device],
) -> Requirement:
    """Return the largest value between the ends that is feasible; smaller ones are no worse."""
    low, high = ends
    best = found.changed(device=changed(low))
    if best.verdict != "feasible":
        return Requirement(quantity, now, None, unit, None, _what_stays(best))
    if found.changed(device=changed(high)).verdict == "feasible":
        return Requirement(quantity, now, None, unit, best, "any value suffices")
    for _ in range(STEPS):
        middle = exp((log(low) + log(high)) / 2)
        if found.changed(device=changed(middle)).verdict == "feasible":
            low = middle
        else:
            high = middle
    needed = float(f"{low * SAFE:.3g}")
    if needed > low:  # rounded up over the limit
        needed = low * SAFE
    return Requirement(quantity, now, needed, unit, found.changed(device=changed(needed)))


def _what_stays(best: Estimate) -> str:
    """Say which limit stays at the best value of a figure."""
    stays = [
        f"{c.name} unknown ({c.reason})" if c.status == "unknown" else f"{c.name} stays {c.status}"
        for c in best.constraints
        if c.status != "met"
    ]
    return f"not by this alone: {', '.join(stays)}"


def _copies(found: Estimate) -> Requirement:
    """Return how many circuits must run side by side, against how many patches may fit."""
    device, now = found.device, float(found.copies)
    fit = most_patches(device, found.program.n_qubits)
    best = found.changed(copies=MAX_COPIES)
    if best.verdict != "feasible":
        return Requirement("copies", now, None, "circuits", None, _what_stays(best))
    low, high = 0, 1
    while found.changed(copies=high).verdict != "feasible":
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if found.changed(copies=middle).verdict == "feasible":
            high = middle
        else:
            low = middle
    at = found.changed(copies=high)
    room = "how many fit is unknown" if fit is None else f"at most {fit:,} fit"
    return Requirement(
        "copies", now, float(high), "circuits", at, room, fits=high <= (inf if fit is None else fit)
    )


def _price(found: Estimate) -> Requirement:
    device, now = found.device, None
    by_kind = circuits_by_kind(found.program, found.program.circuits_run)
    price = None if found.runtime is None else found.runtime.price.value
    if price is not None:
        again = ONCE if isinstance(found.placed, Unplaced) else found.placed.again
        runs = executions(work_of(by_kind, found.shots_needed, 0, again))
        now = found.copies * 10 ** (price - runs)
    if found.goal.max_price is None:
        return Requirement("price", now, None, "USD", None, "no budget of money: --max-price")
    return _sought(found, "price", now, "USD", PRICES, lambda v: device.with_figures(_priced(v)))


def _priced(per_shot: float) -> dict[str, float]:
    return {"price_per_shot": per_shot, **OTHER_PRICES}


def _qubits(found: Estimate) -> Requirement:
    """Return the width that is needed, and the estimate on a device that has it."""
    device, width = found.device, found.program.n_qubits
    connected = device.qubits_connected
    now = None if connected is None else float(connected)
    if not isinstance(found.placement, Unplaced):
        return Requirement("qubits", now, float(width), "qubits", found)
    if found.placement.limit != "qubits" or width > MAX_QUBITS:
        return Requirement("qubits", now, float(width), "qubits", None, found.placement.reason)
    larger = found.changed(device=_larger(device, width))
    way = "every pair coupled" if device.topology == "all-to-all" else "a square grid"
    return Requirement(
        "qubits", now, float(width), "qubits", larger, f"{way}, its mean errors and times"
    )


def _larger(device: Device, width: int) -> Device:
    """Return a device of ``width`` qubits that are all as the mean of this one's."""
    known = elements(device)
    one, read = known.one_qubit.own, known.readout.own
    tables = {
        "two_qubit_error": _mean_two_qubit_error(device),
        "one_qubit_error": _mean(one.values()) / process_infidelity(1.0, 1, "average")
        if one
        else None,
        "readout_error": _mean([readout_error(both) for both in read.values()]) if read else None,
        "t1": mean_time(known.t1.own.values()) if known.t1.own else None,
        "t2": mean_time(known.t2.own.values()) if known.t2.own else None,
    }
    alike = device.with_figures({name: v for name, v in tables.items() if v is not None})
    snapshot = alike.snapshot._replace(qubits={}, couplers={})
    bare = alike._replace(snapshot=snapshot, graph=None)
    if device.topology == "all-to-all":
        return bare._replace(qubits_advertised=width)
    return bare._replace(topology="grid").resized(width)


def _mean(values: Collection[float]) -> float:
    return sum(values) / len(values)
