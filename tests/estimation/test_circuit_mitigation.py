"""Mitigation of circuits from files, held against simulations with the density matrix."""

from __future__ import annotations

from functools import cache
from itertools import product
from math import ceil, log, log10, prod

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import DensityMatrix, Pauli, SparsePauliOp, SuperOp

from qestimate import Goal, catalog
from qestimate.core.quantity import Interval
from qestimate.estimation.circuit import judge
from qestimate.estimation.circuit_bounds import part_of
from qestimate.estimation.circuit_mitigation import (
    LEARNING_BASES,
    LEARNING_PAIRS,
    LEARNING_SHOTS,
    LEARNING_TWIRLS,
    Calibration,
    interval_sum,
)
from qestimate.estimation.circuit_signal import weakest_at
from qestimate.estimation.compiled_circuit import noise_of
from qestimate.estimation.exact import ideal_values, noisy_values
from qestimate.estimation.two_qubit_layers import two_qubit_layers
from qestimate.estimation.written_circuit import built
from qestimate.explore.circuit_ways import circuit_ways, nothing_to_gain
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.noise.aer import on_wires, with_noise
from qestimate.report.figures.circuit_ways import ways_table
from tests.estimation.test_circuit import random_circuit

READ_WRONG = 0.03


def device(two_qubit_error=0.01, **figures):
    known = {"one_qubit_error": 2e-3, "readout_error": READ_WRONG, "t1": 1e3, "t2": 1e3}
    generic = catalog.device("generic").resized(8)
    return generic.with_figures(known | {"two_qubit_error": two_qubit_error} | figures)


@cache
def found(n=3, seed=1, observables=(), goal=None, **figures):
    logical = random_circuit(n, 12 * n, seed)
    return judge(logical, device(**figures), goal or Goal.of(), observables)


def ways(one):
    return {way.name: way for way in circuit_ways(one)}


def left(way):
    return 10**way.left.value


def slope(values, ideal):
    return float(np.dot(values, ideal) / np.dot(ideal, ideal))


def z_on_each(n):
    return [((q, "Z"),) for q in range(n)]


def worse(noise, times):
    return noise._replace(
        one_qubit=tuple(times * cost for cost in noise.one_qubit),
        two_qubit=times * noise.two_qubit,
    )


def simulated(one, wanted, times=1.0):
    """Return exact values without noise, and with so many times the noise, before readout."""
    noise = noise_of(one.compiled, one.device)
    on = part_of(one.compiled, one.device, wanted).observables
    return (
        np.array(ideal_values(built(one.logical), wanted)),
        np.array(noisy_values(one.compiled, worse(noise, times), on)),
    )


def read(state, observable, n):
    """Return a value as it is read, and as it is after the inverse of all errors of reading."""
    once = np.array([[1 - READ_WRONG, READ_WRONG], [READ_WRONG, 1 - READ_WRONG]])
    confused = np.eye(1)
    for _ in range(n):
        confused = np.kron(confused, once)
    seen = confused @ state.probabilities()
    signs = np.array([prod((-1) ** (k >> wire & 1) for wire, _ in observable) for k in range(2**n)])
    return signs @ seen, signs @ np.linalg.solve(confused, seen)


@pytest.mark.parametrize("observables", [(), ("Z0Z1Z2",)])
def test_readout_is_inverted_as_by_the_matrix_of_assignment_errors(observables):
    one = found(observables=observables)
    wanted = [((0, "Z"), (1, "Z"), (2, "Z"))] if observables else z_on_each(3)
    noise = noise_of(one.compiled, one.device)
    n = one.compiled.placement.width
    noisy = with_noise(on_wires(one.compiled.circuit, one.compiled.wires), noise)
    state = DensityMatrix.from_label("0" * n).evolve(noisy)
    on = part_of(one.compiled, one.device, wanted).observables
    seen, undone = np.array([read(state, each, n) for each in on]).T
    ideal = np.array(ideal_values(built(one.logical), wanted))
    assert left(ways(one)["none"]) == pytest.approx(slope(seen, ideal), rel=1e-6)
    assert left(ways(one)["readout"]) == pytest.approx(slope(undone, ideal), rel=1e-6)


