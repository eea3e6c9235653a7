"""Scenarios with images and sound, and with all parameters trained."""

from __future__ import annotations

import json

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.core.errors import DomainError, QestimateError, ScenarioError
from qestimate.estimation.classical import lora_run, work_of
from qestimate.explore.sweep.engine import Sweep
from qestimate.formats.workloads.transformers import read_config
from qestimate.methods import method
from qestimate.scenario.scenario import scenario
from qestimate.scenario.toml_file import read_scenario, write_scenario
from qestimate.scenario.values import Given
from qestimate.workload.modalities import Media
from qestimate.workload.workload import full
from tests.conftest import says
from tests.formats.workloads.test_multimodal import GEMMA3_4B, LLAVA_7B, QWEN2_VL_2B, SMALL
from tests.formats.workloads.test_processor import GEMMA3, QWEN2_VL, WHISPER

FILES = {
    "gemma": GEMMA3_4B,
    "llava": LLAVA_7B,
    "qwen": QWEN2_VL_2B,
    "whisper": SMALL,
    "p-qwen": QWEN2_VL,
    "p-whisper": WHISPER,
    "p-gemma": GEMMA3,
    "p-audio": WHISPER | {"processor_class": "Qwen2AudioProcessor"},
}


@pytest.fixture
def ask(tmp_path):
    """Return a function that puts a scenario together from names of files and inputs."""
    for name, content in FILES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))

    def put_together(model, **inputs):
        given = {"device": Given("ibm-fez"), "model": Given(model)}
        if model in FILES:
            given = {"device": Given("ibm-fez"), "config": Given(str(tmp_path / f"{model}.json"))}
        for name, value in inputs.items():
            path = str(tmp_path / f"{value}.json")
            given[name.replace("_", "-")] = Given(path if name == "processor" else value)
        return scenario(given)

    return put_together


def data(found):
    return found.workload.data


def test_nothing_changes_where_nothing_is_said(ask):
    assert data(ask("gpt2")).media == Media()
    assert data(ask("gemma")).tokens_per_sample == 512


@pytest.mark.parametrize(
    ("model", "inputs", "media"),
    [
        ("llava", {"images": 2}, Media(2, 1152, 1154)),
        ("llava", {"image_tokens": 576}, Media(1, 576, 577)),
        ("gemma", {"images": 3, "processor": "p-gemma"}, Media(3, 768, 3 * 4096)),
        ("gemma", {"image_tokens": 512}, Media(2, 512, 8192)),
        ("qwen", {"image_size": "1024x1024", "processor": "p-qwen"}, Media(1, 1369, 5476)),
        ("qwen", {"image_tokens": 64}, Media(1, 64, 256)),
        ("gpt2", {"image_tokens": 64}, Media(1, 64, 64)),
        ("whisper", {"audio_seconds": 4}, Media(0, 0, 0, 1500, 1500)),
        ("whisper", {"audio_seconds": 4, "processor": "p-whisper"}, Media(0, 0, 0, 1500, 1500)),
        ("whisper", {}, Media(0, 0, 0, 1500, 1500)),
        ("qwen2.5-0.5b", {"audio_seconds": 4, "processor": "p-audio"}, Media(0, 0, 0, 100, 1500)),
    ],
)
def test_tokens_of_a_sample(ask, model, inputs, media):
    found = data(ask(model, tokens=100, **inputs))
    assert found.media == media
    assert found.tokens_per_sample == 100 + media.tokens
    assert found.text_tokens == 100


