"""What the clouds of ion traps hand out: IonQ's and AQT's characterizations."""

from __future__ import annotations

import pytest

from qestimate import read_device
from qestimate.core.errors import DeviceFileError
from tests.formats.devices import documents
from tests.formats.devices.test_formats import save


def test_ionq(tmp_path):
    found = read_device(*save(tmp_path, a=documents.ionq()))
    assert (found.vendor, found.technology, found.topology) == ("IonQ", "trapped-ion", "all-to-all")
    assert (found.two_qubit_gate, found.qubits_connected) == ("zz", 25)
    assert (found.name, found.snapshot.id) == ("qpu.aria-1", "2025-06-16")
    assert found.value("two_qubit_error") == pytest.approx(0.014)
    assert found.value("one_qubit_error") == pytest.approx(0.0002)
    assert found.value("readout_error") == pytest.approx(0.004)
    assert found.value("two_qubit_duration") == 6e-4
    assert found.value("t2") == 1
    assert found.figure("two_qubit_error").statistic == "median"


def test_ionq_says_what_it_leaves_out(tmp_path):
    content = documents.ionq()
    content["fidelity"] = {"spam": {"mean": 0.99}}
    content["timing"] = {"1q": 135, "2q": 6e-4}
    content["connectivity"] = [[0, 1]]
    found = read_device(*save(tmp_path, a=content))
    assert found.value("two_qubit_error") is None
    assert found.figure("readout_error").statistic == "mean"
    assert found.value("one_qubit_duration") is None
    assert "not in seconds are left out: 1q" in found.snapshot.note
    assert "1 pairs are listed" in found.snapshot.note


def test_ionq_the_newest_of_several(tmp_path):
    old = {**documents.ionq(), "date": 1704067200, "qubits": 11}
    found = read_device(*save(tmp_path, a={"characterizations": [old, documents.ionq()]}))
    assert (found.qubits_advertised, found.snapshot.id) == (25, "2025-06-16")
    assert "newest of 2" in found.snapshot.note
    alone = read_device(*save(tmp_path, b=old))
    assert alone.snapshot.id == "2024-01-01"
    other = {**documents.ionq(), "backend": "qpu.forte-1"}
    with pytest.raises(DeviceFileError, match=r"those of qpu\.aria-1, qpu\.forte-1"):
        read_device(*save(tmp_path, c={"characterizations": [documents.ionq(), other]}))


@pytest.mark.parametrize("bare", [False, True])
def test_aqt(tmp_path, bare):
    content = documents.aqt()
    found = read_device(*save(tmp_path, a=content["characterisation"] if bare else content))
    assert (found.vendor, found.technology, found.topology) == ("AQT", "trapped-ion", "all-to-all")
    assert (found.two_qubit_gate, found.qubits_connected) == ("zz", 12)
    assert found.snapshot.id == "2026-01-01"
    assert found.value("one_qubit_error") == pytest.approx(0.0005)
    assert found.value("two_qubit_error") == pytest.approx(0.015)
    assert found.value("readout_error") == pytest.approx(0.003)
    assert found.value("readout_duration") == pytest.approx(1.5e-3)
    assert found.value("t1") == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({**documents.ionq(), "qubits": "many"}, "qubits: a whole number expected, found 'many'"),
        ({"mean_two_qubit_gate_fidelity": 99}, "single_qubit_gate_fidelity of each qubit"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, content, said):
    with pytest.raises(DeviceFileError, match=said) as caught:
        read_device(*save(tmp_path, a=content))
    assert caught.value.exit_code == 3
