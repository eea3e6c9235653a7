"""What a number rests on: the weakest figure in it."""

from __future__ import annotations

import pytest

from qestimate import catalog, estimate
from qestimate.core.quantity import Quantity
from qestimate.explore.basis import STRENGTH, basis_of, kinds_of, weakest
from qestimate.workload.goal import Goal


def basis(device, goal=None):
    one = estimate("gpt2", "qpa", device, goal)
    return basis_of(one.device, one.placed, shots_given=one.goal.shots is not None)


def with_kind(device, name, kind):
    figures = dict(device.snapshot.figures)
    figures[name] = figures[name]._replace(kind=kind)
    return device._replace(snapshot=device.snapshot._replace(figures=figures))


@pytest.mark.parametrize(("weak", "strong"), list(zip(STRENGTH[1:], STRENGTH, strict=False)))
def test_the_weaker_of_two_counts(weak, strong):
    found = weakest([("a", strong), ("b", weak), ("a", strong)])
    assert found == (weak, ("b",))


def test_tables_count_with_the_kind_of_their_calibration():
    fez = catalog.device("ibm-fez")
    assert dict(kinds_of(fez, ["t1", "t2", "readout_error"])) == dict.fromkeys(
        ("t1", "t2", "readout_error"), "measured"
    )


def test_a_weaker_figure_weakens_what_it_goes_into_and_nothing_else():
    fez = catalog.device("ibm-fez")
    before = basis(fez)
    assert [one.kind for one in before] == ["claimed", "derived", "derived"]
    priced = basis(with_kind(fez, "price_per_hour", "assumed"))
    assert priced[:2] == before[:2]
    assert priced.price == ("assumed", ("price_per_hour",))
    timed = basis(with_kind(fez, "job_startup", "assumed"))
    assert timed.signal == before.signal
    assert timed.time == timed.price == ("assumed", ("job_startup",))
    noisy = basis(with_kind(fez, "two_qubit_duration", "assumed"))
    assert {one.kind for one in noisy} == {"assumed"}


def test_shots_that_are_given_do_not_rest_on_the_signal():
    ionq = with_kind(catalog.device("ionq-aria-1"), "two_qubit_error", "assumed")
    assert {one.kind for one in basis(ionq)} == {"assumed"}
    fixed = basis(ionq, Goal.of(shots=100))
    assert fixed.signal.kind == "assumed"
    assert fixed.price.kind == "claimed"


def test_figures_set_by_hand_are_given():
    found = basis(catalog.device("ibm-fez").with_figures({"two_qubit_error": 0.01}))
    assert found.signal == ("given", ("two_qubit_error",))


def test_couplers_that_nobody_published_are_an_assumption():
    found = basis(catalog.device("google-willow-72"))
    assert found.signal == ("assumed", ("couplers",))
    assert found.price == ("", ())


def test_a_figure_of_no_kind_is_not_stated():
    fez = catalog.device("ibm-fez")
    figures = dict(fez.snapshot.figures) | {"job_startup": Quantity(2.0, "s")}
    bare = fez._replace(snapshot=fez.snapshot._replace(figures=figures, kind=""))
    assert basis(bare).time.kind == "not stated"
