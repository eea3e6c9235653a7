"""Error-corrected circuits: counts against qdk's own, formulas by hand, and against Qualtran."""

from __future__ import annotations

import json
from math import ceil, log, log2, sqrt

import pytest

from qestimate import Goal, QestimateError, Workload, catalog, estimate, fault_tolerant
from qestimate.estimation.fault_tolerant import QUBIT_MODELS, logical_work
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.formats.circuits import writing
from qestimate.methods import method

pytest.importorskip("qdk")

FEZ = catalog.device("ibm-fez")


def program(name, rank, layers):
    work = Workload.of(catalog.model("gpt2"), rank=rank)
    return method(name).program(work, Goal.of(layers=layers), 12)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "rank", "layers"),
    [("qtha", 3, 1), ("qtha", 4, 2),
     pytest.param("qtha", 8, 8, marks=pytest.mark.slow), ("qpa", 4, 3), ("angle", 1, 2),
     pytest.param("amplitude", 2, None, marks=pytest.mark.slow)],
)  # fmt: skip
def test_counts_are_those_that_qdk_finds_in_the_circuit(name, rank, layers):
    """Its own compiler, on the OpenQASM 3 that we hand on."""
    from qdk import openqasm

    work = Workload.of(catalog.model("gpt2"), rank=rank)
    goal = Goal() if layers is None else Goal.of(layers=layers)
    found = estimate(work, name, FEZ, goal)
    circuit = writing.drawn(found.program)
    values = [0.1 + 0.37 * k for k in range(circuit.num_parameters)]
    circuit = circuit.assign_parameters(values)
    counted = openqasm.estimate(writing.qasm3(circuit))["logicalCounts"]
    wanted = logical_work(found.program)
    assert counted["rotationCount"] == wanted.rotations
    assert counted["rotationDepth"] == wanted.rotation_depth
    assert counted["measurementCount"] == wanted.measurements
    assert counted["numQubits"] == wanted.qubits


@pytest.mark.parametrize("layers", [9, 12, 40])
@pytest.mark.parametrize(("name", "rank"), [("qtha", 5), ("qpa", 4), ("angle", 1)])
def test_many_layers_are_counted_as_if_written_out(name, rank, layers, monkeypatch):
    one = program(name, rank, layers)
    quick = logical_work(one)
    monkeypatch.setattr("qestimate.estimation.fault_tolerant.logical.REPEATS", 1000)
    assert logical_work(one) == quick


@pytest.mark.parametrize("model", QUBIT_MODELS)
def test_the_formulas_of_the_estimator(model):
    """Beverland et al., with the synthesis of Kliuchnikov et al.: 0.53 log2(1/e) + 4.86."""
    found = estimate(Workload.of(catalog.model("gpt2"), rank=8), "qtha", FEZ)
    (one,) = fault_tolerant([found], [model])
    work, third = one.work, one.error_budget / 3
    logical = 2 * work.qubits + ceil(sqrt(8 * work.qubits)) + 1
    each = ceil(0.53 * log2(work.rotations / third) + 4.86)
    steps = work.measurements + work.rotations + each * work.rotation_depth
    error = 1e-3 if model.endswith("e3") else 1e-4
    target = third / (logical * steps)
    distance = ceil(2 * log(0.03 / target) / log(0.01 / error) - 1)
    distance += 1 - distance % 2
    times = (50, 100) if "_ns_" in model else (100_000, 100_000)
    cycle = (4 * times[0] + 2 * times[1]) * distance
    assert one.logical_qubits == logical
    assert one.t_states == each * work.rotations
    assert one.code_distance == distance
    assert one.runtime == pytest.approx(steps * cycle * 1e-9)
    assert one.physical_qubits == logical * 2 * distance**2 + one.factory_qubits


def test_time_of_the_whole_training():
    """Circuits times shots without noise times the time of a run.

    Without noise the value and the derivative vary as the noiseless ones: by the variance V of a
    value training takes TRAINING_RATIO / V shots of it.
    """
    found = estimate(Workload.of(catalog.model("gpt2"), rank=4), "qtha", FEZ)
    (one,) = fault_tolerant([found], ["qubit_gate_ns_e4"])
    corrected, program = one.corrected, found.program
    assert corrected.local.attenuation.value == pytest.approx(1)
    shots = ceil(TRAINING_RATIO / corrected.local.ideal_variance.value)
    forward = program.circuits_forward * shots * one.runtime
    assert 10**corrected.runtime.log10_forward.value == pytest.approx(forward, rel=1e-6)
    of_gradients = TRAINING_RATIO / corrected.local.ideal_gradient.value / program.averaged
    assert of_gradients < 1  # one shot is the least
    values = program.circuits_forward * program.circuits_run / program.circuits_epoch
    seconds = (values * shots + program.circuits_run - values) * one.runtime
    assert 10**corrected.runtime.log10_run.value == pytest.approx(seconds, rel=1e-6)
    assert corrected.verdict == "infeasible"


