"""The table of inputs: what each sets exists, and its default is the one that is used."""

from __future__ import annotations

import inspect

from qestimate.device.device import FIGURES
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.scenario import GOAL_LINES, WORKLOAD_LINES, choose_devices, scenario
from qestimate.scenario.values import Given, read
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Dataset, Workload

BASE = {"model": Given("gpt2"), "device": Given("ibm-fez")}

ARGUMENTS = {
    "": {""},
    "adapter": set(inspect.signature(Workload.of).parameters),
    "data": set(Dataset._fields),
    "goal": set(Goal._fields),
    "devices": set(inspect.signature(choose_devices).parameters),
    "figure": set(FIGURES),
}


def test_what_an_input_sets_exists():
    for one in INPUTS.values():
        assert one.argument in ARGUMENTS[one.part], one.name


def test_no_two_inputs_set_the_same():
    named = [one.sets for one in INPUTS.values() if one.sets]
    assert sorted(named) == sorted(set(named))


def test_every_target_of_the_goal_has_an_input():
    assert {one.argument for one in INPUTS.values() if one.part == "goal"} == set(Goal._fields)


def test_a_goal_has_the_same_defaults_checked_or_not():
    checked = inspect.signature(Goal.of).parameters
    assert {name: one.default for name, one in checked.items()} == Goal._field_defaults
    assert Goal.of() == Goal()


def test_the_default_shown_is_the_one_used():
    """A scenario without the input, and one where its shown default is typed, are the same."""
    plain = scenario(BASE)
    shown = {name: one for name, one in INPUTS.items() if one.default is not None}
    assert {"rank", "samples", "gradient", "precision", "weight-bits"} <= shown.keys()
    for name, one in shown.items():
        typed = scenario(BASE | {name: Given(one.otherwise)})
        assert (typed.workload, typed.goal) == (plain.workload, plain.goal), name
        assert plain.values[name].value == read(name, Given(one.otherwise)), name
        assert plain.values[name].origin == "default"


def test_the_default_shown_is_the_one_of_the_records():
    plain = scenario(BASE)
    for name, one in INPUTS.items():
        record = {"data": plain.workload.data, "goal": plain.goal}.get(one.part)
        if one.default is not None and record is not None:
            assert getattr(record, one.argument) == one.default, name
    assert plain.workload.adapter.rank == INPUTS["rank"].default


def test_rivals_are_inputs():
    for one in INPUTS.values():
        assert set(one.rivals) <= INPUTS.keys() - {one.name}


def test_lines_of_the_workload_table():
    assert WORKLOAD_LINES == {
        "adapter": ("rank", "target"),
        "data": ("samples", "tokens", "epochs"),
    }
    assert GOAL_LINES["budget"] == ("max-days", "max-price")
    lines = {"precision", "shots", "signal floor", "budget", "gradient", "weights", "mitigation"}
    assert set(GOAL_LINES) == lines


def test_every_input_says_what_it_is():
    for one in INPUTS.values():
        assert one.help.endswith("."), one.name
        assert "[" not in one.help, one.name
        assert one.metavar, one.name
        assert one.default is None or not one.unless, one.name
