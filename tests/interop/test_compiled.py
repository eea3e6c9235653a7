"""Circuits of any gates on devices: where they are put, and that they still do the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import Statevector, partial_trace

from qestimate import catalog
from qestimate.errors import DomainError
from qestimate.goal import Goal
from qestimate.interop.compiled import built, compiled, noise_of, path_circuit_of
from qestimate.interop.judging import judge, parse_observable
from qestimate.interop.reading import Gate, LogicalCircuit
from qestimate.paths import sample
from qestimate.paths.steps import z_on_each
from qestimate.placement import Unplaced


def random_circuit(n, gates, seed):
    random = np.random.default_rng(seed)
    found = []
    for _ in range(gates):
        a, b = (int(q) for q in random.choice(n, 2, replace=False))
        kind = random.choice(["ry", "rz", "cx", "crz", "h"])
        if kind in ("ry", "rz"):
            found.append(Gate(kind, (float(random.uniform(0, 6)),), (a,)))
        elif kind == "crz":
            found.append(Gate(kind, (float(random.uniform(0, 6)),), (a, b)))
        else:
            found.append(Gate(kind, (), (a,) if kind == "h" else (a, b)))
    return LogicalCircuit("random", n, tuple(found), tuple(range(n)), 0, ())


@pytest.mark.parametrize("name", ["origin-wukong-72", "iqm-garnet", "quantinuum-h2-1", "ibm-fez"])
def test_gates_lie_on_live_couplers_and_do_the_same(name):
    device = catalog.device(name)
    logical = random_circuit(4, 30, 3)
    circuit, free = built(logical)
    assert not free
    found = compiled(circuit, device, seeds=2)
    counts = found.placement.counts
    assert counts.two_qubit_gates == sum(count for *_, count in found.placement.edges)
    if device.graph is not None:
        for a, b, _ in found.placement.edges:
            pair = found.placement.qubits[a], found.placement.qubits[b]
            assert pair[1] in device.graph.neighbours[pair[0]]
    small = QuantumCircuit(found.placement.width)
    for instruction in found.circuit.data:
        on = [found.wires[found.circuit.find_bit(q).index] for q in instruction.qubits]
        small.append(instruction.operation, on)
    expected = Statevector(circuit).probabilities()
    np.testing.assert_allclose(
        Statevector(small).probabilities(list(found.final)), expected, atol=1e-9
    )


def test_one_and_two_qubit_gates_are_counted_as_written():
    device = catalog.device("generic").resized(16)
    found = compiled(built(random_circuit(3, 20, 1))[0], device, seeds=1)
    two = sum(len(i.qubits) == 2 for i in found.circuit.data)
    one = sum(len(i.qubits) == 1 and i.operation.name != "rz" for i in found.circuit.data)
    assert (found.placement.counts.two_qubit_gates, found.placement.counts.one_qubit_gates) == (
        two,
        one,
    )
    assert found.placement.duration == pytest.approx(
        _longest(
            found.circuit, device.value("one_qubit_duration"), device.value("two_qubit_duration")
        )
    )


def _longest(circuit, one, two):
    ready = {}
    for i in circuit.data:
        end = max(ready.get(q, 0) for q in i.qubits) + (two if len(i.qubits) == 2 else one)
        ready |= dict.fromkeys(i.qubits, end)
    return max(ready.values())


def test_random_signs_are_what_given_angles_mean():
    """The sampled second moment is the mean over all signs of the angles."""
    n = 2
    gates = (
        Gate("ry", (0.7,), (0,)),
        Gate("ry", (1.1,), (1,)),
        Gate("cz", (), (0, 1)),
        Gate("ry", (0.4,), (0,)),
    )
    squares = []
    for signs in range(8):
        circuit = QuantumCircuit(n)
        signed = [(-1) ** (signs >> k & 1) for k in range(3)]
        circuit.ry(0.7 * signed[0], 0)
        circuit.ry(1.1 * signed[1], 1)
        circuit.cz(0, 1)
        circuit.ry(0.4 * signed[2], 0)
        rho = partial_trace(Statevector(circuit), [1])
        squares.append(np.real(rho.data[0, 0] - rho.data[1, 1]) ** 2)
    device = catalog.device("generic").resized(4)
    found = compiled(built(LogicalCircuit("x", n, gates, (0, 1), 0, ()))[0], device, seeds=1)
    steps = path_circuit_of(found, noise_of(found, device), random=False)
    (paths,) = sample(steps, z_on_each([found.final[0]]), 100_000)
    assert sum(paths.shares) / 100_000 == pytest.approx(np.mean(squares), abs=0.01)


def test_too_wide_and_unknown_gates():
    wide = built(random_circuit(30, 40, 2))[0]
    assert isinstance(compiled(wide, catalog.device("origin-wukong-72")), Unplaced)
    odd = compiled(wide, catalog.device("google-sycamore-53"))
    assert odd.limit == "gates" if isinstance(odd, Unplaced) else odd.placement.width >= 30


def test_judged_is_reproducible_and_carries_the_spread_of_seeds():
    device = catalog.device("iqm-garnet")
    logical = random_circuit(5, 40, 5)
    first, again = (judge(logical, device, Goal(), seeds=3) for _ in range(2))
    assert first.local == again.local
    assert first.compiled.longer >= 1
    if first.compiled.longer > 1:
        assert "more gates from the transpiler" in first.signal.widened


def test_observables():
    assert parse_observable("z0 x12", 20) == ((0, "Z"), (12, "X"))
    for text in ("", "Z", "0Z", "Z0Z0", "A1", "Z99"):
        with pytest.raises(DomainError):
            parse_observable(text, 10)


def test_x_and_y_observables_of_a_graph_state():
    """X0 Z1 stabilises a pair joined by CZ; its readout costs two qubits."""
    gates = (Gate("h", (), (0,)), Gate("h", (), (1,)), Gate("cz", (), (0, 1)))
    device = (
        catalog.device("generic")
        .resized(4)
        .with_figures({"two_qubit_error": 0.01, "one_qubit_error": 0, "readout_error": 0.05})
    )
    found = judge(
        LogicalCircuit("pair", 2, gates, (0, 1), 0, ()), device, Goal(), ["X0Z1", "Y0Y1", "Z0"]
    )
    by_name = dict(found.each)
    expected = (1 - 16 / 15 * 0.0125) * (1 - 2 * 0.05) ** 2
    for name in ("X0Z1", "Y0Y1"):
        assert by_name[name].attenuation.value == pytest.approx(expected, rel=1e-3)
    assert by_name["Z0"].n_kept == 0
    assert math.isclose(by_name["X0Z1"].ideal_variance.value, 1)
