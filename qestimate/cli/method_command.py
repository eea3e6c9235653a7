"""``qestimate method``: the ways of mapping a workload, and their formulas."""

import gc
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from qestimate.cli import output
from qestimate.cli.scenario import scenario, takes_scenario
from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.methods import method as find_method
from qestimate.methods import methods

app = typer.Typer(
    help="Methods: how an adapter is mapped onto circuits.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

EXPORTS = ("qasm3", "qpy", "qref")
"""Formats that other programs read."""

Format = Annotated[str, typer.Option("--format", help="text, md, latex, html, csv, json.")]


@app.command("list")
def list_(fmt: Format = "") -> None:
    """List all methods."""
    from qestimate.report.views.method import methods_document

    output.show_any(methods_document(list(methods().values())), output.chosen_format(fmt))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="ID of a method.")],
    fmt: Format = "",
) -> None:
    """Show the formulas of a method, with their sources."""
    from qestimate import catalog
    from qestimate.report.views.method import method_document

    form = output.chosen_format(fmt)
    method = find_method(name)
    published = [one for one in map(catalog.preset, catalog.presets()) if one.method == name]
    output.show_any(method_document(method, form, published), form)


@app.command()
@takes_scenario
def export(
    name: Annotated[str, typer.Argument(help="ID of a method.")],
    *,
    output_: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to; stdout if left out."),
    ] = None,
    drawn: Annotated[
        bool,
        typer.Option(
            "--drawn", help="The circuit as its authors draw it, its angles as parameters."
        ),
    ] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="F",
            help="qasm3 or qpy: the circuit on its patch; qref: costs as symbols, without a "
            "scenario. [as FILE ends, else qasm3]",
        ),
    ] = "",
    **typed: Any,
) -> int:
    """Write the circuit on its patch (OpenQASM 3, QPY), or the costs as formulas (QREF v1)."""
    method = find_method(name)
    chosen = form or _form(output_)
    if chosen not in EXPORTS:
        raise UnknownNameError("format", chosen, EXPORTS)
    if chosen == "qref":
        from qestimate.formats.qref import qref_document

        content = json.dumps(qref_document(method), indent=2) + "\n"
        output.write(output_, content.encode())
        return 0
    if typed.get("method") not in (None, [name]):
        raise ScenarioError("--method has no meaning here", hint=f"the method is {name}")
    asked = scenario(typed)
    if len(asked.devices) != 1 and not drawn:
        known = ", ".join(one.id for one in asked.devices)
        raise ScenarioError(f"one device expected, found {known}", hint="--device ID")
    gc.enable()  # Qiskit makes more garbage than a start-up
    from qestimate.estimation.estimate import estimate
    from qestimate.estimation.placement import Unplaced
    from qestimate.formats.circuits import writing

    with output.patience(f"writing the circuit of {name}"):
        found = estimate(asked.workload, method, asked.devices[0], asked.goal)
        if drawn:
            circuit = writing.drawn(found.program)
        elif isinstance(found.placement, Unplaced):
            raise ScenarioError(
                f"{name} has no place on {found.device.id}: {found.placement.reason}",
                hint="--drawn writes the circuit before any device",
            )
        else:
            circuit = writing.native(found.program, found.placement, found.device)
        written = writing.qpy(circuit) if chosen == "qpy" else writing.qasm3(circuit).encode()
    output.write(output_, written)
    if not drawn:
        output.note("qestimate: the angles are examples; --drawn has them as parameters")
    return 0


def _form(path: str | None) -> str:
    """Return the format that the ending of a file stands for."""
    ending = Path(path).suffix.lower() if path else ""
    return {".qpy": "qpy", ".json": "qref"}.get(ending, "qasm3")
