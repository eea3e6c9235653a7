"""No circuit has more independent angles than its way says: ranks of Jacobians."""

from __future__ import annotations

import numpy as np
import pytest
from qiskit.quantum_info import Statevector

from qestimate.circuits import ansatz, emission
from qestimate.methods import qcnn_head, reuploading_head

STEP = 1e-4


def rank(values, trained, angles):
    """Return the rank of the derivatives of some values by the trained angles."""
    columns = []
    for k in trained:
        ahead, behind = angles.copy(), angles.copy()
        ahead[k] += STEP
        behind[k] -= STEP
        columns.append((values(ahead) - values(behind)) / (2 * STEP))
    return int(np.linalg.matrix_rank(np.array(columns), tol=1e-5))


def read_over_data(name, n, layers, data, samples, wire):
    """Return a function from angles to <Z> of a wire for many samples of data."""
    found = ansatz(name)
    random = np.random.default_rng(3)
    features = random.uniform(0, 2 * np.pi, (samples, len(data)))

    def values(angles):
        read = []
        for row in features:
            given = angles.copy()
            given[data] = row
            state = Statevector(emission.build(found, n, layers, list(given)))
            ones = state.probabilities([wire])
            read.append(ones[0] - ones[1])
        return np.array(read)

    return values


def start(name, n, layers):
    return np.random.default_rng(1).uniform(0, 2 * np.pi, ansatz(name).n_angles(n, layers))


@pytest.mark.parametrize("layers", [1, 2, 6])
def test_layers_behind_the_data_are_one_rotation(layers):
    name, n = "reupload-rings/2/1", 2
    # a column, then twice a column and a layer: data at 0, 1, 2, 3 and 6, 7
    data = [0, 1, 2, 3, 6, 7]
    angles = start(name, n, layers)
    trained = [k for k in range(len(angles)) if k not in data]
    assert len(trained) == reuploading_head.angles(n, layers, 2, 1)
    found = rank(read_over_data(name, n, layers, data, 30, 0), trained, angles)
    assert 0 < found <= reuploading_head.independent(n, layers, 2, 1) <= 4


@pytest.mark.parametrize("n", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_blocks_on_the_last_pair_are_one(n):
    data = list(range(n))
    angles = start("qcnn", n, 1)
    trained = [k for k in range(len(angles)) if k not in data]
    assert len(trained) == qcnn_head.angles(n)
    wire = n - 1
    found = rank(read_over_data("qcnn", n, 1, data, 60, wire), trained, angles)
    assert 0 < found <= qcnn_head.independent(n)


def test_probabilities_of_a_real_state_have_no_more_than_there_are():
    """QPA: 2^n - 1, however many layers."""
    n, layers = 3, 8
    found = ansatz("cnot-line")
    angles = start("cnot-line", n, layers)

    def values(given):
        return Statevector(emission.build(found, n, layers, list(given))).probabilities()

    assert rank(values, range(len(angles)), angles) == 2**n - 1 < n * layers
