"""How each family of language models is built: its modules under the names its checkpoints use."""

from __future__ import annotations

from qestimate.core.errors import UnknownNameError
from qestimate.core.records import NamedTuple

Parts = tuple[tuple[str, str], ...]
"""Modules of a block: where they hang in it, and their role."""


class Family(NamedTuple):
    """How one family of checkpoints is built."""

    linears: Parts
    """Linear layers of a block, in order; those of a router's experts apart."""
    targets: tuple[str, ...]
    """Modules that LoRA adapts by default: query and value, or the fused projection."""
    biased: str = ""
    """Roles with a bias, separated by spaces; "head" is the output layer."""
    norm_vectors: int = 1
    """Vectors per norm: 1 for RMS norm, 2 for layer norm with bias."""
    norms: int = 2
    """Norms in a block."""
    head_norms: int = 0
    """Norms of the head size in a block (query and key)."""
    wide_head_norms: bool = False
    """Whether those span all heads at once."""
    embedding_norm: bool = False
    sinks: bool = False
    """Whether every head has one more trained number for its attention sink."""
    experts: Parts = ()
    """Linear layers that stand once for every expert."""
    routing: Parts = ()
    """What stands beside the experts in a block: router, shared expert and its gate."""
    stacked: bool = False
    """Whether the weights of all experts are one tensor, which no name of a module reaches."""
    blocks: str = "model.layers"
    """Where the blocks hang."""
    embedding: str = "model.embed_tokens"
    positions: str = ""
    """Where a learned table of positions hangs."""
    head: str = "lm_head"
    encoder: bool = False
    """Whether its blocks also attend to what an encoder makes of sound."""


_SPLIT = (
    ("self_attn.q_proj", "q"),
    ("self_attn.k_proj", "kv"),
    ("self_attn.v_proj", "kv"),
    ("self_attn.o_proj", "o"),
)
_GATED = (("mlp.gate_proj", "up"), ("mlp.up_proj", "up"), ("mlp.down_proj", "down"))
_EXPERTS = (
    ("mlp.experts.*.gate_proj", "expert up"),
    ("mlp.experts.*.up_proj", "expert up"),
    ("mlp.experts.*.down_proj", "expert down"),
)
_MIXTURE = (
    ("block_sparse_moe.experts.*.w1", "expert up"),
    ("block_sparse_moe.experts.*.w2", "expert down"),
    ("block_sparse_moe.experts.*.w3", "expert up"),
)
_QV = ("q_proj", "v_proj")


def _shared(name: str) -> Parts:
    return (
        (f"mlp.{name}.gate_proj", "shared up"),
        (f"mlp.{name}.up_proj", "shared up"),
        (f"mlp.{name}.down_proj", "shared down"),
    )


_ROUTER = (("mlp.gate", "router"),)
_OWN_ROUTER = (("mlp.gate", "own router"),)
"""A router whose weights are no module of their own."""

_LATENT = (
    ("self_attn.q_proj", "latent q"),
    ("self_attn.q_a_proj", "latent q down"),
    ("self_attn.q_b_proj", "latent q up"),
    ("self_attn.kv_a_proj_with_mqa", "latent kv down"),
    ("self_attn.kv_b_proj", "latent kv up"),
    ("self_attn.o_proj", "latent o"),
)


def _fused(attention: str) -> Parts:
    return (
        (f"{attention}.query_key_value", "qkv"),
        (f"{attention}.dense", "o"),
        ("mlp.dense_h_to_4h", "up"),
        ("mlp.dense_4h_to_h", "down"),
    )


_DEEPSEEK = Family(
    _LATENT + _GATED,
    ("q_proj", "q_b_proj", "kv_b_proj"),
    experts=_EXPERTS,
    routing=(*_OWN_ROUTER, *_shared("shared_experts")),
)

