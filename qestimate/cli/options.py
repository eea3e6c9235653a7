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


def _use(folders: str | None) -> None:
    """Layer catalogues over the shipped one, as soon as the option is read."""
    if folders is not None:
        import os

        from qestimate.catalog.files import use
        from qestimate.core.errors import CatalogError
        from qestimate.core.files import exists, is_folder

        wanted = [one for one in folders.split(os.pathsep) if one]
        for one in wanted:
            if exists(one) and not is_folder(one):
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


def _without_cache(off: bool) -> None:  # as Typer calls it
    """Work everything out anew, as soon as the option is read."""
    if off:
        from qestimate.core.disk_cache import turn_off

        turn_off()


NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        callback=_without_cache,
        expose_value=False,
        is_eager=True,
        help="Neither read nor keep sampled circuits on disk. [QESTIMATE_CACHE names the folder]",
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
Plot = Annotated[
    str | None,
    typer.Option("--plot", metavar="FILE", help="Write a picture: .svg, .pdf or .png."),
]
PlotSize = Annotated[
    str, typer.Option("--plot-size", metavar="SIZE", help="report or slide. [report]")
]
