"""Counts from adapter configurations: equal to those PEFT 0.21.2 prints for the same files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from qestimate import Workload, catalog
from qestimate.core.errors import WorkloadFileError
from qestimate.estimation.classical import lora_run
from qestimate.formats.workloads.peft import adapter_of, read_adapter
from qestimate.formats.workloads.transformers import architecture_of
from tests.conftest import says

FOLDER = Path(__file__).parent
MODELS = json.loads((FOLDER / "models.json").read_text())
ADAPTERS = json.loads((FOLDER / "adapters.json").read_text())

STACKED = {"Mixtral-8x7B-v0.1", "Qwen3-30B-A3B"}
"""Models whose experts transformers 5 keeps in one tensor, on which PEFT lays other adapters."""


def model(name):
    return architecture_of(MODELS[name]["config"])[0]


def lora(**content):
    return {"peft_type": "LORA", **content}


@pytest.mark.parametrize("case", ADAPTERS, ids=lambda case: f"{case['name']} {case['model']}")
def test_counts_equal_those_of_peft(case):
    found = adapter_of(lora(**case["config"]), model(case["model"]))
    if case["model"] in STACKED:
        assert found.trained != case["trained"]
        return
    assert found.trained == case["trained"]


def test_each_expert_has_an_adapter_of_its_own():
    """As in checkpoints of adapters on experts: r (d_in + d_out) for each of their layers."""
    found = adapter_of(lora(r=8, target_modules=["w1", "w2", "w3"]), model("Mixtral-8x7B-v0.1"))
    assert found.parameters == 32 * 8 * 3 * 8 * (4096 + 14336)
    assert found.n_passed == 32 * 2 * 3
    assert found.met == found.parameters // 4


def test_rank_pattern_takes_the_first_that_fits():
    found = adapter_of(
        lora(r=2, target_modules=["c_attn"], rank_pattern={"h.0.attn.c_attn": 4, "c_attn": 8}),
        model("gpt2"),
    )
    assert sorted(found.ranks) == [4, 8]
    assert found.parameters == (4 + 11 * 8) * (768 + 2304)
    assert found.rank == 8
    assert "ranks 4 to 8" in found.note


def test_biases_and_magnitudes():
    gpt2 = model("gpt2")
    plain = adapter_of(lora(r=8, target_modules=["c_attn"]), gpt2)
    only = adapter_of(lora(r=8, target_modules=["c_attn"], bias="lora_only"), gpt2)
    every = adapter_of(lora(r=8, target_modules=["c_attn"], bias="all"), gpt2)
    dora = adapter_of(lora(r=8, target_modules=["c_attn"], use_dora=True), gpt2)
    assert only.parameters - plain.parameters == 12 * 2304
    assert every.parameters - plain.parameters == 102_144
    assert dora.parameters - plain.parameters == 12 * 2304
    assert dora.kind == "dora"


def test_trained_tokens_and_projections():
    opt = model("opt-350m")
    found = adapter_of(lora(r=1, target_modules="all-linear", trainable_token_indices=[1, 2]), opt)
    assert {"project_in", "project_out"} <= {m.name for m in found.modules}
    assert found.in_full == 2 * 512


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"peft_type": "LORAX"}, "peft_type 'LORA' 'LORAX'"),
        ({}, "peft_type 'LORA' None"),
        (lora(r=0), "r: 0"),
        (lora(target_modules=["query"]), "gpt2 query"),
        (lora(target_modules="("), "'('"),
        (lora(target_modules=7), "target_modules: 7"),
        (lora(target_modules=["c_attn"], layers_to_transform="x"), "layers_to_transform: 'x'"),
        (lora(target_modules=["c_attn"], layers_to_transform=[0], layers_pattern="blocks"),
         "layers_pattern: h blocks"),
        (lora(target_modules="c_attn", layers_to_transform=[0]),
         "layers_to_transform target_modules"),
        (lora(target_parameters=["x"]), "target_parameters:"),
        (lora(rank_pattern=[1]), "rank_pattern:"),
        (lora(rank_pattern={"c_attn": 0}), "rank_pattern.c_attn: 0"),
        (lora(bias="some"), "bias: none all lora_only"),
        (lora(use_dora="yes"), "use_dora: 'yes'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(content, said):
    with pytest.raises(WorkloadFileError) as caught:
        adapter_of(content, model("gpt2"))
    assert says(" ".join((caught.value.message, *caught.value.problems)), said)


def test_no_layer_that_exists():
    with pytest.raises(WorkloadFileError, match="no module"):
        adapter_of(lora(target_modules=["c_attn"], layers_to_transform=[99]), model("gpt2"))


def test_from_a_folder(tmp_path):
    (tmp_path / "adapter_config.json").write_text(json.dumps(lora(r=8, target_modules=["c_attn"])))
    assert read_adapter(tmp_path, model("gpt2")).parameters == 294_912
    with pytest.raises(WorkloadFileError, match="no such file"):
        read_adapter(tmp_path / "other.json", model("gpt2"))


def shown(run, *arguments):
    found = run(*arguments, "--format", "json")
    assert found.code == 0, found.err
    return json.loads(found.out)


def test_the_command_takes_an_adapter(run, tmp_path):
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(lora(r=4, target_modules=["c_attn"], modules_to_save=["lm_head"])))
    content = shown(run, "model", "-m", "gpt2", "--adapter-config", path, "--device", "ibm-fez",
                    "--save-scenario", tmp_path / "saved.toml")  # fmt: skip
    adapter = content["workload"]["adapter"]
    assert (adapter["rank"], adapter["parameters"]) == (4, 147_456)
    assert adapter["trained_parameters"] == 147_456 + 50257 * 768
    again = shown(run, "model", "--scenario", tmp_path / "saved.toml")
    assert again["estimates"] == content["estimates"]
    chosen = ("-m", "gpt2", "--adapter-config", path, "--device", "ibm-fez")
    table = run("model", *chosen, "--table", "workload").out
    assert "lm\\_head trained in full" in table


def test_modules_in_full_cost_training_time_alone(tmp_path):
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(lora(r=4, target_modules=["c_attn"], modules_to_save=["lm_head"])))
    plain = Workload.of(catalog.model("gpt2"), rank=4)
    saved = plain._replace(adapter=read_adapter(path, plain.model.architecture))
    before, after = (lora_run(work, catalog.gpu()) for work in (plain, saved))
    assert after.flops_forward == before.flops_forward
    added = after.flops_training - before.flops_training
    assert added == pytest.approx(2 * 50257 * 768 * 3000 * 512 * 3)


@pytest.mark.parametrize("other", ["--rank=8", "--target=c_attn", "--adapter=qpa-gpt2"])
def test_contradictions(run, tmp_path, other):
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(lora(r=4, target_modules=["c_attn"])))
    found = run("model", "-m", "gpt2", "--adapter-config", path, "--device", "ibm-fez", other)
    assert found.code == 2
    assert says(found.err, "--adapter-config --")


def test_frontiers_and_sweeps_take_an_adapter(run, tmp_path):
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps(lora(r=4, target_modules=["c_attn"], layers_to_transform=[0])))
    given = ("-m", "gpt2", "--adapter-config", path, "--device", "ibm-fez", "--method", "qtha-c")
    points = shown(run, "frontier", *given, "--layers", "1,2")["frontier"]
    assert {point["rank"] for point in points} == {4}
    out = tmp_path / "sweep.csv"
    found = run("sweep", *given, "--cz-error", "1e-3,1e-2", "-o", out)
    assert found.code == 0, found.err
    rows = list(csv.DictReader(out.read_text().splitlines()))
    for row, error in zip(rows, ("1e-3", "1e-2"), strict=True):
        single = shown(run, "model", *given, "--cz-error", error)["estimates"][0]
        assert row["verdict"] == single["verdict"]


LLAMA = {"model_type": "llama", "vocab_size": 100, "hidden_size": 32, "num_hidden_layers": 3,
         "num_attention_heads": 4, "intermediate_size": 64,
         "tie_word_embeddings": True}  # fmt: skip
"""A small model; counts below are PEFT's for it."""


