"""Where runs lie: named qubits in any layout, lines, pieces, and medians of a chip."""

from __future__ import annotations

from statistics import median

import pytest

from qestimate import catalog
from qestimate.catalog.experiments import experiment
from qestimate.core.errors import CatalogError
from qestimate.device.elements import elements
from qestimate.evidence.layouts import chip_medians
from qestimate.evidence.prediction import predict

FILE = """
name = "Mirror circuits of mine"
kind = "mirror"
quantity = "probability"
source = "lab-book"
locator = "page 7"
date = "2026-11-01"
device = "{device}"

[[runs]]
{where}
two_qubit_gates = {gates}
one_qubit_gates = 0
layers = 2
measured = 0.5
"""


def predicted(tmp_path, device, where, gates=12.0):
    path = tmp_path / "mine.toml"
    path.write_text(FILE.format(device=device, where=where, gates=gates))
    (found,) = predict(experiment(path))
    return found


def exponent(found):
    return next(value for symbol, _, value in found.numbers if symbol == "a")


@pytest.mark.parametrize(
    "where",
    ["physical = [3, 8, 9, 13]", "physical = [8, 3, 13, 9]\nedges = [[8, 3], [8, 13], [8, 9]]"],
)
def test_a_star_of_named_qubits_by_its_couplers(tmp_path, where):
    """Qubit 8 of Garnet and three neighbours: four gates on each coupler."""
    device = catalog.device("iqm-garnet")
    gate = elements(device).gate
    found = predicted(tmp_path, "iqm-garnet", where)
    by_hand = 4 * sum(gate(8, q) for q in (3, 13, 9))
    assert exponent(found) == pytest.approx(by_hand, rel=0.02)
    assert found.basis == ""


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("physical = [3, 8, 20]", "no live coupler 8-20"),
        ("physical = [3, 8, 9]\nedges = [[3, 8], [3, 9]]", "no live coupler 3-9"),
        ("physical = [3, 8, 9]\nedges = [[3, 8]]", "edges: not between all"),
        ("physical = [3, 8]\nedges = [[3, 8], [8, 3]]", "named twice"),
        ("physical = [3, 8]\nedges = [[3, 3], [3, 8]]", "to itself"),
        ("qubits = 2\nedges = [[3, 8]]", "edges: not between all"),
    ],
)
def test_couplers_that_are_not_there(tmp_path, where, what):
    with pytest.raises(CatalogError) as caught:
        predicted(tmp_path, "iqm-garnet", where)
    assert what in " ".join(caught.value.problems)


def test_where_no_line_is_that_long_the_best_piece_counts(tmp_path):
    """All 20 qubits of Garnet hang together; a line has 19 of them."""
    found = predicted(tmp_path, "iqm-garnet", "qubits = 20", 38.0)
    assert found.basis == "no line of 20 live couplers: best connected piece, without routing"
    device = catalog.device("iqm-garnet")
    errors = list(elements(device).two_qubit.own.values())
    assert 38 * min(errors) < exponent(found) < 38 * max(errors)
    assert predicted(tmp_path, "iqm-garnet", "qubits = 19", 38.0).basis == ""


def test_where_no_piece_is_that_large_medians_count(tmp_path):
    device = catalog.device("rigetti-cepheus-1-108q")
    n = device.qubits_connected + 1
    found = predicted(tmp_path, device.id, f"qubits = {n}", 10.0)
    assert found.basis == f"no {n} qubits are joined by live couplers: medians of the chip"
    errors = list(elements(device).two_qubit.own.values())
    assert exponent(found) == pytest.approx(10 * median(errors), rel=0.05)
    assert found.value is not None


def test_medians_stand_for_every_element():
    device = catalog.device("iqm-garnet")
    known, found = elements(device), chip_medians(device)
    assert found.gate(1, 2) == found.gate(7, 99) == median(known.two_qubit.own.values())
    assert found.readout.of(5) == tuple(
        median(pair[side] for pair in known.readout.own.values()) for side in (0, 1)
    )
    alike = catalog.device("quantinuum-h2-1")
    assert chip_medians(alike) == elements(alike)
