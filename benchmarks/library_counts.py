"""Write down what transformers and PEFT count, for the tests of this program's closed forms.

Run by hand where the extra ``hf`` is installed, some minutes on one core:
``python benchmarks/library_counts.py``, or with the types that are to be done anew. It writes two
tables: the fields of configurations that change no count, and the counts of small configurations
of every type with a closed form, each of its fields changed in turn, under every adapter and for
every task. With an older version of the library, ``--fields FILE`` writes what ``--older`` reads.
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.formats.workloads.encoders import READERS
from qestimate.formats.workloads.library_child import adapter, build
from qestimate.formats.workloads.multimodal import SHELLS
from qestimate.formats.workloads.tasks import TASKS
from qestimate.workload.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
FIELDS = ROOT / "qestimate" / "formats" / "workloads" / "known_fields.json"
COUNTS = ROOT / "tests" / "formats" / "workloads" / "library.json"

WITHOUT = {"internlm", "internlm2"}
"""Types with a closed form whose class is none of the library's."""

SMALL = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "vocab_size": 160,
}
GPT = {"n_embd": 64, "n_layer": 3, "n_head": 8, "vocab_size": 160, "n_positions": 32}
BERT = {
    "hidden_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 96,
    "vocab_size": 160,
    "max_position_embeddings": 40,
    "type_vocab_size": 2,
}
T5 = {
    "d_model": 64,
    "d_ff": 96,
    "d_kv": 16,
    "num_layers": 3,
    "num_heads": 4,
    "vocab_size": 160,
}
WIDE = SMALL | {"head_dim": 16}
MOE = SMALL | {"num_local_experts": 4, "num_experts_per_tok": 2}
QWEN_MOE = SMALL | {
    "num_experts": 4,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 24,
    "decoder_sparse_step": 2,
}
DEEPSEEK = SMALL | {
    "num_key_value_heads": 8,
    "n_routed_experts": 4,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 24,
    "n_shared_experts": 1,
    "first_k_dense_replace": 1,
    "kv_lora_rank": 12,
    "q_lora_rank": 20,
    "qk_rope_head_dim": 4,
    "qk_nope_head_dim": 8,
    "v_head_dim": 6,
    "n_group": 1,
    "topk_group": 1,
}
LLAMA4 = WIDE | {
    "intermediate_size_mlp": 48,
    "num_local_experts": 4,
    "num_experts_per_tok": 1,
    "interleave_moe_layer_step": 2,
}
GEMMA4 = WIDE | {
    "num_hidden_layers": 12,
    "global_head_dim": 32,
    "num_global_key_value_heads": 2,
    "attention_k_eq_v": True,
    "num_kv_shared_layers": 3,
    "hidden_size_per_layer_input": 8,
    "vocab_size_per_layer_input": 150,
    "use_double_wide_mlp": True,
}
SIGLIP = {
    "model_type": "siglip_vision_model",
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "image_size": 56,
    "patch_size": 14,
}
CLIP = SIGLIP | {"model_type": "clip_vision_model"}

