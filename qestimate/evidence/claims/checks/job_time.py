"""Whether a published time of a job fits the device it ran on."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, Count, FigureName, Width
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, number, percentage, seconds
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    place,
    published,
    result_of,
    seconds_of,
)
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.device.device import Device
    from qestimate.evidence.claims.settings import Case


class JobTime(CheckFile):
    """Whether a published time fits the device, and how much of it the device explains."""

    kind: Literal["job-time"]
    time: FigureName
    """Name of the figure, in seconds."""
    circuits: Count
    """Circuits that ran."""
    shots: Count
    """Shots of each circuit."""
    width: Width | None = None
    """Qubits of a circuit."""
    layers: Annotated[int, Field(ge=0, le=10**6)] = 0
    """Layers of two-qubit gates of a circuit; none count if left out."""
    devices: Annotated[list[Name], Field(min_length=1)]
    """Devices of the catalogue, or files."""
    repetition_delay: Annotated[float, Field(ge=0, lt=1e6)] | None = None
    """Wait between shots that the authors set. [s]"""
    twirls: Count = 1
    """Randomised copies of each circuit; the shots are then those of a copy."""
    source: Name
    """Where circuits and shots are stated."""
    locator: Name
    """Place in it."""


TEMPLATE = """\
[[statements]]
id = "hours"
text = "the run took four hours"
source = "the-article"
locator = "results"

[[statements.figures]]
name = "time"
value = 4
unit = "h"                       # s, min, h, d, y

[statements.check]
kind = "job-time"
time = "time"
circuits = 1000
shots = 1000                     # of each circuit; of each copy where there are twirls
# width = 8, layers = 4          # of two-qubit gates of a circuit, if they are stated
# twirls = 32                    # randomised copies of each circuit
# repetition_delay = 250e-6      # wait between shots that the authors set, in s
devices = ["ibm-fez"]
source = "the-article"
locator = "section on methods"
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    time: str,
    circuits: int,
    shots: int,
    width: int | None,
    layers: int,
    devices: Sequence[str],
    repetition_delay: float | None,
    twirls: int,
    source: str,
    locator: str,
) -> Finding:
    """Compare a time with circuits x copies x shots x the least and the usual time per shot.

    A wait between shots that the authors set takes the place of what the device can do.

    Contradicted if it is shorter than the least on every device; else consistent, with how many
    times what the shots of the nearest device take.
    """
    said = statement.figure(time)
    total = seconds_of(said)
    each_shots = twirls * shots
    longest = total * (1 + said.half_step / said.value)  # that rounds to what was published
    per_shot = total / circuits / each_shots
    copies = f" x {count(twirls)} copies" if twirls > 1 else ""
    steps = [
        Step("time, as published", published(said), seconds(log10(total)), cited(said)),
        Step(
            "circuits and shots",
            f"{count(circuits)}{copies} x {count(shots)}",
            _circuit(width, layers),
            place(source, locator),
        ),
        Step(
            "time per shot, at most",
            seconds(log10(per_shot)),
            f"{seconds(log10(total))} / ({count(circuits)}{copies} x {count(shots)})",
            "",
        ),
    ]
    if repetition_delay is not None:
        wait = seconds(log10(repetition_delay)) if repetition_delay else "0 s"
        steps.append(Step("wait between shots", wait, "as set", place(source, locator)))
    possible: list[bool | None] = []
    usual: dict[str, float] = {}
    for name in devices:
        device = case.devices[name]
        least, mean = _periods(device, layers, repetition_delay)
        where = f"{device.id} {device.snapshot.id}"
        at = place(device.snapshot.source, device.snapshot.locator)
        possible.append(None if least is None else least * circuits * each_shots <= longest)
        if least is not None:
            steps.append(
                Step(f"{where}: shortest time per shot", seconds(log10(least)), "", at, "derived")
            )
        if mean is not None:
            usual[where] = mean
            steps.append(
                Step(
                    f"{where}: usual time per shot",
                    seconds(log10(mean)),
                    f"readout, delay and circuit; {percentage(mean / per_shot)} of the published "
                    "time",
                    at,
                    "derived",
                )
            )
    result = result_of(possible)
    each = f"One circuit takes {seconds(log10(total / circuits))}"
    if result == "not checkable":
        return Finding(
            result,
            f"{each}. Missing: the time per shot of a device.",
            tuple(steps),
            "Readout time and delay between shots would decide it.",
        )
    if result == "contradicted":
        return Finding(
            result,
            f"{each}, less than its {count(each_shots)} shots can on any of these devices.",
            tuple(steps),
            "Several circuits on the chip at once, or a shorter delay between shots, could.",
        )
    nearest = min(usual, key=lambda where: abs(log10(usual[where] / per_shot)), default=None)
    finds = f"{each}."
    if nearest is not None:
        times = per_shot / usual[nearest]
        finds = (
            f"{each}, {number(times)} times what its {count(each_shots)} shots usually take on "
            f"{nearest}."
        )
        if times > 1:
            finds += " What the rest was is not published."
    return Finding(
        result,
        finds,
        tuple(steps),
        "A time below that of the shots would be excluded.",
    )


def _circuit(width: int | None, layers: int) -> str:
    """Say what a circuit holds, as far as it is stated."""
    qubits = "qubits not stated" if width is None else f"{width} qubits"
    gates = f"{layers} layers of two-qubit gates" if layers else "time of gates not counted"
    return f"{qubits}, {gates} each"


def _periods(
    device: Device, layers: int, set_delay: float | None
) -> tuple[float | None, float | None]:
    """Return the shortest and the usual time from shot to shot, gates included. [s]

    Args:
        device: With its durations.
        layers: Of two-qubit gates.
        set_delay: Wait between shots that was set, in the place of the device's. [s]
    """
    gates = layers * (device.value("two_qubit_duration") or 0.0)
    readout, delay = device.value("readout_duration"), device.value("repetition_delay")
    shortest, usual = shortest_period(device), device.value("shot_period")
    if set_delay is not None:
        shortest = set_delay + (readout or 0.0)
        usual = None if readout is None else shortest
    elif usual is None and readout is not None and delay is not None:
        usual = readout + delay
    return (
        None if shortest is None else shortest + gates,
        None if usual is None else usual + gates,
    )
