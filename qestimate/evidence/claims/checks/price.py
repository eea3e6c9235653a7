"""Whether a published price follows from the price list of a device."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, Count, FigureName, Number, Width
from qestimate.catalog.claim_records import Relation
from qestimate.catalog.schema import Name, Sourced
from qestimate.core.errors import CatalogError
from qestimate.core.formatting import count, number, usd
from qestimate.core.records import NamedTuple
from qestimate.estimation.tariff import in_dollars
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    place,
    positive,
    published,
    result_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.device.device import Device
    from qestimate.evidence.claims.settings import Case

TEMPLATE = """\
[[statements]]
id = "price"
text = "an experiment costs less than 100 dollars"
source = "the-article"
locator = "last paragraph"

[[statements.figures]]
name = "price"
value = 100
unit = "USD"

[statements.check]
kind = "price"
figure = "price"
relation = "at most"             # equal, at least, at most
devices = ["iqm-garnet"]
circuits = 50
shots = 1000                     # of each circuit
source = "the-article"
locator = "section on methods"
# qubits = 8, one_qubit_gates = 40, two_qubit_gates = 16 of a circuit, where gates are charged
# seconds = 600 of the machine, where time is charged
"""
"""A statement with such a check, for ``claim new``."""


class Price(CheckFile, Sourced):
    """Whether a published price follows from the price list of a device."""

    kind: Literal["price"]
    figure: FigureName
    """Name of the figure, in USD."""
    relation: Relation = "equal"
    """What the figure is said to be of the price."""
    devices: Annotated[list[Name], Field(min_length=1)]
    circuits: Count
    shots: Count
    """Of each circuit."""
    circuits_per_job: Count | None = None
    """As many as a job holds if left out; one where that is not published."""
    qubits: Width | None = None
    """That are prepared and measured, where that is charged."""
    one_qubit_gates: Annotated[int, Field(ge=0, le=10**12)] | None = None
    """Of a circuit, where gates are charged."""
    two_qubit_gates: Annotated[int, Field(ge=0, le=10**12)] | None = None
    seconds: Annotated[Number, Field(gt=0)] | None = None
    """Of the machine, where time is charged."""


class Bill(NamedTuple):
    """What a run costs on a device, as far as its price list says."""

    usd: float | None
    """None where a price or a count that is charged is missing."""
    how: str
    """The sum with its numbers."""
    lacks: str


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str,
    relation: Relation,
    devices: Sequence[str],
    circuits: int,
    shots: int,
    circuits_per_job: int | None,
    qubits: int | None,
    one_qubit_gates: int | None,
    two_qubit_gates: int | None,
    seconds: float | None,
    source: str,
    locator: str,
) -> Finding:
    """Price the run on each device.

    Consistent if one price list gives the price, contradicted if each gives another, not checkable
    where a price is not published.

    Raises:
        CatalogError: A price in another unit than USD.
    """
    said = statement.figure(figure)
    if said.unit != "USD":
        raise CatalogError(
            f"figure {said.name}: unit {said.unit!r} is no price", hint='unit = "USD"'
        )
    positive(said)
    steps = [
        Step("price, as published", published(said), "", cited(said)),
        Step(
            "circuits and shots",
            f"{count(circuits)} x {count(shots)}",
            "as published",
            place(source, locator),
        ),
    ]
    met: list[bool | None] = []
    told, lacks = [], []
    for name in devices:
        device = case.devices[name]
        counts = (qubits, one_qubit_gates, two_qubit_gates)
        bill = bill_of(device, circuits, shots, circuits_per_job, counts, seconds)
        at, kind = _prices_of(device)
        cost = "not known" if bill.usd is None else _dollars(bill.usd)
        steps.append(Step(f"{device.id}: price", cost, bill.how or bill.lacks, at, kind))
        if bill.usd is None:
            met.append(None)
            lacks.append(f"{bill.lacks} of {device.name}")
            continue
        told.append(f"{cost} on {device.name}")
        met.append(said.holds(bill.usd, bill.usd, relation))
    result = result_of(met)
    missing = f"Missing: {'; '.join(lacks)}." if lacks else ""
    prices = f"By its price list the run costs {', '.join(told)}" if told else ""
    if prices and result == "contradicted":
        prices += f", not {'' if relation == 'equal' else f'{relation} '}{published(said)}"
    return Finding(
        result,
        " ".join(part for part in (f"{prices}." if prices else "", missing) if part),
        tuple(steps),
        "A discount, a subscription, queues that are charged, or other counts would change it.",
    )


def bill_of(
    device: Device,
    circuits: int,
    shots: int,
    circuits_per_job: int | None = None,
    counts: tuple[int | None, int | None, int | None] = (None, None, None),
    seconds: float | None = None,
) -> Bill:
    """Return what a run costs by the price list of a device.

    Args:
        device: With its prices.
        circuits: In all.
        shots: Of each.
        circuits_per_job: As many as a job holds if None, or one.
        counts: Qubits, one-qubit and two-qubit gates of a circuit, where they are charged.
        seconds: Of the machine, where time is charged.

    >>> from qestimate import catalog
    >>> bill_of(catalog.device("iqm-garnet"), 50, 1000, 1).how
    '50 jobs x $0.30 + 50,000 shots x $0.00145'
    """
    tariff, hourly = in_dollars(device), device.value("price_per_hour")
    if not any(tariff) and hourly is None:
        return Bill(None, "", "the price")
    held = circuits_per_job or int(device.value("max_circuits") or 1)
    jobs = ceil(circuits / held)
    total = circuits * shots
    parts = [(jobs, "jobs", tariff.per_job), (total, "shots", tariff.per_shot)]
    charged = (tariff.per_spam, tariff.per_one_qubit_gate, tariff.per_two_qubit_gate)
    names = ("qubits", "one-qubit gates", "two-qubit gates")
    for price, n, name in zip(charged, counts, names, strict=True):
        if price and n is None:
            return Bill(None, "", f"the {name} of a circuit, which are charged,")
        parts.append((total * (n or 0), name, price))
    amount = sum(n * price for n, _, price in parts)
    how = [f"{count(n)} {name} x ${_price(price)}" for n, name, price in parts if price]
    least = (device.value("price_minimum_per_job") or 0.0) * jobs
    if least > amount:
        amount, how = least, [f"{count(jobs)} jobs x ${_price(least / jobs)}, the least of a job"]
    if hourly is not None:
        if seconds is None:
            return Bill(None, "", "the time of the machine, which is charged,")
        amount += hourly * seconds / 3600
        how.append(f"{number(seconds)} s x ${_price(hourly)} an hour")
    return Bill(amount, " + ".join(how), "")


def _price(amount: float) -> str:
    return f"{amount:,.2f}" if amount >= 0.01 else f"{amount:g}"


def _dollars(amount: float) -> str:
    return usd(log10(amount)) if amount else "$0"


def _prices_of(device: Device) -> tuple[str, str]:
    """Return where the prices of a device stand, and what kind of figures they are."""
    for name in ("price_per_shot", "price_per_hour", "price_per_job", "credits_per_job"):
        figure = device.figure(name)
        if figure is not None:
            return place(figure.source, figure.locator), figure.kind
    return place(device.snapshot.source, device.snapshot.locator), ""