BASES: dict[str, dict[str, Any]] = {
    **{kind: SMALL for kind in FAMILIES if kind not in {"whisper", *WITHOUT}},
    **dict.fromkeys(("gpt2", "gpt_bigcode", "gptj", "codegen"), GPT),
    **dict.fromkeys(("gptj", "codegen"), GPT | {"rotary_dim": 4}),
    **dict.fromkeys(("gemma", "gemma2", "gemma3_text", "qwen3", "helium", "glm", "glm4"), WIDE),
    **dict.fromkeys(("cohere2", "seed_oss", "exaone", "internlm3", "ministral3"), WIDE),
    **dict.fromkeys(("ernie4_5", "nemotron", "exaone4"), WIDE),
    **dict.fromkeys(("mixtral", "phimoe", "gpt_oss"), MOE),
    "helium": SMALL | {"head_dim": 8, "num_key_value_heads": 8},
    "olmoe": SMALL | {"num_experts": 4, "num_experts_per_tok": 2},
    "qwen2_moe": QWEN_MOE | {"shared_expert_intermediate_size": 40},
    "qwen3_moe": QWEN_MOE | {"head_dim": 16},
    "deepseek_v2": DEEPSEEK,
    "deepseek_v3": DEEPSEEK,
    "llama4_text": LLAMA4,
    "phi": SMALL | {"num_key_value_heads": 8},
    "phi3": SMALL | {"pad_token_id": 0},
    "stablelm": SMALL | {"num_key_value_heads": 8},
    "mpt": {"d_model": 64, "n_layers": 3, "n_heads": 8, "vocab_size": 160},
    "opt": {
        "hidden_size": 64,
        "ffn_dim": 96,
        "num_hidden_layers": 3,
        "num_attention_heads": 8,
        "vocab_size": 160,
        "max_position_embeddings": 40,
        "word_embed_proj_dim": 48,
    },
    "bloom": {"hidden_size": 64, "n_layer": 3, "n_head": 8, "vocab_size": 160},
    "falcon": {
        "hidden_size": 64,
        "num_hidden_layers": 3,
        "num_attention_heads": 8,
        "vocab_size": 160,
    },
    "gpt_neox": {name: SMALL[name] for name in SMALL if name != "num_key_value_heads"},
    "gpt_neo": {
        "hidden_size": 64,
        "num_layers": 4,
        "num_heads": 8,
        "vocab_size": 160,
        "max_position_embeddings": 40,
        "attention_types": [[["global", "local"], 2]],
    },
    "bert": BERT,
    "roberta": BERT,
    "xlm-roberta": BERT,
    "t5": T5,
    "mt5": T5,
    "mamba": {
        "hidden_size": 64,
        "num_hidden_layers": 3,
        "vocab_size": 160,
        "state_size": 4,
        "expand": 2,
        "intermediate_size": 128,
        "time_step_rank": 4,
    },
    "whisper": {
        "d_model": 64,
        "encoder_layers": 2,
        "decoder_layers": 3,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 8,
        "encoder_ffn_dim": 96,
        "decoder_ffn_dim": 80,
        "vocab_size": 160,
        "num_mel_bins": 20,
        "max_source_positions": 50,
        "max_target_positions": 30,
        "pad_token_id": 0,
    },
    "gemma4_text": GEMMA4,
    "gemma4": {
        "text_config": GEMMA4 | {"model_type": "gemma4_text"},
        "vision_config": {
            "model_type": "gemma4_vision",
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 8,
            "patch_size": 4,
            "position_embedding_size": 20,
        },
        "audio_config": {
            "model_type": "gemma4_audio",
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "subsampling_conv_channels": [16, 8],
            "output_proj_dims": 40,
        },
    },
    "gemma3": {
        "text_config": WIDE | {"model_type": "gemma3_text"},
        "vision_config": SIGLIP,
        "mm_tokens_per_image": 4,
    },
    "llava": {"text_config": SMALL | {"model_type": "llama"}, "vision_config": CLIP},
    "llama4": {
        "text_config": LLAMA4 | {"model_type": "llama4_text"},
        "vision_config": {
            "hidden_size": 32,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "image_size": 56,
            "patch_size": 14,
            "projector_input_dim": 48,
            "projector_output_dim": 48,
            "vision_output_dim": 40,
        },
    },
    "qwen2_vl": {
        "text_config": SMALL | {"model_type": "qwen2_vl_text"},
        "vision_config": {"embed_dim": 32, "hidden_size": 64, "depth": 2, "num_heads": 4},
    },
    "qwen2_5_vl": {
        "text_config": SMALL | {"model_type": "qwen2_5_vl_text"},
        "vision_config": {
            "hidden_size": 32,
            "out_hidden_size": 64,
            "intermediate_size": 48,
            "depth": 2,
            "num_heads": 4,
        },
    },
    "qwen3_vl": {
        "text_config": WIDE | {"model_type": "qwen3_vl_text"},
        "vision_config": {
            "hidden_size": 32,
            "out_hidden_size": 64,
            "intermediate_size": 48,
            "depth": 4,
            "num_heads": 4,
            "num_position_embeddings": 16,
            "deepstack_visual_indexes": [1, 2],
        },
    },
}
"""A small configuration of each type."""

