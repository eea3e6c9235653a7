"""Every field of a file is counted, known to change nothing, or refused by its name."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads import library
from qestimate.formats.workloads.fields import NotCountedError
from qestimate.formats.workloads.peft import adapter_of
from qestimate.formats.workloads.transformers import architecture_of, read_config
from qestimate.workload.listing import parameter_count
from qestimate.workload.workload import LanguageModel, Workload
from tests.conftest import says

ROWS = json.loads((Path(__file__).parent / "library.json").read_text())["rows"]

LLAMA = {
    "model_type": "llama",
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "vocab_size": 128256,
    "tie_word_embeddings": True,
}
LORA = {"peft_type": "LORA", "r": 8, "target_modules": ["q_proj", "v_proj"]}
PAIRS = 16 * 8 * ((2048 + 2048) + (2048 + 512))
NORMS = 33 * 2048
EMBEDDING = 128256 * 2048


def counted(config, task=""):
    return parameter_count(architecture_of(config, task)[0])


def trained(**more):
    return adapter_of(LORA | more, architecture_of(LLAMA)[0]).trained


def note(**more):
    return adapter_of(LORA | more, architecture_of(LLAMA)[0], model="llama-3.2-1b").note


def small(kind):
    """Return the small configuration of a type that library.json begins with."""
    return next(row["config"] for row in ROWS if row["config"]["model_type"] == kind)


@pytest.mark.parametrize(
    ("kind", "changes", "parameters"),
    [
        ("bert", {"tie_word_embeddings": False}, 115_936),
        ("llama4", {"tie_word_embeddings": True}, 378_560),
        ("gemma4", {"vision_config": {"num_key_value_heads": ...}}, 709_896),
        ("gemma3", {"text_config": {"tie_word_embeddings": False}}, 227_472),
        ("cohere2", {"head_dim": ...}, 133_440),
        ("nemotron", {"head_dim": None}, 119_936),
        ("falcon", {"multi_query": None}, 158_208),
        ("falcon", {"parallel_attn": None}, 137_088),
        ("apertus", {"hidden_act": "gelu", "attention_bias": True}, 120_192),
        ("llama4_text", {"moe_layers": []}, 156_224),
    ],
)
def test_what_the_library_has_for_rare_fields(kind, changes, parameters):
    """Where a field is null, left out (...) or stands on another level than usual."""
    config = copy.deepcopy(small(kind))
    for name, value in changes.items():
        table, inner = (config[name], value) if isinstance(value, dict) else (config, {name: value})
        for key, one in inner.items():
            if one is ...:
                table.pop(key, None)
            else:
                table[key] = one
    assert counted(config) == parameters


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("whisper", {"architectures": ["WhisperForCausalLM"]}),
        ("llama", {"architectures": ["LlamaPreTrainedModel"]}),
        ("t5", {"is_decoder": True}),
        ("llama", {"hidden_size": None}),
        ("bert", {"position_embedding_type": "relative_key"}),
    ],
)
def test_what_only_the_library_counts_is_handed_on(kind, change):
    with pytest.raises(NotCountedError):
        architecture_of(small(kind) | change)


def test_what_a_model_ends_in():
    """With its head a model of tied embeddings has no more than without; labels come on top."""
    whole = counted(LLAMA)
    assert counted(LLAMA | {"architectures": ["LlamaModel"]}) == whole
    three = {"architectures": ["LlamaForSequenceClassification"], "num_labels": 3}
    assert counted(LLAMA | three) == whole + 3 * 2048
    assert counted(LLAMA | {"architectures": ["LlamaForTokenClassification"]}) == whole + 2 * 2049
    assert counted(LLAMA | {"tie_word_embeddings": False}) == whole + EMBEDDING
    assert counted(LLAMA | three | {"tie_word_embeddings": False}) == whole + 3 * 2048


def test_the_task_of_an_adapter_goes_before_the_class():
    assert counted(LLAMA | {"architectures": ["LlamaForCausalLM"]}, "SEQ_CLS") == (
        counted(LLAMA) + 2 * 2048
    )
    model = architecture_of(LLAMA, "SEQ_CLS")[0]
    found = adapter_of(LORA | {"task_type": "SEQ_CLS"}, model)
    assert found.trained == PAIRS + 2 * 2048
    assert found.saved == (("score", 2 * 2048),)


@pytest.mark.parametrize(
    "name", ["LlamaForRewardModel", "Qwen2ForProcessRewardModel", "GPT2DoubleHeadsModel"]
)
def test_classes_that_are_not_counted_are_refused(name):
    with pytest.raises(NotCountedError) as caught:
        architecture_of(LLAMA | {"architectures": [name]})
    assert says(" ".join(caught.value.problems), f"architectures: '{name}'")


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"modules_to_save": ["norm"]}, PAIRS + NORMS),
        ({"modules_to_save": ["input_layernorm"]}, PAIRS + 16 * 2048),
        ({"modules_to_save": ["embed_tokens", "norm"]}, PAIRS + NORMS + EMBEDDING),
        ({"modules_to_save": ["embed_tokens", "lm_head"]}, PAIRS + 2 * EMBEDDING),
        ({"modules_to_save": ["embed_tokens", "lm_head"], "ensure_weight_tying": True},
         PAIRS + EMBEDDING),
        ({"modules_to_save": ["layers.3"]},
         15 * PAIRS // 16 + 2 * 2048 * 2048 + 2 * 2048 * 512 + 3 * 2048 * 8192 + 2 * 2048),
        ({"modules_to_save": ["mlp"]}, PAIRS + 16 * 3 * 2048 * 8192),
        ({"kasa_config": {}}, PAIRS + 32 * 8),
        ({"target_modules": "all-linear", "modules_to_save": ["lm_head", "embed_tokens"],
          "ensure_weight_tying": True}, 268_304_384),
        ({"trainable_token_indices": [1, 1, 3]}, PAIRS + 3 * 2048),
        ({"use_bdlora": {"target_modules_bd_a": ["v_proj"], "target_modules_bd_b": ["q_proj"],
                         "nblocks": 4}},
         PAIRS - 16 * 8 * (2048 * 3 // 4) * 2),
        ({"target_modules": ["q_proj", "v_proj", "embed_tokens"], "ensure_weight_tying": True},
         PAIRS + 2 * 8 * (128256 + 2048)),
    ],
)  # fmt: skip
def test_adapters_by_hand(more, count):
    assert trained(**more) == count


@pytest.mark.parametrize(
    "more",
    [
        {"use_new_adapter": True},
        {"target_parameters": ["experts.gate_up_proj"]},
        {"layer_replication": [[0, 2]]},
        {"monteclora_config": {"num_samples": 3}},
        {
            "ensure_weight_tying": True,
            "modules_to_save": ["lm_head"],
            "target_modules": ["q_proj", "embed_tokens"],
        },
    ],
)
def test_adapters_that_are_not_counted_are_refused_by_name(more):
    with pytest.raises(NotCountedError) as caught:
        adapter_of(LORA | more, architecture_of(LLAMA)[0])
    assert says(" ".join(caught.value.problems), next(iter(more)))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"target_modules": ["q_proj", "query"]}, "target_modules query"),
        ({"rank_pattern": {"^q_proj": 64}}, "rank_pattern ^q_proj"),
        ({"exclude_modules": ["gate"]}, "exclude_modules gate"),
        ({"modules_to_save": ["classifier_head"]}, "modules_to_save classifier_head"),
        ({"r": 600}, "v_proj 512"),
        ({"base_model_name_or_path": "mistralai/Mistral-7B-v0.1"}, "mistralai/Mistral-7B-v0.1"),
    ],
)
def test_what_matches_nothing_is_named(more, said):
    assert says(note(**more), said)


def test_the_same_model_by_another_spelling_is_no_remark():
    assert note(base_model_name_or_path="meta-llama/Llama-3.2-1B-Instruct") == ""
    assert note(base_model_name_or_path="/data/Llama-3.2-1B/") == ""


def test_fields_that_the_library_does_not_read_are_named():
    config = LLAMA | {"torch_dtype": "bfloat16", "rope_theta": 5e5, "prefill_chunk_size": 512}
    found, notes = architecture_of(config)
    assert parameter_count(found) == counted(LLAMA)
    assert "prefill_chunk_size" in notes[0]
    assert "rope_theta" not in notes[0]


@pytest.mark.parametrize(
    "more",
    [
        {"auto_map": {"AutoModel": "modeling_own.OwnModel"}},
        {"transformers_version": "99.1.0"},
    ],
)
def test_fields_of_code_that_is_not_known_are_refused(more):
    with pytest.raises(NotCountedError) as caught:
        architecture_of(LLAMA | more | {"deeper_layers": 3, "off": False, "none": None})
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["deeper_layers"]


def test_two_names_of_a_field_that_contradict_each_other():
    with pytest.raises(WorkloadFileError) as caught:
        architecture_of({"model_type": "gpt2", "n_embd": 64, "hidden_size": 128, "n_layer": 2,
                         "n_head": 4})  # fmt: skip
    assert says(caught.value.problems[0], "n_embd 64 hidden_size 128")


def test_labels_that_contradict_each_other():
    with pytest.raises(WorkloadFileError) as caught:
        architecture_of(LLAMA | {"num_labels": 5, "id2label": {"0": "a"}})
    assert says(caught.value.problems[0], "num_labels 5 1")


def test_a_type_of_the_library_is_no_slip(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "versions", tuple)
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"model_type": "rwkv"}))
    with pytest.raises(WorkloadFileError) as caught:
        read_config(path)
    assert "qestimate[hf]" in caught.value.hint
    assert "did you mean" not in caught.value.hint


@pytest.mark.parametrize("kind", ["IA3", "VERA", "OFT", "PREFIX_TUNING"])
def test_other_adapters_name_what_counts_them(tmp_path, run, monkeypatch, kind):
    monkeypatch.setattr(library, "versions", tuple)
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps({"peft_type": kind}))
    done = run("model", "-m", "gpt2", "--adapter-config", str(path), "--qubits", "72")
    assert done.code == 3
    assert says(done.err, f"{kind} qestimate[hf]")


ANSWER = {
    "parameters": 40 * 8 + 2 * (2 * 8 * 8 + 8) + 3 * 8,
    "tied": False,
    "class": "NewForCausalLM",
    "sizes": {"hidden_size": 8, "layers": 2, "heads": 2, "kv_heads": 2, "head_dim": 0,
              "intermediate_size": 16, "vocab_size": 40},
    "targets": ["mix"],
    "modules": [
        {"kind": "table", "size": 320, "biases": 0, "biased": False, "shared": False, "d_in": 40,
         "d_out": 8, "output": False, "stem": "", "path": "embed", "blocks": [-1]},
        {"kind": "linear", "size": 136, "biases": 8, "biased": True, "shared": False, "d_in": 16,
         "d_out": 8, "output": False, "stem": "layers", "path": "mix", "blocks": [0, 1]},
        {"kind": "other", "size": 8, "biases": 0, "output": False, "stem": "layers",
         "path": "norm", "blocks": [0, 1]},
        {"kind": "other", "size": 8, "biases": 0, "output": False, "stem": "", "path": "norm",
         "blocks": [-1]},
        {"kind": "linear", "size": 0, "biases": 0, "biased": False, "shared": True, "d_in": 8,
         "d_out": 40, "output": True, "stem": "", "path": "lm_head", "blocks": [-1]},
    ],
    "versions": ["transformers 5.24.0", "PEFT 0.21.2", "torch 2.13.0"],
    "adapter": {"trained": 100, "layers": [
        {"stem": "layers", "path": "mix", "d_in": 16, "d_out": 8, "rank": 2, "blocks": [0, 1]}]},
}  # fmt: skip
"""An answer of the libraries, as ``library_child`` gives it."""


def test_an_answer_of_the_libraries():
    found = library.architecture_of(ANSWER, "new")
    assert parameter_count(found) == ANSWER["parameters"]
    model = LanguageModel("new", "new", parameter_count(found), found)
    assert Workload.of(model, rank=1).adapter.parameters == 2 * (16 + 8)
    laid = library.adapter_of(ANSWER, "ADALORA")
    assert laid.trained == 100
    assert laid.parameters - laid.extra == 2 * 2 * (16 + 8)
    assert library.adapter_of(ANSWER, "IA3").modules == ()


def test_an_answer_is_asked_for_once(monkeypatch, tmp_path):
    asked = []

    def ask(*_, **__):
        asked.append(1)
        return ANSWER

    monkeypatch.setenv("QESTIMATE_CACHE", str(tmp_path))
    monkeypatch.setattr(library.limited, "ask", ask)
    for _ in range(2):
        assert library.ask({"model_type": "new"}) == ANSWER
    assert len(asked) == 1


def test_internlm2_by_hand():
    """A fused projection, two norms, and an output layer of its own: 7.74 billion."""
    config = {"model_type": "internlm2", "hidden_size": 4096, "intermediate_size": 14336,
              "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
              "vocab_size": 92544, "bias": False}  # fmt: skip
    block = 4096 * (4096 + 2 * 1024) + 4096 * 4096 + 3 * 4096 * 14336 + 2 * 4096
    assert counted(config) == 32 * block + 4096 + 2 * 92544 * 4096 == 7_737_708_544


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"modules_to_save": [f"name{n}" for n in range(1001)]}, "modules_to_save: 1,000 1,001"),
        ({"rank_pattern": {f"name{n}": 1 for n in range(2001)}}, "rank_pattern: 2,000 2,001"),
        ({"modules_to_save": ["embed_tokens"], "trainable_token_indices": [3]},
         "trainable_token_indices: modules_to_save"),
        ({"trainable_token_indices": {"positions": [3]}}, "trainable_token_indices: positions"),
    ],
)  # fmt: skip
def test_adapters_that_contradict_or_go_on_for_ever(more, said):
    with pytest.raises(WorkloadFileError) as caught:
        trained(**more)
    assert says(" ".join(caught.value.problems), said)


def test_names_by_the_hundred_thousand_take_no_time():
    """Names are looked up by the ends of each module's name."""
    names = [f"name{n}" for n in range(100_000)]
    assert trained(target_modules=["q_proj", "v_proj", *names], exclude_modules=names) == PAIRS


def test_a_table_of_positions_takes_no_adapter_here():
    with pytest.raises(NotCountedError, match="position_embedding"):
        adapter_of(
            LORA | {"target_modules": ["position_embedding", "q_proj"]},
            architecture_of(small("llava"))[0],
        )
