"""What the check of a statement may be made of, as pydantic models: the base of all kinds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, get_args

from pydantic import AfterValidator, ConfigDict, Field, model_validator

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


class CheckFile(Strict):
    """The check of a statement: one class for each kind, with ``kind`` and what it takes."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    kind: str


def names_a_figure(check: type[CheckFile], field: str) -> bool:
    """Whether a field of a check is marked as the name of a figure."""
    info = check.model_fields[field]
    marked = (
        info.metadata,
        *(getattr(one, "__metadata__", ()) for one in get_args(info.annotation)),
    )
    return any(FIGURE in marks for marks in marked)


class FurtherFile(Sourced):
    """Something else that is known, with where it stands."""

    text: Name


class SizeFile(Sourced):
    """A test set that may have been meant."""

    name: Name
    questions: Count


class BaselineFile(Sourced):
    """An accuracy to compare with."""

    name: Name
    value: Number


class Primary(CheckFile):
    """What the source behind a report says, where that is something else: it is misreported."""

    primary: Name | None = None
    primary_source: Name | None = None
    primary_locator: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> Primary:
        if (self.primary is None) != (self.primary_source is None):
            raise ValueError("primary and primary_source come together")
        return self


class Period(CheckFile):
    """A time from one day to another."""

    since: Date
    """The first day, as 2025-04-09."""
    until: Date
    """The last day."""

    @model_validator(mode="after")
    def _forward(self) -> Period:
        if self.since >= self.until:
            raise ValueError(f"since {self.since} is not before until {self.until}")
        return self
