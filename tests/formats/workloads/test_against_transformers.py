"""The same configurations in transformers and PEFT on the meta device, which holds no weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")

from qestimate.formats.workloads.library_child import adapter, build
from qestimate.formats.workloads.peft import adapter_of, read_adapter
from qestimate.formats.workloads.transformers import architecture_of, read_config
from qestimate.workload.listing import parameter_count

FOLDER = Path(__file__).parent
MODELS = json.loads((FOLDER / "models.json").read_text())
ADAPTERS = json.loads((FOLDER / "adapters.json").read_text())

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

SMALL = {"hidden_size": 64, "num_hidden_layers": 2, "vocab_size": 160, "intermediate_size": 96}
RWKV = {"model_type": "rwkv", **SMALL, "attention_hidden_size": 64}
GEMMA4 = {
    "model_type": "gemma4_text",
    **SMALL,
    "num_attention_heads": 4,
    "head_dim": 16,
    "enable_moe_block": True,
    "num_experts": 4,
    "top_k_experts": 2,
    "moe_intermediate_size": 16,
}
LLAMA = {"model_type": "llama", **SMALL, "num_attention_heads": 4}


def parameters(model):
    return sum({id(p): p.numel() for p in model.parameters()}.values())


@pytest.mark.parametrize("name", MODELS)
def test_parameters(name):
    config = MODELS[name]["config"]
    assert parameter_count(architecture_of(config)[0]) == parameters(build(config))


@pytest.mark.parametrize("case", ADAPTERS, ids=lambda case: f"{case['name']} {case['model']}")
def test_adapters(case):
    config = MODELS[case["model"]]["config"]
    model = build(config)
    lora = {"peft_type": "LORA", **case["config"]}
    trained = adapter(model, lora)["trained"]
    found = adapter_of(lora, architecture_of(config)[0])
    if any("experts" in name for name, _ in model.named_parameters() if "lora_" in name):
        # one tensor for all experts takes an adapter of twice the rank on its joined halves
        assert found.trained < trained
    else:
        assert found.trained == trained


@pytest.mark.parametrize("config", [RWKV, GEMMA4], ids=lambda config: config["model_type"])
def test_types_without_a_closed_form_are_counted_by_the_library(tmp_path, config):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    found = read_config(path)
    assert found.parameters == parameters(build(config))
    assert "transformers" in found.note


@pytest.mark.parametrize(
    "content",
    [
        {"peft_type": "IA3", "target_modules": ["q_proj", "down_proj"],
         "feedforward_modules": ["down_proj"]},
        {"peft_type": "VERA", "r": 4, "target_modules": ["q_proj", "o_proj"]},
        {"peft_type": "OFT", "oft_block_size": 8, "r": 0, "target_modules": ["q_proj"]},
        {"peft_type": "ADALORA", "init_r": 6, "target_r": 4, "total_step": 10,
         "target_modules": ["q_proj"]},
        {"peft_type": "PREFIX_TUNING", "num_virtual_tokens": 5, "task_type": "CAUSAL_LM"},
        {"peft_type": "LORA", "r": 4, "target_modules": ["q_proj"],
         "layer_replication": [[0, 2], [1, 2]]},
    ],
    ids=lambda content: content["peft_type"],
)  # fmt: skip
def test_adapters_without_a_closed_form_are_counted_by_the_library(tmp_path, content):
    config, laid = tmp_path / "config.json", tmp_path / "adapter_config.json"
    config.write_text(json.dumps(LLAMA))
    laid.write_text(json.dumps(content))
    found = read_adapter(laid, read_config(config).architecture, config=config)
    task = content.get("task_type", "")
    assert found.trained == adapter(build(LLAMA, task), content)["trained"]
    assert "PEFT" in found.note
