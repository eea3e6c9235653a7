"""What a vendor asks for one job, one shot and one gate: in dollars, and in credits of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.device.device import Device

Unit = Literal["credits", "seconds", "gates", "shots", ""]
"""What a vendor counts: credits of its own; seconds of the machine; gates, one by one, and shots;
jobs and shots; or nothing that is published."""


class Tariff(NamedTuple):
    """Prices of the parts of a run, all in dollars or all in credits; 0 where nothing is asked."""

    per_job: float
    per_shot: float
    """Whatever the circuit holds."""
    per_one_qubit_gate: float
    """Of a shot."""
    per_two_qubit_gate: float
    """Of a shot."""
    per_spam: float
    """Of a preparation, measurement or reset of a qubit in a shot."""


CREDITS = (
    "credits_per_job",
    "",
    "credits_per_one_qubit_gate_shot",
    "credits_per_two_qubit_gate_shot",
    "credits_per_spam_shot",
)
"""Figures of a device in the order of ``Tariff``; no vendor asks credits for a bare shot."""

DOLLARS = (
    "price_per_job",
    "price_per_shot",
    "price_per_one_qubit_gate_shot",
    "price_per_two_qubit_gate_shot",
    "",
)
"""The same in dollars; no vendor asks dollars for a bare measurement."""


def _published(device: Device, names: tuple[str, ...]) -> Tariff:
    return Tariff(*(device.value(name) or 0.0 if name else 0.0 for name in names))


def in_credits(device: Device) -> Tariff:
    """Return what a run costs in the vendor's credits, part by part. [HQC]

    >>> from qestimate import catalog
    >>> in_credits(catalog.device("quantinuum-h2-1")).per_two_qubit_gate
    0.002
    """
    return _published(device, CREDITS)


def in_dollars(device: Device) -> Tariff:
    """Return what a run costs in dollars, part by part; credits too where they have a price. [USD]

    Time that is charged by the hour is not in it.

    >>> from qestimate import catalog
    >>> in_dollars(catalog.device("iqm-garnet")).per_job
    0.3
    """
    credit = device.value("price_per_credit") or 0.0
    direct = _published(device, DOLLARS)
    if not credit:
        return direct
    return Tariff(*(a + credit * b for a, b in zip(direct, in_credits(device), strict=True)))


def unit(device: Device) -> Unit:
    """Return what a vendor counts on its bill.

    >>> from qestimate import catalog
    >>> [unit(catalog.device(name)) for name in ("quantinuum-h2-1", "ibm-fez", "iqm-garnet")]
    ['credits', 'seconds', 'shots']
    """
    if any(in_credits(device)):
        return "credits"
    if device.value("price_per_hour"):
        return "seconds"
    direct = in_dollars(device)
    if direct.per_one_qubit_gate or direct.per_two_qubit_gate:
        return "gates"
    return "shots" if direct.per_shot else ""
