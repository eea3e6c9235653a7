"""Figures of what fits: the largest feasible mapping of a way on a device."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import (
    count_in_words,
    log10_number,
    number,
    rounded_in_words,
    time_in_words,
    usd,
)
from qestimate.explore.fit_search import LIMITS, STATUSES
from qestimate.methods import method as find_method
from qestimate.methods.program import GROUPS
from qestimate.report.figures.figure import (
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    WHOLE,
    Figure,
    Layout,
    by_key,
    list_of,
    one_of,
    plain_ends,
    row,
    shape_of,
)

if TYPE_CHECKING:
    from qestimate.explore.fits import Fit
    from qestimate.methods.program import Group

STATUS_WORDS = {
    "fits": "yes",
    "perhaps": "perhaps",
    "unknown": "unknown",
    "nothing": "no",
}
"""What a table says of a status."""


def in_words(fit: Fit) -> str:
    """Return what a way is, as the short answer calls it."""
    return _CALLED[fit.group].format(name(fit.method))


def name(method: str) -> str:
    """Return what people call a way.

    >>> name("qtha-bc"), name("qt-model")
    ('QTHA', 'Quantum-Train')
    """
    return find_method(method).title.partition(",")[0]


_CALLED: dict[Group, str] = {
    "token": "{}, in every layer",
    "step": "{}, makes the weights",
    "sample": "head behind the model",
    "features": "untrained features",
    "sequence": "{}, for sequences",
    "run": "{}, trained elsewhere",
    "none": "{}, without a chip",
    "baseline": "one {} a weight",
}
"""Groups of ways on the first screen."""


def _shots(fit: Fit) -> str:
    value, low, _ = fit.log10_shots
    if value is not None:
        return rounded_in_words(value)
    return "?" if low is None else f"{rounded_in_words(low)}+"


def _time(fit: Fit) -> str:
    value, low, _ = fit.log10_run
    if value is not None:
        return time_in_words(value)
    if low is None or fit.status != "nothing":
        return "unknown"
    return time_in_words(low, mark="+")


def _price(fit: Fit) -> str:
    value = fit.log10_price.value
    return "unknown" if value is None else usd(value, 2)


def _percent(share: float) -> str:
    return f"{log10_number(log10(share) + 2)} %" if share > 0 else "0 %"


def _a_day(fit: Fit) -> str | None:
    if fit.per_day is None:
        return None
    unit = fit.unit
    return f"{number(fit.per_day)} {unit}" if fit.per_day >= 1 else f"less than one {unit[:-1]}"


def _settings(fit: Fit) -> str:
    return ", ".join(f"{name} {value}" for name, value in fit.settings) or "its own"


FIT = (
    Figure("device", "device", TEXT, lambda f: f.device,
           cell=lambda f: f"{f.device} {f.snapshot}"),
    Figure("snapshot", "date of the device's figures", TEXT, lambda f: f.snapshot),
    Figure("group", "group of ways", one_of(*GROUPS), lambda f: f.group,
           cell=lambda f: GROUPS[f.group].partition(":")[0]),
    Figure("method", "way", TEXT, lambda f: f.method),
    Figure("status", "whether it fits", one_of(*STATUSES), lambda f: f.status, heading="fits",
           cell=lambda f: STATUS_WORDS[f.status]),
    Figure(
        "settings",
        "settings of the largest that fits, or of the smallest",
        {"type": "object", "additionalProperties": {"type": "integer"}},
        lambda f: dict(f.settings),
        heading="set to",
        cell=_settings,
    ),
    Figure("width", "width", COUNT, lambda f: f.n_qubits, kind="count"),
    Figure("layers", "layers", COUNT, lambda f: f.n_layers, kind="count"),
    Figure("depth", "depth", WHOLE, lambda f: f.depth, kind="count"),
    Figure("quantum_parameters", "trained angles", COUNT, lambda f: f.trained_angles,
           kind="count"),
    Figure("independent_angles", "trained angles, those that are independent of each other", COUNT,
           lambda f: f.independent_angles, heading="angles", kind="count"),
    Figure("classical_parameters", "parameters beside them", COUNT,
           lambda f: f.classical_parameters, kind="count"),
    Figure(
        "share_of_model",
        "independent angles over the parameters of the model",
        NUMBER,
        lambda f: f.share,
        heading="of the model",
        cell=lambda f: _percent(f.share),
    ),
    Figure("copies", "circuits side by side", COUNT, lambda f: f.copies, heading="side by side",
           kind="count"),
    Figure("shots_per_circuit", "shots of a circuit that is read for its values", INTERVAL,
           lambda f: plain_ends(f.log10_shots), heading="shots", cell=lambda f: f.log10_shots,
           kind="shots"),
    Figure("circuits_run", "circuits", COUNT, lambda f: f.circuits_run, kind="count"),
    Figure("run_s", "time", INTERVAL, lambda f: plain_ends(f.log10_run), unit="s",
           cell=lambda f: f.log10_run, kind="log10_seconds_interval"),
    Figure("price_usd", "price", INTERVAL, lambda f: plain_ends(f.log10_price), unit="USD",
           cell=lambda f: f.log10_price.value, kind="log10_usd"),
    Figure("per_day", "that pass in a day", NUMBER, lambda f: f.per_day, heading="a day",
           cell=_a_day),
    Figure("unit", "of what", one_of("tokens", "samples", "steps"), lambda f: f.unit),
    Figure("limit", "what stops one step more", one_of(*LIMITS), lambda f: f.limit,
           heading="stopped by"),
)  # fmt: skip
"""Of a mapping that fits, or of the smallest of a way where none does."""

WHAT_FITS = (
    Figure("conclusion", "conclusion", TEXT, lambda found: found[0]),
    Figure("fits", "what fits", list_of(shape_of(FIT)),
           lambda found: [row(FIT, one) for one in found[1]]),
)  # fmt: skip
"""Of ``qestimate fits``: its sentence and its mappings."""

FITS = by_key(FIT)

GRID = by_key(
    (
        Figure("way", "way", None, in_words),
        FITS["method"]._replace(heading="name"),
        FITS["settings"],
        FITS["width"]._replace(kind="written", cell=lambda f: count_in_words(log10(f.n_qubits))),
        FITS["depth"]._replace(
            kind="written", cell=lambda f: "?" if f.depth is None else f"{f.depth:,}"
        ),
        FITS["shots_per_circuit"]._replace(kind="written", cell=_shots),
        FITS["circuits_run"]._replace(
            kind="written", cell=lambda f: count_in_words(log10(max(1, f.circuits_run)))
        ),
        FITS["run_s"]._replace(kind="written", cell=_time),
        FITS["price_usd"]._replace(kind="written", cell=_price),
        FITS["status"],
    )
)
"""The same, as the first screen writes them."""

SIZE = Layout(
    "fits",
    "What fits: the largest feasible mapping of each way",
    (
        *("method", "device", "status", "settings", "width", "depth"),
        *("independent_angles", "share_of_model", "limit"),
    ),
    (
        "Each way enlarged along its own settings, as long as all of it is feasible at both ends "
        "of its interval; one step more of any setting is not. Where nothing is, the row is of the "
        "smallest: no, perhaps (its interval holds the budget), or not known. Trained angles "
        "count where they are independent of each other. Stopped by settings: the way's own end; "
        "by search: it took as long as it may, and more may fit.",
    ),
    group="device",
    names="method",
)

COST = Layout(
    "fits-cost",
    "What that takes",
    (
        *("method", "device", "copies", "shots_per_circuit", "circuits_run"),
        *("run_s", "price_usd", "per_day"),
    ),
    (
        "Side by side: as many copies as gain time, assumed not to disturb each other. A head is "
        "trained on every sample in every epoch; features are made once.",
    ),
    group="device",
    names="method",
)
