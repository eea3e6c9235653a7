"""A published claim: its statements, their figures, and the check that decides each."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING, Any, Literal, get_args

from qestimate.core.errors import UnknownNameError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Result = Literal["reproduced", "consistent", "contradicted", "misreported", "not checkable"]
"""What a check can find; MEANINGS says what each means."""

RESULTS: tuple[Result, ...] = get_args(Result)

Relation = Literal["equal", "at least", "at most"]
"""What a figure is said to be of a result: it, a lower bound of it, or an upper one."""

MEANINGS: Mapping[Result, str] = {
    "reproduced": "the same figure follows from the stated inputs, which are taken as they are",
    "consistent": "possible; nothing here shows it",
    "contradicted": "cannot be true as it is read here",
    "misreported": "the source it goes back to says something else",
    "not checkable": "what would decide it is missing",
}
"""Each result in plain words. None of them means that a statement was confirmed."""


def in_words(result: Result) -> str:
    """Write a result as it is shown: *consistent* never stands alone, to be read as confirmed.

    >>> in_words("consistent"), in_words("contradicted")
    ('consistent (possible; nothing here shows it)', 'contradicted')
    """
    return f"{result} ({MEANINGS[result]})" if result == "consistent" else result


def half_step(value: int | float, digits: int | None = None) -> float:
    """Return half a unit of the last digit of a number, as it was published.

    A whole number counts with all its digits, a number with a point with those behind it, one
    with an exponent with those of its mantissa.

    Args:
        value: As published.
        digits: Significant digits, where the number itself does not show them.

    >>> [half_step(value) for value in (52.06, 76, 76.0, 1.5e-7, 0, 0.0)]
    [0.005, 0.5, 0.05, 5e-09, 0.5, 0.05]
    """
    if not value:
        return 0.5 if isinstance(value, int) else 0.05
    if digits is not None:
        return float(0.5 * 10.0 ** (floor(log10(abs(value))) + 1 - digits))
    mantissa, _, exponent = repr(value).partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(f"5e{int(exponent or 0) - decimals - 1}")


class Figure(NamedTuple):
    """A figure as somebody published it."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str
    locator: str
    digits: int | None = None
    """Significant digits that were published, where the number itself does not show them."""
    about: bool = False
    """Whether it was printed as about so much."""

    @property
    def half_step(self) -> float:
        """Half a unit of the last digit that was published; a whole one of what is about so much.

        >>> Figure("x", 8_000_000_000, "", "", "", "", digits=1).half_step
        500000000.0
        >>> Figure("x", 99.5, "%", "", "", "", about=True).half_step
        0.1
        """
        return half_step(self.value, self.digits) * (2 if self.about else 1)

    def holds(
        self, low: float, high: float, relation: Relation = "equal", scale: float = 1.0
    ) -> bool:
        """Whether what lies somewhere between two ends may be as this figure says.

        Args:
            low: The least that it may be.
            high: The greatest.
            relation: What the figure is said to be of it.
            scale: Of the unit of the ends: they are this many times the figure's own.

        >>> fidelity = Figure("f", 99.5, "%", "", "", "")
        >>> fidelity.holds(0.99, 0.996, "at least", 0.01), fidelity.holds(0.98, 0.99, scale=0.01)
        (True, False)
        """
        value, margin = self.value * scale, self.half_step * scale * (1 + 1e-9)
        return {
            "equal": low - margin <= value <= high + margin,
            "at least": high >= value - margin,
            "at most": low <= value + margin,
        }[relation]

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
    seen: bool
    """Whether the words were found in the source itself, and not only passed on by others."""
    kind: str
    """Which check decides it."""
    inputs: Mapping[str, Any]
    """What the check takes."""
    examples: tuple[str, ...] = ()
    """Inputs that are still examples."""

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


class OwnSource(NamedTuple):
    """A source that a claim names and the bibliography does not have."""

    key: str
    title: str
    authors: str
    year: str
    link: str


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
    headline: str = ""
    """Id of the statement that the publication leads with; empty for the first."""
    headline_plain: str = ""
    """The headline in one plain sentence; empty for the words of the publication."""
    topic: str = ""
    sources: tuple[OwnSource, ...] = ()
    """Sources of its own."""
    folder: str = ""
    """Where its file lies: files that it names are looked for there first."""

    def setting(self, name: str) -> Setting:
        """Return a configuration by id.

        Raises:
            UnknownNameError: The claim has no such configuration.
        """
        for setting in self.settings:
            if setting.id == name:
                return setting
        raise UnknownNameError("setting", name, [setting.id for setting in self.settings])
