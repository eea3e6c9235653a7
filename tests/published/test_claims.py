"""The shipped claims: each statement's result, and the figures that decide it.

The figures are those of the facts behind the claim, worked out by hand or published, not taken
from the program.
"""

from __future__ import annotations

import pytest

from qestimate import catalog
from qestimate.catalog.claims import claim
from qestimate.evidence.claims.judge import judge

RESULTS = {
    "origin-wukong-2025": {
        "billion-parameters": "not checkable",
        "first": "not checkable",
        "trained-on-the-chip": "not checkable",
        "chip-72": "consistent",
        "hundreds-of-tasks": "misreported",
        "speeds-up-training": "not checkable",
        "data-set": "not checkable",
        "learning-15": "misreported",
        "accuracy-68-82": "misreported",
        "fewer-parameters-76": "consistent",
        "model-reduced-76": "misreported",
        "performance-8.4": "not checkable",
        "computing-power": "not checkable",
        "tasks-350000": "consistent",
        "countries-139": "consistent",
        "multimodal": "not checkable",
        "full-scale": "contradicted",
    },
    "qpa-gpt2-2025": {
        "trainable-106264": "reproduced",
        "share-52.06": "reproduced",
        "ratio-0.2753": "reproduced",
        "gain-0.75": "not checkable",
        "gemma-16.84": "not checkable",
    },
    "multiverse-cua-2026": {
        "parameters-6144": "reproduced",
        "improvement-1.4": "reproduced",
        "on-the-qpu": "not checkable",
        "share-of-the-model": "reproduced",
        "time-of-a-sequence": "consistent",
        "three-qubit-blocks": "not checkable",
        "no-advantage": "consistent",
    },
    "ionq-head-2025": {
        "improvement-3.14": "not checkable",
        "parameters-886": "not checkable",
        "reproduced-by-others": "not checkable",
        "break-even-34": "not checkable",
        "simulated": "consistent",
    },
    "bluequbit-peaked-2025": {
        "classical-time": "contradicted",
        "years-34000": "not checkable",
        "gates-2000": "reproduced",
        "peak-10": "reproduced",
        "outcomes-72": "reproduced",
        "exponential": "not checkable",
        "two-hours": "not checkable",
    },
    "compactifai-2025": {
        "retain-accuracy": "not checkable",
        "drop-2-3": "reproduced",
        "compress-95": "not checkable",
        "memory-93": "not checkable",
        "parameters-70": "reproduced",
        "beyond-other-techniques": "not checkable",
        "faster-4-12": "not checkable",
        "cheaper-50-80": "not checkable",
        "uses-quantum-computing": "misreported",
    },
    "dwave-supremacy-2025": {
        "million-years": "not checkable",
        "electricity": "reproduced",
        "entire-suite": "not checkable",
        "first-and-only": "not checkable",
    },
    "google-quantum-echoes-2025": {
        "faster-13000": "consistent",
        "surpasses-supercomputers": "not checkable",
        "verifiable": "not checkable",
        "qubits-105": "consistent",
        "one-qubit-99.97": "not checkable",
        "two-qubit-99.88": "not checkable",
        "two-qubit-error-0.15": "not checkable",
        "readout-99.5": "not checkable",
        "molecule": "consistent",
        "molecule-13000": "misreported",
    },
    "hsbc-ibm-2025": {
        "improvement-34": "not checkable",
        "first-evidence": "not checkable",
        "algorithmic-trading": "not checkable",
        "a-million-requests": "consistent",
        "hidden-signals": "not checkable",
        "competitive-edge": "not checkable",
        "advantage": "misreported",
        "bond-prices": "misreported",
    },
    "hyqut-2025": {
        "leaves-out-10": "not checkable",
        "quality": "not checkable",
        "integrating": "consistent",
        "first": "not checkable",
    },
    "ibm-nighthawk-2025": {
        "complexity-30": "not checkable",
        "qubits-120": "consistent",
        "couplers-218": "reproduced",
        "connectivity-20": "reproduced",
        "gates-5000": "not checkable",
        "low-errors": "not checkable",
        "pairs-99.9": "not checkable",
        "by-end-of-2025": "not checkable",
        "decoder-480": "not checkable",
        "loon": "not checkable",
    },
    "ionq-ansys-2025": {
        "up-to-12": "not checkable",
        "on-quantum-computers": "not checkable",
        "one-of-the-first": "not checkable",
    },
    "ionq-energy-2026": {
        "break-even-34": "not checkable",
        "cheaper-answer": "not checkable",
        "qpu-linear": "not checkable",
        "simulation-exponential": "not checkable",
        "error-24": "not checkable",
        "instrumented": "not checkable",
        "on-hardware": "not checkable",
    },
    "ionq-fidelity-2025": {
        "fidelity-99.99": "reproduced",
        "operate": "not checkable",
        "first-and-only": "consistent",
        "record-99.97": "consistent",
        "no-ground-state-cooling": "consistent",
        "logical-errors": "not checkable",
    },
    "jpmorgan-random-bits-2025": {
        "bits-71313": "reproduced",
        "frontiers-4": "not checkable",
        "hours-18": "reproduced",
        "exaflops-1.1": "not checkable",
        "first-proof": "not checkable",
        "any-interference": "misreported",
        "high-stakes": "not checkable",
        "expansion": "not checkable",
    },
    "multiverse-partial-training-2026": {
        "partial-training": "misreported",
        "trained-using": "misreported",
        "part-of-the-optimization": "misreported",
        "gain-of-the-chip": "not checkable",
        "needs-the-chip": "consistent",
        "share-of-the-model": "reproduced",
        "corrected-answers": "not checkable",
    },
    "nighthawk-qcnn-2026": {
        "trained": "contradicted",
        "parameters-72": "contradicted",
        "qubits-96": "not checkable",
        "evaluations-36": "reproduced",
        "time-7-min": "consistent",
        "noise": "not checkable",
    },
    "quantinuum-genqai-2025": {
        "breakthrough": "not checkable",
        "data-of-the-machine": "not checkable",
        "teaching-with-quantum-data": "not checkable",
        "trillion-times": "not checkable",
        "more-sustainable": "not checkable",
        "motor-sport": "not checkable",
    },
    "quantinuum-helios-2025": {
        "two-qubit-99.921": "consistent",
        "one-qubit-99.9975": "consistent",
        "qubits-98": "consistent",
        "rate-2-to-1": "reproduced",
        "error-corrected-48": "consistent",
        "most-accurate": "not checkable",
        "paper-agrees": "reproduced",
    },
    "rigetti-cepheus-2026": {
        "fidelity-99.1": "consistent",
        "fidelity-99.5": "contradicted",
        "one-qubit-99.9": "reproduced",
        "qubits-108": "consistent",
        "tiles": "reproduced",
        "thousand-times-faster": "reproduced",
        "largest-modular": "not checkable",
        "first-over-100": "consistent",
    },
}


