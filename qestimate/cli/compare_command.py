"""``qestimate compare``: devices, methods or saved scenarios side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qestimate.cli import options, output
from qestimate.cli.scenario import scenario, takes_scenario
from qestimate.cli.verdicts import chosen_verdicts
from qestimate.core.errors import ScenarioError

if TYPE_CHECKING:
    from qestimate.report.views.comparison import Way

MAX_COMPARED = 40
"""Ways that are shown side by side."""


@takes_scenario
def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE.toml]...",
            help="Scenario files, as --save-scenario writes them; flags go before each of them.",
            show_default=False,
        ),
    ] = None,
    *,
    fail_on: options.FailOn = None,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """Devices, methods or saved scenarios side by side, and what differs."""
    from qestimate.report.views.comparison import comparison_document, comparison_object

    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    if files and typed["scenario"] is not None:
        raise ScenarioError(
            "--scenario is one more of the files here", hint="name it without the flag"
        )
    if len(files or ()) > 1 and typed["save_scenario"] is not None:
        raise ScenarioError("--save-scenario writes one scenario, not several", hint="leave it out")
    ways: list[Way] = []
    skipped: list[str] = []
    if not files:
        _add(typed, "", ways, skipped)
    stems = [Path(file).stem for file in files or ()]
    for file, stem in zip(files or (), stems, strict=True):
        name = stem if stems.count(stem) == 1 else file
        _add(typed | {"scenario": file}, name, ways, skipped)
    if not 2 <= len(ways) <= MAX_COMPARED:
        raise ScenarioError(
            f"{len(ways)} to compare; 2 to {MAX_COMPARED} are shown side by side",
            hint="name two devices or methods, as in --device ibm-fez,ibm-boston --method qpa",
        )
    if form == "json":
        output.show_json(comparison_object(ways))
    else:
        output.show(comparison_document(ways, list(dict.fromkeys(skipped))), form)
    return int(any(way.found.verdict in verdicts for way in ways))


def _add(typed: dict[str, Any], name: str, ways: "list[Way]", skipped: list[str]) -> None:
    """Add the ways of one scenario."""
    from qestimate.explore.survey import survey
    from qestimate.report.views.comparison import Way

    asked = scenario(typed)
    found = survey(asked.workload, asked.devices, asked.methods, asked.goal, search=False)
    ways += [Way(name, asked.values, one) for one in found.estimates]
    skipped += found.skipped
