"""``qestimate device``: what is known of the devices."""

from pathlib import Path
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
def list_(
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
    fmt: Format = "",
) -> None:
    """List all devices with their newest calibration."""
    from qestimate.catalog import entries
    from qestimate.report.views.catalog import listing

    output.show_any(listing("device", entries("device")), output.chosen_format(fmt))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="ID, ID@DATE or a TOML file.")],
    plot: options.Plot = None,
    plot_size: options.PlotSize = "report",
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
    fmt: Format = "",
) -> None:
    """Show every figure of a device with its source; --plot draws the chip."""
    from qestimate.catalog import device as find_device
    from qestimate.catalog.files import hidden
    from qestimate.report.views.catalog import device_document

    check_picture(plot, plot_size)
    device = find_device(name)
    if remark := hidden("device", device.id):
        output.note(f"qestimate: {remark}")
    if plot is not None:
        from qestimate.report.plots.chip import chip

        write_picture(plot, plot_size, lambda size: chip(device, None, size))
    document, form = device_document(device), output.chosen_format(fmt)
    if form == "json":
        from qestimate.report.figures.outputs import output as object_of

        output.show_json(object_of("device", document))
    else:
        output.show(document, form)


@app.command("import")
def import_(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Calibration as the vendor hands it out: IBM props and conf JSON or the CSV that "
            "a backend's page offers, Braket device capabilities, IQM quality metrics and "
            "architecture, Rigetti ISA, Origin cloud configuration or PilotOS chip file, Cirq "
            "calibration and device specification, IonQ characterization, AQT characterisation. "
            "Files of one device complete each other.",
        ),
    ],
    name: Annotated[str, typer.Option("--as", metavar="ID", help="Id of the device.")],
    title: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="Name to show. [as the files say]")
    ] = "",
    day: Annotated[
        str,
        typer.Option(
            "--date", metavar="DATE", help="Of the calibration. [as the files or their names say]"
        ),
    ] = "",
    source: Annotated[
        str,
        typer.Option("--source", metavar="TEXT", help="Where the files are from, an address."),
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a snapshot of the same date.")
    ] = False,
    catalog: Annotated[
        Path | None,
        typer.Option(
            "--catalog",
            metavar="DIR",
            help="Catalogue to write into; made if need be. [the platform's data folder]",
        ),
    ] = None,
    fmt: Format = "",
) -> None:
    """Take a vendor's calibration into a catalogue of your own."""
    from qestimate.catalog.files import KINDS, ROOT, own_root, use
    from qestimate.catalog.load import device as find_device
    from qestimate.core.files import is_file
    from qestimate.formats.devices.reading import import_files
    from qestimate.formats.devices.summary import understood
    from qestimate.formats.devices.writing import write_device
    from qestimate.report.views.catalog import device_document

    form = output.chosen_format(fmt)
    root = catalog or own_root()
    found = import_files([*files])
    for line in understood(found.profile, found.format):
        output.note(f"qestimate: {line}")
    if title:
        found = found._replace(profile=found.profile._replace(name=title))
    written = write_device(found, name, root, day=day, source=source, replace=replace)
    use(root)
    output.note(
        f"qestimate: {'another snapshot in' if written.added else 'written:'} {written.path}"
    )
    if is_file(ROOT / KINDS["device"] / f"{name}.toml"):
        output.note(
            f"qestimate: it hides the shipped device {name} wherever this catalogue is used"
        )
    dated = f"{name}@{written.device.snapshot.id}"
    output.show_any(device_document(find_device(dated)), form)
    where = f" --catalog {root}" if catalog is not None else ""
    output.note(f"hint: qestimate model --params 1e9 --device {name}{where}")
