"""Predicted expectation values: against density matrices, and by every way to say a circuit."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from qestimate import catalog
from qestimate.catalog.experiments import experiment
from qestimate.circuits.linear_ramp import linear_ramp
from qestimate.core.errors import CatalogError, CircuitFileError
from qestimate.evidence.layouts import published_medians
from qestimate.evidence.prediction import growths, predict
from qestimate.noise.channels import patch_noise
from tests.noise.test_free_fermions import density_matrix

FILE = """
name = "LR-QAOA of mine"
kind = "expectation"
quantity = "attenuation"
source = "lab-book"
locator = "page 7"
date = "2026-11-01"
{extra}
[errors]
convention = "average"
simultaneous = true
two_qubit_error = 0.012
one_qubit_error = 0.001
readout_error = 0.02

[problems.chain]
weights = [1.0, 0.5, 0.2, 0.9]

[problems.ring]
weights = [1.0, 0.5, 0.2, 0.9, 0.4]
edges = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]]

[[runs]]
{run}
measured = 0.5
uncertainty = 0.01
"""
CHAIN = 'circuit = "lr-qaoa"\nproblem = "chain"\nlayers_p = 3'
RING = CHAIN.replace("chain", "ring")


def predicted(tmp_path, run=CHAIN, *, extra="", old="", new=""):
    path = tmp_path / "mine.toml"
    path.write_text(
        FILE.format(extra=extra, run=run).replace(old, new)
        if old
        else FILE.format(extra=extra, run=run)
    )
    (found,) = predict(experiment(path))
    return found


def simulated(edges, weights, times=1.0):
    """Return <ZZ> of the edges without and with the noise of the file, by Aer."""
    from qestimate.device.elements import log_infidelity
    from qestimate.noise.channels import PatchNoise, pauli_cost

    noise = PatchNoise(
        (pauli_cost(log_infidelity(1.5 * 0.001), 1),) * 5,
        times * pauli_cost(log_infidelity(1.25 * 0.012), 2),
        None, None, None, None, None,
    )  # fmt: skip
    native = linear_ramp(5, edges, weights, 3, "cz")
    return map(np.array, density_matrix(native, noise, edges))


LINE = [(0, 1), (1, 2), (2, 3), (3, 4)]
WEIGHTS = [1.0, 0.5, 0.2, 0.9]


def test_a_line_is_its_density_matrix(tmp_path):
    ideal, noisy = simulated(LINE, WEIGHTS)
    slope = float((ideal * noisy).sum() / (ideal * ideal).sum())
    found = predicted(tmp_path)
    assert found.value == pytest.approx(slope * 0.96**2, rel=1e-9)
    assert found.low < found.value < found.high
    corrected = predicted(tmp_path, CHAIN + '\nreadout = "corrected"')
    assert corrected.value == pytest.approx(slope, rel=1e-9)
    whole = predicted(tmp_path, extra='readout = "corrected"')
    assert whole.value == corrected.value
    assert whole.run.readout == "corrected"


def test_one_expectation_value_has_its_sign(tmp_path):
    ideal, noisy = simulated(LINE, WEIGHTS)
    run = CHAIN + '\nobservables = ["Z1Z2"]'
    found = predicted(tmp_path, run, old='"attenuation"', new='"expectation"')
    assert ideal[1] < -0.1
    assert found.value == pytest.approx(noisy[1] * 0.96**2, rel=1e-9)
    assert -1 <= found.low < found.value < found.high < 0
    assert found.ratio is None  # measured is above zero
    given = predicted(
        tmp_path, f"{run}\nnoiseless = -0.5", old='"attenuation"', new='"expectation"'
    )
    assert given.value == pytest.approx(-0.5 * found.value / ideal[1])


def test_a_ring_goes_by_paths_and_is_near_its_density_matrix(tmp_path):
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]
    ideal, noisy = simulated(edges, [*WEIGHTS, 0.4])
    slope = float((ideal * noisy).sum() / (ideal * ideal).sum()) * 0.96**2
    found = predicted(tmp_path, RING)
    assert log(found.value) == pytest.approx(log(slope), rel=0.08)
    assert "Pauli paths" in found.numbers[0][1]
    one = predicted(
        tmp_path, RING + '\nobservables = ["Z0Z4"]', old='"attenuation"', new='"expectation"'
    )
    assert one.numbers[0][2] == pytest.approx(ideal[4], abs=1e-9)


def test_paths_agree_with_free_fermions_on_a_line(tmp_path):
    """ZZ of sites that are no neighbours is read by paths; the others by free fermions."""
    both = CHAIN + '\nobservables = ["Z0Z1", "Z1Z2", "Z2Z3", "Z3Z4"]'
    exact = predicted(tmp_path, both)
    assert exact.value == pytest.approx(predicted(tmp_path).value)
    bent = FILE.replace("weights = [1.0, 0.5, 0.2, 0.9, 0.4]", "weights = [1.0, 0.5, 0.2, 0.9]")
    bent = bent.replace(
        "[[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]]", "[[0, 2], [2, 1], [1, 3], [3, 4]]"
    )
    path = tmp_path / "bent.toml"
    path.write_text(bent.format(extra="", run=RING))
    (by_paths,) = predict(experiment(path))
    assert "Pauli paths" in by_paths.numbers[0][1]
    assert log(by_paths.value) == pytest.approx(log(exact.value), rel=0.08)


def test_more_gates_than_the_circuit_has_cost_more(tmp_path):
    """24 of 4 edges and 3 layers in CZ; 36 where each RZZ took a SWAP as well."""
    assert predicted(tmp_path, CHAIN + "\ntwo_qubit_gates = 24.0").value == pytest.approx(
        predicted(tmp_path).value
    )
    ideal, noisy = simulated(LINE, WEIGHTS, times=1.5)
    slope = float((ideal * noisy).sum() / (ideal * ideal).sum())
    more = predicted(tmp_path, CHAIN + "\ntwo_qubit_gates = 36.0").value
    assert more == pytest.approx(slope * 0.96**2, rel=1e-9)


QASM = """OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
h q[0];
cx q[0],q[1];
cx q[1],q[2];
ry(0.7) q[2];
"""


def test_a_circuit_from_a_file(tmp_path):
    """<Z0 Z1> of a chain from H is 1; <X0 X1 X2> after RY(0.7) on one wire is cos 0.7."""
    (tmp_path / "ghz.qasm").write_text(QASM)
    run = 'qasm = "ghz.qasm"\nqubits = 3\nobservables = ["Z0Z1"]'
    found = predicted(tmp_path, run, old='"attenuation"', new='"expectation"')
    gate, pulse = 1 - 16 / 15 * 1.25 * 0.012, 1 - 4 / 3 * 1.5 * 0.001
    assert found.numbers[0][2] == pytest.approx(1.0)
    assert gate**2 * pulse**8 * 0.96**2 < found.value < gate * 0.96**2
    other = predicted(
        tmp_path,
        'qasm = "ghz.qasm"\nqubits = 3\nobservables = ["X0X1X2"]',
        old='"attenuation"',
        new='"expectation"',
    )
    assert other.numbers[0][2] == pytest.approx(np.cos(0.7))
    assert gate**2 * pulse**10 * 0.96**3 < other.value / np.cos(0.7) < gate**2 * 0.96**3


@pytest.mark.parametrize(
    ("text", "run", "error"),
    [
        (QASM, 'qasm = "absent.qasm"\nqubits = 3\nobservables = ["Z0"]', CatalogError),
        ("nonsense", 'qasm = "ghz.qasm"\nqubits = 3\nobservables = ["Z0"]', CircuitFileError),
    ],
)
def test_files_that_are_not_there_or_broken(tmp_path, text, run, error):
    (tmp_path / "ghz.qasm").write_text(text)
    with pytest.raises(error):
        predicted(tmp_path, run)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (CHAIN + '\nobservables = ["Z0Z9"]', "names qubit 9"),
        (RING + '\nobservables = ["Q0"]', "no product of Pauli operators"),
        ('qasm = "ghz.qasm"\nqubits = 3\nobservables = ["Z0Z7"]', "names qubit 7"),
        (
            'qasm = "ghz.qasm"\nqubits = 2\nobservables = ["Z0"]\nphysical = [0, 1]',
            "the circuit has 3",
        ),
    ],
)
def test_what_cannot_be_predicted_says_why(tmp_path, run, reason):
    (tmp_path / "ghz.qasm").write_text(QASM)
    found = predicted(tmp_path, run)
    assert found.value is None
    assert reason in found.reason


def test_errors_that_are_not_published(tmp_path):
    found = predicted(tmp_path, old="readout_error = 0.02\n", new="")
    assert found.reason == "not published: readout error"
    corrected = predicted(
        tmp_path, CHAIN + '\nreadout = "corrected"', old="readout_error = 0.02\n", new=""
    )
    assert corrected.value is not None


def test_named_qubits_of_a_chip_by_its_table(tmp_path):
    """A pair of Garnet, one layer: the gates of that coupler, the readout of those two qubits."""
    file = (
        FILE.partition("[errors]")[0]
        + "[problems.pair]\nweights = [1.0]\n\n[[runs]]\n"
        + (
            'circuit = "lr-qaoa"\nproblem = "pair"\nlayers_p = 1\n'
            "physical = [10, 11]\nmeasured = 0.9\n"
        )
    )
    path = tmp_path / "pair.toml"
    path.write_text(file.format(extra='device = "iqm-garnet"'))
    (found,) = predict(experiment(path))
    device = catalog.device("iqm-garnet")
    noise = patch_noise(device, 2, (10, 11), [(0, 1)])
    gates = 2 * noise.of_gates()(0, 1) + sum(noise.readout)
    pulses = 2 * 3 * max(noise.one_qubit)
    assert exp(-gates - pulses) < found.value < exp(-gates - min(noise.one_qubit))


def test_couplers_without_a_calibration_take_the_mean():
    runs = experiment("lr-qaoa-1d")
    brisbane = next(r for r in runs.runs if r.device.id == "ibm-brisbane" and r.qubits == 40)
    (found,) = predict(runs._replace(runs=(brisbane,)))
    assert found.basis == "1 coupler without calibration: mean of the others"
    assert found.value is not None


def test_edges_that_are_no_couplers_are_swapped_along(tmp_path):
    pairs = [[a, b] for a in range(5) for b in range(a)]
    file = FILE.partition("[errors]")[0] + (
        f"[problems.all]\nweights = {[1.0] * 10}\nedges = {pairs}\n\n[[runs]]\n"
        'circuit = "lr-qaoa"\nproblem = "all"\nlayers_p = 2\nmeasured = 0.5\n'
        "physical = [3, 4, 5, 6, 7]\n"
    )
    path = tmp_path / "all.toml"
    path.write_text(file.format(extra='device = "ibm-fez"'))
    (found,) = predict(experiment(path))
    assert found.basis.startswith("most edges are no couplers")
    path.write_text(path.read_text() + "two_qubit_gates = 60.0\n")
    (counted,) = predict(experiment(path))
    assert counted.value == pytest.approx(found.value)  # three for each RZZ


def test_many_runs_share_their_paths(tmp_path):
    file = FILE.format(extra="", run=RING) + f"\n[[runs]]\n{RING}\nmeasured = 0.4\n"
    path = tmp_path / "two.toml"
    path.write_text(file)
    first, second = predict(experiment(path))
    assert first.value == second.value
    assert growths(experiment(path), [first, second]) == []


def test_medians_of_a_chip_are_those_of_a_device_with_these_figures(tmp_path):
    """A ring by paths and a line by free fermions, on named qubits of Garnet and of no table."""
    device = catalog.device("iqm-garnet")
    medians = published_medians(device)
    cz, pulse = medians.gate(0, 1) / 1.25, medians.one_qubit.of(0) / 1.5
    zero, one = medians.readout.of(0)
    figures = {"two_qubit_error": cz, "one_qubit_error": pulse, "readout_error": (zero + one) / 2,
               "t1": medians.t1.of(0), "t2": medians.t2.of(0)}  # fmt: skip
    for problem, qubits in (("chain", 5), ("ring", 5)):
        run = CHAIN.replace("chain", problem) + f"\nphysical = {list(range(3, 3 + qubits))}"
        text = FILE.format(extra="", run=run)
        head, _, rest = text.partition("[errors]")
        path = tmp_path / f"{problem}.toml"
        path.write_text(f'{head}device = "iqm-garnet"\n[problems{rest.partition("[problems")[2]}')
        mine = experiment(path)
        (found,) = predict(mine)
        alike = mine.runs[0]._replace(device=device.with_figures(figures))
        (other,) = predict(mine._replace(runs=(alike,)))
        assert other.medians is None
        assert found.medians == pytest.approx(other.value, rel=1e-3)
        assert found.medians != pytest.approx(found.value, rel=5e-3)


def test_medians_of_a_circuit_from_a_file(tmp_path):
    """The transpiled circuit with the median error of couplers set by hand for all of them."""
    (tmp_path / "ghz.qasm").write_text(QASM)
    file = FILE.partition("[errors]")[0].replace("attenuation", "expectation") + (
        '[[runs]]\nqasm = "ghz.qasm"\nphysical = [3, 4, 5]\nobservables = ["Z0Z1"]\n'
        'readout = "corrected"\nmeasured = 0.9\n'
    )
    path = tmp_path / "mine.toml"
    path.write_text(file.format(extra='device = "ibm-fez"'))
    mine = experiment(path)
    (found,) = predict(mine)
    device = mine.runs[0].device
    alike = {"two_qubit_error": published_medians(device).gate(0, 1) / 1.25}
    given = mine.runs[0]._replace(device=device.with_figures(alike))
    (other,) = predict(mine._replace(runs=(given,)))
    assert 0.9 < found.medians < 1
    assert found.medians == pytest.approx(other.value, rel=0.005)
