"""Axes and designs: what text means, what is drawn, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate.errors import QestimateError
from qestimate.inputs import Given
from qestimate.sweep import Sweep
from qestimate.sweep.axes import Axis, axis
from qestimate.sweep.design import BLOCK, Design


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("rank", "1,2,4", (1, 2, 4)),
        ("rank", "1:8:lin:8", tuple(range(1, 9))),
        ("rank", "1:8:8", tuple(range(1, 9))),
        ("rank", "1:3:lin:100", (1, 2, 3)),
        ("rank", "2,2,4:6:3", (2, 4, 5, 6)),
        ("params", "1e6:1e8:log:3", (10**6, 10**7, 10**8)),
        ("params", "7B,350M", (7e9, 350e6)),
        ("cz-error", "0:0.1:lin:3", (0.0, 0.05, 0.1)),
        ("max-days", "30", (30.0,)),
        ("device", "ibm-fez,ibm-boston", ("ibm-fez", "ibm-boston")),
        ("target", "q_proj,v_proj", (("q_proj", "v_proj"),)),
    ],
)
def test_text_means_values(name, text, values):
    assert axis(name, Given(text)).values == values


def test_lists_of_a_file_mean_values():
    assert axis("rank", Given([1, 2.0, "4"], "a.toml")).values == (1, 2, 4)
    assert axis("target", Given(["q_proj,v_proj", "all-linear"], "a.toml")).values == (
        ("q_proj", "v_proj"),
        ("all-linear",),
    )


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"rank": "1:8"}, "without a number of values"),
        ({"rank": "8:1:lin:3"}, "is no range"),
        ({"cz-error": "0:1:log:3"}, "is no range"),
        ({"cz-error": "1e-4:1e-2:log:0"}, "no number of values"),
        ({"cz-error": "1e-4:1e-2:log:x"}, "no number of values"),
        ({"cz-error": "1e-4:1e-2:log:1e9"}, "no number of values"),
        ({"cz-error": "1e-4:1e-2:log:3:4"}, "is no range"),
        ({"cz-error": "1e-4:"}, "must be one number"),
        ({"cz-error": "2"}, "between 0 and 1"),
        ({"cz-error": "1e-4,nan"}, "between 0 and 1"),
        ({"precision": "0:1:lin:3"}, "precision must be"),
        ({"rank": "0,1"}, "rank starts at 1"),
        ({"samples": "0:10:lin:3"}, "samples starts at 1"),
        ({"params": "10,1e9"}, "between 1e6"),
        ({"gradient": "spsa,none"}, "unknown gradient rule"),
        ({"adapter": "a,b"}, "one value in a sweep"),
        ({"method": "qtha,nothing"}, "unknown method"),
        ({"device": "ibm-fez,nothing"}, "unknown device"),
        ({"shot-period": "1,2", "rep-delay": "1"}, "contradict"),
        ({"model": "gpt2", "params": "1e9"}, "contradict"),
        ({"qubits": "8,16"}, "contradicts --device"),
        ({"target": "nothing"}, "unknown target module"),
    ],
)
def test_what_makes_no_sense_is_refused(inputs, message):
    base = {"device": "ibm-fez"} | ({} if "params" in inputs else {"model": "gpt2"})
    with pytest.raises(QestimateError, match=message):
        Sweep(base | inputs)


def test_a_range_of_qubits_needs_values_even_at_random():
    with pytest.raises(QestimateError, match="qubits needs its values"):
        Sweep({"model": "gpt2", "qubits": "8:100"}, random=10)


@pytest.mark.parametrize("numbers", [{"random": -1}, {"draws": 10**9}, {"seed": -1}])
def test_numbers_of_a_design_have_limits(numbers):
    with pytest.raises(QestimateError, match="must be between"):
        Sweep({"model": "gpt2", "device": "ibm-fez"}, **numbers)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=5), st.data())
def test_a_grid_holds_every_combination_once(sizes, data):
    names = ("params", "rank", "layers", "samples", "tokens")
    axes = tuple(Axis(name, tuple(range(size))) for name, size in zip(names, sizes, strict=False))
    design = Design(axes)
    points = design.points(0)
    found = set(zip(*(points.codes[one.name].tolist() for one in axes), strict=True))
    assert len(found) == points.n == design.rows == int(np.prod(sizes))
    row = data.draw(st.integers(0, points.n - 1))
    code = [int(points.codes[one.name][row]) for one in axes]
    assert np.ravel_multi_index(code, sizes) == row


def test_blocks_of_a_random_design_do_not_depend_on_each_other():
    axes = (Axis("rank", (2, 4, 8)), Axis("cz-error", (), 1e-4, 1e-2, log=True))
    design = Design(axes, random=2 * BLOCK + 10, seed=7)
    assert design.blocks == 3
    last = design.points(2)
    assert last.n == 10
    again = Design(axes, random=2 * BLOCK + 10, seed=7).points(2)
    assert np.array_equal(last.drawn["cz-error"], again.drawn["cz-error"])
    other = Design(axes, random=2 * BLOCK + 10, seed=8).points(2)
    assert not np.array_equal(last.drawn["cz-error"], other.drawn["cz-error"])
    first = design.points(0)
    assert not np.array_equal(first.drawn["cz-error"][:10], last.drawn["cz-error"])


def test_what_is_drawn_is_spread_as_asked_for():
    axes = (
        Axis("rank", (), 1, 4),
        Axis("cz-error", (), 1e-4, 1e-2, log=True),
        Axis("precision", (), 0.1, 0.2),
        Axis("layers", (3, 5)),
    )
    points = Design(axes, random=BLOCK).points(0)
    ranks = np.bincount(points.drawn["rank"].astype(int), minlength=5)
    assert np.allclose(ranks[1:5] / BLOCK, 0.25, atol=0.01)
    assert np.isclose(np.median(points.drawn["cz-error"]), 1e-3, rtol=0.05)
    assert np.isclose(points.drawn["precision"].mean(), 0.15, rtol=0.01)
    assert np.isclose(points.codes["layers"].mean(), 0.5, atol=0.01)
