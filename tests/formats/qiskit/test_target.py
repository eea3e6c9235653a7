"""Devices as targets and noise models, and back."""

from __future__ import annotations

import pytest

from qestimate import Device, Workload, catalog, estimate
from qestimate.core.errors import ScenarioError
from qestimate.device.elements import elements

TABLED = ("iqm-garnet", "iqm-emerald", "ibm-fez", "ibm-brisbane", "ibm-miami", "origin-wukong-72")


@pytest.mark.parametrize("name", TABLED)
def test_a_device_comes_back_from_its_target(name):
    device = catalog.device(name)
    back = Device.from_backend(device.to_target(), name)
    assert set(back.snapshot.qubits) == set(device.snapshot.qubits)
    assert back.snapshot.couplers == pytest.approx(dict(device.snapshot.couplers))
    for index, q in device.snapshot.qubits.items():
        found = back.snapshot.qubits[index]
        assert found.one_qubit_error == pytest.approx(q.one_qubit_error)
        assert found.t1 == pytest.approx(q.t1)
        both = (q.readout_error_0 + q.readout_error_1) / 2
        assert found.readout_error_0 == found.readout_error_1 == pytest.approx(both)
        if q.t2 is not None:
            assert found.t2 == pytest.approx(q.t2)
    assert back.graph.pieces == device.graph.pieces
    assert (back.two_qubit_gate, back.one_qubit_gate) == (
        device.two_qubit_gate,
        device.one_qubit_gate,
    )
    assert back.qubits_advertised == device.qubits_advertised
    for figure in ("one_qubit_duration", "two_qubit_duration", "readout_duration"):
        assert back.value(figure) == pytest.approx(device.value(figure))


def test_every_shipped_device_comes_back_with_its_errors():
    """All but those without a gate of Qiskit's, a live coupler or a lattice."""
    without = {"google-sycamore-53", "zuchongzhi-3.0", "ibm-kyoto", "generic"}
    for name in sorted({*catalog.devices()} - without):
        device = catalog.device(name).at("")
        back = Device.from_backend(device.to_target(), name)
        assert back.qubits_advertised == device.qubits_advertised, name
        assert (back.two_qubit_gate, back.technology) == (device.two_qubit_gate, device.technology)
        found, wanted = elements(back), elements(device)
        for pair in back.snapshot.couplers:
            assert found.gate(*pair) == pytest.approx(wanted.gate(*pair)), (name, pair)
        for qubit in back.snapshot.qubits:
            for figure in ("one_qubit", "t1", "t2"):
                one, other = (getattr(of, figure).of(qubit) for of in (found, wanted))
                assert one == pytest.approx(other), (name, qubit, figure)


@pytest.mark.parametrize("name", ["quantinuum-helios", "ionq-forte-enterprise"])
def test_a_trap_comes_back_with_its_figures(name):
    device = catalog.device(name)
    back = Device.from_backend(device.to_target(), name)
    assert (back.topology, back.qubits_connected) == ("all-to-all", device.qubits_connected)
    assert back.technology == "trapped-ion"
    assert back.value("reset_duration") == device.value("reset_duration")
    for figure, n in (("one_qubit_error", 1), ("two_qubit_error", 2)):
        assert back.infidelity(figure, n) == pytest.approx(device.infidelity(figure, n))


def test_a_grid_has_its_couplers():
    target = catalog.device("generic").resized(72).to_target()
    pairs = {tuple(sorted(on)) for on in target["cz"]}
    assert len(pairs) == 8 * 8 + 7 * 9  # eight rows of nine
    assert (0, 1) in pairs
    assert (0, 9) in pairs
    assert (8, 9) not in pairs


def test_a_transpiler_keeps_to_the_target():
    from qiskit import QuantumCircuit, transpile

    device = catalog.device("ibm-fez")
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.cx(0, 2)
    circuit.measure_all()
    written = transpile(circuit, target=device.to_target(), seed_transpiler=1)
    used = {one.operation.name for one in written.data}
    assert used <= {"rz", "sx", "x", "cz", "measure", "barrier"}


def test_the_patch_of_an_estimate_is_a_target_of_its_own():
    device = catalog.device("ibm-fez")
    found = estimate(Workload.of(catalog.model("gpt2"), rank=4), "qtha", device)
    patch = found.placement.qubits
    target = device.to_target(patch)
    assert target.num_qubits == 4
    for wire, other, gates in found.placement.edges:
        if gates:
            pair = tuple(sorted((patch[wire], patch[other])))
            assert target["cz"][wire, other].error == pytest.approx(device.snapshot.couplers[pair])


@pytest.mark.parametrize("name", ["origin-wukong-72", "google-willow-105-qec@2024-08-16"])
def test_noise_keeps_the_fidelity_of_each_element(name):
    """Of each channel in the model, against the infidelities that the estimate multiplies."""
    from qiskit.quantum_info import process_fidelity

    device = catalog.device(name)
    patch = sorted(device.graph.pieces[0])[:6]
    model = device.noise_model(patch).to_dict()
    factor = {1: 1.5, 2: 1.25}
    for one in model["errors"]:
        if one["type"] == "roerror":
            (wire,) = one["gate_qubits"][0]
            q = device.snapshot.qubits[patch[wire]]
            assert one["probabilities"][0][1] == pytest.approx(q.readout_error_0)
            assert one["probabilities"][1][0] == pytest.approx(q.readout_error_1)
    found = device.noise_model(patch)
    for gate, n in (("u", 1), ("cz", 2)):
        for wires, channel in found._local_quantum_errors[gate].items():
            on = sorted(patch[w] for w in wires)
            published = (
                device.snapshot.qubits[on[0]].one_qubit_error
                if n == 1
                else device.snapshot.couplers[on[0], on[1]]
            )
            kept = process_fidelity(channel.to_quantumchannel())
            assert 1 - kept == pytest.approx(published * factor[n], rel=1e-6)


def test_noise_runs_in_aer():
    """A bit read through the model flips as often as the calibration says."""
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator

    device = catalog.device("origin-wukong-72")
    qubit = max(device.snapshot.qubits, key=lambda q: device.snapshot.qubits[q].readout_error_1)
    circuit = QuantumCircuit(1)
    circuit.u(3.141592653589793, 0, 3.141592653589793, 0)
    circuit.measure_all()
    simulator = AerSimulator(noise_model=device.noise_model([qubit]), seed_simulator=1)
    counts = simulator.run(circuit, shots=20_000).result().get_counts()
    own = device.snapshot.qubits[qubit]
    flipped = own.one_qubit_error * 1.5 / 0.75 / 2  # depolarized to the other state
    wanted = own.readout_error_1 * (1 - flipped) + (1 - own.readout_error_0) * flipped
    assert counts["0"] / 20_000 == pytest.approx(wanted, abs=0.015)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: catalog.device("generic").to_target(), "neither couplers nor their lattice"),
        (lambda: catalog.device("origin-wukong-72").to_target([0]), r"has no qubits \[0\]"),
        (lambda: catalog.device("iqm-garnet").noise_model([1, 1]), "qubits must be distinct"),
        (lambda: catalog.device("iqm-garnet").to_target([]), "at least 1"),
    ],
)
def test_what_cannot_be_is_named(call, said):
    with pytest.raises(ScenarioError, match=said):
        call()
