"""Figures of what circuits cost, one by one and all those of a device together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.tariff import unit
from qestimate.report.figures.estimates import CONSTRAINT, LIMIT, VERDICT
from qestimate.report.figures.figure import (
    COUNT,
    INTERVAL,
    TEXT,
    TEXT_OR_NULL,
    Figure,
    list_of,
    one_of,
    or_null,
    plain_ends,
    row,
    shape_of,
)
from qestimate.report.views.bills import bill, sources, unknown

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.runtime import Runtime


class Cost(NamedTuple):
    """A run on a device, for its bill."""

    runs: int
    device: Device
    runtime: Runtime


COST = (
    Figure("circuits_run", "circuits run: settings times repetitions", COUNT, lambda c: c.runs),
    Figure(
        "all_shots",
        "shots of all of them together",
        INTERVAL,
        lambda c: plain_ends(c.runtime.log10_shots),
    ),
    Figure(
        "jobs",
        "jobs, or tasks; null where no limit of a job is published",
        INTERVAL,
        lambda c: plain_ends(c.runtime.log10_jobs),
    ),
    Figure("seconds", "time on the machine", INTERVAL, lambda c: plain_ends(c.runtime.log10_run)),
    Figure(
        "counted_in",
        "what the vendor counts",
        one_of("credits", "seconds", "gates", "shots", None),
        lambda c: unit(c.device) or None,
    ),
    Figure(
        "credits",
        "the vendor's credits",
        INTERVAL,
        lambda c: plain_ends(c.runtime.log10_credits),
    ),
    Figure(
        "credit_unit",
        "name of a credit",
        TEXT_OR_NULL,
        lambda c: "HQC" if unit(c.device) == "credits" else None,
    ),
    Figure("bill", "as the vendor counts, in words", TEXT, lambda c: bill(c.device, c.runtime)),
    Figure("price_usd", "price in USD", INTERVAL, lambda c: plain_ends(c.runtime.price)),
    Figure(
        "unknown",
        "what of it is not known, and why",
        list_of(TEXT),
        lambda c: list(unknown(c.device, c.runtime)),
    ),
    Figure(
        "sources",
        "where each price comes from",
        list_of(TEXT),
        lambda c: list(sources(c.device)),
    ),
)
"""Of the bill of a run."""


def cost_row(runs: int, device: Device, runtime: Runtime) -> dict[str, Any]:
    """Return a bill as plain values."""
    return row(COST, Cost(runs, device, runtime))


BATCH = (
    Figure("device", "device", TEXT, lambda b: b.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda b: b.device.snapshot.id),
    Figure("circuits", "circuits that have a place", COUNT, lambda b: b.circuits),
    Figure("left_out", "circuits that have none", COUNT, lambda b: b.left_out),
    Figure(
        "cost",
        "what they cost all together",
        or_null(shape_of(COST)),
        lambda b: None if b.runtime is None else cost_row(b.runs, b.device, b.runtime),
    ),
    Figure(
        "constraints",
        "budgets, for all of them together",
        list_of(shape_of(CONSTRAINT)),
        lambda b: [row(CONSTRAINT, one) for one in b.constraints],
    ),
    Figure(
        "verdict",
        "verdict on the budgets",
        or_null(VERDICT),
        lambda b: verdict(b.constraints) if b.constraints else None,
    ),
    Figure(
        "binding",
        "budget that binds",
        or_null(LIMIT),
        lambda b: binding(b.constraints).name if b.constraints else None,
    ),
)
"""Of all circuits of a device together."""
