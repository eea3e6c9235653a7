"""How each family of language models is built: its modules under the names its checkpoints use."""

from __future__ import annotations

from qestimate.core.errors import UnknownNameError
from qestimate.core.records import NamedTuple

Parts = tuple[tuple[str, str], ...]
"""Modules of a block: where they hang in it, and their role."""


_TWO_NORMS = (("input_layernorm", "norm"), ("post_attention_layernorm", "norm"))
_GPT_NORMS = (("ln_1", "norm"), ("ln_2", "norm"))
_HEAD_NORMS = (("self_attn.q_norm", "head"), ("self_attn.k_norm", "head"))
_WIDE_NORMS = (("self_attn.q_norm", "heads"), ("self_attn.k_norm", "kv heads"))
_AFTER = (("post_attention_layernorm", "norm"), ("post_feedforward_layernorm", "norm"))
_FOUR_NORMS = (*_TWO_NORMS, ("pre_feedforward_layernorm", "norm"), _AFTER[1])


class Family(NamedTuple):
    """How one family of checkpoints is built."""

    linears: Parts
    """Linear layers of a block, in order; those of a router's experts apart."""
    targets: tuple[str, ...]
    """Modules that LoRA adapts by default: query and value, or the fused projection."""
    biased: str = ""
    """Roles with a bias, separated by spaces; "head" is the output layer."""
    norm_vectors: int = 1
    """Vectors of a norm as wide as the model: 1 for RMS norm, 2 for layer norm with bias."""
    norms: Parts = _TWO_NORMS
    """Norms of a block and other trained numbers of it, with what says how wide they are."""
    final_norm: str = "model.norm"
    embedding_norm: str = ""
    """Norm between the embeddings and the first block, where there is one."""
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
    labels: str = "score"
    """What a layer that labels every token is called."""
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


_PLAIN = (("mlp.up_proj", "up"), ("mlp.down_proj", "down"))
_GPT_MLP = (("mlp.c_fc", "up"), ("mlp.c_proj", "down"))
_FUSED_GATE = (("mlp.gate_up_proj", "up2"), ("mlp.down_proj", "down"))

_DEEPSEEK = Family(
    _LATENT + _GATED,
    ("q_proj", "q_b_proj", "kv_b_proj"),
    norms=(
        *_TWO_NORMS,
        ("self_attn.q_a_layernorm", "q rank"),
        ("self_attn.kv_a_layernorm", "kv rank"),
    ),
    experts=_EXPERTS,
    routing=(*_OWN_ROUTER, *_shared("shared_experts")),
)

_LLAMA = Family(_SPLIT + _GATED, _QV)
_GPT2 = Family(
    (("attn.c_attn", "qkv"), ("attn.c_proj", "o"), *_GPT_MLP),
    ("c_attn",),
    biased="qkv o up down",
    norm_vectors=2,
    norms=_GPT_NORMS,
    final_norm="transformer.ln_f",
    blocks="transformer.h",
    embedding="transformer.wte",
    positions="transformer.wpe",
    labels="classifier",
)
_GPTJ = Family(
    (
        ("attn.k_proj", "kv"),
        ("attn.v_proj", "kv"),
        ("attn.q_proj", "q"),
        ("attn.out_proj", "o"),
        ("mlp.fc_in", "up"),
        ("mlp.fc_out", "down"),
    ),
    _QV,
    biased="up down head",
    norm_vectors=2,
    norms=_GPT_NORMS[:1],
    final_norm="transformer.ln_f",
    blocks="transformer.h",
    embedding="transformer.wte",
)
_COHERE = Family(_SPLIT + _GATED, _QV, norms=_TWO_NORMS[:1])
_OLMO2 = Family(_SPLIT + _GATED, _QV, norms=(*_WIDE_NORMS, *_AFTER))
_GLM = Family((*_SPLIT, *_FUSED_GATE), _QV, biased="q kv")

