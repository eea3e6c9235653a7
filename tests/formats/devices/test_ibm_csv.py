"""IBM's downloadable tables, with the headers of several years."""

from __future__ import annotations

import csv

import pytest

from qestimate import catalog, read_device
from qestimate.core.errors import DeviceFileError
from tests.formats.devices.test_formats import assert_same

BRISBANE, FEZ = catalog.device("ibm-brisbane"), catalog.device("ibm-fez")

Y2020 = "Qubit,T1 (µs),T2 (µs),Frequency (GHz),Readout error,Single-qubit U2 error rate,"
Y2022 = (
    "Qubit,T1 (us),T2 (us),Frequency (GHz),Anharmonicity (GHz),Readout assignment error ,"
    "Prob meas0 prep1 ,Prob meas1 prep0 ,Readout length (ns),ID error ,√x (sx) error ,"
    "Single-qubit Pauli-X error ,CNOT error ,Gate time (ns)"
)
Y2024 = (
    "Qubit,T1 (us),T2 (us),Frequency (GHz),Anharmonicity (GHz),Readout assignment error ,"
    "Prob meas0 prep1 ,Prob meas1 prep0 ,Readout length (ns),ID error ,"
    "Z-axis rotation (rz) error ,√x (sx) error ,Pauli-X error ,ECR error ,Gate time (ns),"
    "Operational"
)
Y2026 = (
    "Qubit,T1 (us),T2 (us),Readout assignment error,Init error,Prob meas0 prep1,Prob meas1 prep0,"
    "Readout length (ns),ID error,Single-qubit gate length (ns),RX error,"
    "Z-axis rotation (rz) error,√x (sx) error,Pauli-X error,XSLOW error,CZ error,Gate length (ns),"
    "RZZ error,MEASURE error,MEASURE_2 error,Operational"
)
SPANISH = (
    "Qubit,T1 (us),T2 (us),Error de asignación de lectura,Prob meas0 prep1,Prob meas1 prep0,"
    "Readout length (ns),Error ID,Error RX,Error Rotación del eje Z (rz),Error √x (sx),"
    "Error Pauli-X,Error CZ,Gate length (ns),Error RZZ,Error MEASURE,Operational"
)


def row(headers, index, q, partners, short):
    """Return the cells of a qubit; ``short`` names partners without the qubit itself."""

    def couplers(values):
        return ";".join(f"{b if short else f'{index}_{b}'}:{v}" for b, v in values.items())

    def cell(header):
        name = header.strip()
        if name == "Qubit":
            return index
        if name.startswith(("T1", "T2")):
            value = q.t1 if name.startswith("T1") else q.t2
            return "" if value is None else value * 1e6
        if name in ("CNOT error", "ECR error", "CZ error", "Error CZ"):
            return couplers(partners)
        if name.startswith("Gate "):
            return couplers(dict.fromkeys(partners, 68))
        return {
            "Prob meas0 prep1": q.readout_error_1,
            "Prob meas1 prep0": q.readout_error_0,
            "Readout length (ns)": 1400,
            "Single-qubit gate length (ns)": 24,
            "√x (sx) error": q.one_qubit_error,
            "Error √x (sx)": q.one_qubit_error,
            "Operational": "true",
        }.get(name, 0.5)

    return [cell(header) for header in headers]


def write(path, device, header, *, short=False, both=True, **style):
    """Write the calibration of a device as a table; couplers stand in one row, or in both."""
    headers = header.split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, **{"quoting": csv.QUOTE_ALL, **style})
        table.writerow(headers)
        for index, q in device.snapshot.qubits.items():
            partners = {
                (set(at) - {index}).pop(): error
                for at, error in device.snapshot.couplers.items()
                if index in at and (both or index == at[0])
            }
            table.writerow(row(headers, index, q, partners, short))
    return path


