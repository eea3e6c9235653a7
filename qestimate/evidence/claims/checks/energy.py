"""Whether an energy, a ratio of energies or a break-even follows from powers and times."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from qestimate.catalog.check_schema import CheckFile, Count, FigureName, FurtherFile, Number
from qestimate.catalog.claim_records import Relation
from qestimate.catalog.schema import Name, Sourced
from qestimate.core.errors import CatalogError
from qestimate.core.formatting import count, number
from qestimate.core.records import NamedTuple
from qestimate.estimation.classical import GPU_AMPLITUDE_BYTES
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    known,
    missing_in_words,
    place,
    positive,
    published,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Statement
    from qestimate.evidence.claims.settings import Case

TEMPLATE = """\
[[statements]]
id = "energy"
text = "15 times less energy than the chip"
source = "the-article"
locator = "abstract"

[[statements.figures]]
name = "ratio"
value = 15
unit = "times"                   # of the first side over the second; or an energy of the first, in
                                 # J, kWh, MWh, TWh; or qubits, where both are equal
[statements.check]
kind = "energy"
figure = "ratio"

[[statements.check.sides]]
name = "the chip"
device = "google-sycamore-53"    # its power, where its profile has one; or power = 26000, in W
seconds = 600
source = "the-article"
locator = "abstract"

