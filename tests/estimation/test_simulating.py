"""Cost of simulating a circuit: cones and networks against state vectors, and what is said."""

from __future__ import annotations

import builtins
from math import log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate import catalog
from qestimate.core.errors import MissingExtraError
from qestimate.estimation.simulating.bonds import bond_cost
from qestimate.estimation.simulating.cone import cone_of
from qestimate.estimation.simulating.contraction import contraction
from qestimate.estimation.simulating.network import amplitude_network, value_network
from qestimate.estimation.simulating.ways import simulation_cost
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.report.views.simulations import simulation_sentence

N = 4


def line(n: int, layers: int, angle: float = 0.3) -> list[Gate]:
    """Return layers of rotations and CZ between neighbours."""
    gates = []
    for layer in range(layers):
        gates += [Gate("rx", (angle,), (q,)) for q in range(n)]
        gates += [Gate("cz", (), (q, q + 1)) for q in range(layer % 2, n - 1, 2)]
    return gates


def circuit_of(gates: list[Gate], n: int) -> LogicalCircuit:
    return LogicalCircuit("some", n, tuple(gates), tuple(range(n)), 0, ())


def state(gates: list[Gate]) -> np.ndarray:
    """Return what Qiskit makes of |0>, qubit 0 in the last place."""
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Statevector

    circuit = QuantumCircuit(N)
    for gate in gates:
        getattr(circuit, gate.name)(*gate.angles, *gate.qubits)
    return Statevector(circuit)


def value(gates: list[Gate], observable: tuple[tuple[int, str], ...]) -> float:
    from qiskit.quantum_info import Pauli

    label = ["I"] * N
    for qubit, pauli in observable:
        label[N - 1 - qubit] = pauli
    return float(state(gates).expectation_value(Pauli("".join(label))).real)


PAIR = st.permutations(range(N)).map(lambda qubits: tuple(qubits[:2]))
GATE = st.one_of(
    st.builds(Gate, st.sampled_from(("h", "x", "y", "s", "t")), st.just(()),
              st.tuples(st.integers(0, N - 1))),
    st.builds(Gate, st.sampled_from(("rx", "ry", "rz")), st.tuples(st.floats(-3, 3)),
              st.tuples(st.integers(0, N - 1))),
    st.builds(Gate, st.sampled_from(("cx", "cz", "cy", "ch", "swap", "iswap")), st.just(()), PAIR),
    st.builds(Gate, st.sampled_from(("crz", "crx", "cp", "rzz", "rxx")),
              st.tuples(st.floats(-3, 3)), PAIR),
)  # fmt: skip
OBSERVABLE = st.sampled_from(
    (((0, "Z"),), ((1, "X"),), ((2, "Y"),), ((0, "Z"), (3, "Z")), ((1, "X"), (2, "Z")))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(GATE, max_size=14), OBSERVABLE)
def test_what_is_outside_the_cone_changes_nothing(gates, observable):
    met = list(cone_of(gates, observable).gates)
    assert value(met, observable) == pytest.approx(value(gates, observable), abs=1e-9)


def entries(gates: list[Gate], n: int) -> list[np.ndarray]:
    """Return the tensors of rotations and CZ, in the order of the network's first half."""
    found, waiting, known = [], {}, set(range(n))

    def settle(qubit):
        if qubit in waiting:
            turn = waiting.pop(qubit)
            found.append(turn[:, 0] if qubit in known else turn.T)
            known.discard(qubit)

    for gate in gates:
        if gate.name == "rx":
            half = gate.angles[0] / 2
            turn = np.array(
                [[np.cos(half), -1j * np.sin(half)], [-1j * np.sin(half), np.cos(half)]]
            )
            waiting[gate.qubits[0]] = turn @ waiting.get(gate.qubits[0], np.eye(2))
            continue
        for qubit in gate.qubits:
            settle(qubit)
        found.append(np.array([[1, 1], [1, -1]], dtype=complex))
    for qubit in range(n):
        settle(qubit)
    return found


def summed(tensors: tuple[tuple[int, ...], ...], arrays: list[np.ndarray]) -> complex:
    arguments = [part for a, t in zip(arrays, tensors, strict=True) for part in (a, list(t))]
    return complex(np.einsum(*arguments, [], optimize="greedy"))