@pytest.mark.parametrize(
    ("more", "trained"),
    [
        ({}, 768),
        ({"modules_to_save": ["embed_tokens", "model.embed_tokens"]}, 768 + 3200),
        ({"layers_to_transform": []}, 768),
        ({"layers_to_transform": 0, "target_modules": ["model.layers.2.mlp.up_proj", "v_proj"]},
         2 * (64 + 96)),
        ({"modules_to_save": ["classifier"]}, 768),
        ({"trainable_token_indices": {"lm_head": [1, 2], "embed_tokens": [1, 2]}}, 768 + 64),
    ],
)  # fmt: skip
def test_modules_by_name(more, trained):
    content = lora(**{"r": 2, "target_modules": ["q_proj", "v_proj"], **more})
    assert adapter_of(content, architecture_of(LLAMA)[0]).trained == trained


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"trainable_token_indices": "abc"}, "trainable_token_indices"),
        ({"trainable_token_indices": {"lm_head": [1, 100]}}, "trainable_token_indices"),
        ({"layers_to_transform": [9]}, "blocks 0 2"),
    ],
)
def test_what_is_not_counted_is_said(more, said):
    content = lora(**{"r": 2, "target_modules": ["q_proj", "v_proj"], **more})
    with pytest.raises(WorkloadFileError) as caught:
        adapter_of(content, architecture_of(LLAMA)[0])
    error = caught.value
    assert says(" ".join((error.message, *error.problems, error.hint)), said)


def test_names_of_output_layers_of_old_and_new():
    neox = model("pythia-410m")
    found = [
        adapter_of(lora(r=2, target_modules=names), neox).parameters
        for names in (["embed_out"], ["lm_head"], "lm_head")
    ]
    assert found == [2 * (1024 + 50304)] * 3


def test_a_model_of_very_many_layers():
    many = architecture_of({**MODELS["Mixtral-8x7B-v0.1"]["config"], "num_local_experts": 10**8})
    with pytest.raises(WorkloadFileError, match="not looked through name by name"):
        adapter_of(lora(target_modules=["q_proj"]), many[0])
