"""Parts of a model that see or hear, from the same ``config.json``.

Every field that changes a count is read; what is not modelled is refused. Defaults are those of
the library that writes the files [transformers-4.57].
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any, Literal

from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.fields import Fields
from qestimate.formats.workloads.known_fields import refuse_unknown
from qestimate.workload.architecture import Architecture
from qestimate.workload.parts import (
    clip_vision,
    gemma3_projector,
    llama4_vision,
    llava_projector,
    siglip_vision,
    whisper_encoder,
)
from qestimate.workload.qwen_vision import qwen2_5_vl_vision, qwen2_vl_vision, qwen3_vl_vision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qestimate.workload.modules import Part


class Shell(NamedTuple):
    """A type of model that holds a language model and a part that sees."""

    text: str
    """Type of the language model, where the file says none."""
    part: Callable[[Fields, int], Part]
    """From the fields of the configuration and the width of the language model; problems are
    collected."""
    usual: Mapping[str, int] = {}
    """Sizes of the language model where its own table says nothing."""
    flat: bool = False
    """Whether fields of the language model may stand beside the others."""
    tied: Literal["either", "outer", "inner"] = "either"
    """Which level says whether embeddings are tied."""
    text_only: bool = False
    """Whether only the class that ends in text is counted."""
    inside: str = "model.language_model"
    """Where the language model hangs."""


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
        inner = {key: value for key, value in content.items() if key not in _OUTER}
        prefix = ""
    kind = inner.get("model_type")
    kind = shell.text if kind is None or kind in TEXT_NAMES else kind
    found = {**(shell.usual if kind == shell.text else {}), **inner}
    outer = content.get("tie_word_embeddings")
    if shell.tied == "outer":
        found.pop("tie_word_embeddings", None)
    if outer is not None and shell.tied != "inner":
        either = outer is True or found.get("tie_word_embeddings") is True
        found["tie_word_embeddings"] = either if isinstance(outer, bool) else outer
    return str(kind), found, prefix


TEXT_NAMES = ("qwen2_vl_text", "qwen2_5_vl_text", "qwen3_vl_text")
"""Types of language models that are built as the one their shell names."""

_OUTER = ("model_type", "architectures", "vision_config", "id2label", "label2id", "num_labels")
"""Fields of the whole model, where those of the language model stand beside them."""


def _vision(outer: Fields, kinds: tuple[str, ...], usual: Mapping[str, Any] = {}) -> Fields:
    """Return the fields of the part that sees; its type is ``model_type``."""
    inner = outer.get("vision_config", usual)
    if not isinstance(inner, dict):
        outer.problems.append(f"vision_config: a table expected, found {inner!r:.60}")
    found = inner if isinstance(inner, dict) else {}
    fields = Fields(found, "vision_config.")
    if fields.get("model_type", kinds[0]) not in kinds:
        outer.refuse(
            f"vision_config.model_type: {' or '.join(kinds)} expected, found "
            f"{found['model_type']!r:.60}"
        )
    return fields


def _seen(outer: Fields, fields: Fields, kind: str) -> None:
    """Hand the problems of the part that sees to the whole, those of fields not known as well."""
    refuse_unknown(fields, kind, outer.content)
    outer.take(fields)


def _same_width(fields: Fields, name: str, usual: int, width: int) -> None:
    out = fields.count(name, default=usual)
    if out != width:
        fields.problems.append(
            f"vision_config.{name}: {width} expected, the width of the language model, found {out}"
        )


def _patches(fields: Fields, edge: int) -> dict[str, int]:
    """Return how the models of Qwen cut images, a patch with that edge where nothing is said."""
    return {
        "channels": fields.count("in_channels", "in_chans", default=3),
        "patch": fields.count("patch_size", "spatial_patch_size", default=edge),
        "temporal": fields.count("temporal_patch_size", default=2),
        "merge": fields.count("spatial_merge_size", default=2),
    }


def _qwen2_vl(outer: Fields, width: int) -> Part:
    fields = _vision(outer, ("qwen2_vl", "qwen2_vl_vision"))
    _same_width(fields, "hidden_size", 3584, width)
    part = qwen2_vl_vision(
        fields.count("embed_dim", default=1280),
        fields.count("depth", "num_hidden_layers", default=32, most=MAX_LAYERS),
        fields.count("mlp_ratio", default=4),
        out=width,
        **_patches(fields, 14),
    )
    _seen(outer, fields, "qwen2_vl_vision")
    return part


def _qwen2_5_vl(outer: Fields, width: int) -> Part:
    fields = _vision(outer, ("qwen2_5_vl", "qwen2_5_vl_vision"))
    _same_width(fields, "out_hidden_size", 3584, width)
    part = qwen2_5_vl_vision(
        fields.count("hidden_size", default=3584),
        fields.count("intermediate_size", default=3420),
        fields.count("depth", default=32, most=MAX_LAYERS),
        out=width,
        **_patches(fields, 14),
    )
    _seen(outer, fields, "qwen2_5_vl_vision")
    return part


def _qwen3_vl(outer: Fields, width: int) -> Part:
    fields = _vision(outer, ("qwen3_vl", "qwen3_vl_vision"))
    _same_width(fields, "out_hidden_size", 3584, width)
    deep = fields.numbers("deepstack_visual_indexes")
    part = qwen3_vl_vision(
        fields.count("hidden_size", default=1152),
        fields.count("intermediate_size", default=4304),
        fields.count("depth", default=27, most=MAX_LAYERS),
        out=width,
        table=fields.count("num_position_embeddings", default=2304),
        deep=len(deep) if "deepstack_visual_indexes" in fields.content else 3,
        **_patches(fields, 16),
    )
    _seen(outer, fields, "qwen3_vl_vision")
    return part


def _llama4(outer: Fields, width: int) -> Part:
    fields = _vision(outer, ("llama4_vision_model",))
    ratio = fields.get("pixel_shuffle_ratio", 0.5)
    if ratio != 0.5:
        fields.refuse(f"vision_config.pixel_shuffle_ratio: 0.5 expected, found {ratio!r:.60}")
    inner, heads = (
        fields.count("hidden_size", default=768),
        fields.count("num_attention_heads", default=16),
    )
    if inner % heads:
        fields.problems.append(
            f"vision_config.hidden_size: {inner} is no multiple of {heads} heads"
        )
    part = llama4_vision(
        inner,
        fields.count("intermediate_size", default=5632),
        fields.count("num_hidden_layers", default=34, most=MAX_LAYERS),
        fields.count("image_size", default=448),
        fields.count("patch_size", default=14),
        inner=fields.count("projector_input_dim", default=4096),
        outer=fields.count("projector_output_dim", default=4096),
        features=fields.count("vision_output_dim", default=7680),
        out=width,
        channels=fields.count("num_channels", default=3),
    )
    _seen(outer, fields, "llama4_vision_model")
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


def _tower(outer: Fields, kinds: tuple[str, ...], usual: Mapping[str, Any] = {}) -> Part:
    fields = _vision(outer, kinds, usual)
    kind = fields.get("model_type")
    kind = kind if kind in kinds else kinds[0]
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
    pooling = kind != "clip_vision_model" and fields.flag("vision_use_head", default=True)
    _seen(outer, fields, kind)
    if kind == "clip_vision_model":
        return clip_vision(*sizes)
    return siglip_vision(*sizes, pooling=pooling)


def _llava(outer: Fields, width: int) -> Part:
    tower = _tower(outer, ("clip_vision_model", "siglip_vision_model"), CLIP_OF_LLAVA)
    layer = outer.get("vision_feature_layer", -2)
    features = 1
    if isinstance(layer, list) and layer and all(type(one) is int for one in layer):
        features = len(layer)
    elif type(layer) is not int:
        outer.problems.append(
            f"vision_feature_layer: a whole number or several, found {layer!r:.60}"
        )
    biased = outer.flag("multimodal_projector_bias", default=True)
    kept = outer.get("vision_feature_select_strategy", "default")
    if kept not in ("default", "full"):
        outer.problems.append(
            f"vision_feature_select_strategy: default or full, found {kept!r:.60}"
        )
    tokens = max(1, tower.seen - (kept == "default"))
    return llava_projector(tower, features, width, biased=biased)._replace(tokens=tokens)


def _gemma3(outer: Fields, width: int) -> Part:
    tower = _tower(outer, ("siglip_vision_model",))
    tokens = outer.count("mm_tokens_per_image", default=256, most=10**6)
    side = isqrt(tower.seen)
    if isqrt(tokens) ** 2 != tokens or isqrt(tokens) > side:
        outer.problems.append(
            f"mm_tokens_per_image: a square of at most {side}² expected, found {tokens}"
        )
    return gemma3_projector(tower, tokens, width)


_LLAMA_7B = {
    "hidden_size": 4096,
    "intermediate_size": 11008,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "vocab_size": 32000,
}
_GEMMA3 = {"hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26}

SHELLS: Mapping[str, Shell] = {
    "gemma3": Shell("gemma3_text", _gemma3, _GEMMA3, tied="outer"),
    "llama4": Shell(
        "llama4_text", _llama4, tied="inner", text_only=True, inside="language_model.model"
    ),
    "llava": Shell("llama", _llava, _LLAMA_7B),
    "qwen2_vl": Shell(
        "qwen2", _qwen2_vl, {"num_key_value_heads": 8, "vocab_size": 152064}, flat=True
    ),
    "qwen2_5_vl": Shell(
        "qwen2",
        _qwen2_5_vl,
        {"num_key_value_heads": 8, "vocab_size": 152064},
        flat=True,
    ),
    "qwen3_vl": Shell("qwen3", _qwen3_vl, {"vocab_size": 151936}),
}
"""Types that hold a language model and a part that sees."""


def whisper(fields: Fields) -> Architecture:
    """Return Whisper: a decoder of text that attends to an encoder of sound.

    >>> small = {"d_model": 768, "encoder_layers": 12, "decoder_layers": 12,
    ...     "encoder_attention_heads": 12, "decoder_attention_heads": 12,
    ...     "encoder_ffn_dim": 3072, "decoder_ffn_dim": 3072}
    >>> from qestimate.workload.listing import parameter_count
    >>> parameter_count(whisper(Fields(small)))
    241734912
    """
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
        fields.refuse("is_encoder_decoder: false is not counted")
    return Architecture(
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