@pytest.mark.parametrize("name", RESULTS)
def test_results(name):
    found = {one.statement.id: one.finding.result for one in judge(claim(name)).judged}
    assert found == RESULTS[name]


def steps(name: str, statement: str) -> dict[str, tuple[str, str]]:
    for one in judge(claim(name)).judged:
        if one.statement.id == statement:
            return {step.what: (step.value, step.how) for step in one.finding.steps}
    raise AssertionError(statement)


def test_circuits_of_the_released_setting():
    """56 adapted layers; 1,382,400 tokens an epoch; 192 + 8 circuits a gradient at rank 4."""
    found = steps("origin-wukong-2025", "tasks-350000")
    assert found["circuits of one epoch, forward"][0] == "77,414,400"
    training = found["circuits of one epoch of training by parameter shift"][0]
    assert training == f"{77_414_400 * 201:,}"
    assert found["days"][0] == "457"
    assert found["tasks a day"][0] == "766"
    configured = judge(claim("origin-wukong-2025")).configured
    assert [one.prompt_circuits for one in configured] == [11_200, 11_200]


ARTICLE = {
    "billion-parameters": "tunes AI with 1 billion parameters on a quantum computer",
    "first": "for the first time in the world",
    "trained-on-the-chip": "to fine-tune a large language model with a billion different "
    "parameters",
    "chip-72": "a 72-qubit superconducting quantum chip",
    "hundreds-of-tasks": "allows one data set to perform hundreds of different tasks "
    "simultaneously",
    "speeds-up-training": "significantly speeds up training",
    "data-set": "successfully tested on a mental health chatbot dataset",
    "learning-15": "learning process was accelerated by 15%",
    "accuracy-68-82": "The model's accuracy increased from 68% to 82%",
    "model-reduced-76": "the model itself was reduced by 76%",
    "performance-8.4": "its performance increased by 8.4%",
    "computing-power": "a way to solve the lack of computing power for AI training",
    "tasks-350000": "more than 350 thousand tasks",
    "countries-139": "experts from 139 countries",
    "multimodal": "even more complex artificial intelligence systems, including those that work "
    "simultaneously with text, images, and sound",
    "full-scale": "one of the first quantum platforms to handle a full-scale AI fine-tuning "
    "workload with tangible results",
}
"""The article's own words, in its order, but for the headline and its rank."""


