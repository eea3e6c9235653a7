"""The same configurations in transformers and PEFT on the meta device, which holds no weights."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
peft = pytest.importorskip("peft")

from qestimate.formats.workloads.peft import adapter_of  # noqa: E402
from qestimate.formats.workloads.transformers import architecture_of  # noqa: E402
from qestimate.workload.architecture import parameter_count  # noqa: E402

FOLDER = Path(__file__).parent
MODELS = json.loads((FOLDER / "models.json").read_text())
ADAPTERS = json.loads((FOLDER / "adapters.json").read_text())

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def build(config):
    """Return a model without weights."""
    settings = {key: value for key, value in config.items() if key != "model_type"}
    with warnings.catch_warnings(), torch.device("meta"):
        warnings.simplefilter("ignore")
        found = transformers.AutoConfig.for_model(config["model_type"], **settings)
        return transformers.AutoModelForCausalLM.from_config(found)


def parameters(model):
    return sum({id(p): p.numel() for p in model.parameters()}.values())


@pytest.mark.parametrize("name", MODELS)
def test_parameters(name):
    config = MODELS[name]["config"]
    assert parameter_count(architecture_of(config)[0]) == parameters(build(config))


@pytest.mark.parametrize("case", ADAPTERS, ids=lambda case: f"{case['name']} {case['model']}")
def test_adapters(case):
    config = MODELS[case["model"]]["config"]
    settings = {k: v for k, v in case["config"].items() if v is not None}
    lora = peft.LoraConfig(task_type="CAUSAL_LM", **settings)
    built = peft.get_peft_model(build(config), lora)
    trained = sum(p.numel() for p in built.parameters() if p.requires_grad)
    found = adapter_of({"peft_type": "LORA", **case["config"]}, architecture_of(config)[0])
    if any("experts" in name for name, _ in built.named_parameters() if "lora_" in name):
        # one tensor for all experts takes an adapter of twice the rank on its joined halves
        assert found.trained < trained
    else:
        assert found.trained == trained
