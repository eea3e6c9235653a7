"""Experiment files: what they may hold, and what is said of one that is broken."""

from __future__ import annotations

from datetime import date

import pytest

from qestimate.catalog.experiments import experiment, experiments
from qestimate.core.errors import CatalogError
from qestimate.evidence.prediction import predict

GOOD = """
name = "Mirror circuits of mine"
kind = "mirror"
quantity = "probability"
source = "lab-book"
locator = "page 7"
date = "2026-11-01"
{extra}
[errors]
convention = "average"
simultaneous = true
two_qubit_error = 0.005
one_qubit_error = 0.0004
readout_error = 0.01

[[runs]]
qubits = 4
two_qubit_gates = 24
one_qubit_gates = 60
layers = 12
measured = 0.78
uncertainty = 0.01
"""


def write(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return path


def test_a_file_of_ones_own(tmp_path):
    one = experiment(write(tmp_path, GOOD.format(extra="")))
    (found,) = predict(one)
    by_hand = (1 - 1.25 * 0.005) ** 24 * (1 - 1.5 * 0.0004) ** 60 * 0.99**4
    assert found.value == pytest.approx(by_hand, rel=0.02)
    assert found.inside


@pytest.mark.parametrize("start", ["[errors]", '[errors]\nvendor = "IonQ"'])
def test_errors_may_say_whose_machine_it_was(tmp_path, start):
    text = GOOD.format(extra="").replace("[errors]", f'{start}\ntechnology = "trapped-ion"')
    device = experiment(write(tmp_path, text)).runs[0].device
    assert (device.vendor, device.technology) == ("IonQ" * ("IonQ" in start), "trapped-ion")
    assert device.age == 0


def test_a_maker_alone_leaves_a_device_of_the_catalogue_as_it_is(tmp_path):
    head, _, rest = GOOD.format(extra='device = "ibm-fez"').partition("[errors]")
    rest = rest[rest.index("[[runs]]") :]
    plain = experiment(write(tmp_path, head + rest)).runs[0].device
    named = experiment(write(tmp_path, f'{head}[errors]\nvendor = "me"\n{rest}')).runs[0].device
    assert plain.age > 0
    assert named.record == plain._replace(vendor="me").record


@pytest.mark.parametrize(
    ("old", "new", "path", "what"),
    [
        ('kind = "mirror"', 'kind = "bernstein"', "kind", "bernstein"),
        ('quantity = "probability"', 'quantity = "seconds"', "", "is not measured by kind"),
        ("layers = 12\n", "", "", "runs.0: kind 'mirror' needs layers"),
        ("qubits = 4\n", "", "", "runs.0: kind 'mirror' needs qubits"),
        ("measured = 0.78", "measured = 1.78", "", "runs.0.measured: 1.78"),
        ("measured = 0.78", "measured = nan", "runs.0.measured", ""),
        ("measured = 0.78", 'measured = "good"', "runs.0.measured", "good"),
        ("measured = 0.78", "measured = -0.1", "runs.0.measured", "-0.1"),
        ("two_qubit_error = 0.005", "two_qubit_error = 1.5", "errors.two_qubit_error", "1.5"),
        ("two_qubit_error = 0.005", "cz_error = 0.005", "errors.cz_error", ""),
        ("qubits = 4\n", "qubits = 4\nphysical = [1, 1, 2, 3]\n", "runs.0", "repeat"),
        ("qubits = 4\n", "qubits = 4\nphysical = [1, 2, 3]\n", "runs.0", "3 qubits, but"),
        ("[[runs]]", "[[run]]", "run", ""),
        ('date = "2026-11-01"', "", "date", ""),
        ("qubits = 4\n", "qubits = 4\ntwirls = 2\n", "", "runs.0: kind 'mirror' has no twirls"),
        ("readout_error = 0.01", "job_startup_s = [3, 2, 4]", "errors", "not in order"),
        ("readout_error = 0.01", "circuit_overhead_ms = [1, 2]", "circuit_overhead_ms", ""),
    ],
)
def test_problems_name_their_place(tmp_path, old, new, path, what):
    text = GOOD.format(extra="")
    assert old in text
    with pytest.raises(CatalogError) as caught:
        experiment(write(tmp_path, text.replace(old, new)))
    said = " ".join(caught.value.problems)
    assert path in said
    assert what in said


def test_all_problems_are_collected(tmp_path):
    text = GOOD.format(extra="").replace('date = "2026-11-01"', "colour = 1")
    text = text.replace("measured = 0.78", "measured = -3.0")
    with pytest.raises(CatalogError) as caught:
        experiment(write(tmp_path, text))
    assert len(caught.value.problems) >= 3


@pytest.mark.parametrize(
    ("device", "extra", "what"),
    [
        ("origin-wukong-73", "", "unknown device"),
        ("origin-wukong-72", "physical = [0, 1, 2, 3]", "not calibrated"),
        ("origin-wukong-72", "physical = [1, 2, 3, 4]", "no live coupler 1-2"),
        ("iqm-garnet", "qubits_ = 4", ""),
    ],
)
def test_devices_and_qubits_must_be_there(tmp_path, device, extra, what):
    text = GOOD.format(extra=f'device = "{device}"').replace("qubits = 4", f"qubits = 4\n{extra}")
    with pytest.raises(CatalogError) as caught:
        experiment(write(tmp_path, text))
    assert what in " ".join(caught.value.problems)


def test_neither_device_nor_errors(tmp_path):
    head, _, rest = GOOD.format(extra="").partition("[errors]")
    text = head + "[[runs]]" + rest.partition("[[runs]]")[2]
    with pytest.raises(CatalogError, match="not a sound experiment"):
        experiment(write(tmp_path, text))


@pytest.mark.parametrize("text", ["", "name = ", "\x00", "[[runs]]\n" * 3])
def test_broken_files(tmp_path, text):
    with pytest.raises(CatalogError):
        experiment(write(tmp_path, text))
    with pytest.raises(CatalogError, match="no such file"):
        experiment(tmp_path / "absent.toml")


def test_conventions_and_units(tmp_path):
    pauli = GOOD.format(extra="").replace('"average"', '"pauli"')
    pauli = pauli.replace("readout_error = 0.01", "readout_error = 0.01\nt1_us = 50\nt2_us = 40")
    one = experiment(write(tmp_path, pauli))
    device = one.runs[0].device
    assert device.infidelity("two_qubit_error", 2) == 0.005
    assert device.value("t1") == pytest.approx(50e-6)


def test_shipped_runs_load():
    for name in experiments():
        one = experiment(name)
        assert one.runs
        assert one.source


def test_errors_per_cycle_hold_one_qubit_gates_and_waiting(tmp_path):
    """Sycamore: 0.93 % a pair and cycle, 3.8 % readout; 430 pairs [arute-2019, figure 2]."""
    text = GOOD.format(extra="").replace('"average"', '"cycle"')
    text = text.replace(
        "two_qubit_error = 0.005\none_qubit_error = 0.0004", "two_qubit_error = 0.0093"
    )
    text = text.replace("readout_error = 0.01", "readout_error = 0.038")
    text = text.replace('kind = "mirror"', 'kind = "random-circuit"')
    text = text.replace('"probability"', '"fidelity"').replace("qubits = 4", "qubits = 53")
    text = text.replace("two_qubit_gates = 24", "two_qubit_gates = 430")
    text = text.replace("one_qubit_gates = 60", "one_qubit_gates = 0")
    text = text.replace("measured = 0.78", "measured = 0.00224").replace("= 0.01\n", "= 0.00021\n")
    (found,) = predict(experiment(write(tmp_path, text)))
    assert found.value == pytest.approx((1 - 0.0093) ** 430 * (1 - 0.038) ** 53, rel=1e-9)
    assert found.inside
    assert found.high / found.low < 30  # nothing is missing that would widen it


EXPECTATION = """
name = "LR-QAOA of mine"
kind = "expectation"
quantity = "attenuation"
source = "lab-book"
locator = "page 7"
date = "2026-11"
errors = {{ two_qubit_error = 0.005, one_qubit_error = 0.0004, readout_error = 0.01 }}

[problems.chain]
weights = [1.0, 2.0]

[problems.star]
weights = [1.0, 2.0, 1.0]
edges = [[0, 1], [0, 2], [0, 3]]

[[runs]]
{run}
measured = 0.78
"""
RAMP = 'circuit = "lr-qaoa"\nproblem = "chain"\nlayers_p = 3'


def test_a_run_of_a_named_problem(tmp_path):
    text = EXPECTATION.format(run=RAMP)
    text = text.replace("weights = [1.0, 2.0]", "weights = [1.0, 2.0]\nshots = 500")
    (run,) = experiment(write(tmp_path, text)).runs
    assert run.circuit.edges == ((0, 1), (1, 2))
    assert run.circuit.is_line
    assert (run.qubits, run.shots, run.date.isoformat()) == (3, 500, "2026-11-15")
    own = (
        RAMP.replace("chain", "star")
        + """
date = "2026-03-08"
readout = "corrected"
calibrates = "a figure"
shots = 7
"""
    )
    (run,) = experiment(write(tmp_path, EXPECTATION.format(run=own))).runs
    assert (run.qubits, run.shots, run.date.isoformat()) == (4, 7, "2026-03-08")
    assert (run.readout, run.calibrates) == ("corrected", "a figure")
    assert not run.circuit.is_line


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("qubits = 3", "runs.0: either circuit and its problem, or qasm"),
        (RAMP + '\nqasm = "x.qasm"', "runs.0: either circuit and its problem, or qasm"),
        ('circuit = "lr-qaoa"\nproblem = "chain"', "runs.0: lr-qaoa needs layers_p"),
        ('qasm = "x.qasm"\nqubits = 2', "runs.0: qasm needs observables"),
        ('qasm = "x.qasm"\nobservables = ["Z0"]', "runs.0: qasm needs qubits or physical"),
        ('qasm = "x.qasm"\nqubits = 2\nlayers_p = 2\nobservables = ["Z0"]', "has no layers_p"),
        (RAMP.replace("chain", "chains"), "'chains' is not in problems: chain, star"),
        (RAMP + "\nphysical = [0, 1]", "2 qubits, but chain has 3"),
        (RAMP + "\nphysical = [0, 1, 2]\nedges = [[0, 1], [1, 2]]", "runs.0.edges: those of a"),
        (RAMP + "\nnoiseless = 0.5", "runs.0.noiseless: goes with quantity 'expectation'"),
        (RAMP + '\ndate = "last spring"', "'last spring' is no date"),
        (RAMP + '\ndate = "2026-02-30"', "'2026-02-30' is no date"),
        (RAMP + '\nreadout = "mended"', "readout"),
        (RAMP.replace("3", "0"), "layers_p"),
    ],
)
def test_runs_of_expectation_values_that_are_not_whole(tmp_path, run, what):
    with pytest.raises(CatalogError) as caught:
        experiment(write(tmp_path, EXPECTATION.format(run=run)))
    assert what in " ".join(caught.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[0, 3]]", "[0, 4]]", "edges: no edge has wire 3"),
        ("[0, 3]]", "[1, 0]]", "[1, 0] is named twice"),
        ("[0, 3]]", "[3, 3]]", "[3, 3] joins a qubit to itself"),
        ("[0, 2], [0, 3]]", "[0, 2]]", "3 weights, but 2 edges"),
        ("[1.0, 2.0]", "[0.0, 0.0]", "weights: all are zero"),
        ('"attenuation"', '"expectation"', "an expectation value is that of one observable"),
        ('"attenuation"', '"survival"', "is not measured by kind"),
        ("measured = 0.78", "measured = -1.2", "measured"),
    ],
)
def test_problems_that_are_no_graphs(tmp_path, old, new, what):
    text = EXPECTATION.format(run=RAMP)
    assert old in text
    with pytest.raises(CatalogError) as caught:
        experiment(write(tmp_path, text.replace(old, new)))
    assert what in " ".join(caught.value.problems)


