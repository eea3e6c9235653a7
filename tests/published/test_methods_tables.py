"""Parameter counts and circuit counts that papers and their code publish."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.circuits import crz_ring, state_preparation
from qestimate.methods import method, methods, qpa, qtha


def work(model, rank, targets=(), **data):
    return Workload.of(catalog.model(model), rank=rank, targets=targets, **data)


class TestQtha:
    """arXiv:2503.12790 and the code of its authors."""

    @pytest.mark.parametrize(("r", "ry", "crz", "cz"), [(4, 48, 32, 64), (8, 192, 128, 256)])
    def test_gates_of_one_circuit(self, r, ry, crz, cz):
        counts = crz_ring.logical(r, r)
        assert (counts.one_qubit_gates, counts.two_qubit_gates) == (ry, crz)
        assert crz_ring.native(r, r, "ring", "cz", "written").two_qubit_gates == cz

    @pytest.mark.parametrize(("r", "lora", "abc"), [(8, 57_344, 13_632), (4, 28_672, 11_296)])
    def test_one_square_layer_of_3584(self, r, lora, abc):
        assert r * (3584 + 3584) == lora
        assert qtha.around_abc(3584, 3584, r) + qtha.angles(r, r) == abc

    def test_76_percent_at_rank_8(self):
        saved = 1 - (qtha.around_abc(3584, 3584, 8) + qtha.angles(8, 8)) / 57_344
        assert round(100 * saved, 1) == 76.2

    @pytest.mark.parametrize(
        ("r", "lora", "abc"), [(8, 2_523_136, 703_360), (10, 3_153_920, 772_800)]
    )
    def test_query_and_value_of_qwen_7b(self, r, lora, abc):
        job = work("deepseek-r1-distill-qwen-7b", r)
        program = method("qtha").program(job, Goal(), 8)
        assert job.adapter.parameters == lora
        assert program.quantum_parameters + program.classical_parameters == abc

    def test_variant_bc_has_more_parameters_than_lora(self):
        job = work("qwen3-0.6b", 4)
        program = method("qtha-bc").program(job, Goal(), 8)
        assert job.adapter.parameters == 573_440
        assert program.quantum_parameters + program.classical_parameters == 578_816

    def test_circuits_of_a_prompt_and_of_a_batch(self):
        modules = work("deepseek-r1-distill-qwen-7b", 8).adapter.n_modules
        assert modules == 56
        assert qtha.circuits_forward(200, modules) == 11_200
        assert qtha.circuits_forward(4 * 1024, modules) == 229_376
        # no submission mixes layers: 21 of at most 200 circuits for each
        assert modules * -(-4096 // 200) == 1_176

    @pytest.mark.parametrize(("r", "circuits"), [(4, 192), (6, 432), (8, 768), (10, 1200)])
    def test_parameter_shift_circuits_of_the_angles(self, r, circuits):
        """Those of the trained angles, and two for each data rotation of the first layer."""
        assert qtha.circuits_gradient(r, r) == circuits + 2 * r
        assert qtha.circuits_gradient(8, 8) == 784

    def test_published_number_of_steps(self):
        """2,700 samples, batch 4, accumulation 8, 3 epochs: 255 steps in the released log."""
        assert work("qwen3-0.6b", 4, samples=2700).data.steps == 255


class TestQpa:
    """arXiv:2410.09846, GPT-2 with rank 4 on lm_head, chunk 2048, 8 layers."""

    def test_published_counts(self):
        job = work("gpt2", 4, ("lm_head",))
        program = method("qpa").program(job, Goal(), 8)
        assert job.adapter.parameters == 204_100
        total = program.quantum_parameters + program.classical_parameters
        assert total == 106_264
        assert (program.n_qubits, program.quantum_parameters) == (7, 56)
        # of the 768 x 50,257 weights of lm_head
        assert 100 * total / 38_597_376 == pytest.approx(0.27531405243713974, rel=1e-12)
        assert round(100 * total / 204_100, 2) == 52.06

    def test_one_circuit_a_step_whatever_the_data(self):
        few, many = (
            method("qpa").program(work("gpt2", 4, ("lm_head",), tokens_per_sample=t), Goal(), 8)
            for t in (8, 800)
        )
        assert few.circuits_epoch == many.circuits_epoch == 94 * qpa.circuits_step(7, 8)


def test_state_preparation_table():
    """CNOTs for n = 2, 3, 4, 5, 10: between the lower bound and Plesch-Brukner or below."""
    lower = {2: 1, 3: 2, 4: 5, 5: 12, 10: 505}
    published = {2: 1, 3: 4, 4: 9, 5: 26, 10: 919}
    isometry = {2: 1, 4: 11, 10: 1013}
    for n, bound in lower.items():
        assert state_preparation.cz_count(n) >= bound
        # Plesch and Brukner are lower for some n: 2^n - n - 1 is not the optimum there
        assert state_preparation.cz_count(n) <= 1.25 * published[n]
    for n, count in isometry.items():
        assert state_preparation.cz_count(n) == count


WITHOUT_A_CHIP = ("qt-photonic", "quantum-peft", "quanta")


def test_every_formula_takes_numbers_and_symbols():
    import sympy

    for found in methods().values():
        for formula in found.formulas:
            symbols = [sympy.Symbol(s, integer=True, positive=True) for s in formula.symbols]
            values = [7, 3, 5, 2, 4][: len(symbols)]
            symbolic = sympy.sympify(formula.function(*symbols))
            number = symbolic.subs(dict(zip(symbols, values, strict=True)))
            assert number == pytest.approx(formula.function(*values), rel=1e-12), (
                found.id,
                formula.name,
            )


@pytest.mark.parametrize("gradient", ["parameter-shift", "spsa"])
@pytest.mark.parametrize("name", [name for name in methods() if name not in WITHOUT_A_CHIP])
def test_formulas_give_the_fields_they_name(name, gradient):
    """The program is built field by field; each formula gives the same from its symbols."""
    found = method(name)
    for job in (work("gpt2", 4), work("llama-3.1-8b", 8, ("all-linear",), epochs=2, samples=77)):
        program = found.program(job, Goal.of(gradient=gradient), 19)
        values = dict(program.symbols)
        named = {formula.field: formula for formula in found.formulas if formula.field}
        assert {"n_qubits", "quantum_parameters", "circuits_epoch", "circuits_run"} <= named.keys()
        for field, formula in named.items():
            given = [values[symbol] for symbol in formula.symbols]
            assert formula.function(*given) == getattr(program, field), (field, values)
