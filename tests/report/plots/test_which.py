"""The picture of which device: what is drawn of numbers that are known, half known, or endless."""

from __future__ import annotations

from math import inf

import pytest

pytest.importorskip("matplotlib")

from qestimate import Goal, catalog, model_on_all
from qestimate.core.errors import ScenarioError
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.explore.device_frontier import DeviceFrontier
from qestimate.report.plots.which import MAX_ROWS, PALE, which


@pytest.fixture(scope="module")
def found():
    return model_on_all("gpt2", "qpa", devices=["ibm-boston", "ibm-cusco", "quantinuum-h2-1"])


def colours(axes, row):
    return {line.get_color() for line in axes.lines if line.get_ydata()[0] == row}


def test_what_is_beaten_is_grey_and_what_is_unknown_is_said(found):
    figure = which([found])
    signal, time, price = figure.axes
    names = [label.get_text() for label in signal.get_yticklabels()]
    assert names == ["ibm-boston, qpa", "quantinuum-h2-1, qpa", "ibm-cusco, qpa"]
    for axes in (signal, time, price):
        assert PALE not in colours(axes, 0)
        assert colours(axes, 2) == {PALE}
    for axes in (time, price):
        assert [text.get_text() for text in axes.texts] == ["not known"]
        assert colours(axes, 1) == set()


@pytest.mark.parametrize(
    "time",
    [UNKNOWN, Interval(None, 3.0, None), Interval(None, None, 4.0), Interval(3.0, 2.0, inf),
     Interval(inf, inf, inf), Interval(400.0, 1.0, 900.0), Interval(-9.0, -9.0, -9.0)],
)  # fmt: skip
def test_any_time_can_be_drawn(found, time):
    first, *rest = found.candidates
    odd = first._replace(merits=first.merits._replace(time=time))
    for rows in ((odd,), (odd, *rest)):
        figure = which([DeviceFrontier("x", Goal(), rows, ())])
        figure.canvas.draw()
        low, high = figure.axes[1].get_xlim()
        assert low < high < inf


def test_nothing_and_too_much_are_refused(found):
    for rows in ((), found.candidates[:1] * (MAX_ROWS + 1)):
        with pytest.raises(ScenarioError, match="devices to draw"):
            which([found._replace(candidates=rows)])
    with pytest.raises(ScenarioError, match="one circuit or method"):
        which([found, found])


def test_all_of_the_catalogue_can_be_drawn():
    assert len(catalog.devices()) <= MAX_ROWS
