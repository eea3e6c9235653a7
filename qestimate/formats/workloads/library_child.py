"""A model and an adapter built by the libraries that write their files, without weights.

Run by ``qestimate.core.limited`` as a process of its own. Nothing is fetched and no code of a file
is run: the libraries are offline, and only classes that they ship are built.
"""

from __future__ import annotations

import json
import os
import warnings
from typing import Any

from qestimate.core import limited

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

_DROPPED = ("auto_map", "quantization_config", "attn_implementation", "_attn_implementation")
"""Fields that ask for code, for weights, or for kernels, and change no count."""

_IN_TURN = (
    "AutoModelForCausalLM",
    "AutoModelForSeq2SeqLM",
    "AutoModelForImageTextToText",
    "AutoModelForSpeechSeq2Seq",
    "AutoModelForMaskedLM",
    "AutoModel",
)
"""Classes that are tried where a file names none."""

_OF_TASKS = {
    "SEQ_CLS": "AutoModelForSequenceClassification",
    "TOKEN_CLS": "AutoModelForTokenClassification",
    "QUESTION_ANS": "AutoModelForQuestionAnswering",
    "FEATURE_EXTRACTION": "AutoModel",
}

_TOPS = ("score", "classifier", "qa_outputs", "classifier.out_proj")
"""Layers for labels, which ``all-linear`` leaves out."""


def build(content: dict[str, Any], task: str = "") -> Any:
    """Return the model that a configuration describes, without weights.

    Args:
        content: Of ``config.json``.
        task: Of the adapter that is laid on it; empty if it has none.

    Raises:
        LookupError: A type that the library does not have.
        ValueError: What the library says against the configuration.
    """
    import torch
    import transformers

    kind = content["model_type"]
    if kind not in transformers.CONFIG_MAPPING:
        raise LookupError(f"transformers {transformers.__version__} has no model_type {kind!r}")
    kept = {name: value for name, value in content.items() if name not in _DROPPED}
    config = transformers.CONFIG_MAPPING[kind].from_dict(kept)
    with warnings.catch_warnings(), torch.device("meta"):
        warnings.simplefilter("ignore")
        model = _class_of(content, task, config)
        model.tie_weights()
    return model


def _class_of(content: dict[str, Any], task: str, config: Any) -> Any:
    import transformers

    if task in _OF_TASKS:
        return getattr(transformers, _OF_TASKS[task]).from_config(config)
    named = (content.get("architectures") or [""])[0] if not task else ""
    known: Any = getattr(transformers, str(named), None)
    if isinstance(known, type) and issubclass(known, transformers.PreTrainedModel):
        made: Any = known
        return made._from_config(config)  # noqa: SLF001  # what the public classes call
    first: tuple[str, ...] = ()
    if "vision_config" in content:
        first = ("AutoModelForImageTextToText",)
    elif config.is_encoder_decoder:
        first = ("AutoModelForSeq2SeqLM", "AutoModelForSpeechSeq2Seq")
    for name in (*first, *_IN_TURN):
        auto = getattr(transformers, name)
        if type(config) in auto._model_mapping:  # noqa: SLF001  # no public way to ask
            return auto.from_config(config)
    raise LookupError(f"no class of transformers builds a model of type {config.model_type!r}")


def listed(model: Any) -> list[dict[str, Any]]:
    """Return every module that has parameters of its own, those that are alike in blocks once."""
    seen: set[int] = set()
    output = model.get_output_embeddings()
    groups: dict[str, dict[str, Any]] = {}
    for name, module in model.named_modules():
        own = dict(module.named_parameters(recurse=False))
        if not own:
            continue
        sizes = {key: value.numel() for key, value in own.items() if id(value) not in seen}
        seen |= {id(value) for value in own.values()}
        entry = {
            **_shape(module, own, sizes),
            "output": module is output or name in _TOPS,
        }
        stem, block, path = _split(name)
        entry |= {"stem": stem, "path": path}
        key = json.dumps(entry, sort_keys=True)
        groups.setdefault(key, {**entry, "blocks": []})["blocks"].append(block)
    return list(groups.values())


def _split(name: str) -> tuple[str, int, str]:
    """Return what stands before the first number in a name, the number, and what is behind."""
    parts = name.split(".")
    for place, part in enumerate(parts):
        if part.isdigit() and place < len(parts) - 1:
            return ".".join(parts[:place]), int(part), ".".join(parts[place + 1 :])
    return "", -1, name


