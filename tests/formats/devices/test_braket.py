"""Amazon Braket: prices, vendors' own properties, gates of ions."""

from __future__ import annotations

import json

import pytest

from qestimate import catalog, read_device
from qestimate.core.errors import DeviceFileError
from qestimate.formats.devices.cautions import CAUTIONS
from tests.formats.devices import documents
from tests.formats.devices.test_formats import assert_same, save

GARNET = catalog.device("iqm-garnet")


def capabilities(vendor, *, native=(), everywhere=False, **parts):
    name = f"braket.device_schema.{vendor}.{vendor}_device_capabilities"
    return {
        "braketSchemaHeader": {"name": name, "version": "1"},
        "service": {"updatedAt": "2022-05-03T00:00:00Z"},
        "action": {"braket.ir.openqasm.program": {}},
        "paradigm": {
            "qubitCount": 2,
            "nativeGateSet": list(native),
            "connectivity": {"fullyConnected": everywhere, "connectivityGraph": {}},
        },
        **parts,
    }


def test_the_fee_of_a_task_is_in_the_price(tmp_path, run):
    found = read_device(*save(tmp_path, caps=documents.braket(GARNET)))
    for name in ("price_per_shot", "price_per_job"):
        assert found.value(name) == GARNET.value(name)
    assert found.figure("price_per_job").source == "aws-braket-pricing"
    own = tmp_path / "own"
    loaded = run("device", "import", tmp_path / "caps.json", "--as", "mine", "--catalog", own)
    assert loaded.code == 0, loaded.err
    assert "aws-braket-pricing" in loaded.out
    assert "and \\$0.30 a job" in run("device", "list", "--catalog", own).out.split("mine |")[1]
    assert run("catalog", "check", own).code == 0


def test_circuits_pay_the_fee_of_an_imported_device(tmp_path, run):
    """1,000 shots: 0.30 USD for the task, and the shots."""
    save(tmp_path, caps=documents.braket(GARNET))
    own = tmp_path / "own"
    assert (
        run("device", "import", tmp_path / "caps.json", "--as", "mine", "--catalog", own).code == 0
    )
    (tmp_path / "bell.qasm").write_text(
        'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nh q[0];\ncx q[0],q[1];\n'
    )
    flags = ("--device", "mine", "--catalog", own, "--shots", "1000", "--format", "json")
    answer = run("circuit", tmp_path / "bell.qasm", *flags)
    assert answer.code == 0, answer.err
    (one,) = json.loads(answer.out)["circuits"]
    assert one["cost"]["price_usd"]["value"] == pytest.approx(0.30 + 1000 * 0.00145)
    assert one["cost"]["bill"] == "1 task and 1,000 shots"
    assert any(
        text.startswith("price per job: aws-braket-pricing") for text in one["cost"]["sources"]
    )


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("minute", {"price_per_hour": 15.0}),
        ("hour", {"price_per_hour": 0.25}),
        ("task", {"price_per_job": 0.25}),
        ("shot", {"price_per_shot": 0.25, "price_per_job": 0.3}),
        (None, {}),
    ],
)
def test_units_of_a_price(tmp_path, unit, found):
    content = documents.braket(GARNET)
    content["service"]["deviceCost"] = unit and {"price": 0.25, "unit": unit}
    device = read_device(*save(tmp_path, a=content))
    prices = [name for name in device.snapshot.figures if name.startswith("price")]
    assert {name: device.value(name) for name in prices} == found


def test_a_unit_that_is_not_known(tmp_path):
    content = documents.braket(GARNET)
    content["service"]["deviceCost"]["unit"] = "fortnight"
    with pytest.raises(DeviceFileError, match="'fortnight'"):
        read_device(*save(tmp_path, a=content))


