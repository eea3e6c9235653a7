"""Models of text without a rule of a family, from the fields of their ``config.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.formats.workloads.decoders import MAX_LAYERS
from qestimate.formats.workloads.gemma4 import gemma4, gemma4_text
from qestimate.workload.architecture import Architecture
from qestimate.workload.texts import bert, mamba, t5

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qestimate.formats.workloads.fields import Fields
    from qestimate.formats.workloads.tasks import Top


def _bert(kind: str, fields: Fields, top: Top) -> Architecture:
    width = fields.count("hidden_size")
    layers = fields.count("num_hidden_layers", most=MAX_LAYERS)
    heads = fields.count("num_attention_heads")
    intermediate = fields.count("intermediate_size")
    vocab_size = fields.count("vocab_size", default=30522 if kind == "bert" else 50265)
    tied = fields.flag("tie_word_embeddings", default=True)
    if width % heads:
        fields.problems.append(f"hidden_size: {width} is no multiple of {heads} heads")
    kinds = fields.get("position_embedding_type", "absolute")
    if kinds != "absolute":
        fields.refuse(f"position_embedding_type: absolute expected, found {kinds!r:.60}")
    if fields.flag("add_cross_attention", default=False):
        fields.refuse("add_cross_attention: true is not counted")
    part = bert(
        "bert" if kind == "bert" else "roberta",
        width,
        layers,
        intermediate,
        vocab_size=vocab_size,
        positions=fields.count("max_position_embeddings", default=512),
        types=fields.count("type_vocab_size", default=2),
        tied=tied,
        ending=top.ending,
        labels=top.labels,
    )
    return Architecture(
        kind,
        width,
        layers,
        heads,
        heads,
        max(1, width // heads),
        intermediate,
        vocab_size,
        tied and top.ending == "text",
        text=part,
        targets=("query", "value"),
    )


def _t5(kind: str, fields: Fields, top: Top) -> Architecture:
    width = fields.count("d_model", "hidden_size")
    layers = fields.count("num_layers", "num_hidden_layers", most=MAX_LAYERS)
    decoder_layers = fields.count("num_decoder_layers", default=layers, most=MAX_LAYERS)
    heads = fields.count("num_heads", "num_attention_heads")
    head_dim = fields.count("d_kv", default=64)
    intermediate = fields.count("d_ff")
    vocab_size = fields.count("vocab_size", default=32128 if kind == "t5" else 250112)
    shape = fields.get("feed_forward_proj", "relu" if kind == "t5" else "gated-gelu")
    gated = str(shape).startswith("gated")
    if fields.flag("is_gated_act", default=gated) != gated:
        fields.problems.append(f"is_gated_act: {gated} expected with {shape!r:.60}")
    fields.flag("tie_word_embeddings", default=True)  # tied whatever it says
    fields.flag("is_encoder_decoder", default=True)
    if fields.flag("is_decoder", default=False):
        fields.refuse("is_decoder: true is not counted")
    part = t5(
        width,
        layers,
        decoder_layers,
        intermediate,
        heads,
        head_dim,
        vocab_size=vocab_size,
        buckets=fields.count("relative_attention_num_buckets", default=32),
        gated=gated,
        encoder_only=top.encoder_only,
        ending=top.ending,
        labels=top.labels,
    )
    return Architecture(
        kind,
        width,
        part.layers,
        heads,
        heads,
        head_dim,
        intermediate,
        vocab_size,
        top.ending == "text" and not top.encoder_only,
        text=part,
        targets=("q", "v"),
    )


def _mamba(kind: str, fields: Fields, top: Top) -> Architecture:
    width = fields.count("hidden_size", "d_model")
    layers = fields.count("num_hidden_layers", "n_layer", most=MAX_LAYERS)
    inner = fields.count("intermediate_size", default=fields.count("expand", default=2) * width)
    vocab_size = fields.count("vocab_size", default=50280)
    rank = fields.get("time_step_rank", "auto")
    part = mamba(
        width,
        layers,
        inner,
        vocab_size=vocab_size,
        state=fields.count("state_size", default=16),
        kernel=fields.count("conv_kernel", default=4),
        rank=-(-width // 16) if rank == "auto" else fields.count("time_step_rank"),
        biased=fields.flag("use_bias", default=False),
        convolved_bias=fields.flag("use_conv_bias", default=True),
        tied=fields.flag("tie_word_embeddings", default=True),
        ending=top.ending,
    )
    if top.ending not in ("text", "none"):
        fields.refuse(f"architectures: no {kind} model with a layer for labels is counted")
    tied = any(layer.shared for layer in part.linears)
    return Architecture(
        kind,
        width,
        layers,
        1,
        1,
        0,
        inner,
        vocab_size,
        tied,
        text=part,
        targets=("in_proj", "x_proj"),
    )


READERS: Mapping[str, Callable[[str, Fields, Top], Architecture]] = {
    "bert": _bert,
    "roberta": _bert,
    "xlm-roberta": _bert,
    "t5": _t5,
    "mt5": _t5,
    "mamba": _mamba,
    "gemma4_text": gemma4_text,
    "gemma4": gemma4,
}
"""By type."""
