"""Jobs, credits and price of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.tariff import CREDITS
from qestimate.report.explain.explanation import Explanation, Input, origin

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime


LIMITS = (
    ("c", "max_circuits", "circuits that a job holds"),
    ("s", "max_shots", "shots that a circuit has in a job"),
    ("t", "max_job_shots", "shots that a job holds, of all its circuits"),
)
"""Figures that make jobs: symbol, name, meaning."""


def explain_jobs(device: Device, time: Runtime, run: str) -> list[Explanation]:
    """Return how many jobs a run has, if that is known.

    Args:
        device: Its limits.
        time: Of the run.
        run: What the run is called.
    """
    if time.log10_jobs.value is None:
        return []
    known = [
        Input(symbol, meaning, figure.value, source=origin(figure))
        for symbol, name, meaning in LIMITS
        if (figure := device.figure(name)) is not None
    ]
    words = "circuits by how many a job holds, times a circuit's shots by how many it may have"
    if device.figure("max_circuits") is None:
        words = "each circuit is a job, and as many more as its shots need"
    return [
        Explanation(
            "jobs",
            f"jobs of {run}",
            time.log10_jobs.value,
            words,
            tuple(known),
            "definition",
            "sum",
            log10=True,
        )
    ]


def explain_credits(
    device: Device, placed: Placement, spam: int, time: Runtime, run: str
) -> list[Explanation]:
    """Return what a run costs in the vendor's credits, if it has any.

    Args:
        device: Its prices.
        placed: The gates.
        spam: Preparations, measurements and resets of qubits in a circuit.
        time: Of the run.
        run: What the run is called.
    """
    if time.log10_credits.value is None:
        return []
    counts = placed.counts
    amounts = (counts.one_qubit_gates, counts.two_qubit_gates, spam)
    job, _, *names = CREDITS
    per_job = device.figure(job)
    inputs = [
        Input("X", "shots of all circuits", time.log10_shots.value, log10=True),
        *(
            Input(symbol, name.replace("_", " "), figure.value, "HQC", origin(figure))
            for symbol, name in zip("uym", names, strict=True)
            if (figure := device.figure(name)) is not None
        ),
    ]
    symbols = {one.symbol for one in inputs}
    each = [f"{s}*{n}" for s, n in zip("uym", amounts, strict=True) if s in symbols]
    formula = f"X*({' + '.join(each)})"
    if per_job is not None:
        formula = f"J*a + {formula}"
        inputs += [
            Input("J", "jobs", time.log10_jobs.value, log10=True),
            Input("a", "credits per job", per_job.value, "HQC", origin(per_job)),
        ]
    return [
        Explanation(
            "credits",
            f"credits of {run}",
            time.log10_credits.value,
            formula,
            tuple(inputs),
            "definition",
            unit="HQC",
            log10=True,
        )
    ]


def explain_price(device: Device, placed: Placement, time: Runtime, run: str) -> list[Explanation]:
    """Return the price of a run, if it is known.

    Args:
        device: Its prices.
        placed: The gates.
        time: Of the run.
        run: What the run is called.
    """
    if time.log10_price is None:
        return []
    each, inputs = _price_of_a_shot(device, placed, time)
    terms = []
    if each:
        terms.append(f"X*({' + '.join(each)})")
        shots = time.log10_shots.value
        inputs.insert(0, Input("X", "shots of all circuits", shots, log10=True))
    per_job, least = (device.figure(f"price_{n}") for n in ("per_job", "minimum_per_job"))
    if each and per_job is not None:
        terms.append("J*j")
        inputs.append(Input("j", "price of a job", per_job.value, "USD", origin(per_job)))
    credit = device.figure("price_per_credit")
    if credit is not None and time.log10_credits.value is not None:
        terms.append("q*k")
        inputs.append(Input("q", "credits", time.log10_credits.value, "HQC", log10=True))
        inputs.append(Input("k", "price of a credit", credit.value, "USD/HQC", origin(credit)))
    formula = " + ".join(terms)
    if each and least is not None:
        formula = f"max({formula}, J*l)"
        inputs.append(Input("l", "least price of a job", least.value, "USD", origin(least)))
    if "J" in formula:
        inputs.append(Input("J", "jobs", time.log10_jobs.value, log10=True))
    hourly = device.figure("price_per_hour")
    if hourly is not None:
        formula = f"{formula} + h*t/3600" if formula else "h*t/3600"
        inputs.append(Input("h", "price of an hour", hourly.value, "USD/h", origin(hourly)))
        inputs.append(Input("t", f"time of {run}", time.log10_run.value, "s", log10=True))
    return [
        Explanation(
            "price",
            f"price of {run}",
            time.log10_price,
            formula,
            tuple(inputs),
            "definition",
            unit="USD",
            log10=True,
        )
    ]


def copies_of(time: Runtime) -> tuple[str, tuple[Input, ...]]:
    """Return the divisor for circuits that run side by side, and its number; nothing for one."""
    if time.copies == 1:
        return "", ()
    return "/k", (Input("k", "circuits side by side", time.copies),)


def _price_of_a_shot(
    device: Device, placed: Placement, time: Runtime
) -> tuple[list[str], list[Input]]:
    """Return the terms of the price of a shot, and their numbers."""
    by, copies = copies_of(time)
    terms: list[str] = []
    inputs: list[Input] = []
    for symbol, name, count in (
        ("x", "price_per_shot", 1),
        ("u", "price_per_one_qubit_gate_shot", placed.counts.one_qubit_gates),
        ("y", "price_per_two_qubit_gate_shot", placed.counts.two_qubit_gates),
    ):
        quantity = device.figure(name)
        if quantity is None or not quantity.value:
            continue
        if name == "price_per_shot":
            terms.append(f"{symbol}{by}")
            inputs += copies
        else:
            terms.append(f"{symbol}*{count}")
        inputs.append(
            Input(symbol, name.replace("_", " "), quantity.value, "USD", origin(quantity))
        )
    return terms, inputs
