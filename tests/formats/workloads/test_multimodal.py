"""Models that see or hear: published totals, and published counts of adapters on all parts.

Configurations have the fields of the published files that decide a count. Totals are those that
the metadata of the checkpoints give; counts of adapters are those that training programs printed.
"""

from __future__ import annotations

import json

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads.peft import adapter_of
from qestimate.formats.workloads.transformers import architecture_of, read_config
from qestimate.workload.listing import adapted, fixed_count, linears, names, parameter_count
from tests.conftest import says

QWEN2_VL_2B = {
    "model_type": "qwen2_vl",
    "hidden_size": 1536,
    "intermediate_size": 8960,
    "num_hidden_layers": 28,
    "num_attention_heads": 12,
    "num_key_value_heads": 2,
    "vocab_size": 151936,
    "tie_word_embeddings": True,
    "vision_config": {
        "hidden_size": 1536,
        "in_chans": 3,
        "model_type": "qwen2_vl",
        "spatial_patch_size": 14,
    },
}
QWEN2_VL_7B = QWEN2_VL_2B | {
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "vocab_size": 152064,
    "tie_word_embeddings": False,
    "vision_config": {"in_chans": 3, "model_type": "qwen2_vl", "spatial_patch_size": 14},
}
QWEN2_VL_72B = QWEN2_VL_7B | {
    "hidden_size": 8192,
    "intermediate_size": 29568,
    "num_hidden_layers": 80,
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "vision_config": {"hidden_size": 8192, "model_type": "qwen2_vl"},
}
LLAVA_7B = {
    "model_type": "llava",
    "text_config": {"model_type": "llama", "max_position_embeddings": 4096, "vocab_size": 32064},
    "tie_word_embeddings": False,
    "vision_config": {
        "hidden_size": 1024,
        "image_size": 336,
        "intermediate_size": 4096,
        "model_type": "clip_vision_model",
        "num_attention_heads": 16,
        "num_hidden_layers": 24,
        "patch_size": 14,
        "projection_dim": 768,
        "vocab_size": 32000,
    },
    "vision_feature_layer": -2,
    "vision_feature_select_strategy": "default",
}
SIGLIP = {
    "hidden_size": 1152,
    "image_size": 896,
    "intermediate_size": 4304,
    "model_type": "siglip_vision_model",
    "num_attention_heads": 16,
    "num_hidden_layers": 27,
    "patch_size": 14,
    "vision_use_head": False,
}


def gemma3(**text):
    return {
        "model_type": "gemma3",
        "mm_tokens_per_image": 256,
        "text_config": {"model_type": "gemma3_text", **text},
        "vision_config": SIGLIP,
    }


GEMMA3_4B = gemma3(hidden_size=2560, intermediate_size=10240, num_hidden_layers=34)
GEMMA3_12B = gemma3(
    hidden_size=3840,
    intermediate_size=15360,
    num_hidden_layers=48,
    num_attention_heads=16,
    num_key_value_heads=8,
)
GEMMA3_27B = gemma3(
    hidden_size=5376,
    intermediate_size=21504,
    num_hidden_layers=62,
    head_dim=128,
    num_attention_heads=32,
    num_key_value_heads=16,
)


def whisper(width, layers, decoder_layers=None, vocab=51865, mels=80):
    return {
        "model_type": "whisper",
        "is_encoder_decoder": True,
        "d_model": width,
        "encoder_layers": layers,
        "decoder_layers": decoder_layers or layers,
        "encoder_attention_heads": width // 64,
        "decoder_attention_heads": width // 64,
        "encoder_ffn_dim": 4 * width,
        "decoder_ffn_dim": 4 * width,
        "num_mel_bins": mels,
        "max_source_positions": 1500,
        "max_target_positions": 448,
        "vocab_size": vocab,
    }


SMALL, LARGE_V2 = whisper(768, 12), whisper(1280, 32)
LARGE_V3 = whisper(1280, 32, vocab=51866, mels=128)
TURBO = whisper(1280, 32, 4, vocab=51866, mels=128)

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
SEVEN = (*ATTENTION, "gate_proj", "up_proj", "down_proj")


