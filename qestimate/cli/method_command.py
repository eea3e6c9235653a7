"""``qestimate method``: the ways of mapping a workload, and their formulas."""

from typing import Annotated

import typer

from qestimate.cli import output
from qestimate.methods import method as find_method
from qestimate.methods import methods

app = typer.Typer(
    help="Methods: how an adapter is mapped onto circuits.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Format = Annotated[str, typer.Option("--format", help="text, md, latex, html, csv, json.")]


@app.command("list")
def list_(fmt: Format = "") -> None:
    """List all methods."""
    from qestimate.report.formulas import methods_document

    output.show_any(methods_document(list(methods().values())), output.chosen_format(fmt))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="ID of a method.")],
    fmt: Format = "",
) -> None:
    """Show the formulas of a method, with their sources."""
    from qestimate.report.formulas import method_document

    form = output.chosen_format(fmt)
    output.show_any(method_document(find_method(name), form), form)
