"""Inputs at their ends: what is reported is what an estimate there says."""

from __future__ import annotations

import json
from math import log10

import jsonschema
import pytest

from qestimate import Goal, Workload, catalog, swings
from qestimate.core.errors import UnknownNameError
from qestimate.estimation.estimate import estimate
from qestimate.explore.sensitivity import baseline, bounded, margin, side
from qestimate.report.figures.outputs import schema

WORK = Workload.of(catalog.model("gpt2"), rank=8)


@pytest.fixture(scope="module", params=["origin-wukong-72", "ibm-fez"])
def found(request):
    return estimate(WORK, "qpa", catalog.device(request.param))


def test_the_ends_are_those_of_an_estimate_made_there(found):
    by_name = {one.name: one for one in swings(found)}
    one = by_name["two-qubit errors"]
    for factor, reported, verdict in (
        (one.low, one.margin_low, one.verdict_low),
        (one.high, one.margin_high, one.verdict_high),
    ):
        at = estimate(WORK, "qpa", found.device.scaled("two_qubit_error", factor))
        assert margin(at) == reported
        assert side(at) == verdict == ("feasible" if reported >= 0 else "infeasible")
    data = by_name["samples"]
    doubled = Workload.of(catalog.model("gpt2"), rank=8, samples=6000)
    assert margin(estimate(doubled, "qpa", found.device)) == data.margin_high


def test_the_one_that_moves_most_comes_first(found):
    spans = [one.span for one in swings(found)]
    assert spans == sorted(spans, reverse=True)


def test_worse_never_helps(found):
    worse = [
        one
        for one in swings(found)
        if one.name.endswith("errors") or one.name in ("samples", "time per shot")
    ]
    assert {"two-qubit errors", "samples"} <= {one.name for one in worse}
    assert all(one.margin_low >= one.margin_high for one in worse)


def test_published_ends_of_the_time_per_shot_are_used():
    one = estimate(WORK, "qtha", catalog.device("origin-wukong-72"))
    time = next(s for s in swings(one) if s.name == "time per shot")
    assert (time.low, time.high) == pytest.approx((1.98 / 2.15, 2.93 / 2.15))
    assert time.origin == "published ends"


def test_errors_move_by_what_the_report_says_is_open():
    one = estimate(WORK, "qpa", catalog.device("google-willow-72"))
    errors = next(s for s in swings(one) if s.name == "two-qubit errors")
    width = one.local.width
    assert (errors.low, errors.high) == pytest.approx((1 / width.lower, width.upper))
    assert errors.high > 2  # one figure for the whole chip, not the very machine and day


def test_a_figure_without_a_value_still_has_its_ends():
    one = estimate(WORK, "qpa", catalog.device("origin-wukong-72@2024-06-03"))
    time = next(s for s in swings(one) if s.name == "time per shot")
    assert (time.low, time.high) == pytest.approx((1, 4.5 / 0.51))
    assert bounded(one)


def test_a_bound_is_not_compared_with_a_value():
    """All rows start where the time per shot is the shortest published."""
    one = estimate(WORK, "qpa", catalog.device("origin-wukong-72@2024-06-03"))
    start = baseline(one)
    assert start.runtime.log10_run.value is not None
    assert not bounded(start)
    for swing in swings(one):
        low, high = sorted((swing.margin_low, swing.margin_high))
        assert low <= margin(start) <= high
    time = next(s for s in swings(one) if s.name == "time per shot")
    assert time.margin_low == margin(start)
    known = estimate(WORK, "qpa", catalog.device("ibm-fez"))
    assert baseline(known) is known


def test_scaling_reaches_tables_and_figures():
    device = catalog.device("origin-wukong-72")
    twice = device.scaled("two_qubit_error", 2)
    for pair, error in device.snapshot.couplers.items():
        assert twice.snapshot.couplers[pair] == min(1, 2 * error)
    halved = device.scaled("t1", 0.5)
    for index, qubit in device.snapshot.qubits.items():
        assert halved.snapshot.qubits[index].t1 == (None if qubit.t1 is None else qubit.t1 / 2)
        assert halved.snapshot.qubits[index].t2 == qubit.t2
    generic = catalog.device("generic").resized(20)
    assert generic.scaled("readout_error", 3).value("readout_error") == pytest.approx(
        3 * generic.value("readout_error")
    )
    with pytest.raises(UnknownNameError):
        device.scaled("colour", 2)


