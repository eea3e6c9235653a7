"""Device files: scans by width, lines by angle, and corrections of readout, read and refused."""

from __future__ import annotations

import pytest

from qestimate import catalog
from qestimate.core.errors import CatalogError

GOOD = """
name = "Trap of mine"
vendor = "me"
technology = "trapped-ion"
topology = "all-to-all"
two_qubit_gate = "zz"
one_qubit_gate = "u3"

[qubits]
value = 20
source = "book"
locator = "1"

[memory_by_width]
source = "book"
locator = "2"
points = [{ qubits = 4, error = 1e-4 }, { qubits = 20, error = 3e-4, sd = 1e-5 }]

[two_qubit_error_by_angle]
at_zero = 0.25
slope = 1.5
source = "book"
locator = "3"

[readout_correction]
of = "counts"
default = false
source = "book"
locator = "4"

[[snapshots]]
id = "2026-01-01"
source = "book"
locator = "5"

[snapshots.figures.memory_error]
value = 6e-4
kind = "measured"
"""


def read(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return catalog.device(path)


def test_all_of_it_is_read(tmp_path):
    device = read(tmp_path, GOOD)
    assert [tuple(point) for point in device.memory_by_width.points] == [
        (4, 1e-4, None),
        (20, 3e-4, 1e-5),
    ]
    assert device.two_qubit_error_by_angle[:2] == (0.25, 1.5)
    assert (device.readout_correction.of, device.readout_correction.default) == ("counts", False)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("qubits = 4,", "qubits = 40,", "qubits must increase"),
        ("error = 1e-4", "error = 0.0", "points.0.error"),
        (", { qubits = 20, error = 3e-4, sd = 1e-5 }", "", "points"),
        ("slope = 1.5", "slope = 1.2", "must be 1"),
        ('two_qubit_gate = "zz"', 'two_qubit_gate = "cz"', "only a zz gate has an angle"),
        ("figures.memory_error", "figures.readout_error", "no snapshot has a memory_error"),
        ('of = "counts"', 'of = "both"', "readout_correction.of"),
        ("default = false", "default = 0", "readout_correction.default"),
    ],
)
def test_what_does_not_hold_together_is_named(tmp_path, old, new, what):
    with pytest.raises(CatalogError) as found:
        read(tmp_path, GOOD.replace(old, new))
    assert what in "\n".join([found.value.message, *map(str, found.value.problems)])