@pytest.mark.parametrize("error", [0.003, 0.03])
@pytest.mark.parametrize(("n", "seed"), [(2, 1), (4, 1), (5, 1), (5, 2)])
def test_extrapolation_is_that_of_exact_values_at_three_noises(n, seed, error):
    one = found(n, seed, two_qubit_error=error)
    wanted = z_on_each(n)
    ideal, once = simulated(one, wanted)
    thrice, fivefold = (simulated(one, wanted, times)[1] for times in (3, 5))
    extrapolated = 15 / 8 * once - 5 / 4 * thrice + 3 / 8 * fivefold
    exact = (1 - 2 * READ_WRONG) * slope(extrapolated, ideal)
    way = ways(one)["zne"]
    # the noise of single paths is taken as that of their mean: 0.012 is the most of 24 circuits
    assert left(way) == pytest.approx(exact, abs=0.015)
    assert way.bias == pytest.approx(1 - exact, abs=0.015)
    assert way.circuits == 3


def paulis(n):
    return [Pauli("".join(letters)) for letters in product("IXYZ", repeat=n)]


def inverse_as_paulis(channel, n):
    """Return the weights of Pauli gates whose mix is the inverse of a Pauli channel."""
    every = paulis(n)
    shrunk = [
        np.real(np.trace(p.to_matrix() @ DensityMatrix(p.to_matrix()).evolve(channel).data)) / 2**n
        for p in every
    ]
    signs = np.array([[1 if p.commutes(q) else -1 for q in every] for p in every])
    return every, np.linalg.solve(signs, 1 / np.array(shrunk))


def test_cancellation_is_the_mix_of_inverse_channels_and_takes_their_norm_squared():
    """Every noisy gate followed by the exact inverse of its noise gives the noiseless value."""
    wanted = z_on_each(3)
    one = found(3, 2, two_qubit_error=0.02)
    noise = noise_of(one.compiled, one.device)
    n = one.compiled.placement.width
    noisy = with_noise(on_wires(one.compiled.circuit, one.compiled.wires), noise)
    state, norm, made = DensityMatrix.from_label("0" * n), 1.0, {}
    for instruction in noisy.data:
        at = [noisy.find_bit(qubit).index for qubit in instruction.qubits]
        state = state.evolve(instruction.operation, at)
        if instruction.operation.name in ("cz", "rz", "sx", "x", "u"):
            continue
        name = id(instruction.operation)
        if name not in made:
            made[name] = inverse_as_paulis(SuperOp(instruction.operation), len(at))
        every, weights = made[name]
        norm *= np.abs(weights).sum()
        state = DensityMatrix(
            sum(w * state.evolve(p, at).data for p, w in zip(every, weights, strict=True))
        )
    on = part_of(one.compiled, one.device, wanted).observables
    values = [
        state.expectation_value(SparsePauliOp.from_sparse_list([("Z", [wire], 1.0)], n)).real
        for ((wire, _),) in on
    ]
    assert values == pytest.approx(ideal_values(built(one.logical), wanted), abs=1e-9)
    way = ways(one)["pec"]
    assert left(way) == pytest.approx(1 - 2 * READ_WRONG)
    assert norm > 2
    assert 10**way.overhead.value == pytest.approx(norm**2, rel=1e-6)


def test_rescaling_misses_what_one_factor_misses():
    one = found(4)
    ideal, noisy = simulated(one, z_on_each(4))
    seen = (1 - 2 * READ_WRONG) * noisy
    off = seen / slope(seen, ideal) - ideal
    way = ways(one)["rescaling"]
    assert way.bias == pytest.approx(np.sqrt(np.mean(off**2)), rel=1e-6)
    assert way.circuits == 2


