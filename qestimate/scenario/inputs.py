"""What a scenario is made of: every input by name, with its option, its default, what it sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from qestimate.core.records import NamedTuple
from qestimate.workload.goal import CHOICES, Goal
from qestimate.workload.workload import CHARACTERS_PER_TOKEN, Workload

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["size", "count", "number", "name", "names"]

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "adapter": Workload.of.__kwdefaults__ or {},
    "data": Workload.of.__kwdefaults__ or {},
    "goal": Goal.of.__kwdefaults__ or {},
}
"""Of the arguments that inputs set, by the first word of ``Input.sets``."""


class Input(NamedTuple):
    """One value of a scenario: its option, and what it sets."""

    name: str
    """As its flag has it, without the dashes in front."""
    kind: Kind
    metavar: str
    """Stands for the value in the help text."""
    help: str
    """One sentence."""
    unless: str = ""
    """What is taken where nobody says anything and there is no fixed default, in words."""
    short: str = ""
    """Its flag of one letter, if it has one."""
    sets: str = ""
    """Part and argument, as ``goal.precision``; empty where a rule of its own reads it.

    ``adapter`` and ``data`` are arguments of ``Workload.of``, ``goal`` of ``Goal.of``, ``devices``
    of ``choose_devices``; ``figure`` is a figure of a device.
    """
    unit: str = ""
    """In which it is typed."""
    scale: float = 1.0
    """That unit in SI."""
    line: str = ""
    """Line of the workload table that shows where it comes from."""
    rivals: tuple[str, ...] = ()
    """Inputs that say what it says: typed, it takes the place of those from a file."""
    file: bool = False
    """Whether it names a file of the user's."""
    of_data_file: bool = False
    """Whether it says how a data file is read."""

    @property
    def key(self) -> str:
        """Its name as an identifier."""
        return self.name.replace("-", "_")

    @property
    def part(self) -> str:
        """Part of a scenario that it sets; empty where a rule of its own reads it."""
        return self.sets.partition(".")[0]

    @property
    def argument(self) -> str:
        """Argument or figure that it sets."""
        return self.sets.partition(".")[2]

    @property
    def figure(self) -> str:
        """Figure of a device that it sets, if it does."""
        return self.argument if self.part == "figure" else ""

    @property
    def default(self) -> str | float | None:
        """Taken where nobody says anything; None where another rule decides."""
        found = _DEFAULTS.get(self.part, {}).get(self.argument)
        return None if found == () else found  # no names: the model's family decides

    @property
    def otherwise(self) -> str:
        """What is taken where nobody says anything, as it is shown."""
        if self.default is None:
            return self.unless
        return self.default if isinstance(self.default, str) else f"{self.default:g}"


MEDIA = ("images", "image-size", "image-tokens", "processor", "audio-seconds")
"""Inputs that say what a sample holds beside text."""

_OF_DATA_FILE = ("tokenizer", "chars-per-token", "field")

