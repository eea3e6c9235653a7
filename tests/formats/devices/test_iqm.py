"""IQM's observations in each way in which servers have written them."""

from __future__ import annotations

import json
from itertools import product

import pytest

from qestimate import catalog, read_device
from qestimate.core.errors import DeviceFileError
from tests.formats.devices import documents
from tests.formats.devices.test_formats import assert_same, save

GARNET = catalog.device("iqm-garnet")
STAMPED = {"quality_metric_set_created_timestamp": "2024-05-06 03:03:10+00:00"}


def entry(value, unit="", **more):
    return {"value": str(value), "unit": unit, "uncertainty": "None", **more}


def by_field():
    """Return a table by the names of today."""
    observed = documents.iqm(GARNET)[0]["observations"]
    metrics = {one["dut_field"]: entry(one["value"], one.get("unit", "")) for one in observed}
    del metrics["characterization.model.QB99.t1_time"]
    return {**STAMPED, "metrics": metrics}


def by_qubit():
    """Return a table by the names of the first years."""
    metrics = {}
    for index, q in GARNET.snapshot.qubits.items():
        metrics |= {
            f"QB{index}.t1_time": entry(q.t1, "s"),
            f"QB{index}.fidelity_1qb_gates_averaged": entry(1 - q.one_qubit_error),
            f"QB{index}.single_shot_readout_01_error": entry(q.readout_error_0),
            f"QB{index}.single_shot_readout_10_error": entry(q.readout_error_1),
        }
        if q.t2 is not None:
            metrics[f"QB{index}.t2_time"] = entry(q.t2, "s")
    for (a, b), error in GARNET.snapshot.couplers.items():
        metrics[f"TC-{a}-{b}.cz_gate_fidelity"] = entry(1 - error)
        metrics[f"TC-{a}-{b}.fidelity_2qb_cliffords_averaged"] = entry(0.5)
    return {**STAMPED, "metrics": metrics}


def by_measure(more=""):
    """Return tables of qubits, one a measure; ``more`` is an implementation in their names."""
    qubits = GARNET.snapshot.qubits.items()
    columns = {
        "t1_time": {index: entry(q.t1 * 1e6, "us") for index, q in qubits},
        "t2_time": {index: entry(q.t2, "s") for index, q in qubits if q.t2 is not None},
        f"prx_rb_{more}fidelity": {index: entry(1 - q.one_qubit_error) for index, q in qubits},
        "measure_ssro_error_0_to_1": {index: entry(q.readout_error_0) for index, q in qubits},
        "measure_ssro_error_1_to_0": {index: entry(q.readout_error_1) for index, q in qubits},
        "measure_qndness_fidelity": {index: entry(0.5) for index, q in qubits},
    }
    metrics = {
        name: {f"QB{index}": one for index, one in column.items()}
        | {"statistics": {"median": 0.5, "average": 0.5}}
        for name, column in columns.items()
    }
    metrics[f"cz_irb_{more}fidelity"] = {
        f"QB{a}__QB{b}": entry(1 - e) for (a, b), e in GARNET.snapshot.couplers.items()
    }
    metrics["clifford_rb_fidelity"] = {"QB1__QB2": entry(0.5, implementation="xy_cz")}
    return {**STAMPED, "metrics": metrics}


def by_place():
    """Return calibrations as the cloud listed them, of which the first is in force."""
    measures: dict[str, list] = {}
    for name, one in by_qubit()["metrics"].items():
        locus, _, key = name.partition(".")
        place = [f"QB{n}" for n in locus.removeprefix("TC-").split("-")]
        place = [locus] if locus.startswith("QB") else place
        measures.setdefault(key, []).append({"locus": place, **one})
    metrics = [{"key": key, "metrics": places} for key, places in measures.items()]
    old = [{"key": "cz_gate_fidelity", "metrics": [{"locus": ["QB1", "QB2"], "value": 0.5}]}]
    return {**STAMPED, "calibrations": [{"metrics": metrics}, {"metrics": old}]}


def numbers_alone():
    return {name: float(one["value"]) for name, one in by_field()["metrics"].items()}


