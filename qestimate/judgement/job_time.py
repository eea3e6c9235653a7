"""Whether a published time of a job fits the device it ran on."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate import catalog
from qestimate.judgement.cases import shortest_period
from qestimate.judgement.finding import Finding, Step, cited, place
from qestimate.writing import count, number, percentage, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.claim import Claim, Statement
    from qestimate.device import Device


def check(
    claim: Claim,
    statement: Statement,
    *,
    time: str,
    circuits: int,
    shots: int,
    width: int,
    layers: int,
    devices: Sequence[str],
    source: str,
    locator: str,
) -> Finding:
    """Compare a time with circuits x shots x the least and the usual time per shot.

    Contradicted if it is shorter than the least on every device; else consistent, with the share
    of it that the device's own shots explain.
    """
    said = statement.figure(time)
    per_shot = said.value / circuits / shots
    steps = [
        Step("time, as published", seconds(log10(said.value)), "", cited(said)),
        Step(
            "circuits and shots",
            f"{count(circuits)} x {count(shots)}",
            f"{width} qubits, {layers} layers of two-qubit gates each",
            place(source, locator),
        ),
        Step(
            "time per shot, at most",
            seconds(log10(per_shot)),
            f"{seconds(log10(said.value))} / ({count(circuits)} x {count(shots)})",
            "",
        ),
    ]
    shares = []
    possible = False
    for name in devices:
        device = catalog.device(name)
        least, usual = _period(device, layers)
        where = f"{device.id} {device.snapshot.id}"
        at = place(device.snapshot.source, device.snapshot.locator)
        if least is not None:
            possible = possible or least <= per_shot
            steps.append(Step(f"{where}: shortest time per shot", seconds(log10(least)), "", at))
        if usual is not None:
            share = usual / per_shot
            shares.append((where, share))
            steps.append(
                Step(
                    f"{where}: usual time per shot",
                    seconds(log10(usual)),
                    f"readout, delay and circuit; {percentage(min(1.0, share))} of the published "
                    "time",
                    at,
                )
            )
    if not shares:
        return Finding(
            "not checkable",
            "The time per shot of the device is not published.",
            tuple(steps),
            "Readout time and delay between shots.",
        )
    where, share = shares[0]
    blocks = f"one circuit takes {seconds(log10(said.value / circuits))}"
    return Finding(
        "consistent" if possible else "contradicted",
        f"{blocks}, {number(1 / share)} times what its {count(shots)} shots take on {where}; the "
        "rest is the start of jobs, transfer and classical work."
        if share < 1
        else f"{blocks}, less than its {count(shots)} shots take on {where}.",
        tuple(steps),
        "Several circuits on the chip at once, or another delay between shots.",
    )


def _period(device: Device, layers: int) -> tuple[float | None, float | None]:
    """Return the shortest and the usual time from shot to shot. [s]"""
    gates = layers * (device.value("two_qubit_duration") or 0.0)
    shortest = shortest_period(device)
    period = device.value("shot_period")
    if period is None:
        readout, delay = device.value("readout_duration"), device.value("repetition_delay")
        period = None if readout is None or delay is None else readout + delay
    return (
        None if shortest is None else shortest + gates,
        None if period is None else period + gates,
    )
