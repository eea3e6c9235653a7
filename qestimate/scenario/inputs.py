"""What a scenario is made of, by name: kinds, units, and how each is read from text or a file."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from qestimate.core.errors import DomainError, ScenarioError
from qestimate.workload.goal import GRADIENTS, Goal
from qestimate.workload.workload import CHARACTERS_PER_TOKEN, Workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kind = Literal["size", "count", "number", "name", "names"]

DEFAULT = "default"
"""Origin of a value that nobody gave."""

FLAG = "given"
"""Origin of a value that was typed, or handed over in Python."""


_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "adapter": Workload.of.__kwdefaults__ or {},
    "data": Workload.of.__kwdefaults__ or {},
    "goal": Goal.of.__kwdefaults__ or {},
}
"""Of the arguments that inputs set, by the first word of ``Input.sets``."""


class Input(NamedTuple):
    """One value of a scenario: its option, its field on the page, and what it sets."""

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
    title: str = ""
    """Label on the page; empty for its name."""
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


class Given(NamedTuple):
    """A value as somebody gave it, and who that was."""

    value: Any
    """Text, a number, or a list of names."""
    origin: str = FLAG
    """``given`` for a flag, else the name of the file."""

    def label(self, name: str) -> str:
        """Return how messages call an input that was given here."""
        return f"--{name}" if self.origin == FLAG else f"{name} in {self.origin}"


_OF_DATA_FILE = ("tokenizer", "chars-per-token", "field")

INPUTS: Mapping[str, Input] = {
    one.name: one
    for one in (
        Input(
            "params",
            "size",
            "N",
            "Size of the model: 1e9, 7B, 350M.",
            title="Parameters",
            rivals=("model", "config"),
        ),
        Input(
            "model",
            "name",
            "ID",
            "Model of the catalogue.",
            short="-m",
            title="or a model",
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
            "Device: ID, ID@DATE or a TOML file; repeat or separate by commas.",
            sets="devices.names",
            title="or a device",
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
            "qubits",
            "count",
            "N",
            "All devices advertised with N qubits; the generic one if there is none or figures are "
            "set.",
            sets="devices.qubits",
            title="Qubits",
        ),
        Input(
            "method",
            "names",
            "ID",
            "Method; repeat or separate by commas.",
            unless="all",
            title="Method",
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
            "rank",
            "count",
            "R",
            "LoRA rank.",
            sets="adapter.rank",
            line="adapter",
            title="LoRA rank",
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
        Input("epochs", "count", "N", "Epochs.", sets="data.epochs", line="data"),
        Input("batch", "count", "N", "Samples per micro-batch.", sets="data.batch_size"),
        Input("accumulation", "count", "N", "Micro-batches per step.", sets="data.accumulation"),
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
            "gradient",
            "name",
            "RULE",
            f"{' or '.join(GRADIENTS)}.",
            sets="goal.gradient",
            line="gradient",
        ),
        Input(
            "precision",
            "number",
            "X",
            "Error of an expectation value.",
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
"""All of them. Options, the page, saved files and JSON have them in this order."""


def arguments(part: str) -> dict[str, str]:
    """Return the inputs that set a part of a scenario, and the argument that each sets.

    >>> arguments("devices")
    {'device': 'names', 'snapshot': 'snapshot', 'qubits': 'qubits'}
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


_SUFFIXES = {"k": 3, "m": 6, "b": 9, "g": 9, "t": 12}


def parse_size(text: str, name: str) -> float:
    """Read a size such as 1e9, 1_000_000_000, 1,000,000,000, 7B or 350M.

    Raises:
        DomainError: Not a number; a decimal comma or a list is none.

    >>> parse_size("7B", "--params"), parse_size("1,000,000", "--params")
    (7000000000.0, 1000000.0)
    """
    return _parse(text, name, "a number", "for example 1e9, 7B or 350M")


def parse_count(text: str, name: str) -> int:
    """Read a whole number such as 3000, 3e3 or 3k.

    Raises:
        DomainError: Not one whole number.

    >>> parse_count("3e3", "--samples")
    3000
    """
    hint = "one whole number, for example 8 or 3e3"
    if re.fullmatch(r"\d{1,100}", text.strip(), re.ASCII):
        return int(text)
    value = _parse(text, name, "one whole number", hint)
    if not isfinite(value) or value != int(value):
        raise DomainError(f"{name} must be a whole number, not {text!r}", hint=hint)
    return int(value)


def parse_number(text: str, name: str) -> float:
    """Read a number such as 0.05, 1e-3 or 30.

    Raises:
        DomainError: Not one number.

    >>> parse_number("1e-3", "--cz-error")
    0.001
    """
    return _parse(text, name, "one number", "for example 0.01 or 1e-2")