def test_the_words_are_those_of_the_article():
    of_the_article = [s for s in claim("origin-wukong-2025").statements if s.source == "itc-2025"]
    assert {s.id: s.text for s in of_the_article} == ARTICLE
    assert all(s.seen for s in of_the_article)


def finding(name: str, statement: str):
    return next(one.finding for one in judge(name).judged if one.statement.id == statement)


def test_a_billion_parameters_are_14336_angles_of_the_method():
    """256 angles in each of 56 layers, on 8 qubits; (1024 x 5120) x 8 and 2 x 64 x 56 beside."""
    finds = finding("origin-wukong-2025", "billion-parameters").finds
    assert "14,336 trainable angles on circuits of 8 qubits" in finds
    assert "0.00143 % of 1,000,000,000" in finds
    assert f"the other {28 * (3072 + 2048) * 8 + 56 * 2 * 64:,} parameters" in finds


def test_a_full_run_is_1327_times_the_record():
    """2,700 x 512 tokens x 56 layers x 3 epochs x 2 runs, a circuit a task at the vendor."""
    assert 2700 * 512 * 56 * 3 * 2 == 464_486_400
    found = finding("origin-wukong-2025", "full-scale")
    assert "464,486,400 circuits" in found.finds
    assert "1,327 times the 350,000 that are on record" in found.finds
    assert "94.8 times with 14 circuits side by side" in found.finds  # 464,486,400 / 14 / 350,000
    assert "6.64 times if each of those were a submission of 200" in found.finds
    assert "6,250 tokens once forward, 12.2 samples of 512" in found.finds  # 350,000 / 56
    assert "at most 5 tokens, a record of 33,177,600 tasks" in found.flips


def test_what_the_earlier_report_has():
    found = finding("origin-wukong-2025", "accuracy-68-82")
    assert "strict accuracy of the mathematical reasoning task from 68 % to 82 %" in found.finds
    found = finding("origin-wukong-2025", "hundreds-of-tasks")
    assert "a single batch of data can generate hundreds of quantum tasks" in found.finds
    found = finding("origin-wukong-2025", "countries-139")
    assert "access from 139 countries and regions" in found.finds


def test_the_calibrations_are_those_that_the_claim_speaks_of():
    known = {step.what: step.value for step in finding("origin-wukong-2025", "chip-72").steps}
    assert known["the primary source says"] == "the configuration of the chip lists 72 qubits"
    for day, calibrated, connected in (("2024-06-03", 60, 57), ("2026-03-06", 63, 27)):
        chip = catalog.device(f"origin-wukong-72@{day}")
        assert (chip.qubits_calibrated, chip.qubits_connected) == (calibrated, connected)
    said = [s.value for s in finding("origin-wukong-2025", "chip-72").steps if s.what == "known"]
    assert said[0].startswith("60 of them")
    assert ", 57 of these" in said[0]
    assert said[1].startswith("63 of them")
    assert said[1].endswith("has 27")


def test_no_claim_rests_on_a_ceiling_or_on_shots_at_a_precision():
    for name in RESULTS:
        for one in judge(name).judged:
            written = " ".join(
                [one.finding.finds, *(f"{s.what} {s.how}" for s in one.finding.steps)]
            )
            assert "ceiling" not in written
            assert "noise demands" not in written


