"""A scenario as it is typed: workload, devices, methods and goal. Commands share its options.

The options are annotated with real types, not strings: evaluating those at start-up takes long.
All are text or nothing, so that what was typed is told from what was not.
"""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qestimate.cli import options, output

if TYPE_CHECKING:
    from qestimate.scenario.inputs import Given
    from qestimate.scenario.scenario import Scenario


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
    config: Annotated[
        str | None,
        text(
            "--config",
            help="Model from the config.json of its checkpoint (Hugging Face).",
            metavar="FILE",
        ),
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
    snapshot: options.Snapshot = None,
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
    adapter_config: Annotated[
        str | None,
        text(
            "--adapter-config",
            help="Adapter from the adapter_config.json that PEFT writes.",
            metavar="FILE",
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
        text(
            "--dataset",
            help="Data set of the catalogue, or a .jsonl, .json, .csv or .parquet file: its "
            "samples and tokens.",
            metavar="ID",
        ),
    ] = None,
    tokenizer: Annotated[
        str | None,
        text(
            "--tokenizer",
            help="tokenizer.json that counts the tokens of a data file. [by characters]",
            metavar="FILE",
        ),
    ] = None,
    chars_per_token: Annotated[
        str | None,
        text(
            "--chars-per-token",
            help="Characters of a data file per token, without a tokenizer. [4]",
            metavar="X",
        ),
    ] = None,
    field: Annotated[
        str | None,
        text(
            "--field",
            help="Field of a data file whose text counts. [text, else all that hold text]",
            metavar="NAME",
        ),
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
        str | None,
        text("--gradient", help="parameter-shift or spsa. [parameter-shift]", metavar="RULE"),
    ] = None,
    precision: options.Precision = None,
    confidence: options.Confidence = None,
    floor: options.Floor = None,
    max_days: options.MaxDays = None,
    max_price: Annotated[
        str | None, text("--max-price", help="Money budget in USD. [no limit]", metavar="USD")
    ] = None,
    weight_bits: Annotated[
        str | None,
        text("--weight-bits", help="Bits of a weight that is read out. [16]", metavar="B"),
    ] = None,
    cz_error: options.CzError = None,
    one_qubit_error: options.OneQubitError = None,
    readout_error: options.ReadoutError = None,
    t1: options.T1 = None,
    t2: options.T2 = None,
    cz_time: options.CzTime = None,
    one_qubit_time: options.OneQubitTime = None,
    readout_time: options.ReadoutTime = None,
    rep_delay: options.RepetitionDelay = None,
    shot_period: options.ShotPeriod = None,
    price_per_shot: Annotated[
        str | None,
        text("--price-per-shot", help="Set the price per shot in USD.", metavar="USD"),
    ] = None,
    max_shots: Annotated[
        str | None, text("--max-shots", help="Set the shots a job may have.", metavar="N")
    ] = None,
    max_circuits: Annotated[
        str | None, text("--max-circuits", help="Set the circuits a job may have.", metavar="N")
    ] = None,
    catalog: options.Catalog = None,
    scenario: options.ScenarioFile = None,
    save_scenario: options.SaveScenario = None,
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
    ordered = sorted([*shared, *own], key=lambda parameter: parameter.kind)  # positional first
    signature = inspect.Signature(ordered)
    command.__signature__ = signature  # type: ignore[attr-defined]  # read by Typer
    return command


def scenario(typed: dict[str, Any]) -> "Scenario":
    """Return what was typed as a scenario, over what its file says; write it where asked to.

    Raises:
        CatalogError: A file that cannot be read, or holds something else.
        DomainError: A number out of range.
        OutputError: The scenario cannot be written.
        ScenarioError: Options that contradict each other.
        UnknownNameError: A name that is in no catalogue.
    """
    return scenario_of(given(typed), typed)


def scenario_of(values: "dict[str, Given]", typed: dict[str, Any]) -> "Scenario":
    """Return inputs as a scenario; see ``scenario``.

    Args:
        values: The inputs.
        typed: What was typed, for where the scenario is to be written.
    """
    from qestimate.scenario.scenario import scenario as put_together

    found = put_together(values)
    for remark in found.notes:
        output.note(f"qestimate: {remark}")
    if typed.get("save_scenario") is not None:
        from qestimate.scenario.toml_file import write_scenario

        write_scenario(typed["save_scenario"], found.values, output.command_line)
    return found


_COUNTED = ("tokenizer", "chars-per-token", "field")
RIVALS = {
    "params": ("model", "config"),
    "model": ("params", "config"),
    "config": ("params", "model"),
    "samples": ("dataset", *_COUNTED),
    "dataset": ("samples", *_COUNTED),
    "adapter": ("adapter-config",),
    "adapter-config": ("adapter", "rank", "target"),
    "tokenizer": ("chars-per-token",),
    "chars-per-token": ("tokenizer",),
}
"""Inputs that say what others say: typed, they take the place of those from a file."""


def given(typed: dict[str, Any]) -> "dict[str, Given]":
    """Return the inputs that were typed, and those of the scenario file that were not.

    Raises:
        CatalogError: A file that cannot be read, or holds something else.
    """
    from qestimate.scenario.inputs import INPUTS, Given

    flags = {
        name: Given(typed[spec.key])
        for name, spec in INPUTS.items()
        if typed.get(spec.key) is not None
    }
    if typed.get("scenario") is None:
        return flags
    from qestimate.scenario.toml_file import read_scenario

    written, _ = read_scenario(typed["scenario"])
    taken = {other for name in flags for other in RIVALS.get(name, ())}
    return {name: one for name, one in written.items() if name not in taken} | flags