@pytest.mark.parametrize(
    ("config", "published"),
    [
        (QWEN2_VL_2B, 2_208_985_600),
        (QWEN2_VL_7B, 8_291_375_616),
        (QWEN2_VL_72B, 73_405_560_320),
        (LLAVA_7B, 7_063_427_072),
        (GEMMA3_4B, 4_300_079_472),
        (GEMMA3_12B, 12_187_325_040),
        (GEMMA3_27B, 27_432_406_640),
        (SMALL, 241_734_912),
        (LARGE_V2, 1_543_304_960),
        (LARGE_V3, 1_543_490_560),
        (TURBO, 808_878_080),
    ],
)
def test_published_totals(config, published):
    assert parameter_count(architecture_of(config)[0]) == published


@pytest.mark.parametrize(
    ("config", "rank", "targets", "trained"),
    [
        (QWEN2_VL_2B, 8, ATTENTION, 2_179_072),
        (QWEN2_VL_2B, 16, SEVEN, 18_464_768),
        (GEMMA3_4B, 8, SEVEN, 16_394_240),
        (GEMMA3_4B, 16, SEVEN, 32_788_480),
        (GEMMA3_4B, 8, "all-linear", 19_248_896),
        (GEMMA3_4B, 16, "all-linear", 38_497_792),
        (SMALL, 32, ("q_proj", "v_proj"), 3_538_944),
        (SMALL, 8, ("q_proj", "v_proj"), 884_736),
        (LARGE_V2, 32, ("q_proj", "v_proj"), 15_728_640),
    ],
)
def test_published_adapters_on_all_parts(config, rank, targets, trained):
    architecture, _ = architecture_of(config)
    listed = targets if isinstance(targets, str) else list(targets)
    content = {"peft_type": "LORA", "r": rank, "target_modules": listed}
    assert adapter_of(content, architecture).trained == trained
    names = (targets,) if isinstance(targets, str) else targets
    layers = adapted(architecture, names)
    assert rank * sum(m.copies * (m.d_in + m.d_out) for m in layers) == trained


@pytest.mark.parametrize(
    ("config", "targets", "a_rank"),
    [  # worked out from the widths; nobody published them
        (QWEN2_VL_2B, "all-linear", 28 * 41_216 + 32 * 20_480 + 16_896),
        (LLAVA_7B, ["q_proj", "v_proj"], 524_288 + 98_304),
        (LLAVA_7B, "all-linear", 2_498_560 + 442_368 + 13_312),
        (SMALL, "all-linear", 405_504),
        (TURBO, "all-linear", 870_400),
        (QWEN2_VL_2B, ["proj"], 32 * 2560 + 1176 + 1280),
    ],
)
def test_adapters_on_all_parts(config, targets, a_rank):
    content = {"peft_type": "LORA", "r": 4, "target_modules": targets}
    assert adapter_of(content, architecture_of(config)[0]).trained == 4 * a_rank


def test_language_alone_by_a_regular_expression():
    """As on medgemma: 1,862,656 a rank, 29,802,496 at rank 16."""
    content = {
        "peft_type": "LORA",
        "r": 16,
        "target_modules": r".*language_model.*\.(q|k|v|o|gate|up|down)_proj",
    }
    assert adapter_of(content, architecture_of(GEMMA3_4B)[0]).trained == 29_802_496


def test_blocks_by_their_number():
    """Block 0 of the language model and of the tower; with the pattern of one, of that alone."""
    architecture, _ = architecture_of(GEMMA3_4B)
    content = {"peft_type": "LORA", "r": 1, "target_modules": ["q_proj"], "layers_to_transform": 0}
    assert adapter_of(content, architecture).trained == 2560 + 2048 + 2 * 1152
    qwen, _ = architecture_of(QWEN2_VL_2B)
    content["target_modules"] = ["q_proj", "qkv"]
    assert adapter_of(content, qwen).trained == 2 * 1536 + 4 * 1280
    assert adapter_of(content | {"layers_pattern": "layers"}, qwen).trained == 2 * 1536


