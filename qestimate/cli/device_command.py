"""``qestimate device``: what is known of the devices."""

from typing import Annotated

import typer

from qestimate.cli import options, output
from qestimate.cli.pictures import check_picture, write_picture

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
    plot: options.Plot = None,
    plot_size: options.PlotSize = "report",
    fmt: Format = "",
) -> None:
    """Show every figure of a device with its source; --plot draws the chip."""
    from qestimate import catalog
    from qestimate.report.listings import device_document

    check_picture(plot, plot_size)
    device = catalog.device(name)
    if plot is not None:
        from qestimate.plots.chip import chip

        write_picture(plot, plot_size, lambda size: chip(device, None, size))
    output.show_any(device_document(device), output.chosen_format(fmt))