def _parse(text: str, name: str, what: str, hint: str) -> float:
    body = text.strip().replace("_", "")
    if "," in body:
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+", body):
            body = body.replace(",", "")
        else:
            raise DomainError(
                f"{name} must be {what}, not {text!r}", hint="a decimal point is written as ."
            )
    scale = 1
    if body[-1:].lower() in _SUFFIXES:
        scale, body = 10 ** _SUFFIXES[body[-1].lower()], body[:-1]
    try:
        return float(body) * scale
    except ValueError:
        raise DomainError(f"{name} must be {what}, not {text!r}", hint=hint) from None


def split(values: Iterable[str] | None, name: str = "") -> list[str]:
    """Split names that may be repeated or hold commas, keeping order.

    Raises:
        ScenarioError: A list that was given and has an empty name.

    >>> split(["q_proj,v_proj", "o_proj"])
    ['q_proj', 'v_proj', 'o_proj']
    """
    parts = [part.strip() for value in values or () for part in value.split(",")]
    if values and not all(parts):
        raise ScenarioError(f"{name} has an empty name", hint="leave it out for the default")
    return list(dict.fromkeys(parts))


def read(name: str, given: Given) -> Any:
    """Return a value of a scenario from what was given, of the type of its kind.

    Args:
        name: Of the input.
        given: Text as at a shell, or a number, a text or a list of texts as in a file.

    Raises:
        DomainError: Not a number where one is needed.
        ScenarioError: Something of another type.

    >>> read("params", Given("7B")), read("rank", Given(8)), read("device", Given("a,b"))
    (7000000000.0, 8, ['a', 'b'])
    """
    spec, value, label = INPUTS[name], given.value, given.label(name)
    if spec.kind == "names":
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(v, str) for v in listed):
            raise ScenarioError(
                f"{label} must be names, not {value!r}", hint='for example ["qtha", "qpa"]'
            )
        return split(listed, label)
    if spec.kind == "name":
        if not isinstance(value, str):
            raise ScenarioError(f"{label} must be a name, not {value!r}", hint="in quotes")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ScenarioError(f"{label} must be one number, not {value!r}", hint="for example 8")
    if isinstance(value, int | float):
        return _number(value, label, whole=spec.kind == "count")
    parse = {"size": parse_size, "count": parse_count, "number": parse_number}[spec.kind]
    return parse(value, label)


def _number(value: float, label: str, *, whole: bool) -> float:
    """Return a number of a file, whole if that is what it must be."""
    try:
        number = float(value)
    except OverflowError:
        raise DomainError(
            f"{label} must be one number, not one of {len(str(value))} digits", hint="at most 1e308"
        ) from None
    if not whole:
        return number
    if not isfinite(number) or number != int(number):
        raise DomainError(f"{label} must be a whole number, not {value!r}", hint="for example 8")
    return int(value)


def given_figures(typed: Mapping[str, float], labels: Mapping[str, str] = {}) -> dict[str, float]:
    """Return the device figures that inputs set, in SI units.

    Args:
        typed: By name of the input, in the unit it is typed in.
        labels: How messages call an input, where that is not its flag.

    Raises:
        DomainError: A value outside the range of its figure.
        ScenarioError: Values that contradict each other.

    >>> given_figures({"cz-error": 0.01, "t1": 200})
    {'two_qubit_error': 0.01, 't1': 0.00019999999999999998}
    """
    from qestimate.device.device import FIGURES  # here, for --help needs no devices

    figures = {}
    for name, value in typed.items():
        spec, label = INPUTS[name], labels.get(name, f"--{name}")
        _, least, greatest = FIGURES[spec.figure]
        if not isfinite(value) or not least <= value * spec.scale <= greatest:
            raise DomainError(
                f"{label} must be between {least / spec.scale:g} and {greatest / spec.scale:g}"
                f"{spec.unit}, not {value:g}",
                hint="errors are shares, 0.005 for 0.5 %" if greatest == 1 else f"unit:{spec.unit}",
            )
        figures[spec.figure] = value * spec.scale
    t1, t2 = typed.get("t1"), typed.get("t2")
    if t1 is not None and t2 is not None and t2 > 2 * t1:
        raise ScenarioError(
            f"{labels.get('t2', '--t2')} {t2:g} is more than twice --t1 {t1:g}",
            hint="T2 is at most 2 T1",
        )
    if "shot_period" in figures and "repetition_delay" in figures:
        raise ScenarioError(
            "--shot-period and --rep-delay contradict each other",
            hint="the period holds the delay already: leave one of the two out",
        )
    return figures
