"""Gemma 4 from the fields of its ``config.json``: text, and what sees and hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.formats.workloads.decoders import MAX_LAYERS
from qestimate.formats.workloads.fields import Fields
from qestimate.formats.workloads.known_fields import refuse_unknown
from qestimate.workload.architecture import Architecture
from qestimate.workload.gemma4 import Text, audio, text, vision

if TYPE_CHECKING:
    from qestimate.formats.workloads.tasks import Top
    from qestimate.workload.modules import Part

KINDS = ("full_attention", "sliding_attention")
PATTERN = 6
"""Where nothing is said, every so manieth block attends to everything."""


def gemma4_text(kind: str, fields: Fields, top: Top) -> Architecture:
    """Return the model for text alone."""
    return _text(kind, fields, "model", top)


def gemma4(kind: str, fields: Fields, top: Top) -> Architecture:
    """Return the model with what sees and hears."""
    inner = _table(fields, "text_config")
    found = _text(kind, inner, "model.language_model", top, outer=fields)
    refuse_unknown(inner, "gemma4_text", fields.content)
    fields.take(inner)
    parts: list[Part] = []
    if fields.get("vision_config") is not None:
        parts.append(_vision(fields, found.hidden_size))
    if fields.get("audio_config") is not None:
        parts.append(_audio(fields, found.hidden_size))
    return found._replace(parts=tuple(parts))


def _table(fields: Fields, name: str) -> Fields:
    found = fields.get(name, {})
    if not isinstance(found, dict):
        fields.problems.append(f"{name}: a table expected, found {found!r:.60}")
        found = {}
    inner = Fields(found, f"{name}.")
    inner.asked.add("model_type")
    return inner


def _text(
    kind: str, fields: Fields, around: str, top: Top, outer: Fields | None = None
) -> Architecture:
    layers = fields.count("num_hidden_layers", default=30, most=MAX_LAYERS)
    kv_heads = fields.count("num_key_value_heads", default=4)
    same = fields.flag("attention_k_eq_v", default=False)
    global_kv = fields.count("num_global_key_value_heads", default=kv_heads)
    each = fields.count("hidden_size_per_layer_input", default=256, least=0)
    tied = fields.flag("tie_word_embeddings", default=True)
    if outer is not None:
        tied = outer.flag("tie_word_embeddings", default=tied)
    for name in ("enable_moe_block", "attention_bias"):
        if fields.flag(name, default=False):
            fields.refuse(f"{fields.prefix}{name}: true is not counted")
    if top.ending != "text":
        (outer or fields).refuse(f"architectures: of {kind}, only the one for text is counted")
    shared = fields.count("num_kv_shared_layers", default=0, least=0)
    if shared > layers:
        fields.problems.append(
            f"{fields.prefix}num_kv_shared_layers: at most {layers} expected, found {shared}"
        )
    asked = Text(
        width=fields.count("hidden_size", default=2304),
        intermediate=fields.count("intermediate_size", default=9216),
        heads=fields.count("num_attention_heads", default=8),
        kv_heads=kv_heads,
        head_dim=fields.count("head_dim", default=256),
        global_kv_heads=global_kv if same else kv_heads,
        global_head_dim=fields.count("global_head_dim", default=512),
        vocab_size=fields.count("vocab_size", default=262144),
        full=_full(fields, layers),
        shared=min(shared, layers),
        same=same,
        doubled=fields.flag("use_double_wide_mlp", default=False),
        each=each,
        each_vocab_size=fields.count("vocab_size_per_layer_input", default=262144),
        tied=tied,
    )
    return Architecture(
        kind,
        asked.width,
        layers,
        asked.heads,
        kv_heads,
        asked.head_dim,
        asked.intermediate,
        asked.vocab_size,
        tied,
        text=text(asked, around),
        targets=("q_proj", "v_proj"),
    )


def _full(fields: Fields, layers: int) -> tuple[bool, ...]:
    """Return which blocks attend to everything; the last one always does."""
    named = fields.get("layer_types")
    if named is None:
        found = [(number + 1) % PATTERN == 0 for number in range(layers)]
    elif not isinstance(named, list) or any(one not in KINDS for one in named):
        fields.problems.append(f"{fields.prefix}layer_types: names of kinds expected")
        found = [True] * layers
    else:
        found = [one == KINDS[0] for one in named]
        if len(found) != layers:
            fields.problems.append(
                f"{fields.prefix}layer_types: {layers} expected, found {len(found)}"
            )
    return (*found[:-1], True)


def _vision(outer: Fields, out: int) -> Part:
    fields = _table(outer, "vision_config")
    heads = fields.count("num_attention_heads", default=12)
    found = vision(
        fields.count("hidden_size", default=768),
        fields.count("intermediate_size", default=3072),
        fields.count("num_hidden_layers", default=16, most=MAX_LAYERS),
        heads,
        fields.count("num_key_value_heads", default=12),
        fields.count("head_dim", default=64),
        out=out,
        patch=fields.count("patch_size", default=16),
        table_size=fields.count("position_embedding_size", default=10240),
        pool=fields.count("pooling_kernel_size", default=3),
    )
    if fields.flag("attention_bias", default=False):
        fields.refuse("vision_config.attention_bias: true is not counted")
    refuse_unknown(fields, "gemma4_vision", outer.content)
    outer.take(fields)
    return found


def _audio(outer: Fields, out: int) -> Part:
    fields = _table(outer, "audio_config")
    channels = fields.numbers("subsampling_conv_channels") or (128, 32)
    if len(channels) != 2 or min(channels) < 1:
        fields.problems.append("audio_config.subsampling_conv_channels: two numbers expected")
        channels = (128, 32)
    width = fields.count("hidden_size", default=1024)
    heads = fields.count("num_attention_heads", default=8)
    if width % heads:
        fields.problems.append(f"audio_config.hidden_size: {width} is no multiple of {heads} heads")
    found = audio(
        width,
        fields.count("num_hidden_layers", default=12, most=MAX_LAYERS),
        heads,
        channels=(channels[0], channels[1]),
        kernel=fields.count("conv_kernel_size", default=5),
        projected=fields.count("output_proj_dims", default=1536),
        out=out,
    )
    refuse_unknown(fields, "gemma4_audio", outer.content)
    outer.take(fields)
    return found