@pytest.mark.parametrize(
    ("device", "header", "style"),
    [
        (FEZ, Y2026, {"short": True}),
        (FEZ, Y2026, {"short": True, "delimiter": ";"}),
        (FEZ, Y2026, {"quoting": csv.QUOTE_MINIMAL}),
        (FEZ, SPANISH, {"short": True}),
        (BRISBANE, Y2024, {"both": False}),
        (BRISBANE, Y2024, {"lineterminator": "\n", "delimiter": "\t"}),
    ],
)
def test_a_calibration_comes_out_of_its_table(tmp_path, device, header, style):
    path = tmp_path / "ibm_some_calibrations_2026-04-04T01_04_39Z.csv"
    found = read_device(write(path, device, header, **style))
    assert_same(found, device)
    assert (found.name, found.vendor, found.snapshot.id) == ("ibm_some", "IBM", "2026-04-04")
    assert (found.two_qubit_gate, found.one_qubit_gate) == (device.two_qubit_gate, "zsx")
    assert found.value("two_qubit_duration") == pytest.approx(68e-9)
    assert found.value("readout_duration") == pytest.approx(1.4e-6)
    assert "passed over" not in found.snapshot.note


def test_2022(tmp_path):
    path = tmp_path / "ibmq_16_melbourne.csv"
    found = read_device(write(path, BRISBANE, Y2022))
    assert_same(found, BRISBANE)
    assert (found.name, found.two_qubit_gate, found.snapshot.id) == ("ibmq_16_melbourne", "cx", "")


def test_2020(tmp_path):
    path = tmp_path / "ibmq_x.csv"
    path.write_text(
        f"{Y2020}CNOT error rate,Date\n"
        'Q0,43.1,80.4,5.25,3e-2,6.4e-4,"cx0_1: 1.2e-2",Fri Feb 28 2020 09:27:24 GMT+0100 (CET)\n'
        'Q1,57.0,0,5.05,5e-2,6.2e-4, "cx1_0: 1.2e-2, cx1_2: 1",Fri Feb 28 2020 09:27:24 GMT+0100\n'
        'Q2,57.0,44.3,5.05,1,6.2e-4, "cx2_1: 1",Fri Feb 28 2020 09:27:24 GMT+0100 (CET)\n'
    )
    found = read_device(path)
    assert found.snapshot.id == "2020-02-28"
    assert found.snapshot.couplers == {(0, 1): 0.012}
    assert found.snapshot.qubits[1].t2 is None
    assert found.snapshot.qubits[0].readout_error_1 == 0.03
    assert "qubit 2, coupler 1-2" in found.snapshot.note


def test_what_is_off_and_what_is_not_known(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "Qubit,T1,Readout assignment error,√x (sx) error,CZ error,Colour,Operational\n"
        "0,1,0.01,1e-3,1:0.01;2:0.01;3:1,red,Yes\n"
        "1,1,0.01,,0:0.02,red,Yes\n"
        "2,1,0.01,1e-3,0:0.01,red,No\n"
        "3,1,0.01,1,0:0.01,red,Yes\n"
    )
    found = read_device(path)
    assert found.snapshot.couplers == {(0, 1): 0.01}
    assert set(found.snapshot.qubits) == {0, 1}
    assert found.snapshot.qubits[1].one_qubit_error is None
    assert found.qubits_advertised == 4
    assert "passed over: 'T1', 'Colour'" in found.snapshot.note


