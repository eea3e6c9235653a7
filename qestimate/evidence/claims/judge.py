"""Judge a claim: the check of each statement, by its kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qestimate import catalog
from qestimate.catalog.claim_records import in_words
from qestimate.catalog.claims import beside, in_one_line, names_in
from qestimate.catalog.simulations import simulated_circuit
from qestimate.core import late_bound
from qestimate.core.errors import CatalogError, QestimateError
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.finding import Finding, Step, missing_in_words
from qestimate.evidence.claims.kinds import kinds
from qestimate.evidence.claims.settings import Case, configured

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.catalog.claim_records import Claim, Result, Statement
    from qestimate.evidence.claims.settings import Configured
    from qestimate.workload.workload import LanguageModel


class JudgedStatement(NamedTuple):
    """One statement and what was found."""

    statement: Statement
    finding: Finding


@late_bound.shown
class Judgement(NamedTuple):
    """A claim, judged."""

    claim: Claim
    judged: tuple[JudgedStatement, ...]
    configured: tuple[Configured, ...]
    """Its settings, worked out on their devices."""

    @property
    def headline(self) -> JudgedStatement:
        """The statement that the publication leads with."""
        asked = self.claim.headline
        return next((one for one in self.judged if one.statement.id == asked), self.judged[0])

    def tally(self, *, seen: bool = False) -> dict[Result, int]:
        """Return how many statements have each result, those that occur.

        Args:
            seen: Whether to count only those that the source was found to make.
        """
        found: dict[Result, int] = {}
        for one in self.judged:
            if seen and not one.statement.seen:
                continue
            found[one.finding.result] = found.get(one.finding.result, 0) + 1
        return found

    def __repr__(self) -> str:
        """Write the claim and how many statements have each result."""
        tally = ", ".join(f"{n} {in_words(result)}" for result, n in self.tally().items())
        return f"Judgement({self.claim.id}: {tally})"

    def full(self, fmt: str = "text") -> str:
        """Return every table: ``text``, ``md``, ``latex``, ``html`` or ``csv``."""
        return str(late_bound.call("full", self, fmt))

    def to_pandas(self) -> Any:
        """Return the rows and columns of the CSV as a ``pandas.DataFrame``.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return late_bound.call("to_pandas", self)


def judge(claim: Claim | str) -> Judgement:
    """Judge every statement of a claim.

    Args:
        claim: Or its id in the catalogue, or the path of a TOML file.

    Raises:
        UnknownNameError: No claim of this id.
        CatalogError: A setting or a check that cannot be worked out, with its place.

    >>> judge("qpa-gpt2-2025").judged[0].finding.result
    'reproduced'
    """
    if isinstance(claim, str):
        claim = catalog.claim(claim)
    problems, case = _case(claim)
    judged = []
    for statement in () if problems else claim.statements:
        try:
            judged.append(JudgedStatement(statement, check(case, statement)))
        except QestimateError as error:
            problems.append(f"statements.{statement.id}: {in_one_line(error)}")
        except ArithmeticError:
            problems.append(f"statements.{statement.id}: figures too large or too small")
        except ValueError as error:
            if "math domain" not in str(error):
                raise
            problems.append(f"statements.{statement.id}: figures too large or too small")
    if problems:
        raise CatalogError(
            f"claim {claim.id} cannot be judged",
            problems=problems,
            hint="each line names the statement or setting and what is wrong there",
        )
    return Judgement(claim, tuple(judged), tuple(case.configured.values()))


def _case(claim: Claim) -> tuple[list[str], Case]:
    """Return the problems of the settings of a claim, and what its checks compute with."""
    problems, settings = [], {}
    machines = catalog.machines()
    for setting in claim.settings:
        try:
            settings[setting.id] = configured(
                setting,
                _model(claim, setting.model),
                [catalog.device(beside(claim.folder, name)) for name in setting.devices],
                machines,
            )
        except QestimateError as error:
            problems.append(f"settings.{setting.id}: {in_one_line(error)}")
    inputs = [one.inputs for one in claim.statements]

    def each(load: Callable[[str], Any], *fields: str) -> dict[str, Any]:
        """Return everything that checks name in some fields, by its name."""
        return {name: load(beside(claim.folder, name)) for name in names_in(inputs, *fields)}

    return problems, Case(
        claim,
        settings,
        each(partial(_model, claim), "models"),
        each(catalog.device, "devices", "device"),
        machines,
        each(simulated_circuit, "simulation"),
        each(catalog.gpu, "gpu"),
    )


def _model(claim: Claim, name: str) -> LanguageModel:
    """Return a model of the catalogue, or of a ``config.json`` beside the claim."""
    path = beside(claim.folder, name)
    if not path.lower().endswith(".json"):
        return catalog.model(path)
    from qestimate.formats.workloads.transformers import read_config

    return read_config(path)


def check(case: Case, statement: Statement) -> Finding:
    """Return what the check of a statement finds; nothing while inputs of it are examples."""
    found = kinds()[statement.kind].check(case, statement, **statement.inputs)
    if not statement.examples:
        return found
    missing = [f"{name} (an example in the file)" for name in statement.examples]
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(missing)}.",
        tuple(Step("missing", line, "", "") for line in missing),
        "Values as published would let the check decide it; then their names go from examples.",
        missing_in_words(missing),
    )
