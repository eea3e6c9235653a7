"""Parts of a model that see or hear, from the same ``config.json``.

Every field that changes a count is read; what is not modelled is refused. Defaults are those of
the library that writes the files [transformers-4.57].
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.fields import Fields
from qestimate.workload.architecture import Architecture
from qestimate.workload.parts import (
    clip_vision,
    gemma3_projector,
    llava_projector,
    qwen2_vl_vision,
    siglip_vision,
    whisper_encoder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qestimate.workload.architecture import Part


class Shell(NamedTuple):
    """A type of model that holds a language model and a part that sees."""

    text: str
    """Type of the language model, where the file says none."""
    part: Callable[[Mapping[str, Any], int, list[str]], Part]
    """From the configuration and the width of the language model; problems are collected."""
    flat: bool = False
    """Whether fields of the language model may stand beside the others."""
    tied: bool = False
    """Whether embeddings are tied where either level says so; else the inner one decides."""


TEXT_DEFAULTS: Mapping[str, Mapping[str, int]] = {
    "llama": {
        "hidden_size": 4096,
        "intermediate_size": 11008,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "vocab_size": 32000,
    },
    "gemma3_text": {
        "hidden_size": 2304,
        "intermediate_size": 9216,
        "num_hidden_layers": 26,
    },
}
"""Sizes of a language model inside another, where its own table says nothing."""

QWEN2_VL_TEXT = {"num_key_value_heads": 8, "vocab_size": 152064}
"""What the language model of Qwen2-VL takes where its file says nothing."""


def text_of(shell: Shell, content: Mapping[str, Any]) -> tuple[str, dict[str, Any], str]:
    """Return the language model's type, its fields, and what stands before their names.

    >>> text_of(SHELLS["qwen2_vl"], {"hidden_size": 1536})[:2]
    ('qwen2', {'num_key_value_heads': 8, 'vocab_size': 152064, 'hidden_size': 1536})
    """
    inner = content.get("text_config")
    prefix = "text_config."
    if not isinstance(inner, dict):
        if not shell.flat:
            return shell.text, {}, prefix
        inner = {key: value for key, value in content.items() if key != "model_type"}
        prefix = ""
    kind = inner.get("model_type")
    kind = shell.text if kind in (None, "qwen2_vl_text") else kind
    usual = QWEN2_VL_TEXT if shell.flat else TEXT_DEFAULTS.get(str(kind), {})
    found = {**usual, **inner}
    outer = content.get("tie_word_embeddings")
    if outer is not None and (shell.tied or "tie_word_embeddings" not in inner):
        either = outer is True or inner.get("tie_word_embeddings") is True
        found["tie_word_embeddings"] = either if shell.tied and isinstance(outer, bool) else outer
    return str(kind), found, prefix


def _vision(
    content: Mapping[str, Any], problems: list[str], kinds: tuple[str, ...]
) -> tuple[Fields, str]:
    """Return the fields of the part that sees, and its type."""
    inner = content.get("vision_config")
    if inner is not None and not isinstance(inner, dict):
        problems.append(f"vision_config: a table expected, found {inner!r:.60}")
    found = inner if isinstance(inner, dict) else {}
    kind = found.get("model_type", kinds[0])
    if kind not in kinds:
        problems.append(
            f"vision_config.model_type: {' or '.join(kinds)} expected, found {kind!r:.60}"
        )
        kind = kinds[0]
    return Fields(found, "vision_config."), str(kind)


def _qwen2_vl(content: Mapping[str, Any], width: int, problems: list[str]) -> Part:
    fields, _ = _vision(content, problems, ("qwen2_vl", "qwen2_vl_vision"))
    out = fields.count("hidden_size", default=3584)
    if out != width:
        fields.problems.append(
            f"vision_config.hidden_size: {width} expected, the width of the language model, "
            f"found {out}"
        )
    part = qwen2_vl_vision(
        fields.count("embed_dim", default=1280),
        fields.count("depth", "num_hidden_layers", default=32, most=MAX_LAYERS),
        fields.count("mlp_ratio", default=4),
        out=width,
        channels=fields.count("in_channels", default=3),
        patch=fields.count("patch_size", default=14),
        temporal=fields.count("temporal_patch_size", default=2),
        merge=fields.count("spatial_merge_size", default=2),
    )
    problems += fields.problems
    return part


MAX_LAYERS = 100_000
"""Blocks of a part; a thousand times as many as models have."""

CLIP_OF_LLAVA = {
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "num_hidden_layers": 24,
    "image_size": 336,
    "patch_size": 14,
}
"""What sees in LLaVA where the file has no ``vision_config``."""

SIZES = {"clip_vision_model": (768, 3072, 12, 224, 32), "siglip_vision_model":
         (768, 3072, 12, 224, 16)}  # fmt: skip
"""Width, feed-forward width, blocks, edge of image and patch where the file says nothing."""


def _tower(fields: Fields, kind: str) -> Part:
    width, ff, layers, image, patch = SIZES[kind]
    sizes = (
        fields.count("hidden_size", default=width),
        fields.count("intermediate_size", default=ff),
        fields.count("num_hidden_layers", default=layers, most=MAX_LAYERS),
        fields.count("image_size", default=image),
        fields.count("patch_size", default=patch),
        fields.count("num_channels", default=3),
    )
    if sizes[4] > sizes[3]:
        fields.problems.append(f"vision_config.patch_size: at most {sizes[3]}, found {sizes[4]}")
    if kind == "clip_vision_model":
        return clip_vision(*sizes)
    pooling = fields.flag("vision_use_head", default=True)
    return siglip_vision(*sizes, pooling=pooling)


def _llava(content: Mapping[str, Any], width: int, problems: list[str]) -> Part:
    if content.get("vision_config") is None:
        content = {**content, "vision_config": CLIP_OF_LLAVA}
    fields, kind = _vision(content, problems, ("clip_vision_model", "siglip_vision_model"))
    tower = _tower(fields, kind)
    problems += fields.problems
    outer = Fields(content)
    layer = content.get("vision_feature_layer", -2)
    if type(layer) is int:
        features = 1
    elif isinstance(layer, list) and layer and all(type(one) is int for one in layer):
        features = len(layer)
    else:
        features = 1
        problems.append(f"vision_feature_layer: a whole number or several, found {layer!r:.60}")
    biased = outer.flag("multimodal_projector_bias", default=True)
    kept = content.get("vision_feature_select_strategy", "default")
    if kept not in ("default", "full"):
        problems.append(f"vision_feature_select_strategy: default or full, found {kept!r:.60}")
    problems += outer.problems
    tokens = max(1, tower.seen - (kept == "default"))
    return llava_projector(tower, features, width, biased=biased)._replace(tokens=tokens)


def _gemma3(content: Mapping[str, Any], width: int, problems: list[str]) -> Part:
    fields, kind = _vision(content, problems, ("siglip_vision_model",))
    tower = _tower(fields, kind)
    outer = Fields(content)
    tokens = outer.count("mm_tokens_per_image", default=256, most=10**6)
    side = isqrt(tower.seen)
    if isqrt(tokens) ** 2 != tokens or isqrt(tokens) > side:
        outer.problems.append(
            f"mm_tokens_per_image: a square of at most {side}² expected, found {tokens}"
        )
    problems += fields.problems + outer.problems
    return gemma3_projector(tower, tokens, width)


SHELLS: Mapping[str, Shell] = {
    "gemma3": Shell("gemma3_text", _gemma3),
    "llava": Shell("llama", _llava, tied=True),
    "qwen2_vl": Shell("qwen2", _qwen2_vl, flat=True, tied=True),
}
"""Types that hold a language model and a part that sees."""


def whisper(content: Mapping[str, Any], problems: list[str]) -> Architecture:
    """Return Whisper: a decoder of text that attends to an encoder of sound.

    >>> small = {"d_model": 768, "encoder_layers": 12, "decoder_layers": 12,
    ...     "encoder_attention_heads": 12, "decoder_attention_heads": 12,
    ...     "encoder_ffn_dim": 3072, "decoder_ffn_dim": 3072}
    >>> from qestimate.workload.architecture import parameter_count
    >>> parameter_count(whisper(small, []))
    241734912
    """
    fields = Fields(content)
    width = fields.count("d_model", "hidden_size")
    heads = fields.count("decoder_attention_heads")
    for name, count in (
        ("decoder_attention_heads", heads),
        ("encoder_attention_heads", fields.count("encoder_attention_heads")),
    ):
        if width % count:
            fields.problems.append(f"d_model: {width} is no multiple of {count} {name}")
    encoder = whisper_encoder(
        width,
        fields.count("encoder_ffn_dim"),
        fields.count("encoder_layers", most=MAX_LAYERS),
        fields.count("num_mel_bins", default=80),
        fields.count("max_source_positions", default=1500),
    )
    if not fields.flag("is_encoder_decoder", default=True):
        fields.problems.append("is_encoder_decoder: false is not counted")
    found = Architecture(
        family="whisper",
        hidden_size=width,
        layers=fields.count("decoder_layers", most=MAX_LAYERS),
        heads=heads,
        kv_heads=heads,
        head_dim=max(1, width // heads),
        intermediate_size=fields.count("decoder_ffn_dim"),
        vocab_size=fields.count("vocab_size", default=51865),
        tied_embeddings=fields.flag("tie_word_embeddings", default=True),
        positions=fields.count("max_target_positions", default=448),
        parts=(encoder,),
    )
    problems += fields.problems
    return found
