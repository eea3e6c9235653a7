"""What a vendor's service does to readout is said where its values would be compared."""

from __future__ import annotations

import pytest

from qestimate import Workload, catalog, estimate
from qestimate.report.views.catalog import device_document
from qestimate.report.views.remarks import remarks

WORK = Workload.of(catalog.model("gpt2"), rank=4)


def said(device):
    lines = remarks([estimate(WORK, "qtha", device)])["circuits"]
    return [line for line in lines if "corrects" in line]


def test_wukong_says_that_its_service_corrects_probabilities():
    device = catalog.device("origin-wukong-72")
    found = estimate(WORK, "qtha", device)
    left = 10 ** float(found.placed.needed.noisy.readout)
    (line,) = said(device)
    assert f"up to {1 / left:.2g} times" in line
    assert "shot noise is no smaller" in line


def test_no_other_is_said_to():
    wukong = catalog.device("origin-wukong-72")
    assert said(catalog.device("ibm-fez")) == []
    asked = wukong.readout_correction._replace(default=False)
    assert said(wukong._replace(readout_correction=asked)) == []


def test_figures_do_not_depend_on_it():
    wukong = catalog.device("origin-wukong-72")
    without = estimate(WORK, "qtha", wukong._replace(readout_correction=None))
    with_it = estimate(WORK, "qtha", wukong)
    assert with_it.local.attenuation == without.local.attenuation
    assert with_it.log10_shots == without.log10_shots


@pytest.mark.parametrize(
    ("name", "keys", "sentence"),
    [
        ("quantinuum-h2-1", ["memory_by_width", "two_qubit_error_by_angle"], ""),
        ("quantinuum-helios", [], "not taken over"),
        ("ionq-aria-1", [], "counts at every angle"),
        ("ionq-forte-enterprise", [], "counts at every angle"),
        ("origin-wukong-72", [], "corrects probabilities by default"),
    ],
)
def test_a_device_shows_what_was_measured(name, keys, sentence):
    found = device_document(catalog.device(name))
    assert [t.key for t in found.tables if "_by_" in t.key] == keys
    assert sentence in " ".join(found.closing)
