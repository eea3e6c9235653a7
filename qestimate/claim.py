"""A published claim: its statements, their figures, and the check that decides each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from qestimate.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

Result = Literal["reproduced", "consistent", "contradicted", "misreported", "not checkable"]
"""*reproduced*: we compute the same figure from stated inputs; *consistent*: possible, but not
determined by what is published; *contradicted*: a bound excludes it; *misreported*: the primary
source says something else; *not checkable*: something is missing."""

RESULTS: tuple[Result, ...] = get_args(Result)


class Figure(NamedTuple):
    """A figure as somebody published it."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str
    locator: str

    @property
    def half_step(self) -> float:
        """Half a unit of the last digit that was published.

        >>> [Figure("x", value, "%", "", "", "").half_step for value in (52.06, 76)]
        [0.005, 0.5]
        """
        text = repr(self.value)
        if "e" in text:
            return abs(self.value) * 0.5e-15
        digits = len(text.partition(".")[2].rstrip("0"))
        return float(0.5 * 10.0**-digits)

    def agrees_with(self, computed: float) -> bool:
        """Whether a computed figure rounds to this one, at the digits that were published.

        >>> Figure("x", 76, "%", "", "", "").agrees_with(76.2)
        True
        """
        return abs(computed - self.value) <= self.half_step * (1 + 1e-9)


class Setting(NamedTuple):
    """A configuration that checks compute with."""

    id: str
    name: str
    model: str
    method: str
    rank: int
    targets: tuple[str, ...]
    layers: int | None
    samples: int
    tokens_per_sample: int
    epochs: int
    batch_size: int
    accumulation: int
    shots: int | None
    """Shots that the authors use; None if not published."""
    prompt_tokens: int
    devices: tuple[str, ...]
    source: str
    locator: str
    note: str


class Statement(NamedTuple):
    """One statement of a publication."""

    id: str
    text: str
    reading: str
    """How it is read here, where it can be read in several ways."""
    source: str
    locator: str
    figures: tuple[Figure, ...]
    kind: str
    """Which check decides it."""
    inputs: Mapping[str, Any]
    """What the check takes."""

    def figure(self, name: str) -> Figure:
        """Return a figure by name.

        Raises:
            UnknownNameError: The statement has no such figure.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        known = [figure.name for figure in self.figures]
        raise UnknownNameError(f"figure of statement {self.id}", name, known)


class Claim(NamedTuple):
    """What one publication says."""

    id: str
    name: str
    publication: str
    date: str
    source: str
    locator: str
    note: str
    settings: tuple[Setting, ...]
    statements: tuple[Statement, ...]

    def setting(self, name: str) -> Setting:
        """Return a configuration by id.

        Raises:
            UnknownNameError: The claim has no such configuration.
        """
        for setting in self.settings:
            if setting.id == name:
                return setting
        raise UnknownNameError("setting", name, [setting.id for setting in self.settings])
