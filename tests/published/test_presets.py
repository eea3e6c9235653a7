"""Published configurations: every count that a source has, against ours."""

from __future__ import annotations

import pytest

from qestimate import catalog
from qestimate.explore.published import ours
from qestimate.methods import method
from qestimate.scenario.scenario import scenario
from qestimate.scenario.values import Given

COUNTS = [
    (name, number)
    for name in catalog.presets()
    for number in range(len(catalog.preset(name).published))
]


@pytest.mark.parametrize(("name", "number"), COUNTS)
def test_counts_are_those_published(name, number):
    preset = catalog.preset(name)
    asked = scenario({"preset": Given(name), "device": Given("ibm-fez")})
    assert asked.methods == [preset.method]
    program = method(preset.method).program(asked.workload, asked.goal, 200)
    count = preset.published[number]
    assert (ours(count.quantity, program, asked.workload) == count.value) is count.agrees, count


def test_every_group_that_is_proposed_has_one():
    groups = {method(catalog.preset(name).method).group for name in catalog.presets()}
    assert groups == {"token", "step", "sample", "features", "sequence", "run"}


def test_what_is_typed_goes_before_a_preset():
    given = {"preset": Given("qpa-gpt2"), "rank": Given(8), "device": Given("ibm-fez")}
    asked = scenario(given)
    assert asked.workload.adapter.rank == 8
    assert asked.workload.model.id == "gpt2"
    assert asked.values["model"].origin == "qpa-gpt2"
    other = scenario({**given, "params": Given("1e9")})
    assert other.workload.model.parameters == 10**9


def test_settings_of_a_preset_reach_the_goal():
    asked = scenario({"preset": Given("qcnn-nighthawk")})
    assert dict(asked.goal.settings) == {"qubits": 96}
    assert asked.devices[0].id == "ibm-fez"
    assert asked.goal.shots == 384
