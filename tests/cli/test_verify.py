"""``qestimate verify``: small cases of every circuit, against Aer and Stim."""

from __future__ import annotations

import json

import pytest

from tests.conftest import says


def cases(run, *arguments):
    result = run("verify", *arguments, "--format", "json")
    assert result.code == 0, result.err
    return json.loads(result.out)["cases"]


@pytest.mark.slow
def test_every_circuit_within_ten_percent(run):
    found = cases(run, "--qubits", "4", "--layers", "3", "--circuits", "12")
    assert len(found) == 4
    for one in found:
        assert one["attenuation"]["value"] == pytest.approx(
            one["attenuation_simulated"], rel=0.1, abs=3 * one["attenuation_error"]
        )
        assert one["inside"] >= one["promised"]
        assert one["two_qubit_gates"] == one["two_qubit_gates_written"]
        assert one["depth"] == one["depth_written"]
        low, high = one["attenuation"]["low"], one["attenuation"]["high"]
        assert low < one["attenuation_transpiled"] < high


def test_a_noisy_device_with_per_element_errors(run):
    found = cases(run, *("qtha", "--qubits", "4", "--layers", "4"), "--device", "origin-wukong-72")
    (one,) = found
    assert one["ansatz"] == "crz-ring"
    assert one["patch"]
    assert one["ratio"] == pytest.approx(1, abs=0.1 + 3 * one["attenuation_error"] / 0.3)
    assert one["signal_std"]["value"] == pytest.approx(one["signal_std_simulated"], rel=0.25)


@pytest.mark.slow
def test_an_ion_trap_with_memory_errors(run):
    (one,) = cases(run, "cz-full", "--qubits", "4", "--device", "quantinuum-h2-1")
    assert one["ratio"] == pytest.approx(1, abs=0.02)


@pytest.mark.slow
def test_clifford_twins_at_full_width(run):
    found = cases(
        run,
        *("crz-ring", "cz-line", "cnot-line"),
        *("--qubits", "19", "--layers", "2", "--device", "origin-wukong-72", "--circuits", "10"),
    )
    for one in found:
        assert one["twins"] > 5
        assert abs(one["ratio"] - 1) < 4 * one["attenuation_error"] / one["attenuation_simulated"]


def test_seventy_two_qubits(run):
    (one,) = cases(run, "cz-line", "--qubits", "72", "--layers", "4", "--circuits", "3")
    assert one["qubits"] == 72
    assert one["twins"] > 10
    assert one["ratio"] == pytest.approx(1, abs=0.02)


def test_text_has_all_tables(run):
    result = run(
        *("verify", "cz-line", "--qubits", "3,16", "--layers", "2", "--circuits", "2"),
        *("--format", "text", "--fail-on-miss"),
    )
    assert result.code == 0
    for title in ("Counts", "Attenuation", "keep its promise", "Clifford twins"):
        assert title in result.out
    assert result.err == ""  # no progress bar where nobody watches


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no-circuit",), "'no-circuit'"),
        (("amplitude",), "amplitude"),
        (("--precision", "1e-9"), "--precision"),
        (("--seed", "-1"), "--seed"),
        (("--qubits", "1"), "--qubits"),
        (("--qubits", "x"), "--qubits"),
        (("--layers", "0"), "--layers"),
        (("--device", "nowhere"), "'nowhere'"),
        (("--qubits", "24", "--device", "iqm-garnet"), "24 20"),
    ],
)
def test_bad_input(run, arguments, message):
    result = run("verify", *arguments)
    assert result.code == 2
    assert says(result.err, message)


@pytest.mark.slow
@pytest.mark.parametrize("device", ["generic", "origin-wukong-72"])
def test_eight_qubits_within_ten_percent(run, device):
    found = cases(run, "--qubits", "8", "--device", device, "--circuits", "12")
    assert len(found) == 4
    for one in found:
        slack = 3 * one["attenuation_error"] / one["attenuation_simulated"]
        assert abs(one["ratio"] - 1) < 0.1 + slack, one


SMALL = ("verify", "qtha", "--train", "--task", "teacher", "--qubits", "2", "--layers", "1",
         "--device", "ionq-aria-1", "--seeds", "2")  # fmt: skip


def test_training_with_the_shots_that_are_given(run):
    result = run(*SMALL, "--shots", "500", "--gradient-shots", "50", "--format", "json")
    assert result.code == 0, result.err
    (row,) = json.loads(result.out)["trainings"]
    assert (row["shots"], row["gradient_shots"], row["ratio"]) == (500, 50, None)
    assert row["seeds"] == [0, 1]
    shares = [(a - c) / (a - b) for a, b, c in zip(row["frozen"], row["noiseless"], row["loss"],
                                                    strict=True)]  # fmt: skip
    assert row["gain"] == pytest.approx(shares)


def test_training_says_how_many_seeds_keep_enough(run):
    result = run(*SMALL, "--format", "text")
    assert result.code == 0, result.err
    assert "of 2 trainings keep 90 % of what they gain without it" in " ".join(result.out.split())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("verify", "qtha", "--task", "teacher"), "go with --train"),
        (("verify", "qtha", "--train", "--task", "teachr"), "unknown task 'teachr'"),
        ((*SMALL, "--seeds", "0"), "--seeds must be 1 to 1000"),
        (("verify", "qtha", "--train", "--qubits", "8"), "up to 6 qubits"),
        (("verify", "qtha", "--train", "--device", "ibm-fez"), "no ring of 4"),
    ],
)
def test_training_that_cannot_be_is_refused(run, more, said):
    result = run(*more)
    assert result.code == 2
    assert said in result.err
