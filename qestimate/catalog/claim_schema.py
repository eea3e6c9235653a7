"""What a claim file may say, as pydantic models: statements, their figures, their checks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from qestimate.catalog.schema import Name, Sourced, Strict


def _day(text: str) -> str:
    """Return a date that is one, as it was written."""
    date.fromisoformat(text)
    return text


FIGURE = "figure"
FigureName = Annotated[str, Field(min_length=1), FIGURE]
"""The name of a figure of the statement."""

Number = Annotated[int | float, Field(allow_inf_nan=False, ge=-1e300, le=1e300)]
Count = Annotated[int, Field(ge=1, le=10**15)]
Width = Annotated[int, Field(ge=1, le=10**6)]
Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]


class ClaimFigureFile(Strict):
    """A figure as published. Source and locator default to those of the statement."""

    name: Name
    value: Number
    digits: Annotated[int, Field(ge=1, le=17)] | None = None
    """Significant digits that were published, where the number does not show them: 76.00, 8e9."""
    unit: Name | None = None
    meaning: Name | None = None
    source: Name | None = None
    locator: Name | None = None


class SettingFile(Sourced):
    """A configuration that checks compute with."""

    id: Name
    name: Name
    model: Name
    method: Name
    rank: Width
    targets: Annotated[list[Name], Field(min_length=1)]
    layers: Width | None = None
    samples: Count = 3000
    tokens_per_sample: Count = 512
    epochs: Count = 3
    batch_size: Count = 4
    accumulation: Count = 8
    shots: Count | None = None
    prompt_tokens: Count = 200
    devices: Annotated[list[Name], Field(min_length=1)]
    note: Name | None = None


class Primary(Strict):
    """What the source behind a report says, where that is something else: it is misreported."""

    primary: Name | None = None
    primary_source: Name | None = None
    primary_locator: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> Primary:
        if (self.primary is None) != (self.primary_source is None):
            raise ValueError("primary and primary_source come together")
        return self


class OnChip(Strict):
    """How many trainable angles a method puts on a chip, against what was said."""

    kind: Literal["on-chip"]
    parameters: FigureName
    """Name of the figure: parameters that are said to be on the chip."""
    setting: Name
    missing: list[Name] = Field(default_factory=list)
    """What would have to be published to decide it."""


class AtOnce(Primary):
    """How many circuits can run side by side, against what was said."""

    kind: Literal["at-once"]
    tasks: FigureName
    """Name of the figure: tasks at the same time."""
    setting: Name
    batch: Count
    """Circuits of one submission."""
    batch_source: Name
    batch_locator: Name


class FurtherFile(Sourced):
    """Something else that is known, with where it stands."""

    text: Name


class Source(Strict):
    """What the primary source says, against what was reported."""

    kind: Literal["source"]
    figure: FigureName | None = None
    """Name of the figure as reported, which ``value`` and ``meaning`` are compared with."""
    says: Name
    """What the primary source says, in a short sentence."""
    value: Number | None = None
    """The figure there, in the same unit."""
    meaning: Name | None = None
    """What the figure is of there, in the same words if it is of the same."""
    agrees: bool | None = None
    """Without a figure to compare: whether the primary source says the same."""
    source: Name
    locator: Name
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""

    @model_validator(mode="after")
    def _comparable(self) -> Source:
        compared = self.value is not None or self.meaning is not None
        if self.figure is None and (compared or self.agrees is None):
            raise ValueError("without a figure, agrees = true or false says how it compares")
        if self.figure is not None and (not compared or self.agrees is not None):
            raise ValueError("with a figure, value or meaning says what it is compared with")
        return self


class SizeFile(Sourced):
    """A test set that may have been meant."""

    name: Name
    questions: Count


class BaselineFile(Sourced):
    """An accuracy to compare with."""

    name: Name
    value: Number


class Accuracy(Primary):
    """Whether a test set is large enough for a difference of accuracies."""

    kind: Literal["accuracy"]
    after: FigureName
    """Name of the figure: the new accuracy, in percent."""
    before: FigureName | None = None
    """Name of the figure: the old one, in percent."""
    baselines: list[BaselineFile] = Field(default_factory=list)
    questions: SizeFile | None = None
    """The test set that was used, if it is known."""
    candidates: list[SizeFile] = Field(default_factory=list)
    missing: list[Name] = Field(default_factory=list)
    """What else is missing, so that the statement is not checkable whatever the size."""
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95

    @model_validator(mode="after")
    def _compared(self) -> Accuracy:
        if self.before is None and not self.baselines:
            raise ValueError("neither before nor baselines: nothing to compare with")
        return self


class Saving(Primary):
    """Whether a saving of parameters can be had from the architecture, and of what."""

    kind: Literal["saving"]
    saving: FigureName
    """Name of the figure, in percent."""
    of: Literal["adapter", "model"] = "adapter"
    models: Annotated[list[Name], Field(min_length=1)]
    methods: Annotated[list[Name], Field(min_length=1)]
    ranks: Annotated[list[Width], Field(min_length=1)]
    targets: Annotated[list[list[Name]], Field(min_length=1)]


class Period(Strict):
    """A time from one day to another."""

    since: Date
    until: Date

    @model_validator(mode="after")
    def _forward(self) -> Period:
        if self.since >= self.until:
            raise ValueError(f"since {self.since} is not before until {self.until}")
        return self


class Throughput(Period):
    """Whether a machine can have run so many tasks, and what that many are worth."""

    kind: Literal["throughput"]
    tasks: FigureName
    setting: Name
    batch: Count
    """Circuits that one task may hold at most."""
    per_task: Count | None = None
    """Circuits that one task is, where the operator of the machine says so."""
    per_task_source: Name | None = None
    per_task_locator: Name | None = None

    @model_validator(mode="after")
    def _said(self) -> Throughput:
        if (self.per_task is None) != (self.per_task_source is None):
            raise ValueError("per_task and per_task_source come together")
        return self


class FullRun(Period):
    """Whether a whole training can have run on a device, by the time and the tasks there were."""

    kind: Literal["full-run"]
    setting: Name
    recorded: Name | None = None
    """Statement, judged by throughput, of how many tasks were run in that time."""


class LoadFile(Sourced):
    """Tokens that one more thing adds."""

    name: Name
    tokens: Count


class Added(Strict):
    """What further kinds of data would add; an announcement can not be checked."""

    kind: Literal["added-load"]
    setting: Name
    items: Annotated[list[LoadFile], Field(min_length=1)]
    missing: Annotated[list[Name], Field(min_length=1)]


class FromMethod(Strict):
    """Whether a published count follows from the method and its setting."""

    kind: Literal["program"]
    figure: FigureName
    quantity: Literal["trainable", "angles", "qubits", "lora"]
    setting: Name


class InputFile(Sourced):
    """A number that goes into a formula."""

    symbol: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    meaning: Name
    value: Number


class Arithmetic(Strict):
    """Whether a published figure follows from others by a formula."""

    kind: Literal["arithmetic"]
    figure: FigureName
    formula: Name
    """Arithmetic in the symbols, with sqrt, ln, log2, log10, exp, ceil, floor, min and max."""
    relation: Literal["equal", "at most", "at least"] = "equal"
    """What the figure is said to be of the result: *at most* where it is an upper bound."""
    inputs: Annotated[list[InputFile], Field(min_length=1)]
    further: list[FurtherFile] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Arithmetic:
        symbols = [one.symbol for one in self.inputs]
        if len(set(symbols)) != len(symbols):
            raise ValueError(f"inputs: symbols repeat: {symbols}")
        return self


class JobTime(Strict):
    """Whether a published time fits the device, and how much of it the device explains."""

    kind: Literal["job-time"]
    time: FigureName
    """Name of the figure, in seconds."""
    circuits: Count
    shots: Count
    width: Width
    layers: Width
    """Layers of two-qubit gates of a circuit."""
    devices: Annotated[list[Name], Field(min_length=1)]
    source: Name
    locator: Name


class Simulable(Sourced):
    """Whether a laptop does what the circuits do, against what was said."""

    kind: Literal["simulable"]
    width: Width
    gates: Count | None = None
    """Gates of a circuit, as drawn."""
    circuits: Count | None = None
    needs_chip: bool
    """Whether the statement says, or implies, that a quantum computer is needed."""


class ClassicalTime(Strict):
    """Whether classical machines take as long for a circuit as is said."""

    kind: Literal["classical-time"]
    time: FigureName
    """Name of the figure, in s, min, h, d or y."""
    simulation: Name
    """Circuit of the catalogue with its published runs."""


class Missing(Strict):
    """A statement that can not be decided, and what it would take."""

    kind: Literal["missing"]
    missing: Annotated[list[Name], Field(min_length=1)]
    further: list[FurtherFile] = Field(default_factory=list)


Check = Annotated[
    OnChip
    | AtOnce
    | Source
    | Accuracy
    | Saving
    | Throughput
    | FullRun
    | Added
    | FromMethod
    | Arithmetic
    | JobTime
    | Simulable
    | ClassicalTime
    | Missing,
    Field(discriminator="kind"),
]


class StatementFile(Sourced):
    """One statement, its figures, and the check that decides it."""

    id: Name
    text: Name
    reading: Name | None = None
    """How it is read here, where it can be read in several ways."""
    seen: bool = True
    """False if the words were not found in the source itself, but passed on by others."""
    figures: list[ClaimFigureFile] = Field(default_factory=list)
    check: Check

    @model_validator(mode="after")
    def _figures_named(self) -> StatementFile:
        known = [figure.name for figure in self.figures]
        if len(set(known)) != len(known):
            raise ValueError(f"figures: names repeat: {known}")
        for field in type(self.check).model_fields:
            name = getattr(self.check, field)
            if name is not None and _names_a_figure(type(self.check), field) and name not in known:
                raise ValueError(f"check.{field}: the statement has no figure {name!r}: {known}")
        return self


def _names_a_figure(check: type[Strict], field: str) -> bool:
    """Whether a field of a check is marked as the name of a figure."""
    info = check.model_fields[field]
    marked = (
        info.metadata,
        *(getattr(one, "__metadata__", ()) for one in get_args(info.annotation)),
    )
    return any(FIGURE in marks for marks in marked)


class ClaimFile(Sourced):
    """What one publication says."""

    name: Name
    publication: Name
    date: Date
    note: Name | None = None
    headline: Name | None = None
    """Id of the statement that the publication leads with; the first if left out."""
    settings: list[SettingFile] = Field(default_factory=list)
    statements: Annotated[list[StatementFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _settings_named(self) -> ClaimFile:
        settings = [setting.id for setting in self.settings]
        ids = [statement.id for statement in self.statements]
        for what, names in (("settings", settings), ("statements", ids)):
            if len(set(names)) != len(names):
                raise ValueError(f"{what}: ids repeat: {names}")
        if self.headline is not None and self.headline not in ids:
            raise ValueError(f"headline: no statement {self.headline!r}: {', '.join(ids)}")
        for statement in self.statements:
            name = getattr(statement.check, "setting", None)
            if name is not None and name not in settings:
                known = ", ".join(settings) or "none is defined"
                raise ValueError(f"statement {statement.id}: no setting {name!r}: {known}")
            recorded = getattr(statement.check, "recorded", None)
            throughputs = [s.id for s in self.statements if s.check.kind == "throughput"]
            if recorded is not None and recorded not in throughputs:
                raise ValueError(
                    f"statement {statement.id}: recorded: no statement {recorded!r} that is judged "
                    "by throughput"
                )
        return self
