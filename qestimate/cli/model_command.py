"""``qestimate model``: what a workload could map onto.

The options are annotated with real types, not strings: evaluating those at start-up takes long.
"""

import gc
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from qestimate.cli import options, output
from qestimate.cli.inputs import (
    choose_devices,
    chosen_verdicts,
    given_figures,
    parse_count,
    parse_size,
    split,
)
from qestimate.errors import ScenarioError

if TYPE_CHECKING:
    from qestimate.evidence.transpiled import Found
    from qestimate.machines import Machines
    from qestimate.surveys import Survey
    from qestimate.workload import Workload


class Extras(NamedTuple):
    """What was asked for beside the answer itself."""

    explain: bool
    sensitivity: bool
    seeds: int
    transpiled: "Found | None"


GOAL_LINES = {
    "precision": ("precision", "confidence"),
    "signal floor": ("signal_floor",),
    "budget": ("max_days", "max_price"),
    "gradient": ("gradient", "layers"),
    "weights": ("weight_bits",),
}
"""Lines of the workload table that show the goal, and the fields each shows."""


def _text(*names: str, help: str, metavar: str) -> typer.models.OptionInfo:  # noqa: A002
    option: typer.models.OptionInfo = typer.Option(*names, help=help, metavar=metavar)
    return option