def test_every_module_has_a_name_of_its_own():
    for config in (QWEN2_VL_2B, LLAVA_7B, GEMMA3_4B, SMALL):
        architecture, _ = architecture_of(config)
        found = [name for name, _, _ in names(architecture)]
        assert len(found) == len(set(found)) >= sum(m.copies for m in linears(architecture))


def test_sines_of_the_encoder_are_not_trained():
    """240,582,912 of 241,734,912 parameters of Whisper small are, as its trainings print."""
    architecture, _ = architecture_of(SMALL)
    assert parameter_count(architecture) - fixed_count(architecture) == 240_582_912


def test_nested_and_flat_files_say_the_same():
    inner = {key: value for key, value in QWEN2_VL_2B.items() if key != "vision_config"}
    nested = {
        "model_type": "qwen2_vl",
        "text_config": inner | {"model_type": "qwen2_vl_text"},
        "vision_config": {"hidden_size": 1536, "embed_dim": 1280, "depth": 32},
    }
    assert architecture_of(nested) == architecture_of(QWEN2_VL_2B)


def test_a_file_without_vision_takes_the_defaults_of_its_type():
    without = {key: value for key, value in LLAVA_7B.items() if key != "vision_config"}
    assert architecture_of(without) == architecture_of(LLAVA_7B)
    bare = gemma3(**GEMMA3_4B["text_config"]) | {"vision_config": {}, "mm_tokens_per_image": 49}
    (part,) = architecture_of(bare)[0].parts
    # SigLIP base with its pooling head: 92,884,224, and the projector 768 x 2560 + 768
    assert part.parameters == 92_884_224 + 768 * 2560 + 768


def test_fields_that_change_the_count():
    def count(config, **change):
        return parameter_count(architecture_of(config | change)[0])

    def seen(config, **change):
        return count(config, vision_config=config["vision_config"] | change)

    llava = parameter_count(architecture_of(LLAVA_7B)[0])
    assert count(LLAVA_7B, multimodal_projector_bias=False) == llava - 2 * 4096
    assert count(LLAVA_7B, vision_feature_layer=[-2, -5]) == llava + 1024 * 4096
    assert seen(LLAVA_7B, image_size=224) == llava - (577 - 257) * 1024
    assert seen(GEMMA3_4B, vision_use_head=True) == 4_300_079_472 + 15_238_352
    assert seen(QWEN2_VL_2B, depth=31) == 2_208_985_600 - 19_677_440
    assert count(SMALL, tie_word_embeddings=False) == 241_734_912 + 51865 * 768


@pytest.mark.parametrize(
    ("config", "change", "said"),
    [
        (GEMMA3_4B, {"vision_config": SIGLIP | {"model_type": "eva"}}, "siglip 'eva'"),
        (GEMMA3_4B, {"vision_config": SIGLIP | {"hidden_size": "wide"}}, "vision_config. 'wide'"),
        (GEMMA3_4B, {"vision_config": 3}, "vision_config: 3"),
        (GEMMA3_4B, {"text_config": {"model_type": "gemma9"}}, "text_config. 'gemma9'"),
        (GEMMA3_4B, {"mm_tokens_per_image": 250}, "mm_tokens_per_image 250"),
        (QWEN2_VL_2B, {"vision_config": {}}, "vision_config.hidden_size: 1536 3584"),
        (LLAVA_7B, {"vision_feature_layer": "last"}, "vision_feature_layer 'last'"),
        (LLAVA_7B, {"vision_feature_select_strategy": "some"}, "strategy 'some'"),
        (LLAVA_7B, {"text_config": {"model_type": "whisper"}}, "'whisper'"),
        (SMALL, {"d_model": 770}, "770 12"),
        (SMALL, {"encoder_ffn_dim": None}, "encoder_ffn_dim missing"),
        (SMALL, {"is_encoder_decoder": False}, "is_encoder_decoder false"),
    ],
)
def test_what_is_not_counted_is_refused(tmp_path, config, change, said):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config | change))
    with pytest.raises(WorkloadFileError) as caught:
        read_config(path)
    assert says(" ".join((caught.value.message, *caught.value.problems)), said)
