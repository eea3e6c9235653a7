"""``qestimate model``: what a workload could map onto.

The options are annotated with real types, not strings: evaluating those at start-up takes long.
"""

import gc
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from qestimate.cli import options, output
from qestimate.cli.pictures import check_picture, picture_of, write_picture
from qestimate.cli.scenario import scenario, takes_scenario, text
from qestimate.cli.verdicts import chosen_verdicts
from qestimate.core.errors import ScenarioError
from qestimate.scenario.values import split

if TYPE_CHECKING:
    from qestimate.device.machines import Machines
    from qestimate.estimation.fault_tolerant import FaultTolerant
    from qestimate.evidence.transpiler import Found
    from qestimate.explore.survey import Survey
    from qestimate.scenario.values import Given


class Extras(NamedTuple):
    """What was asked for beside the answer itself."""

    explain: bool
    sensitivity: bool
    seeds: int
    transpiled: "Found | None"
    corrected: "list[FaultTolerant] | None"


@takes_scenario
def command(
    *,
    gpu: Annotated[
        str | None,
        text("--gpu", help="GPU that plain LoRA is compared on. [nvidia-a100-80gb]", metavar="ID"),
    ] = None,
    compile_: Annotated[
        bool,
        typer.Option("--compile", help="Compare with Qiskit's transpiler on the same patch."),
    ] = False,
    seeds: Annotated[
        int, typer.Option("--seeds", help="Transpiler seeds with --compile.", min=1, max=100)
    ] = 5,
    explain: options.Explain = False,
    sensitivity: Annotated[
        bool,
        typer.Option("--sensitivity", help="Add which input moves each verdict, and how far."),
    ] = False,
    fault_tolerant: Annotated[
        bool,
        typer.Option(
            "--fault-tolerant",
            help="Add what the same circuits would need with error correction (extra "
            "fault-tolerant).",
        ),
    ] = False,
    qubit_model: Annotated[
        list[str] | None,
        text(
            "--qubit-model",
            help="Qubits to correct, with --fault-tolerant: qubit_gate_ns_e3, qubit_gate_ns_e4, "
            "qubit_gate_us_e3, qubit_gate_us_e4; repeat or separate by commas. [the first two]",
            metavar="NAME",
        ),
    ] = None,
    plot: options.Plot = None,
    picture: Annotated[
        str,
        text(
            "--picture",
            help="What to draw: where (width and depth), budget (margins), chip, layers. [where]",
            metavar="NAME",
        ),
    ] = "",
    plot_size: options.PlotSize = "report",
    fail_on: options.FailOn = None,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """What a workload could map onto, and which limit stops it."""
    from qestimate.explore.survey import survey

    check_picture(plot, plot_size)
    if picture and plot is None:
        raise ScenarioError("--picture needs a file", hint="--plot picture.svg")
    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    asked = scenario(typed)
    output.refuse_in_csv(
        form,
        compile=compile_,
        explain=explain,
        sensitivity=sensitivity,
        **{"fault-tolerant": fault_tolerant},
    )
    if qubit_model and not fault_tolerant:
        raise ScenarioError("--qubit-model needs --fault-tolerant", hint="--fault-tolerant")
    found = survey(asked.workload, asked.devices, asked.methods, asked.goal, _machines(gpu))
    transpiled = None
    if compile_:
        gc.enable()  # a transpiler makes more garbage than a start-up
        from qestimate.evidence.transpiler import transpile_all, widened

        transpiled = transpile_all(found.estimates, seeds)
        found = found.with_estimates(tuple(widened(found.estimates, transpiled)))
    if plot is not None:
        write_picture(plot, plot_size, picture_of(found, picture or "where"))
    extras = Extras(
        explain=explain,
        sensitivity=sensitivity,
        seeds=seeds,
        transpiled=transpiled,
        corrected=_corrected(found, qubit_model) if fault_tolerant else None,
    )
    if form == "json":
        _print_json(found, asked.values, extras)
    else:
        _print_tables(found, asked.lines, form, extras)
    return int(any(e.verdict in verdicts for e in found.estimates))


def _machines(gpu: str | None) -> "Machines | None":
    from qestimate import catalog

    return None if gpu is None else catalog.machines(gpu)


def _corrected(found: "Survey", models: list[str] | None) -> "list[FaultTolerant]":
    from qestimate.estimation.fault_tolerant import fault_tolerant
    from qestimate.estimation.fault_tolerant.machine import DEFAULT_MODELS

    return fault_tolerant(found.estimates, split(models, "--qubit-model") or DEFAULT_MODELS)


def _print_json(found: "Survey", values: "dict[str, Given]", extras: Extras) -> None:
    from qestimate.report.figures.outputs import output as object_of
    from qestimate.report.views.model import model_answer

    answer = model_answer(found, output.command_line)._replace(values=values)
    if extras.transpiled is not None:
        from qestimate.evidence.transpiler import transpiled_rows

        answer = answer._replace(transpiled=transpiled_rows(found.estimates, extras.transpiled))
    if extras.explain:
        from qestimate.report.views.explanations import explained

        answer = answer._replace(explanations=list(explained(found)))
    if extras.corrected is not None:
        from qestimate.report.views.fault_tolerant import fault_tolerance_rows

        answer = answer._replace(fault_tolerance=fault_tolerance_rows(extras.corrected))
    if extras.sensitivity:
        from qestimate.report.views.sensitivity import known_swings

        answer = answer._replace(sensitivity=known_swings(found.estimates))
    output.show_json(object_of("model", answer))


def _print_tables(found: "Survey", given: dict[str, str], form: str, extras: Extras) -> None:
    if form == "csv":
        from qestimate.report.views.model import flat_document

        output.show(flat_document(found), form)
        return
    from qestimate.report.views.model import model_document

    document = model_document(found, given)
    tables = list(document.tables)
    if extras.transpiled is not None:
        from qestimate.report.views.transpiler import transpiled_table

        tables.append(transpiled_table(found.estimates, extras.transpiled, extras.seeds))
    if extras.corrected is not None:
        from qestimate.report.views.fault_tolerant import fault_tolerance_table

        tables.append(fault_tolerance_table(extras.corrected))
    if extras.sensitivity:
        from qestimate.report.views.sensitivity import sensitivity_table

        tables.append(sensitivity_table(found.estimates))
    document = document._replace(tables=tuple(tables))
    if extras.explain:
        from qestimate.report.views.explanations import explained, with_explanations

        document = with_explanations(document, explained(found))
    output.show(document, form)
