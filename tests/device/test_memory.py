"""Memory errors by width: H2-1's scan by hand, and what holds of any scan."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qestimate import Workload, catalog, estimate
from qestimate.core.numeric import log1p
from qestimate.device.elements import elements, log_infidelity
from qestimate.device.memory import MemoryErrors, MemoryScan, WidthPoint
from qestimate.noise.channels import patch_noise, pauli_cost

H2 = catalog.device("quantinuum-h2-1")

SCANS = st.lists(
    st.tuples(st.integers(1, 200), st.floats(1e-6, 1e-2)),
    min_size=2,
    max_size=8,
    unique_by=lambda point: point[0],
).map(lambda points: MemoryScan(tuple(WidthPoint(*point) for point in sorted(points))))


@pytest.mark.parametrize(
    ("width", "measured"),
    [
        (2, 1.530e-4),
        (16, 1.530e-4),
        (20, (1.530e-4 + 2.505e-4) / 2),
        (32, 4.193e-4),
        (56, 3.967e-4),
    ],
)
def test_h2_by_hand(width, measured):
    """5.0e-4 on average at 56 qubits on 2024-05-20, 3/2 of it as process infidelity."""
    expected = 1.5 * 5.0e-4 * measured / 3.967e-4
    assert elements(H2).memory.of(width) == pytest.approx(expected, rel=1e-12)
    noise = patch_noise(H2, width)
    assert noise.memory == pytest.approx(-log1p(-expected * 4 / 3), rel=1e-12)


def test_the_level_is_that_of_the_snapshot_and_the_shape_stays():
    halved = elements(H2.scaled("memory_error", 0.4)).memory
    assert halved.of(56) == pytest.approx(1.5 * 2.0e-4)
    assert halved.of(16) / halved.of(56) == pytest.approx(1.530 / 3.967)


def test_one_set_by_hand_counts_at_every_width():
    found = elements(H2.with_figures({"memory_error": 1e-4})).memory
    assert found.of(4) == found.of(56) == pytest.approx(1.5e-4)


@pytest.mark.parametrize("name", catalog.devices())
def test_without_a_scan_every_width_has_the_figure(name):
    device = catalog.device(name)
    memory = elements(device).memory
    if device.memory_by_width is None and memory is not None:
        assert memory.of(2) == memory.of(98) == device.infidelity("memory_error", 1)
    if memory is None:
        assert device.figure("memory_error") is None


def test_copies_move_their_ions_too():
    """Two programs of 16 qubits are 32 ions: 4.193e-4 in place of 1.530e-4."""
    memory = elements(H2).beside(2).memory
    assert memory.of(16) / elements(H2).memory.of(16) == pytest.approx(4.193 / 1.530)
    work = Workload.of(catalog.model("gpt2"), rank=4)
    one, two = (estimate(work, "qtha", H2, copies=n) for n in (1, 8))
    assert two.signal.ln_idle < one.signal.ln_idle


@given(SCANS, st.integers(1, 250))
def test_more_width_never_lowers_it_unless_that_was_measured(scan, width):
    nearest = (
        [p for p in scan.points if p.qubits <= width],
        [p for p in scan.points if p.qubits > width],
    )
    rises = not nearest[0] or not nearest[1] or nearest[1][0].error >= nearest[0][-1].error
    if rises:
        assert scan.error(width + 1) >= scan.error(width) * (1 - 1e-12)
    least, most = (f(p.error for p in scan.points) for f in (min, max))
    assert least * (1 - 1e-12) <= scan.error(width) <= most * (1 + 1e-12)


@given(SCANS)
def test_arrays_are_as_numbers_and_points_are_as_measured(scan):
    widths = np.arange(1, 250)
    assert scan.error(widths) == pytest.approx([scan.error(int(w)) for w in widths], rel=1e-12)
    for point in scan.points:
        assert scan.error(point.qubits) == pytest.approx(point.error, rel=1e-9)
    memory = MemoryErrors(0.5, scan.points[-1].qubits, scan)
    assert memory.of(scan.points[-1].qubits) == 0.5
    assert memory.least == pytest.approx(min(1.0, float(memory.of(widths).min())))


def test_the_fidelity_of_a_circuit_takes_it_at_its_width():
    work = Workload.of(catalog.model("gpt2"), rank=4)
    found = estimate(work, "qtha", H2)
    width, depth = found.placement.width, found.placement.counts.two_qubit_depth
    each = log_infidelity(elements(H2).memory.of(width))
    assert width < 16
    assert found.signal.ln_idle == pytest.approx(-width * depth * each)
    assert math.isfinite(pauli_cost(each, 1))
