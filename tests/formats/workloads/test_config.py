"""Counts from configurations: equal to the models that transformers builds from the same files.

``models.json`` has the fields that decide a count, of public configurations, and the totals that
transformers 5.24.0 has for them; ``test_against_transformers`` builds those anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads.transformers import architecture_of, read_config
from qestimate.workload.listing import idle_count, parameter_count
from tests.conftest import says

MODELS = json.loads((Path(__file__).parent / "models.json").read_text())


@pytest.mark.parametrize("name", MODELS)
def test_counts_equal_those_of_transformers(name):
    found = MODELS[name]
    architecture, notes = architecture_of(found["config"])
    total = parameter_count(architecture)
    assert total == found["parameters"]
    assert total - idle_count(architecture) == found["active"]
    assert bool(notes) == (name in {"DeepSeek-V3", "t5-base"} or "labels" in name)


def written(tmp_path, content, name="config.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_name_of_a_model(tmp_path):
    config = MODELS["gpt2"]["config"]
    folder = tmp_path / "my-model"
    folder.mkdir()
    assert read_config(written(folder, config)).name == "my-model"
    assert read_config(folder).name == "my-model"
    assert read_config(written(folder, config, "other.json")).name == "other"
    named = {**config, "_name_or_path": "someone/gpt2-tuned"}
    assert read_config(written(folder, named)).name == "gpt2-tuned"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_type": "llamma"}, "'llamma'"),
        ({"model_type": None}, "model_type:"),
        ({"model_type": ["llama"]}, "model_type llama"),
        ({"hidden_size": None}, "hidden_size n_embd"),
        ({"hidden_size": "4096"}, "hidden_size: '4096'"),
        ({"hidden_size": -1}, "hidden_size: -1"),
        ({"hidden_size": True}, "hidden_size:"),
        ({"hidden_size": 10**12}, "hidden_size: 1000000000000"),
        ({"num_hidden_layers": 1.5}, "num_hidden_layers: 1.5"),
        ({"num_key_value_heads": 5}, "heads 32 5"),
        ({"tie_word_embeddings": "no"}, "tie_word_embeddings: 'no'"),
        ({"head_dim": 0}, "head_dim: 0"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, change, said):
    config = {**MODELS["Meta-Llama-3.1-8B"]["config"], **change}
    with pytest.raises(WorkloadFileError) as caught:
        read_config(written(tmp_path, config))
    everything = " ".join((caught.value.message, *caught.value.problems))
    assert says(everything, said)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("content", ["", "[]", "{", "null", '"x"', "[" * 100_000, "\x00"])
def test_no_configuration_at_all_is_one_line(tmp_path, content):
    with pytest.raises(WorkloadFileError) as caught:
        read_config(written(tmp_path, content))
    assert "\n" not in caught.value.message


def test_missing_file():
    with pytest.raises(WorkloadFileError, match=r"no/such/config\.json"):
        read_config("no/such/config.json")


def test_all_problems_at_once(tmp_path):
    with pytest.raises(WorkloadFileError) as caught:
        read_config(written(tmp_path, {"model_type": "llama"}))
    assert len(caught.value.problems) >= 4


def test_the_command_takes_a_configuration(run, tmp_path):
    path = written(tmp_path, MODELS["Mixtral-8x7B-v0.1"]["config"])
    found = run("model", "--config", path, "--device", "ibm-fez", "--format", "json")
    assert found.code == 0, found.err
    content = json.loads(found.out)
    model = content["workload"]["model"]
    assert (model["parameters"], model["active_parameters"]) == (46_702_792_704, 12_879_925_248)
    assert content["inputs"]["config"]["origin"] == "given"


@pytest.mark.slow
def test_a_token_passes_only_the_experts_picked(run, tmp_path):
    path = written(tmp_path, MODELS["Mixtral-8x7B-v0.1"]["config"])
    found = run("model", "--config", path, "--target", "w1", "--device", "ibm-fez", "--method",
                "qtha-c", "--samples", "10", "--tokens", "5", "--format", "json")  # fmt: skip
    content = json.loads(found.out)
    adapter, row = content["workload"]["adapter"], content["estimates"][0]
    assert (adapter["modules"], adapter["modules_passed"]) == (32 * 8, 32 * 2)
    assert row["circuits_forward"] == 10 * 5 * 32 * 2
    assert row["quantum_parameters"] == 4 * 8 * 8 * 32 * 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-m", "gpt2"), "--model --config"),
        (("--params", "1e9"), "--params --config"),
        (("--rank", "99999"), "rank 99999"),
    ],
)
def test_contradictions(run, tmp_path, arguments, said):
    path = written(tmp_path, MODELS["gpt2"]["config"])
    found = run("model", "--config", path, "--qubits", "72", *arguments)
    assert found.code == 2
    assert says(found.err, said)


def test_scenarios_keep_the_configuration(run, tmp_path):
    written(tmp_path, MODELS["gpt2"]["config"])
    (tmp_path / "mine.toml").write_text('config = "config.json"\ndevice = "ibm-fez"\n')
    first = run("model", "--scenario", tmp_path / "mine.toml", "--method", "qpa", "--format",
                "json", "--save-scenario", tmp_path / "saved.toml")  # fmt: skip
    assert first.code == 0, first.err
    again = run("model", "--scenario", tmp_path / "saved.toml", "--format", "json")
    assert json.loads(again.out)["estimates"] == json.loads(first.out)["estimates"]


def test_sweeps_take_a_configuration(run, tmp_path):
    path = written(tmp_path, MODELS["gpt2"]["config"])
    out = tmp_path / "sweep.csv"
    found = run("sweep", "--config", path, "--rank", "2,4", "--device", "ibm-fez", "--method",
                "qtha", "-o", out)  # fmt: skip
    assert found.code == 0, found.err
    named = run("sweep", "-m", "gpt2", "--rank", "2,4", "--device", "ibm-fez", "--method", "qtha",
                "-o", tmp_path / "named.csv")  # fmt: skip
    assert named.code == 0, named.err
    assert out.read_text() == (tmp_path / "named.csv").read_text()


def test_a_sweep_has_one_model_file(run, tmp_path):
    path = written(tmp_path, MODELS["gpt2"]["config"])
    found = run("sweep", "--config", f"{path},{path}", "--device", "ibm-fez", "--method", "qpa",
                "-o", tmp_path / "x.csv")  # fmt: skip
    assert found.code == 3  # a comma is part of the name
    assert "no such file" in found.err


def test_a_saved_scenario_finds_its_files_from_anywhere(run, tmp_path, monkeypatch):
    for folder, name in (("a", "gpt2"), ("b", "gpt2-medium")):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, MODELS[name]["config"])
    monkeypatch.chdir(tmp_path / "a")
    given = ("--config", "config.json", "--device", "ibm-fez", "--method", "qpa")
    first = run("model", *given, "--save-scenario", "../b/saved.toml", "--format", "json")
    assert first.code == 0, first.err
    monkeypatch.chdir("/")
    again = run("model", "--scenario", tmp_path / "b" / "saved.toml", "--format", "json")
    assert json.loads(again.out)["estimates"] == json.loads(first.out)["estimates"]
    run("model", "--config", tmp_path / "a" / "config.json", *given[2:], "--save-scenario",
        tmp_path / "a" / "saved.toml")  # fmt: skip
    assert 'config = "config.json"' in (tmp_path / "a" / "saved.toml").read_text()


def test_a_folder_in_a_scenario(run, tmp_path):
    (tmp_path / "my, model").mkdir()
    written(tmp_path / "my, model", MODELS["gpt2"]["config"])
    (tmp_path / "s.toml").write_text('config = "my, model"\ndevice = "ibm-fez"\nmethod = "qpa"\n')
    found = run("model", "--scenario", tmp_path / "s.toml")
    assert found.code == 0, found.err


@pytest.mark.parametrize("path", ["", "x" * 300, "/dev/null"])
def test_odd_paths(run, path):
    found = run("model", "--config", path, "--device", "ibm-fez")
    assert found.code == 3, found
    assert len(found.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("Mixtral-8x7B-v0.1", {"num_experts_per_tok": 9}, "8 9"),
        ("Qwen3-30B-A3B", {"num_hidden_layers": 10**9}, "num_hidden_layers: 1000000000"),
        ("gpt2", {"add_cross_attention": True}, "add_cross_attention:"),
        ("phi-2", {"qk_layernorm": True}, "qk_layernorm:"),
    ],
)
def test_what_is_not_counted_is_said(tmp_path, name, change, said):
    with pytest.raises(WorkloadFileError) as caught:
        read_config(written(tmp_path, {**MODELS[name]["config"], **change}))
    assert says(" ".join(caught.value.problems), said)


@pytest.mark.parametrize(
    ("config", "parameters"),
    [
        # Of random small configurations, what transformers 5.24.0 has for them.
        ({"model_type": "falcon", "vocab_size": 257, "tie_word_embeddings": True,
          "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 8, "bias": True,
          "multi_query": True, "num_ln_in_parallel_attn": 2, "ffn_hidden_size": 40}, 46_256),
        ({"model_type": "deepseek_v2", "vocab_size": 100, "tie_word_embeddings": False,
          "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 8,
          "intermediate_size": 40, "mlp_bias": True, "n_routed_experts": 4,
          "num_experts_per_tok": 2, "moe_intermediate_size": 24, "first_k_dense_replace": 1,
          "kv_lora_rank": 12, "qk_rope_head_dim": 4, "qk_nope_head_dim": 8, "v_head_dim": 6,
          "q_lora_rank": None, "n_shared_experts": 1}, 67_544),
        ({"model_type": "olmoe", "vocab_size": 100, "tie_word_embeddings": False,
          "hidden_size": 48, "num_hidden_layers": 1, "num_attention_heads": 6,
          "intermediate_size": 40, "num_key_value_heads": 2, "head_dim": 12, "num_experts": 4,
          "num_experts_per_tok": 2}, 42_256),
    ],
    ids=lambda value: value["model_type"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_rare_settings(config, parameters):
    assert parameter_count(architecture_of(config)[0]) == parameters
