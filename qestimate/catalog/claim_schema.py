"""What a claim file may say, as pydantic models: sources, settings, statements with their figures.

What the check of a statement may say stands with the check itself, one file a kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import ConfigDict, Field, model_validator

from qestimate.catalog.check_schema import (
    CheckFile,
    Count,
    Date,
    Number,
    Width,
    names_a_figure,
)
from qestimate.catalog.schema import Name, Sourced, Strict
from qestimate.core import late_bound

if TYPE_CHECKING:
    Check = CheckFile
else:
    KINDS = tuple(late_bound.call("check_kinds"))
    Check = Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007  # a tuple
"""The check of a statement: of one of the kinds that are there."""


class ClaimFigureFile(Strict):
    """A figure as published. Source and locator default to those of the statement."""

    name: Name
    value: Number
    digits: Annotated[int, Field(ge=1, le=17)] | None = None
    """Significant digits that were published, where the number does not show them: 76.00, 8e9."""
    about: bool = False
    """Whether it was printed as about, approximately or roughly so much."""
    unit: Name | None = None
    meaning: Name | None = None
    source: Name | None = None
    locator: Name | None = None


class SettingFile(Sourced):
    """A configuration that checks compute with."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: Name
    name: Name
    model: Name
    """Model of the catalogue."""
    method: Name
    """Method: qestimate method list."""
    rank: Width
    """Rank of the adapter."""
    targets: Annotated[list[Name], Field(min_length=1)]
    """Adapted modules, or all-linear."""
    layers: Width | None = None
    samples: Count = 3000
    tokens_per_sample: Count = 512
    epochs: Count = 3
    batch_size: Count = 4
    accumulation: Count = 8
    shots: Count | None = None
    prompt_tokens: Count = 200
    devices: Annotated[list[Name], Field(min_length=1)]
    """Devices of the catalogue, or files."""
    note: Name | None = None


class StatementFile(Sourced):
    """One statement, its figures, and the check that decides it."""

    id: Name
    text: Name
    reading: Name | None = None
    """How it is read here, where it can be read in several ways."""
    seen: bool = True
    """False if the words were not found in the source itself, but passed on by others."""
    figures: list[ClaimFigureFile] = Field(default_factory=list)
    examples: list[Name] = Field(default_factory=list)
    """Inputs of the check that are still examples: as long as there are any, nothing is judged."""
    check: Check

    @model_validator(mode="after")
    def _figures_named(self) -> StatementFile:
        known = [figure.name for figure in self.figures]
        if len(set(known)) != len(known):
            raise ValueError(f"figures: names repeat: {known}")
        for field in type(self.check).model_fields:
            name = getattr(self.check, field)
            if name is not None and names_a_figure(type(self.check), field) and name not in known:
                raise ValueError(f"check.{field}: the statement has no figure {name!r}: {known}")
        return self


Topic = Literal["training", "speed-up", "device", "randomness", "energy", "compression"]


class SourceFile(Strict):
    """A source that the file names and the bibliography does not have."""

    key: Name
    title: Name
    authors: Name | None = None
    year: Name | None = None
    link: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None


class ClaimFile(Sourced):
    """What one publication says."""

    name: Name
    publication: Name
    date: Date
    headline_plain: Name | None = None
    """The headline in one plain sentence, for a list of claims."""
    topic: Topic | None = None
    """What it is about, for a list of claims."""
    note: Name | None = None
    headline: Name | None = None
    """Id of the statement that the publication leads with; the first if left out."""
    sources: list[SourceFile] = Field(default_factory=list)
    """Where sources stand that are not in the bibliography."""
    settings: list[SettingFile] = Field(default_factory=list)
    statements: Annotated[list[StatementFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _settings_named(self) -> ClaimFile:
        settings = [setting.id for setting in self.settings]
        ids = [statement.id for statement in self.statements]
        keys = [source.key for source in self.sources]
        for what, names in (("settings", settings), ("statements", ids), ("sources", keys)):
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
