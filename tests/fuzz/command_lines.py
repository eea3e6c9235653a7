"""Random command lines, made from the table of inputs and the list of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate import catalog, methods
from qestimate.cli.app import COMMANDS
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


def number_line(random: Random, method: str, device: str) -> list[str]:
    """Return a scenario with one or two of its numbers at the end of their range."""
    numeric = [one for one in INPUTS.values() if one.kind in ("size", "count", "number")]
    line = ["model", "-m", "gpt2", "--device", device, "--method", method, "--format", "json"]
    for one in random.sample(numeric, random.choice((1, 1, 2))):
        line += [f"--{one.name}", random.choice(NUMBERS)]
    return line


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
        return random.choice(NUMBERS)
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
