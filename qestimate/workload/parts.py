"""Parts of models that see or hear, counted to the last parameter [transformers-4.57].

Names are those under which adapters meet the modules in transformers 5: an encoder of images hangs
directly under ``vision_tower``.
"""

from __future__ import annotations

from qestimate.workload.architecture import Linear, Part


def _blocks(stem: str, layers: int, positions: str, *kinds: tuple[str, int, int, bool]) -> Layers:
    """Return the linear layers of all blocks, from path, widths and whether there is a bias."""
    every = range(layers)
    return tuple(
        Linear(
            path.rpartition(".")[2],
            d_in,
            d_out,
            layers,
            biased,
            path,
            every,
            stem=stem,
            positions=positions,
        )
        for path, d_in, d_out, biased in kinds
    )


def _single(path: str, d_in: int, d_out: int, positions: str, *, biased: bool = True) -> Linear:
    """Return a linear layer that occurs once."""
    name = path.rpartition(".")[2]
    if name.isdigit():
        name = ".".join(path.split(".")[-2:])
    return Linear(name, d_in, d_out, 1, biased, path, positions=positions)


def _convolution(path: str, d_in: int, d_out: int, positions: str, *, biased: bool) -> Linear:
    """Return a convolution as a layer from all that its kernel covers."""
    return _single(path, d_in, d_out, positions, biased=biased)._replace(by_name=True)


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
            _convolution(
                "model.visual.patch_embed.proj",
                channels * temporal * patch**2,
                width,
                "patches",
                biased=False,
            ),
            *_blocks(
                stem,
                layers,
                "patches",
                ("attn.qkv", width, 3 * width, True),
                ("attn.proj", width, width, True),
                ("mlp.fc1", width, ratio * width, True),
                ("mlp.fc2", ratio * width, width, True),
            ),
            _single("model.visual.merger.mlp.0", square * width, square * width, "images"),
            _single("model.visual.merger.mlp.2", square * width, out, "images"),
        ),
        other=layers * 4 * width + 2 * width,
        other_biases=layers * 2 * width + width,
        layers=layers,
        width=width,
        seen=square,
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
    seen = (image // patch) ** 2 + 1
    return Part(
        "vision tower",
        (
            _convolution(
                "model.vision_tower.embeddings.patch_embedding",
                channels * patch**2,
                width,
                "patches",
                biased=False,
            ),
            *_tower("model.vision_tower.encoder.layers", width, intermediate, layers),
        ),
        other=width + seen * width + 4 * width + layers * 4 * width,
        other_biases=2 * width + layers * 2 * width,
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
        pooling: Whether a head with attention pools its output (``vision_use_head``); its
            attention is counted, and no adapter is laid on it.

    Source: [transformers-4.57], models/siglip/modeling_siglip.py.

    >>> siglip_vision(1152, 4304, 27, 896, 14).parameters
    416866032
    """
    seen = (image // patch) ** 2
    stem = "model.vision_tower"
    head: tuple[Linear, ...] = ()
    if pooling:
        head = (
            _single(f"{stem}.head.mlp.fc1", width, intermediate, "images"),
            _single(f"{stem}.head.mlp.fc2", intermediate, width, "images"),
        )
    pooled = width + 4 * width * (width + 1) + 2 * width if pooling else 0
    return Part(
        "vision tower",
        (
            _convolution(
                f"{stem}.embeddings.patch_embedding",
                channels * patch**2,
                width,
                "patches",
                biased=True,
            ),
            *_tower(f"{stem}.encoder.layers", width, intermediate, layers),
            *head,
        ),
        other=seen * width + 2 * width + layers * 4 * width + pooled,
        other_biases=width + layers * 2 * width + (5 * width if pooling else 0),
        layers=layers,
        width=width,
        seen=seen,
        tokens=seen,
        whole=True,
    )


def _tower(stem: str, width: int, intermediate: int, layers: int) -> Layers:
    return _blocks(
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
            _single(f"{stem}.linear_1", tower.width * features, out, "images", biased=biased),
            _single(f"{stem}.linear_2", out, out, "images", biased=biased),
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
    return tower._replace(other=tower.other + tower.width * out + tower.width, tokens=tokens)


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
            _convolution(f"{stem}.conv1", 3 * mels, width, "sound", biased=True),
            _convolution(f"{stem}.conv2", 3 * width, width, "sound", biased=True),
            *_blocks(
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
        other=positions * width + layers * 4 * width + 2 * width,
        other_biases=layers * 2 * width + width,
        fixed=positions * width,
        layers=layers,
        width=width,
        seen=positions,
        tokens=positions,
        whole=True,
        hears=True,
    )


Layers = tuple[Linear, ...]
