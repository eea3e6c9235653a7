"""Targets of ions and others: their two-qubit gates are those they equal up to one-qubit gates."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
from qiskit.circuit import Gate, Parameter
from qiskit.circuit.library import (
    CPhaseGate,
    CXGate,
    CZGate,
    Measure,
    RGate,
    RXXGate,
    RYYGate,
    RZGate,
    RZXGate,
    RZZGate,
    SwapGate,
    XXPlusYYGate,
    iSwapGate,
)
from qiskit.transpiler import InstructionProperties, Target

from qestimate import Device
from qestimate.core.errors import DeviceFileError

ANGLE = Parameter("angle")


class Msg(Gate):
    """The gate of Mølmer and Sørensen with two phases, as libraries of ions have it, in turns."""

    def __init__(self, phi0, phi1, theta):
        super().__init__("ms", 2, [phi0, phi1, theta])

    def __array__(self, dtype=None, copy=None):
        phi0, phi1, theta = (2 * pi * float(x) for x in self.params)
        cos, sin = np.cos(theta / 2), np.sin(theta / 2)
        far, near = np.exp(1j * (phi0 + phi1)), np.exp(1j * (phi0 - phi1))
        return np.array(
            [
                [cos, 0, 0, -1j * sin / far],
                [0, cos, -1j * sin / near, 0],
                [0, -1j * sin * near, cos, 0],
                [-1j * sin * far, 0, 0, cos],
            ]
        )


def target_of(gate, *, pairs=None, name=None):
    target = Target(num_qubits=3)
    at = {(a, b): InstructionProperties(error=0.01) for a, b in pairs or [(0, 1), (1, 2), (0, 2)]}
    target.add_instruction(RZGate(Parameter("phi")))
    target.add_instruction(
        RGate(Parameter("theta"), Parameter("phi")),
        {(q,): InstructionProperties(error=1e-3) for q in range(3)},
    )
    target.add_instruction(Measure(), {(q,): InstructionProperties(error=0.02) for q in range(3)})
    target.add_instruction(gate, at, name=name)
    return target


@pytest.mark.parametrize(
    ("gate", "known"),
    [
        (RXXGate(ANGLE), "zz"),
        (RYYGate(ANGLE), "zz"),
        (RZZGate(ANGLE), "zz"),
        (RZXGate(ANGLE), "zz"),
        (CPhaseGate(ANGLE), "zz"),
        (Msg(Parameter("a"), Parameter("b"), Parameter("c")), "zz"),
        (Msg(0.1, 0.2, 0.25), "cz"),
        (Gate("ms", 2, [ANGLE]), "zz"),
        (RXXGate(pi / 2), "cz"),
        (RZZGate(-pi / 2), "cz"),
        (CZGate(), "cz"),
        (CXGate(), "cx"),
        (iSwapGate(), "iswap"),
        (Msg(Parameter("a"), Parameter("b"), 0.25), "cz"),
        (Gate("ZZMax", 2, []), "cz"),
        (XXPlusYYGate(ANGLE), "fsim"),
        (iSwapGate().power(0.5), "fsim"),
        (Gate("syc", 2, []), "fsim"),
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_each_gate_is_known_by_what_it_does(gate, known):
    found = Device.from_backend(target_of(gate), "ion")
    assert found.two_qubit_gate == known
    assert found.value("two_qubit_error") == pytest.approx(0.01)
    assert found.value("one_qubit_error") == pytest.approx(1e-3)
    assert (f"counts as {known}" in found.snapshot.note) == (gate.name != known)


@pytest.mark.parametrize(
    "gate",
    [SwapGate(), RXXGate(0.3), Gate("magic", 2, [])],
    ids=["swap", "rxx", "magic"],
)
def test_other_gates_are_refused_by_name(gate):
    with pytest.raises(DeviceFileError, match=f"found {gate.name}"):
        Device.from_backend(target_of(gate))


def test_ions_whose_pairs_are_all_alike():
    """As AQT's backends have it: any pair, and nothing about errors."""
    target = Target(num_qubits=12)
    for gate in (RZGate(ANGLE), RGate(ANGLE, Parameter("phi")), RXXGate(ANGLE), Measure()):
        target.add_instruction(gate)
    found = Device.from_backend(target, "aqt")
    assert (found.topology, found.two_qubit_gate, found.technology) == (
        *("all-to-all", "zz"),
        "trapped-ion",
    )
    assert (found.qubits_connected, found.value("two_qubit_error")) == (12, None)
    assert (
        "Not in the target: errors of one-qubit gates, errors of two-qubit" in found.snapshot.note
    )


