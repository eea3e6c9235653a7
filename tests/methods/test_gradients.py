"""Circuits of each gradient rule, and counts that change with the layers asked for."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.methods import method

JOB = Workload.of(catalog.model("gpt2"), rank=4, samples=64, tokens_per_sample=10, epochs=2)


@pytest.mark.parametrize(
    ("name", "forward", "shift", "spsa"),
    [
        # 640 tokens x 12 layers; 12 n L shifted circuits of angles, 2 n of data; two perturbed ones
        ("qtha", 7680, 7680 * (1 + 12 * 16 + 2 * 4), 7680 * 3),
        ("qtha-c", 7680, 7680 * (1 + 12 * 16 + 2 * 4), 7680 * 3),
        # 2 steps of 32; 147,456 weights in chunks of 2048: 72, 7 qubits, 8 layers
        ("qpa", 1, 2 * (1 + 2 * 56), 2 * 3),
        # 12,288 weights a layer; 14 amplitudes qubits; twice for the signs
        ("amplitude", 24, 2 * 12 * 2 * (1 + 2 * (2**14 - 1)), 2 * 12 * 6),
        # on a line of 10: two shifts for every weight and every data rotation
        ("angle", 7680, 7680 * (1 + 2 * 12288 + 20), 7680 * 3),
    ],
)
def test_circuits_of_an_epoch(name, forward, shift, spsa):
    for rule, expected in (("parameter-shift", shift), ("spsa", spsa)):
        program = method(name).program(JOB, Goal.of(gradient=rule), 10)
        assert program.circuits_forward == forward
        assert program.circuits_epoch == expected
        assert program.circuits_run == 2 * expected


def test_layers_asked_for():
    shallow, own = (method("qtha").program(JOB, Goal.of(layers=n), 10) for n in (1, None))
    assert own.quantum_parameters == 4 * shallow.quantum_parameters == 12 * 4 * 4 * 4
    held = method("angle").program(JOB, Goal.of(layers=2), 10)
    assert held.quantum_parameters == 12 * 2 * 10
    assert "20 of the 12,288" in held.notes[0]
    assert "no meaning" in method("amplitude").program(JOB, Goal.of(layers=2), 10).notes[1]