def test_other_kinds_have_no_circuits(tmp_path):
    text = GOOD.format(extra="").replace("layers = 12", 'layers = 12\nobservables = ["Z0"]')
    with pytest.raises(CatalogError) as caught:
        experiment(write(tmp_path, text))
    assert "kind 'mirror' has no observables" in " ".join(caught.value.problems)


def test_a_date_in_other_words_is_none(tmp_path):
    """Of an experiment, whose date was always free text."""
    text = GOOD.format(extra="").replace('"2026-11-01"', '"spring 2026"')
    one = experiment(write(tmp_path, text))
    assert (one.date, one.runs[0].date) == ("spring 2026", None)


def test_runs_of_lr_qaoa_are_those_of_the_source():
    """360 runs on five devices, each on a named line; the days of Garnet are not published."""
    found = experiment("lr-qaoa-1d")
    assert len(found.runs) == 360
    assert len({run.device.id for run in found.runs}) == 5
    assert all(len(run.physical) == run.circuit.n_qubits == run.qubits for run in found.runs)
    assert all(run.circuit.is_line and run.uncertainty > 0 for run in found.runs)
    assert all(
        run.two_qubit_gates == 2 * len(run.circuit.edges) * run.circuit.layers for run in found.runs
    )
    of_the_paper = {run.device.id for run in found.runs if run.date == date(2025, 2, 14)}
    assert of_the_paper == {"iqm-garnet"}
    assert found.license == "MIT"