[[statements.check.sides]]
name = "GPUs"
power = 60800                    # or gpu = "nvidia-h100-80gb" with qubits and gates: a state vector
seconds = 17.18
source = "the-article"
locator = "abstract"
"""
"""A statement with such a check, for ``claim new``."""

MAX_QUBITS = 1000
"""Width up to which a state vector has a time that can be written."""

JOULES = {
    "J": 1.0,
    "kJ": 1e3,
    "MJ": 1e6,
    "Wh": 3.6e3,
    "kWh": 3.6e6,
    "MWh": 3.6e9,
    "GWh": 3.6e12,
    "TWh": 3.6e15,
}
"""Units of energy."""


class SideFile(Sourced):
    """One of the two ways: its power, its time, and how that grows with each qubit."""

    name: Name
    device: Name | None = None
    """Device whose profile has the power."""
    gpu: Name | None = None
    """GPU whose power it is; with qubits and gates its time too, as a state vector."""
    power: Number | None = Field(default=None, gt=0)
    """Power. [W]"""
    seconds: Number | None = Field(default=None, gt=0)
    """Time, or time of one shot where the shots are not known. [s]"""
    shots: Count | None = None
    """Shots of so many seconds each."""
    shots_unknown: bool = False
    """Whether the seconds are those of one shot, and the shots are not published."""
    qubits: Annotated[int, Field(ge=1, le=MAX_QUBITS)] | None = None
    """Width that the time is of."""
    gates: Count | None = None
    """Gates of a circuit of that width."""
    per_qubit: Number = Field(default=1.0, ge=1, le=1e3)
    """By how much the time is multiplied for each qubit more."""

    @model_validator(mode="after")
    def _one_power(self) -> SideFile:
        if sum(one is not None for one in (self.device, self.gpu, self.power)) > 1:
            raise ValueError("one of device, gpu and power says what power it is")
        counted = self.gpu is not None and self.qubits is not None and self.gates is not None
        if (self.seconds is None) != counted:
            raise ValueError("seconds, or a gpu with qubits and gates, says how long it takes")
        return self


class Energy(CheckFile):
    """Whether an energy, a ratio of two or a break-even follows from powers and times."""

    kind: Literal["energy"]
    figure: FigureName
    """Name of the figure: an energy of the first side, times of the second, or qubits."""
    relation: Relation = "equal"
    """What the figure is said to be of the result."""
    sides: list[SideFile] = Field(min_length=1, max_length=2)
    """The two ways; of an energy one."""
    missing: list[Name] = Field(default_factory=list)
    """What would have to be known besides."""
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""


class Side(NamedTuple):
    """One way, with its power and time as far as they are known."""

    name: str
    power: float | None
    """[W]"""
    seconds: float
    """Of the task, or of one shot of it."""
    of_one_shot: bool
    qubits: int | None
    growth: float
    """Factor of its time for each qubit more."""

    @property
    def joules(self) -> float | None:
        """Its energy, None where its power or shots are not known."""
        return None if self.power is None or self.of_one_shot else self.power * self.seconds

    def at(self, qubits: float) -> Side:
        """Return it at another width."""
        more = 0.0 if self.qubits is None else qubits - self.qubits
        return self._replace(seconds=self.seconds * self.growth**more)


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str,
    relation: Relation,
    sides: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Multiply power and time of each side.

    Reproduced if the figure follows, else contradicted. Where a power or a number of shots is not
    known, not checkable; of a break-even the answer says what that side would have to draw.

    Raises:
        CatalogError: A unit that is none of an energy, times and qubits; one side where two are
            compared; a device or GPU without power.
    """
    said = statement.figure(figure)
    positive(said)
    pairs = [_side(case, one) for one in sides]
    found = [side for side, _ in pairs]
    steps = [Step(said.name, published(said), said.meaning or "as published", cited(said))]
    steps += [step for _, lines in pairs for step in lines]
    steps += known(further)
    steps += [Step("missing", line, "", "") for line in missing]
    if said.unit not in JOULES and len(found) < 2:
        raise CatalogError(
            f"figure {said.name}: {said.unit or 'a number'} compares two sides, one is given",
            hint=f"a second [[sides]], or an energy in {', '.join(JOULES)}",
        )
    if said.unit == "qubits" and said.value > MAX_QUBITS:
        raise CatalogError(
            f"figure {said.name}: {published(said)}", hint=f"at most {MAX_QUBITS} qubits"
        )
    if said.unit not in (*JOULES, "times", "qubits"):
        raise CatalogError(
            f"figure {said.name}: unit {said.unit!r} is no energy",
            hint=f"times, qubits, {', '.join(JOULES)}",
        )
    value = _value(found, said)
    if value is None:
        return _open(found, said, steps, missing)
    holds = said.holds(value, value, relation)
    what = "both are equal at" if said.unit == "qubits" else f"{found[0].name} takes"
    of = f" the energy of {found[1].name}" if said.unit == "times" else ""
    result = f"{number(value)} {said.unit}"
    steps.append(Step("computed", result, f"{what} {result}{of}", ""))
    brief = f"{what} {result}{of}{'' if holds else f', not {published(said)}'}"
    if holds and missing:
        return Finding(
            "not checkable",
            f"Missing: {'; '.join(missing)}. Known: {brief}.",
            tuple(steps),
            "What is missing, published, could decide it.",
            f"{missing_in_words(missing)}. Known: {brief}",
        )
    lacking = f" Missing: {'; '.join(missing)}." if missing else ""
    return Finding(
        "reproduced" if holds else "contradicted",
        f"{brief[0].upper()}{brief[1:]}.{lacking}",
        tuple(steps),
        "Other powers or times, or what they cover, would change it.",
        brief,
    )


def _side(case: Case, one: Mapping[str, Any]) -> tuple[Side, list[Step]]:
    """Return a side and the steps that its power and time were found by."""
    name, at = one["name"], place(one["source"], one["locator"])
    power, steps = _power(case, one, at)
    if one["seconds"] is None:
        seconds = _state_vector(case, one["gpu"], one["qubits"], one["gates"])
        how = (
            f"{count(one['gates'])} gates, each reads and writes 2^{one['qubits']} amplitudes of "
            f"{GPU_AMPLITUDE_BYTES} B once"
        )
        growth = 2.0
    else:
        seconds, how, growth = one["seconds"], "as stated", one["per_qubit"]
    if one["shots"]:
        how = f"{count(one['shots'])} shots x {number(seconds)} s"
        seconds *= one["shots"]
    what = "time of a shot" if one["shots_unknown"] else "time"
    width = "" if one["qubits"] is None else f" at {one['qubits']} qubits"
    steps.append(Step(f"{name}: {what}{width}", f"{number(seconds)} s", how, at))
    side = Side(name, power, seconds, one["shots_unknown"], one["qubits"], growth)
    if side.joules is not None:
        energy = f"{number(side.joules)} J"
        by = f"{number(power or 0)} W x {number(seconds)} s"
        steps.append(Step(f"{name}: energy{width}", energy, by, ""))
    return side, steps


