"""``qestimate model``: what a workload could map onto.

The options are annotated with real types, not strings: evaluating those at start-up takes long.
"""

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from qestimate.cli import options, output
from qestimate.cli.scenario import scenario, takes_scenario, text
from qestimate.cli.verdicts import chosen_verdicts
from qestimate.core.errors import ScenarioError
from qestimate.scenario.values import split

if TYPE_CHECKING:
    from qestimate.device.machines import Machines
    from qestimate.estimation.fault_tolerant import FaultTolerant
    from qestimate.evidence.transpiler import Found
    from qestimate.explore.brief import Brief
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Screen
    from qestimate.scenario.scenario import Scenario
    from qestimate.scenario.values import Given


TABLES = (
    *("answer", "workload", "fits", "fits-cost", "circuits", "mitigation", "shots", "cost"),
    *("lora", "simulation", "bounds"),
)
"""Tables of the whole answer, by the names that ``--table`` takes."""


class Extras(NamedTuple):
    """What was asked for beside the short answer."""

    whole: bool
    """Whether more than the short answer is printed."""
    tables: Sequence[str]
    """Names of the tables to print; empty for all."""
    explain: bool
    sensitivity: bool
    seeds: int | None
    """Of the transpiler; None to leave it out."""
    qubit_models: Sequence[str] | None
    """Of error correction, empty for the usual; None to leave it out."""
    picture: tuple[str | None, str, str]
    """Its file, its size, what it shows."""


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
    full: Annotated[
        bool, typer.Option("--full", help="Every table, not the short answer alone.")
    ] = False,
    table: Annotated[
        list[str] | None,
        text(
            "--table",
            help="Only these tables: " + ", ".join(TABLES) + "; repeat or separate by commas.",
            metavar="NAME",
        ),
    ] = None,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """What a workload could map onto, and which limit stops it.

    \b
    Examples:
      qestimate model --params 1e9 --qubits 72
      qestimate model -m gpt2 --rank 4 --dataset gsm8k --device ibm-fez --full
      qestimate model -m gpt2 --device ibm-fez --table circuits,cost --format latex
    """  # noqa: D301  # Click keeps what follows a backspace as it is
    if plot is not None or plot_size != "report":
        from qestimate.cli.pictures import check_picture

        check_picture(plot, plot_size)
    if picture and plot is None:
        raise ScenarioError("--picture needs a file", hint="--plot picture.svg")
    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    tables = split(table, "--table")
    from qestimate.scenario.scenario import asks_for_every_device

    asked = scenario(typed)
    beside = {"compile": compile_, "explain": explain, "sensitivity": sensitivity}
    beside["fault-tolerant"] = fault_tolerant
    output.refuse_in_csv(form, **beside)
    if qubit_model and not fault_tolerant:
        raise ScenarioError("--qubit-model needs --fault-tolerant", hint="--fault-tolerant")
    if asks_for_every_device(asked.values) and not (
        full or tables or picture or any(beside.values())
    ):
        from qestimate.cli.which import model_on_every_device

        return model_on_every_device(asked, form, (plot, plot_size), verdicts)
    whole = full or bool(tables) or any(beside.values()) or form in ("json", "csv")
    if not (whole or plot or verdicts):
        _print_brief(asked, form, gpu)
        return 0
    return _survey(
        asked,
        form,
        gpu,
        Extras(
            whole=whole,
            tables=tables,
            explain=explain,
            sensitivity=sensitivity,
            seeds=seeds if compile_ else None,
            qubit_models=(qubit_model or []) if fault_tolerant else None,
            picture=(plot, plot_size, picture or "where"),
        ),
        verdicts,
    )


def _print_brief(asked: "Scenario", form: str, gpu: str | None) -> None:
    """Print the short answer, for which nothing else is worked out."""
    from qestimate.explore.brief import brief

    found = brief(asked.workload, asked.devices, asked.methods, asked.goal, _machines(gpu))
    output.show_screen(_screen(found, asked), form)


def _screen(found: "Brief", asked: "Scenario") -> "Screen":
    from qestimate.report.views.brief import scenario_screen

    return scenario_screen(found, asked)


