"""What a check finds out about a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.catalog.claim_records import in_words
from qestimate.core.errors import CatalogError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Result


LABELS = ("measured", "claimed", "derived", "given", "assumed")
"""What a number may be, from the strongest to the weakest."""

WORKED_OUT = ("definition", "calendar")
"""What stands as the source of a number that anybody can work out."""


class Step(NamedTuple):
    """One line of a derivation."""

    what: str
    value: str
    """With its unit."""
    how: str
    """The formula with the numbers put in, or how it was found."""
    source: str
    kind: str = ""
    """measured, claimed, derived, given or assumed, where the source alone does not tell."""

    @property
    def label(self) -> str:
        """What the number is: measured, claimed, derived, given or assumed; empty without one.

        What somebody published is *claimed*, unless the figure of a device says that it was
        measured; what is worked out here is *derived*.

        >>> Step("qubits", "72", "as published", "itc-2025").label
        'claimed'
        >>> Step("computed", "52.0647 %", "100 p / m", "").label
        'derived'
        >>> Step("missing", "seeds", "", "").label
        ''
        """
        if self.kind or self.source == "assumed":
            return self.kind or self.source
        if self.source and self.source not in WORKED_OUT:
            return "claimed"
        return "derived" if self.how else ""


class Finding(NamedTuple):
    """The result of a check, with all that it rests on."""

    result: Result
    finds: str
    """One sentence with numbers."""
    steps: tuple[Step, ...]
    flips: str
    """What would have to be true for the result to be another."""
    brief: str = ""
    """What decides it, as the end of a sentence; empty for the first sentence of ``finds``."""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """What the figures are that it was found from, each label once, the weakest last.

        >>> steps = (Step("said", "3", "as published", "paper"), Step("found", "2", "1 + 1", ""))
        >>> Finding("contradicted", "It is 2.", steps, "").rests_on
        ('claimed', 'derived')
        """
        found = {step.label for step in self.steps}
        return tuple(label for label in LABELS if label in found)

    @property
    def in_words(self) -> str:
        """The result as it is shown.

        >>> Finding("consistent", "It fits.", (), "").in_words
        'consistent (possible; nothing here shows it)'
        """
        return in_words(self.result)

    @property
    def because(self) -> str:
        """What decides it, to stand behind a colon.

        >>> Finding("reproduced", "The method gives 3. Of these 2 count.", (), "").because
        'the method gives 3'
        """
        if self.brief:
            return self.brief
        first = self.finds.partition(". ")[0].rstrip(".")
        if first.startswith("Missing: "):
            return missing_in_words(first.removeprefix("Missing: ").split("; "))
        word = first.partition(" ")[0].rstrip(":,")
        small = len(word) > 1 and word.isalpha() and word[1:].islower()
        return first[0].lower() + first[1:] if small else first


def missing_in_words(missing: Sequence[str]) -> str:
    """Say what is missing, the first thing by name, to stand behind a colon.

    >>> missing_in_words(["the shots"]), missing_in_words(["the shots", "the seeds", "a test set"])
    ('missing is the shots', 'missing is the shots, and 2 more things')
    """
    more = len(missing) - 1
    rest = f", and {more} more {'thing' if more == 1 else 'things'}" if more else ""
    return f"missing is {missing[0]}{rest}"


def in_full(value: float) -> str:
    """Write a published number with all its digits.

    >>> in_full(89.56), in_full(1e9), in_full(76)
    ('89.56', '1,000,000,000', '76')
    """
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:,}"


def published(figure: Figure) -> str:
    """Write a figure with all its digits and its unit."""
    return f"{in_full(figure.value)} {figure.unit}".rstrip()


def result_of(possible: Sequence[bool | None]) -> Result:
    """Return the result of a bound on several devices.

    Consistent if one device allows it, contradicted if every device is known and excludes it, not
    checkable if the bound of one that might allow it is not known.

    Args:
        possible: For each device; None if it is not known.

    >>> result_of([False, True]), result_of([False, None]), result_of([False, False])
    ('consistent', 'not checkable', 'contradicted')
    """
    if any(possible):
        return "consistent"
    return "not checkable" if None in possible else "contradicted"


def place(source: str, locator: str) -> str:
    """Write a source with the place in it.

    >>> place("paper", "table 1"), place("paper", "")
    ('paper, table 1', 'paper')
    """
    return f"{source}, {locator}" if locator else source


def original(primary: str, source: str | None, locator: str | None) -> Step:
    """Return what the source behind a report says, where that is something else."""
    return Step("the primary source says", primary, "", place(source or "", locator or ""))


def known(further: Sequence[Mapping[str, str]]) -> list[Step]:
    """Return what else is known, each with where it stands."""
    return [Step("known", one["text"], "", place(one["source"], one["locator"])) for one in further]


def cited(figure: Figure) -> str:
    """Write where a figure was published."""
    return place(figure.source, figure.locator)


PERIODS = {
    "us": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "y": 365.25 * 86400.0,
}
"""Units of a published time, in seconds."""


def seconds_of(figure: Figure) -> float:
    """Return a published time in seconds.

    Raises:
        CatalogError: It is not positive, or in no unit of time.
    """
    if figure.unit not in PERIODS:
        raise CatalogError(
            f"figure {figure.name}: unit {figure.unit!r} is no time",
            hint=f"one of {', '.join(PERIODS)}",
        )
    return positive(figure) * PERIODS[figure.unit]


def positive(figure: Figure) -> float:
    """Return the value of a figure that only makes sense above zero.

    Raises:
        CatalogError: It is zero or less.
    """
    if figure.value <= 0:
        raise CatalogError(
            f"figure {figure.name}: {in_full(figure.value)} is not above 0", hint="as published"
        )
    return figure.value


def percent_of(figure: Figure) -> float:
    """Return the value of a figure in percent.

    Raises:
        CatalogError: Its unit is not %, or it is not between 0 and 100.
    """
    if figure.unit != "%" or not 0 <= figure.value <= 100:
        raise CatalogError(
            f"figure {figure.name}: {in_full(figure.value)} {figure.unit} is no percentage",
            hint='a value from 0 to 100 with unit = "%"',
        )
    return figure.value
