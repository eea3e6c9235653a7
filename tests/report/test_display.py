"""What results show of themselves in Python."""

from __future__ import annotations

import builtins

import pytest

from qestimate import Workload, catalog, estimate, frontier, judge, survey
from qestimate.core.errors import MissingExtraError

pandas = pytest.importorskip("pandas")


def test_an_estimate_as_a_table_of_pandas():
    one = estimate("gpt2", "qpa", "ibm-fez")
    table = one.to_pandas()
    assert len(table) == 1
    row = table.iloc[0]
    assert (row["model"], row["verdict"], row["width"]) == (
        "gpt2",
        one.verdict,
        one.program.n_qubits,
    )
    assert row["wall_clock_s"] == pytest.approx(one.days * 86400)


def test_a_survey_has_a_row_for_each_estimate():
    found = survey("gpt2", ["ibm-fez", "origin-wukong-72"], ["qpa", "qtha"], search=False)
    table = found.to_pandas()
    assert list(zip(table["device"], table["method"], strict=True)) == [
        (one.device.id, one.method.id) for one in found.estimates
    ]
    assert table["wall_clock_s"].dtype == float


def test_other_results_have_their_first_table():
    found = judge("qpa-gpt2-2025").to_pandas()
    assert list(found["result"])[:2] == ["reproduced", "reproduced"]
    work = Workload.of(catalog.model("gpt2"), tokens_per_sample=8)
    points = frontier(work, "qpa", catalog.device("ibm-fez"), ranks=(2, 4), layers=(1,))
    assert len(points.to_pandas()) == len(points.points)


def test_without_pandas_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **more):
        if name == "pandas":
            raise ImportError(name)
        return real(name, *arguments, **more)

    one = estimate("gpt2", "qpa", "ibm-fez")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match="pandas"):
        one.to_pandas()


def test_what_is_printed_ends_without_an_empty_line():
    for result in (
        estimate("gpt2", "qpa", "ibm-fez"),
        judge("qpa-gpt2-2025"),
        catalog.device("ibm-fez"),
    ):
        assert str(result) == str(result).rstrip("\n")
        assert "\n" not in repr(result)
        assert len(repr(result)) < 120


def test_a_short_repr_does_not_make_devices_alike():
    """What is kept on disk is told apart by every figure of a device, not by its name."""
    from qestimate.explore.fits import _fingerprint

    device = catalog.device("ibm-fez")
    other = device.with_figures({"shot_period": 1e-3})
    assert repr(device) == repr(other)
    assert device.record != other.record
    assert _fingerprint(device) != _fingerprint(other)


def test_only_methods_that_are_there_are_offered():
    found = survey("gpt2", ["ibm-fez"], ["qpa"], search=False)
    assert "result.full()" in str(found)
    assert "result.explain()" not in str(found)
    assert "result.explain()" in str(estimate("gpt2", "qpa", "ibm-fez"))
