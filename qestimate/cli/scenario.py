"""A scenario as it is typed: workload, devices, methods and goal. Commands share its options.

The options are annotated with real types, not strings: evaluating those at start-up takes long.
"""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from qestimate.cli import options
from qestimate.cli.inputs import choose_devices, given_figures, parse_count, parse_size, split
from qestimate.errors import ScenarioError

if TYPE_CHECKING:
    from qestimate.device import Device
    from qestimate.goal import Goal
    from qestimate.workload import Workload

GOAL_LINES = {
    "precision": ("precision", "confidence"),
    "signal floor": ("signal_floor",),
    "budget": ("max_days", "max_price"),
    "gradient": ("gradient", "layers"),
    "weights": ("weight_bits",),
}
"""Lines of the workload table that show the goal, and the fields each shows."""


class Scenario(NamedTuple):
    """What was typed, checked."""

    workload: "Workload"
    given: dict[str, str]
    """For each line of the workload table, where its values come from."""
    devices: "list[Device]"
    methods: list[str]
    goal: "Goal"


def text(*names: str, help: str, metavar: str) -> typer.models.OptionInfo:  # noqa: A002
    """Return an option that is typed as text and read by the command."""
    option: typer.models.OptionInfo = typer.Option(*names, help=help, metavar=metavar)
    return option


def declared(
    params: Annotated[
        str | None, text("--params", help="Size of the model: 1e9, 7B, 350M.", metavar="N")
    ] = None,
    model: Annotated[
        str | None, text("-m", "--model", help="Model of the catalogue.", metavar="ID")
    ] = None,
    qubits: Annotated[
        str | None,
        text(
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
        text("--method", help="Method; repeat or separate by commas. [all]", metavar="ID"),
    ] = None,
    adapter: Annotated[
        str | None,
        text(
            "--adapter",
            help="Published setting of the catalogue.",
            metavar="ID",
        ),
    ] = None,
    rank: Annotated[str | None, text("--rank", help="LoRA rank. [8]", metavar="R")] = None,
    target: Annotated[
        list[str] | None,
        text(
            "--target",
            help="Adapted modules by the model's own names, all-linear or lm_head. [query, value]",
            metavar="NAMES",
        ),
    ] = None,
    dataset: Annotated[
        str | None,
        text("--dataset", help="Data set of the catalogue: its number of samples.", metavar="ID"),
    ] = None,
    samples: Annotated[
        str | None, text("--samples", help="Training samples. [3000]", metavar="N")
    ] = None,
    tokens: Annotated[
        str | None, text("--tokens", help="Mean tokens per sample. [512]", metavar="N")
    ] = None,
    epochs: Annotated[str | None, text("--epochs", help="Epochs. [3]", metavar="N")] = None,
    batch: Annotated[
        str | None, text("--batch", help="Samples per micro-batch. [4]", metavar="N")
    ] = None,
    accumulation: Annotated[
        str | None, text("--accumulation", help="Micro-batches per step. [8]", metavar="N")
    ] = None,
    layers: Annotated[
        str | None,
        text("--layers", help="Layers of the circuit. [the method's own]", metavar="L"),
    ] = None,
    gradient: Annotated[
        str, text("--gradient", help="parameter-shift or spsa.", metavar="RULE")
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
        str, text("--weight-bits", help="Bits of a weight that is read out.", metavar="B")
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
        str | None, text("--max-shots", help="Set the shots a job may have.", metavar="N")
    ] = None,
    max_circuits: Annotated[
        str | None, text("--max-circuits", help="Set the circuits a job may have.", metavar="N")
    ] = None,
) -> None:
    """Declare the options of a scenario; ``takes_scenario`` gives them to a command."""


def takes_scenario(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a scenario, before its own.

    The command takes them as ``**typed`` and hands them to ``scenario``.
    """
    own = [
        parameter
        for parameter in inspect.signature(command).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    shared = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(declared).parameters.values()
    ]
    signature = inspect.Signature([*shared, *own])
    command.__signature__ = signature  # type: ignore[attr-defined]  # read by Typer
    return command


def scenario(typed: dict[str, Any]) -> Scenario:
    """Return what was typed as a scenario.

    Raises:
        DomainError: A number out of range.
        ScenarioError: Options that contradict each other.
        UnknownNameError: A name that is in no catalogue.
    """
    from qestimate.goal import Goal

    figures = given_figures(
        two_qubit_error=typed["cz_error"],
        one_qubit_error=typed["one_qubit_error"],
        readout_error=typed["readout_error"],
        t1=typed["t1"],
        t2=typed["t2"],
        two_qubit_duration=typed["cz_time"],
        one_qubit_duration=typed["one_qubit_time"],
        readout_duration=typed["readout_time"],
        repetition_delay=typed["repetition_delay"],
        shot_period=typed["shot_period"],
        price_per_shot=typed["price_per_shot"],
        max_shots=_count(typed["max_shots"], "--max-shots"),
        max_circuits=_count(typed["max_circuits"], "--max-circuits"),
    )
    goal = Goal.of(
        precision=typed["precision"],
        confidence=typed["confidence"],
        signal_floor=typed["floor"],
        max_days=typed["max_days"],
        max_price=typed["max_price"],
        gradient=typed["gradient"],
        layers=_count(typed["layers"], "--layers"),
        weight_bits=parse_count(typed["weight_bits"], "--weight-bits"),
    )
    workload, given = _workload(
        typed["params"],
        typed["model"],
        typed["adapter"],
        typed["dataset"],
        typed["target"],
        {
            "rank": typed["rank"],
            "samples": typed["samples"],
            "tokens_per_sample": typed["tokens"],
            "epochs": typed["epochs"],
            "batch_size": typed["batch"],
            "accumulation": typed["accumulation"],
        },
    )
    given |= {
        line: "given"
        for line, fields in GOAL_LINES.items()
        if any(getattr(goal, field) != getattr(Goal(), field) for field in fields)
    }
    devices = choose_devices(
        split(typed["device"], "--device"),
        _count(typed["qubits"], "--qubits"),
        figures,
        typed["snapshot"],
    )
    return Scenario(workload, given, devices, split(typed["method"], "--method"), goal)


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
