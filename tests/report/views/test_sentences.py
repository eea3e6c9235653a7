"""The first sentences of an answer: how many ways are feasible, and what the nearest takes."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, survey
from qestimate.core.formatting import seconds_interval
from qestimate.report.views.sentences import best_of, conclusion

GPT2 = Workload.of(catalog.model("gpt2"), rank=4)


WAYS = ("qtha", "qtha-bc", "qtha-c", "qpa", "amplitude", "angle")


def found(names, methods=WAYS, work=GPT2, copies=1, search=False, **goal):
    devices = [
        catalog.device("generic").resized(5) if name == "tiny" else catalog.device(name)
        for name in names
    ]
    return survey(work, devices, list(methods), Goal.of(**goal), copies=copies, search=search)


OWN = "With every way at its own settings,"


def test_several_ways_on_one_device():
    answer = found(["ibm-fez"])
    text = conclusion(answer)
    fits = [e for e in answer.estimates if e.verdict == "feasible"]
    assert [e.method.id for e in fits] == ["qpa"]
    where = "on IBM Fez (154 of its 156 qubits usable together)"
    assert text.startswith(f"{OWN} 1 of 6 ways {where} is feasible within 30 days for a model of ")
    assert "(as LoRA of rank 4: 147,456 weights) and 3,000 samples in 3 epochs: " in text
    assert "qpa does best: 56 trained angles on 7 qubits (106,208 parameters beside them)" in text
    assert "against" in text
    assert text.endswith("for plain LoRA on a GPU.")


def test_several_devices_are_cases():
    text = conclusion(found(["ibm-fez", "ibm-boston"], ["qpa", "qtha"]))
    assert text.startswith(f"{OWN} 2 of 4 cases (2 ways on 2 devices) are feasible within 30 days ")
    assert "in 3 epochs: 2 infeasible" in text


def test_what_fits_stands_behind_the_count():
    text = conclusion(found(["origin-wukong-72"], ["qtha", "qcnn-head"], copies="fit", search=True))
    first, rest = text.split(" The most that fits. ")
    assert first.startswith(
        f"{OWN} none of 2 ways on Origin Wukong (27 of its 72 qubits usable together) "
    )
    assert "trained angles on" in rest
    assert "of the model's parameters" in rest
    assert rest.endswith("Without a chip, plain LoRA on a GPU takes 27.6 s and $0.0214.")


def test_what_is_certain_is_counted_within_the_infeasible():
    answer = found(["origin-wukong-72"])
    infeasible = [e for e in answer.estimates if e.verdict == "infeasible"]
    certain = [e for e in infeasible if e.certain]
    for e in certain:
        room = 72 // e.program.n_qubits
        assert 10**e.placed.once.log10_run.low / room > 30 * 86400
    assert 0 < len(certain) < len(infeasible) == 6
    assert (
        f"6 infeasible ({len(certain)} of them for certain: with gradients by parameter shift even "
        "the fewest runs, side by side on all qubits, take too long)"
    ) in conclusion(answer)
    dear = conclusion(found(["origin-wukong-72"], max_price=10))
    assert "even the fewest runs, side by side on all qubits, exceed the budget" in dear


def test_one_way_is_said_in_a_sentence_of_its_own():
    for device, method, said in (
        (
            "ibm-fez",
            "qpa",
            " by qpa on IBM Fez (154 of its 156 qubits usable together) is feasible ",
        ),
        (
            "ibm-fez",
            "amplitude",
            " is infeasible within 30 days (for certain: with gradients by parameter shift even ",
        ),
        ("ibm-fez", "qtha", " is infeasible within 30 days. On the chip: "),
        ("iqm-garnet", "qpa", " by qpa on IQM Garnet is not known to be feasible within 30 days."),
        ("tiny", "qpa", "(for certain: there is no place on the chip)"),
    ):
        text = conclusion(found([device], [method]))
        assert text.startswith("Training a rank-4 adapter (147,456 weights) of a model of ")
        assert said in text
        assert ". On the chip: " in text


def test_a_way_that_is_not_certain_is_not_called_short():
    """The time that training needs stands beside the GPU's, not that of runs too few to train."""
    answer = found(["origin-wukong-72"], ["qpa"], max_days=1)
    (one,) = answer.estimates
    assert one.verdict == "infeasible"
    assert not one.certain
    text = conclusion(answer)
    assert seconds_interval(one.runtime.log10_run) in text.replace("\n", " ")
    assert "with as many runs of each as training needs" in text
    assert "a single run" not in text


@pytest.mark.parametrize(
    ("names", "methods"),
    [(["ibm-fez", "tiny"], ["qtha", "qpa"]), (["iqm-garnet"], []), (["origin-wukong-72"], [])],
)
def test_the_nearest_has_the_best_verdict_and_then_the_largest_margin(names, methods):
    answer = found(names, methods)
    best = best_of(answer.estimates)
    order = ("feasible", "marginal", "unknown", "infeasible")
    for other in answer.estimates:
        assert order.index(best.verdict) <= order.index(other.verdict)
        margins = (best.binding.margin_log10, other.binding.margin_log10)
        if other.verdict == best.verdict and None not in margins:
            assert margins[0] >= margins[1]


def test_of_ways_whose_margin_is_unknown_the_nearest_takes_the_least_time():
    answer = found(["google-sycamore-72"], ["qtha", "qpa", "amplitude"], max_days=1e6)
    assert {e.verdict for e in answer.estimates} == {"unknown"}
    assert {e.binding.margin_log10 for e in answer.estimates} == {None}
    times = {e.method.id: e.placed.once.log10_run.low for e in answer.estimates}
    assert best_of(answer.estimates).method.id == min(times, key=times.get) == "qpa"
    assert "at least" in conclusion(answer)


def test_certain_names_the_gradients_without_which_it_would_not_be():
    """QTHA on Wukong: by simultaneous perturbation two circuits do in place of 784."""
    work = Workload.of(catalog.model_of_size(1e9))
    by_shift, at_once = (
        found(["origin-wukong-72"], ["qtha"], work, gradient=rule)
        for rule in ("parameter-shift", "spsa")
    )
    assert by_shift.estimates[0].certain
    assert not at_once.estimates[0].certain
    assert "for certain: with gradients by parameter shift even" in conclusion(by_shift)
    assert "for certain" not in conclusion(at_once)
