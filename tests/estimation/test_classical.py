"""The same work without a chip."""

from __future__ import annotations

from math import log10

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import Operator, SparsePauliOp

from qestimate import Goal, Workload, catalog, survey
from qestimate.circuits import ansatz
from qestimate.core.quantity import Interval, Quantity
from qestimate.device.machines import Gpu, Rate, Simulator
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation.classical import (
    light_cone,
    lora_run,
    multiplied,
    simulation,
    zero_suffices,
)
from qestimate.methods import method
from qestimate.methods.program import Program
from qestimate.noise.attenuation import PathCost, measured
from qestimate.noise.paths import PathBounds

MACHINES = catalog.machines()


def work(name: str = "tinyllama-1.1b", **settings) -> Workload:
    return Workload.of(catalog.model(name), **settings)


def replaced(**fields):
    """Return a program of one layer of RY and CZ along a line, a thousand circuits in all."""
    whole = {"n_qubits": 4, "n_layers": 1, "readout": "local", **fields}
    whole.setdefault("n_observables", whole["n_qubits"])
    return Program(
        "test",
        "cz-line",
        whole["n_qubits"],
        whole["n_layers"],
        8,
        0,
        100,
        200,
        1000,
        whole["readout"],
        whole["n_observables"],
    )


def support(name: str, n: int, layers: int) -> int:
    """Return the most qubits of the evolved Z, by multiplying the matrices out."""
    random = np.random.default_rng(3)
    found = ansatz(name)
    angles = random.uniform(0.2, 1.2, int(found.n_angles(n, layers)))
    circuit = QuantumCircuit(n)
    for gate in found.operations(n, layers, "written"):
        apply = getattr(circuit, gate.name)
        apply(*(() if gate.angle is None else (angles[gate.angle],)), *gate.qubits)
    unitary = Operator(circuit).data
    widest = 0
    for wire in range(n):
        label = "I" * (n - 1 - wire) + "Z" + "I" * wire
        evolved = unitary.conj().T @ SparsePauliOp(label).to_matrix() @ unitary
        pauli = SparsePauliOp.from_operator(Operator(evolved), atol=1e-9)
        touched = {
            n - 1 - k for label in pauli.paulis.to_labels() for k in range(n) if label[k] != "I"
        }
        widest = max(widest, len(touched))
    return widest


