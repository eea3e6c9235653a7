"""Loading amplitudes: the state is right, and no more gates are used than Qiskit needs."""

from __future__ import annotations

import numpy as np
import pytest
from qiskit import transpile
from qiskit.circuit.library import StatePreparation
from qiskit.quantum_info import Statevector

from qestimate.circuits import emission, state_preparation


@pytest.mark.parametrize("shape", ["all", "line"])
@pytest.mark.parametrize("n", range(1, 8))
def test_loads_the_amplitudes(n, shape):
    wanted = np.random.default_rng(n).normal(size=2**n)
    wanted /= np.linalg.norm(wanted)
    angles = state_preparation.angles_for(wanted, shape)
    native, _ = emission.emit(state_preparation, n, 1, shape, "cz", "written", angles)
    state = Statevector(native.to_qiskit(range(n), n_device=n)).data
    most_significant_first = state.reshape([2] * n).transpose(range(n)[::-1]).ravel()
    overlap = abs(np.vdot(most_significant_first, wanted))
    assert overlap == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("n", [2, 4, 6, 8])
def test_count_is_that_of_qiskit(n):
    """2^n - n - 1 for even n, as Qiskit's isometry synthesis gives it."""
    amplitudes = np.random.default_rng(0).normal(size=2**n)
    circuit = StatePreparation(amplitudes / np.linalg.norm(amplitudes)).definition
    compiled = transpile(circuit, basis_gates=["u", "cx"], optimization_level=0)
    assert compiled.count_ops()["cx"] == state_preparation.cz_count(n)


@pytest.mark.parametrize("n", [3, 5, 7])
def test_count_is_not_above_qiskit_for_odd_sizes(n):
    amplitudes = np.random.default_rng(0).normal(size=2**n)
    circuit = StatePreparation(amplitudes / np.linalg.norm(amplitudes)).definition
    compiled = transpile(circuit, basis_gates=["u", "cx"], optimization_level=0)
    assert state_preparation.cz_count(n) <= compiled.count_ops()["cx"]


def test_angles_on_a_line_and_on_all_pairs_differ():
    wanted = np.arange(1.0, 9.0)
    wanted /= np.linalg.norm(wanted)
    assert state_preparation.angles_for(wanted, "all") != state_preparation.angles_for(
        wanted, "line"
    )
