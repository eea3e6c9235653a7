"""Which figure counts for an element: its own, the device's, the mean of its kind, or none."""

from __future__ import annotations

import pytest

from qestimate import catalog
from qestimate.core.quantity import process_infidelity
from qestimate.device.elements import Table, elements, mean_time
from qestimate.formats.qiskit.target import to_target

DEVICES = [name for name in catalog.devices() if name != "generic"]


def test_order_of_what_stands_for_an_element():
    own = Table({0: 0.1}, 0.3, "figure of the device")
    assert (own.of(0), own.origin(0)) == (0.1, "its own")
    assert (own.of(1), own.origin(1)) == (0.3, "figure of the device")
    assert (Table({}).of(0), Table({}).origin(0)) == (None, "unknown")


@pytest.mark.parametrize("name", DEVICES)
def test_every_shipped_device_by_hand(name):
    device = catalog.device(name).at("")
    found, snapshot = elements(device), device.snapshot
    for pair, error in snapshot.couplers.items():
        if error is not None:
            assert found.gate(*pair) == process_infidelity(error, 2, snapshot.convention)
            assert found.gate(*reversed(pair)) == found.gate(*pair)
            assert found.two_qubit.origin(pair) == "its own"
    for field in ("t1", "t2"):
        published = {q: getattr(row, field) for q, row in snapshot.qubits.items()}
        known = [time for time in published.values() if time]
        table = getattr(found, field)
        figure = device.value(field)
        for q, time in published.items():
            assert table.of(q) == (time or figure or (mean_time(known) if known else None))
        if not known and figure is None:
            assert table.origin(0) == "unknown"
    for q, row in snapshot.qubits.items():
        zero, one = row.readout_error_0, row.readout_error_1
        if zero is not None and one is not None:
            assert found.readout.of(q) == (zero, one)


def test_an_element_without_a_figure_is_a_mean_of_its_kind():
    """What 0.5.0 resolved in two ways: by the mean of the table, or of the patch."""
    device = catalog.device("origin-wukong-72", "2024-06-03").at("")
    found = elements(device)
    without = [q for q, row in device.snapshot.qubits.items() if not row.t1]
    known = [row.t1 for row in device.snapshot.qubits.values() if row.t1]
    assert without
    assert device.value("t1") is None
    for q in without:
        assert found.t1.origin(q) == "mean of its kind"
        assert found.t1.of(q) == pytest.approx(len(known) / sum(1 / t for t in known))


@pytest.mark.parametrize("name", ["ibm-fez", "iqm-garnet", "origin-wukong-72"])
def test_a_target_has_the_same_errors(name):
    device = catalog.device(name)
    found, target = elements(device), to_target(device)
    gates = [
        gate
        for gate in target.operation_names
        if target[gate] and all(where and len(where) == 2 for where in target[gate])
    ]
    assert gates
    for gate in gates:
        for pair, properties in target[gate].items():
            if properties is not None and properties.error is not None:
                assert properties.error == pytest.approx(0.8 * found.gate(*pair), rel=1e-9)
