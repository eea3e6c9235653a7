"""Every scenario of a sweep against the single estimate of it, number by number."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from qestimate import catalog
from qestimate.core.errors import QestimateError
from qestimate.estimation.estimate import estimate
from qestimate.estimation.placement import Unplaced
from qestimate.explore.sweep import Sweep
from qestimate.scenario.scenario import DATA, GOAL
from qestimate.scenario.values import Given, read
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload


def one_by_one(inputs):
    """Return the single estimate of a scenario of a sweep; None where there is no circuit."""
    device = inputs.pop("device")
    values = {name: read(name, Given(value)) if not isinstance(value, tuple) else value
              for name, value in inputs.items() if name != "method"}  # fmt: skip
    goal = Goal.of(**{GOAL[name]: value for name, value in values.items() if name in GOAL})
    model = (
        catalog.model(values["model"])
        if "model" in values
        else catalog.model_of_size(values["params"])
    )
    try:
        work = Workload.of(
            model,
            rank=values.get("rank", 8),
            targets=tuple(values.get("target", ())),
            **{DATA[name]: value for name, value in values.items() if name in DATA},
        )
        return estimate(work, inputs["method"], device, goal)
    except QestimateError:
        return None


def expected(found):
    """Return what a sweep should have for an estimate."""
    if found is None:
        return {"verdict": "none", "limit": ""}
    unknown = math.nan
    columns = dict.fromkeys(
        ("signal", "signal_low", "signal_high", "shots", "run", "run_low", "run_high", "price"),
        unknown,
    )
    columns |= {
        "verdict": found.verdict,
        "limit": found.binding.name,
        "margin": found.binding.margin_log10,
        "qubits": found.program.n_qubits,
    }
    if isinstance(found.placement, Unplaced):
        return columns
    left = found.local.log10_attenuation
    run = found.runtime.log10_run
    return columns | {
        "two_qubit_gates": found.placement.counts.two_qubit_gates,
        "two_qubit_depth": found.placement.counts.two_qubit_depth,
        "signal": left.value,
        "signal_low": left.low,
        "signal_high": left.high,
        "shots": found.shots_needed.log10_value.value,
        "run": run.value,
        "run_low": run.low,
        "run_high": run.high,
        "price": found.runtime.price.value,
    }


CASES = {
    "the example": dict(params="1e6:1e12:log:4", rank="1,2,4,16", qubits="72", method="all",
                        **{"cz-error": "1e-4:5e-2:log:4"}),
    "all errors": dict(model="tinyllama-1.1b", rank="2,4", qubits="72",
                       **{"cz-error": "1e-4:1e-2:log:2", "one-qubit-error": "1e-5,1e-3",
                          "readout-error": "1e-3,0.05,0.5", "t1": "50,200", "t2": "30,90",
                          "cz-time": "40", "one-qubit-time": "25", "shot-period": "300"}),
    "gate times": dict(model="gpt2", rank="3,4", qubits="72", method="qtha-c,qpa,amplitude",
                       **{"cz-error": "1e-3", "one-qubit-error": "1e-4", "readout-error": "0.01",
                          "t1": "100,300", "t2": "80", "cz-time": "40,200",
                          "one-qubit-time": "20,50", "rep-delay": "10,250",
                          "readout-time": "1000"}),
    "a trap by width and angle": dict(model="gpt2", rank="3,4,9", device="quantinuum-h2-1",
                                      method="qtha,qtha-c,qpa,amplitude",
                                      **{"cz-error": "3e-4,1.36e-3,1e-2"}),
    "tables": dict(model="tinyllama-1.1b", rank="2,5", device="ibm-fez,origin-wukong-72",
                   **{"shot-period": "50,300", "max-days": "1e-3,1e4"}),
    "t1 over a table": {"model": "gpt2", "rank": "4", "device": "ibm-fez,origin-wukong-72",
                            "method": "qtha,qpa", "t1": "20,80,400"},
    "errors over a table": dict(model="gpt2", rank="4", device="ibm-fez", method="qtha,qpa,angle",
                                **{"cz-error": "1e-4,1e-2", "readout-error": "0.001,0.2"}),
    "data and goal": {"model": "gpt2", "rank": "2,4", "device": "ibm-fez,ionq-forte-enterprise",
                          "samples": "10,1000", "tokens": "3,512", "epochs": "1,7", "batch": "1,4",
                          "accumulation": "1,8", "floor": "0.001,0.5", "method": "qtha-bc,qpa"},
    "one token a step": {"model": "gpt2", "rank": "2", "device": "ibm-fez", "batch": "1,4",
                         "accumulation": "1", "tokens": "1,512", "method": "qtha,qpa"},
    "shots given": {"model": "gpt2", "rank": "2,4", "device": "ibm-fez,origin-wukong-72",
                    "shots": "1,1000,1e6", "mitigation": "none,zne", "method": "qtha,qpa"},
    "no floor and a floor": {"model": "gpt2", "rank": "4", "device": "origin-wukong-72",
                             "floor": "1e-9,0.06,0.5", "method": "all"},
    "gradients and layers": {"model": "gpt2", "rank": "4", "device": "ibm-fez", "layers": "1,3,20",
                                 "gradient": "parameter-shift,spsa"},
    "mitigation": {"model": "gpt2", "rank": "4,8", "device": "ibm-fez,quantinuum-h2-1",
                   "mitigation": "none,readout,rescaling,zne,pec", "cz-error": "1e-3,1e-2",
                   "method": "qtha,qpa,amplitude"},
    "money": dict(model="gpt2", device="ionq-aria-1,iqm-garnet,rigetti-cepheus-1-108q,ibm-fez",
                  rank="2,8", **{"max-price": "1,1e5,1e12", "max-shots": "100,1e6",
                                 "max-circuits": "1,300"}),
    "every device": {"model": "phi-2", "rank": "4",
                         "device": ",".join(d for d in catalog.devices() if d != "generic")},
    "twirls": {"model": "gpt2", "rank": "2,4", "device": "ibm-fez,origin-wukong-72",
               "twirls": "1,21,2000", "method": "qtha,qpa", "max-price": "1e9"},
    "time to load": {"model": "gpt2", "rank": "2", "device": "ibm-fez,ibm-cusco,iqm-garnet",
                     "twirls": "32", "circuit-overhead": "0,2.5", "shots": "1000,1e6",
                     "method": "qtha,qpa"},
    "many qubits": dict(model="llama-2-7b", rank="8,64", qubits="2,5,17,400",
                        method="angle,amplitude,qpa,qtha",
                        **{"cz-error": "1e-5", "shot-period": "10"}),
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=[pytest.mark.slow] * (n in ("every device", "the example")))
        for n in CASES
    ],
)
def test_a_sweep_says_what_single_estimates_say(name):
    check(Sweep(CASES[name]), 25)


@pytest.mark.slow
def test_a_random_design_says_what_single_estimates_say():
    sweep = Sweep(
        {
            "params": "1e6:1e15:log",
            "rank": "1:16",
            "samples": "1:1e6:log",
            "tokens": "1:4096:log",
            "cz-error": "1e-6:1:log",
            "readout-error": "0:0.3",
            "t1": "1:1000:log",
            "t2": "1:1000:log",
            "shots": "1:1e6:log",
            "layers": "1:6",
            "qubits": "72",
            "method": "all",
            "shot-period": "1:1e4:log",
        },
        random=200,
        seed=3,
    )
    check(sweep, 60)


@pytest.mark.slow
def test_draws_of_everything_fit_a_device_with_prices():
    sweep = Sweep(
        {
            "model": "gpt2",
            "rank": "2:8",
            "device": "ionq-aria-1,iqm-garnet,rigetti-cepheus-1-108q,ibm-fez",
            "price-per-shot": "1e-6:1:log",
            "max-price": "1:1e9:log",
            "max-days": "1e-3:1e3:log",
            "samples": "1:100",
            "tokens": "1:10",
        },
        random=100,
        seed=5,
    )
    check(sweep, 50)


def check(sweep, most):
    points = sweep.design.points(0)
    columns = sweep.results(points)
    rows = list(range(points.n))
    if len(rows) > most:
        rows = random.Random(1).sample(rows, most)
    verdicts, limits = sweep.verdicts(columns), sweep.limits(columns)
    for row in rows:
        inputs = sweep.scenario(points, row)
        wanted = expected(one_by_one(dict(inputs)))
        got = {name: float(column[row]) for name, column in columns.items()}
        got |= {"verdict": verdicts[row], "limit": limits[row]}
        for name, value in wanted.items():
            same(got[name], value, f"{name} of {inputs | {'device': inputs['device'].id}}")


def same(got, wanted, what):
    if isinstance(wanted, str):
        assert got == wanted, what
    elif wanted is None or math.isnan(wanted):
        assert math.isnan(got), f"{what}: {got}, not unknown"
    else:
        # elements of a path are rounded to nine digits before they are added up
        assert np.isclose(got, wanted, rtol=1e-7, atol=1e-7), f"{what}: {got}, not {wanted}"


def test_credits_with_a_price_of_the_users(tmp_path):
    """A contract's price of a credit, in a file of the user's own."""
    shipped = Path(catalog.__file__).parents[2] / "models" / "devices" / "quantinuum-h2-1.toml"
    priced = tmp_path / "mine.toml"
    price = (
        '[snapshots.figures.price_per_credit]\nvalue = 12.5\nunit = "USD/HQC"\nkind = "claimed"\n'
    )
    priced.write_text(f"{shipped.read_text(encoding='utf-8')}\n{price}", encoding="utf-8")
    sweep = Sweep(
        {"model": "gpt2", "rank": "2,4", "device": f"{priced},iqm-garnet", "method": "qtha,qpa",
         "shots": "1,1000", "mitigation": "none,zne", "max-price": "1e9"}
    )  # fmt: skip
    check(sweep, 16)
    assert np.isfinite(sweep.results(sweep.design.points(0))["price"]).any()


def test_a_method_whose_counts_are_no_products_is_worked_out_one_by_one(monkeypatch):
    """Circuits that grow with the logarithm of the data, and are read by single values."""
    from types import MappingProxyType

    import qestimate.methods as known
    from qestimate.methods.program import Method, Program

    def program(workload, _goal, _longest_line):
        samples = workload.data.samples
        layers = samples.bit_length()
        return Program(
            "odd", "cz-line", 4, layers, 4 * layers, 0, samples + 1, 3 * samples + 5,
            (3 * samples + 5) * workload.data.epochs, "local", 4,
        )  # fmt: skip

    odd = Method("odd", "odd", "odd", "none", "cz-line", program, (), {})
    monkeypatch.setattr(known, "_METHODS", MappingProxyType({**known.methods(), "odd": odd}))
    sweep = Sweep(
        {"model": "gpt2", "device": "ibm-fez", "method": "odd,qpa", "samples": "1,5,1000",
         "tokens": "1,8", "epochs": "1,3", "cz-error": "1e-4,1e-2"}
    )  # fmt: skip
    check(sweep, 100)


def test_a_gradient_that_averages_over_samples_alone(monkeypatch):
    """A head runs once a sample: its gradients average over the batch and not over tokens."""
    from types import MappingProxyType

    import qestimate.methods as known
    from qestimate.methods.program import Method, Program

    def program(workload, _goal, _longest_line):
        data = workload.data
        samples, run = data.samples, 9 * data.samples * data.epochs
        return Program(
            "head", "cz-line", 4, 1, 4, 0, samples, 9 * samples, run, "local", 4,
            evaluations=samples * data.epochs, averaged=float(data.batch_size * data.accumulation),
        )  # fmt: skip

    head = Method("head", "head", "head", "none", "cz-line", program, (), {})
    monkeypatch.setattr(known, "_METHODS", MappingProxyType({**known.methods(), "head": head}))
    sweep = Sweep(
        {"model": "gpt2", "device": "ibm-fez", "method": "head", "batch": "1,4",
         "accumulation": "1,8", "tokens": "1,512"}
    )  # fmt: skip
    check(sweep, 8)


def test_numbers_beyond_every_double_stay_finite():
    sweep = Sweep(
        {
            "params": "1e6,1e15,1e30",
            "rank": "8",
            "qubits": "72,1000000",
            "method": "all",
            "samples": "1e12",
            "tokens": "1e12",
            "epochs": "1e12",
            "layers": "8,1e9",
            "cz-error": "0.5",
            "shot-period": "1e12",
        }
    )
    check(sweep, 40)
    columns = sweep.block(0)
    assert max(columns["run_low"][~np.isnan(columns["run_low"])]) > 308
    for column in columns.values():
        assert not np.isinf(column).any()


def test_registers_of_thousands_of_qubits_are_in_logarithms():
    """2^4000 (s / p)^2 shots for all probabilities, if noise leaves all: ten to the 1,205."""
    from types import MappingProxyType

    import qestimate.methods as known
    from qestimate.methods import methods

    qpa = methods()["qpa"]

    def program(workload, goal, longest_line):
        found = qpa.program(workload, goal, longest_line)
        return found._replace(n_qubits=4000, n_observables=2**4000)

    wide = qpa._replace(id="wide", program=program)
    before = known._METHODS
    known._METHODS = MappingProxyType({**methods(), "wide": wide})
    try:
        sweep = Sweep(
            {"model": "gpt2", "qubits": "5000", "method": "wide", "cz-error": "1e-6,1e-3"}
        )
        check(sweep, 10)
        found = estimate(
            Workload.of(catalog.model("gpt2")), "wide", catalog.device("generic").resized(5000)
        )
    finally:
        known._METHODS = before
    fewest = 4000 * math.log10(2) + 2 * math.log10(found.program.output_slope / 0.05)
    assert fewest == pytest.approx(1204.6, abs=0.1)
    assert found.placed.needed.precise.low == pytest.approx(fewest, abs=0.1)
    assert found.placed.precise.log10_run.low > fewest


@pytest.mark.parametrize("moved", [{"t1": "400,0.001"}, {"t1": "0.5,5", "cz-time": "20,200"}])
def test_devices_that_differ_in_a_time_alone_are_told_apart(moved, monkeypatch):
    """At the first T1 the T2 of both may be capped alike; at others they are not."""
    fez = catalog.device("ibm-fez")
    twins = {"ibm-fez": fez, "ibm-boston": fez.scaled("t2", 0.2)}
    real = catalog.device
    monkeypatch.setattr(
        catalog, "device", lambda name, date="": twins.get(name) or real(name, date)
    )
    sweep = Sweep(
        {"model": "gpt2", "device": "ibm-fez,ibm-boston", "method": "qtha", "rank": "4",
         "layers": "8"} | moved
    )  # fmt: skip
    check(sweep, 20)
