"""What more gates on the same qubits cost: Wukong's own Bell pairs, from their counts."""

from __future__ import annotations

from math import log, sqrt

import pytest

from qestimate import Workload, catalog, estimate
from qestimate.catalog.experiments import experiment
from qestimate.evidence.prediction import growths, predict
from qestimate.noise.attenuation import attenuation_of


def test_bell_pairs_of_wukong_by_hand():
    """P(00) + P(11) is 0.852, 0.850, 0.851 with one CZ and 0.694 with five; <ZZ> = 2 P - 1."""
    few, many = 2 * (0.852 + 0.850 + 0.851) / 3 - 1, 2 * 0.694 - 1
    errors = 2 * sqrt(0.0112**2 + 2 * 0.0113**2) / 3, 2 * 0.0146
    bell = experiment("origin-wukong-72-bell")
    (one,) = growths(bell, predict(bell))
    assert (one.qubits, one.few, one.many) == ((56, 62), 1, 5)
    assert one.measured == pytest.approx(log(few / many))
    assert one.uncertainty == pytest.approx(sqrt((errors[0] / few) ** 2 + (errors[1] / many) ** 2))
    assert one.predicted == pytest.approx(0.128, abs=0.001)
    assert one.missed


def test_a_loss_that_is_as_predicted_is_not_missed():
    bell = experiment("origin-wukong-72-bell")
    runs = predict(bell)
    exact = [p._replace(run=p.run._replace(measured=p.value)) for p in runs]
    (one,) = growths(bell, exact)
    assert one.measured == pytest.approx(one.predicted)
    assert not one.missed


def test_what_the_device_says_of_itself_is_what_comes_out():
    """Every number of the sentence that stands under the rows of Wukong."""
    device = catalog.device("origin-wukong-72").at("2026-03-08")
    said = device.snapshot.caveat
    bell = experiment("origin-wukong-72-bell")
    (one,) = growths(bell, predict(bell))
    assert f"{one.measured / one.predicted:.1f} times" in said
    assert f"{one.measured:.2f}" in said
    assert f"{one.predicted:.2f}" in said
    work = Workload.of(catalog.model_of_size(1e9))
    left = {}
    for name in ("qtha", "qpa"):
        local = estimate(work, name, device).local
        factor = one.measured / one.predicted
        paths = tuple(p._replace(two_qubit=factor * p.two_qubit) for p in local.paths)
        worse = attenuation_of(paths, local.n_samples, local.width).value
        left[name] = (
            f"{worse:.1g}",
            f"{local.attenuation.value:.1g}",
            worse >= local.attenuation.low,
        )
    assert left == {"qtha": ("0.0005", "0.07", False), "qpa": ("0.002", "0.05", False)}
    for shares in left.values():
        assert shares[0] in said
        assert shares[1] in said