def _shape(module: Any, own: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    import torch
    from transformers.pytorch_utils import Conv1D

    total = sum(sizes.values())
    biases = sum(size for name, size in sizes.items() if name.endswith("bias"))
    weight: Any = own.get("weight")
    found: dict[str, Any] = {"kind": "other", "size": total, "biases": biases}
    if weight is None or set(own) - {"weight", "bias"}:
        return found
    shared = "weight" not in sizes
    shape = list(weight.shape)
    sides = {"biased": "bias" in own, "shared": shared}
    if isinstance(module, torch.nn.Embedding):
        return found | sides | {"kind": "table", "d_in": shape[0], "d_out": shape[1]}
    if isinstance(module, Conv1D):
        return found | sides | {"kind": "linear", "d_in": shape[0], "d_out": shape[1]}
    if isinstance(module, torch.nn.Linear):
        return found | sides | {"kind": "linear", "d_in": shape[1], "d_out": shape[0]}
    if hasattr(module, "kernel_size") and getattr(module, "groups", 2) == 1:
        inputs = weight[0].numel()
        return found | sides | {"kind": "convolution", "d_in": inputs, "d_out": shape[0]}
    return found


def adapter(model: Any, content: dict[str, Any]) -> dict[str, Any]:
    """Return what PEFT trains of a model: layers with low-rank matrices, and all parameters.

    Raises:
        ValueError: What the library says against the configuration.
    """
    import peft

    known = peft.mapping.PEFT_TYPE_TO_CONFIG_MAPPING.get(content.get("peft_type"))
    if known is None:
        raise LookupError(f"PEFT {peft.__version__} has no peft_type {content.get('peft_type')!r}")
    kept = {name: value for name, value in content.items() if value is not None}
    kept |= {"inference_mode": False}
    kept.pop("auto_mapping", None)
    kept.pop("peft_version", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        laid = peft.get_peft_model(model, known(**kept))
    trained = {id(p): p.numel() for p in laid.parameters() if p.requires_grad}
    layers: dict[str, dict[str, Any]] = {}
    for name, module in laid.named_modules():
        ranks = getattr(module, "r", None)
        if isinstance(ranks, dict) and "default" in ranks and hasattr(module, "in_features"):
            plain = name.removeprefix("base_model.model.")
            stem, block, path = _split(plain)
            entry = {
                "stem": stem,
                "path": path,
                "d_in": int(module.in_features),
                "d_out": int(module.out_features),
                "rank": int(ranks["default"]),
            }
            key = json.dumps(entry, sort_keys=True)
            layers.setdefault(key, {**entry, "blocks": []})["blocks"].append(block)
    return {"trained": sum(trained.values()), "layers": list(layers.values())}


def sizes(model: Any) -> dict[str, int]:
    """Return the figures of the part for text that have names in most configurations."""
    config = model.config.get_text_config()
    wanted = {
        "hidden_size": ("hidden_size", "d_model"),
        "layers": ("num_hidden_layers", "num_layers"),
        "heads": ("num_attention_heads", "num_heads"),
        "kv_heads": ("num_key_value_heads", "num_attention_heads", "num_heads"),
        "head_dim": ("head_dim", "d_kv"),
        "intermediate_size": ("intermediate_size", "d_ff", "ffn_dim"),
        "vocab_size": ("vocab_size",),
    }
    found = {}
    for key, names in wanted.items():
        values = (_value(config, name) for name in names)
        found[key] = next((value for value in values if type(value) is int), 0)
    return found


def _value(config: Any, name: str) -> Any:
    """Return a field; None if there is none, or blocks have others each."""
    try:
        return getattr(config, name, None)
    except Exception:  # the library says so with errors of its own
        return None


def answer(config: dict[str, Any], adapted: dict[str, Any] | None, task: str) -> dict[str, Any]:
    """Return what is asked for: a model, and what an adapter trains of it.

    Args:
        config: Of ``config.json``.
        adapted: Of ``adapter_config.json``; None for the model alone.
        task: Of the adapter; empty if it has none.
    """
    os.environ.update(OFFLINE)
    import peft
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    model = build(config, task)
    targets = peft.utils.constants.TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING
    usual = targets.get(config["model_type"], [])
    found: dict[str, Any] = {
        "parameters": sum({id(p): p.numel() for p in model.parameters()}.values()),
        "tied": bool(getattr(model.config.get_text_config(), "tie_word_embeddings", False)),
        "class": type(model).__name__,
        "sizes": sizes(model),
        "targets": [] if isinstance(usual, str) else list(usual),
        "modules": listed(model),
        "versions": [
            f"transformers {transformers.__version__}",
            f"PEFT {peft.__version__}",
            f"torch {torch.__version__.partition('+')[0]}",
        ],
    }
    if adapted is not None:
        found["adapter"] = adapter(model, adapted)
    return found


if __name__ == "__main__":
    limited.serve(answer)