@pytest.mark.parametrize(
    ("model", "inputs", "said"),
    [
        ("qwen", {"images": 1}, "--processor --image-tokens"),
        ("qwen", {"images": 1, "processor": "p-qwen"}, "--image-size"),
        ("qwen", {"image_size": "1024", "processor": "p-qwen"}, "--image-size '1024'"),
        ("qwen", {"image_size": "1x999", "processor": "p-qwen"}, "999 200"),
        ("gpt2", {"images": 1}, "--processor --image-tokens"),
        ("gpt2", {"audio_seconds": 1}, "--processor"),
        ("gemma", {"images": 1, "image_tokens": 256}, "--images --image-tokens"),
        ("gemma", {"images": 0}, "--images 1"),
        ("gemma", {"image_tokens": 10**13}, "--image-tokens 1e+12"),
        ("gemma", {"audio_seconds": 3}, "--audio-seconds hears"),
        ("gemma", {"processor": "p-gemma"}, "--processor --images"),
        ("gemma", {"images": 1, "processor": "p-whisper"}, "sound"),
        ("llava", {"images": 1, "processor": "p-gemma"}, "256 576"),
        ("whisper", {"images": 1}, "--images sees"),
        ("whisper", {"audio_seconds": 31}, "31 30"),
        ("gemma", {"target": "out_proj"}, "out_proj --image-tokens"),
        ("gpt2", {"train": "some"}, "--train 'some'"),
        ("gpt2", {"train": "all", "rank": 4}, "--train --rank"),
        ("gpt2", {"train": "all", "target": "c_attn"}, "--train --target"),
        ("gpt2", {"train": "all", "adapter": "qtha-released"}, "--train --adapter"),
    ],
)
def test_what_contradicts_itself_is_refused(ask, model, inputs, said):
    with pytest.raises(QestimateError) as caught:
        ask(model, **inputs)
    assert says(f"{caught.value.message} {caught.value.hint}", said)


def test_each_part_is_passed_by_what_it_sees(ask):
    """LLaVA, q and v: 32 blocks pass 612 tokens, 24 of CLIP pass 577 patches, two layers each."""
    found = ask("llava", images=1, tokens=36, samples=10, epochs=1).workload
    passes = 2 * 32 * (36 + 576) + 2 * 24 * 577
    assert found.passes_per_sample == passes
    for name, spsa in (("qtha-c", 2), ("angle", 2)):
        program = method(name).program(found, Goal(gradient="spsa"), 27)
        assert program.circuits_forward == 10 * passes
        assert program.circuits_epoch == 10 * passes * (1 + spsa)
    alone = ask("llava", tokens=36, samples=10, epochs=1).workload
    assert alone.passes_per_sample == 2 * 32 * 36  # nothing to see


def test_keys_and_values_of_the_decoder_come_from_sound(ask):
    """Whisper small: of 72 layers, 24 in the encoder and 12 on what it heard are passed by it."""
    found = ask("whisper", tokens=50).workload
    assert found.adapter.n_modules == 72
    assert found.passes_per_sample == (24 + 12) * 1500 + 36 * 50


def test_angles_of_an_adapter_that_patches_pass(ask):
    """Gradients: two circuits for each of 8 (d_in + d_out) weights and of the n features."""
    found = ask("llava", images=1, tokens=36, samples=10, epochs=1, target="q_proj").workload
    n = 27
    eye, text = 24 * 577, 32 * 612
    each = (1 + 2 * 8 * 2048 + 2 * n) * eye + (1 + 2 * 8 * 8192 + 2 * n) * text
    program = method("angle").program(found, Goal(), n)
    assert program.circuits_epoch == 10 * each


def test_flop_of_parts(ask):
    """Gemma 3: 416,866,032 in SigLIP, of which norms and positions are not multiplied with."""
    text, tower = 3_880_263_168, 416_866_032 - 4096 * 1152 - 27 * 4 * 1152 - 2 * 1152
    work = work_of(ask("gemma", images=1, tokens=256).workload)
    expected = text + tower * 4096 / 512
    assert work.parameters == pytest.approx(expected, rel=1e-9)
    assert work_of(ask("gemma", tokens=256).workload).parameters == pytest.approx(text, rel=1e-9)


def test_attention_of_an_image_is_to_all_of_it(ask):
    one, two = (work_of(ask("gemma", images=n, tokens=256).workload) for n in (1, 2))
    width = 34 * 8 * 256
    assert one.attention == pytest.approx(width * 256 + 27 * 1152 * 4096 * 4096 / 512)
    assert two.attention == pytest.approx(width * 384 + 27 * 1152 * 4096 * 8192 / 768)


def test_all_parameters_are_trained(ask):
    found = ask("tinyllama-1.1b", train="all")
    workload = found.workload
    assert workload.adapter == full(workload.model)
    assert workload.adapter.parameters == workload.model.parameters == workload.adapter.trained
    assert workload.adapter.kind == "full"
    assert "rank" not in found.values
    with pytest.raises(ScenarioError, match="no rank"):
        workload.with_rank(4)
    assert found.lines["adapter"] == "given"


