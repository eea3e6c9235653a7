"""``qestimate validate``: predictions against published runs."""

from typing import Annotated

import typer

from qestimate.cli import options, output
from qestimate.cli.pictures import check_picture, write_picture
from qestimate.core.errors import DomainError, UnknownNameError
from qestimate.scenario.values import split


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|ID]...",
            help="Experiments: ids of the catalogue or TOML files of your own. [whole catalogue]",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KINDS",
            help="Only these: random-circuit, ghz, mirror, bell, sequence, expectation, job-time.",
        ),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="The scores only, without every run.")
    ] = False,
    min_coverage: Annotated[
        float | None,
        typer.Option(
            "--min-coverage",
            help="Exit with 1 if a smaller share of measured values is inside its interval.",
        ),
    ] = None,
    plot: options.Plot = None,
    plot_size: options.PlotSize = "report",
    explain: options.Explain = False,
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
    fmt: options.Format = "",
) -> int:
    """Hold predictions against published hardware runs."""
    from qestimate.catalog.experiment_records import QUANTITIES
    from qestimate.catalog.experiments import experiment, experiments
    from qestimate.evidence.prediction import counting, predict, score
    from qestimate.report.views.explanations import (
        explained_runs,
        with_explanations,
    )
    from qestimate.report.views.validation import validation_document, validation_object

    check_picture(plot, plot_size)
    form = output.chosen_format(fmt)
    output.refuse_in_csv(form, explain=explain)
    kinds = split(kind, "--kind")
    for name in kinds:
        if name not in QUANTITIES:
            raise UnknownNameError("kind", name, QUANTITIES)
    if min_coverage is not None and not 0 <= min_coverage <= 1:
        raise DomainError(
            f"--min-coverage must be between 0 and 1, not {min_coverage:g}", hint="for example 0.9"
        )
    chosen = [experiment(name) for name in files or experiments()]
    found = [(one, predict(one)) for one in chosen if not kinds or one.kind in kinds]
    if plot is not None:
        from qestimate.report.plots.predicted import predicted

        write_picture(plot, plot_size, lambda size: predicted(found, size))
    how = list(explained_runs(found)) if explain else None
    if form == "json":
        output.show_json(validation_object(found, how))
    else:
        document = validation_document(found, rows=not summary)
        output.show(with_explanations(document, how) if how is not None else document, form)
    total = score(counting(p for _, runs in found for p in runs))
    return int(min_coverage is not None and (total is None or total.coverage < min_coverage))
