"""Parts of models that see or hear, counted to the last parameter [transformers-4.57].

Names are those under which adapters meet the modules in transformers 5: an encoder of images hangs
directly under ``vision_tower``.
"""

from __future__ import annotations

from qestimate.workload.modules import (
    Layers,
    Part,
    Weights,
    convolution,
    in_blocks,
    layer_norms,
    single,
)


def llama4_vision(
    width: int,
    intermediate: int,
    layers: int,
    image: int,
    patch: int,
    *,
    inner: int,
    outer: int,
    features: int,
    out: int,
    channels: int = 3,
) -> Part:
    """Return what sees in Llama 4, with what turns its output into tokens.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks. [1]
        image: Edge of the image. [pixels]
        patch: Edge of a patch; four of them become one token. [pixels]
        inner: Width between the two layers of the adapter. [1]
        outer: Width behind them. [1]
        features: Width of what is handed to the language model. [1]
        out: Width of the language model. [1]
        channels: Colours. [1]

    Source: [transformers-5.24], models/llama4/modeling_llama4.py.

    >>> llama4_vision(768, 5632, 34, 448, 14, inner=4096, outer=4096, features=7680,
    ...     out=5120).parameters
    455178240
    """
    around = "vision_model"
    stem, seen = f"{around}.model.layers", (image // patch) ** 2 + 1
    return Part(
        "vision tower",
        (
            single(
                f"{around}.patch_embedding.linear",
                channels * patch**2,
                width,
                "patches",
                biased=False,
            ),
            *in_blocks(
                stem,
                layers,
                "patches",
                ("self_attn.q_proj", width, width, True),
                ("self_attn.k_proj", width, width, True),
                ("self_attn.v_proj", width, width, True),
                ("self_attn.o_proj", width, width, True),
                ("mlp.fc1", width, intermediate, True),
                ("mlp.fc2", intermediate, width, True),
            ),
            single(f"{around}.vision_adapter.mlp.fc1", intermediate, inner, "images", biased=False),
            single(f"{around}.vision_adapter.mlp.fc2", outer, outer, "images", biased=False),
            single("multi_modal_projector.linear_1", features, out, "images", biased=False),
        ),
        (
            Weights(f"{around}.class_embedding", width, bare=True),
            Weights(f"{around}.positional_embedding_vlm", seen * width, bare=True),
            Weights(f"{around}.layernorm_pre", 2 * width, width),
            Weights(f"{around}.layernorm_post", 2 * width, width),
            *layer_norms(stem, layers, width, "input_layernorm", "post_attention_layernorm"),
        ),
        layers=layers,
        width=width,
        seen=seen,
        tokens=max(1, (seen - 1) // 4),
        whole=True,
    )


def clip_vision(
    width: int, intermediate: int, layers: int, image: int, patch: int, channels: int = 3
) -> Part:
    """Return CLIP's encoder of images, without what turns its output into tokens.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks; LLaVA does not use the output of the last one, which is counted. [1]
        image: Edge of the image. [pixels]
        patch: Edge of a patch. [pixels]
        channels: Colours. [1]

    Source: [transformers-4.57], models/clip/modeling_clip.py.

    >>> clip_vision(1024, 4096, 24, 336, 14).parameters
    303507456
    """
    seen, stem = (image // patch) ** 2 + 1, "model.vision_tower"
    return Part(
        "vision tower",
        (
            convolution(
                f"{stem}.embeddings.patch_embedding",
                channels * patch**2,
                width,
                "patches",
                biased=False,
            ),
            *_tower(f"{stem}.encoder.layers", width, intermediate, layers),
        ),
        (
            Weights(f"{stem}.embeddings.class_embedding", width, bare=True),
            Weights(f"{stem}.embeddings.position_embedding", seen * width, table=True),
            Weights(f"{stem}.pre_layrnorm", 2 * width, width),
            Weights(f"{stem}.post_layernorm", 2 * width, width),
            *_tower_norms(stem, width, layers),
        ),
        layers=layers,
        width=width,
        seen=seen,
        tokens=seen - 1,
        whole=True,
    )


def siglip_vision(
    width: int,
    intermediate: int,
    layers: int,
    image: int,
    patch: int,
    channels: int = 3,
    *,
    pooling: bool = False,
) -> Part:
    """Return SigLIP's encoder of images, without what turns its output into tokens.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks. [1]
        image: Edge of the image. [pixels]
        patch: Edge of a patch. [pixels]
        channels: Colours. [1]
        pooling: Whether a head with attention pools its output (``vision_use_head``).

    Source: [transformers-4.57], models/siglip/modeling_siglip.py.

    >>> siglip_vision(1152, 4304, 27, 896, 14).parameters
    416866032
    """
    seen = (image // patch) ** 2
    stem = "model.vision_tower"
    head: Layers = ()
    pooled: tuple[Weights, ...] = ()
    if pooling:
        head = (
            single(f"{stem}.head.mlp.fc1", width, intermediate, "images"),
            single(f"{stem}.head.mlp.fc2", intermediate, width, "images"),
            single(f"{stem}.head.attention.out_proj", width, width, "images"),
        )
        square = width * (width + 1)
        pooled = (
            Weights(f"{stem}.head.probe", width, bare=True),
            Weights(f"{stem}.head.attention.in_proj", 3 * square, bare=True),
            Weights(f"{stem}.head.layernorm", 2 * width, width),
        )
    return Part(
        "vision tower",
        (
            convolution(
                f"{stem}.embeddings.patch_embedding",
                channels * patch**2,
                width,
                "patches",
                biased=True,
            ),
            *_tower(f"{stem}.encoder.layers", width, intermediate, layers),
            *head,
        ),
        (
            Weights(f"{stem}.embeddings.position_embedding", seen * width, table=True),
            Weights(f"{stem}.post_layernorm", 2 * width, width),
            *_tower_norms(stem, width, layers),
            *pooled,
        ),
        layers=layers,
        width=width,
        seen=seen,
        tokens=seen,
        whole=True,
    )


def _tower(stem: str, width: int, intermediate: int, layers: int) -> Layers:
    return in_blocks(
        stem,
        layers,
        "patches",
        ("self_attn.k_proj", width, width, True),
        ("self_attn.v_proj", width, width, True),
        ("self_attn.q_proj", width, width, True),
        ("self_attn.out_proj", width, width, True),
        ("mlp.fc1", width, intermediate, True),
        ("mlp.fc2", intermediate, width, True),
    )


def _tower_norms(stem: str, width: int, layers: int) -> tuple[Weights, ...]:
    return layer_norms(f"{stem}.encoder.layers", layers, width, "layer_norm1", "layer_norm2")


def llava_projector(tower: Part, features: int, out: int, *, biased: bool = True) -> Part:
    """Return a tower with LLaVA's two layers between it and the language model.

    Args:
        tower: What sees.
        features: Blocks whose outputs are joined. [1]
        out: Width of the language model. [1]
        biased: Whether the layers have biases.

    Source: [transformers-4.57], models/llava/modeling_llava.py.

    >>> llava_projector(clip_vision(1024, 4096, 24, 336, 14), 1, 4096).parameters - 303507456
    20979712
    """
    stem = "model.multi_modal_projector"
    return tower._replace(
        linears=(
            *tower.linears,
            single(f"{stem}.linear_1", tower.width * features, out, "images", biased=biased),
            single(f"{stem}.linear_2", out, out, "images", biased=biased),
        )
    )


def gemma3_projector(tower: Part, tokens: int, out: int) -> Part:
    """Return a tower with Gemma 3's norm and bare matrix, which no adapter's name reaches.

    Args:
        tower: What sees.
        tokens: Of an image, after averaging over squares of positions. [1]
        out: Width of the language model. [1]

    Source: [transformers-4.57], models/gemma3/modeling_gemma3.py.

    >>> gemma3_projector(siglip_vision(1152, 4304, 27, 896, 14), 256, 2560).parameters - 416866032
    2950272
    """
    stem = "model.multi_modal_projector"
    own = (
        Weights(f"{stem}.mm_input_projection_weight", tower.width * out, bare=True),
        Weights(f"{stem}.mm_soft_emb_norm", tower.width),
    )
    return tower._replace(weights=(*tower.weights, *own), tokens=tokens)


def whisper_encoder(
    width: int, intermediate: int, layers: int, mels: int = 80, positions: int = 1500
) -> Part:
    """Return what hears in Whisper: two convolutions and blocks that see the whole window.

    Its table of positions holds sines that no training changes.

    Args:
        width: Of a block. [1]
        intermediate: Feed-forward width. [1]
        layers: Blocks. [1]
        mels: Frequency bands of the sound. [1]
        positions: Of a window of 30 s. [1]

    Source: [transformers-4.57], models/whisper/modeling_whisper.py.

    >>> whisper_encoder(768, 3072, 12).parameters
    88154112
    """
    stem = "model.encoder"
    return Part(
        "encoder of sound",
        (
            convolution(f"{stem}.conv1", 3 * mels, width, "sound", biased=True),
            convolution(f"{stem}.conv2", 3 * width, width, "sound", biased=True),
            *in_blocks(
                f"{stem}.layers",
                layers,
                "sound",
                ("self_attn.k_proj", width, width, False),
                ("self_attn.v_proj", width, width, True),
                ("self_attn.q_proj", width, width, True),
                ("self_attn.out_proj", width, width, True),
                ("fc1", width, intermediate, True),
                ("fc2", intermediate, width, True),
            ),
        ),
        (
            Weights(f"{stem}.embed_positions", positions * width, fixed=True, table=True),
            *layer_norms(
                f"{stem}.layers", layers, width, "self_attn_layer_norm", "final_layer_norm"
            ),
            Weights(f"{stem}.layer_norm", 2 * width, width),
        ),
        layers=layers,
        width=width,
        seen=positions,
        tokens=positions,
        whole=True,
        hears=True,
    )
