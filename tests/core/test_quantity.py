"""Units and conventions by hand."""

from __future__ import annotations

import pytest

from qestimate.core.quantity import SI, process_infidelity


def test_factors_of_units():
    """Whatever is counted counts once."""
    factors = {
        "%": 0.01,
        "ns": 1e-9,
        "us": 1e-6,
        "ms": 1e-3,
        "TFLOP/s": 1e12,
        "GB": 1e9,
        "GB/s": 1e9,
    }
    assert {unit: factor for unit, (factor, _) in SI.items() if factor != 1} == factors


@pytest.mark.parametrize(
    ("convention", "n_qubits", "infidelity"),
    [
        ("average", 1, 0.03),  # 3/2
        ("average", 2, 0.025),  # 5/4
        ("", 2, 0.025),
        ("pauli", 2, 0.02),
        ("process", 1, 0.02),
    ],
)
def test_process_infidelity_of_an_error_of_two_per_cent(convention, n_qubits, infidelity):
    assert process_infidelity(0.02, n_qubits, convention) == pytest.approx(infidelity)
