"""Scores by hand: pulls, baselines, groups of devices, and which runs count."""

from __future__ import annotations

from math import e, exp, log
from statistics import median

import pytest

from qestimate import catalog
from qestimate.catalog.experiments import experiment
from qestimate.evidence.predicted_run import Prediction
from qestimate.evidence.prediction import predict
from qestimate.evidence.scores import counting, device_group, group_scores, narrow, score

BELL = experiment("iqm-garnet-bell").runs[0]


def one(value, low, high, measured, *, plain=None, medians=None, **run):
    changed = BELL._replace(measured=measured, uncertainty=0.0, **run)
    return Prediction(changed, value, low, high, plain=plain, medians=medians)


def test_a_pull_is_in_halves_of_the_interval():
    """From e^-2 to 1 half the width is 1 in ln, so that e^-1 measured for e^-0.5 is -0.5."""
    low, high = exp(-2), 1.0
    assert one(exp(-0.5), low, high, exp(-1)).pull == pytest.approx(-0.5)
    assert one(exp(-1), low, high, 1.0).pull == pytest.approx(1.0)
    assert one(exp(-1), low, high, exp(-1)).pull == 0
    assert one(-exp(-0.5), -high, -low, -exp(-1)).pull == pytest.approx(-0.5)  # nearer to zero


@pytest.mark.parametrize(
    ("value", "low", "high", "measured"),
    [
        (None, 0.0, 1.0, 0.5),
        (0.5, 0.25, 1.0, 0.0),  # no ratio
        (0.5, 0.0, 1.0, 0.4),  # an interval that reaches zero
        (0.5, 0.5, 0.5, 0.4),  # none
        (0.5, 0.25, float("inf"), 0.4),
    ],
)
def test_no_pull_without_a_ratio_and_a_width(value, low, high, measured):
    assert one(value, low, high, measured).pull is None


def test_a_score_by_hand_stands_beside_each_baseline_on_the_same_runs():
    runs = [
        one(0.5, 0.25, 0.75, 0.5 * e, plain=0.5 * e, medians=0.5 * e**3),  # 1; 0 and 2
        one(0.5, 0.1, 0.9, 0.5, plain=0.5 / e),  # 0; 1
        one(0.5, 0.01, 0.9, 0.5 / e**2, medians=0.5 / e**2),  # 2; -, 0
        one(0.5, 0.25, 0.75, 0.0, plain=0.5, medians=0.5),  # no ratio
        one(None, 0.0, 1.0, 0.5, plain=0.5, medians=0.5),
    ]
    found = score(runs)
    assert (found.n, found.coverage) == (4, 0.5)
    assert found.median_abs_log == pytest.approx(1.0)
    assert found.median_width == pytest.approx((3 + 9) / 2)
    assert (found.n_plain, found.n_chip) == (2, 2)
    assert found.plain_median_abs_log == pytest.approx(0.5)
    assert found.compared_median_abs_log == pytest.approx(0.5)
    assert found.chip_median_abs_log == pytest.approx(1.0)
    assert found.beside_chip_median_abs_log == pytest.approx(1.5)
    assert narrow(runs) == [runs[0], runs[1], runs[3]]


def test_a_baseline_of_another_sign_tells_nothing():
    found = score([one(-0.5, -0.6, -0.4, -0.5, medians=0.5)])
    assert (found.n_chip, found.chip_median_abs_log) == (0, None)


@pytest.mark.parametrize(
    ("vendor", "technology", "group"),
    [
        ("IBM", "superconducting", "IBM"),
        ("IBM Quantum", "superconducting", "IBM"),
        ("Origin Quantum", "superconducting", "IQM, Rigetti, Origin"),
        ("Rigetti", "superconducting", "IQM, Rigetti, Origin"),
        ("Google", "superconducting", "Google"),
        ("Quantinuum", "trapped-ion", "ion traps"),
        ("my laboratory", "trapped-ion", "ion traps"),
        ("my laboratory", "superconducting", "other superconducting"),
        ("my laboratory", "neutral-atom", "other"),
        ("", "", "other"),
    ],
)
def test_every_device_falls_into_a_group(vendor, technology, group):
    device = catalog.device("generic")._replace(vendor=vendor, technology=technology)
    assert device_group(device) == group


