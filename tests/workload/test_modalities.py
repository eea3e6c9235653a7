"""Tokens of images and sound against the values that the models' own tests and papers state."""

from __future__ import annotations

import pytest

from qestimate.core.errors import DomainError
from qestimate.workload.modalities import (
    Media,
    gemma3_crops,
    gemma3_tokens,
    llava_tokens,
    qwen2_audio_tokens,
    qwen2_vl_size,
    qwen2_vl_tokens,
    whisper_tokens,
)

PUBLISHED = {"min_pixels": 3136, "max_pixels": 12_845_056}
"""Limits in the files of the published Qwen2-VL models."""


@pytest.mark.parametrize(
    ("size", "settings", "tokens", "patches"),
    [
        # transformers, tests/models/qwen2_vl/test_image_processing_qwen2_vl.py
        ((1024, 1024), {}, 1225, 4900),
        # test_processing_qwen2_vl.py: 100 and 612 patches of a small image
        ((30, 400), {"min_pixels": 28**2, "max_pixels": 56**2, "patch": 4}, 25, 100),
        ((30, 400), {"min_pixels": 28**2, "max_pixels": 56**2 * 4, "patch": 4}, 153, 612),
        # Qwen2-VL report, section 2.1: 66 with two markers
        ((224, 224), PUBLISHED, 64, 256),
        # vLLM, tests/models/multimodal/processing/test_qwen2_vl.py: its stop sign
        ((876, 1300), PUBLISHED, 1426, 5704),
        ((876, 1300), {"min_pixels": 64**2, "max_pixels": 512**2}, 330, 1320),
        # by the formula
        ((1080, 1920), PUBLISHED, 2691, 10_764),
        ((768, 1024), {}, 999, 3996),
        ((10, 10), PUBLISHED, 4, 16),
        ((4000, 6000), PUBLISHED, 16_224, 64_896),
    ],
)
def test_qwen2_vl(size, settings, tokens, patches):
    assert qwen2_vl_tokens(*size, **settings) == (tokens, patches)


def test_qwen2_vl_resizes_as_its_own_test_says():
    assert qwen2_vl_size(561, 278) == (560, 280)


def test_halves_are_rounded_to_even():
    """70 = 2.5 x 28 becomes 2 x 28, 42 = 1.5 x 28 becomes 2 x 28 too."""
    assert qwen2_vl_size(70, 420) == (56, 420)
    assert qwen2_vl_size(42, 420) == (56, 420)


def test_images_that_no_model_takes():
    for size in ((0, 10), (10, 0), (10**7, 10)):
        with pytest.raises(DomainError):
            qwen2_vl_tokens(*size)
    assert qwen2_vl_tokens(20, 4000).tokens
    with pytest.raises(DomainError, match="200 times"):
        qwen2_vl_tokens(19, 4000)


def test_llava():
    assert llava_tokens() == (576, 577)
    assert llava_tokens(full=True) == (577, 577)
    assert llava_tokens(224) == (256, 257)


def test_gemma3():
    """256 of an image (model card); pan and scan adds crops of a long one."""
    assert gemma3_tokens() == (256, 4096)
    for size, crops in (((1000, 2000), 2), ((600, 1800), 3), ((768, 1024), 2), ((896, 896), 0)):
        assert gemma3_crops(*size) == gemma3_crops(*size[::-1]) == crops
        assert gemma3_tokens(crops).tokens == 256 * (1 + crops)
    assert gemma3_crops(100, 4000) == 0  # crops would be too low


def test_whisper_pads_to_a_window():
    assert whisper_tokens(0.5) == whisper_tokens(30) == (1500, 1500)
    for seconds in (0, -1, 30.01, float("nan"), float("inf")):
        with pytest.raises(DomainError):
            whisper_tokens(seconds)


def test_qwen2_audio_has_25_tokens_a_second():
    found = [qwen2_audio_tokens(seconds) for seconds in (1, 4, 10, 30)]
    assert [one.tokens for one in found] == [25, 100, 250, 750]
    assert {one.positions for one in found} == {1500}
    with pytest.raises(DomainError):
        qwen2_audio_tokens(0.01)


def test_media_of_a_sample():
    assert Media().tokens == 0
    assert Media(2, 512, 8192, 750, 1500).tokens == 1262
