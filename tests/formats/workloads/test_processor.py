"""Processors' files: the fields that published ones have, and what is refused."""

from __future__ import annotations

import json

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads.processor import processor_of, read_processor
from tests.conftest import says

QWEN2_VL = {
    "min_pixels": 3136,
    "max_pixels": 12845056,
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_processor_type": "Qwen2VLImageProcessor",
    "processor_class": "Qwen2VLProcessor",
}
LLAVA = {
    "crop_size": {"height": 336, "width": 336},
    "do_center_crop": True,
    "do_resize": True,
    "image_processor_type": "CLIPImageProcessor",
    "processor_class": "LlavaProcessor",
    "size": {"shortest_edge": 336},
}
LLAVA_WHOLE = {
    "image_token": "<image>",
    "num_additional_image_tokens": 1,
    "patch_size": 14,
    "processor_class": "LlavaProcessor",
    "vision_feature_select_strategy": "default",
}
GEMMA3 = {
    "do_pan_and_scan": None,
    "do_resize": True,
    "image_processor_type": "Gemma3ImageProcessor",
    "image_seq_length": 256,
    "processor_class": "Gemma3Processor",
    "size": {"height": 896, "width": 896},
}
WHISPER = {
    "chunk_length": 30,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 128,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": 480000,
    "nb_max_frames": 3000,
    "processor_class": "WhisperProcessor",
    "sampling_rate": 16000,
}


def test_published_files():
    assert processor_of(QWEN2_VL).image(1024, 1024) == (1369, 5476)
    assert processor_of(LLAVA).image() == processor_of(LLAVA).image(10, 999) == (576, 577)
    assert processor_of(GEMMA3).image() == (256, 4096)
    assert processor_of(WHISPER).sound(4.0) == (1500, 1500)
    audio = processor_of(WHISPER | {"processor_class": "Qwen2AudioProcessor"})
    assert audio.sound(4.0) == (100, 1500)


@pytest.mark.parametrize("name", ["Qwen2VLImageProcessorFast", "Qwen2VLImageProcessorPil"])
def test_other_implementations_have_the_same_rule(name):
    assert processor_of(QWEN2_VL | {"image_processor_type": name}).image(224, 224).tokens == 64


def test_limits_by_their_newer_names():
    """``size`` has the limits under either name; those beside it go before."""
    bare = {k: v for k, v in QWEN2_VL.items() if not k.endswith("pixels")}
    assert processor_of(bare).image(1024, 1024).tokens == 1225
    for size in (
        {"min_pixels": 4096, "max_pixels": 512**2},
        {"shortest_edge": 4096, "longest_edge": 512**2},
    ):
        assert processor_of(bare | {"size": size}).image(876, 1300).tokens == 330
        assert processor_of(QWEN2_VL | {"size": size}).image(876, 1300).tokens == 1426


def test_sound_by_its_own_fields():
    """A file with chunk_length 60 and the sample number of 30 s: the number is worked out anew."""
    found = processor_of(WHISPER | {"chunk_length": 60})
    assert found.sound(45).positions == 3000


def test_newer_libraries_nest_it(tmp_path):
    for inner, name in ((QWEN2_VL, "image_processor"), (WHISPER, "feature_extractor")):
        path = tmp_path / "processor_config.json"
        path.write_text(json.dumps({"processor_class": inner["processor_class"], name: inner}))
        assert read_processor(path)._replace(path="") == processor_of(inner)
        assert read_processor(tmp_path)._replace(path="") == processor_of(inner)


def test_two_files_of_a_folder_complete_each_other(tmp_path):
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(LLAVA))
    assert read_processor(tmp_path).image().tokens == 576
    whole = LLAVA_WHOLE | {"vision_feature_select_strategy": "full", "patch_size": 28}
    (tmp_path / "processor_config.json").write_text(json.dumps(whole))
    assert read_processor(tmp_path).image() == (12 * 12 + 1, 12 * 12 + 1)


def test_crop_as_one_number():
    assert processor_of(LLAVA | {"crop_size": 224}).image().tokens == 256


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "image_processor_type"),
        ({"image_processor_type": "ViTImageProcessor"}, "'ViTImageProcessor' --image-tokens"),
        (LLAVA | {"processor_class": "LlavaNextProcessor"}, "'LlavaNextProcessor'"),
        ({"image_processor_type": "CLIPImageProcessor"}, "'CLIPImageProcessor'"),
        (QWEN2_VL | {"patch_size": "14"}, "patch_size '14'"),
        (QWEN2_VL | {"max_pixels": 10}, "max_pixels 3136 10"),
        (QWEN2_VL | {"do_resize": False}, "do_resize"),
        (LLAVA | {"crop_size": {"height": 336, "width": 224}}, "crop_size 336 224"),
        (LLAVA | {"do_center_crop": False}, "do_center_crop"),
        (LLAVA | {"vision_feature_select_strategy": 3}, "strategy 3"),
        (LLAVA | {"num_additional_image_tokens": 7}, "num_additional_image_tokens 7"),
        (WHISPER | {"hop_length": 0}, "hop_length 0"),
    ],
)
def test_what_is_refused(tmp_path, content, said):
    path = tmp_path / "preprocessor_config.json"
    path.write_text(json.dumps(content))
    with pytest.raises(WorkloadFileError) as caught:
        read_processor(path)
    error = caught.value
    assert says(" ".join((error.message, *error.problems, error.hint)), f"{said} {path}")
    assert "\n" not in error.message


def test_no_file(tmp_path):
    for path in (tmp_path, tmp_path / "none.json", ""):
        with pytest.raises(WorkloadFileError):
            read_processor(path)


def test_sound_is_no_image():
    with pytest.raises(WorkloadFileError, match="not of images"):
        processor_of(WHISPER).image()
    with pytest.raises(WorkloadFileError, match="not of sound"):
        processor_of(GEMMA3).sound(3)
