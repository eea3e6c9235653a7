"""What would change the answer: sentences about the ways that do not fit, as far as is known."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.explore.brief import brief, estimate_of
from qestimate.report.views.brief import brief_screen
from qestimate.report.views.brief_words import featured
from qestimate.report.views.change import what_would_change

WORK = Workload.of(catalog.model("gpt2"))


def found(devices, methods=(), **budget):
    chips = [catalog.device(name) for name in devices]
    return brief(WORK, chips, methods, Goal.of(**budget), catalog.machines())


def test_the_answer_names_the_device_that_is_featured():
    one = found(["google-sycamore-72", "origin-wukong-72"])
    assert featured(one).device == "origin-wukong-72"
    assert "Origin Wukong" in brief_screen(one).answer


def test_what_is_featured_fits_as_the_answer_says():
    one = found(["ibm-fez"])
    assert featured(one).status == "fits"
    assert estimate_of(one, featured(one)).verdict == "feasible"
    assert f"({featured(one).method})" in brief_screen(one).answer


def test_a_way_asked_for_by_name_is_featured_as_asked():
    one = found(["ibm-fez"], ["qtha"])
    assert featured(one) == one.asked[0]
    assert estimate_of(one, featured(one)).verdict == "infeasible"


def test_ways_that_do_not_fit_say_what_they_would_need():
    sentences = what_would_change(found(["ibm-fez"]))
    assert sentences
    assert all(" on IBM Fez would need the " in one for one in sentences)


def test_ways_that_fit_need_nothing():
    assert what_would_change(found(["ibm-fez"], ["reservoir"])) == ()


@pytest.mark.parametrize("device", ["google-willow-72", "ionq-forte-enterprise"])
def test_what_is_not_published_is_said(device):
    last = what_would_change(found([device]))[-1]
    assert last.endswith("is not published. Until it is, no answer there can be certain.")


@pytest.mark.slow
def test_nothing_is_missing_of_an_assumed_chip():
    chip = catalog.device("generic").resized(5000)
    one = brief(WORK, [chip], (), Goal(), catalog.machines())
    assert any(fit.status == "unknown" for fit in one.largest)
    assert not any("published" in text for text in what_would_change(one))
