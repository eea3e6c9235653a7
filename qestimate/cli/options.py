"""Options that several commands share. Real types, not strings: evaluating those takes long."""

from typing import Annotated

import typer

Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="F",
        help="text, md, latex, html, csv, json. [text on a terminal, else md]",
    ),
]
Snapshot = Annotated[
    str | None,
    typer.Option(
        "--snapshot", metavar="DATE", help="Date of the calibration, as ID@DATE. [newest]"
    ),
]
Devices = Annotated[
    list[str] | None,
    typer.Option(
        "--device",
        metavar="ID",
        help="Device: ID, ID@DATE or a TOML file; repeat or separate by commas.",
    ),
]


def _use(folders: str | None) -> None:
    """Layer catalogues over the shipped one, as soon as the option is read."""
    if folders is not None:
        import os
        from pathlib import Path

        from qestimate.catalog.files import use
        from qestimate.core.errors import CatalogError

        wanted = [one for one in folders.split(os.pathsep) if one]
        for one in wanted:
            if Path(one).exists() and not Path(one).is_dir():
                raise CatalogError(f"{one}: not a folder", hint="--catalog takes a folder")
        use(*wanted)


Catalog = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="DIR",
        callback=_use,
        expose_value=False,
        is_eager=True,
        help="Catalogue of your own over the shipped one. [QESTIMATE_CATALOG, else the "
        "platform's data folder]",
    ),
]
ScenarioFile = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        help="TOML file with inputs named as the flags; flags go before it.",
    ),
]
SaveScenario = Annotated[
    str | None,
    typer.Option(
        "--save-scenario", metavar="FILE", help="Write all inputs, with the origin of each."
    ),
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Add how each figure comes about: formula, numbers, source."),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="VERDICTS",
        help="Exit with 1 if any verdict is one of these: feasible, marginal, infeasible, unknown.",
    ),
]
Precision = Annotated[
    str | None,
    typer.Option("--precision", metavar="X", help="Error of an expectation value. [0.05]"),
]
Confidence = Annotated[
    str | None,
    typer.Option("--confidence", metavar="X", help="Probability to be that precise. [0.95]"),
]
Floor = Annotated[
    str | None,
    typer.Option(
        "--floor", metavar="X", help="Least share of the signal that noise must leave. [0.1]"
    ),
]
MaxDays = Annotated[
    str | None, typer.Option("--max-days", metavar="DAYS", help="Time budget in days. [30]")
]
CzError = Annotated[
    str | None,
    typer.Option(
        "--cz-error", metavar="X", help="Set the average two-qubit gate error (1 = 100 %)."
    ),
]
OneQubitError = Annotated[
    str | None,
    typer.Option("--one-qubit-error", metavar="X", help="Set the average one-qubit error."),
]
ReadoutError = Annotated[
    str | None, typer.Option("--readout-error", metavar="X", help="Set the readout error.")
]
T1 = Annotated[str | None, typer.Option("--t1", metavar="µs", help="Set T1 in µs.")]
T2 = Annotated[str | None, typer.Option("--t2", metavar="µs", help="Set T2 in µs.")]
CzTime = Annotated[
    str | None, typer.Option("--cz-time", metavar="ns", help="Set the two-qubit gate time in ns.")
]
OneQubitTime = Annotated[
    str | None,
    typer.Option("--one-qubit-time", metavar="ns", help="Set the one-qubit gate time in ns."),
]
ReadoutTime = Annotated[
    str | None, typer.Option("--readout-time", metavar="ns", help="Set the readout time in ns.")
]
RepetitionDelay = Annotated[
    str | None,
    typer.Option("--rep-delay", metavar="µs", help="Set the delay between shots in µs."),
]
ShotPeriod = Annotated[
    str | None,
    typer.Option(
        "--shot-period", metavar="µs", help="Set the time per shot besides the gates, in µs."
    ),
]
Plot = Annotated[
    str | None,
    typer.Option("--plot", metavar="FILE", help="Write a picture: .svg, .pdf or .png."),
]
PlotSize = Annotated[
    str, typer.Option("--plot-size", metavar="SIZE", help="report or slide. [report]")
]