def test_an_image_and_a_minute_of_sound():
    found = steps("origin-wukong-2025", "multimodal")
    assert found["an image"][0] == f"{576 * 56:,} circuits"
    assert found["a minute of sound"][0] == f"{1500 * 56:,} circuits"


def test_a_square_layer_of_3584_saves_76_percent():
    """LoRA 57,344 of rank 8 become 13,632, of which 256 are angles: 28 layers of it."""
    found = steps("origin-wukong-2025", "fewer-parameters-76")
    assert found["left out"] == (
        "32 of 180 settings, all of qtha",
        "widths 1536, 3072, 8192, 8960, 12288 are not in the authors' table of modes",
    )
    finds = finding("origin-wukong-2025", "fewer-parameters-76").finds
    assert finds.startswith("1 of 148 settings saves 76 %: qtha on deepseek-r1-distill-qwen-7b")
    row = found["qtha on deepseek-r1-distill-qwen-7b, q_proj, rank 8"]
    assert row[0] == "76.2 %"
    assert f"LoRA {28 * 57_344:,} to {28 * 13_632:,}, {28 * 256:,} of them" in row[1]


def test_intervals_of_the_head():
    """Newcombe's interval on 9,101 sentences, worked out apart."""
    found = steps("ionq-head-2025", "improvement-3.14")
    by = {what.split(",")[0]: value for what, (value, _) in found.items()}
    assert by["against best classical head of the authors"] == "3.14 points [2.32, 3.97]"
    assert by["against SetFit with logistic regression"] == "0.14 points [-0.62, 0.9]"


def test_every_shipped_claim_is_here():
    assert set(RESULTS) == set(catalog.entries("claim"))


def test_quantum_echoes_ratio():
    """3.2 y of 365.25 days are 28,051.2 h; over 2.1 h 13,357.7."""
    hours = 3.2 * 365.25 * 24
    assert hours / 2.1 == pytest.approx(13_357.7, abs=0.1)
    assert "= 13,358" in finding("google-quantum-echoes-2025", "faster-13000").finds


def test_peaked_circuit_by_a_laptop():
    """A year over 668.3 s is 47,221."""
    found = finding("bluequbit-peaked-2025", "classical-time")
    year = 365.25 * 86400
    assert year / 668.3 == pytest.approx(47_221, abs=1)
    assert "47,000 times faster" in found.finds


def test_certified_bits():
    """1,297 circuits of 55 bits, less log2(1e6) and 2: 71,335 - 19.93 - 2 = 71,313.07."""
    found = finding("jpmorgan-random-bits-2025", "bits-71313")
    assert (found.result, "71313.1 bits" in found.finds) == ("reproduced", True)


def test_rigetti_by_the_calibration():
    """The median of 165 couplers is an error of 1.0416 %; 6 of them reach 99.5 %."""
    found = finding("rigetti-cepheus-2026", "fidelity-99.5")
    assert "98.96 %" in found.finds
    assert "6 of 165 couplers reach 99.5 %" in found.finds


def test_helios_by_its_paper():
    """Infidelities of 7.9e-4 and 2.5e-5."""
    assert "99.9210 %" in finding("quantinuum-helios-2025", "two-qubit-99.921").finds
    assert "99.99750 %" in finding("quantinuum-helios-2025", "one-qubit-99.9975").finds


def test_electricity_of_a_million_years():
    """1.206e9 Gflop/s at 52.927 Gflop/s and W are 22.79 MW; 8,766 h a year; 29,471 TWh."""
    times = 1.206e9 / 52.927 * 1e6 * 8766 / 29_471e12
    assert times == pytest.approx(6.78, abs=0.01)
    assert f"{times:.5g}"[:4] in finding("dwave-supremacy-2025", "electricity").finds


def test_break_even_by_power():
    """68 gates over 2^34 amplitudes: 5.58 s at 700 W, over 24.6 ms a shot: 159 W a thousand."""
    found = finding("ionq-energy-2026", "break-even-34")
    joules = 700 * 68 * 2 * 8 * 2**34 / 3.35e12
    assert f"{joules / 0.0246 / 1000:.0f} W at 1,000 shots" in found.finds