def _survey(
    asked: "Scenario", form: str, gpu: str | None, extras: Extras, verdicts: Sequence[str]
) -> int:
    """Print what was asked for beside the short answer; return the exit code."""
    from qestimate.explore.survey import survey

    found = survey(asked.workload, asked.devices, asked.methods, asked.goal, _machines(gpu))
    transpiled = None
    if extras.seeds is not None:
        gc.enable()  # a transpiler makes more garbage than a start-up
        from qestimate.evidence.transpiler import transpile_all, widened

        transpiled = transpile_all(found.estimates, extras.seeds)
        found = found.with_estimates(tuple(widened(found.estimates, transpiled)))
    plot, size, name = extras.picture
    if plot is not None:
        from qestimate.cli.pictures import picture_of, write_picture

        write_picture(plot, size, picture_of(found, name))
    if not extras.whole:
        from qestimate.explore.brief import brief_of

        output.show_screen(_screen(brief_of(found), asked), form)
    elif form == "json" and not extras.tables:
        _print_json(found, asked.values, extras, transpiled)
    else:
        _print_tables(found, asked, form, extras, transpiled)
    return int(any(e.verdict in verdicts for e in found.estimates))


def _machines(gpu: str | None) -> "Machines":
    from qestimate import catalog

    return catalog.machines() if gpu is None else catalog.machines(gpu)


def _corrected(found: "Survey", models: Sequence[str]) -> "list[FaultTolerant]":
    from qestimate.estimation.fault_tolerant import fault_tolerant
    from qestimate.estimation.fault_tolerant.machine import DEFAULT_MODELS

    return fault_tolerant(found.estimates, split(models, "--qubit-model") or DEFAULT_MODELS)


def _print_json(
    found: "Survey", values: "dict[str, Given]", extras: Extras, transpiled: "Found | None"
) -> None:
    from qestimate.report.figures.outputs import output as object_of
    from qestimate.report.views.model_values import model_answer

    answer = model_answer(found, output.command_line)._replace(values=values)
    if transpiled is not None:
        from qestimate.evidence.transpiler import transpiled_rows

        answer = answer._replace(transpiled=transpiled_rows(found.estimates, transpiled))
    if extras.explain:
        from qestimate.report.views.explanations import explained

        answer = answer._replace(explanations=list(explained(found)))
    if extras.qubit_models is not None:
        from qestimate.report.views.fault_tolerant import fault_tolerance_rows

        corrected = _corrected(found, extras.qubit_models)
        answer = answer._replace(fault_tolerance=fault_tolerance_rows(corrected))
    if extras.sensitivity:
        from qestimate.report.views.sensitivity import known_swings

        answer = answer._replace(sensitivity=known_swings(found.estimates))
    output.show_json(object_of("model", answer))


def _print_tables(
    found: "Survey", asked: "Scenario", form: str, extras: Extras, transpiled: "Found | None"
) -> None:
    if form == "csv" and not extras.tables:
        from qestimate.report.views.model_values import flat_document

        output.show(flat_document(found), form)
        return
    from qestimate.explore.brief import brief_of
    from qestimate.report.views.model import model_document

    short = _screen(brief_of(found), asked)
    document = model_document(found, asked.lines, short)
    tables = list(document.tables)
    if transpiled is not None:
        from qestimate.report.views.transpiler import transpiled_table

        tables.append(transpiled_table(found.estimates, transpiled, extras.seeds or 1))
    if extras.qubit_models is not None:
        from qestimate.report.views.fault_tolerant import fault_tolerance_table

        tables.append(fault_tolerance_table(_corrected(found, extras.qubit_models)))
    if extras.sensitivity:
        from qestimate.report.views.sensitivity import sensitivity_table

        tables.append(sensitivity_table(found.estimates))
    document = document._replace(tables=tuple(tables))
    if extras.explain:
        from qestimate.report.views.explanations import explained, with_explanations

        document = with_explanations(document, explained(found))
    if extras.tables:
        output.show_any(document.chosen(extras.tables), form)
    else:
        output.show(document, form)
