"""Gemma 4: blocks of two kinds, of which the last ones take keys and values from earlier ones.

Names are those under which adapters meet the modules [transformers-5.24],
models/gemma4/modeling_gemma4.py.
"""

from __future__ import annotations

from qestimate.core.records import NamedTuple
from qestimate.workload.modules import (
    Linear,
    Part,
    Weights,
    convolution,
    in_blocks,
    scale_norms,
    single,
)
from qestimate.workload.texts import MODEL, output, table


class Text(NamedTuple):
    """The figures that decide what its part for text is made of. All [1]."""

    width: int
    intermediate: int
    heads: int
    kv_heads: int
    head_dim: int
    global_kv_heads: int
    """Of blocks that attend to everything."""
    global_head_dim: int
    vocab_size: int
    full: tuple[bool, ...]
    """Of each block, whether it attends to everything."""
    shared: int = 0
    """Last blocks that take keys and values from earlier ones."""
    same: bool = False
    """Whether values are keys, in blocks that attend to everything."""
    doubled: bool = False
    """Whether the shared blocks are twice as wide inside."""
    each: int = 0
    """Width of what every block adds of its own for a token; 0 for nothing."""
    each_vocab_size: int = 0
    tied: bool = True


def text(asked: Text, around: str, *, ends: bool = True) -> Part:
    """Return the part for text.

    Args:
        asked: Its figures.
        around: Where it hangs.
        ends: Whether there is an output layer.

    >>> small = Text(64, 96, 4, 2, 16, 2, 32, 160, (False, True), each=8, each_vocab_size=160)
    >>> text(small, "model").parameters
    90408
    """
    stem, count = f"{around}.layers", len(asked.full)
    linears: list[Linear] = []
    weights: list[Weights] = []
    for full in (False, True):
        dim = asked.global_head_dim if full else asked.head_dim
        kv = (asked.global_kv_heads if full else asked.kv_heads) * dim
        blocks = tuple(number for number, one in enumerate(asked.full) if one is full)
        own = tuple(number for number in blocks if number < count - asked.shared)
        places = [("q_proj", asked.width, asked.heads * dim, blocks)]
        places += [("k_proj", asked.width, kv, own)]
        places += [] if full and asked.same else [("v_proj", asked.width, kv, own)]
        places += [("o_proj", asked.heads * dim, asked.width, blocks)]
        linears += [_layer(f"self_attn.{name}", a, b, on, stem) for name, a, b, on in places if on]
        weights += [
            Weights(f"self_attn.{name}", dim, 0, on, stem)
            for name, on in (("q_norm", blocks), ("k_norm", own))
            if on
        ]
    first = count - asked.shared if asked.doubled else count
    for blocks, inner in (
        (tuple(range(first)), asked.intermediate),
        (tuple(range(first, count)), 2 * asked.intermediate),
    ):
        if blocks:
            linears += [
                _layer("mlp.gate_proj", asked.width, inner, blocks, stem),
                _layer("mlp.up_proj", asked.width, inner, blocks, stem),
                _layer("mlp.down_proj", inner, asked.width, blocks, stem),
            ]
    norms = ["input_layernorm", "post_attention_layernorm"]
    norms += ["pre_feedforward_layernorm", "post_feedforward_layernorm"]
    linears += [table(f"{around}.embed_tokens", asked.vocab_size, asked.width)]
    if asked.each:
        packed = count * asked.each
        linears += in_blocks(
            stem,
            count,
            "",
            ("per_layer_input_gate", asked.width, asked.each, False),
            ("per_layer_projection", asked.each, asked.width, False),
        )
        linears += [
            single(f"{around}.per_layer_model_projection", asked.width, packed, biased=False),
            table(f"{around}.embed_tokens_per_layer", asked.each_vocab_size, packed),
        ]
        weights += [Weights(f"{around}.per_layer_projection_norm", asked.each)]
        norms += ["post_per_layer_input_norm"]
    weights += scale_norms(stem, count, asked.width, *norms)
    weights += [Weights(f"{around}.norm", asked.width)]
    if ends:
        linears += [
            output("lm_head", asked.width, asked.vocab_size, biased=False, shared=asked.tied)
        ]
    return Part(MODEL, tuple(linears), tuple(weights), layers=count)


def _layer(path: str, d_in: int, d_out: int, blocks: tuple[int, ...], stem: str) -> Linear:
    name = path.rpartition(".")[2]
    return Linear(name, d_in, d_out, len(blocks), path=path, blocks=blocks, stem=stem)


