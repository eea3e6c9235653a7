"""The ceiling: its formulas, and the laws it has to keep."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qestimate import Goal, Workload, catalog, estimate
from qestimate.estimation.ceiling import (
    ceiling,
    gates_global,
    gates_local,
    gates_on_a_path,
    independent_angles,
    layers_local,
    loadable,
)
from qestimate.estimation.placement import Unplaced
from qestimate.methods import methods


@given(st.floats(1e-6, 0.5), st.floats(0.01, 0.9))
def test_gates_at_the_bound_leave_the_floor(e, f):
    gates = gates_global(e, f)
    assert (1 - e) ** gates == pytest.approx(f, rel=1e-6)
    passed = gates_on_a_path(e, f)
    assert (1 - 16 * e / 15) ** passed == pytest.approx(f, rel=1e-6)
    # the last layer allowed may still be one in which the operator rests
    assert layers_local(math.floor(passed)) // 2 == math.floor(passed)


@given(st.integers(1, 500), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_qubits_or_gates_never_shrink_it(n, gates, more):
    assert independent_angles(gates + more, n) >= independent_angles(gates, n)
    assert independent_angles(gates, n + 1) >= independent_angles(gates, n)
    assert loadable(gates + more, n) >= loadable(gates, n)
    assert loadable(gates, n + 1) >= loadable(gates, n)


@given(st.floats(1e-4, 0.05), st.integers(2, 400))
def test_a_larger_grid_never_has_a_lower_ceiling(error, n):
    generic = catalog.device("generic").with_figures({"two_qubit_error": error})
    small, large = (ceiling(generic.resized(k), Goal(), 10**9) for k in (n, 2 * n))
    assert large.trainable_angles >= small.trainable_angles
    assert large.readout_bits_per_s >= small.readout_bits_per_s


def test_independent_angles_match_the_lower_bound_on_cnots():
    """ceil((4^n - 3n - 1) / 4) CNOTs are needed for all 4^n - 1 parameters."""
    for n in (2, 3, 4, 5):
        needed = math.ceil((4**n - 3 * n - 1) / 4)
        assert independent_angles(needed, n) == 4**n - 1
        assert independent_angles(needed - 1, n) < 4**n - 1


def test_without_a_best_coupler_there_is_no_bound():
    bounds = ceiling(catalog.device("google-willow-72"), Goal(), 10**9)
    assert bounds.trainable_angles is None
    assert "best coupler" in bounds.note


def test_wukong_reads_out_a_bit_per_calibrated_qubit_and_shot():
    bounds = ceiling(catalog.device("origin-wukong-72"), Goal(), 10**9)
    assert bounds.readout_bits_per_s == pytest.approx(63 / 0.00198)
    assert bounds.least_readout_s == pytest.approx(16e9 * 0.00198 / 63)


@pytest.mark.parametrize("name", ["origin-wukong-72", "origin-wukong-72@2024-06-03", "ibm-fez"])
def test_nothing_that_keeps_its_signal_exceeds_the_ceiling(name):
    """Whatever method: a circuit above the ceiling has lost its signal."""
    device = catalog.device(name)
    bounds = ceiling(device, Goal(), 10**9)
    above = 0
    for method in methods():
        for rank in (4, 16):
            row = estimate(Workload.of(catalog.model("gpt2"), rank=rank), method, device)
            if isinstance(row.placement, Unplaced):
                continue
            if row.placement.counts.two_qubit_gates > bounds.gates_global:
                assert row.signal.fidelity.value < 0.1
                above += 1
    assert above


def test_perfect_gates_have_no_bound():
    device = catalog.device("generic").resized(9).with_figures({"two_qubit_error": 0})
    bounds = ceiling(device, Goal(), 10**9)
    assert bounds.trainable_angles is None
    assert "without error" in bounds.note


@pytest.mark.parametrize(("n", "error"), [(2, 0.1), (3, 0.1), (4, 0.1), (5, 0.025), (8, 0.05)])
def test_a_brickwork_at_the_ceiling_has_lost_its_signal(n, error):
    """Stim runs the least damped case: a line whose end qubit rests every second layer."""
    import stim

    e = 1.25 * error
    circuit = stim.Circuit()
    passed = math.floor(gates_on_a_path(e, 0.1))
    # one layer more than allowed in which an operator on the end qubit passes a gate
    layers = passed + 1 if n == 2 else layers_local(passed) + 1
    gates = 0
    for layer in range(layers):
        for a in range(layer % 2 if n > 2 else 0, n - 1, 2):
            circuit.append("CZ", [a, a + 1])
            circuit.append("DEPOLARIZE2", [a, a + 1], e)
            gates += 1
        circuit.append("TICK")
    # a line comes near the bound on gates: where n is even, all but one link every second layer
    assert 0.75 <= gates / gates_local(passed, n) <= 1 + n / gates
    circuit.append("M", [0])
    shots = 200_000
    ones = circuit.compile_sampler(seed=1).sample(shots).sum()
    assert 1 - 2 * ones / shots < 0.1 + 4 / math.sqrt(shots)


def test_amplitudes_are_bounded_by_parameters_and_not_by_one_construction():
    """Published constructions must not beat the bound: 9 CNOTs load 16, 919 load 1,024."""
    assert loadable(9, 20) >= 16
    assert loadable(919, 20) >= 1024


def test_a_gate_with_an_angle_adds_five_parameters():
    assert independent_angles(1, 2, 5) == 11
    zz = catalog.device("ionq-forte-enterprise").with_figures({"two_qubit_error": 0.0075})
    cz = zz._replace(two_qubit_gate="cz")
    assert ceiling(zz, Goal(), 10**9).trainable_angles > ceiling(cz, Goal(), 10**9).trainable_angles


def test_errors_of_any_size_have_a_ceiling():
    for error in (0.7, 0.8, 0.9, 1.0):
        device = catalog.device("generic").resized(9).with_figures({"two_qubit_error": error})
        bounds = ceiling(device, Goal(), 10**9)
        assert bounds.gates_global is not None
        assert bounds.gates_global <= 2