def test_readout_of_the_weakest_is_its_own():
    """Z0 pays for one qubit, Z0Z1Z2 for three: cancellation leaves reading errors alone."""
    one = found(observables=("Z0", "Z0Z1Z2"))
    kept = 1 - 2 * READ_WRONG
    assert 10**one.readout.mean == pytest.approx((kept + kept**3) / 2)
    least = weakest_at([local for _, local in one.each])
    assert 10**one.readout.weakest == pytest.approx((kept, kept**3)[least])
    way = ways(one)["pec"]
    shots = ceil(2 / 0.05**2 * log(2 * 2 / 0.05)) / (kept, kept**3)[least] ** 2
    assert 10**way.log10_runs.value == pytest.approx(shots * 10**way.overhead.value)


def test_calibration_by_hand():
    one = found()
    way = ways(one)["readout"].run
    clean = ceil(2 / 0.05**2 * log(2 * 3 / 0.05))
    each = ceil(clean / (1 - 2 * READ_WRONG) ** 2 / 2)
    assert way.calibration.circuits == 2
    assert 10**way.calibration.log10_shots == pytest.approx(each)
    learned = ways(one)["pec"].run.calibration
    layers = len(set(two_qubit_layers(one.compiled)))
    assert learned.layers == layers
    assert learned.circuits == layers * LEARNING_BASES * len(LEARNING_PAIRS)
    runs = layers * 9 * 6 * 32 * 128
    assert 10**learned.log10_all_shots == pytest.approx(runs)
    assert LEARNING_TWIRLS * LEARNING_SHOTS == 4096
    for name in ("none", "rescaling", "zne"):
        assert ways(one)[name].run.calibration == Calibration()


def test_layers_of_a_known_circuit():
    """Two CZ at once, one between them, the first two again: two different layers of three."""
    pairs = [(0, 1), (2, 3), (1, 2), (0, 1), (2, 3)]
    gates = tuple(Gate("cz", (), pair) for pair in pairs)
    turned = tuple(Gate("ry", (0.3 + q,), (q,)) for q in range(4))
    logical = LogicalCircuit("brick", 4, (*turned, *gates[:3], *turned, *gates[3:]), (0,), 0, ())
    one = judge(logical, device(), Goal.of())
    layers = two_qubit_layers(one.compiled)
    assert [len(layer) for layer in layers] == [2, 1, 2]
    assert layers[0] == layers[2]
    assert ways(one)["pec"].run.calibration.layers == 2


def test_time_is_that_of_the_circuits_and_of_calibration():
    one = found(shot_period=1e-3)
    shot = 1e-3
    readout = ways(one)["readout"]
    circuit = one.compiled.placement.duration
    runs = 10**readout.log10_runs.value * (shot + circuit)
    pulse = one.device.value("one_qubit_duration")
    calibrating = 10**readout.run.calibration.log10_all_shots * (shot + pulse)
    time = 10**readout.run.placed.runtime.log10_run.value
    assert time == pytest.approx(runs + calibrating, rel=1e-9)
    folded = ways(one)["zne"]
    longer = 10**folded.log10_runs.value * (shot + 15 / 7 * circuit)
    assert 10**folded.run.placed.runtime.log10_run.value == pytest.approx(longer, rel=1e-9)


def test_circuits_that_are_sampled_are_loaded_one_by_one():
    plain, slow = found(), found(circuit_overhead=1e-3)
    with_, without = (
        10 ** ways(one)["pec"].run.placed.runtime.log10_run.value for one in (slow, plain)
    )
    runs = 10 ** ways(slow)["pec"].log10_runs.value
    assert runs * 1e-3 < with_ - without
    learning = ways(slow)["pec"].run.calibration.circuits * LEARNING_TWIRLS * 1e-3
    assert with_ - without == pytest.approx(runs * 1e-3 + learning + 1e-3, rel=1e-6)


def test_the_verdict_is_with_the_mitigation_that_is_asked_for():
    plain = found(goal=Goal.of(signal_floor=0.9))
    assert plain.constraints[1].status == "violated"
    asked = found(goal=Goal.of(signal_floor=0.9, mitigation="pec"))
    assert asked.constraints[1].status in ("met", "tight")
    way = ways(asked)["pec"]
    assert way.asked
    assert not ways(asked)["none"].asked
    assert asked.placed.runtime == way.run.placed.runtime
    assert asked.constraints == way.run.constraints


