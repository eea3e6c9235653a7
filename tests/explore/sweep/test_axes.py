"""Axes and designs: what text means, what is drawn, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate.core.errors import QestimateError
from qestimate.explore.sweep import Sweep
from qestimate.explore.sweep.axes import Axis, axis
from qestimate.explore.sweep.design import BLOCK, Design
from qestimate.scenario.values import Given


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
    sets = [["q_proj", "v_proj"], ["all-linear"]]
    assert axis("target", Given(sets, "a.toml")).values == (("q_proj", "v_proj"), ("all-linear",))
    one_set = Given(["q_proj", "v_proj"], "a.toml")
    assert axis("target", one_set).values == (("q_proj", "v_proj"),)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"rank": "1:8"}, "--rank"),
        ({"rank": "8:1:lin:3"}, "8:1:lin:3"),
        ({"cz-error": "0:1:log:3"}, "0:1:log:3"),
        ({"cz-error": "1e-4:1e-2:log:0"}, "'0'"),
        ({"cz-error": "1e-4:1e-2:log:x"}, "'x'"),
        ({"cz-error": "1e-4:1e-2:log:1e9"}, "'1e9'"),
        ({"cz-error": "1e-4:1e-2:log:3:4"}, "log:3:4"),
        ({"cz-error": "1e-4:"}, "must be one number"),
        ({"cz-error": "2"}, "between 0 and 1"),
        ({"cz-error": "1e-4,nan"}, "between 0 and 1"),
        ({"precision": "0"}, "precision.*0"),
        # no verdict rests on these: a value is allowed, a range is not
        ({"precision": "0.01,0.1"}, "no result of a sweep depends on.*precision"),
        ({"confidence": "0.9:0.99:lin:3"}, "no result of a sweep depends on.*confidence"),
        ({"shots": "0,10"}, "shots.*0"),
        ({"rank": "0,1"}, "rank.*0"),
        ({"samples": "0:10:lin:3"}, "samples.*0"),
        ({"samples": "1,1e14"}, "samples must be between 1 and 1e"),
        ({"batch": "1,1e300"}, "batch must be between 1 and 1e"),
        ({"model": "gpt2,nothing"}, "'nothing'"),
        ({"params": "1e9,nan"}, "must be"),
        ({"params": "1e9,-1"}, "between 1e6"),
        ({"rank": []}, "rank"),
        ({"cz-error": []}, "cz-error"),
        (
            {
                "cz-error": "0:1:lin:3000",
                "readout-error": "0:0.5:lin:3000",
                "t1": "1:2:lin:3000",
                "cz-time": "1:2:lin:3000",
            },
            "scenarios; 1e",
        ),
        ({"params": "10,1e9"}, "between 1e6"),
        ({"gradient": "spsa,none"}, "'none'"),
        ({"adapter": "a,b"}, "adapter"),
        ({"method": "qtha,nothing"}, "'nothing'"),
        ({"device": "ibm-fez,nothing"}, "'nothing'"),
        ({"shot-period": "1,2", "rep-delay": "1"}, "contradict"),
        ({"model": "gpt2", "params": "1e9"}, "contradict"),
        ({"qubits": "8,16"}, "--qubits.*--device"),
        ({"target": "nothing"}, "'nothing'"),
    ],
)
def test_what_makes_no_sense_is_refused(inputs, message):
    base = {"device": "ibm-fez"} | ({} if "params" in inputs else {"model": "gpt2"})
    with pytest.raises(QestimateError, match=message):
        Sweep(base | inputs)


def test_a_range_of_qubits_needs_values_even_at_random():
    with pytest.raises(QestimateError, match="qubits"):
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


def test_the_order_of_values_does_not_matter():
    """A first value that fits nothing does not sink the others."""
    wide = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "rank": "5000,8"})
    assert wide.verdicts(wide.block(0))[0] == "none"
    decays = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "t1": "10,200",
                    "t2": "100"})  # fmt: skip
    assert decays.notes == ("a T2 above 2 T1 counts as 2 T1",)
    capped = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "t1": "10", "t2": "20"})
    first = capped.block(0)["signal"][0]
    assert decays.block(0)["signal"][0] == pytest.approx(first, rel=1e-12)


def test_sweeps_that_differ_in_anything_have_digests_that_differ(monkeypatch):
    from qestimate.explore.sweep import engine

    def digest(inputs=None, **numbers):
        return Sweep(
            {"model": "gpt2,phi-2", "device": "ibm-fez"} | (inputs or {}), **numbers
        ).digest

    found = [
        digest(),
        digest({"model": "gpt2"}),
        digest({"rank": "8,4"}),
        digest({"device": "ibm-boston"}),
        digest({"max-days": "31"}),
        digest(seed=1),
        digest(draws=10),
        digest(random=10),
    ]
    real = engine.find_model

    def changed(name):
        model = real(name)
        shape = model.architecture._replace(layers=16)
        return model._replace(architecture=shape) if name == "phi-2" else model

    monkeypatch.setattr(engine, "find_model", changed)
    found.append(digest())
    assert len(set(found)) == len(found)
    monkeypatch.setattr(engine, "find_model", real)
    assert digest() == found[0]


def test_devices_of_the_same_name_are_told_apart():
    from qestimate.explore.sweep.tally import tally

    sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa"})
    twin = Sweep({"model": "gpt2", "device": "ibm-fez,ibm-boston", "method": "qpa"})
    twin.devices[1] = twin.devices[0]
    twin.__dict__.pop("device_labels", None)
    label = sweep.device_labels[0]
    assert twin.device_labels == [label, f"{label}#2"]
    points = twin.design.points(0)
    assert tally(twin, points, twin.results(points)).rows == 2


def test_many_circuits_stay_as_fast_block_by_block():
    """Beyond the number that is kept, every block finds its own and nothing is found twice."""
    sweep = Sweep({"params": "1e6:1e12:log:30000", "method": "qpa", "qubits": "72",
                   "shot-period": "1,2"})  # fmt: skip
    assert sweep.rows == 60_000
    assert sweep.blocks > 20
    first, last = sweep.block(0), sweep.block(sweep.blocks - 1)
    assert len(first["run"]) == 2048
    assert sweep._verdicts.numbers.structures
    kept = len(sweep._verdicts.numbers.structures)
    assert kept < 5000
    assert np.isfinite(last["run"]).any()


def test_whole_numbers_that_are_drawn_are_written_whole():
    from qestimate.explore.sweep.table import columns, csv_rows

    sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa",
                   "samples": "9e10:1e11", "cz-error": "1e-4:1e-3"}, random=3)  # fmt: skip
    points = sweep.design.points(0)
    rows = csv_rows(columns(sweep, points, sweep.results(points))).decode().splitlines()
    for row, samples, error in zip(
        rows, points.drawn["samples"], points.drawn["cz-error"], strict=True
    ):
        assert f",{samples:.0f}," in row
        assert repr(float(error)) in row or f"{error:.17g}" in row