def test_a_configuration_completes_it(tmp_path):
    write(tmp_path / "ibm_x_calibrations_2026-01-01.csv", FEZ, Y2026, short=True)
    (tmp_path / "conf.json").write_text(
        '{"backend_name": "ibm_x", "basis_gates": ["cz"], "n_qubits": 156, "max_shots": 100000}'
    )
    found = read_device(tmp_path)
    assert (found.value("max_shots"), found.qubits_advertised) == (100000, 156)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Qubit,CZ error\n0,1;0.01", "couplers as 1_2:0.01"),
        ("Qubit,CZ error\n0,1:abc", "a number expected, found 'abc'"),
        ("Qubit,CZ error\nalpha,1:0.1", "a number of a qubit"),
        ("Qubit,CZ error\n0,1:0.1\n0,1:0.1", "qubit 0 is listed twice"),
        ("Qubit,CZ error,Error CZ\n0,1:0.1,1:0.1", "one column of error of cz"),
        ('Qubit,√x (sx) error,CZ error\n0,"0,001",1:0.1', "'0,001'"),
        ("Qubit,CZ error,Operational\n0,1:0.1,perhaps", "yes or no"),
        ("Qubit,CZ error\n0,1:1.5", "from 0 to 1 expected, found '1.5'"),
        ("Qubit,Readout error,CZ error\n0,-1,1:0.5", "from 0 to 1 expected, found '-1'"),
        ("Qubit,CZ error\n0,0_1:0.1, 0_2:0.1", "2 cells expected, found 3"),
        ("Qubit,√x (sx) error\n0,0.1", "no two-qubit gate"),
        ("Qubit,CZ error\n0," + "1" * 200_000, "differs"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, lines, said):
    path = tmp_path / "x.csv"
    path.write_text(lines)
    with pytest.raises(DeviceFileError, match=said) as caught:
        read_device(path)
    assert "\n" not in caught.value.message


def test_another_table_is_no_calibration(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(DeviceFileError, match="no calibration of a known format"):
        read_device(path)


EARLY_2021 = "Qubit,Frequency (GHz),T1 (µs),T2 (µs),Readout error,Sqrt-x (sx) error,CNOT error"


def test_the_first_qubit_without_its_number(tmp_path):
    path = tmp_path / "ibmq_x_2021-01-01.csv"
    path.write_text(
        f"{EARLY_2021}\n"
        ',5.1,69.8,118.3,3.4e-2,3.8e-4,"cx0_1: 2.2e-2 "\n'
        '1,5.2,42.3,47.2,9.4e-2,7.4e-4,"cx1_0: 2.2e-2 , cx1_2: 1.1e-2 "\n'
        '2,5.0,67.9,105.9,2.5e-2,5.4e-4,"cx2_1: 1.1e-2 "\n'
    )
    found = read_device(path).snapshot
    assert found.couplers == {(0, 1): 0.022, (1, 2): 0.011}
    assert found.qubits[0].one_qubit_error == 3.8e-4
    assert found.qubits[0].readout_error_0 == 0.034


def test_a_blank_number_is_that_of_its_couplers(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Qubit,CZ error\n0,0_7:0.1\n,7_0:0.1;7_8:0.2\n8,8_7:0.2\n")
    assert set(read_device(path).snapshot.couplers) == {(0, 7), (7, 8)}


COLLECTED = (
    "Qubit,T1 (us),√x (sx) error,CZ error,Backend_ID,Calibration_Timestamp\n"
    "0,10,1e-3,1:0.1,ibm_one,2026-01-02 09:00:00\n"
    "1,10,1e-3,0:0.1,ibm_one,2026-01-02 09:00:00\n"
    "0,20,2e-3,1:0.2,{second},2026-01-03 09:00:00\n"
    "1,20,2e-3,0:0.2,{second},2026-01-03 09:00:00\n"
)


def test_the_newest_of_a_table_of_several_calibrations(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(COLLECTED.format(second="ibm_one"))
    found = read_device(path)
    assert (found.name, found.snapshot.id) == ("ibm_one", "2026-01-03")
    assert found.snapshot.couplers == {(0, 1): 0.2}
    assert found.snapshot.qubits[0].t1 == pytest.approx(20e-6)
    assert "holds 2 calibrations; the newest counts, of 2026-01-03" in found.snapshot.note
    path.write_text(COLLECTED.format(second="ibm_two"))
    with pytest.raises(DeviceFileError, match="one device expected, found those of ibm_one, ibm_"):
        read_device(path)


def test_columns_of_two_years_complete_each_other(tmp_path):
    """A column under two names is one, as long as no row has both."""
    path = tmp_path / "x.csv"
    path.write_text(
        "Qubit,T1 (µs),T1 (us),√x (sx) error,CZ error\n0,10,,1e-3,1:0.1\n1,,30,1e-3,0:0.1\n"
    )
    found = read_device(path).snapshot.qubits
    assert [found[q].t1 for q in (0, 1)] == [pytest.approx(10e-6), pytest.approx(30e-6)]
