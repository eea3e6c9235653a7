"""What sees in the models of Qwen, counted to the last parameter.

Names are those under which adapters meet the modules.
"""

from __future__ import annotations

from qestimate.workload.modules import (
    Linear,
    Part,
    Weights,
    convolution,
    in_blocks,
    layer_norms,
    scale_norms,
    single,
)


def _cut(numbers: int, width: int, *, biased: bool) -> Linear:
    """Return what makes a vector of each patch, from all of its numbers."""
    return convolution("model.visual.patch_embed.proj", numbers, width, "patches", biased=biased)


def qwen2_vl_vision(
    width: int = 1280,
    layers: int = 32,
    ratio: int = 4,
    *,
    out: int,
    channels: int = 3,
    patch: int = 14,
    temporal: int = 2,
    merge: int = 2,
) -> Part:
    """Return what sees in Qwen2-VL: blocks of one attention layer, and a merger of patches.

    Args:
        width: Of a block. [1]
        layers: Blocks. [1]
        ratio: Feed-forward width over width. [1]
        out: Width of the language model. [1]
        channels: Colours. [1]
        patch: Edge of a patch. [pixels]
        temporal: Frames in a patch. [1]
        merge: Edge of a square of patches that become one token. [patches]

    Source: [transformers-4.57], models/qwen2_vl/modeling_qwen2_vl.py.

    >>> qwen2_vl_vision(out=1536).parameters, qwen2_vl_vision(out=3584).parameters
    (665271296, 675759104)
    """
    stem, square = "model.visual.blocks", merge**2
    return Part(
        "vision tower",
        (
            _cut(channels * temporal * patch**2, width, biased=False),
            *in_blocks(
                stem,
                layers,
                "patches",
                ("attn.qkv", width, 3 * width, True),
                ("attn.proj", width, width, True),
                ("mlp.fc1", width, ratio * width, True),
                ("mlp.fc2", ratio * width, width, True),
            ),
            single("model.visual.merger.mlp.0", square * width, square * width, "images"),
            single("model.visual.merger.mlp.2", square * width, out, "images"),
        ),
        (
            *layer_norms(stem, layers, width, "norm1", "norm2"),
            Weights("model.visual.merger.ln_q", 2 * width, width),
        ),
        layers=layers,
        width=width,
        seen=square,
    )


def qwen2_5_vl_vision(
    width: int,
    intermediate: int,
    layers: int,
    *,
    out: int,
    channels: int = 3,
    patch: int = 14,
    temporal: int = 2,
    merge: int = 2,
) -> Part:
    """Return what sees in Qwen2.5-VL: as in Qwen2-VL, with gates and norms without biases.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks. [1]
        out: Width of the language model. [1]
        channels: Colours. [1]
        patch: Edge of a patch. [pixels]
        temporal: Frames in a patch. [1]
        merge: Edge of a square of patches that become one token. [patches]

    Source: [transformers-5.24], models/qwen2_5_vl/modeling_qwen2_5_vl.py.

    >>> qwen2_5_vl_vision(1280, 3420, 32, out=2048).parameters
    668684288
    """
    stem, square = "model.visual.blocks", merge**2
    return Part(
        "vision tower",
        (
            _cut(channels * temporal * patch**2, width, biased=False),
            *in_blocks(
                stem,
                layers,
                "patches",
                ("attn.qkv", width, 3 * width, True),
                ("attn.proj", width, width, True),
                ("mlp.gate_proj", width, intermediate, True),
                ("mlp.up_proj", width, intermediate, True),
                ("mlp.down_proj", intermediate, width, True),
            ),
            single("model.visual.merger.mlp.0", square * width, square * width, "images"),
            single("model.visual.merger.mlp.2", square * width, out, "images"),
        ),
        (
            *scale_norms(stem, layers, width, "norm1", "norm2"),
            Weights("model.visual.merger.ln_q", width),
        ),
        layers=layers,
        width=width,
        seen=square,
    )


def qwen3_vl_vision(
    width: int,
    intermediate: int,
    layers: int,
    *,
    out: int,
    table: int = 2304,
    deep: int = 3,
    channels: int = 3,
    patch: int = 16,
    temporal: int = 2,
    merge: int = 2,
) -> Part:
    """Return what sees in Qwen3-VL: blocks, a merger, and one more for each block read before.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks. [1]
        out: Width of the language model. [1]
        table: Rows of the table of positions. [1]
        deep: Blocks whose outputs the language model reads besides. [1]
        channels: Colours. [1]
        patch: Edge of a patch. [pixels]
        temporal: Frames in a patch. [1]
        merge: Edge of a square of patches that become one token. [patches]

    Source: [transformers-5.24], models/qwen3_vl/modeling_qwen3_vl.py.

    >>> qwen3_vl_vision(1152, 4304, 27, out=4096).parameters
    576388336
    """
    around, square = "model.visual", merge**2
    stem, wide = f"{around}.blocks", square * width
    mergers = f"{around}.deepstack_merger_list"
    every = range(deep)
    return Part(
        "vision tower",
        (
            _cut(channels * temporal * patch**2, width, biased=True),
            *in_blocks(
                stem,
                layers,
                "patches",
                ("attn.qkv", width, 3 * width, True),
                ("attn.proj", width, width, True),
                ("mlp.linear_fc1", width, intermediate, True),
                ("mlp.linear_fc2", intermediate, width, True),
            ),
            single(f"{around}.merger.linear_fc1", wide, wide, "images"),
            single(f"{around}.merger.linear_fc2", wide, out, "images"),
            *in_blocks(
                mergers,
                deep,
                "images",
                ("linear_fc1", wide, wide, True),
                ("linear_fc2", wide, out, True),
            ),
        ),
        (
            Weights(f"{around}.pos_embed", table * width, table=True),
            *layer_norms(stem, layers, width, "norm1", "norm2"),
            Weights(f"{around}.merger.norm", 2 * width, width),
            Weights("norm", 2 * wide, wide, every, mergers),
        ),
        layers=layers,
        width=width,
        seen=square,
    )
