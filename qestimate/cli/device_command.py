"""``qestimate device``: what is known of the devices."""

from typing import Annotated

import typer

from qestimate.cli import output

app = typer.Typer(
    help="Device profiles: what is known, how well, and from where.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Format = Annotated[str, typer.Option("--format", help="text, md, latex, html, csv, json.")]


@app.command("list")
def list_(fmt: Format = "") -> None:
    """List all devices with their newest calibration."""
    from qestimate.report.listings import listing

    output.show_any(listing("device"), output.chosen_format(fmt))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="ID, ID@DATE or a TOML file.")],
    fmt: Format = "",
) -> None:
    """Show every figure of a device with its source."""
    from qestimate import catalog
    from qestimate.report.listings import device_document

    output.show_any(device_document(catalog.device(name)), output.chosen_format(fmt))
