"""Local signals of placed programs: laws, intervals, and brackets of long circuits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate import Goal, Workload, catalog, estimate
from qestimate.circuits import IDS, ansatz
from qestimate.estimation.local_signal import (
    SAMPLES,
    CircuitSpec,
    _bounds_by_blocks,
    as_emitted,
    local_signal,
    native,
    prepared,
)
from qestimate.estimation.placement import place
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.methods.program import Program
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.path_statistics import from_paths
from qestimate.noise.paths import path_bounds
from qestimate.noise.paths.steps import z_on_each

LAYERED = [name for name in IDS if name != "state-preparation" and "selected" not in name]
UNIFORM = [name for name in IDS if ansatz(name).UNIFORM and name != "orthogonal-pair"]


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


@pytest.mark.parametrize("name", UNIFORM)
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
    assert row.shots_needed.log10_value.value is None
    # no more than the square of the bound is left of a variance of one
    fewest = TRAINING_RATIO / row.local.attenuation.high**2
    assert 10**row.shots_needed.log10_value.low == pytest.approx(fewest)
    asked = estimate(job, "angle", row.device, Goal.of(signal_floor=1e-6))
    assert asked.constraints[1].name == "signal"
    assert asked.constraints[1].status == "violated"


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
    device = catalog.device("origin-wukong-72").at("")
    task = program("crz-ring", 6, 4)
    placed = place(task, device)
    first = local_signal(task, placed, device, seed=3, samples=700)
    assert first == local_signal(task, placed, device, seed=3, samples=700)
    assert first != local_signal(task, placed, device, seed=4, samples=700)


def test_methods_of_one_circuit_share_its_signal(monkeypatch):
    """Their circuits, merged and as emitted, are followed once for all three."""
    from qestimate.estimation import local_signal as module

    followed = []
    real = module.from_paths

    def counted(circuit, *args, **options):
        followed.append(circuit)
        return real(circuit, *args, **options)

    monkeypatch.setattr(module, "from_paths", counted)
    monkeypatch.setattr(module.disk_cache, "kept", lambda _key, _shape, work_out: work_out())
    module._sampled.cache_clear()
    job = Workload.of(catalog.model("gpt2"), rank=4)
    device = catalog.device("origin-wukong-72").at("")
    found = [estimate(job, name, device).local for name in ("qtha", "qtha-bc", "qtha-c")]
    assert found[0] == found[1] == found[2]
    assert len(followed) == 2


def test_every_placed_program_has_a_signal():
    job = Workload.of(catalog.model("gpt2"), rank=4)
    device = catalog.device("origin-wukong-72").at("")
    for name in ("qtha", "qpa", "amplitude", "angle"):
        assert estimate(job, name, device).local is not None


def test_low_ends_reach_down_to_the_circuit_as_emitted():
    """CRZ rings of 8: 4 x 8 x 8 = 256 CZ as emitted on Wukong, 136 where a compiler merges them.

    Each CRZ is two CZ; between layers the last and the first of a link merge, and two commute: of
    each layer's 32 CZ half are left, and one layer's more at the end.
    """
    job = Workload.of(catalog.model("tinyllama-1.1b"))
    device = catalog.device("origin-wukong-72").at("")
    found = estimate(job, "qtha", device)
    task, placed = found.program, found.placement
    one = prepared(task, placed, device)
    emitted = as_emitted(one)
    assert native(one.written).n_two_qubit == placed.counts.two_qubit_gates == 136
    assert native(emitted.written).n_two_qubit == 256
    alone = from_paths(
        path_circuit(native(emitted.written), one.noise, one.pulses),
        z_on_each(range(8)),
        one.readout,
        one.width,
        samples=SAMPLES,
    )
    assert alone.attenuation.value == pytest.approx(0.0098, rel=0.1)
    assert found.local.attenuation.value == pytest.approx(0.066, rel=0.05)
    for name in ("attenuation", "noisy_variance", "gradient", "weakest"):
        own, other = getattr(found.local, name), getattr(alone, name)
        assert own.low == other.low < other.value < own.value < own.high, name


@pytest.mark.parametrize(("name", "n"), [("crz-ring", 5), ("cz-line", 6), ("cnot-line", 6)])
def test_where_nothing_merges_there_is_one_circuit(name, n):
    device = catalog.device("ibm-fez")
    task = program(name, n, 3)
    assert as_emitted(prepared(task, place(task, device), device)) is None


def test_values_that_vary_more_than_others_have_a_weakest():
    """A line of CZ without layers behind: the qubit with the worst readout keeps least."""
    device = catalog.device("origin-wukong-72").at("")
    left = signal_of("cz-line", 4, 1, device, samples=20_000)
    task = program("cz-line", 4, 1)
    read = prepared(task, place(task, device), device).readout
    assert left.weakest.value < left.attenuation.value
    assert left.weakest.value <= math.exp(-max(read))


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
