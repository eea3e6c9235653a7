"""Copies side by side: disjoint patches, and never slower than one."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.device.elements import elements
from qestimate.estimation.estimate import estimate
from qestimate.estimation.side_by_side import Copies, best_copies, patches

WORK = Workload.of(catalog.model("gpt2"), samples=200)


def of(name, device, **settings):
    return estimate(WORK, name, catalog.device(device), Goal.of(settings=settings))


@pytest.mark.parametrize("device", ["origin-wukong-72", "ibm-fez", "iqm-garnet"])
def test_patches_fit_and_grow_worse(device):
    one = of("reuploading-head", device, qubits=4)
    chip = catalog.device(device)
    found = patches(one.program, one.placement, chip, elements(chip))
    assert found[0] == 1.0
    assert list(found) == sorted(found)
    assert 1 < len(found) <= chip.qubits_connected // 4


@pytest.mark.parametrize("name", ["reuploading-head", "qcnn-head", "reservoir", "qpa"])
@pytest.mark.parametrize("device", ["origin-wukong-72", "ibm-boston"])
def test_copies_that_are_taken_gain_time(name, device):
    """Also at the end of the interval where noise is largest."""
    chip = catalog.device(device)
    alone = estimate(WORK, name, chip)
    several = estimate(WORK, name, chip, copies="fit")
    for end in ("value", "high"):
        one, other = (getattr(e.runtime.log10_run, end) for e in (alone, several))
        assert other <= one + 1e-9, end
    order = ("infeasible", "unknown", "marginal", "feasible")
    assert order.index(several.verdict) >= order.index(alone.verdict)


def test_shots_are_those_of_the_worst_patch():
    chip = catalog.device("ibm-boston")
    several = estimate(WORK, "reuploading-head", chip, copies="fit")
    alone = estimate(WORK, "reuploading-head", chip)
    assert several.copies > 1
    worst = several.side_by_side.worst
    assert worst > 1
    assert several.local.attenuation.value == pytest.approx(
        alone.local.attenuation.value**worst, rel=1e-9
    )
    assert several.log10_shots.value > alone.log10_shots.value


def test_what_is_said_of_a_worse_patch_is_no_more_than_it_keeps():
    """A mean over paths to the power of r is at most the mean of paths to the power of r."""
    local = of("qtha", "ibm-fez").local
    for times in (1.0, 1.5, 3.0):
        bound, exact = local.worse(times), local.scaled(times)
        assert bound.attenuation.value <= exact.attenuation.value * (1 + 1e-9)
        assert bound.noisy_variance.value <= exact.noisy_variance.value * (1 + 1e-9)
        assert bound.gradient.value <= exact.gradient.value * (1 + 1e-9)
    assert local.worse(1.0).attenuation == local.attenuation


def test_where_nothing_is_known_one_patch_is_taken():
    for device in ("google-sycamore-72", "quantinuum-helios"):
        chip = catalog.device(device)
        one = of("reuploading-head", device, qubits=4)
        assert patches(one.program, one.placement, chip, elements(chip)) == (1.0,)


def test_a_declared_lattice_has_as_many_as_its_qubits_hold():
    chip = catalog.device("generic").resized(72)
    one = estimate(WORK, "qpa", chip)
    assert one.placement.shape == "line"
    copies = estimate(WORK, "qpa", chip, copies="fit").side_by_side
    assert copies == Copies(72 // one.program.n_qubits)
    vast = estimate(WORK, "qpa", chip.resized(10**9), copies="fit")
    assert vast.copies == 10**9 // one.program.n_qubits


def test_few_good_patches_beat_many_bad_ones():
    local = of("qtha", "origin-wukong-72").local
    assert best_copies((1.0, 8.0, 9.0), local) == Copies(1, 1.0)
    assert best_copies((1.0, 1.0, 1.0), local) == Copies(3, 1.0)