def _power(case: Case, one: Mapping[str, Any], at: str) -> tuple[float | None, list[Step]]:
    """Return the power of a side: of a device, of a GPU, or as stated."""
    what = f"{one['name']}: power"
    if one["device"] is not None:
        device = case.devices[one["device"]]
        figure = device.figure("power")
        if figure is None or figure.value is None:
            return None, [Step(what, "not published", device.id, device.snapshot.source)]
        where = place(figure.source, figure.locator)
        drawn = f"{number(figure.value)} W"
        return figure.value, [Step(what, drawn, device.id, where, figure.kind)]
    if one["gpu"] is not None:
        gpu = case.gpus[one["gpu"]]
        watts = gpu.value("power")
        if not watts:
            raise CatalogError(f"{gpu.id} has no power", hint="power = ..., in W")
        figure = gpu.figures["power"]
        where = place(figure.source, figure.locator)
        return watts, [Step(what, f"{number(watts)} W", gpu.name, where, figure.kind)]
    if one["power"] is None:
        return None, [Step(what, "not published", "", at)]
    return one["power"], [Step(what, f"{number(one['power'])} W", "as published", at)]


def _state_vector(case: Case, gpu: str, qubits: int, gates: int) -> float:
    """Return the time of a circuit on a GPU, bound by its memory; on several cards the same sum."""
    bandwidth = case.gpus[gpu].value("memory_bandwidth")
    if not bandwidth:
        raise CatalogError(f"{gpu} has no memory bandwidth", hint="seconds = ...")
    return gates * 2 * GPU_AMPLITUDE_BYTES * 2.0**qubits / bandwidth


def _value(found: Sequence[Side], said: Figure) -> float | None:
    """Return what the figure should be, in its unit; None where a power or shots are missing."""
    energies = [side.joules for side in found]
    first = energies[0]
    if said.unit in JOULES:
        return None if first is None else first / JOULES[said.unit]
    second = energies[1]
    if first is None or second is None:
        return None
    if said.unit == "times":
        return first / second
    return _equal_at(found)


def _equal_at(found: Sequence[Side]) -> float:
    """Return the width at which both sides take the same energy."""
    at = {side.qubits for side in found if side.qubits is not None}
    if len(at) != 1 or found[0].growth == found[1].growth:
        raise CatalogError(
            "a break-even takes both times at one width, and one that grows faster",
            hint="qubits = ... on a side, per_qubit = 2 where the time doubles",
        )
    first, second = (side.joules or 0.0 for side in found)
    return at.pop() + log(first / second) / log(found[1].growth / found[0].growth)


def _open(
    found: Sequence[Side], said: Figure, steps: list[Step], missing: Sequence[str]
) -> Finding:
    """Return that the figure cannot be computed, and what the unknown side would have to draw."""
    lacks = list(missing) or [
        f"the {'power' if side.power is None else 'shots'} of {side.name}"
        for side in found
        if side.joules is None
    ]
    told_in_words = ""
    told = [side.at(said.value) for side in found if side.joules is not None]
    unknown = [side.at(said.value) for side in found if side.joules is None]
    if said.unit == "qubits" and len(told) == 1 and told[0].joules is not None:
        side = unknown[0]
        power = (told[0].joules or 0.0) / side.seconds
        watts = f"{number(power)} W"
        what = "power times shots" if side.of_one_shot else "power"
        by = f"{number(told[0].joules or 0.0)} J of {told[0].name} / {number(side.seconds)} s"
        steps.append(Step(f"{what} of {side.name} at {published(said)}", watts, by, ""))
        drawn = f"{number(power / 1000)} W at 1,000 shots" if side.of_one_shot else watts
        told_in_words = f"a break-even at {published(said)} means that {side.name} draws {drawn}"
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(lacks)}."
        + (f" {told_in_words[0].upper()}{told_in_words[1:]}." if told_in_words else ""),
        tuple(steps),
        "Power and time of both sides, and what they cover, would decide it.",
        f"{missing_in_words(lacks)}{f'; {told_in_words}' if told_in_words else ''}",
    )
