"""Vendors' files as profiles: the tables of the catalogue come out of documents of each format."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from qestimate import Device, catalog, read_device
from qestimate.core.errors import DeviceFileError
from qestimate.formats.devices.reading import FORMATS, import_files
from tests.formats.devices import documents

FIELDS = ("one_qubit_error", "readout_error_0", "readout_error_1", "t1", "t2")


def save(folder, **contents):
    paths = []
    for name, content in contents.items():
        text = isinstance(content, str)
        path = folder / f"{name}.{'txt' if text else 'json'}"
        path.write_text(content if text else json.dumps(content))
        paths.append(path)
    return paths


def close(found, wanted):
    if wanted is None:
        return found is None
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def assert_same(found, wanted, fields=FIELDS, without=()):
    """Hold the tables of a device against those of another."""
    assert set(found.snapshot.qubits) == set(wanted.snapshot.qubits)
    assert set(found.snapshot.couplers) == set(wanted.snapshot.couplers) - set(without)
    for index, q in wanted.snapshot.qubits.items():
        for field in fields:
            assert close(getattr(found.snapshot.qubits[index], field), getattr(q, field)), field
    for pair, error in found.snapshot.couplers.items():
        assert close(error, wanted.snapshot.couplers[pair])


def test_braket(tmp_path):
    garnet = catalog.device("iqm-garnet")
    found = read_device(*save(tmp_path, caps=documents.braket(garnet)), name="mine")
    assert_same(found, garnet)
    assert (found.id, found.vendor, found.snapshot.id) == ("mine", "IQM", "2026-05-05")
    assert found.snapshot.simultaneous
    assert found.two_qubit_gate == "cz"
    for name in ("one_qubit_error", "two_qubit_error", "t1", "max_shots", "max_circuits"):
        assert found.value(name) == pytest.approx(garnet.value(name))
    assert found.value("price_per_shot") == 0.00145


def test_braket_written_as_a_string_in_json(tmp_path):
    garnet = catalog.device("iqm-garnet")
    inner = json.dumps(documents.braket(garnet))
    path = tmp_path / "caps.json"
    path.write_text(json.dumps(inner))
    assert_same(read_device(path), garnet)


def test_braket_of_a_trap_has_figures_for_the_whole_chip(tmp_path):
    content = {
        "braketSchemaHeader": {"name": "braket.device_schema.ionq.ionq_device_capabilities"},
        "service": {"shotsRange": [100, 5000], "updatedAt": "2026-05-03T00:00:00Z"},
        "paradigm": {
            "qubitCount": 36,
            "nativeGateSet": ["GPI", "GPI2", "ZZ"],
            "connectivity": {"fullyConnected": True, "connectivityGraph": {}},
        },
        "standardized": {
            "T1": {"value": 188, "unit": "s"},
            "twoQubitGateDuration": {"value": 650, "unit": "us"},
            "twoQubitGateFidelity": [{"fidelity": 0.9925, "fidelityType": None}],
        },
        "provider": {"fidelity": {"1Q": {"mean": 0.9999}, "2Q": {"mean": 0.5}}},
    }
    found = read_device(*save(tmp_path, forte=content))
    assert (found.topology, found.two_qubit_gate, found.technology) == (
        "all-to-all",
        "zz",
        "trapped-ion",
    )
    assert found.qubits_connected == 36
    assert found.value("two_qubit_error") == pytest.approx(0.0075)
    assert found.value("one_qubit_error") == pytest.approx(1e-4)
    assert found.value("two_qubit_duration") == pytest.approx(650e-6)


def test_origin_cloud_and_chip_file(tmp_path):
    newest, older = (
        catalog.device(f"origin-wukong-72@{day}") for day in ("2026-03-06", "2024-06-03")
    )
    cloud = read_device(*save(tmp_path, cloud=documents.origin_cloud(newest)))
    assert_same(cloud, newest)
    assert (cloud.qubits_advertised, cloud.qubits_calibrated, cloud.qubits_connected) == (
        72,
        63,
        27,
    )
    assert cloud.snapshot.id == "2026-03-06"
    chip = read_device(*save(tmp_path, chip=documents.origin_chip(older)))
    assert_same(chip, older)
    assert chip.snapshot.id == "2024-06-03"
    assert chip.value("one_qubit_duration") == pytest.approx(30e-9)
    assert chip.value("two_qubit_duration") == pytest.approx(40e-9)


def test_iqm(tmp_path):
    garnet = catalog.device("iqm-garnet")
    metrics, architecture = documents.iqm(garnet)
    assert_same(read_device(*save(tmp_path, metrics=metrics)), garnet)
    missing = next(iter(garnet.snapshot.couplers))
    both = read_device(*save(tmp_path, metrics=metrics, architecture=architecture))
    assert_same(both, garnet, without=[missing])
    assert f"coupler {missing[0]}-{missing[1]}" in both.snapshot.note
    assert both.value("two_qubit_duration") == pytest.approx(40e-9)
    assert both.value("one_qubit_duration") == pytest.approx(20e-9)


def test_iqm_needs_errors(tmp_path):
    _, architecture = documents.iqm(catalog.device("iqm-garnet"))
    with pytest.raises(DeviceFileError, match="quality metrics"):
        read_device(*save(tmp_path, architecture=architecture))


def test_rigetti(tmp_path):
    cepheus = catalog.device("rigetti-cepheus-1-108q")
    found = read_device(*save(tmp_path, isa=documents.rigetti(cepheus)))
    failed = next(iter(cepheus.snapshot.couplers))
    assert_same(found, cepheus, ("one_qubit_error", "t1", "t2"), without=[failed])
    assert found.qubits_advertised == len(cepheus.snapshot.qubits) + 1
    assert f"qubit {max(cepheus.snapshot.qubits) + 1}" in found.snapshot.note
    assert (found.id, found.snapshot.id, found.snapshot.simultaneous) == (
        "Mine-1",
        "2026-05-05",
        None,
    )
    q = next(iter(found.snapshot.qubits.values()))
    assert q.readout_error_0 == q.readout_error_1


def test_cirq(tmp_path):
    willow = catalog.device("google-willow-105-qec@2024-08-16")
    metrics, text = documents.cirq(willow, columns=15)
    found = read_device(*save(tmp_path, calibration_2024_08_16=metrics, spec=text))
    assert_same(found, willow, ("one_qubit_error", "readout_error_0", "readout_error_1", "t1"))
    assert found.snapshot.id == "2024-08-16"
    assert found.value("two_qubit_duration") == pytest.approx(42e-9)
    assert found.value("readout_duration") is None  # 4 ms is a slip of the file
    assert found.snapshot.convention == "average"


RUNTIME = find_spec("qiskit_ibm_runtime")
BACKENDS = Path(RUNTIME.origin).parent / "fake_provider" / "backends" if RUNTIME else Path()
needs_runtime = pytest.mark.skipif(RUNTIME is None, reason="qiskit-ibm-runtime is not installed")


@needs_runtime
@pytest.mark.parametrize("name", ["fez", "kingston", "brisbane", "torino"])
def test_ibm_files(name):
    folder = BACKENDS / name
    found = read_device(folder / f"props_{name}.json", folder / f"conf_{name}.json")
    assert_same(found, catalog.device(f"ibm-{name}"))
    wanted = catalog.device(f"ibm-{name}")
    for figure in ("two_qubit_duration", "readout_duration", "repetition_delay", "max_shots"):
        assert found.value(figure) == pytest.approx(wanted.value(figure))
    assert (found.one_qubit_gate, found.two_qubit_gate) == ("zsx", wanted.two_qubit_gate)


@needs_runtime
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["Fez", "Brisbane"])
def test_ibm_backends(name):
    from qiskit_ibm_runtime import fake_provider

    found = Device.from_backend(getattr(fake_provider, f"Fake{name}")())
    wanted = catalog.device(f"ibm-{name.lower()}")
    assert_same(found, wanted)
    assert (found.vendor, found.snapshot.id) == ("IBM", wanted.snapshot.id)
    assert found.value("two_qubit_duration") == pytest.approx(wanted.value("two_qubit_duration"))


@needs_runtime
def test_ibm_elements_that_are_off(tmp_path):
    folder = BACKENDS / "fez"
    props = json.loads((folder / "props_fez.json").read_text())
    props["qubits"][3].append({"name": "operational", "value": 0, "unit": ""})
    for gate in props["gates"]:
        if gate["gate"] == "sx" and gate["qubits"] == [7]:
            for one in gate["parameters"]:
                if one["name"] == "gate_error":
                    one["value"] = 1
    found = read_device(*save(tmp_path, props=props))
    assert {3, 7}.isdisjoint(found.snapshot.qubits)
    assert not any({3, 7} & set(pair) for pair in found.snapshot.couplers)
    assert "qubit 3, qubit 7" in found.snapshot.note
    props["qubits"][0][0]["unit"] = "fortnights"
    with pytest.raises(DeviceFileError, match="'fortnights'"):
        read_device(*save(tmp_path, props=props))


def test_generic_backend_of_qiskit():
    from qiskit.providers.fake_provider import GenericBackendV2

    backend = GenericBackendV2(
        6, basis_gates=["cz", "sx", "rz"], coupling_map=[[i, i + 1] for i in range(5)], seed=1
    )
    found = Device.from_backend(backend, "six")
    assert found.qubits_connected == 6
    for a, b in found.snapshot.couplers:
        assert found.snapshot.couplers[a, b] == backend.target["cz"][a, b].error


@pytest.mark.parametrize("thing", [object(), "ibm_fez", None, 5])
def test_what_is_no_backend_is_named(thing):
    with pytest.raises(DeviceFileError, match="BackendV2"):
        Device.from_backend(thing)


def test_what_a_backend_does_not_say_is_unknown():
    from qiskit_aer import AerSimulator

    found = Device.from_backend(AerSimulator(), "ideal")
    assert found.topology == "all-to-all"
    assert found.snapshot.figures == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"a": 1}, "found a"),
        ([], "found list"),
        ("words", "found a text that begins with .words."),
        ({"adjJSON": {}, "gateJSON": {}}, "qubits.*couplers"),
        ({"adjJSON": {"x": {}}, "gateJSON": {}}, "expected, found one that differs"),
        ({"adjJSON": [], "gateJSON": {}}, "expected, found one that differs"),
        ({"gates": [], "qubits": []}, "no two-qubit gate that is known"),
        ({"basis_gates": [], "n_qubits": 5}, "properties"),
        ({"metrics": [{"name": "x", "values": []}]}, "metrics"),
        ({"architecture": {"nodes": []}, "instructions": []}, "no two-qubit gate"),
    ],
)
def test_what_cannot_be_read_says_what_it_expected(tmp_path, content, said):
    with pytest.raises(DeviceFileError, match=said) as caught:
        read_device(*save(tmp_path, file=content))
    assert caught.value.exit_code == 3
    assert "\n" not in caught.value.message


def test_every_format_is_offered(tmp_path):
    with pytest.raises(DeviceFileError) as caught:
        read_device(*save(tmp_path, file={}))
    assert len(caught.value.problems) == len(FORMATS)


def test_files_of_two_formats(tmp_path):
    garnet = catalog.device("iqm-garnet")
    both = save(tmp_path, one=documents.braket(garnet), two=documents.iqm(garnet)[0])
    with pytest.raises(DeviceFileError, match="files of one format expected"):
        read_device(*both)


def test_a_folder_stands_for_its_files(tmp_path):
    garnet = catalog.device("iqm-garnet")
    metrics, architecture = documents.iqm(garnet)
    save(tmp_path, metrics=metrics, architecture=architecture)
    assert len(import_files([tmp_path]).documents) == 2


@pytest.mark.parametrize("text", ["{", "\x00", "[" * 100_000])
def test_no_json(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(DeviceFileError, match=r"x\.json"):
        read_device(path)


def test_no_file(tmp_path):
    with pytest.raises(DeviceFileError, match=r"x\.json"):
        read_device(tmp_path / "x.json")
    with pytest.raises(DeviceFileError, match="no device files"):
        read_device(tmp_path)


def test_files_of_two_devices_are_refused(tmp_path):
    """Nothing is mixed, and nothing that was named is left out."""
    garnet = catalog.device("iqm-garnet")
    metrics = documents.iqm(garnet)[0]
    other = {**metrics, "dut_label": "M001"}
    content = documents.braket(garnet)
    for contents in ({"a": metrics, "b": other}, {"c": content, "d": content}):
        folder = tmp_path / "-".join(contents)
        folder.mkdir()
        with pytest.raises(DeviceFileError, match="files of one device expected"):
            read_device(*save(folder, **contents))


def test_units_that_are_not_known(tmp_path):
    content = documents.braket(catalog.device("iqm-garnet"))
    single = content["standardized"]["oneQubitProperties"]["1"]
    single["T1"] = {"value": 36.5, "unit": "µs"}
    assert read_device(*save(tmp_path, a=content)).snapshot.qubits[1].t1 == pytest.approx(36.5e-6)
    single["T1"]["unit"] = "fortnights"
    with pytest.raises(DeviceFileError, match="a unit of time expected"):
        read_device(*save(tmp_path, a=content))


def test_a_coupler_of_fidelity_zero_is_off(tmp_path):
    garnet = catalog.device("iqm-garnet")
    metrics, _ = documents.iqm(garnet)
    one = next(o for o in metrics["observations"] if ".irb.cz." in o["dut_field"])
    one["value"] = 0
    found = read_device(*save(tmp_path, metrics=metrics))
    assert len(found.snapshot.couplers) == len(garnet.snapshot.couplers) - 1


def test_a_device_without_live_couplers_is_not_all_to_all():
    from qestimate.core.errors import ScenarioError

    with pytest.raises(ScenarioError, match="no live coupler"):
        catalog.device("ibm-kyoto").to_target()


def test_cirq_takes_what_each_qubit_has(tmp_path):
    """One readout measured side by side leaves those of the others; a root of iSWAP is no iSWAP."""
    willow = catalog.device("google-willow-105-qec@2024-08-16")
    metrics, _ = documents.cirq(willow, columns=15)
    listed = metrics["metrics"]["metrics"]
    listed.append(
        {
            "name": "parallel_p00_error",
            "targets": listed[0]["targets"],
            "values": [{"doubleVal": 0.5}],
        }
    )
    for one in listed:
        one["name"] = one["name"].replace("cz_gate", "sqrt_iswap_gate")
    found = read_device(*save(tmp_path, c_2024_08_16=metrics))
    errors = [q.readout_error_0 for q in found.snapshot.qubits.values()]
    assert errors.count(0.5) == 1
    assert None not in errors
    assert found.two_qubit_gate == "fsim"