ALIKE = {"qwen2_vl_text": "qwen2", "qwen2_5_vl_text": "qwen2", "qwen3_vl_text": "qwen3"}

ADAPTERS: list[dict[str, Any]] = [
    {"r": 3},
    {"r": 3, "target_modules": "all-linear"},
    {"r": 3, "use_dora": True, "bias": "lora_only"},
    {"r": 3, "bias": "all", "lora_bias": True},
    {"r": 3, "modules_to_save": ["norm"]},
    {"r": 3, "modules_to_save": ["EMBEDDING", "HEAD"]},
    {"r": 3, "modules_to_save": ["EMBEDDING", "HEAD"], "ensure_weight_tying": True},
    {"r": 3, "modules_to_save": ["HEAD"], "ensure_weight_tying": True},
    {"r": 3, "target_modules": ["FIRST", "EMBEDDING"]},
    {"r": 3, "target_modules": ["FIRST", "EMBEDDING"], "ensure_weight_tying": True},
    {"r": 3, "target_modules": ["FIRST", "HEAD"]},
    {"r": 3, "modules_to_save": ["BLOCK"]},
    {"r": 3, "kasa_config": {}},
    {"r": 4, "use_bdlora": {"target_modules_bd_a": ["FIRST"], "nblocks": 2,
                            "match_strict": False}},
    {"r": 3, "trainable_token_indices": [1, 1, 3]},
    {"r": 3, "layers_to_transform": [1], "rank_pattern": {"FIRST": 5}},
]  # fmt: skip
"""Of LoRA; words in capitals stand for names that every type has others for."""


REPEATED = {"exaone": {"layer_norm_epsilon"}, "whisper": {"num_hidden_layers"}}
"""Other names of fields, which published files have beside them."""


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


COMMON = words("""
_attn_implementation _attn_implementation_autoset _attn_implementation_internal
_commit_hash _flash_attn_2_enabled _name_or_path _num_labels architectures
attn_implementation auto_map bad_words_ids begin_suppress_tokens bos_token_id
cache_implementation chunk_size_feed_forward classifier_dropout custom_pipelines
decoder_start_token_id directionality diversity_penalty do_sample dtype early_stopping
encoder_no_repeat_ngram_size eos_token_id exponential_decay_length_penalty finetuning_task
forced_bos_token_id forced_decoder_ids forced_eos_token_id gradient_checkpointing
is_decoder keys_to_ignore_at_inference language length_penalty max_length min_length
model_type name no_repeat_ngram_size num_beam_groups num_beams num_return_sequences
output_attentions output_hidden_states output_past output_scores pad_token_id
pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers pooler_size_per_head
pooler_type predict_special_tokens prefix pretraining_tp problem_type pruned_heads
quantization_config remove_invalid_values repetition_penalty return_dict
return_dict_in_generate rope_parameters rope_scaling rope_theta sep_token_id
summary_first_dropout summary_proj_to_labels summary_use_proj suppress_tokens
task_specific_params temperature tf_legacy_loss tokenizer_class top_k top_p torch_dtype
torchscript transformers_version typical_p unsloth_fixed unsloth_version use_bfloat16
use_cache use_flash_attention_2 use_return_dict vision_token_id
""")
"""Fields of every type, of older versions as well, that say nothing of weights."""

WORDS = words("""
activation activation_dropout activation_function attention_layers attention_type
attention_types attn_config block_types compression_ratio dense_act_fn ep_size
feed_forward_proj freq_allocation full_attn_mod fullatt_block_indexes hidden_act
hidden_activation init_config init_device interpolate_factor layer_types micro_batch_size
mlp_type no_rope_layers norm_type pad_key_length projector_hidden_act scoring_func
summary_type time_step_init_scheme tokenizer_name topk_method validate_runner_input
vision_feature_select_strategy weight_share_add_bias
""")
"""Fields that hold a word, several, or a table, or that code beside published files wrote; those
that change a count are read or refused."""


