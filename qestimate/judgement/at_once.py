"""How many circuits run side by side."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

from qestimate.judgement.cases import configured, shortest_period
from qestimate.judgement.finding import Finding, Step, cited, in_full, place
from qestimate.packing import most_patches, patches
from qestimate.writing import count, number, seconds

if TYPE_CHECKING:
    from qestimate.claim import Claim, Result, Setting, Statement
    from qestimate.device import Device


def check(
    claim: Claim,
    statement: Statement,
    *,
    tasks: str,
    setting: str,
    batch: int,
    batch_source: str,
    batch_locator: str,
) -> Finding:
    """Compare tasks said to run at once with the disjoint patches of live qubits there are."""
    said = statement.figure(tasks)
    chosen = claim.setting(setting)
    found = configured(chosen)
    width = found.estimates[0].program.n_qubits
    steps = [
        Step("said to run at once", f"{in_full(said.value)} tasks", "as published", cited(said)),
        Step(
            "circuits of one submission",
            count(batch),
            "sent together",
            place(batch_source, batch_locator),
        ),
    ]
    bounds: list[int] = []
    for e in found.estimates:
        bound = most_patches(e.device, width)
        if bound is not None:
            bounds.append(bound)
        steps += _on_device(e.device, width, bound, chosen, batch)
    if len(bounds) < len(found.estimates):
        return Finding(
            "not checkable",
            "The size of one of the devices is not known.",
            tuple(steps),
            "Its live couplers.",
        )
    most = max(bounds)
    least_qubits = ceil(said.value) * width
    result: Result = "contradicted" if said.value > most else "consistent"
    return Finding(
        result,
        f"At most {count(most)} circuits of {width} qubits fit side by side on the live couplers, "
        f"not {in_full(said.value)}; {count(batch)} is the number of circuits that are submitted "
        "together.",
        tuple(steps),
        f"{count(least_qubits)} live qubits, or a statement about circuits that are submitted "
        "together.",
    )


def _on_device(
    device: Device, width: int, bound: int | None, setting: Setting, batch: int
) -> list[Step]:
    where = f"{device.id} {device.snapshot.id}"
    source = place(device.snapshot.source, device.snapshot.locator)
    steps = []
    if bound is not None:
        sizes = ", ".join(str(size) for size in device.pieces if size > 1)
        fitted = "" if device.graph is None else f"; {len(patches(device.graph, width))} were laid"
        steps.append(
            Step(
                f"{where}: patches of {width} qubits",
                f"at most {count(bound)}",
                f"sum of floor(n/{width}) over the connected pieces of {sizes} qubits{fitted}",
                source,
            )
        )
    period = shortest_period(device)
    if period is not None and setting.shots is not None:
        each = setting.shots * period
        steps.append(
            Step(
                f"{where}: a submission of {count(batch)} circuits",
                f"at least {seconds(log10(batch * each))}",
                f"{count(batch)} circuits x {count(setting.shots)} shots x "
                f"{seconds(log10(period))}; at most {number(1 / period)} shots a second",
                source,
            )
        )
    return steps
