"""Circuits of any gates on devices: where they are put, and that they still do the same."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import Statevector, partial_trace

from qestimate import catalog
from qestimate.core.errors import DomainError
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation import circuit, interference
from qestimate.estimation.circuit import judge
from qestimate.estimation.compiled_circuit import noise_of, path_circuit_of
from qestimate.estimation.observables import parse_observable
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.signed_values import Value
from qestimate.estimation.transpile import compiled
from qestimate.estimation.written_circuit import built
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.noise.path_statistics import from_paths
from qestimate.noise.paths import Noise, PathCircuit, Rotation, sample
from qestimate.noise.paths.steps import z_on_each
from qestimate.workload.goal import Goal


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
    circuit = built(logical)
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
    found = compiled(built(random_circuit(3, 20, 1)), device, seeds=1)
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
    found = compiled(built(LogicalCircuit("x", n, gates, (0, 1), 0, ())), device, seeds=1)
    steps = path_circuit_of(found, noise_of(found, device))
    (paths,) = sample(steps, z_on_each([found.final[0]]), 100_000)
    assert sum(paths.shares) / 100_000 == pytest.approx(np.mean(squares), abs=0.01)


def test_too_wide_and_unknown_gates():
    wide = built(random_circuit(30, 40, 2))
    assert isinstance(compiled(wide, catalog.device("origin-wukong-72")), Unplaced)
    odd = compiled(wide, catalog.device("google-sycamore-53"))
    assert odd.limit == "gates" if isinstance(odd, Unplaced) else odd.placement.width >= 30


def test_judged_is_reproducible():
    device = catalog.device("iqm-garnet")
    logical = random_circuit(5, 40, 5)
    first, again = (judge(logical, device, Goal(), seeds=3) for _ in range(2))
    assert first.placed.local == again.placed.local
    assert first.compiled.gate_overhead >= 1


@pytest.mark.parametrize(("longer", "widened"), [(1.0, False), (1.5, True)])
def test_judged_carries_the_spread_of_seeds(monkeypatch, longer, widened):
    """Half as many gates more by another seed: the upper factor of 1.25 x 1.6 is 1.5 times that."""
    device = catalog.device("iqm-garnet").at("")
    found = compiled(built(random_circuit(5, 40, 5)), device, seeds=1)
    gates = found.placement.counts.two_qubit_gates
    found = found._replace(spread=((gates, gates * longer), found.spread[1]))
    monkeypatch.setattr(circuit, "compiled", lambda *_: found)
    found = judge(random_circuit(5, 40, 5), device, Goal(), seeds=1)
    assert ("more gates from the transpiler" in found.placed.signal.widened) == widened
    assert ("more gates from the transpiler" in found.placed.local.width.widened) == widened
    assert found.placed.signal.width.upper == pytest.approx(1.25 * 1.6 * longer)
    assert found.placed.local.width.upper == pytest.approx(1.25 * 1.6 * longer)


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


def free_circuits():
    """Circuits with free angles, and the variance of <Z> of qubit 0 over them."""
    from qiskit.circuit import Parameter

    a, b = Parameter("a"), Parameter("b")
    one = QuantumCircuit(2)
    one.rx(a, 0)
    one.ry(b, 0)
    one.cx(0, 1)
    shared = QuantumCircuit(2)
    shared.ry(a, 0)
    shared.cx(0, 1)
    shared.rx(2 * a, 0)
    ring = QuantumCircuit(3)
    for q in range(3):
        ring.ry(Parameter(f"t{q}"), q)
    for q in range(3):
        ring.crz(Parameter(f"c{q}"), q, (q + 1) % 3)
    for q in range(3):
        ring.ry(Parameter(f"s{q}"), q)
    return {"one": one, "shared": shared, "ring": ring}


@cache
def squares_of(name):
    """Return <Z> squared of qubit 0 of a free circuit at random angles."""
    circuit = free_circuits()[name]
    random = np.random.default_rng(2)
    squares = []
    for _ in range(300):
        values = {p: random.uniform(0, 4 * math.pi) for p in circuit.parameters}
        state = Statevector(circuit.assign_parameters(values))
        squares.append((1 - 2 * state.probabilities([0])[1]) ** 2)
    return squares


@pytest.mark.usefixtures("parsed_here")
@pytest.mark.parametrize("name", ["one", "shared", "ring"])
@pytest.mark.parametrize("where", ["generic", "ibm-fez", "quantinuum-h2-1"])
@pytest.mark.slow
def test_free_angles_have_the_variance_of_the_circuit_as_drawn(tmp_path, name, where):
    """Angles that are shared, or merged by the transpiler, are not independent ones."""
    from qiskit import qpy

    from qestimate.formats.circuits.reading import read_circuits

    squares = squares_of(name)
    path = tmp_path / "free.qpy"
    with path.open("wb") as file:
        qpy.dump(free_circuits()[name], file)
    device = catalog.device(where)
    device = device.resized(16) if where == "generic" else device
    found = judge(read_circuits(path)[0], device, Goal(), ["Z0"])
    assert found.angles == "random"
    # eight choices of the angles: as far off as eight squares may be
    slack = 3 * np.std(squares) / math.sqrt(8) + 0.02
    assert found.placed.local.ideal_variance.value == pytest.approx(np.mean(squares), abs=slack)


def test_settings_count_and_the_weakest_decides():
    gates = (Gate("h", (), (0,)), Gate("cx", (), (0, 1)))
    device = catalog.device("origin-wukong-72")
    logical = LogicalCircuit("bell", 2, gates, (0, 1), 0, ())
    one = judge(logical, device, Goal(), ["Z0Z1"])
    both = judge(logical, device, Goal(), ["Z0Z1", "X0X1"])
    assert (
        both.placed.runtime.log10_run.value
        > one.placed.runtime.log10_run.value + math.log10(2) - 0.01
    )
    least = min(local.attenuation.value for _, local in both.each)
    from qestimate.estimation.shots import value_shots

    shots = math.ceil(value_shots(0.05, 0.95, 2)) / least**2
    assert 10**both.placed.shots.log10_value.value == pytest.approx(shots, rel=1e-6)


@pytest.mark.slow
def test_paths_of_thousands_of_gates_are_budgeted():
    """Sixteen qubits, two thousand gates on random pairs: paths times steps stay bounded."""
    from qestimate.noise.path_statistics import BUDGET

    device = catalog.device("generic").resized(36)
    found = judge(random_circuit(16, 2000, 8), device, Goal(), seeds=1)
    steps = path_circuit_of(found.compiled, noise_of(found.compiled, device)).steps
    assert 0 < found.placed.local.n_samples * len(steps) <= BUDGET


def test_interference_is_worked_out_exactly():
    """A Fourier transform of |+...+> is |0...0>: each <Z> is 1, whatever the paths do by signs."""
    from qiskit.synthesis import synth_qft_full

    from qestimate.noise.aer import on_wires, simulate

    circuit = QuantumCircuit(4)
    circuit.h(range(4))
    circuit.compose(synth_qft_full(4, do_swaps=False), inplace=True)
    gates = tuple(
        Gate(
            i.operation.name,
            tuple(i.operation.params),
            tuple(circuit.find_bit(q).index for q in i.qubits),
        )
        for i in circuit.data
    )
    device = (
        catalog.device("generic")
        .resized(16)
        .with_figures({"two_qubit_error": 0.02, "readout_error": 0.03})
    )
    found = judge(LogicalCircuit("qft", 4, gates, (0, 1, 2, 3), 0, ()), device, Goal())
    assert found.exact == "noisy"
    noise = noise_of(found.compiled, device)
    small = on_wires(found.compiled.circuit, found.compiled.wires)
    values = simulate(small, noise, found.compiled.final)
    for (_, local), ideal, noisy in zip(found.each, values.ideal, values.noisy, strict=True):
        assert ideal == pytest.approx(1)
        assert local.ideal_variance.value == pytest.approx(1)
        assert local.attenuation.value == pytest.approx(noisy * 0.94, rel=1e-6)
        assert local.attenuation.low < local.attenuation.value < local.attenuation.high


@pytest.mark.parametrize("where", ["generic", "ibm-fez", "quantinuum-h2-1"])
def test_what_vanishes_does_not_depend_on_the_device(where):
    """<Z> of a QAOA ring vanishes by symmetry; Z0Z1 of a GHZ state is one."""
    gates = [Gate("h", (), (q,)) for q in range(6)]
    gates += [Gate("rzz", (0.8,), (q, (q + 1) % 6)) for q in range(6)]
    gates += [Gate("rx", (0.7,), (q,)) for q in range(6)]
    device = catalog.device(where)
    device = device.resized(16) if where == "generic" else device
    logical = LogicalCircuit("qaoa", 6, tuple(gates), tuple(range(6)), 0, ())
    found = judge(logical, device, Goal(), ["Z0", "Z3", "Z0Z1"])
    by_name = dict(found.each)
    assert by_name["Z0"].n_kept == by_name["Z3"].n_kept == 0
    assert by_name["Z0Z1"].ideal_variance.value > 0.01


def test_wide_circuits_with_small_cones_are_exact():
    """CZ leaves Z as it is: <Z> of each of 18 qubits is the cosine of its angle."""
    gates = tuple(Gate("ry", (0.3 + q,), (q,)) for q in range(18))
    gates += tuple(Gate("cz", (), (q, q + 1)) for q in range(17))
    device = catalog.device("generic").resized(25).with_figures({"two_qubit_error": 0.01})
    found = judge(
        LogicalCircuit("wide", 18, gates, tuple(range(18)), 0, ()), device, Goal(), seeds=1
    )
    assert found.exact == "noisy"
    for q, (_, local) in enumerate(found.each):
        assert local.ideal_variance.value == pytest.approx(math.cos(0.3 + q) ** 2, abs=1e-6)
        assert local.attenuation.low < local.attenuation.value <= local.attenuation.high


@pytest.mark.parametrize(("noisy", "left"), [(0.1, 0.2), (-0.1, 0.0)])
def test_a_value_with_its_sign_turned_round_keeps_nothing(noisy, left):
    steps = (Rotation(0, (True, True)), Noise(0, 0))
    circuit = PathCircuit(1, steps, (0.2,), ("one",))
    width = UncertaintyFactors(1.25, 1.25, ())
    sampled = from_paths(circuit, z_on_each([0]), [0.0], width, samples=64)
    found, _ = interference._told(sampled, [Value(0.5, noisy)], 0.0, 1)
    assert found.attenuation.value == pytest.approx(left)
    assert (found.attenuation.high < 0.1) == (left == 0)
