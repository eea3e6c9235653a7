"""Local signals of placed programs: laws, intervals, and brackets of long circuits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate import Workload, catalog, estimate
from qestimate.circuits import IDS, ansatz
from qestimate.estimation.local_signal import (
    SAMPLES,
    CircuitSpec,
    _bounds_by_blocks,
    local_signal,
    native,
)
from qestimate.estimation.placement import place
from qestimate.methods.program import Program
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.paths import path_bounds

LAYERED = [name for name in IDS if name != "state-preparation"]


def program(name, n, layers):
    return Program("test", name, n, layers, 1, 0, 1, 1, 1, "local", n)


def signal_of(name, n, layers, device, **options):
    task = program(name, n, layers)
    return local_signal(task, place(task, device), device, **options)


def generic(**figures):
    return catalog.device("generic").resized(16).with_figures(figures)


@pytest.mark.parametrize("name", LAYERED)
def test_published_case_of_the_facts(name):
    """Attenuation lies between the fidelity of the whole circuit and one."""
    left = signal_of(name, 4, 3, generic(), samples=8192)
    assert 0 < left.attenuation.low < left.attenuation.value < left.attenuation.high <= 1
    assert left.noisy_variance.value < left.ideal_variance.value
    assert left.gradient.value < left.ideal_gradient.value


def test_measured_attenuation_of_crz_rings():
    """Density matrices: 0.18 at n = L = 4, 0.056 at n = L = 6, with p = 0.04 on each of 4nL CZ.

    Written as there, with four CZ for each pair of links instead of two.
    """
    from math import log1p

    from qestimate.circuits.emission import emit
    from qestimate.device.uncertainty import UncertaintyFactors
    from qestimate.noise.path_statistics import from_paths
    from qestimate.noise.paths.steps import z_on_each

    clean = patch_noise(generic(), 16)._replace(
        one_qubit=None, rates=None, two_qubit=-log1p(-0.04), readout=None
    )
    for n, measured in ((4, 0.18), (6, 0.056)):
        found = ansatz("crz-ring")
        angles = [0.7] * found.n_angles(n, n)
        circuit, _ = emit(found, n, n, "ring", "cz", "written", angles)
        left = from_paths(
            path_circuit(circuit, clean),
            z_on_each(range(n)),
            (0.0,) * n,
            UncertaintyFactors(1.25, 1.25, ()),
            samples=60_000,
        )
        assert left.attenuation.value == pytest.approx(measured, rel=0.12)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(LAYERED),
    st.integers(2, 6),
    st.integers(1, 4),
    st.floats(1e-4, 0.05),
    st.floats(1.1, 3),
)
def test_more_noise_never_leaves_more(name, n, layers, error, factor):
    weak = signal_of(name, n, layers, generic(two_qubit_error=error), samples=512)
    strong = signal_of(name, n, layers, generic(two_qubit_error=error * factor), samples=512)
    assert strong.attenuation.value <= weak.attenuation.value
    assert strong.gradient.value <= weak.gradient.value
    assert strong.ideal_variance == weak.ideal_variance  # the same paths


@pytest.mark.parametrize("name", LAYERED)
@pytest.mark.parametrize("layers", [6, 9])
def test_bracket_of_blocks_holds_for_the_whole(name, layers):
    device = generic()
    for n in (4, 5, 6):
        for shape in ansatz(name).SHAPES:
            written = CircuitSpec(name, n, layers, shape, "cz", ())
            noise = patch_noise(device, n)
            blocks = _bounds_by_blocks(written, noise, 1)
            whole = path_bounds(path_circuit(native(written), noise))
            assert blocks.cheapest <= whole.cheapest + 1e-9, (n, shape)
            assert blocks.whole_cone >= whole.whole_cone - 1e-9, (n, shape)


def test_long_circuits_are_bracketed_and_not_sampled():
    job = Workload.of(catalog.model("tinyllama-1.1b"))
    row = estimate(job, "angle", catalog.device("origin-wukong-72"))
    assert row.local.n_samples == 0
    assert row.local.attenuation.value is None
    assert row.local.attenuation.high < 1e-6
    assert row.constraints[1].status == "violated"
    assert row.shots.log10_value.value is None
    assert row.shots.log10_value.low > 10


def test_a_barren_plateau_takes_the_gradient():
    """Local <Z> of a deep ring: the variance falls like 2^-n, and shots rise with it."""
    device = generic(two_qubit_error=0, one_qubit_error=0, readout_error=0)
    last = None
    for n in (2, 4, 6, 8):
        left = signal_of("crz-ring", n, n, device, samples=20_000)
        assert left.attenuation.value == pytest.approx(1, abs=0.01)
        if last is not None:
            assert left.ideal_gradient.value < 0.6 * last
        last = left.ideal_gradient.value
    assert last < 0.01


def test_missing_errors_leave_bounds_only():
    device = catalog.device("ionq-aria-1")
    figures = {k: v for k, v in device.snapshot.figures.items() if k != "readout_error"}
    blind = device._replace(snapshot=device.snapshot._replace(figures=figures))
    left = signal_of("cz-line", 4, 2, blind)
    assert left.attenuation.value is None
    assert left.attenuation.low is None
    assert left.attenuation.high < 1
    assert "readout error" in left.missing


def test_the_low_end_is_that_of_the_interval():
    left = signal_of("crz-ring", 6, 6, catalog.device("ibm-fez"))
    assert left.low_end(1.0) == pytest.approx(left.attenuation.low, rel=1e-9)
    assert left.scaled(0.5).attenuation.low == pytest.approx(left.low_end(0.5), rel=1e-9)
    repriced = left.with_gates_at(0.001)
    assert repriced.attenuation.low == pytest.approx(left.low_end(1.0, 0.001), rel=1e-9)


def test_results_repeat():
    device = catalog.device("origin-wukong-72")
    task = program("crz-ring", 6, 4)
    placed = place(task, device)
    first = local_signal(task, placed, device, seed=3, samples=700)
    assert first == local_signal(task, placed, device, seed=3, samples=700)
    assert first != local_signal(task, placed, device, seed=4, samples=700)


def test_methods_of_one_circuit_share_its_signal():
    job = Workload.of(catalog.model("gpt2"))
    device = catalog.device("origin-wukong-72")
    assert estimate(job, "qtha", device).local is estimate(job, "qtha-c", device).local
    assert estimate(job, "qpa", device).local is None


@pytest.mark.parametrize(
    "name", ["origin-wukong-72", "google-willow-72", "ibm-fez", "quantinuum-helios"]
)
def test_sampling_is_below_a_fifth_of_what_the_calibration_leaves_open(name):
    """Ten seeds against many more paths: the ring of 8 that a billion parameters lead to."""
    work = Workload.of(catalog.model_of_size(1e9))
    found = estimate(work, "qtha", catalog.device(name))
    many = local_signal(
        found.program, found.placement, found.device, samples=SAMPLES * 16, seed=99
    ).attenuation
    fifth = math.log(many.high / many.low) / 2 / 5
    for seed in range(10):
        one = local_signal(found.program, found.placement, found.device, seed=seed)
        assert abs(math.log(one.attenuation.value / many.value)) < fifth