INPUTS: Mapping[str, Input] = {
    one.name: one
    for one in (
        Input(
            "params",
            "size",
            "N",
            "Size of the model: 1e9, 7B, 350M.",
            rivals=("model", "config"),
        ),
        Input(
            "model",
            "name",
            "ID",
            "Model of the catalogue.",
            short="-m",
            rivals=("params", "config"),
        ),
        Input(
            "config",
            "name",
            "FILE",
            "Model from the config.json of its checkpoint (Hugging Face).",
            rivals=("params", "model"),
            file=True,
        ),
        Input(
            "device",
            "names",
            "ID",
            "Device: ID, ID@DATE or a TOML file, or all; repeat or separate by commas.",
            sets="devices.names",
        ),
        Input(
            "snapshot",
            "name",
            "DATE",
            "Date of the calibration, as ID@DATE.",
            unless="newest",
            sets="devices.snapshot",
        ),
        Input(
            "date",
            "name",
            "DATE",
            "Day to answer for: tables of single qubits and couplers fade with age.",
            unless="day of the catalogue's release",
            sets="devices.day",
        ),
        Input(
            "qubits",
            "count",
            "N",
            "All devices advertised with N qubits; the generic one if there is none or figures are "
            "set.",
            sets="devices.qubits",
        ),
        Input(
            "method",
            "names",
            "ID",
            "Method; repeat or separate by commas.",
            unless="all",
        ),
        Input(
            "preset",
            "name",
            "ID",
            "Published configuration of a way: the way, its settings, model and data, as far as "
            "nothing else is typed.",
        ),
        Input(
            "adapter",
            "name",
            "ID",
            "Published setting of the catalogue.",
            rivals=("adapter-config",),
        ),
        Input(
            "adapter-config",
            "name",
            "FILE",
            "Adapter from the adapter_config.json that PEFT writes.",
            rivals=("adapter", "rank", "target"),
            file=True,
        ),
        Input(
            "train",
            "name",
            "WHAT",
            "adapter, or all for every parameter of the model.",
            unless="adapter",
        ),
        Input(
            "rank",
            "count",
            "R",
            "LoRA rank.",
            sets="adapter.rank",
            line="adapter",
        ),
        Input(
            "target",
            "names",
            "NAMES",
            "Adapted modules by the model's own names, all-linear or lm_head.",
            unless="query, value",
            sets="adapter.targets",
            line="adapter",
        ),
        Input(
            "dataset",
            "name",
            "ID",
            "Data set of the catalogue, or a .jsonl, .json, .csv or .parquet file: its samples and "
            "tokens.",
            rivals=("samples", *_OF_DATA_FILE),
        ),
        Input(
            "tokenizer",
            "name",
            "FILE",
            "tokenizer.json that counts the tokens of a data file.",
            unless="by characters",
            rivals=("chars-per-token",),
            file=True,
            of_data_file=True,
        ),
        Input(
            "chars-per-token",
            "number",
            "X",
            "Characters of a data file per token, without a tokenizer.",
            unless=f"{CHARACTERS_PER_TOKEN:g}",
            rivals=("tokenizer",),
            of_data_file=True,
        ),
        Input(
            "field",
            "name",
            "NAME",
            "Field of a data file whose text counts.",
            unless="text, else all that hold text",
            of_data_file=True,
        ),
        Input(
            "samples",
            "count",
            "N",
            "Training samples.",
            sets="data.samples",
            line="data",
            rivals=("dataset", *_OF_DATA_FILE),
        ),
        Input(
            "tokens",
            "count",
            "N",
            "Mean tokens per sample.",
            sets="data.tokens_per_sample",
            line="data",
        ),
        Input(
            "images",
            "count",
            "N",
            "Images in a sample; their tokens are added to --tokens.",
            unless="none",
            rivals=("image-tokens",),
        ),
        Input(
            "image-size",
            "name",
            "HxW",
            "Height and width of an image in pixels.",
            rivals=("image-tokens",),
        ),
        Input(
            "image-tokens",
            "count",
            "N",
            "Tokens that the images of a sample become, where they are known.",
            unless="by the processor or the model",
            rivals=("images", "image-size"),
        ),
        Input(
            "audio-seconds",
            "number",
            "S",
            "Seconds of sound in a sample.",
            unless="none",
        ),
        Input(
            "processor",
            "name",
            "FILE",
            "preprocessor_config.json that says what images and sound become.",
            unless="the model's own rule",
            file=True,
        ),
        Input("epochs", "count", "N", "Epochs.", sets="data.epochs", line="data"),
        Input("batch", "count", "N", "Samples per micro-batch.", sets="data.batch_size"),
        Input("accumulation", "count", "N", "Micro-batches per step.", sets="data.accumulation"),
        Input(
            "gradient",
            "name",
            "RULE",
            f"{' or '.join(CHOICES['gradient'])}.",
            sets="goal.gradient",
            line="gradient",
        ),
        Input(
            "layers",
            "count",
            "L",
            "Layers of the circuit.",
            unless="the method's own",
            sets="goal.layers",
            line="gradient",
        ),
        Input(
            "set",
            "names",
            "NAME=N",
            "Setting of a method, as qestimate method show lists them; repeat or separate by "
            "commas.",
            unless="the method's own",
            sets="goal.settings",
            line="gradient",
        ),
        Input(
            "mitigation",
            "name",
            "NAME",
            f"Error mitigation: {', '.join(CHOICES['mitigation'])}.",
            sets="goal.mitigation",
            line="mitigation",
        ),
        Input(
            "shots",
            "count",
            "N",
            "Shots of every circuit, such as the authors used.",
            unless="as many as are needed",
            sets="goal.shots",
            line="shots",
        ),
        Input(
            "twirls",
            "count",
            "N",
            "Randomizations of every circuit, among which its shots are split; each is loaded.",
            sets="goal.twirls",
            line="shots",
        ),
        Input(
            "precision",
            "number",
            "X",
            "Error of a value, for the shots that it takes to be so precise.",
            sets="goal.precision",
            line="precision",
        ),
        Input(
            "confidence",
            "number",
            "X",
            "Probability to be that precise.",
            sets="goal.confidence",
            line="precision",
        ),
        Input(
            "floor",
            "number",
            "X",
            "Least share of the signal that noise must leave.",
            unless="none",
            sets="goal.signal_floor",
            line="signal floor",
        ),
        Input(
            "max-days",
            "number",
            "DAYS",
            "Time budget in days.",
            sets="goal.max_days",
            line="budget",
        ),
        Input(
            "max-price",
            "number",
            "USD",
            "Money budget in USD.",
            unless="no limit",
            sets="goal.max_price",
            line="budget",
        ),
        Input(
            "weight-bits",
            "count",
            "B",
            "Bits of a weight that is read out.",
            sets="goal.weight_bits",
            line="weights",
        ),
        Input(
            "cz-error",
            "number",
            "X",
            "Set the average two-qubit gate error (1 = 100 %).",
            sets="figure.two_qubit_error",
        ),
        Input(
            "one-qubit-error",
            "number",
            "X",
            "Set the average one-qubit error.",
            sets="figure.one_qubit_error",
        ),
        Input(
            "readout-error",
            "number",
            "X",
            "Set the readout error.",
            sets="figure.readout_error",
        ),
        Input("t1", "number", "µs", "Set T1 in µs.", sets="figure.t1", unit=" µs", scale=1e-6),
        Input("t2", "number", "µs", "Set T2 in µs.", sets="figure.t2", unit=" µs", scale=1e-6),
        Input(
            "cz-time",
            "number",
            "ns",
            "Set the two-qubit gate time in ns.",
            sets="figure.two_qubit_duration",
            unit=" ns",
            scale=1e-9,
        ),
        Input(
            "one-qubit-time",
            "number",
            "ns",
            "Set the one-qubit gate time in ns.",
            sets="figure.one_qubit_duration",
            unit=" ns",
            scale=1e-9,
        ),
        Input(
            "readout-time",
            "number",
            "ns",
            "Set the readout time in ns.",
            sets="figure.readout_duration",
            unit=" ns",
            scale=1e-9,
        ),
        Input(
            "rep-delay",
            "number",
            "µs",
            "Set the delay between shots in µs.",
            sets="figure.repetition_delay",
            unit=" µs",
            scale=1e-6,
        ),
        Input(
            "shot-period",
            "number",
            "µs",
            "Set the time per shot besides the gates, in µs.",
            sets="figure.shot_period",
            unit=" µs",
            scale=1e-6,
        ),
        Input(
            "circuit-overhead",
            "number",
            "ms",
            "Set the time to load one circuit, in ms.",
            sets="figure.circuit_overhead",
            unit=" ms",
            scale=1e-3,
        ),
        Input(
            "price-per-shot",
            "number",
            "USD",
            "Set the price per shot in USD.",
            sets="figure.price_per_shot",
            unit=" USD",
        ),
        Input(
            "max-shots",
            "count",
            "N",
            "Set the shots a job may have.",
            sets="figure.max_shots",
            unit=" shots",
        ),
        Input(
            "max-circuits",
            "count",
            "N",
            "Set the circuits a job may have.",
            sets="figure.max_circuits",
        ),
    )
}
"""All of them. Options, saved files and JSON have them in this order."""


def arguments(part: str) -> dict[str, str]:
    """Return the inputs that set a part of a scenario, and the argument that each sets.

    >>> arguments("devices")
    {'device': 'names', 'snapshot': 'snapshot', 'date': 'day', 'qubits': 'qubits'}
    """
    return {name: one.argument for name, one in INPUTS.items() if one.part == part}


def lines(*parts: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of the workload table that show some parts, and the inputs of each.

    >>> lines("data")
    {'data': ('samples', 'tokens', 'epochs')}
    """
    shown: dict[str, tuple[str, ...]] = {}
    for name, one in INPUTS.items():
        if one.line and one.part in parts:
            shown[one.line] = (*shown.get(one.line, ()), name)
    return shown