@pytest.mark.parametrize(
    "content",
    [
        by_field(),
        by_qubit(),
        by_measure(),
        by_measure("some_crf_"),
        by_place(),
        documents.iqm(GARNET)[0]["observations"],
        {"observations": by_field()["metrics"], "created_timestamp": "2024-05-06T03:03:10Z"},
        numbers_alone(),
    ],
    ids=["field", "qubit", "measure", "implementation", "place", "list", "observations", "numbers"],
)
def test_a_calibration_comes_out_of_each(tmp_path, content):
    found = read_device(*save(tmp_path, metrics=content))
    assert_same(found, GARNET)
    dated = isinstance(content, dict) and any("timestamp" in key for key in content)
    assert found.snapshot.id == ("2024-05-06" if dated else "")
    assert found.snapshot.caveat == ""
    assert "passed over" not in found.snapshot.note


def test_the_newest_observation_dates_what_has_no_date(tmp_path):
    metrics = by_field()["metrics"]
    for at, one in enumerate(metrics.values()):
        one["timestamp"] = f"2024-05-{at % 9 + 1:02} 03:03:10+00:00"
    assert read_device(*save(tmp_path, a={"metrics": metrics})).snapshot.id == "2024-05-09"


def without_prx(observed, *, but=()):
    return [
        one
        for one in observed
        if ".rb.prx." not in one["dut_field"]
        or any(f".{name}." in one["dut_field"] for name in but)
    ]


def test_errors_per_clifford_are_said_to_be_that(tmp_path):
    metrics = documents.iqm(GARNET)[0]
    metrics["observations"] = without_prx(metrics["observations"], but=["QB1"])
    for one in metrics["observations"]:
        if "clifford.xy" in one["dut_field"]:
            one["value"] = 0.995
    found = read_device(*save(tmp_path, metrics=metrics))
    own = GARNET.snapshot.qubits[1].one_qubit_error
    assert found.snapshot.qubits[1].one_qubit_error == pytest.approx(own)
    assert found.snapshot.qubits[2].one_qubit_error == pytest.approx(0.005)
    assert "per Clifford" in found.snapshot.caveat


def test_a_clifford_takes_more_than_one_gate():
    """Gates turn about any axis in the plane, by any angle."""
    import numpy as np

    half, quarter = np.pi, np.pi / 2

    def turn(angle, phase):
        axis = np.array([[0, np.exp(-1j * phase)], [np.exp(1j * phase), 0]])
        return np.cos(angle / 2) * np.eye(2) - 1j * np.sin(angle / 2) * axis

    def known(gate, among):
        return any(abs(abs(np.trace(gate.conj().T @ one)) - 2) < 1e-9 for one in among)

    one = [turn(a, p) for a, p in product((half, quarter), np.arange(8) * np.pi / 4)]
    group: list[np.ndarray] = [np.eye(2)]
    for gate in group:
        for step in (turn(quarter, 0), turn(quarter, quarter)):
            if not known(step @ gate, group):
                group.append(step @ gate)
    single = [gate for gate in group[1:] if known(gate, one)]
    assert (len(group), len(single)) == (24, 8)
    assert all(known(gate, [a @ b for a in one for b in one]) for gate in group)


def test_what_stands_in_for_what_is_missing(tmp_path):
    observed = [
        ("metrics.ssro.measure.constant.QB1.fidelity", 0.97),
        ("metrics.ssro.measure_fidelity.constant.QB2.error_0_to_1", 0.01),
        ("metrics.ssro.measure_fidelity.constant.QB2.error_1_to_0", 0.02),
        ("metrics.irb.cz.crf_crf.QB1__QB2.fidelity", 0.99),
        ("metrics.rb.prx_12.drag_crf.QB1.fidelity", 0.5),
        ("metrics.ghz_state.QB1__QB2.coherence_lower_bound", 0.5),
        ("characterization.model.QB1.t2_echo_time", 1e-5),
    ]
    content = [{"dut_field": name, "value": value} for name, value in observed]
    found = read_device(*save(tmp_path, metrics=content))
    one, two = found.snapshot.qubits[1], found.snapshot.qubits[2]
    assert (one.readout_error_0, one.readout_error_1) == (pytest.approx(0.03),) * 2
    assert (two.readout_error_0, two.readout_error_1) == (0.01, 0.02)
    assert one.one_qubit_error is None
    assert one.t2 is None
    assert found.snapshot.couplers == {(1, 2): pytest.approx(0.01)}
    assert "T2 is unknown" in found.snapshot.note
    assert "passed over: ghz_state." in found.snapshot.note


