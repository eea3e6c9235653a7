"""The shipped claims: each statement's result, and the figures that decide it.

The figures are those of the facts behind the claim, worked out by hand or published, not taken
from the program.
"""

from __future__ import annotations

import pytest

from qestimate.catalog.claims import claim
from qestimate.evidence.claims.judge import judge

RESULTS = {
    "origin-wukong-2025": {
        "billion-parameters": "contradicted",
        "trained-on-the-chip": "not checkable",
        "hundreds-of-tasks": "contradicted",
        "learning-15": "misreported",
        "accuracy-68-82": "not checkable",
        "fewer-parameters-76": "consistent",
        "model-reduced-76": "misreported",
        "performance-8.4": "not checkable",
        "tasks-350000": "consistent",
        "full-scale": "consistent",
        "first": "not checkable",
        "multimodal": "not checkable",
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
    """56 adapted layers; 1,382,400 tokens an epoch; 192 + 32 circuits a gradient at rank 4."""
    found = steps("origin-wukong-2025", "tasks-350000")
    assert found["circuits of one epoch, forward"][0] == "77,414,400"
    training = found["circuits of one epoch of training by parameter shift"][0]
    assert training == f"{77_414_400 * 225:,}"
    assert found["days"][0] == "457"
    assert found["tasks a day"][0] == "766"
    configured = judge(claim("origin-wukong-2025")).configured
    assert [one.prompt_circuits for one in configured] == [11_200, 11_200]


def test_an_image_and_a_minute_of_sound():
    found = steps("origin-wukong-2025", "multimodal")
    assert found["an image"][0] == f"{576 * 56:,} circuits"
    assert found["a minute of sound"][0] == f"{1500 * 56:,} circuits"


def test_a_square_layer_of_3584_saves_76_percent():
    """LoRA 57,344 of rank 8 become 13,632, of which 256 are angles: 28 layers of it."""
    found = steps("origin-wukong-2025", "fewer-parameters-76")
    row = found["qtha on deepseek-r1-distill-qwen-7b, q_proj, rank 8"]
    assert row[0] == "76.2 %"
    assert f"LoRA {28 * 57_344:,} to {28 * 13_632:,}, {28 * 256:,} of them" in row[1]


def test_intervals_of_the_head():
    """Newcombe's interval on 9,101 sentences, worked out apart."""
    found = steps("ionq-head-2025", "improvement-3.14")
    by = {what.split(",")[0]: value for what, (value, _) in found.items()}
    assert by["against best classical head of the authors"] == "3.14 points [2.32, 3.97]"
    assert by["against SetFit with logistic regression"] == "0.14 points [-0.62, 0.9]"