def test_scores_of_groups_and_of_all_together():
    ibm, ions = (catalog.device(name) for name in ("ibm-fez", "ionq-aria-1"))
    runs = [
        ("ghz", one(0.5, 0.4, 0.6, 0.5, device=ions)),
        ("mirror", one(0.5, 0.01, 0.6, 0.7, device=ibm)),
        ("bell", one(0.5, 0.4, 0.6, 0.5, device=ibm)),
        ("job-time", one(5.0, 0.1, 6.0, 5.0, device=ibm)),
        ("expectation", one(None, -1.0, 1.0, 0.5, device=ibm)),
    ]
    found = group_scores(runs)
    assert [(row.quantity, row.devices, row.score.n) for row in found] == [
        ("whole circuits", "IBM", 2),
        ("whole circuits", "ion traps", 1),
        ("whole circuits", "all", 3),
        ("times", "IBM", 1),
    ]
    assert [row.score.coverage for row in found] == [0.5, 1.0, pytest.approx(2 / 3), 1.0]
    assert [row.narrow and (row.narrow.n, row.narrow.coverage) for row in found] == [
        (1, 1.0),
        (1, 1.0),
        (2, 1.0),
        None,
    ]


def test_runs_count_that_set_nothing_or_are_predicted_without_it():
    runs = [
        one(0.5, 0.4, 0.6, 0.5, calibrates=sets, left_out=out, repeats=repeats)
        for sets, out, repeats in (
            ("", False, ""),
            ("a constant", False, ""),
            ("a constant", True, ""),
            ("", False, "other"),
        )
    ]
    assert counting(runs) == [runs[0], runs[2]]


def test_medians_of_the_chip_by_hand_for_a_bell_pair():
    """P00 + P11 of 4 pulses and one CZ, each with the median error of Wukong, as published."""
    pair = experiment("origin-wukong-72-bell")
    found = next(p for p in predict(pair) if p.run.two_qubit_gates == 1)
    table = found.run.device.snapshot
    rows = table.qubits.values()
    cz = 1.25 * median(table.two_qubit_errors)
    pulse = 1.5 * median(row.one_qubit_error for row in rows if row.one_qubit_error is not None)
    flip = [
        median(x for row in rows if (x := getattr(row, f"readout_error_{bit}")) is not None)
        for bit in (0, 1)
    ]
    gates = (1 - cz) * (1 - pulse) ** found.run.one_qubit_gates
    mixed = 1 - gates ** (16 / 15)
    same = ((1 - flip[0]) ** 2 + (1 - flip[1]) ** 2 + flip[0] ** 2 + flip[1] ** 2) / 2
    assert found.medians == pytest.approx((1 - mixed) * same + mixed / 2, rel=0.003)  # waiting
    assert found.medians < (1 - mixed) * same + mixed / 2
    assert found.medians != pytest.approx(found.value, rel=0.003)
    alike = [p for p in predict(pair) if p.run.two_qubit_gates == 1]
    assert len({p.run.physical for p in alike}) > 1
    assert len({p.medians for p in alike}) == len({p.run.one_qubit_gates for p in alike})


def test_medians_do_not_depend_on_the_day_nor_on_the_growth_with_the_width():
    runs = experiment("ibm-kernel-circuits")
    wide = max(runs.runs, key=lambda run: run.qubits)
    today, later = (
        predict(runs._replace(runs=(wide._replace(device=wide.device.at(day)),)))[0]
        for day in ("", "2040-01-01")
    )
    assert later.factors.center > 1.2
    assert later.medians == pytest.approx(today.medians)
    assert log(later.value) == pytest.approx(later.factors.center * log(later.medians), rel=0.1)


def test_no_medians_where_there_is_no_table():
    for name in ("quantinuum-h2-ghz", "google-sycamore-53"):
        assert all(p.medians is None for p in predict(experiment(name)))