def test_the_usual_implementation_counts(tmp_path):
    metrics, architecture = documents.iqm(GARNET)
    a, b = list(GARNET.snapshot.couplers)[3]
    other = {"dut_field": f"metrics.irb.cz.other.QB{a}__QB{b}.fidelity:par=d2", "value": 0.5}
    metrics["observations"].insert(0, other)
    cz = architecture["gates"]["cz"]
    cz["default_implementation"] = "slepian_crf"
    found = read_device(*save(tmp_path, metrics=metrics, architecture=architecture))
    assert found.snapshot.couplers[a, b] == pytest.approx(GARNET.snapshot.couplers[a, b])
    cz["default_implementation"] = "other"
    found = read_device(*save(tmp_path, metrics=metrics, architecture=architecture))
    assert found.snapshot.couplers[a, b] == pytest.approx(0.5)


def test_an_architecture_of_the_first_years(tmp_path):
    missing, *rest = GARNET.snapshot.couplers
    architecture = {
        "quantum_architecture": {
            "name": "Garnet",
            "qubits": [f"QB{index}" for index in GARNET.snapshot.qubits],
            "operations": {"cz": [[f"QB{a}", f"QB{b}"] for a, b in rest]},
        }
    }
    found = read_device(*save(tmp_path, metrics=by_field(), architecture=architecture))
    assert_same(found, GARNET, without=[missing])


def star(errors, moves, name="COMPR1", measure="fidelity:n_interleaved_gates=2", times=False):
    """Return the metrics of a chip whose qubits meet in a resonator."""
    metrics = {}
    for index in {*errors, *moves}:
        metrics[f"metrics.rb.prx.drag.QB{index}.fidelity"] = entry(0.998)
        metrics[f"metrics.ssro.measure.constant.QB{index}.fidelity"] = entry(0.97)
    for index, error in errors.items():
        metrics[f"metrics.irb.cz.crf.QB{index}__{name}.fidelity"] = entry(1 - error)
    for index, error in moves.items():
        metrics[f"metrics.irb.move.crf.QB{index}__{name}.{measure}"] = entry(1 - error)
    if times:
        metrics["gates.cz.crf.QB1__COMPR1.duration"] = entry(1e-7, "s")
        metrics["gates.move.crf.QB1__COMPR1.duration"] = entry(9e-8, "s")
    return {**STAMPED, "metrics": metrics}


@pytest.mark.parametrize("resonator", ["COMPR1", "COMP_R", "CR1"])
def test_a_star_is_read(tmp_path, resonator):
    """Of two qubits the one moves that makes the gate between them better."""
    content = star({1: 0.02, 2: 0.01, 3: 0.01}, {1: 0.03, 2: 0.03}, resonator)
    found = read_device(*save(tmp_path, metrics=content))
    assert found.snapshot.couplers == {
        (1, 2): pytest.approx(1 - 0.99 * 0.97),
        (1, 3): pytest.approx(1 - 0.99 * 0.97),
        (2, 3): pytest.approx(1 - 0.99 * 0.97),
    }
    assert f"meet in a resonator ({resonator})" in found.snapshot.caveat
    assert (found.qubits_connected, found.two_qubit_gate) == (3, "cz")


def test_a_fidelity_of_one_move_counts_twice(tmp_path):
    once = star({1: 0.02, 2: 0.02}, {1: 0.03, 2: 0.03}, measure="fidelity", times=True)
    found = read_device(*save(tmp_path, metrics=once))
    assert found.snapshot.couplers[1, 2] == pytest.approx(1 - 0.98 * 0.97**2)
    assert found.value("two_qubit_duration") == pytest.approx(2.8e-7)