def test_the_network_of_a_value_is_the_value():
    gates = line(N, 3, 0.7)
    cone = cone_of(gates, ((1, "X"), (2, "Z")))
    assert cone.qubits == (0, 1, 2, 3)
    half = entries(list(cone.gates), N)
    paulis = [np.array([[0, 1], [1, 0]]), np.array([1, -1])]
    network = value_network(cone)
    assert len(network.places) == len(network.tensors)
    found = summed(network.tensors, [*half, *paulis, *(a.conj() for a in reversed(half))])
    assert found == pytest.approx(value(gates, ((1, "X"), (2, "Z"))), abs=1e-12)


def test_the_network_of_an_outcome_is_its_amplitude():
    gates = line(N, 3, 0.7) + [Gate("rx", (0.2,), (q,)) for q in range(N)]
    network = amplitude_network(gates, range(N))
    arrays = entries(gates, N)  # its last matrices end in indices of their own
    ends = [np.array([np.cos(0.1), -1j * np.sin(0.1)])] * N
    found = summed(network.tensors, [*arrays[: len(network.tensors) - N], *ends])
    assert found == pytest.approx(state(gates)[0], abs=1e-12)


def test_a_shallow_line_of_a_hundred_qubits_is_easy():
    pytest.importorskip("cotengra")
    found = contraction(amplitude_network(line(100, 8), range(100)))
    assert found is not None
    assert found.width <= 8
    assert found == contraction(amplitude_network(line(100, 8), range(100)))


def test_no_order_is_worse_than_a_state_vector():
    pytest.importorskip("cotengra")
    gates = [g for _ in range(6) for g in (*line(12, 2), Gate("cz", (), (0, 11)))]
    found = contraction(amplitude_network(gates, range(12)))
    assert found is not None
    assert found.width <= 12


def test_bonds_double_until_they_are_cut():
    gates = line(6, 12)
    assert bond_cost(gates, 4).reached == 4
    assert bond_cost(gates, 512).reached == 8  # no more than half of the line carries
    costs = [bond_cost(gates, bond).log10_flops for bond in (2, 4, 8)]
    assert costs == sorted(costs)
    assert bond_cost([Gate("ccx", (), (0, 1, 2))]) is None


def test_narrow_circuits_are_a_laptops():
    found = simulation_cost(circuit_of(line(12, 4), 12), [((0, "Z"),)], catalog.machines())
    assert [way.name for way in found.ways] == ["state vector", "light cones"]
    assert "the chip is not needed" in simulation_sentence(found)
    assert "exactly in less than a second" in simulation_sentence(found)


def test_wide_circuits_are_not_if_all_of_them_counts():
    pytest.importorskip("cotengra")
    gates = [g for k in range(8) for g in (*line(60, 3), *(Gate("cz", (), (q, (q * 7 + k) % 60))
             for q in range(60) if (q * 7 + k) % 60 != q))]  # fmt: skip
    found = simulation_cost(circuit_of(gates, 60), [((0, "Z"),)], catalog.machines())
    assert found.best is None
    said = simulation_sentence(found)
    assert said.startswith("no exact way that is modelled here fits a laptop: state vector takes")
    assert "error is not judged" in said
    vector = found.ways[0]
    assert vector.log10_bytes == pytest.approx(log10(16) + 60 * log10(2))


def test_a_wide_clifford_circuit_is_easy():
    gates = [Gate("h", (), (0,)), *(Gate("cx", (), (q, q + 1)) for q in range(155))]
    everywhere = [tuple((q, "X") for q in range(156))]
    found = simulation_cost(circuit_of(gates, 156), everywhere, catalog.machines(), networks=False)
    assert found.best is not None
    assert found.best.name == "stabilizers"


def test_without_the_extra_the_rest_answers(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("cotengra"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError):
        contraction(amplitude_network(line(4, 3), range(4)))
    found = simulation_cost(
        circuit_of(line(40, 40), 40), [((0, "Z"),)], catalog.machines(), networks=True
    )
    limits = {way.name: way.limit for way in found.ways}
    assert "pip install 'qestimate[tensor]'" in limits["tensor network, values"]
    assert "approximate" in limits["belief propagation"]


def test_what_is_measured_on_the_way_is_refused_in_words():
    gates = [Gate("h", (), (0,)), Gate("reset", (), (0,))]
    found = simulation_cost(circuit_of(gates, 1), [((0, "Z"),)], catalog.machines())
    assert found.ways == ()
    assert "reset in the middle" in simulation_sentence(found)
