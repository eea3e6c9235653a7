"""What circuits cost: a table, sentences for the first lines, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import (
    log10_interval,
    rounded_in_words,
    seconds,
    seconds_interval,
    usd,
)
from qestimate.core.quantity import Interval
from qestimate.estimation.batch import circuits_run
from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.tariff import CREDITS, DOLLARS, unit
from qestimate.report.document import Column, Table
from qestimate.report.views.sentences import device_label, limit_phrase, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.batch import Batch
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.runtime import Runtime
    from qestimate.report.document import Value

TOGETHER = "all together"
"""Names the row of all circuits of a device."""

MAX_SAID = 3
"""Devices whose cost is said in a sentence of its own; of more only the table tells."""

PRICES = (
    *(name for name in (*DOLLARS, *CREDITS) if name),
    *("price_minimum_per_job", "price_per_hour", "price_per_credit"),
)
"""Figures of a device that a bill rests on."""


def cost_table(found: Sequence[CircuitEstimate], batches: Sequence[Batch]) -> Table:
    """Return jobs, time, bill and price of circuits, and of all those of a device."""
    rows: list[tuple[Value, ...]] = []
    at = 0
    for batch in batches:
        those = found[at : at + batch.circuits + batch.left_out]
        at += len(those)
        for one in those:
            label = (one.logical.name, device_label(one.device))
            if isinstance(one.placed, Unplaced):
                rows.append((*label, *("none",) * 6))
            else:
                runs = circuits_run(one, one.placed)
                rows.append((*label, *_row(runs, one.device, one.placed.runtime)))
        if len(those) > 1 and batch.runtime is not None:
            label = (TOGETHER, device_label(batch.device))
            rows.append((*label, *_row(batch.runs, batch.device, batch.runtime)))
    return Table(
        "cost",
        "What it costs",
        (
            Column("circuit", "circuit"),
            Column("device", "device"),
            Column("runs", "circuits run", "count"),
            Column("log10_all_shots", "shots in all", "shots"),
            Column("log10_jobs", "jobs", "log10_interval"),
            Column("log10_run_s", "time", "log10_seconds_interval"),
            Column("bill", "as the vendor counts"),
            Column("log10_price_usd", "price, USD", "log10_interval"),
        ),
        tuple(rows),
        (
            "Circuits run: those that measure all observables, with those that mitigation adds, "
            "times --repeat. Queues are not in the time, taxes and storage not in the price. Gates "
            "are paid for as compiled here; a vendor bills those that it is sent, usually more.",
        ),
        group="device",
    )


def _row(runs: int, device: Device, runtime: Runtime) -> tuple[Value, ...]:
    """Return circuits run, shots, jobs, time, bill and price."""
    return (
        runs,
        runtime.log10_shots,
        runtime.log10_jobs,
        runtime.log10_run,
        bill(device, runtime),
        runtime.price,
    )


def job_word(device: Device) -> str:
    """Return what the vendor calls a job: Amazon Braket, which asks for each, a task."""
    per_job = device.figure("price_per_job")
    return "task" if unit(device) == "shots" and per_job is not None else "job"


def bill(device: Device, runtime: Runtime) -> str:
    """Write what a run comes to as its vendor counts."""
    kind = unit(device)
    if kind == "credits":
        return f"{log10_interval(runtime.log10_credits)} HQC"
    if kind == "seconds":
        least = Interval(None, runtime.log10_run.low, None)
        known = runtime.log10_run.value
        return f"{seconds_interval(least) if known is None else seconds(known)} of the machine"
    if kind == "":
        return "not published"
    shots = f"{_amount(runtime.log10_shots)} shots"
    if kind == "gates":
        return f"{shots}, gate by gate"
    return f"{_counted(runtime.log10_jobs, job_word(device))} and {shots}"


def _amount(log10_value: Interval) -> str:
    return "unknown" if log10_value.value is None else rounded_in_words(log10_value.value, 3)


def _counted(log10_value: Interval, word: str) -> str:
    """Write how many there are of something."""
    if log10_value.value is None:
        return f"an unknown number of {word}s"
    if log10_value.value < 6:
        return plural(round(10**log10_value.value), word)
    return f"{rounded_in_words(log10_value.value)} {word}s"


def money(log10_usd: Interval) -> str:
    """Write a price with what is known of its bounds, from their logarithms.

    >>> money(Interval(2.0, 1.5, 3.0)), money(Interval(None, 2.0, None))
    ('$100 [$31.60, $1,000]', 'at least $100')
    """
    if log10_usd.value is None:
        return "unknown" if log10_usd.low is None else f"at least {usd(log10_usd.low)}"
    said, low, high = (None if end is None else usd(end) for end in log10_usd)
    if low == said == high or (low is None and high is None):
        return f"{said}"
    return f"{said} [{low or 'unknown'}, {high or 'unknown'}]"


def unknown(device: Device, runtime: Runtime) -> tuple[str, ...]:
    """Return what of a bill is not known, and why, in words."""
    why = []
    if runtime.log10_shots.value is None:
        why.append("how many runs it takes depends on a signal that is not known")
    if runtime.log10_run.value is None and runtime.shot.total is None:
        why.append("the time from run to run is not published in full")
    if runtime.price.value is None:
        kind = unit(device)
        if kind == "":
            why.append("no price is published")
        elif kind == "credits":
            why.append("no price of a credit is published")
    return tuple(why)


def sources(device: Device) -> tuple[str, ...]:
    """Return where each price of a device comes from."""
    from qestimate.report.explain.explanation import origin

    return tuple(
        f"{name.replace('_', ' ')}: {origin(quantity)}"
        for name in PRICES
        if (quantity := device.figure(name)) is not None
    )


def cost_sentences(batches: Sequence[Batch]) -> str:
    """Write for the first lines what all circuits of each device cost, and what is not known."""
    known = [one for one in batches if one.runtime is not None]
    if not known or len(known) > MAX_SAID:
        return ""
    several = len(batches) > 1
    return " ".join(_sentence(one, one.runtime, several=several) for one in known if one.runtime)


def _sentence(batch: Batch, runtime: Runtime, *, several: bool) -> str:
    device = batch.device
    subject = "All together they take" if batch.circuits > 1 else "It takes"
    if several:
        subject = f"On {device_label(device)} {subject[0].lower()}{subject[1:]}"
    jobs = f" in {_counted(runtime.log10_jobs, job_word(device))}"
    if runtime.log10_jobs.value is None:
        jobs = ""
    runs = "an unknown number of runs"
    if runtime.log10_shots.value is not None:
        runs = "1 run" if runtime.log10_shots.value == 0 else f"{_amount(runtime.log10_shots)} runs"
    parts = []
    kind = unit(device)
    if runtime.log10_run.low is not None:
        parts.append(f"{seconds_interval(runtime.log10_run)} on the machine")
    if kind == "credits" and runtime.log10_credits.value is not None:
        parts.append(f"{log10_interval(runtime.log10_credits)} hardware quantum credits (HQC)")
    if runtime.price.low is not None:
        parts.append(money(runtime.price))
    said = f"{subject} {runs}{jobs}" + (f": {', '.join(parts)}." if parts else ".")
    missing = unknown(device, runtime)
    if missing:
        what = " and ".join(_named(runtime))
        said += f" {what[0].upper()}{what[1:]} unknown: {'; '.join(missing)}."
    limits = batch.constraints
    if batch.circuits > 1 and verdict(limits) in ("infeasible", "marginal"):
        said += f" For all of them: {verdict(limits)}; {limit_phrase(binding(limits))}."
    if batch.left_out:
        said += f" Without {plural(batch.left_out, 'circuit')} that has no place there."
    return said


def _named(runtime: Runtime) -> list[str]:
    """Return what is unknown of a run: its time, its price."""
    found = ["time"] if runtime.log10_run.value is None else []
    return [*found, "price in dollars"] if runtime.price.value is None else found or ["number"]
