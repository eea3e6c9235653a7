"""Published numbers of the ways: tables, printed outputs of code, counts of runs."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.core.errors import DomainError
from qestimate.methods import amplitude_adapter, cua, methods, quantum_train, quixer, without_chip
from qestimate.methods import fidelity_kernel as overlap
from qestimate.methods import projected_kernel as projected
from qestimate.methods import reuploading_head as head

WORK = Workload.of(catalog.model("gpt2"), samples=64, tokens_per_sample=10, epochs=2)


def program(name, work=WORK, line=200, **settings):
    return methods()[name].program(work, Goal.of(settings=settings), line)


@pytest.mark.parametrize(
    ("layers", "published"),
    [(1, 327), (4, 561), (7, 795), (10, 1029), (13, 1263), (16, 1497)],
)
def test_quantum_train_on_mnist(layers, published):
    """Result tables of the repository, 6,690 weights on 13 qubits, network of width 4."""
    assert quantum_train.angles(13, layers) + quantum_train.network(13, 4) == published


@pytest.mark.parametrize(
    ("layers", "published"), [(19, 19287), (57, 23619), (76, 25785), (95, 27951)]
)
def test_quantum_train_on_cifar(layers, published):
    """The same, 285,226 weights on 19 qubits, width 40."""
    assert quantum_train.angles(19, layers) + quantum_train.network(19, 40) == published


def test_quantum_train_on_cifar_with_38_layers_misses_by_two_digits():
    """The table has 21,543, which is 21,453 with two digits exchanged."""
    assert quantum_train.angles(19, 38) + quantum_train.network(19, 40) == 21453


@pytest.mark.parametrize(
    ("bond", "published"),
    [
        *((1, 223), (2, 316), (3, 471), (4, 688), (5, 967)),
        *((6, 1308), (7, 1711), (8, 2176), (9, 2703), (10, 3292)),
    ],
)
def test_photonic_quantum_train(bond, published):
    """Ten rows: two interferometers, of 9 and 8 modes, and a matrix product state for 13 bits."""
    phases = quantum_train.interferometer(9) + quantum_train.interferometer(8)
    assert phases + quantum_train.matrix_product(13, bond) == published


def test_a_billion_weights_are_thirty_qubits():
    work = Workload.of(catalog.model_of_size(1e9))
    found = program("qt-model", work)
    assert found.n_qubits == 30
    assert found.kept_outcomes == 10**9
    assert found.n_observables == 2**30
    assert program("qt-adapter", work).n_qubits == 20  # 1,024,000 weights


@pytest.mark.parametrize(
    ("encoders", "layers", "blocks", "published"),
    [(2, 2, 2, 104), (1, 2, 2, 74)],
)
def test_head_as_reimplemented(encoders, layers, blocks, published):
    """qllm.ipynb prints 104; torchquantum.json has one encoder."""
    trained = head.angles(10, layers, blocks, 1) + head.beside(10, 1, encoders, 1, 2)
    assert trained == published


def test_886_parameters_have_many_settings():
    """At 14 qubits, one class output of 4 weights: 63 layers in all, however they are spread."""
    found = [
        (encoders, depth, blocks, layers, distance)
        for encoders in range(1, 4)
        for depth in range(1, 6)
        for blocks in range(1, 6)
        for layers in range(1, 21)
        for distance in range(1, 4)
        if distance * 14 * (encoders * depth + blocks + layers) + 4 == 886
    ]
    assert len(found) > 10
    # none with the output layer of the reimplementation, (14 E + 2) k
    assert not [
        one
        for one in found
        if head.angles(14, one[3], one[2], one[4]) + head.beside(14, one[4], one[0], one[1], 2)
        == 886
    ]


def test_circuits_of_kernels():
    assert overlap.circuits(210, 70) == 36645  # Peters et al.: m (m - 1) / 2 + m v
    assert projected.circuits(172 + 74) == 738  # IBM's tutorial


def test_blocks_of_cua():
    """1,024 blocks and 6,144 parameters at width 4096; 83 tokens on 64 pairs are 1,328 runs."""
    assert (cua.blocks(4096), cua.parameters(4096)) == (1024, 6144)
    assert 83 * cua.blocks(4096) // 64 == 1328


def test_angles_of_quixer():
    assert quixer.angles_of_token(6, 4) == 96
    for vocabulary in (10000, 50257):
        assert quixer.beside(6, 4, vocabulary) == 1025 * vocabulary + 58976
    assert program("quixer").n_qubits == 16


def test_blocks_of_qchft():
    """n = 10 and 11, nine and ten blocks of 24 angles: 216 and 240."""
    assert (amplitude_adapter.angles(10, 4), amplitude_adapter.angles(11, 4)) == (216, 240)
    found = program("qchft", Workload.of(catalog.model("llama-2-7b")))
    assert found.n_qubits == 12  # inputs of 4,096 numbers
    assert found.quantum_parameters == 64 * 6 * 4 * 11


def test_quanta_on_llama_2_7b():
    """16-8-8-4 on query and value of 32 blocks: 43,008 a module, 0.041 % of the model."""
    work = Workload.of(catalog.model("llama-2-7b"))
    assert without_chip.quanta(work) == 64 * 43008 == 2752512
    assert round(100 * without_chip.quanta(work) / work.model.parameters, 3) == 0.041


def test_ways_without_a_chip_say_so():
    for name in ("quanta", "quantum-peft"):
        with pytest.raises(DomainError, match=r"needs no chip: [0-9,]+ weights"):
            program(name)
    with pytest.raises(DomainError, match="192 phases and 3,100 parameters"):
        program("qt-photonic")


@pytest.mark.parametrize(
    ("name", "settings", "forward", "shift", "spsa"),
    [
        # 64 samples; 2 C n (N + R) angles and 2 n N data rotations, of two columns once
        ("reuploading-head", {"qubits": 5}, 64, 64 * (1 + 2 * 20 + 2 * 10), 64 * 3),
        ("qcnn-head", {"qubits": 8}, 64, 64 * (1 + 2 * 63), 64 * 3),
        # 2 steps; 147,456 x 2 weights are 19 qubits; 14 n L shifts
        ("qt-adapter", {"layers": 2}, 1, 2 * (1 + 14 * 19 * 2), 2 * 3),
    ],
)
def test_circuits_of_an_epoch(name, settings, forward, shift, spsa):
    for rule, expected in (("parameter-shift", shift), ("spsa", spsa)):
        goal = Goal.of(gradient=rule, settings=settings)
        found = methods()[name].program(WORK, goal, 200)
        assert found.circuits_forward == forward
        assert found.circuits_epoch == expected
        assert found.circuits_run == 2 * expected


@pytest.mark.parametrize(
    ("name", "circuits"),
    [("projected-kernel", 3 * 64), ("fidelity-kernel", 64 * 63 // 2), ("reservoir", 64)],
)
def test_features_are_made_once(name, circuits):
    found = program(name)
    assert found.circuits_run == found.circuits_forward == circuits
    assert found.quantum_parameters == 0


def test_a_chip_with_a_shorter_line_gets_fewer_features():
    assert program("reservoir", line=19).n_qubits == 19
    assert program("reservoir", line=19, qubits=30).n_qubits == 30  # asked for
    assert program("projected-kernel", line=200).n_qubits == 61


@pytest.mark.parametrize("name", [n for n, m in methods().items() if m.settings])
def test_settings_out_of_range_are_refused(name):
    for one in methods()[name].settings:
        if one.least > 1 and one.name != "rank":
            with pytest.raises(DomainError, match=f"{one.name} must be at least"):
                program(name, **{one.name: 1})
        if one.most is not None:
            with pytest.raises(DomainError, match="at most"):
                program(name, **{one.name: one.most + 1})
