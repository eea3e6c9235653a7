"""Which error mitigation helps, and that none does where noise is only a matter of shots."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.explore.mitigated import ORDER, that_help
from qestimate.workload.goal import MITIGATIONS

WORK = Workload.of(catalog.model("gpt2"), samples=10)


@pytest.mark.parametrize("name", ["qpa", "qcnn-head", "reuploading-head", "reservoir"])
@pytest.mark.parametrize("device", ["origin-wukong-72", "ibm-boston"])
def test_without_a_floor_it_takes_no_less_time(name, device):
    chip = catalog.device(device)
    plain = estimate(WORK, name, chip)
    assert that_help(plain) == ()
    for technique in MITIGATIONS[1:]:
        mitigated = plain.changed(goal=Goal.of(mitigation=technique))
        for end in ("value", "low"):
            least, time = (getattr(e.runtime.log10_run, end) for e in (plain, mitigated))
            if time is not None:
                assert time >= least - 1e-6, (technique, end)


@pytest.mark.parametrize("floor", [0.3, 0.6, 0.9])
def test_those_that_help_make_the_verdict_better(floor):
    for device in ("origin-wukong-72", "ibm-boston"):
        one = estimate(WORK, "qpa", catalog.device(device), Goal.of(signal_floor=floor))
        helps = that_help(one)
        for technique in MITIGATIONS[1:]:
            goal = Goal.of(signal_floor=floor, mitigation=technique)
            verdict = one.changed(goal=goal).verdict
            better = ORDER.index(verdict) > ORDER.index(one.verdict)
            assert better == (technique in helps), (device, technique)