def vision(
    width: int,
    intermediate: int,
    layers: int,
    heads: int,
    kv_heads: int,
    head_dim: int,
    *,
    out: int,
    patch: int = 16,
    table_size: int = 10240,
    pool: int = 3,
) -> Part:
    """Return what sees.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks. [1]
        heads: Of attention. [1]
        kv_heads: Of keys and values. [1]
        head_dim: Width of a head. [1]
        out: Width of the part for text. [1]
        patch: Edge of a patch. [pixels]
        table_size: Positions along an edge that are told apart. [1]
        pool: Edge of a square of patches that become one token. [patches]

    >>> vision(768, 3072, 16, 12, 12, 64, out=64).parameters
    167413760
    """
    around = "model.vision_tower"
    stem = f"{around}.encoder.layers"
    inner, kv = heads * head_dim, kv_heads * head_dim
    return Part(
        "vision tower",
        (
            single(
                f"{around}.patch_embedder.input_proj", 3 * patch**2, width, "patches", biased=False
            ),
            *in_blocks(
                stem,
                layers,
                "patches",
                ("self_attn.q_proj.linear", width, inner, False),
                ("self_attn.k_proj.linear", width, kv, False),
                ("self_attn.v_proj.linear", width, kv, False),
                ("self_attn.o_proj.linear", inner, width, False),
                ("mlp.gate_proj.linear", width, intermediate, False),
                ("mlp.up_proj.linear", width, intermediate, False),
                ("mlp.down_proj.linear", intermediate, width, False),
            ),
            single("model.embed_vision.embedding_projection", width, out, "images", biased=False),
        ),
        (
            Weights(
                f"{around}.patch_embedder.position_embedding_table",
                2 * table_size * width,
                bare=True,
            ),
            *scale_norms(stem, layers, head_dim, "self_attn.q_norm", "self_attn.k_norm"),
            *scale_norms(
                stem,
                layers,
                width,
                "input_layernorm",
                "post_attention_layernorm",
                "pre_feedforward_layernorm",
                "post_feedforward_layernorm",
            ),
        ),
        layers=layers,
        width=inner,
        seen=pool**2,
    )


def audio(
    width: int,
    layers: int,
    heads: int,
    *,
    channels: tuple[int, int],
    kernel: int,
    projected: int,
    out: int,
) -> Part:
    """Return what hears.

    Args:
        width: Of a block. [1]
        layers: Blocks. [1]
        heads: Of attention. [1]
        channels: Of the two convolutions before the blocks. [1]
        kernel: Positions that the convolution of a block covers. [1]
        projected: Width behind the blocks. [1]
        out: Width of the part for text. [1]

    >>> audio(1024, 12, 8, channels=(128, 32), kernel=5, projected=1536, out=64).parameters
    304922912
    """
    around = "model.audio_tower"
    stem, before = f"{around}.layers", f"{around}.subsample_conv_projection"
    every, joined = range(layers), channels[0] // 4 * channels[1]
    ups = [
        (f"feed_forward{number}.ffw_layer_{place}.linear", a, b, False)
        for number in (1, 2)
        for place, a, b in ((1, width, 4 * width), (2, 4 * width, width))
    ]
    norms = [
        f"feed_forward{number}.{end}_layer_norm" for number in (1, 2) for end in ("pre", "post")
    ]
    return Part(
        "encoder of sound",
        (
            convolution(f"{before}.layer0.conv", 9, channels[0], "sound", biased=False),
            convolution(
                f"{before}.layer1.conv", 9 * channels[0], channels[1], "sound", biased=False
            ),
            single(f"{before}.input_proj_linear", joined, width, "sound", biased=False),
            *in_blocks(
                stem,
                layers,
                "sound",
                *ups,
                *((f"self_attn.{name}.linear", width, width, False)
                  for name in ("q_proj", "k_proj", "v_proj", "post")),
                ("self_attn.relative_k_proj", width, width, False),
                ("lconv1d.linear_start.linear", width, 2 * width, False),
                ("lconv1d.linear_end.linear", width, width, False),
            ),
            single(f"{around}.output_proj", width, projected, "sound"),
            single(
                "model.embed_audio.embedding_projection", projected, out, "sound", biased=False
            ),
        ),
        (
            Weights(f"{before}.layer0.norm", channels[0]),
            Weights(f"{before}.layer1.norm", channels[1]),
            Weights("self_attn.per_dim_scale", width // heads, 0, every, stem, bare=True),
            Weights("lconv1d.depthwise_conv1d", width * kernel, 0, every, stem),
            *scale_norms(
                stem,
                layers,
                width,
                *norms,
                *("lconv1d.pre_layer_norm", "lconv1d.conv_norm"),
                *("norm_pre_attn", "norm_post_attn", "norm_out"),
            ),
        ),
        layers=layers,
        width=width,
        hears=True,
    )  # fmt: skip
