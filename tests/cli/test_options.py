"""Options of the commands are those of the table of inputs."""

from __future__ import annotations

import pytest
import typer

from qestimate.cli.app import build
from qestimate.scenario.inputs import INPUTS

WHOLE = ("model", "require", "frontier", "compare", "sweep", "report", "method export")
"""Commands that take a whole scenario."""

PART = {
    "circuit": {
        *("device", "snapshot", "date", "shots", "twirls", "precision", "confidence"),
        *("floor", "max-days", "max-price", "circuit-overhead", "mitigation"),
        *("cz-error", "one-qubit-error", "readout-error", "t1", "t2", "cz-time"),
        *("one-qubit-time", "readout-time", "rep-delay", "shot-period"),
    },
    "verify": {
        *("device", "snapshot", "precision", "confidence", "shots", "gradient"),
        *("cz-error", "one-qubit-error", "readout-error", "t1", "t2"),
    },
}
"""Commands that take some inputs, and which."""

OWN = {"verify": {"qubits", "layers", "train"}, "circuit": {"qubits"}}
"""Options that are called like an input and are none: of a circuit, and whether it is trained."""


def options(name):
    """Return the options of a command that are called like an input, in their order."""
    command = typer.main.get_command(build((name.split()[0],)))
    for word in name.split():
        command = command.commands[word]
    named = {option.opts[-1].removeprefix("--"): option for option in command.params}
    return {flag: option for flag, option in named.items() if flag in INPUTS}


@pytest.mark.parametrize("name", [*WHOLE, *PART])
def test_the_options_of_a_command_are_those_of_the_table(name):
    found = options(name)
    own = OWN.get(name, set())
    if name in WHOLE:
        assert list(found) == list(INPUTS)
    else:
        assert found.keys() - own == PART[name]
    for flag, option in found.items():
        if flag in own:
            continue
        one = INPUTS[flag]
        usual = f" [{one.otherwise}]" if one.otherwise else ""
        assert option.help == one.help + usual
        assert option.metavar == one.metavar
        assert option.opts == [*([one.short] if one.short else []), f"--{flag}"]
        assert option.multiple == (one.kind == "names")
        assert option.name == one.key
        assert option.default is None


def test_the_defaults_are_shown(run):
    shown = " ".join(run("model", "--help").out.split())
    for text in (
        "Error of a value, for the shots that it takes to be so precise. [0.05]",
        "Shots of every circuit, such as the authors used. [as many as are needed]",
        "Least share of the signal that noise must leave. [none]",
        "Time budget in days. [30]",
        "Training samples. [3000]",
        "parameter-shift or spsa. [parameter-shift]",
        "separate by commas. [all]",
        "without a tokenizer. [4]",
    ):
        assert text in shown
