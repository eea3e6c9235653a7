"""Exact totals of language models and trainable parameters of LoRA runs, as published."""

from __future__ import annotations

import pytest

from qestimate import Workload, catalog
from qestimate.catalog.files import KINDS, ROOT, read_toml

TOTALS = {
    "llama-2-7b": 6_738_415_616,
    "llama-3.1-8b": 8_030_261_248,
    "llama-3.2-3b": 3_212_749_824,
    "qwen2.5-0.5b": 494_032_768,
    "qwen2.5-1.5b": 1_543_714_304,
    "qwen2.5-7b": 7_615_616_512,
    "deepseek-r1-distill-qwen-7b": 7_615_616_512,
    "tinyllama-1.1b": 1_100_048_384,
    "phi-2": 2_779_683_840,
    "gpt2": 124_439_808,
    "qwen3-0.6b": 596_049_920,
    "qwen3-8b": 8_190_735_360,
}

RUNS = [
    ("llama-2-7b", 8, ("q_proj", "v_proj"), 4_194_304, 6_742_609_920),
    ("tinyllama-1.1b", 8, ("q_proj", "v_proj"), 1_126_400, 1_101_174_784),
    ("gpt2", 8, ("c_attn",), 294_912, 124_734_720),
    ("qwen2.5-1.5b", 8, ("q_proj", "v_proj"), 1_089_536, 1_544_803_840),
    ("qwen2.5-7b", 16, ("all-linear",), 40_370_176, 7_655_986_688),
]


@pytest.mark.parametrize(("name", "total"), list(TOTALS.items()))
def test_total(name, total):
    assert catalog.model(name).parameters == total


@pytest.mark.parametrize(("name", "rank", "targets", "trained", "all_parameters"), RUNS)
def test_lora_run(name, rank, targets, trained, all_parameters):
    job = Workload.of(catalog.model(name), rank=rank, targets=targets)
    assert job.adapter.parameters == trained
    assert job.model.parameters + trained == all_parameters


def published():
    for name in catalog.models():
        for entry in read_toml(ROOT / KINDS["model"] / f"{name}.toml").get("published", ()):
            yield pytest.param(name, entry, id=f"{name}-{entry['quantity']}-{entry['value']}")


@pytest.mark.parametrize(("name", "entry"), list(published()))
def test_published_in_the_catalogue(name, entry):
    model = catalog.model(name)
    if entry["quantity"] == "total_parameters":
        assert model.parameters == entry["value"]
    else:
        job = Workload.of(model, rank=entry["rank"], targets=tuple(entry["targets"]))
        assert job.adapter.parameters == entry["value"]


def test_default_target_is_that_of_the_architecture():
    for name, targets in (
        ("gpt2", ("c_attn",)),
        ("bloom-7b1", ("query_key_value",)),
        ("phi-3-mini-4k", ("qkv_proj",)),
        ("llama-3.1-8b", ("q_proj", "v_proj")),
    ):
        assert Workload.of(catalog.model(name)).adapter.targets == targets


def test_gpt2_medium_at_rank_4_is_not_the_rounded_figure_often_quoted():
    assert Workload.of(catalog.model("gpt2-medium"), rank=4).adapter.parameters == 393_216
