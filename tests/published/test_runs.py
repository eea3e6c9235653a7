"""Published hardware runs of the catalogue, predicted with nothing fitted to them."""

from __future__ import annotations

import pytest

from qestimate import catalog
from qestimate.catalog.experiment_records import QUANTITIES
from qestimate.catalog.experiments import experiment, experiments
from qestimate.evidence.prediction import counting, predict, score


@pytest.fixture(scope="module")
def predictions():
    return {name: (experiment(name), predict(experiment(name))) for name in experiments()}


def test_nine_of_ten_lie_in_an_interval_of_less_than_a_factor_of_three(predictions):
    counted = counting(p for _, runs in predictions.values() for p in runs)
    total = score(counted)
    assert total.n >= 690
    assert total.coverage >= 0.9
    assert total.median_width < 3


def test_kinds_and_sources_are_many(predictions):
    tests = [one for one, runs in predictions.values() if counting(runs)]
    assert {one.kind for one in tests} == set(QUANTITIES)
    assert len({one.source for one in tests}) >= 7


def test_whole_circuits_are_better_than_the_plain_product(predictions):
    counted = counting(p for _, runs in predictions.values() for p in runs)
    total = score(counted)
    assert total.compared_median_abs_log < total.plain_median_abs_log


def test_intervals_hold_their_value_and_widen_with_the_circuit(predictions):
    for one, runs in predictions.values():
        for p in runs:
            if p.value is not None:
                assert p.low <= p.value <= p.high, (one.id, p)
    _, runs = predictions["google-sycamore-53-figure-4"]
    deep = [p for p in runs if p.run.qubits == 53]
    shallow = [p for p in runs if p.run.qubits == 12]
    assert min(p.width for p in deep) > 10 * max(p.width for p in shallow)


def test_h2_by_hand(predictions):
    """56 qubits, 280 ZZ: process infidelities, memory of 56 qubits in 10 layers, readout."""
    _, runs = predictions["quantinuum-h2-mirror"]
    run = next(p for p in runs if p.run.qubits == 56 and p.run.two_qubit_gates == 280)
    gates = (1 - 1.25 * 0.00157) ** 280 * (1 - 1.5 * 3.4e-5) ** run.run.one_qubit_gates
    memory = (1 - 1.5 * 0.00039673559380992707) ** (56 * run.run.layers)
    assert run.value == pytest.approx(gates * memory * (1 - 0.00147) ** 56, rel=1e-6)


def test_a_bell_pair_against_aer(predictions):
    """P00 + P11 of H, H, CZ, H on the pair 56-62 of Wukong, from the rows of its calibration."""
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator
    from qiskit_aer.noise import NoiseModel, ReadoutError, depolarizing_error

    _, runs = predictions["origin-wukong-72-bell"]
    run = next(p for p in runs if p.run.physical == (56, 62) and p.run.two_qubit_gates == 1)
    table = run.run.device.snapshot
    noise = NoiseModel()
    for wire, qubit in enumerate((56, 62)):
        row = table.qubits[qubit]
        noise.add_quantum_error(depolarizing_error(2 * row.one_qubit_error, 1), "h", [wire])
        flips = (row.readout_error_0, row.readout_error_1)
        noise.add_readout_error(
            ReadoutError([[1 - flips[0], flips[0]], [flips[1], 1 - flips[1]]]), [wire]
        )
    depolarized = depolarizing_error(4 / 3 * table.couplers[56, 62], 2)
    noise.add_quantum_error(depolarized, "cz", [0, 1])
    circuit = QuantumCircuit(2)
    circuit.h([0, 1])
    circuit.cz(0, 1)
    circuit.h(1)
    circuit.measure_all()
    simulator = AerSimulator(method="density_matrix", noise_model=noise)
    counts = simulator.run(circuit, shots=200_000, seed_simulator=1).result().get_counts()
    equal = (counts["00"] + counts["11"]) / 200_000
    assert run.value == pytest.approx(equal, rel=0.01)
    assert run.low < equal < run.high


def test_a_sequence_by_hand():
    """H2, 1Q Cliffords: (1 + (1 - 2 e)^m) / 2 for an average error e, SPAM on top."""
    runs = predict(experiment("quantinuum-h2-sequences"))
    for p in runs:
        m = p.run.one_qubit_gates
        kept = (1 - 2 * 3.4e-5) ** m
        spam = 0.0015
        expected = (1 + kept) / 2 * (1 - spam) + (1 - kept) / 2 * spam
        assert p.value == pytest.approx(expected, rel=1e-4)


def test_a_job_by_hand():
    """Fez: 100,000 shots of 250 us, 100 layers and readout; the start was not timed."""
    runs = predict(experiment("ibm-clops-time"))
    fez = next(p for p in runs if p.run.device.id == "ibm-fez")
    layers = 100 * 84e-9 + 101 * 2 * 24e-9
    assert fez.value == pytest.approx(1e5 * (250e-6 + layers + 1.56e-6) + 1.2)
    assert fez.low < fez.run.measured < fez.high


def test_corrected_pairs_are_the_shots_of_the_raw_ones_and_do_not_count_twice(predictions):
    """Origin's rule lifts P00 + P11 of every pair, the worst from 0.60 to 0.98."""
    raw, _ = predictions["origin-wukong-72-bell"]
    corrected, _ = predictions["origin-wukong-72-bell-corrected"]
    assert (corrected.readout, corrected.repeats) == ("corrected", raw.id)
    assert not counting(predictions[corrected.id][1])
    pairs = zip(raw.runs, corrected.runs, strict=True)
    for one, other in pairs:
        assert (one.physical, one.two_qubit_gates) == (other.physical, other.two_qubit_gates)
        assert one.note.split(":")[0] == other.note.split(":")[0]
        assert other.measured > one.measured + 0.1
    assert min(run.measured for run in corrected.runs) > 0.92


@pytest.mark.parametrize("name", ["quantinuum-h2-mirror", "quantinuum-h2-xeb"])
def test_the_scan_of_h2_is_that_of_its_runs(predictions, name):
    """Memory errors of the runs at each width, from the level of 56 qubits and the scan."""
    experiment_, _ = predictions[name]
    scan = catalog.device("quantinuum-h2-1").memory_by_width
    scanned = [r for r in experiment_.runs if r.note.startswith(("N_scan", "N56"))]
    assert len(scanned) >= 4
    for run in scanned:
        assert scan.error(run.qubits) == pytest.approx(run.device.value("memory_error"), rel=1e-3)
