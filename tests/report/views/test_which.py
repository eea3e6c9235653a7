"""Which device in words: every case that the first line can be about."""

from __future__ import annotations

import pytest

from qestimate import model_on_all
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.report.views.which import conclusion, which_document


@pytest.fixture(scope="module")
def found():
    return model_on_all("gpt2", "qpa", devices=["ibm-boston", "ibm-cusco", "quantinuum-h2-1"])


def test_one_that_is_best_in_all(found):
    said = conclusion([found])
    assert said.startswith(
        "Of 3 devices, 1 is not beaten by another: cheapest, fastest and most signal left "
        "IBM Boston ($79,000, 14 h, 0.85). 1 more cannot be compared in full"
    )
    assert said.endswith("of these, Quantinuum H2-1 has more signal left (0.88).")


def test_each_best_in_something(found):
    boston, other, cusco = found.candidates
    cheap = cusco._replace(
        beaten_by=(), merits=cusco.merits._replace(price=Interval(2.0, 1.0, 3.0))
    )
    said = conclusion([found._replace(candidates=(boston, cheap, other))])
    assert "2 are not beaten by another: cheapest IBM Cusco ($100), fastest and most" in said


def test_none_that_is_known_in_full(found):
    _, other, _ = found.candidates
    said = conclusion([found._replace(candidates=(other,))])
    assert said.startswith("Of 1 device, none stands out for certain. 1 cannot be compared in full")
    assert "Quantinuum H2-1 has most signal left (0.88)" in said


def test_none_that_is_feasible(found):
    rows = tuple(one._replace(verdict="infeasible") for one in found.candidates)
    said = conclusion([found._replace(candidates=rows)])
    assert said == "Of 3 devices, none will do: it is feasible on none of them."


def test_a_price_in_another_unit_is_shown_and_never_the_cheapest(found):
    boston, other, cusco = found.candidates
    charged = other._replace(
        charge=Interval(2.0, 1.5, 3.0), charge_unit="HQC",
        merits=other.merits._replace(price=Interval(2.0, 1.5, 3.0), unit="HQC"),
    )  # fmt: skip
    frontier = found._replace(candidates=(boston, charged, cusco))
    [table, _] = which_document([frontier]).tables
    assert table.rows[1][2:4] == (UNKNOWN, "100 [32, 1,000] HQC")
    assert "cheaper" not in conclusion([frontier])


def test_rows_that_are_beaten_are_in_brackets_and_faint(found):
    table = which_document([found]).tables[0]
    assert table.faint == (2,)
    assert [row[0][0] for row in table.rows] == ["i", "q", "("]
    assert table.rows[2][-1] == "surely beaten by ibm-boston; may not be feasible: time"
