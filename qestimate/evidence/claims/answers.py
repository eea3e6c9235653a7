"""What a check takes, field by field: the question it raises, and the answer as a value."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from qestimate.catalog.check_schema import FIGURE, names_a_figure
from qestimate.core.errors import ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.printed import figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

    from qestimate.catalog.check_schema import CheckFile


class Input(NamedTuple):
    """Something that a table of a file has to say."""

    name: str
    question: str
    form: str
    """How the answer is written; empty for words."""
    field: FieldInfo
    rows: tuple[Input, ...] = ()
    """Of each row, where it is a list of tables."""
    table: type[BaseModel] | None = None
    """What such a row has to be."""

    def value(self, text: str) -> Any:
        """Return an answer as a file has it.

        Raises:
            ScenarioError: It is no value of this field.
        """
        return checked(self, _parsed(text.strip(), self.field.annotation))


def figure_inputs(check: type[CheckFile]) -> list[Input]:
    """Return the fields of a check that name figures; those it can do without are last.

    >>> from qestimate.evidence.claims.checks.accuracy import Accuracy
    >>> [(one.name, one.question) for one in figure_inputs(Accuracy)]
    [('after', 'the new accuracy, in percent'), ('before', 'the old one, in percent')]
    """
    found = [
        _input(name, info)
        for name, info in check.model_fields.items()
        if names_a_figure(check, name)
    ]
    return sorted(found, key=lambda one: not one.field.is_required())


def needed_inputs(table: type[BaseModel], known: tuple[str, ...] = ()) -> list[Input]:
    """Return the fields that a table has to have and that are no figures, sources last.

    Args:
        table: A check, or another table of a claim file.
        known: Fields that are not asked for.
    """
    found = [
        _input(name, info)
        for name, info in table.model_fields.items()
        if info.is_required() and name not in known and FIGURE not in info.metadata
    ]
    return sorted(found, key=lambda one: one.name.endswith(("source", "locator")))


DECIDE = ("relation", "statistic", "every", "measure", "better", "classical")
"""Fields of checks that can be left out and yet turn a result: they are asked for."""


def deciding_inputs(table: type[CheckFile]) -> list[Input]:
    """Return the fields of a check that can be left out and yet turn a result.

    >>> from qestimate.evidence.claims.checks.price import Price
    >>> [one.name for one in deciding_inputs(Price)]
    ['relation']
    """
    return [
        _input(name, info)
        for name, info in table.model_fields.items()
        if name in DECIDE and not info.is_required()
    ]


def optional_inputs(table: type[CheckFile]) -> list[Input]:
    """Return the plain fields that a check may have besides, and that are no figures."""
    found = [
        _input(name, info)
        for name, info in table.model_fields.items()
        if not info.is_required() and not names_a_figure(table, name)
    ]
    return [one for one in found if not one.rows]


def checked(one: Input, value: Any) -> Any:
    """Return a value that fits a field.

    Raises:
        ScenarioError: It does not.
    """
    hint = one.form and f"as {one.form}"
    kind: Any = Annotated[one.field.annotation, one.field]
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise ScenarioError(f"{one.name}: {_said(error)}", hint=hint) from None
    return value


def checked_table(table: type[BaseModel], content: Mapping[str, Any]) -> None:
    """Refuse a table that does not hold together.

    Raises:
        ScenarioError: It does not.
    """
    try:
        table.model_validate(dict(content))
    except ValidationError as error:
        raise ScenarioError(_said(error)) from None


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    plain = {
        "string_too_short": "something has to be said",
        "string_pattern_mismatch": "not written as it has to be",
        "int_type": "no whole number",
        "int_parsing": "no whole number",
        "too_short": "one at the least",
        "literal_error": "none of the choices",
    }
    said: str = plain.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return f"{said[0].lower()}{said[1:]}" if said else "no such value"


def _input(name: str, info: FieldInfo) -> Input:
    said = " ".join((info.description or name.replace("_", " ")).split()).rstrip(".")
    said = said.removeprefix("Name of the figure").lstrip(":, ") or name
    rows: tuple[Input, ...] = ()
    table = None
    for inner in (info.annotation, *get_args(info.annotation)):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            table = inner
            rows = (*needed_inputs(inner), *_besides(inner))
    return Input(name, said, _form(info.annotation), info, rows, table)


def _besides(table: type[BaseModel]) -> list[Input]:
    """Return the plain fields that a table may have besides those that it has to."""
    found = [
        _input(name, info) for name, info in table.model_fields.items() if not info.is_required()
    ]
    return [one for one in found if not one.rows and one.field.default is not False]


def _form(kind: Any) -> str:
    """Return how a value of a type is written."""
    kind, inner = _bare(kind)
    if kind is Literal:
        return " or ".join(map(str, inner))
    if kind is bool:
        return "yes or no"
    if kind is list:
        if _bare(inner[0])[0] is list:
            return "lists separated by semicolons, the parts of each by commas"
        return "separated by commas"
    return "a number" if kind in (int, float) else ""


def _parsed(text: str, kind: Any) -> Any:
    kind, inner = _bare(kind)
    if kind is bool:
        words = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
        return words.get(text.lower(), text)
    if kind is list:
        apart = ";" if _bare(inner[0])[0] is list else ","
        return [_parsed(part.strip(), inner[0]) for part in text.split(apart) if part.strip()]
    if kind in (int, float):
        try:
            return figure(text).value
        except ScenarioError:
            return text
    return text


def _bare(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without its marks, and what it is made of; of a choice the first."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated or origin in (Union, UnionType):
        return _bare(inner[0])
    return (origin or kind), inner