FAMILIES: dict[str, Family] = {
    "llama": Family(_SPLIT + _GATED, _QV),
    "mistral": Family(_SPLIT + _GATED, _QV),
    "mixtral": Family(
        _SPLIT, _QV, experts=_MIXTURE, routing=(("block_sparse_moe.gate", "router"),)
    ),
    "qwen2": Family(_SPLIT + _GATED, _QV, biased="q kv"),
    "qwen2_moe": Family(
        _SPLIT + _GATED,
        _QV,
        biased="q kv",
        experts=_EXPERTS,
        routing=(*_ROUTER, *_shared("shared_expert"), ("mlp.shared_expert_gate", "one")),
    ),
    "qwen3": Family(_SPLIT + _GATED, _QV, head_norms=2),
    "qwen3_moe": Family(_SPLIT + _GATED, _QV, head_norms=2, experts=_EXPERTS, routing=_ROUTER),
    "olmoe": Family(
        _SPLIT, _QV, head_norms=2, wide_head_norms=True, experts=_EXPERTS, routing=_ROUTER
    ),
    "deepseek_v2": _DEEPSEEK,
    "deepseek_v3": _DEEPSEEK,
    "gpt_oss": Family(
        _SPLIT,
        _QV,
        biased="q kv o router expert_up expert_down",
        sinks=True,
        experts=(("mlp.experts.*.gate_up_proj", "expert up2"), _EXPERTS[2]),
        routing=(("mlp.router", "own router"),),
        stacked=True,
    ),
    "gemma": Family(_SPLIT + _GATED, _QV),
    "gemma2": Family(_SPLIT + _GATED, _QV, norms=4),
    "gemma3_text": Family(_SPLIT + _GATED, _QV, norms=4, head_norms=2),
    "phi3": Family(
        (
            ("self_attn.qkv_proj", "qkv"),
            ("self_attn.o_proj", "o"),
            ("mlp.gate_up_proj", "up2"),
            ("mlp.down_proj", "down"),
        ),
        ("qkv_proj",),
    ),
    "phimoe": Family(
        _SPLIT,
        _QV,
        norm_vectors=2,
        experts=_MIXTURE,
        routing=(("block_sparse_moe.gate", "router"),),
    ),
    "phi": Family(
        (*_SPLIT[:3], ("self_attn.dense", "o"), ("mlp.fc1", "up"), ("mlp.fc2", "down")),
        _QV,
        biased="q kv o up down head",
        norm_vectors=2,
        norms=1,
    ),
    "gpt2": Family(
        (
            ("attn.c_attn", "qkv"),
            ("attn.c_proj", "o"),
            ("mlp.c_fc", "up"),
            ("mlp.c_proj", "down"),
        ),
        ("c_attn",),
        biased="qkv o up down",
        norm_vectors=2,
        blocks="transformer.h",
        embedding="transformer.wte",
        positions="transformer.wpe",
    ),
    "opt": Family(
        (*_SPLIT[:3], ("self_attn.out_proj", "o"), ("fc1", "up"), ("fc2", "down")),
        _QV,
        biased="q kv o up down",
        norm_vectors=2,
        blocks="model.decoder.layers",
        embedding="model.decoder.embed_tokens",
        positions="model.decoder.embed_positions",
    ),
    "bloom": Family(
        _fused("self_attention"),
        ("query_key_value",),
        biased="qkv o up down",
        norm_vectors=2,
        embedding_norm=True,
        blocks="transformer.h",
        embedding="transformer.word_embeddings",
    ),
    "falcon": Family(
        _fused("self_attention"),
        ("query_key_value",),
        norm_vectors=2,
        norms=1,
        blocks="transformer.h",
        embedding="transformer.word_embeddings",
    ),
    "gpt_neox": Family(
        _fused("attention"),
        ("query_key_value",),
        biased="qkv o up down",
        norm_vectors=2,
        blocks="gpt_neox.layers",
        embedding="gpt_neox.embed_in",
        head="embed_out",
    ),
    "whisper": Family(
        (
            ("self_attn.k_proj", "k"),
            ("self_attn.v_proj", "kv"),
            ("self_attn.q_proj", "q"),
            ("self_attn.out_proj", "o"),
            ("encoder_attn.k_proj", "cross k"),
            ("encoder_attn.v_proj", "cross v"),
            ("encoder_attn.q_proj", "cross q"),
            ("encoder_attn.out_proj", "cross o"),
            ("fc1", "up"),
            ("fc2", "down"),
        ),
        _QV,
        biased="q kv o cross_v cross_q cross_o up down",
        norm_vectors=2,
        norms=3,
        blocks="model.decoder.layers",
        embedding="model.decoder.embed_tokens",
        positions="model.decoder.embed_positions",
        head="proj_out",
        encoder=True,
    ),
}
"""Families by the ``model_type`` of their configuration."""


def family(name: str) -> Family:
    """Return a family by name.

    Raises:
        UnknownNameError: No such family.

    >>> family("gpt2").targets
    ('c_attn',)
    """
    try:
        return FAMILIES[name]
    except KeyError:
        raise UnknownNameError("model family", name, FAMILIES) from None
