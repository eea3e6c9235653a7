"""What a number rests on: the weakest of the figures that go into it.

A figure of a device is measured, claimed, derived or assumed, as its catalogue file says, or given
by the user. A number that is worked out from several is no better than the weakest of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from qestimate.core.records import NamedTuple
from qestimate.estimation.runtime import OVERHEADS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.device.device import Device
    from qestimate.estimation.pipeline import PlacedProgram

Kind = Literal["measured", "claimed", "derived", "given", "assumed", "not stated"]

STRENGTH: tuple[Kind, ...] = get_args(Kind)
"""From the strongest to the weakest: somebody measured it and says how; a vendor or an author says
so; it was worked out from such figures by a step that nobody confirmed; the user set it; nobody
published it, and something is put in its place; where it comes from is not said."""

ERRORS = ("one_qubit_error", "two_qubit_error", "readout_error")

LIFETIMES = ("t1", "t2")

DURATIONS = ("one_qubit_duration", "two_qubit_duration")
"""With the lifetimes they say what waiting costs, where no memory error is published."""

TABLES = {"one_qubit_error", "two_qubit_error", "readout_error", "t1", "t2"}
"""Figures that a calibration may hold qubit by qubit, or coupler by coupler."""

PRICES = (
    *("price_per_job", "price_per_shot", "price_minimum_per_job"),
    *("price_per_one_qubit_gate_shot", "price_per_two_qubit_gate_shot"),
    *("price_per_credit", "credits_per_job", "credits_per_spam_shot"),
    *("credits_per_one_qubit_gate_shot", "credits_per_two_qubit_gate_shot"),
)
"""Prices that do not depend on time."""


class Footing(NamedTuple):
    """What a number rests on."""

    kind: str
    """The weakest kind of figure that goes into it; empty where the number is unknown."""
    figures: tuple[str, ...] = ()
    """The figures of that kind."""


class Basis(NamedTuple):
    """What the signal, the time and the price of a device rest on."""

    signal: Footing
    time: Footing
    price: Footing


def weakest(kinds: Iterable[tuple[str, str]]) -> Footing:
    """Return the weakest kind among some figures, and the figures of that kind.

    Args:
        kinds: Figures with their kinds.

    >>> weakest([("t1", "measured"), ("price", "derived"), ("t2", "claimed")])
    Footing(kind='derived', figures=('price',))
    >>> weakest([("t1", "measured"), ("t2", "")]).kind, weakest([]).kind
    ('not stated', '')
    """
    named = [(name, kind if kind in STRENGTH else STRENGTH[-1]) for name, kind in kinds]
    if not named:
        return Footing("")
    last = max((kind for _, kind in named), key=STRENGTH.index)
    return Footing(last, tuple(dict.fromkeys(name for name, kind in named if kind == last)))


def kinds_of(device: Device, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kind of each figure that is published: of its table, where there is one.

    >>> from qestimate import catalog
    >>> kinds_of(catalog.device("ibm-fez"), ["two_qubit_error", "job_startup", "memory_error"])
    [('two_qubit_error', 'measured'), ('job_startup', 'claimed')]
    """
    found = []
    for name in names:
        figure = device.snapshot.figures.get(name)
        if name in TABLES and _in_table(device, name):
            found.append((name, device.snapshot.kind))
        elif figure is not None:
            found.append((name, figure.kind or device.snapshot.kind))
    return found


def _in_table(device: Device, name: str) -> bool:
    if name == "two_qubit_error":
        return bool(device.snapshot.two_qubit_errors)
    column = "readout_error_0" if name == "readout_error" else name
    return any(getattr(row, column) is not None for row in device.snapshot.qubits.values())


def basis_of(device: Device, placed: PlacedProgram, *, shots_given: bool) -> Basis:
    """Return what the numbers of a placed program rest on.

    Args:
        device: With the kinds of its figures.
        placed: With what is known of it.
        shots_given: Whether the user set the shots; else they follow from the signal.

    >>> from qestimate import estimate
    >>> one = estimate("gpt2", "qpa", "ibm-fez")
    >>> [each.kind for each in basis_of(one.device, one.placed, shots_given=False)]
    ['claimed', 'derived', 'derived']
    """
    signal = _of_signal(device, placed)
    shots = [] if shots_given else signal
    period = device.snapshot.figures.get("shot_period")
    besides = ("shot_period",) if period else ("readout_duration", "repetition_delay")
    times = [*shots, *kinds_of(device, (*DURATIONS, *besides, *OVERHEADS))]
    prices = [*shots, *kinds_of(device, PRICES)]
    if device.value("price_per_hour"):
        prices += [*times, *kinds_of(device, ("price_per_hour",))]
    run = placed.runtime
    known = (
        placed.local.attenuation.value is not None,
        any(end is not None for end in run.log10_run),
        any(end is not None for end in (*run.price, *run.log10_credits)),
    )
    return Basis(
        *(
            weakest(kinds) if is_known else Footing("")
            for kinds, is_known in zip((signal, times, prices), known, strict=True)
        )
    )


def _of_signal(device: Device, placed: PlacedProgram) -> list[tuple[str, str]]:
    """Return what the signal rests on; a patch that is assumed to be there is an assumption."""
    waiting = ("memory_error",) if device.figure("memory_error") else (*LIFETIMES, *DURATIONS)
    two = placed.placement.counts.two_qubit_gates > 0
    errors = [name for name in ERRORS if two or name != "two_qubit_error"]
    kinds = kinds_of(device, (*errors, *waiting))
    if placed.placement.basis in ("assumed", "as coupled"):
        kinds.append(("couplers", "assumed"))
    return kinds
