"""What a claim file may say, as pydantic models: statements, their figures, their checks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from qestimate.catalog.schema import Count, Name, Sourced, Strict

Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class ClaimFigureFile(Strict):
    """A figure as published. Source and locator default to those of the statement."""

    name: Name
    value: Number
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
    rank: Count
    targets: Annotated[list[Name], Field(min_length=1)]
    layers: Count | None = None
    samples: Count = 3000
    tokens_per_sample: Count = 512
    epochs: Count = 3
    batch_size: Count = 4
    accumulation: Count = 8
    shots: Count | None = None
    prompt_tokens: Count = 200
    devices: Annotated[list[Name], Field(min_length=1)]
    note: Name | None = None


class OnChip(Strict):
    """How much of a model a chip can hold as trainable angles, against what was said."""

    kind: Literal["on-chip"]
    parameters: Name
    """Name of the figure: parameters that are said to be on the chip."""
    setting: Name


class AtOnce(Strict):
    """How many circuits can run side by side, against what was said."""

    kind: Literal["at-once"]
    tasks: Name
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
    figure: Name | None = None
    """Name of the figure as reported; none if the words differ and not a number."""
    says: Name
    """What the primary source says, in a short sentence."""
    value: Number | None = None
    meaning: Name | None = None
    source: Name
    locator: Name
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""


class SizeFile(Sourced):
    """A test set that may have been meant."""

    name: Name
    questions: Count


class BaselineFile(Sourced):
    """An accuracy to compare with."""

    name: Name
    value: Number


class Accuracy(Strict):
    """Whether a test set is large enough for a difference of accuracies."""

    kind: Literal["accuracy"]
    after: Name
    """Name of the figure: the new accuracy, in percent."""
    before: Name | None = None
    """Name of the figure: the old one, in percent."""
    baselines: list[BaselineFile] = Field(default_factory=list)
    questions: SizeFile | None = None
    """The test set that was used, if it is known."""
    candidates: list[SizeFile] = Field(default_factory=list)
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95

    @model_validator(mode="after")
    def _compared(self) -> Accuracy:
        if self.before is None and not self.baselines:
            raise ValueError("neither before nor baselines: nothing to compare with")
        return self


class Saving(Strict):
    """Whether a saving of parameters can be had from the architecture, and of what."""

    kind: Literal["saving"]
    saving: Name
    """Name of the figure, in percent."""
    of: Literal["adapter", "model"] = "adapter"
    models: Annotated[list[Name], Field(min_length=1)]
    methods: Annotated[list[Name], Field(min_length=1)]
    ranks: Annotated[list[Count], Field(min_length=1)]
    targets: Annotated[list[list[Name]], Field(min_length=1)]
    primary: Name | None = None
    """What the primary source says is saved, where something else was reported."""
    primary_source: Name | None = None
    primary_locator: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> Saving:
        if (self.primary is None) != (self.primary_source is None):
            raise ValueError("primary and primary_source come together")
        return self


class Throughput(Strict):
    """Whether a machine can have run so many tasks, and what that many are worth."""

    kind: Literal["throughput"]
    tasks: Name
    since: Date
    until: Date
    setting: Name
    batch: Count
    """Circuits that one task may hold at most."""


class FullRun(Strict):
    """Whether a whole training can have run on a device in the time there was."""

    kind: Literal["full-run"]
    since: Date
    until: Date
    setting: Name


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
    figure: Name
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
    figure: Name
    formula: Name
    """Arithmetic in the symbols, with sqrt, ln, log2, log10, exp, ceil, floor, min and max."""
    relation: Literal["equal", "at most", "at least"] = "equal"
    """What the figure is said to be of the result: *at most* where it is an upper bound."""
    inputs: Annotated[list[InputFile], Field(min_length=1)]
    further: list[FurtherFile] = Field(default_factory=list)


class JobTime(Strict):
    """Whether a published time fits the device, and how much of it the device explains."""

    kind: Literal["job-time"]
    time: Name
    """Name of the figure, in seconds."""
    circuits: Count
    shots: Count
    width: Count
    layers: Count
    """Layers of two-qubit gates of a circuit."""
    devices: Annotated[list[Name], Field(min_length=1)]
    source: Name
    locator: Name


class Simulable(Sourced):
    """Whether a laptop does what the circuits do, against what was said."""

    kind: Literal["simulable"]
    width: Count
    gates: Count | None = None
    """Gates of a circuit, as drawn."""
    circuits: Count | None = None
    needs_chip: bool
    """Whether the statement says, or implies, that a quantum computer is needed."""


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
    | Missing,
    Field(discriminator="kind"),
]


class StatementFile(Sourced):
    """One statement, its figures, and the check that decides it."""

    id: Name
    text: Name
    reading: Name | None = None
    figures: list[ClaimFigureFile] = Field(default_factory=list)
    check: Check

    @model_validator(mode="after")
    def _figures_named(self) -> StatementFile:
        known = [figure.name for figure in self.figures]
        if len(set(known)) != len(known):
            raise ValueError(f"figures: names repeat: {known}")
        check = self.check
        for field in ("parameters", "tasks", "figure", "after", "before", "saving", "time"):
            name = getattr(check, field, None)
            if name is not None and name not in known:
                raise ValueError(f"check.{field}: the statement has no figure {name!r}: {known}")
        return self


class ClaimFile(Sourced):
    """What one publication says."""

    name: Name
    publication: Name
    date: Date
    note: Name | None = None
    settings: list[SettingFile] = Field(default_factory=list)
    statements: Annotated[list[StatementFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _settings_named(self) -> ClaimFile:
        settings = [setting.id for setting in self.settings]
        ids = [statement.id for statement in self.statements]
        for what, names in (("settings", settings), ("statements", ids)):
            if len(set(names)) != len(names):
                raise ValueError(f"{what}: ids repeat: {names}")
        for statement in self.statements:
            name = getattr(statement.check, "setting", None)
            if name is not None and name not in settings:
                raise ValueError(
                    f"statement {statement.id}: no setting {name!r}: {', '.join(settings)}"
                )
        return self