def test_unknown_margins_are_not_ranked(run):
    result = run(
        "model", "-m", "gpt2", "--device", "quantinuum-h2-1", "--sensitivity", "--format", "text"
    )
    assert result.code == 0
    assert "No margin is known, so nothing is ranked" in result.out


@pytest.mark.slow
def test_json_fits_the_schema(run):
    result = run(
        "model",
        *("-m", "gpt2", "--device", "ibm-fez", "--sensitivity", "--explain", "--format", "json"),
    )
    content = json.loads(result.out)
    jsonschema.validate(content, schema("model"))
    assert {row["name"] for row in content["sensitivity"]} >= {"two-qubit errors", "samples"}
    assert {row["name"] for row in content["explanations"]} >= {"wall_clock", "shots"}


def test_rows_are_printed_with_their_figures(run):
    ask = ("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--sensitivity")
    ask = (*ask, "--max-days", "2")  # so few that time binds, not the qubits
    rows = json.loads(run(*ask, "--format", "json").out)["sensitivity"]
    margins = {row["name"]: (row["margin_low"], row["margin_high"]) for row in rows}
    # 47 steps of 32 samples against 188: a factor of four in circuits, and in jobs
    low, high = margins["samples"]
    found = estimate(WORK, "qpa", catalog.device("ibm-fez"), copies="fit")
    data = found.workload.data
    few, many = (found.with_data(data._replace(samples=n)) for n in (1500, 6000))
    decades = many.runtime.log10_run.value - few.runtime.log10_run.value
    assert (few.workload.data.steps, many.workload.data.steps) == (3 * 47, 3 * 188)
    assert low - high == pytest.approx(decades, abs=2e-3)
    # circuits of qpa do not depend on the data; two days over the time of the run
    own = log10(2 * 86400) - found.runtime.log10_run.value
    assert margins["tokens per sample"] == pytest.approx((own, own))
    assert margins["two-qubit errors"][0] > own > margins["two-qubit errors"][1]
    assert set(margins) == {
        *("repetition delay", "samples", "two-qubit errors", "one-qubit errors"),
        *("readout errors", "T1 and T2", "tokens per sample"),
        *("job startup", "circuit overhead"),
    }
    spans = [abs(low - high) for low, high in margins.values()]
    assert spans == sorted(spans, reverse=True)
    printed = run(*ask, "--format", "text").out.split("Sensitivity: ")[1].splitlines()
    line = next(line.split() for line in printed if line.startswith("two-qubit errors"))
    low, high = margins["two-qubit errors"]
    width = found.local.width
    ends = [f"{1 / width.lower:.3g}", "x", f"{width.upper:.3g}", f"{low:.3g}", f"{high:.3g}"]
    assert line[2:8] == ["x", *ends]
    assert line[8:10] == [f"{low - high:.3g}", "feasible"]


def test_given_shots_move_and_a_precision_does_not(found):
    """Half and double the shots are half and double the time: 0.602 decades."""
    with_shots = found.changed(goal=Goal.of(shots=10**8))
    by_name = {one.name: one for one in swings(with_shots)}
    assert by_name["shots"].span == pytest.approx(log10(4), abs=0.01)
    assert (by_name["shots"].low, by_name["shots"].high) == (0.5, 2.0)
    assert not {"precision", "shots"} & {one.name for one in swings(found)}


@pytest.mark.parametrize("flag", ["--explain", "--sensitivity"])
def test_not_in_csv(run, flag):
    result = run("model", "-m", "gpt2", "--device", "ibm-fez", flag, "--format", "csv")
    assert result.code == 2
    assert flag in result.err