def signature(model: Any) -> list[tuple[str, tuple[int, ...], int]]:
    """Return the shapes of all weights, and which of them are one."""
    first: dict[int, int] = {}
    found = []
    for place, (name, value) in enumerate(model.named_parameters(remove_duplicate=False)):
        found.append((name, tuple(value.shape), first.setdefault(id(value), place)))
    return found


def changed(value: Any) -> list[Any]:
    """Return other values of a field."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value * 2, value + 1, 4, 1]
    if isinstance(value, float):
        return [value / 2 + 0.25]
    return [2, True, 0.5, 16] if value is None else []


def attempt(content: dict[str, Any], task: str = "") -> Any:
    """Return a model, or None where the library refuses."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return build(content, task)
    except Exception:  # the library raises anything
        return None


def sub_configs(content: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return where the tables of a configuration are."""
    return [(), *((name,) for name, value in content.items() if name.endswith("_config"))]


def inside(content: dict[str, Any], place: tuple[str, ...]) -> dict[str, Any]:
    """Return a table of a configuration."""
    return content[place[0]] if place else content


def with_value(
    content: dict[str, Any], place: tuple[str, ...], name: str, value: Any
) -> dict[str, Any]:
    """Return a configuration with another value of a field."""
    if place:
        return content | {place[0]: content[place[0]] | {name: value}}
    return content | {name: value}


def effects(
    base: dict[str, Any],
) -> tuple[dict[str, set[str]], dict[str, set[str]], list[dict[str, Any]]]:
    """Return the idle fields of each table of a type, all of them, and what counts otherwise."""
    plain = build(base)
    full = plain.config.to_dict()
    usual = signature(plain)
    idle: dict[str, set[str]] = {}
    every: dict[str, set[str]] = {}
    variants = []
    for place in sub_configs(base):
        table = inside(full, place)
        kind = ALIKE.get(table["model_type"], table["model_type"])
        part = getattr(plain.config, place[0]) if place else plain.config
        every.setdefault(kind, set()).update(table, part.attribute_map)
        for name, value in table.items():
            built = False
            differs = False
            for other in changed(value):
                content = with_value(base, place, name, other)
                model = attempt(content)
                if model is None:
                    continue
                built = True
                if signature(model) != usual:
                    differs = True
                    variants.append(content)
            if built and not differs:
                idle.setdefault(kind, set()).add(name)
    return idle, every, variants


def named(content: Any, names: dict[str, str]) -> Any:
    """Return an adapter with the names of a model in the place of words in capitals."""
    if isinstance(content, str):
        return names.get(content, content)
    if isinstance(content, list):
        return [named(one, names) for one in content]
    if isinstance(content, dict):
        return {named(key, names): named(value, names) for key, value in content.items()}
    return content


def names_of(model: Any) -> dict[str, str]:
    """Return what a model calls the things that adapters name."""
    import torch
    from transformers.pytorch_utils import Conv1D

    output = model.get_output_embeddings()
    tables = model.get_input_embeddings()
    first = block = head = table = ""
    for name, module in model.named_modules():
        parts = name.split(".")
        head = name if module is output else head
        table = name if module is tables else table
        if isinstance(module, torch.nn.Linear | Conv1D) and "1" in parts and not first:
            first = parts[-1]
            block = ".".join(parts[: parts.index("1") + 1])
    head = head or next(
        (name for name in ("score", "classifier", "qa_outputs") if hasattr(model, name)), ""
    )
    last = head.rpartition(".")[2]
    return {
        "FIRST": first,
        "BLOCK": ".".join(block.split(".")[-2:]),
        "HEAD": last,
        "EMBEDDING": table.rpartition(".")[2],
    }


def with_adapters(base: dict[str, Any], task: str) -> list[dict[str, Any]]:
    """Return what each adapter trains of a model."""
    rows = []
    for written in ADAPTERS:
        model = attempt(base, task)
        names = names_of(model)
        if not names["HEAD"] and "HEAD" in json.dumps(written):
            continue
        content = named(written, names)
        if "target_modules" not in content:
            content |= {"target_modules": [names["FIRST"]]}
        content |= {"peft_type": "LORA", "task_type": task or None}
        try:
            trained = adapter(model, content)["trained"]
        except Exception:  # what the library refuses has no count
            continue
        rows.append({"adapter": content, "trained": trained})
    return rows


def total(model: Any) -> int:
    """Return the parameters of a model, those that are one once."""
    return sum({id(p): p.numel() for p in model.parameters()}.values())


def fields_of(kinds: Iterable[str]) -> dict[str, list[str]]:
    """Return all fields of the installed version's classes, those of tables inside as well."""
    from transformers import CONFIG_MAPPING

    found: dict[str, set[str]] = {}

    def put(kind: str, table: dict[str, Any]) -> None:
        found.setdefault(ALIKE.get(kind, kind), set()).update(table)
        for name, value in table.items():
            if isinstance(value, dict) and "model_type" in value:
                put(value["model_type"] or f"{kind}.{name}", value)

    for kind in kinds:
        if kind in CONFIG_MAPPING:
            config = CONFIG_MAPPING[kind]()
            put(kind, {**config.to_dict(), **vars(config)})
    return {kind: sorted(names) for kind, names in found.items()}


def written(found: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return sets of names as JSON has them, without those of all types."""
    every = {*COMMON, *WORDS}
    return {kind: sorted(names - every) for kind, names in sorted(found.items())}


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("types", nargs="*", help="types that are done anew; all if none is named")
    parser.add_argument("--fields", type=Path, help="only write the fields of the classes")
    parser.add_argument("--older", type=Path, nargs="*", help="what --fields wrote")
    asked = parser.parse_args()
    kinds = sorted({*FAMILIES, *SHELLS, *READERS} - WITHOUT)
    if asked.fields:
        asked.fields.write_text(json.dumps(fields_of(kinds)))
        return
    import peft
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    versions = {
        "transformers": transformers.__version__,
        "peft": peft.__version__,
        "torch": torch.__version__.partition("+")[0],
    }
    chosen = asked.types or kinds
    idle: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    rows: list[dict[str, Any]] = []
    if asked.types:
        before = json.loads(FIELDS.read_text())
        idle = {kind: set(names) for kind, names in before["idle"].items() if kind != "all"}
        known = {kind: set(names) for kind, names in before["read"].items()}
        kept = json.loads(COUNTS.read_text())["rows"]
        rows = [row for row in kept if row["config"]["model_type"] not in chosen]
    for kind in chosen:
        base = {"model_type": kind, "pad_token_id": 0, **BASES[kind]}
        found, fields, variants = effects(base)
        for name in fields:
            idle.setdefault(name, set()).update(found.get(name, ()))
            known.setdefault(name, set()).update(fields[name])
        rows.append({"config": base, "parameters": total(build(base))})
        seen = {rows[-1]["parameters"]}
        for content in variants:
            count = total(build(content))
            if count not in seen:
                rows.append({"config": content, "parameters": count})
                seen.add(count)
        rows[-len(seen)]["adapters"] = with_adapters(base, "")
        for task in TASKS:
            content = base | {"id2label": {"0": "a", "1": "b", "2": "c"}}
            model = attempt(content, task)
            if model is None or task in {"CAUSAL_LM", "SEQ_2_SEQ_LM"}:
                continue
            rows.append({"config": content, "task": task, "parameters": total(model)})
            rows[-1]["adapters"] = with_adapters(content, task)[:8]
        print(f"{kind}: {len(seen)} configurations, {len(rows)} rows in all")
    for path in asked.older or ():
        for kind, names in json.loads(path.read_text()).items():
            if kind in known:
                idle[kind] |= set(names) - known[kind]
    for kind, names in REPEATED.items():
        idle.setdefault(kind, set()).update(names)
    read = {kind: names - idle.get(kind, set()) for kind, names in known.items()}
    FIELDS.write_text(
        json.dumps(
            {
                "versions": versions,
                "idle": {**written(idle), "all": sorted({*COMMON, *WORDS})},
                "read": written(read),
                "types": sorted(transformers.CONFIG_MAPPING.keys()),
            },
            indent=1,
        )
        + "\n"
    )
    COUNTS.write_text(json.dumps({"versions": versions, "rows": rows}) + "\n")


if __name__ == "__main__":
    main()
