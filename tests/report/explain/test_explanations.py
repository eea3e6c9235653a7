"""Formulas of explanations, computed anew from the numbers they show, give the figures."""

from __future__ import annotations

from functools import cache

import pytest
import sympy

from qestimate import Goal, Workload, catalog, estimate, survey
from qestimate.core.errors import UnknownNameError
from qestimate.noise.attenuation import DAMPED_OUT
from qestimate.report.explain.estimates import explain_estimate
from qestimate.report.figures.figure import row
from qestimate.report.figures.survey import EXPLANATION
from qestimate.report.views.explanations import explained
from qestimate.report.views.model import model_document
from qestimate.workload.goal import MITIGATIONS

FUNCTIONS = {
    "ln": sympy.log,
    "log10": lambda x: sympy.log(x, 10),
    "exp": sympy.exp,
    "ceil": sympy.ceiling,
    "floor": sympy.floor,
    "min": sympy.Min,
    "max": sympy.Max,
}


def computed(one) -> sympy.Expr:
    """Return what the formula gives with the numbers put in, to thirty digits."""
    values = {
        each.symbol: sympy.Integer(10) ** sympy.Float(each.value, 30)
        if each.log10
        else sympy.Float(each.value, 30)
        for each in one.inputs
        if each.value is not None
    }
    expression = parsed(one.formula, tuple(values))
    found = expression.subs({sympy.Symbol(name): value for name, value in values.items()})
    return sympy.N(found, 30)


@cache
def parsed(formula, names) -> sympy.Expr:
    return sympy.sympify(formula, locals={**FUNCTIONS, **{n: sympy.Symbol(n) for n in names}})


def surveys():
    llama = Workload.of(catalog.model("llama-3.1-8b"), rank=4, samples=100, tokens_per_sample=33)
    gpt = Workload.of(catalog.model("gpt2"), targets=("lm_head",), rank=4, samples=70, epochs=2)
    names = (
        "origin-wukong-72",
        "ibm-fez",
        "ionq-forte-enterprise",
        "quantinuum-h2-1",
        "google-willow-72",
        "rigetti-cepheus-1-108q",
    )
    devices = [catalog.device(name) for name in names]
    spsa = Goal.of(gradient="spsa", precision=0.02, max_price=1e4)
    generic = [catalog.device("generic").resized(100)]
    mitigated = [
        survey(gpt, devices[:3], goal=Goal.of(mitigation=name)) for name in MITIGATIONS[1:]
    ]
    return [
        survey(llama, devices),
        survey(gpt, devices, goal=spsa),
        survey(llama, generic),
        survey(gpt, devices[:2], goal=Goal.of(shots=1000)),
        *mitigated,
    ]


@pytest.fixture(scope="module")
def every():
    """Return each explanation of some surveys, and what it is about."""
    return [(of, one) for found in surveys() for of, one in explained(found)]


@pytest.mark.slow
def test_formulas_give_the_figures(every):
    checked = []
    different = {(one.formula, one.inputs, one.value): (of, one) for of, one in every}
    for of, one in different.values():
        if one.how != "formula" or one.value is None:
            continue
        value = computed(one)
        wanted = sympy.Float(one.value, 30)
        if one.log10:
            assert sympy.Abs(sympy.log(value, 10) - wanted) < 1e-9 * (1 + abs(one.value)), (of, one)
        else:
            assert sympy.Abs(value - wanted) <= 1e-9 * abs(one.value) + 1e-15, (of, one)
        checked.append(one.name)
    assert len(checked) > 400
    shots = {"shots_least", "shots", "gradient_shots", "shots_precise"}
    bounds = {"touch_s", "programmable_angles", "readout_bits_per_s", "least_readout_s"}
    assert shots | bounds <= set(checked)


def test_shots_that_are_given_are_said_to_be_given():
    found = estimate(
        Workload.of(catalog.model("gpt2")), "qtha", catalog.device("ibm-fez"), Goal.of(shots=1000)
    )
    for name in ("shots", "gradient_shots"):
        one = found.explain(name)
        assert (one.value, one.source) == (pytest.approx(3.0), "given")
    assert found.explain("shots_least").value == 1
    assert "--shots" in found.explain("shots").formula