FAMILIES: dict[str, Family] = {
    "llama": _LLAMA,
    "mistral": _LLAMA,
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
    "qwen3": Family(_SPLIT + _GATED, _QV, norms=(*_TWO_NORMS, *_HEAD_NORMS)),
    "qwen3_moe": Family(
        _SPLIT + _GATED,
        _QV,
        norms=(*_TWO_NORMS, *_HEAD_NORMS),
        experts=_EXPERTS,
        routing=_ROUTER,
    ),
    "olmo": Family(_SPLIT + _GATED, _QV, norm_vectors=0),
    "olmo2": _OLMO2,
    "olmo3": _OLMO2,
    "olmoe": Family(
        _SPLIT,
        _QV,
        norms=(*_TWO_NORMS, ("self_attn.q_norm", "norm"), ("self_attn.k_norm", "kv share")),
        experts=_EXPERTS,
        routing=_ROUTER,
    ),
    "deepseek_v2": _DEEPSEEK,
    "deepseek_v3": _DEEPSEEK,
    "gpt_oss": Family(
        _SPLIT,
        _QV,
        biased="q kv o router expert_up expert_down",
        norms=(*_TWO_NORMS, ("self_attn.sinks", "number a head")),
        experts=(("mlp.experts.*.gate_up_proj", "expert up2"), _EXPERTS[2]),
        routing=(("mlp.router", "own router"),),
        stacked=True,
    ),
    "llama4_text": Family(
        (
            *_SPLIT,
            ("feed_forward.gate_proj", "up"),
            ("feed_forward.up_proj", "up"),
            ("feed_forward.down_proj", "down"),
        ),
        _QV,
        experts=(
            ("feed_forward.experts.*.gate_up_proj", "expert up2"),
            ("feed_forward.experts.*.down_proj", "expert down"),
        ),
        routing=(
            ("feed_forward.router", "router"),
            ("feed_forward.shared_expert.gate_proj", "shared up"),
            ("feed_forward.shared_expert.up_proj", "shared up"),
            ("feed_forward.shared_expert.down_proj", "shared down"),
        ),
        stacked=True,
    ),
    "gemma": _LLAMA,
    "gemma2": Family(_SPLIT + _GATED, _QV, norms=_FOUR_NORMS),
    "gemma3_text": Family(_SPLIT + _GATED, _QV, norms=(*_FOUR_NORMS, *_HEAD_NORMS)),
    "phi3": Family((("self_attn.qkv_proj", "qkv"), _SPLIT[3], *_FUSED_GATE), ("qkv_proj",)),
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
        norms=_TWO_NORMS[:1],
        final_norm="model.final_layernorm",
    ),
    "stablelm": Family(_SPLIT + _GATED, _QV, norm_vectors=2),
    "starcoder2": Family((*_SPLIT, *_GPT_MLP), _QV, biased="q kv o up down", norm_vectors=2),
    "cohere": _COHERE,
    "cohere2": _COHERE,
    "smollm3": _LLAMA,
    "granite": _LLAMA,
    "helium": Family((*_SPLIT[:3], ("self_attn.o_proj", "o square"), *_GATED), _QV),
    "ministral3": _LLAMA,
    "ernie4_5": _LLAMA,
    "seed_oss": _LLAMA,
    "internlm": _LLAMA,
    "internlm3": _LLAMA,
    "exaone": _LLAMA,
    "exaone4": Family(_SPLIT + _GATED, _QV, norms=(*_HEAD_NORMS, *_AFTER)),
    "arcee": Family(_SPLIT + _PLAIN, _QV),
    "apertus": Family(
        _SPLIT + _PLAIN,
        _QV,
        norms=(
            *_HEAD_NORMS,
            ("mlp.act_fn.alpha_p", "number"),
            ("mlp.act_fn.alpha_n", "number"),
            ("attention_layernorm", "norm"),
            ("feedforward_layernorm", "norm"),
        ),
    ),
    "nemotron": Family(_SPLIT + _PLAIN, _QV, norm_vectors=2),
    "glm": _GLM,
    "glm4": _GLM._replace(
        norms=(
            *_TWO_NORMS,
            ("post_self_attn_layernorm", "norm"),
            ("post_mlp_layernorm", "norm"),
        )
    ),
    "internlm2": Family(
        (
            ("attention.wqkv", "qkv"),
            ("attention.wo", "o"),
            ("feed_forward.w1", "up"),
            ("feed_forward.w3", "up"),
            ("feed_forward.w2", "down"),
        ),
        ("wqkv",),
        norms=(("attention_norm", "norm"), ("ffn_norm", "norm")),
        embedding="model.tok_embeddings",
        head="output",
    ),
    "gpt2": _GPT2,
    "gpt_bigcode": _GPT2,
    "gpt_neo": _GPT2._replace(
        linears=(
            ("attn.attention.k_proj", "kv"),
            ("attn.attention.v_proj", "kv"),
            ("attn.attention.q_proj", "q"),
            ("attn.attention.out_proj", "o"),
            *_GPT_MLP,
        ),
        targets=_QV,
        biased="o up down",
    ),
    "gptj": _GPTJ,
    "codegen": _GPTJ._replace(
        linears=(("attn.out_proj", "o"), ("attn.qkv_proj", "qkv"), *_GPTJ.linears[4:]),
        targets=("qkv_proj",),
    ),
    "mpt": Family(
        (
            ("attn.Wqkv", "qkv"),
            ("attn.out_proj", "o"),
            ("ffn.up_proj", "up"),
            ("ffn.down_proj", "down"),
        ),
        ("Wqkv",),
        norms=(("norm_1", "norm"), ("norm_2", "norm")),
        final_norm="transformer.norm_f",
        blocks="transformer.blocks",
        embedding="transformer.wte",
        labels="classifier",
    ),
    "opt": Family(
        (*_SPLIT[:3], ("self_attn.out_proj", "o"), ("fc1", "up"), ("fc2", "down")),
        _QV,
        biased="q kv o up down",
        norm_vectors=2,
        norms=(("self_attn_layer_norm", "norm"), ("final_layer_norm", "norm")),
        final_norm="model.decoder.final_layer_norm",
        blocks="model.decoder.layers",
        embedding="model.decoder.embed_tokens",
        positions="model.decoder.embed_positions",
    ),
    "bloom": Family(
        _fused("self_attention"),
        ("query_key_value",),
        biased="qkv o up down",
        norm_vectors=2,
        final_norm="transformer.ln_f",
        embedding_norm="transformer.word_embeddings_layernorm",
        blocks="transformer.h",
        embedding="transformer.word_embeddings",
        labels="classifier",
    ),
    "falcon": Family(
        _fused("self_attention"),
        ("query_key_value",),
        norm_vectors=2,
        norms=_TWO_NORMS[:1],
        final_norm="transformer.ln_f",
        blocks="transformer.h",
        embedding="transformer.word_embeddings",
        labels="classifier",
    ),
    "gpt_neox": Family(
        _fused("attention"),
        ("query_key_value",),
        biased="qkv o up down",
        norm_vectors=2,
        final_norm="gpt_neox.final_layer_norm",
        blocks="gpt_neox.layers",
        embedding="gpt_neox.embed_in",
        head="embed_out",
        labels="classifier",
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
        norms=(
            ("self_attn_layer_norm", "norm"),
            ("encoder_attn_layer_norm", "norm"),
            ("final_layer_norm", "norm"),
        ),
        final_norm="model.decoder.layer_norm",
        blocks="model.decoder.layers",
        embedding="model.decoder.embed_tokens",
        positions="model.decoder.embed_positions",
        head="proj_out",
        encoder=True,
    ),
}
"""Families by the ``model_type`` of their configuration."""


LISTED = Family((), ())
"""Of a model whose modules are listed one by one."""


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