def test_nothing_to_gain_where_noise_is_less_than_the_precision():
    quiet = found(two_qubit_error=1e-5, one_qubit_error=1e-6, readout_error=1e-3)
    assert {way.gain for way in circuit_ways(quiet)} == {"as it is", "close already"}
    assert nothing_to_gain(circuit_ways(quiet))
    assert not nothing_to_gain(circuit_ways(found()))


def test_nothing_to_gain_by_readout_that_makes_no_errors():
    one = ways(found(readout_error=0.0))
    assert one["readout"].gain == "no closer"
    assert one["readout"].bias == pytest.approx(one["none"].bias)
    assert one["pec"].gain == "enough"


def test_a_circuit_without_two_qubit_gates_has_no_layer_to_learn():
    logical = LogicalCircuit("turn", 1, (Gate("ry", (0.4,), (0,)),), (0,), 0, ())
    run = ways(judge(logical, device(), Goal.of()))["pec"].run
    assert run.calibration.circuits == 0


def test_a_circuit_without_a_place_has_no_ways():
    logical = random_circuit(5, 20, 1)
    assert circuit_ways(judge(logical, device().resized(3), Goal.of())) == ()


def test_observables_that_vanish_have_nothing_to_bring_back():
    """<Z> of half a Bell pair is nothing: what noise leaves of it is unknown, and so is a gain."""
    pair = LogicalCircuit("bell", 2, (Gate("h", (), (0,)), Gate("cx", (), (0, 1))), (0,), 0, ())
    one = ways(judge(pair, device(), Goal.of()))
    assert (one["zne"].bias, one["zne"].gain) == (None, "unknown")


def test_sum_of_intervals():
    two = Interval(log10(20), log10(10), log10(30))
    more = interval_sum(two, Interval(log10(2), None, log10(3)))
    assert [10**end for end in more] == pytest.approx([22, 10, 33])
    assert interval_sum(two, Interval(None, None, None)).value is None


def test_ways_of_another_goal():
    finer = {way.name: way for way in circuit_ways(found(), Goal.of(precision=0.005))}
    for name, way in ways(found()).items():
        assert finer[name].log10_runs.value == pytest.approx(way.log10_runs.value + 2, abs=1e-3)


def test_shots_as_given_are_those_of_every_circuit():
    one = ways(found(goal=Goal.of(shots=1000)))
    assert 10 ** one["none"].log10_runs.value == pytest.approx(1000)
    assert 10 ** one["zne"].log10_runs.value == pytest.approx(3000)


def test_a_wide_circuit_has_ways_too():
    line = QuantumCircuit(12)
    gates = [Gate("ry", (0.3,), (q,)) for q in range(12)]
    gates += [Gate("cz", (), (q, q + 1)) for q in range(line.num_qubits - 1)]
    logical = LogicalCircuit("line", 12, tuple(gates), (0, 11), 0, ())
    one = judge(logical, catalog.device("ibm-fez"), Goal.of())
    assert [way.name for way in circuit_ways(one)] == ["none", "readout", "rescaling", "zne", "pec"]
    assert left(ways(one)["none"]) <= left(ways(one)["readout"]) <= left(ways(one)["pec"]) + 0.1


def test_what_resets_add_is_not_cancelled():
    """A branch after a measurement: ways that act on gates do not say how close they come."""
    gates = (Gate("ry", (0.4,), (0,)), Gate("cz", (), (0, 1)), Gate("ry", (0.3,), (1,)))
    plain = LogicalCircuit("branch", 2, gates, (0,), 0, ())
    one = judge(plain, device(0.1), Goal.of())
    choice = one._replace(logical=plain._replace(shorter=gates[:1]))
    assert [ways(one)[name].gain for name in ("zne", "pec")] == ["closer", "closer"]
    assert [ways(choice)[name].bias for name in ("zne", "pec")] == [None, None]
    assert ways(choice)["readout"].bias == ways(one)["readout"].bias
    said = " ".join(ways_table([choice])[0].notes)
    assert "zne and pec act on the noise of gates" in said
    assert "act on the noise" not in " ".join(ways_table([one])[0].notes)
