"""Machines that run no circuits of gates are refused by saying what they are."""

from __future__ import annotations

import json

import pytest

from qestimate import read_device
from qestimate.core.errors import DeviceFileError
from tests.formats.devices.test_formats import save

RYDBERG, ANNEALER = "an analogue simulator of Rydberg atoms, which runs no gates", "an annealer"
PULSER = {"name": "Some", "dimensions": 2, "rydberg_level": 60, "channels": []}


def schema(name, **more):
    return {"braketSchemaHeader": {"name": f"braket.device_schema.{name}", "version": "1"}, **more}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (schema("quera.quera_device_capabilities", paradigm={"qubitCount": 256}), RYDBERG),
        ({"paradigm": schema("quera.quera_ahs_paradigm_properties")}, RYDBERG),
        ({"action": {"braket.ir.ahs.program": {}}, "paradigm": {"qubitCount": 256}}, RYDBERG),
        ({"capabilities": {"lattice": {}, "rydberg": {}, "task": {}}}, RYDBERG),
        (PULSER, RYDBERG),
        ({"specs": {**PULSER, "max_atom_num": 100}}, RYDBERG),
        ({"FRESNEL": json.dumps(PULSER)}, RYDBERG),
        (schema("dwave.dwave_device_capabilities", provider={"qubitCount": 5000}), ANNEALER),
        ({"action": {"braket.ir.annealing.problem": {}}}, ANNEALER),
        ({"num_qubits": 5640, "h_range": [-4, 4], "j_range": [-1, 1], "qubits": []}, ANNEALER),
        ({"properties": {"annealing_time_range": [0.5, 2000], "couplers": []}}, ANNEALER),
        (schema("xanadu.xanadu_device_capabilities", paradigm={"modes": {}}), "photonic machine"),
        (schema("simulators.gate_model_simulator_device_capabilities"), "a simulator"),
    ],
)
def test_they_are_refused_by_saying_what_they_are(tmp_path, content, what):
    with pytest.raises(DeviceFileError, match=what) as caught:
        read_device(*save(tmp_path, file=content))
    assert caught.value.exit_code == 3
    assert "\n" not in caught.value.message


def test_a_machine_with_both_is_read_as_one_of_gates(tmp_path):
    both = {"action": {"braket.ir.ahs.program": {}, "braket.ir.openqasm.program": {}}}
    with pytest.raises(DeviceFileError, match="no calibration of a known format"):
        read_device(*save(tmp_path, file=both))