def test_two_gates_of_the_same_kind_are_not_mixed():
    target = target_of(CZGate(), pairs=[(0, 1)])
    target.add_instruction(
        RXXGate(pi / 2), {(1, 2): InstructionProperties(error=0.5)}, name="rxx_half"
    )
    assert Device.from_backend(target).snapshot.couplers == {(0, 1): 0.01}


def test_the_abstract_gates_of_an_ion_trap_stand_for_its_own():
    """As IonQ's backends have it by default: what a compiler takes, made of turns."""
    backend = type("Backend", (), {"__module__": "qiskit_ionq.ionq_backend"})()
    target = Target(num_qubits=11)
    for gate in (RXXGate(ANGLE), CXGate(), CZGate(), SwapGate(), RZGate(ANGLE), Measure()):
        target.add_instruction(gate)
    backend.target = target
    found = Device.from_backend(backend, "ionq")
    assert (found.vendor, found.technology, found.two_qubit_gate) == ("IonQ", "trapped-ion", "zz")
    assert "passed over: cx, cz, swap" in found.snapshot.note


def star(resonator=3, *, move=0.01, direct=False):
    """Return a target of three qubits that meet in a resonator, as IQM's library makes it."""
    target = Target(num_qubits=4)
    qubits = [q for q in range(4) if q != resonator]
    target.add_instruction(
        RGate(Parameter("theta"), Parameter("phi")),
        {(q,): InstructionProperties(error=1e-3) for q in qubits},
    )
    target.add_instruction(Measure(), {(q,): InstructionProperties(error=0.02) for q in qubits})
    at = {(q, resonator): InstructionProperties(1e-7, 0.02) for q in qubits}
    if direct:
        at[qubits[0], qubits[1]] = InstructionProperties(4e-8, 0.5)
    target.add_instruction(CZGate(), at)
    target.add_instruction(
        Gate("move", 2, []), {(q, resonator): InstructionProperties(9e-8, move) for q in qubits[:2]}
    )
    return target


@pytest.mark.parametrize("resonator", [0, 3])
def test_a_star_has_its_qubits_and_no_resonator(resonator):
    found = Device.from_backend(star(resonator))
    qubits = [q for q in range(4) if q != resonator]
    assert found.qubits_advertised == found.qubits_connected == 3
    assert found.topology == "all-to-all"
    assert found.value("two_qubit_error") == pytest.approx(1 - 0.98 * 0.99**2)
    assert found.value("two_qubit_duration") == pytest.approx(2.8e-7)
    assert "meet in a resonator" in found.snapshot.caveat
    errors = Device.from_backend(star(resonator, direct=True)).snapshot.couplers
    assert errors[qubits[0], qubits[1]] == 0.5
    assert errors[qubits[0], qubits[2]] == pytest.approx(1 - 0.98 * 0.99**2)
    unknown = Device.from_backend(star(resonator, move=None))
    assert (unknown.qubits_connected, unknown.value("two_qubit_error")) == (3, None)


def test_a_target_that_leaves_the_resonator_out_says_so():
    backend = type("Backend", (), {"target": target_of(CZGate())})()
    assert Device.from_backend(backend).snapshot.caveat == ""
    backend.architecture = type("Architecture", (), {"computational_resonators": ["CR1"]})()
    assert "meet in a resonator" in Device.from_backend(backend).snapshot.caveat