@pytest.mark.parametrize("native", [["prx", "xx", "rz"], ["GPI", "GPI2", "MS"], ["ZZ"]])
def test_gates_of_ions_are_turns(tmp_path, native):
    standard = {
        "oneQubitProperties": {
            "0": {"oneQubitFidelity": [fidelity("RANDOMIZED_BENCHMARKING", 0.999)]},
            "1": {"oneQubitFidelity": [fidelity("RANDOMIZED_BENCHMARKING", 0.997)]},
        },
        "twoQubitGateFidelity": [fidelity("RANDOMIZED_BENCHMARKING", 0.97)],
    }
    content = capabilities("aqt", native=native, everywhere=True, standardized=standard)
    found = read_device(*save(tmp_path, ibex=content))
    assert (found.two_qubit_gate, found.entangler, found.vendor) == ("zz", "zz", "AQT")
    assert found.value("two_qubit_error") == pytest.approx(0.03)
    assert found.value("one_qubit_error") == pytest.approx(0.002)


def fidelity(kind, value):
    return {"fidelityType": {"name": kind}, "fidelity": value}


def test_gates_that_are_not_known_are_named(tmp_path):
    content = capabilities("aqt", native=["rx", "xy"], everywhere=True, standardized={"T1": None})
    with pytest.raises(DeviceFileError, match="found rx, xy"):
        read_device(*save(tmp_path, a=content))


def test_an_all_to_all_device_with_cz(tmp_path):
    content = capabilities("aqt", native=["rx", "cz"], everywhere=True, standardized={"T1": None})
    assert read_device(*save(tmp_path, a=content)).two_qubit_gate == "cz"


def test_ions_of_the_first_years(tmp_path):
    own = {
        "fidelity": {"1Q": {"mean": 0.997}, "2Q": {"mean": 0.97}, "spam": {"mean": 0.996}},
        "timing": {
            "T1": 1e4,
            "T2": 0.2,
            "1Q": 1.1e-5,
            "2Q": 2.1e-4,
            "readout": 1.75e-4,
            "reset": 0,
        },
    }
    content = capabilities("ionq", native=["GPI", "GPI2", "MS"], everywhere=True, provider=own)
    found = read_device(*save(tmp_path, harmony=content))
    assert found.value("two_qubit_duration") == 2.1e-4
    assert found.value("t2") == 0.2
    assert found.value("two_qubit_error") == pytest.approx(0.03)
    assert found.figure("reset_duration") is None


def test_rigetti_before_the_standard(tmp_path):
    specs = {
        "1Q": {
            "0": {"T1": 1.7e-5, "T2": 1.9e-5, "f1QRB": 0.995, "f1QRB_std_err": 2e-4, "fRO": 0.92},
            "1": {"T1": 1.7e-5, "f1QRB": 0.99, "f1Q_simultaneous_RB": 0.98, "fRO": 0.9},
        },
        "2Q": {"0-1": {"fCZ": 0.84, "fCZ_std_err": 8e-3, "fXY": 0.9, "Avg_fRO": 0.5}},
    }
    found = read_device(*save(tmp_path, a=capabilities("rigetti", provider={"specs": specs})))
    qubits = found.snapshot.qubits
    assert found.snapshot.couplers == {(0, 1): pytest.approx(0.16)}
    assert qubits[0].one_qubit_error == pytest.approx(0.005)
    assert qubits[1].one_qubit_error == pytest.approx(0.02)
    assert (qubits[0].t1, qubits[1].t2) == (1.7e-5, None)
    assert qubits[0].readout_error_0 == pytest.approx(0.08)


def test_oqc_before_the_standard(tmp_path):
    own = {
        "one_qubit": {str(i): {"T1": 12.2, "fRO": 0.99, "fRB": 0.98} for i in range(2)},
        "two_qubit": {"0-1": {"coupling": {"control_qubit": 0}, "CLf": 0.9, "ECR_f": 0.97}},
    }
    found = read_device(*save(tmp_path, a=capabilities("oqc", provider={"properties": own})))
    assert (found.two_qubit_gate, found.vendor) == ("ecr", "OQC")
    assert found.snapshot.couplers == {(0, 1): pytest.approx(0.03)}
    assert found.snapshot.qubits[0].t1 is None  # its unit is not said


