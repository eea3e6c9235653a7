"""Judge a claim: the check of each statement, by its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qestimate.errors import CatalogError, QestimateError
from qestimate.judgement import (
    accuracy,
    at_once,
    counts,
    job_time,
    on_chip,
    runs,
    saving,
    simulable,
    source,
)
from qestimate.judgement.cases import configured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qestimate.claim import Claim, Result, Statement
    from qestimate.judgement.cases import Configured
    from qestimate.judgement.finding import Finding

CHECKS: Mapping[str, Callable[..., Finding]] = {
    "on-chip": on_chip.check,
    "at-once": at_once.check,
    "source": source.check,
    "missing": source.missing,
    "accuracy": accuracy.check,
    "saving": saving.check,
    "throughput": runs.throughput,
    "full-run": runs.full_run,
    "added-load": counts.added,
    "program": counts.program,
    "arithmetic": counts.arithmetic,
    "job-time": job_time.check,
    "simulable": simulable.check,
}
"""Each kind of check and the function that does it; its arguments are the fields of the file."""


class Judged(NamedTuple):
    """One statement and what was found."""

    statement: Statement
    finding: Finding


class Judgement(NamedTuple):
    """A claim, judged."""

    claim: Claim
    judged: tuple[Judged, ...]
    configured: tuple[Configured, ...]
    """Its settings, worked out on their devices."""

    def tally(self) -> dict[Result, int]:
        """Return how many statements have each result, those that occur."""
        found: dict[Result, int] = {}
        for one in self.judged:
            found[one.finding.result] = found.get(one.finding.result, 0) + 1
        return found

    def __str__(self) -> str:
        from qestimate.report import render
        from qestimate.report.claims import claim_document

        return render(claim_document(self), "text")

    def _repr_markdown_(self) -> str:
        from qestimate.report import render
        from qestimate.report.claims import claim_document

        return render(claim_document(self), "md")

    def _repr_html_(self) -> str:
        from qestimate.report import render
        from qestimate.report.claims import claim_document

        return render(claim_document(self), "html-fragment")


def judge(claim: Claim) -> Judgement:
    """Judge every statement of a claim.

    Raises:
        CatalogError: A setting or a check that cannot be worked out, with its place.

    >>> from qestimate.catalog.claims import claim
    >>> judge(claim("qpa-gpt2-2025")).judged[0].finding.result
    'reproduced'
    """
    problems, judged = [], []
    for statement in claim.statements:
        try:
            judged.append(Judged(statement, _check(claim, statement)))
        except QestimateError as error:
            problems.append(f"statements.{statement.id}: {error.message}")
    settings = []
    for setting in claim.settings:
        try:
            settings.append(configured(setting))
        except QestimateError as error:
            problems.append(f"settings.{setting.id}: {error.message}")
    if problems:
        raise CatalogError(
            f"claim {claim.id} cannot be judged",
            problems=problems,
            hint="each line names the statement or setting and what is wrong there",
        )
    return Judgement(claim, tuple(judged), tuple(settings))


def _check(claim: Claim, statement: Statement) -> Finding:
    return CHECKS[statement.kind](claim, statement, **statement.inputs)