@pytest.mark.parametrize("name", ["crz-ring", "cz-line", "cnot-line", "cz-full"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_light_cone_is_the_support_of_the_evolved_operator(name, layers):
    assert light_cone(name, 5, layers) == support(name, 5, layers)


def test_a_wide_circuit_of_few_layers_needs_only_its_cone():
    assert light_cone("cz-line", 1000, 3) == 5
    assert light_cone("cz-line", 10**6, 3) == 10**6  # not followed: taken whole


def test_multiplied_parameters_leave_out_the_table_that_is_looked_up():
    tied, untied = catalog.model("llama-3.2-1b"), catalog.model("llama-3.1-8b")
    assert multiplied(tied) == tied.parameters
    assert multiplied(untied) == untied.parameters - 128256 * 4096


def test_lora_counts_gpus_by_the_memory_of_the_weights():
    assert lora_run(work("llama-3.1-8b"), catalog.gpu()).n_gpus == 1
    assert lora_run(work("llama-3.1-8b"), catalog.gpu("nvidia-rtx-4090")).n_gpus == 1
    big = Workload.of(catalog.model_of_size(70e9))
    assert lora_run(big, catalog.gpu()).n_gpus == 2
    one, two = lora_run(work(), catalog.gpu()), lora_run(big, catalog.gpu())
    assert two.log10_energy.value - one.log10_energy.value == pytest.approx(
        log10(two.flops_training / one.flops_training)
    )


def test_gpu_without_a_price_has_no_rent():
    run = lora_run(work(), catalog.gpu("nvidia-rtx-4090"))
    assert run.log10_price.value is None
    assert run.log10_energy.value is not None
    bare = catalog.gpu()._replace(figures={})
    assert lora_run(work(), bare).log10_training == (None, None, None)


def test_doubling_the_data_doubles_the_time():
    once, twice = (lora_run(work(samples=n), catalog.gpu()) for n in (3000, 6000))
    assert twice.log10_training.value - once.log10_training.value == pytest.approx(log10(2))


def test_simulation_of_a_wide_register_is_refused_and_not_guessed():
    program = method("qtha").program(work(rank=64), Goal(), 64)
    found = simulation(program, Goal(), None, MACHINES)
    assert found.basis == "too wide"
    assert found.log10_training is None
    assert found.log10_gpu is None


def test_simulation_takes_circuits_times_gates_times_rate():
    program = method("qtha").program(work(samples=10, tokens_per_sample=10), Goal(), 27)
    found = simulation(program, Goal(), None, MACHINES)
    rate = MACHINES.simulator.seconds_per_gate(8)
    assert found.log10_training == pytest.approx(log10(program.circuits_run * 320 * rate))
    moved = 320 * 2 * 8 * 2**8 / 2039e9
    assert found.log10_gpu == pytest.approx(log10(program.circuits_run * moved))


def test_memory_decides_the_widest_register():
    rates = (Rate(2, 1e-8), Rate(4, 2e-8))
    assert Simulator("s", "", "", "", 32.0, rates).most_qubits == 0
    assert Simulator("s", "", "", "", 64.0, rates).most_qubits == 1
    assert Simulator("s", "", "", "", 2 * 16 * 2.0**30, rates).most_qubits == 30


def test_zero_suffices_only_where_noise_leaves_less_than_was_asked_for():
    device = catalog.device("origin-wukong-72")
    faint = survey(work(), [device], ["qtha"], Goal.of(precision=0.5))
    assert faint.simulations[0].zero_suffices
    assert not survey(work(), [device], ["qtha"]).simulations[0].zero_suffices
    for found, precision in ((faint, 0.5),):
        local = found.estimates[0].local
        # Chebyshev for each of eight values
        assert 8 * local.noisy_variance.high <= 0.05 * precision**2
    assert (
        not survey(work(), [device], ["qpa"], Goal.of(precision=0.5)).simulations[0].zero_suffices
    )


def test_cones_that_fit_stand_for_a_register_that_does_not():
    """30 qubits in 14 layers: a cone has 27, a laptop holds 28."""
    program = method("angle").program(work("gpt2", rank=4), Goal.of(layers=14), 30)
    assert (program.n_qubits, program.n_observables) == (30, 30)
    found = simulation(program, Goal(), None, MACHINES)
    assert (found.qubits, found.cones, found.basis) == (27, 30, "state vector")


def test_more_layers_never_take_less_time():
    """Many cones of nearly full width are no more work than the register once."""
    times = []
    for layers in range(1, 24):
        program = method("angle").program(work("gpt2", rank=4), Goal.of(layers=layers), 20)
        times.append(simulation(program, Goal(), None, MACHINES).log10_forward)
    assert times == sorted(times)


@pytest.mark.parametrize("name", ["qtha", "angle", "qpa", "amplitude"])
def test_adjoint_takes_four_passes_for_each_value_that_is_read(name):
    """By simultaneous perturbation each value is followed by two circuits: a third are values."""
    job = work("gpt2", rank=8, samples=50, tokens_per_sample=7, epochs=2)
    spsa = method(name).program(job, Goal.of(gradient="spsa", layers=2), 12)
    assert 3 * spsa.evaluations == spsa.circuits_run
    shift = method(name).program(job, Goal.of(layers=2), 12)
    assert shift.evaluations == spsa.evaluations
    found = simulation(shift, Goal(), None, MACHINES)
    share = log10(4 * shift.evaluations / shift.circuits_run)
    assert found.log10_adjoint - found.log10_training == pytest.approx(share)


def test_an_adapter_on_the_output_layer_needs_no_gradient_through_the_model():
    inside, above = (
        lora_run(work("gpt2", rank=4, targets=t), catalog.gpu()) for t in ("c_attn", "lm_head")
    )
    assert inside.flops_training / inside.flops_forward == pytest.approx(3 * 2, rel=0.2)
    assert above.flops_training / above.flops_forward == pytest.approx(3 * 1, rel=0.05)


@pytest.mark.parametrize(("qubits", "fits"), [(28, True), (29, False)])
def test_the_widest_register_is_28_qubits_on_a_laptop(qubits, fits):
    """Two copies of 2^28 amplitudes of 16 bytes are 8.6 of 16 GB, of 2^29 17.2."""
    assert MACHINES.simulator.most_qubits == 28
    program = replaced(n_qubits=qubits, readout="distribution")
    found = simulation(program, Goal(), None, MACHINES)
    assert (found.qubits, found.cones) == (qubits, 1)
    assert found.basis == ("state vector" if fits else "too wide")
    assert (found.log10_forward is not None) == fits


def test_a_register_of_28_qubits_is_simulated_once_and_of_29_by_its_cones():
    """<Z> of 27 qubits each: 28 cones are 14 registers of 28, where one is enough."""
    for n, simulated in ((28, (28, 1)), (29, (27, 29))):
        found = simulation(replaced(n_qubits=n, n_layers=14), Goal(), None, MACHINES)
        assert light_cone("cz-line", n, 14) == 27
        assert (found.qubits, found.cones) == simulated


def test_as_many_cones_as_fill_the_register_are_no_less_work():
    """Cones of 3 of 6 qubits are an eighth of its work each: seven are less, eight as much."""
    assert light_cone("cz-line", 6, 2) == 3
    for n_observables, simulated in ((7, (3, 7)), (8, (6, 1))):
        program = replaced(n_qubits=6, n_layers=2, n_observables=n_observables)
        found = simulation(program, Goal(), None, MACHINES)
        assert (found.qubits, found.cones) == simulated


@pytest.mark.parametrize(("qubits", "fits"), [(33, True), (34, False)])
def test_the_widest_register_on_a_gpu_of_80_gb(qubits, fits):
    """2^33 amplitudes of 8 bytes are 68.7 of 80 GB, each read and written at 2,039 GB/s."""
    program = replaced(n_qubits=qubits, readout="distribution")
    found = simulation(program, Goal(), None, MACHINES)
    assert (found.log10_gpu is not None) == fits
    if fits:
        gates = 2 * qubits - 1  # RY on each and CZ along the line
        seconds = gates * 2 * 8 * 2**33 / 2039e9 * 1000
        assert 10**found.log10_gpu == pytest.approx(seconds)


def test_zero_suffices_up_to_its_very_limit():
    """Forty values whose squares are 0.0125 on average: 0.5, as much as half the time may fail."""
    path = PathCost(1.0, 0.0, 0.0, 1.0, 0.0)
    left = measured((path,), PathBounds(0.0, 1.0), UncertaintyFactors(1.0, 1.0, ()), (), 1, 1.0)
    left = left._replace(noisy_variance=Interval(0.01, 0.005, 0.0125))
    goal = Goal(precision=1.0, confidence=0.5)
    assert zero_suffices(left, goal, 40)
    assert not zero_suffices(left, goal, 41)
    # half the precision, a quarter of the values
    assert zero_suffices(left, goal._replace(precision=0.5), 10)
    assert not zero_suffices(left, goal._replace(precision=0.5), 11)
    assert not zero_suffices(None, goal, 1)


def test_gpu_time_energy_and_rent_of_lora_by_hand():
    """GPT-2, rank 4 on c_attn (768 to 2304) of 12 blocks: 12 x 4 x 3,072 = 147,456 parameters.

    Multiplied: 124,439,808 less 1,024 positions of 768, 123,653,376. Attention: 12 blocks of 768
    over half of 100 tokens, 460,800. Forward: 2 x 123,653,376 + 2 x 147,456 + 4 x 460,800 =
    249,444,864 FLOP a token; training: 4 x 123,653,376 + 6 x 147,456 + 12 x 460,800 =
    501,027,840. 50 samples of 100 tokens in two epochs.
    """
    job = work("gpt2", rank=4, targets="c_attn", samples=50, tokens_per_sample=100, epochs=2)
    figures = {
        "tensor_flops": Quantity(1e15),
        "utilisation": Quantity(0.5, low=0.25, high=0.8),
        "memory": Quantity(100e6),
        "power": Quantity(400.0),
        "price_per_hour": Quantity(36.0),
    }
    run = lora_run(job, Gpu("g", "G", "v", figures))
    assert run.n_gpus == 3  # 248,879,616 bytes
    assert run.flops_forward == 249_444_864 * 5_000
    assert run.flops_training == 501_027_840 * 10_000
    seconds = [501_027_840 * 10_000 / 3 / 1e15 / share for share in (0.5, 0.8, 0.25)]
    assert [10**x for x in run.log10_training] == pytest.approx(seconds)
    assert 10**run.log10_forward.value == pytest.approx(249_444_864 * 5_000 / 3 / 1e15 / 0.5)
    assert 10**run.log10_energy.value == pytest.approx(seconds[0] * 3 * 400)
    assert 10**run.log10_price.value == pytest.approx(seconds[0] * 3 * 36 / 3600)
    exactly = figures | {"memory": Quantity(248_879_616.0)}
    assert lora_run(job, Gpu("g", "G", "v", exactly)).n_gpus == 1


def test_every_cone_of_a_circuit_is_simulated():
    """29 cones of 27 qubits, each taken for the whole circuit: 14 layers of 29 RY and 28 CZ.

    798 gates of 29 cones in 100, 1,000 circuits; the GPU reads and writes 2^27 amplitudes of 8
    bytes at 2,039 GB/s.
    """
    found = simulation(replaced(n_qubits=29, n_layers=14), Goal(), None, MACHINES)
    assert (found.gates, found.cones) == (798, 29)
    seconds = 798 * 29 * MACHINES.simulator.seconds_per_gate(27)
    assert 10**found.log10_forward == pytest.approx(100 * seconds)
    assert 10**found.log10_training == pytest.approx(1000 * seconds)
    moved = 798 * 29 * 2 * 8 * 2**27 / 2039e9
    assert 10**found.log10_gpu == pytest.approx(1000 * moved)


def test_the_widest_circuit_whose_cones_are_followed():
    """One layer on 7,071 qubits has 14,141 gates, 99,991,011 times qubits; one more 100,019,296."""
    assert light_cone("cz-line", 7071, 1) == 1
    assert light_cone("cz-line", 7072, 1) == 7072
