"""Options that commands share and that are no inputs of a scenario."""

from __future__ import annotations

from qestimate.core.errors import ScenarioError
from qestimate.scenario.values import split


def chosen_verdicts(text: str | None) -> list[str]:
    """Return the verdicts that are to make the command fail.

    Raises:
        ScenarioError: Something that is no verdict.
    """
    known = ("feasible", "marginal", "infeasible", "unknown")
    asked = split(None if text is None else [text], "--fail-on")
    for verdict in asked:
        if verdict not in known:
            raise ScenarioError(
                f"--fail-on {verdict!r} is no verdict", hint=f"known: {', '.join(known)}"
            )
    return asked