def test_a_star_under_the_names_of_the_first_years(tmp_path):
    metrics = {}
    for index in (1, 2):
        metrics |= {
            f"QB{index}.fidelity_1qb_gates_averaged": entry(0.998),
            f"QB{index}.single_shot_readout_fidelity": entry(0.97),
            f"QB{index}__COMP_R.cz_gate_fidelity": entry(0.98),
            f"QB{index}__COMP_R.double_move_gate_fidelity": entry(0.97),
        }
    found = read_device(*save(tmp_path, metrics={**STAMPED, "metrics": metrics}))
    assert found.snapshot.couplers == {(1, 2): pytest.approx(1 - 0.98 * 0.97)}


def test_a_star_as_the_cloud_listed_it(tmp_path):
    metrics = [
        {"key": key, "metrics": [{"locus": ["COMP_R", f"QB{n}"], "value": value} for n in (1, 2)]}
        for key, value in (("cz_gate_fidelity", 0.98), ("double_move_gate_fidelity", 0.97))
    ]
    single = [{"locus": [f"QB{n}"], "value": 0.998} for n in (1, 2)]
    metrics.append({"key": "fidelity_1qb_gates_averaged", "metrics": single})
    found = read_device(*save(tmp_path, metrics={"calibrations": [{"metrics": metrics}]}))
    assert found.snapshot.couplers == {(1, 2): pytest.approx(1 - 0.98 * 0.97)}
    assert "meet in a resonator (COMP_R)" in found.snapshot.caveat


def test_gates_of_a_star_that_are_not_calibrated(tmp_path):
    content = star({1: 0.02, 2: 0.01, 3: 0.01}, {1: 0.03, 2: 0.03})
    loci = {"cz": [["QB1", "COMPR1"], ["QB3", "COMPR1"]], "move": [["QB1", "COMPR1"]]}
    architecture = {
        "qubits": ["QB1", "QB2", "QB3"],
        "computational_resonators": ["COMPR1"],
        "gates": {gate: {"implementations": {"crf": {"loci": at}}} for gate, at in loci.items()},
    }
    found = read_device(*save(tmp_path, metrics=content, architecture=architecture))
    assert set(found.snapshot.couplers) == {(1, 3)}


@pytest.mark.parametrize(("errors", "moves"), [({1: 0.02, 2: 0.02}, {}), ({}, {1: 0.02, 2: 0.02})])
def test_a_star_without_its_gates_is_named(tmp_path, errors, moves):
    content = star(errors, moves)
    said = f"found {len(errors)} fidelities of metrics.irb.cz and {len(moves)} of metrics.irb.move"
    with pytest.raises(DeviceFileError, match=said) as caught:
        read_device(*save(tmp_path, metrics=content))
    assert "meet in a resonator (COMPR1)" in caught.value.message
    assert caught.value.exit_code == 3


def test_a_resonator_that_is_not_needed_is_said(tmp_path):
    metrics = by_field()
    metrics["metrics"]["metrics.irb.move.crf.QB1__COMPR1.fidelity"] = entry(0.98)
    found = read_device(*save(tmp_path, metrics=metrics))
    assert_same(found, GARNET)
    assert "Gates through COMPR1 are left out" in found.snapshot.note
    assert found.snapshot.caveat == ""


def test_units_and_what_is_invalid(tmp_path):
    metrics = by_field()
    metrics["metrics"]["characterization.model.QB1.t1_time"] = entry(30, "us")
    metrics["metrics"]["characterization.model.QB2.t1_time"]["invalid"] = True
    found = read_device(*save(tmp_path, metrics=metrics)).snapshot.qubits
    assert found[1].t1 == pytest.approx(3e-5)
    assert found[2].t1 is None
    metrics["metrics"]["characterization.model.QB1.t1_time"]["unit"] = "fortnights"
    with pytest.raises(DeviceFileError, match="'fortnights'"):
        read_device(*save(tmp_path, metrics=metrics))


def test_a_label_that_is_no_text(tmp_path):
    content = {**by_field(), "dut_label": ["M1"]}
    assert read_device(*save(tmp_path, a=content)).name == "['M1']"


def test_json_with_other_metrics_is_not_of_iqm(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"metrics": {"accuracy": {"value": 1}}}))
    with pytest.raises(DeviceFileError, match="no calibration of a known format"):
        read_device(path)