def test_more_errors_need_more_qubits_and_a_finer_result_more_distance():
    found = estimate(Workload.of(catalog.model("gpt2"), rank=8), "qtha", FEZ)
    worse, better = fault_tolerant([found], ["qubit_gate_ns_e3", "qubit_gate_ns_e4"])
    assert worse.physical_qubits > better.physical_qubits
    assert worse.runtime > better.runtime
    fine = estimate(found.workload, "qtha", FEZ, Goal.of(precision=1e-6))
    assert fault_tolerant([fine], ["qubit_gate_ns_e3"])[0].code_distance > worse.code_distance


def test_programs_with_the_same_circuit_share_a_row():
    work = Workload.of(catalog.model("gpt2"))
    every = [estimate(work, name, FEZ) for name in ("qtha", "qtha-bc", "qpa")]
    found = fault_tolerant(every, ["qubit_gate_ns_e3"])
    assert [[e.method.id for e in one.estimates] for one in found] == [["qtha", "qtha-bc"], ["qpa"]]


def test_nothing_leaves_this_machine():
    import os

    fault_tolerant([estimate(Workload.of(catalog.model("gpt2")), "qpa", FEZ)])
    assert os.environ["QDK_PYTHON_TELEMETRY"] == "none"


def test_unknown_qubits():
    with pytest.raises(QestimateError, match="'transmon'"):
        fault_tolerant([], ["transmon"])


def test_the_command(run):
    given = ("model", "-m", "gpt2", "--method", "qtha", "--device", "ibm-fez", "--fault-tolerant")
    text = run(*given, "--format", "md")
    assert text.code == 0, text.err
    assert "With error correction: surface code" in text.out
    rows = json.loads(run(*given, "--format", "json").out)["fault_tolerance"]
    assert {row["qubit_model"] for row in rows} == {"qubit_gate_ns_e3", "qubit_gate_ns_e4"}
    assert rows[0]["without"][0]["verdict"]
    chosen = run(*given, "--qubit-model", "qubit_gate_us_e4", "--format", "json")
    assert len(json.loads(chosen.out)["fault_tolerance"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--qubit-model", "qubit_gate_ns_e3"), "--fault-tolerant"),
        (("--fault-tolerant", "--qubit-model", "x"), "'x'"),
        (("--fault-tolerant", "--format", "csv"), "--fault-tolerant"),
    ],
)
def test_flags_that_do_not_fit(run, arguments, said):
    found = run("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", *arguments)
    assert found.code == 2
    assert said in found.err


def test_without_the_extra(run, monkeypatch):
    import sys

    from qestimate.estimation.fault_tolerant import machine

    machine._estimated.cache_clear()
    monkeypatch.setitem(sys.modules, "qdk.estimator", None)
    found = run("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--fault-tolerant")
    assert found.code == 74
    assert "qestimate[fault-tolerant]" in found.err
    machine._estimated.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("model", ["qubit_gate_ns_e3", "qubit_gate_ns_e4"])
@pytest.mark.parametrize(("name", "rank"), [("qtha", 4), ("qtha", 8), ("qpa", 8), ("angle", 2)])
def test_against_qualtran(model, name, rank):
    """Its model of Beverland et al. on the same counts, with the same cost of a rotation."""
    surface_code = pytest.importorskip("qualtran.surface_code")
    from qualtran.resource_counting import GateCounts
    from qualtran.surface_code import beverland_et_al_model as beverland

    (one,) = fault_tolerant(
        [estimate(Workload.of(catalog.model("gpt2"), rank=rank), name, FEZ)], [model]
    )
    work, budget = one.work, one.error_budget
    summary = surface_code.AlgorithmSummary(
        n_algo_qubits=work.qubits,
        n_logical_gates=GateCounts(rotation=work.rotations, measurement=work.measurements),
        n_rotation_layers=work.rotation_depth,
    )
    rotations = surface_code.RotationLogarithmicModel(slope=0.53, overhead=4.86)
    qubits = surface_code.PhysicalParameters.make_beverland_et_al(
        "superconducting", optimistic_err_rate=model.endswith("e4")
    )
    steps = beverland.minimum_time_steps(error_budget=budget, alg=summary, rotation_model=rotations)
    states = beverland.t_states(error_budget=budget, alg=summary, rotation_model=rotations)
    distance = beverland.code_distance(
        error_budget=budget,
        time_steps=steps,
        alg=summary,
        qec_scheme=surface_code.QECScheme.make_beverland_et_al(),
        physical_error=qubits.physical_error,
    )
    block = surface_code.FastDataBlock(data_d=distance)
    assert one.logical_qubits == surface_code.FastDataBlock.get_n_tiles(work.qubits)
    assert one.t_states == states
    assert one.code_distance == distance
    assert one.physical_qubits - one.factory_qubits == block.n_physical_qubits(work.qubits)
    assert one.runtime == pytest.approx(steps * qubits.cycle_time_us * 1e-6 * distance)
