"""Experiment files: what they may hold, and what is said of one that is broken."""

from __future__ import annotations

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