@pytest.mark.parametrize("name", ["ibm-fez", "ionq-forte-enterprise", "rigetti-cepheus-1-108q"])
@pytest.mark.parametrize("figure", ["forward", "wall_clock", "price"])
def test_circuits_side_by_side_are_in_the_formula(name, figure):
    work = Workload.of(catalog.model("gpt2"), rank=4, samples=70)
    one, many = (
        estimate(work, "qtha", catalog.device(name), Goal.of(max_price=1e4), copies=copies)
        for copies in (1, 7)
    )
    known = {each.name for each in explain_estimate(many)}
    if figure not in known or many.explain(figure).value is None:
        assert many.runtime.price.value is None or many.runtime.shot.total is None
        return
    found = many.explain(figure)
    assert "/k" in found.formula or "h*t" in found.formula
    assert float(sympy.log(computed(found), 10)) == pytest.approx(found.value, abs=1e-9)
    assert found.value < one.explain(figure).value


@pytest.mark.slow
def test_every_symbol_of_a_formula_has_a_number(every):
    for of, one in every:
        if one.how == "formula" and one.value is not None:
            named = tuple(each.symbol for each in one.inputs if each.value is not None)
            free = parsed(one.formula, named).free_symbols
            assert {str(symbol) for symbol in free} <= set(named), (of, one)


@pytest.mark.slow
def test_every_explanation_has_a_source_or_says_what_is_unknown(every):
    for of, one in every:
        assert one.source or one.formula.startswith("unknown"), (of, one)


def test_sampled_attenuation_is_the_mean_it_says():
    found = survey(
        Workload.of(catalog.model("gpt2"), rank=4), [catalog.device("ibm-fez")], ["qtha"], copies=1
    ).estimates[0]
    paths = found.local.paths
    mean = sum(p.share * float(sympy.exp(-p.two_qubit - p.rest)) for p in paths) / sum(
        p.share for p in paths
    )
    assert max(p.two_qubit + p.rest for p in paths) < DAMPED_OUT
    assert 10 ** found.explain("attenuation").value == pytest.approx(mean)


SAME = {
    "two_qubit_gates": "two_qubit_gates",
    "qubits": "simulated_qubits",
    "gpu": "n_gpus",
    "flop": "lora_flop",
    "utilisation": "lora_utilisation",
    "log10_training_s": "lora_training",
    "energy_kwh": "lora_energy",
    "log10_rent_usd": "lora_rent",
    "log10_lora_s": "lora_training",
    "log10_core_forward_s": "simulated_forward",
    "log10_core_s": "simulated",
    "log10_gpu_s": "simulated_gpu",
    "log10_adjoint_s": "simulated_adjoint",
    "shot_s": "shot",
    "gates": None,  # as drawn; shown as an input of every simulated time
    "readout_bits_per_s": "readout_bits_per_s",
    "least_readout_s": "least_readout_s",
    # of mappings that were searched: explained where they are estimated
    **dict.fromkeys(
        ("independent_angles", "copies", "run_s", "per_day", "shots_per_circuit"), None
    ),
}
"""Columns whose name is not that of the figure."""


@pytest.mark.slow
def test_every_column_of_numbers_is_explained():
    found = survey(
        Workload.of(catalog.model("llama-3.1-8b")),
        [catalog.device("ibm-fez"), catalog.device("ionq-forte-enterprise")],
    )
    names = {one.name for _, one in explained(found)}
    for table in model_document(found).tables:
        for column in table.columns:
            if column.kind == "text":
                continue
            plain = column.key.removeprefix("log10_").removesuffix("_s").removesuffix("_usd")
            name = SAME.get(column.key, plain)
            assert name is None or name in names, (table.key, column.key)


def test_explain_by_name():
    found = survey(
        Workload.of(catalog.model("gpt2")), [catalog.device("origin-wukong-72")], ["qtha"]
    ).estimates[0]
    text = str(found.explain("wall_clock"))
    assert "C·N + G·M" in text
    assert "time from shot to shot" in text
    with pytest.raises(UnknownNameError, match="'shot5'"):
        found.explain("shot5")


@pytest.mark.slow
def test_objects_are_plain(every):
    import json

    text = json.dumps([row(EXPLANATION, pair) for pair in every], allow_nan=False)
    assert len(json.loads(text)) == len(every)
