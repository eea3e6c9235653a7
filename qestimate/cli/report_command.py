"""``qestimate report``: one document with tables, pictures, assumptions and sources."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qestimate.cli import output
from qestimate.cli.scenario import scenario, takes_scenario, text
from qestimate.core.errors import OutputError, ScenarioError
from qestimate.core.writing import once_written


@takes_scenario
def command(
    *,
    output_: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to: .md, .tex, .html or .pdf (by LaTeX)."
        ),
    ] = None,
    claim: Annotated[
        str | None,
        text(
            "--claim",
            help="Report on a claim instead: of the catalogue, or a TOML file.",
            metavar="ID",
        ),
    ] = None,
    **typed: Any,
) -> int:
    """The answer as one document: conclusion, tables, pictures, assumptions, sources."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise OutputError(
            "a report needs matplotlib, which is not installed",
            hint="pip install 'qestimate[plot]'",
        )
    from qestimate.report.full import claim_report, scenario_report, write_report
    from qestimate.report.full.writing import check_ending

    if output_ is None:
        raise ScenarioError("no file to write", hint="--output report.html")
    check_ending(Path(output_))
    if claim is not None:
        given = [name for name, value in typed.items() if value]
        if given:
            raise ScenarioError(
                f"--claim has its own scenario; --{given[0].replace('_', '-')} has no place here",
                hint="leave it out",
            )
        from qestimate.catalog.claims import claim as find_claim
        from qestimate.evidence.claims.judge import judge

        report = claim_report(judge(find_claim(claim)), output.command_line)
    else:
        from qestimate.explore.survey import survey

        asked = scenario(typed)
        found = survey(asked.workload, asked.devices, asked.methods, asked.goal)
        report = scenario_report(asked, found, output.command_line)
    with output.patience(f"writing {output_}"):
        written = write_report(report, output_)
    more = f" and {len(written) - 1} pictures" if len(written) > 1 else ""
    once_written(lambda: output.note(f"qestimate: {written[0]}{more}"))
    return 0