def command(
    params: Annotated[
        str | None, _text("--params", help="Size of the model: 1e9, 7B, 350M.", metavar="N")
    ] = None,
    model: Annotated[
        str | None, _text("-m", "--model", help="Model of the catalogue.", metavar="ID")
    ] = None,
    qubits: Annotated[
        str | None,
        _text(
            "--qubits",
            help="All devices advertised with N qubits; the generic one if there is none "
            "or figures are set.",
            metavar="N",
        ),
    ] = None,
    device: options.Devices = None,
    snapshot: options.Snapshot = "",
    method: Annotated[
        list[str] | None,
        _text("--method", help="Method; repeat or separate by commas. [all]", metavar="ID"),
    ] = None,
    adapter: Annotated[
        str | None,
        _text(
            "--adapter",
            help="Published setting of the catalogue.",
            metavar="ID",
        ),
    ] = None,
    rank: Annotated[str | None, _text("--rank", help="LoRA rank. [8]", metavar="R")] = None,
    target: Annotated[
        list[str] | None,
        _text(
            "--target",
            help="Adapted modules by the model's own names, all-linear or lm_head. [query, value]",
            metavar="NAMES",
        ),
    ] = None,
    dataset: Annotated[
        str | None,
        _text("--dataset", help="Data set of the catalogue: its number of samples.", metavar="ID"),
    ] = None,
    samples: Annotated[
        str | None, _text("--samples", help="Training samples. [3000]", metavar="N")
    ] = None,
    tokens: Annotated[
        str | None, _text("--tokens", help="Mean tokens per sample. [512]", metavar="N")
    ] = None,
    epochs: Annotated[str | None, _text("--epochs", help="Epochs. [3]", metavar="N")] = None,
    batch: Annotated[
        str | None, _text("--batch", help="Samples per micro-batch. [4]", metavar="N")
    ] = None,
    accumulation: Annotated[
        str | None, _text("--accumulation", help="Micro-batches per step. [8]", metavar="N")
    ] = None,
    layers: Annotated[
        str | None,
        _text("--layers", help="Layers of the circuit. [the method's own]", metavar="L"),
    ] = None,
    gradient: Annotated[
        str, _text("--gradient", help="parameter-shift or spsa.", metavar="RULE")
    ] = "parameter-shift",
    precision: options.Precision = 0.05,
    confidence: options.Confidence = 0.95,
    floor: Annotated[
        float, typer.Option("--floor", help="Least share of the signal that noise must leave.")
    ] = 0.1,
    max_days: Annotated[float, typer.Option("--max-days", help="Time budget in days.")] = 30.0,
    max_price: Annotated[
        float | None, typer.Option("--max-price", help="Money budget in USD. [no limit]")
    ] = None,
    weight_bits: Annotated[
        str, _text("--weight-bits", help="Bits of a weight that is read out.", metavar="B")
    ] = "16",
    cz_error: options.CzError = None,
    one_qubit_error: options.OneQubitError = None,
    readout_error: options.ReadoutError = None,
    t1: options.T1 = None,
    t2: options.T2 = None,
    cz_time: options.CzTime = None,
    one_qubit_time: options.OneQubitTime = None,
    readout_time: options.ReadoutTime = None,
    repetition_delay: options.RepetitionDelay = None,
    shot_period: options.ShotPeriod = None,
    price_per_shot: Annotated[
        float | None, typer.Option("--price-per-shot", help="Set the price per shot in USD.")
    ] = None,
    max_shots: Annotated[
        str | None, _text("--max-shots", help="Set the shots a job may have.", metavar="N")
    ] = None,
    max_circuits: Annotated[
        str | None, _text("--max-circuits", help="Set the circuits a job may have.", metavar="N")
    ] = None,
    gpu: Annotated[
        str | None,
        _text("--gpu", help="GPU that plain LoRA is compared on. [nvidia-a100-80gb]", metavar="ID"),
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
    fail_on: options.FailOn = None,
    fmt: options.Format = "",
) -> int:
    """What a workload could map onto, and which limit stops it."""
    from qestimate.goal import Goal
    from qestimate.surveys import survey

    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    figures = given_figures(
        two_qubit_error=cz_error,
        one_qubit_error=one_qubit_error,
        readout_error=readout_error,
        t1=t1,
        t2=t2,
        two_qubit_duration=cz_time,
        one_qubit_duration=one_qubit_time,
        readout_duration=readout_time,
        repetition_delay=repetition_delay,
        shot_period=shot_period,
        price_per_shot=price_per_shot,
        max_shots=_count(max_shots, "--max-shots"),
        max_circuits=_count(max_circuits, "--max-circuits"),
    )
    goal = Goal.of(
        precision=precision,
        confidence=confidence,
        signal_floor=floor,
        max_days=max_days,
        max_price=max_price,
        gradient=gradient,
        layers=None if layers is None else parse_count(layers, "--layers"),
        weight_bits=parse_count(weight_bits, "--weight-bits"),
    )
    workload, given = _workload(
        params,
        model,
        adapter,
        dataset,
        target,
        {
            "rank": rank,
            "samples": samples,
            "tokens_per_sample": tokens,
            "epochs": epochs,
            "batch_size": batch,
            "accumulation": accumulation,
        },
    )
    given |= {
        line: "given"
        for line, fields in GOAL_LINES.items()
        if any(getattr(goal, field) != getattr(Goal(), field) for field in fields)
    }
    wanted = None if qubits is None else parse_count(qubits, "--qubits")
    devices = choose_devices(split(device, "--device"), wanted, figures, snapshot)
    output.refuse_in_csv(form, compile=compile_, explain=explain, sensitivity=sensitivity)
    found = survey(workload, devices, split(method, "--method"), goal, _machines(gpu))
    transpiled = None
    if compile_:
        gc.enable()  # a transpiler makes more garbage than a start-up
        from qestimate.evidence.transpiled import transpile_all, widened

        transpiled = transpile_all(found.estimates, seeds)
        found = found.with_estimates(tuple(widened(found.estimates, transpiled)))
    extras = Extras(explain=explain, sensitivity=sensitivity, seeds=seeds, transpiled=transpiled)
    if form == "json":
        _print_json(found, extras)
    else:
        _print_tables(found, given, form, extras)
    return int(any(e.verdict in verdicts for e in found.estimates))


def _machines(gpu: str | None) -> "Machines | None":
    from qestimate import catalog

    return None if gpu is None else catalog.machines(gpu)


def _count(text: str | None, flag: str) -> int | None:
    return None if text is None else parse_count(text, flag)


def _workload(
    params: str | None,
    model: str | None,
    adapter: str | None,
    dataset: str | None,
    target: list[str] | None,
    flags: dict[str, str | None],
) -> "tuple[Workload, dict[str, str]]":
    """Return the workload, and where each line of it comes from.

    A flag goes before a data set, a data set before a published setting, and that before the
    defaults.
    """
    from qestimate import catalog
    from qestimate.workload import Workload

    if params is not None and model is not None:
        raise ScenarioError(
            "--params and --model contradict each other", hint="leave one of the two out"
        )
    if params is None and model is None:
        raise ScenarioError(
            "no model given", hint="for example --params 1e9 or --model llama-3.2-1b"
        )
    if dataset is not None and flags["samples"] is not None:
        raise ScenarioError(
            "--dataset and --samples contradict each other", hint="leave one of the two out"
        )
    values: dict[str, int] = {}
    targets = tuple(split(target, "--target"))
    if adapter is not None:
        setting = catalog.adapter(adapter)
        values |= setting.values
        targets = targets or setting.targets
    published: dict[str, int] = {}
    if dataset is not None:
        samples, tokens = catalog.dataset(dataset)
        published = {"samples": samples} | ({"tokens_per_sample": tokens} if tokens else {})
    typed = {
        name: parse_count(text, f"--{name.removesuffix('_per_sample').removesuffix('_size')}")
        for name, text in flags.items()
        if text is not None
    }
    workload = Workload.of(
        catalog.model(model)
        if model is not None
        else catalog.model_of_size(parse_size(params or "", "--params")),
        targets=targets,
        dataset=dataset or "",
        **(values | published | typed),
    )
    sources = dict.fromkeys(values, adapter or "") | dict.fromkeys(typed, "given")
    if dataset is not None:
        sources |= dict.fromkeys(published, dataset)
    if targets:
        sources["targets"] = "given" if target else adapter or ""
    return workload, {
        "model": "catalogue" if model else "given; shape assumed",
        "adapter": _origin(sources, ("rank", "targets")),
        "data": _origin(sources, ("samples", "tokens_per_sample", "epochs")),
    }


def _origin(sources: dict[str, str], parts: tuple[str, ...]) -> str:
    """Say where the parts of a line come from, at once if all come from one place."""
    found = {part: sources.get(part, "default") for part in parts}
    if len(set(found.values())) == 1:
        return found[parts[0]]
    return ", ".join(f"{part.split('_')[0]} {origin}" for part, origin in found.items())


def _print_json(found: "Survey", extras: Extras) -> None:
    from qestimate.report.contract import model_object
    from qestimate.report.sentences import change_sentence, conclusion

    content = model_object(
        found, output.command_line, conclusion(found), change_sentence(found.nearest)
    )
    if extras.transpiled is not None:
        from qestimate.evidence.transpiled import transpiled_rows

        content["transpiled"] = transpiled_rows(found.estimates, extras.transpiled)
    if extras.explain:
        from qestimate.report.explaining import explained, explanations_object

        content |= explanations_object(explained(found), wanted=True)
    if extras.sensitivity:
        from qestimate.report.sensitivities import sensitivity_rows

        content["sensitivity"] = sensitivity_rows(found.estimates)
    output.show_json(content)


def _print_tables(found: "Survey", given: dict[str, str], form: str, extras: Extras) -> None:
    if form == "csv":
        from qestimate.report.documents import flat_document

        output.show(flat_document(found), form)
        return
    from qestimate.report.documents import model_document

    document = model_document(found, given)
    tables = list(document.tables)
    if extras.transpiled is not None:
        from qestimate.report.comparison import transpiled_table

        tables.append(transpiled_table(found.estimates, extras.transpiled, extras.seeds))
    if extras.sensitivity:
        from qestimate.report.sensitivities import sensitivity_table

        tables.append(sensitivity_table(found.estimates))
    document = document._replace(tables=tuple(tables))
    if extras.explain:
        from qestimate.report.explaining import explained, with_explanations

        document = with_explanations(document, explained(found))
    output.show(document, form)
