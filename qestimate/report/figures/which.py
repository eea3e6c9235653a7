"""Figures of one piece of work on many devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.explore.basis import STRENGTH
from qestimate.report.figures.estimates import LIMIT, VERDICT
from qestimate.report.figures.figure import (
    COUNT,
    INTERVAL,
    TEXT,
    YES_OR_NO,
    Figure,
    ends,
    list_of,
    object_of,
    one_of,
    plain_ends,
    row,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.explore.basis import Footing
    from qestimate.explore.device_frontier import DeviceFrontier

FOOTING = object_of({"kind": one_of(*STRENGTH, ""), "figures": list_of(TEXT)})
"""What a number rests on: the weakest kind of figure in it, and the figures of that kind."""


def _footing(one: Footing) -> dict[str, Any]:
    return {"kind": one.kind, "figures": list(one.figures)}


CANDIDATE = (
    Figure("device", "device", TEXT, lambda c: c.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda c: c.device.snapshot.id),
    Figure("method", "method; empty for a circuit", TEXT, lambda c: c.method),
    Figure("verdict", "verdict", VERDICT, lambda c: c.verdict),
    Figure("binding", "limit that binds", LIMIT, lambda c: c.limit),
    Figure(
        "attenuation", "signal left, mean of the observables", INTERVAL,
        lambda c: plain_ends(c.merits.signal),
    ),
    Figure("log10_time_s", "time, log10", INTERVAL, lambda c: ends(c.merits.time)),
    Figure("log10_price_usd", "price, log10", INTERVAL, lambda c: ends(c.log10_usd)),
    Figure(
        "log10_charge", "price in the vendor's own unit, log10", INTERVAL,
        lambda c: ends(c.charge),
    ),
    Figure("charge_unit", "the vendor's own unit", TEXT, lambda c: c.charge_unit),
    Figure("signal_rests_on", "what the signal rests on", FOOTING,
           lambda c: _footing(c.basis.signal)),
    Figure("time_rests_on", "what the time rests on", FOOTING, lambda c: _footing(c.basis.time)),
    Figure("price_rests_on", "what the price rests on", FOOTING,
           lambda c: _footing(c.basis.price)),
    Figure("not_in_signal", "errors that are not published", list_of(TEXT),
           lambda c: list(c.missing)),
    Figure("on_frontier", "whether all is known, it is not infeasible, and no other beats it",
           YES_OR_NO, lambda c: c.counted),
    Figure("unknown", "figures that are not known, and not compared",
           list_of(one_of("signal", "time", "price")), lambda c: list(c.open)),
    Figure("beaten_by", "devices that beat it, themselves not beaten", list_of(TEXT),
           lambda c: list(c.beaten_by)),
    Figure("surely_beaten", "whether one beats it however the figures of either err", YES_OR_NO,
           lambda c: c.surely),
)  # fmt: skip
"""Of one device that the work has a place on."""

LEFT_OUT = (
    Figure("device", "device", TEXT, lambda c: c.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda c: c.device.snapshot.id),
    Figure("reason", "why the work has no place there", TEXT, lambda c: c.reason),
)
"""Of one device that it has none on."""

ONE_WORK = (
    Figure("work", "circuit or model", TEXT, lambda f: f.work),
    Figure("devices_tried", "devices that were tried", COUNT, lambda f: f.n_devices),
    Figure("devices", "devices, the most useful first", list_of(shape_of(CANDIDATE)),
           lambda f: [row(CANDIDATE, one) for one in f.candidates]),
    Figure("left_out", "devices without a place for it", list_of(shape_of(LEFT_OUT)),
           lambda f: [row(LEFT_OUT, one) for one in f.left_out]),
)  # fmt: skip
"""Of one circuit or model on many devices."""


class WhichAnswer(NamedTuple):
    """Circuits or a model on many devices, with what was asked for beside them."""

    found: Sequence[DeviceFrontier]
    command: str
    conclusion: str


WHICH = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure("command", "command", TEXT, lambda a: a.command),
    Figure("frontiers", "circuit by circuit, or the model", list_of(shape_of(ONE_WORK)),
           lambda a: [row(ONE_WORK, one) for one in a.found]),
)  # fmt: skip
"""Of ``qestimate circuit`` and ``qestimate model`` with ``--device all``."""
