"""``qestimate require``."""

from __future__ import annotations

import json

import pytest

SMALL = ("require", "-m", "gpt2", "--samples", "100", "--tokens", "64")


@pytest.mark.slow
def test_an_answer_holds_when_it_is_given_to_model(run):
    """The time per shot that is needed, typed back as a flag, is feasible.

    A longer one is not, with as many copies side by side as there were.
    """
    from qestimate.estimation.estimate import estimate
    from qestimate.scenario.scenario import scenario
    from qestimate.scenario.values import Given

    job = (*SMALL[1:], "--device", "ibm-fez", "--method", "qpa")
    result = run("require", *job, "--format", "json")
    (row,) = json.loads(result.out)["requirements"]
    needed = next(one["needed"] for one in row["alone"] if one["quantity"] == "shot-time")
    for factor, verdict in ((1, "feasible"), (1.05, "marginal")):
        period = f"{needed * factor * 1e6:.6g}"
        names = (name.strip("-") for name in job[::2])
        flags = dict(zip(names, job[1::2], strict=True)) | {"shot-period": period}
        flags["model"] = flags.pop("m")
        asked = scenario({name: Given(value) for name, value in flags.items()})
        alone = estimate(asked.workload, "qpa", asked.devices[0], asked.goal, copies="fit")
        assert alone.verdict == verdict
        again = run("model", *job, "--shot-period", period, "--format", "json")
        assert [one["verdict"] for one in json.loads(again.out)["estimates"]] == [verdict]


@pytest.mark.parametrize("form", ["text", "md", "latex", "html", "csv"])
def test_every_format(run, form):
    result = run(*SMALL, "--device", "origin-wukong-72", "--method", "qpa", "--format", form)
    assert result.code == 0, result.err
    assert "side by side" in result.out


@pytest.mark.slow
def test_only_what_is_asked_for(run):
    result = run(*SMALL, "--device", "ibm-fez", "--method", "qpa,qtha", "--quantity",
                 "copies,t1-t2", "--format", "json")  # fmt: skip
    for row in json.loads(result.out)["requirements"]:
        assert [one["quantity"] for one in row["alone"]] == ["t1-t2", "copies"]


@pytest.mark.slow
def test_the_price_is_asked_for_with_a_budget(run):
    job = (*SMALL, "--device", "ibm-fez", "--method", "qpa", "--format", "json")

    def quantities(*more):
        (row,) = json.loads(run(*job, *more).out)["requirements"]
        return [one["quantity"] for one in row["alone"]]

    assert "price" not in quantities()
    assert "price" in quantities("--max-price", "1000")


def test_an_unknown_quantity(run):
    result = run(*SMALL, "--quantity", "speed")
    assert result.code == 2
    assert "'speed'" in result.err
    assert "shot-time" in result.err
    assert not result.out


@pytest.mark.slow
def test_all_methods_on_all_chips_of_a_size(run):
    result = run(
        "require", "--params", "1e9", "--qubits", "72", "--quantity", "shot-time", "--format", "md"
    )
    assert result.code == 0, result.err
    assert "1 of 48 mappings is feasible as it is" in result.out
    assert "live couplers not published" in result.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("qpa", "--max-days", "0.005"), "infeasible as it is; one figure changed alone makes it"),
        (("qpa",), "The mapping is feasible as it is."),
        (("amplitude",), "no figure changed alone makes it feasible, nor do errors and time"),
    ],
)
def test_one_mapping_is_said_in_a_sentence_of_its_own(run, more, said):
    assert said in run(*SMALL, "--device", "ibm-fez", "--format", "md", "--method", *more).out