def test_the_best_kind_of_fidelity_counts(tmp_path):
    content = documents.braket(GARNET)
    for entry in content["standardized"]["twoQubitProperties"].values():
        entry["twoQubitGateFidelity"] += [
            {"gateName": "CZ", **fidelity(kind, 0.5)}
            for kind in ("RANDOMIZED_BENCHMARKING", "INTERLEAVED_RANDOMIZED_BENCHMARKING", "OTHER")
        ]
    assert_same(read_device(*save(tmp_path, a=content)), GARNET)


@pytest.mark.parametrize("written", [json.dumps, dict])
def test_the_answer_of_get_device(tmp_path, written):
    inner = documents.braket(GARNET)
    content = {"deviceName": "Garnet", "providerName": "IQM", "deviceCapabilities": written(inner)}
    found = read_device(*save(tmp_path, answer=content))
    assert_same(found, GARNET)
    assert (found.name, found.snapshot.id) == ("Garnet", "2026-05-05")


def test_kinds_of_fidelity_that_are_not_understood_are_said(tmp_path):
    content = documents.braket(GARNET)
    single = content["standardized"]["oneQubitProperties"]["1"]
    single["oneQubitFidelity"].append(fidelity("BY_HAND", 0.5))
    found = read_device(*save(tmp_path, a=content))
    assert_same(found, GARNET)
    assert "passed over: BY_HAND." in found.snapshot.note


def test_cnot_is_cx(tmp_path):
    content = documents.braket(GARNET)
    for entry in content["standardized"]["twoQubitProperties"].values():
        entry["twoQubitGateFidelity"][0]["gateName"] = "CNOT"
    found = read_device(*save(tmp_path, a=content))
    assert found.two_qubit_gate == "cx"
    assert_same(found, GARNET)


def test_cepheus_comes_with_what_its_runs_returned(tmp_path, run):
    """Whoever hands the calibration out, and in the catalogue."""
    said = CAUTIONS["cepheus"]
    shipped = catalog.device("rigetti-cepheus-1-108q")
    assert shipped.snapshot.caveat == said
    content = documents.braket(GARNET)
    content["provider"] = {"specs": {"name": "Cepheus-1-108Q"}}
    assert read_device(*save(tmp_path, braket=content)).snapshot.caveat == said
    isa = {**documents.rigetti(shipped), "name": "Cepheus-1-108Q"}
    assert read_device(*save(tmp_path, isa=isa)).snapshot.caveat == said
    assert read_device(*save(tmp_path, mine=documents.rigetti(shipped))).snapshot.caveat == ""
    loaded = run(
        "device", "import", tmp_path / "isa.json", "--as", "c", "--catalog", tmp_path / "o"
    )
    assert "returned noise" in loaded.out
    asked = run(
        "model", "-m", "gpt2", "--device", "rigetti-cepheus-1-108q", "--method", "qtha", "--full"
    )
    assert "returned noise" in asked.out


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("CLIFFORD_RANDOMIZED_BENCHMARKING", 0.005, "per Clifford"),
        ("SOME_OTHER_BENCHMARK", None, ""),
    ],
)
def test_fidelities_of_another_kind(tmp_path, kind, error, said):
    """A qubit with such a fidelity works; its error is per Clifford, or not known."""
    content = documents.braket(catalog.device("iqm-garnet"))
    for one in content["standardized"]["oneQubitProperties"].values():
        for fidelity in one["oneQubitFidelity"]:
            if "RANDOMIZED" in fidelity["fidelityType"]["name"]:
                fidelity["fidelityType"]["name"], fidelity["fidelity"] = kind, 0.995
    found = read_device(*save(tmp_path, caps=content))
    assert len(found.snapshot.qubits) == 20
    errors = {q.one_qubit_error for q in found.snapshot.qubits.values()}
    assert [*errors] == [None if error is None else pytest.approx(error)]
    assert said in found.snapshot.caveat
    assert (kind in found.snapshot.note) == (error is None)
