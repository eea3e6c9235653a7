"""``qestimate catalog``: check the catalogue, show schemas."""

from pathlib import Path
from typing import Annotated

import typer

from qestimate.cli import options, output
from qestimate.core.errors import CatalogError, UnknownNameError
from qestimate.core.files import is_folder

_HINT = "each line names file, place and what is wrong there"

app = typer.Typer(
    help="The catalogue of models, devices and data sets.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def check(
    path: Annotated[
        Path | None,
        typer.Argument(help="A catalogue folder, or one device file. [the shipped catalogue]"),
    ] = None,
) -> None:
    """Prove that every file fits its schema and every number has a source that resolves."""
    from qestimate.catalog.check import check_device
    from qestimate.catalog.files import KINDS, ROOT
    from qestimate.catalog.lint import check as check_all
    from qestimate.report.views.sentences import plural

    root = path or ROOT
    if is_folder(root) and not any((root / folder).is_dir() for folder in KINDS.values()):
        raise CatalogError(
            f"{root}: not a catalogue", hint=f"it would have folders {', '.join(KINDS.values())}"
        )
    if not is_folder(root):
        problems = check_device(root)
        if problems:
            raise CatalogError(plural(len(problems), "problem"), problems=problems, hint=_HINT)
        output.emit(f"{root}: a sound device file; its sources were not looked up\n")
        return
    report = check_all(root)
    if report.problems:
        raise CatalogError(
            plural(len(report.problems), "problem"), problems=report.problems, hint=_HINT
        )
    output.emit(
        f"{report.n_files} files, {report.n_numbers:,} numbers, {report.n_sources} sources: "
        "every number has a source that resolves\n"
    )


@app.command()
def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="output (of model --format json), COMMAND-output (of claim check, circuit, "
            "verify, validate, sweep, require, frontier, compare, device show), model, device, "
            "dataset, adapter, experiment, gpu, simulator, simulation, claim."
        ),
    ] = "output",
) -> None:
    """Print a JSON schema: of the output, or of a kind of catalogue file."""
    from qestimate.catalog.check import SCHEMAS
    from qestimate.report.figures.outputs import COMMANDS
    from qestimate.report.figures.outputs import schema as of_output

    outputs = {f"{command}-output": command for command in COMMANDS} | {"output": "model"}
    if name in outputs:
        output.show_json(of_output(outputs[name]))
        return
    if name not in SCHEMAS:
        raise UnknownNameError("schema", name, [*outputs, *SCHEMAS])
    output.show_json(SCHEMAS[name].model_json_schema())


@app.command()
def index(
    path: Annotated[
        Path | None, typer.Argument(help="A catalogue folder. [the shipped catalogue]")
    ] = None,
) -> None:
    """Write the index anew; needed after a model or device was added."""
    from qestimate.catalog.files import ROOT
    from qestimate.catalog.index import write_index

    output.emit(f"{write_index(path or ROOT)}\n")


@app.command("list")
def list_(
    kind: Annotated[
        str,
        typer.Argument(
            help="model, device, dataset, adapter, experiment, gpu, simulator, simulation or claim."
        ),
    ] = "model",
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
    fmt: Annotated[str, typer.Option("--format", help="text, md, latex, html, csv, json.")] = "",
) -> None:
    """List the entities of a kind."""
    from qestimate.catalog import entries
    from qestimate.catalog.files import KINDS
    from qestimate.report.views.catalog import listing

    if kind not in KINDS:
        raise UnknownNameError("kind", kind, KINDS)
    output.show_any(listing(kind, entries(kind)), output.chosen_format(fmt))
