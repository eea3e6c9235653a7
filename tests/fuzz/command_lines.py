"""Random command lines, made from the table of inputs and the list of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate import catalog, methods
from qestimate.cli.app import COMMANDS
from qestimate.device.device import FIGURES
from qestimate.scenario.inputs import INPUTS
from qestimate.workload.goal import CHOICES

if TYPE_CHECKING:
    from random import Random

    from qestimate.scenario.inputs import Input

NUMBERS = (
    *("0", "1", "-1", "0.5", "0.9", "0.999999999", "0.1", "2", "7", "100", "1e-9", "1e-300"),
    *("5e-324", "1e9", "1e15", "1e18", "1e300", "1e308", "1.7976931348623157e308", "1e400"),
    *("-0", "nan", "inf", "-inf", "1e-5", "30", "3.7", "9007199254740993", "9" * 400),
)
"""Values of any input that is a number; most of them make sense for some."""

TEXTS = ("", " ", ",", "=1+1", "\t", "a\nb", "\x1b[2J", "\udcff", "x" * 300, "../..", "naïve", "-")
"""Texts that are no name of anything."""

SCENARIOS = ("model", "fits", "require", "frontier", "compare")
"""Commands that take a whole scenario and answer at once."""

FORMATS = ("text", "md", "latex", "html", "csv", "json")

OTHERS = (
    ("--",),
    ("--version",),
    ("device", "list"),
    ("device", "show", "DEVICE"),
    ("method", "list"),
    ("method", "show", "METHOD"),
    ("catalog", "list", "TEXT"),
    ("catalog", "schema", "TEXT"),
    ("claim", "list"),
    ("claim", "new", "TEXT"),
    ("explain", "TEXT"),
    ("validate", "TEXT"),
)
"""Other commands, with a word for what is put in."""


def numbers(one: Input) -> tuple[str, ...]:
    """Return values that an input may have, both ends of its range among them."""
    if one.figure:
        _, least, greatest = FIGURES[one.figure]
        ends = [end / one.scale for end in (least, greatest)]
        inside = [x for x in (1e-6, 0.001, 0.02, 1.0, 60.0, 5e4) if ends[0] <= x <= ends[1]]
        found = [*ends, *inside]
        return tuple(f"{x:.0f}" if one.kind == "count" else f"{x:.17g}" for x in found)
    if one.kind == "number":
        return ("1e-9", "1e-6", "0.001", "0.05", "0.5", "0.9", "0.95", "0.999999", "1", "30", "1e6")
    return ("1", "2", "3", "7", "64", "1000", "1000000", "1000000000", "1000000000000")


def number_line(random: Random, method: str, device: str) -> list[str]:
    """Return a scenario with one or two of its numbers at the end of their range."""
    numeric = [one for one in INPUTS.values() if one.kind in ("size", "count", "number")]
    command = random.choice(("model", "model", "require", "frontier"))
    line = [command, "-m", "gpt2", "--device", device, "--method", method, "--format", "json"]
    if device == "generic":
        line += ["--qubits", random.choice(("2", "9", "72"))]
    for one in random.sample(numeric, random.choice((1, 1, 2))):
        line += [f"--{one.name}", _number(one, random)]
    return line


def _number(one: Input, random: Random) -> str:
    return random.choice(numbers(one) if random.random() < 0.8 else NUMBERS)


def random_line(random: Random) -> list[str]:
    """Return a command line: mostly of inputs that exist, with values that need not make sense."""
    if random.random() < 0.25:
        line = [_filled(word, random) for word in random.choice(OTHERS)]
    else:
        line = [random.choice(SCENARIOS)]
        if random.random() < 0.8:
            line += ["-m", random.choice(catalog.models())]
            line += ["--device", random.choice(catalog.devices())]
            line += ["--method", random.choice([*methods.methods()])]
        for one in random.sample([*INPUTS.values()], random.randrange(4)):
            line += [f"--{one.name}", _value(one, random)]
    if random.random() < 0.5:
        line += ["--format", random.choice((*FORMATS, "TEXT"))]
    if random.random() < 0.05:
        line.insert(random.randrange(len(line) + 1), random.choice((*TEXTS, "--help", *COMMANDS)))
    return line


def _filled(word: str, random: Random) -> str:
    names = {
        "DEVICE": catalog.devices(),
        "METHOD": [*methods.methods()],
        "TEXT": [*TEXTS, *COMMANDS, "model", "depth"],
    }
    return random.choice(names[word]) if word in names else word


def _value(one: Input, random: Random) -> str:
    if random.random() < 0.1:
        return random.choice(TEXTS)
    if one.kind in ("size", "count", "number"):
        return _number(one, random)
    named = {
        "model": catalog.models(),
        "device": catalog.devices(),
        "method": [*methods.methods()],
        "dataset": catalog.datasets(),
        "adapter": catalog.ids("adapter"),
        "preset": catalog.presets(),
        **CHOICES,
    }
    return random.choice([*named.get(one.name, TEXTS)])