def test_whisper_leaves_its_sines_alone(ask):
    assert ask("whisper", train="all").workload.adapter.parameters == 240_582_912


def test_full_fine_tuning_takes_six_flop_a_parameter():
    """6 P + 12 d c a token, and 16 bytes a weight: 8e9 parameters take two GPUs of 80 GB."""
    model = catalog.model("tinyllama-1.1b")
    work = Workload.of(model, adapter=full(model), samples=10, epochs=1)
    looked_up = 32000 * 2048
    c = 22 * 2048 * 256
    run = lora_run(work, catalog.gpu())
    assert run.flops_training == (6 * (model.parameters - looked_up) + 12 * c) * 5120
    assert run.flops_forward == (2 * (model.parameters - looked_up) + 4 * c) * 5120
    memory = catalog.gpu().value("memory")
    large = catalog.model("llama-3.1-8b")
    whole = lora_run(Workload.of(large, adapter=full(large)), catalog.gpu())
    assert whole.n_gpus == -(-16 * large.parameters // int(memory)) == 2
    assert lora_run(Workload.of(large), catalog.gpu()).n_gpus == 1


def test_methods_that_need_a_rank_say_so(ask):
    work = ask("gpt2", train="all").workload
    for name in ("qtha", "qtha-bc", "qtha-c", "angle", "amplitude"):
        with pytest.raises(DomainError, match=f"{name} adapts layers with a rank"):
            method(name).program(work, Goal(), 27)
    # 124,439,808 weights are 60,762 chunks of 2,048: 16 qubits
    assert method("qpa").program(work, Goal(), 27).n_qubits == 16


def test_nothing_says_lora_where_all_is_trained(run):
    chosen = ("-m", "gpt2", "--device", "ibm-fez", "--train", "all", "--format", "text")
    assert "LoRA" not in run("model", *chosen).out
    found = run("model", *chosen, "--full")
    assert found.code == 0, found.err
    assert "all 124,439,808 parameters are trained" in " ".join(found.out.split())
    assert "Without a chip: full fine-tuning" in found.out
    assert "LoRA" not in found.out
    assert "rank" not in found.out.split("left out")[0]


def test_the_command_shows_what_tokens_are_made_of(run, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(LLAVA_7B))
    arguments = ("model", "--config", path, "--device", "ibm-fez", "--images", "1")
    assert "1,088 tokens (512 of text, 576 of images)" in run(*arguments, "--full").out
    content = json.loads(run(*arguments, "--format", "json").out)["workload"]["data"]
    assert (content["tokens_per_sample"], content["image_tokens"]) == (1088, 576)
    assert "sound_tokens" not in content


@pytest.mark.slow
def test_explanations_come_out(run, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(GEMMA3_4B))
    for more in (("--images", "1"), ("--train", "all")):
        found = run("model", "--config", path, "--device", "ibm-fez", "--explain", *more)
        assert found.code == 0, found.err


def test_a_saved_scenario_gives_the_same_again(ask, tmp_path):
    first = ask("gemma", images=2, processor="p-gemma")
    write_scenario(tmp_path / "mine.toml", first.values, "qestimate model")
    again = scenario(read_scenario(tmp_path / "mine.toml")[0])
    assert again.workload == first.workload


def test_sweeps_take_all_parameters_and_no_images(tmp_path):
    swept = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa,qtha", "train": "all"})
    whole = swept.verdicts(swept.block(0))
    assert whole[0] != "feasible"
    assert "rank" in swept.refusal(int(swept.block(0)["circuit"][1]))
    path = tmp_path / "config.json"
    path.write_text(json.dumps(GEMMA3_4B))
    with pytest.raises(ScenarioError, match="no images"):
        Sweep({"config": str(path), "device": "ibm-fez", "images": 1})


def test_the_window_of_a_model_is_its_own(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(SMALL | {"max_source_positions": 750}))
    work = Workload.of(read_config(path))
    assert work.data.media.sound_positions == 750


def test_a_frontier_of_all_parameters_has_no_rank(run):
    found = run("frontier", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--train",
                "all", "--format", "md")  # fmt: skip
    assert found.code == 0, found.err
    assert "with all weights trained" in found.out
    assert "| all |" in found.out
    assert "rank 0" not in found.out
