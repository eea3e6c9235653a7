"""Decoders of text from the fields of their ``config.json``, by the rules of their family.

A field that is left out takes the default of the model's type, as the library that writes these
files has it [transformers-configurations]: they hold only what differs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.workload.architecture import Architecture, Experts, LatentAttention
from qestimate.workload.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.workloads.fields import Fields
    from qestimate.workload.families import Parts


class Defaults(NamedTuple):
    """What a type of model takes where its file says nothing."""

    tied: bool = False
    kv_heads: int | None = None
    """None for as many as there are heads."""
    head_dim: int | None = None
    """None for hidden size over heads."""
    heads: int | None = None
    vocab_size: int | None = None
    attention: str = ""
    """Roles that ``attention_bias`` gives a bias."""
    attended: bool = False
    """Whether it does where nothing is said."""
    feed: str = ""
    """Roles that ``mlp_bias`` gives a bias."""


_QKVO, _UP_DOWN = "q kv o", "up down"

DEFAULTS: Mapping[str, Defaults] = {
    "llama": Defaults(attention=_QKVO, feed=_UP_DOWN),
    "mistral": Defaults(kv_heads=8),
    "ministral3": Defaults(kv_heads=8, head_dim=128),
    "mixtral": Defaults(kv_heads=8),
    "phimoe": Defaults(kv_heads=8, attention=_QKVO),
    "gpt_oss": Defaults(kv_heads=8, head_dim=64, attention=_QKVO, attended=True),
    "qwen2": Defaults(kv_heads=32),
    "qwen2_moe": Defaults(kv_heads=16),
    "qwen3": Defaults(kv_heads=32, head_dim=128, attention=_QKVO),
    "qwen3_moe": Defaults(kv_heads=4, attention=_QKVO),
    "olmo": Defaults(attention=_QKVO),
    "olmo2": Defaults(attention=_QKVO),
    "olmo3": Defaults(attention=_QKVO),
    "olmoe": Defaults(attention=_QKVO),
    "gemma": Defaults(tied=True, kv_heads=16, head_dim=256, attention=_QKVO),
    "gemma2": Defaults(tied=True, kv_heads=4, head_dim=256, heads=8, attention=_QKVO),
    "gemma3_text": Defaults(
        tied=True, kv_heads=4, head_dim=256, heads=8, vocab_size=262208, attention=_QKVO
    ),
    "gpt2": Defaults(tied=True, vocab_size=50257),
    "gpt_bigcode": Defaults(tied=True, vocab_size=50257),
    "gpt_neo": Defaults(tied=True, vocab_size=50257, heads=16),
    "gpt_neox": Defaults(vocab_size=50432, attention="qkv o", attended=True),
    "gptj": Defaults(vocab_size=50400),
    "codegen": Defaults(vocab_size=50400),
    "mpt": Defaults(tied=True, vocab_size=50368),
    "opt": Defaults(tied=True, vocab_size=50272),
    "bloom": Defaults(tied=True, vocab_size=250880),
    "falcon": Defaults(tied=True, vocab_size=65024),
    "stablelm": Defaults(vocab_size=50304),
    "starcoder2": Defaults(tied=True, kv_heads=2),
    "cohere": Defaults(tied=True, attention=_QKVO),
    "cohere2": Defaults(tied=True, attention=_QKVO),
    "smollm3": Defaults(tied=True, kv_heads=4, attention=_QKVO, feed=_UP_DOWN),
    "granite": Defaults(attention=_QKVO, feed=_UP_DOWN),
    "helium": Defaults(kv_heads=20, head_dim=128, attention="q kv", feed=_UP_DOWN),
    "ernie4_5": Defaults(tied=True, kv_heads=2, head_dim=128),
    "seed_oss": Defaults(kv_heads=8, head_dim=128, attention="q kv", attended=True, feed=_UP_DOWN),
    "internlm3": Defaults(kv_heads=2, head_dim=128, attention=_QKVO, feed=_UP_DOWN),
    "exaone": Defaults(kv_heads=8, head_dim=128, attention=_QKVO, feed=_UP_DOWN),
    "exaone4": Defaults(kv_heads=32),
    "arcee": Defaults(attention=_QKVO, feed=_UP_DOWN),
    "apertus": Defaults(attention=_QKVO),
    "nemotron": Defaults(head_dim=128, attention=_QKVO, feed=_UP_DOWN),
    "glm": Defaults(kv_heads=2, head_dim=128, attention="q kv", attended=True),
    "glm4": Defaults(kv_heads=2, head_dim=128, attention="q kv", attended=True),
    "llama4_text": Defaults(kv_heads=8, head_dim=128, attention=_QKVO),
    "deepseek_v2": Defaults(
        attention="latent_q_down latent_kv_down latent_o",
        feed="up down shared_up shared_down",
    ),
    "deepseek_v3": Defaults(attention="latent_q_down latent_kv_down latent_o"),
}
"""By type; the others tie nothing and have as many key-value heads as heads."""

MAX_LAYERS = 100_000
"""Blocks of a model; a thousand times as many as models have."""


def decoder(kind: str, fields: Fields) -> Architecture:
    """Return the architecture of a family that the fields describe.

    Problems are collected in ``fields``.

    >>> from qestimate.formats.workloads.fields import Fields
    >>> decoder("gpt2", Fields({"n_embd": 768, "n_layer": 12, "n_head": 12}))[:5]
    ('gpt2', 768, 12, 12, 12)
    """
    known = DEFAULTS.get(kind, Defaults())
    hidden = fields.count("hidden_size", "n_embd", "n_embed", "d_model")
    layers = fields.count("num_hidden_layers", "n_layer", "num_layers", "n_layers", most=MAX_LAYERS)
    heads = fields.count(
        "num_attention_heads", "n_head", "num_heads", "n_heads", default=known.heads
    )
    kv_heads = _kv_heads(kind, fields, heads, known)
    usual = None if "head_dim" in fields.content else known.head_dim  # null is not left out
    head_dim = fields.count("head_dim", default=usual or max(1, hidden // heads))
    if fields.get("head_dim") is None and usual is None and hidden % heads and not fields.problems:
        fields.problems.append(
            f"{fields.prefix}hidden_size: {hidden} is no multiple of {heads} heads"
        )
    experts = _experts(kind, fields, layers)
    latent = _latent(kind, fields)
    return Architecture(
        family=kind,
        hidden_size=hidden,
        layers=layers,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        intermediate_size=_intermediate(kind, fields, hidden, experts),
        vocab_size=fields.count("vocab_size", default=known.vocab_size),
        tied_embeddings=fields.flag("tie_word_embeddings", default=known.tied),
        positions=_positions(kind, fields),
        biased=_biased(kind, fields),
        norms=_norms(kind, fields),
        final_norm=not (
            kind == "opt"
            and (
                not fields.flag("do_layer_norm_before", default=True)
                or fields.flag("_remove_final_layer_norm", default=False)
            )
        ),
        embedding_size=_embedding_size(kind, fields, hidden),
        experts=experts,
        latent=latent,
    )


def _kv_heads(kind: str, fields: Fields, heads: int, known: Defaults) -> int:
    """Return the heads of keys and values."""
    if kind in _ONE_FOR_EACH:
        return heads
    if kind == "gpt_bigcode":
        return 1 if fields.flag("multi_query", default=True) else heads
    if kind == "falcon":
        multi = fields.flag("multi_query", default="multi_query" not in fields.content)
        if fields.flag("new_decoder_architecture", default=False):
            return fields.count("num_kv_heads", default=heads)
        return 1 if multi else heads
    if "num_key_value_heads" in fields.content and kind != "gpt_oss":
        return fields.count("num_key_value_heads", default=heads)  # null stands for all heads
    return fields.count("num_key_value_heads", default=known.kv_heads or heads)


_ONE_FOR_EACH = (
    *("gpt2", "gpt_neo", "opt", "bloom", "gpt_neox", "gptj", "codegen", "mpt", "internlm"),
)
"""Types with as many heads of keys and values as of queries."""


def _intermediate(kind: str, fields: Fields, hidden: int, experts: Experts | None) -> int:
    """Return the width of the feed-forward layers."""
    if kind == "bloom":
        return 4 * hidden
    if kind in ("gpt2", "gpt_bigcode", "gptj", "codegen"):
        return fields.count("n_inner", "intermediate_size", default=4 * hidden)
    if kind == "gpt_neo":
        return fields.count("intermediate_size", default=4 * hidden)
    if kind == "mpt":
        if (ratio := fields.count("expansion_ratio", default=4)) != 4:
            fields.refuse(f"expansion_ratio: 4 expected, as transformers builds it, found {ratio}")
        return 4 * hidden
    if kind == "falcon":
        return fields.count("ffn_hidden_size", default=4 * hidden)
    if kind == "opt":
        return fields.count("ffn_dim")
    if kind == "llama4_text":
        return fields.count("intermediate_size_mlp", default=16384)
    if experts is not None and not experts.dense_blocks:
        return fields.count("intermediate_size", default=experts.intermediate_size)
    return fields.count("intermediate_size")


def _positions(kind: str, fields: Fields) -> int:
    """Return the rows of a learned table of positions."""
    if kind in ("gpt2", "gpt_bigcode"):
        return fields.count("n_positions", "max_position_embeddings", default=1024)
    if kind == "gpt_neo":
        return fields.count("max_position_embeddings", default=2048)
    if kind == "opt":  # two rows stand before the first position
        return fields.count("max_position_embeddings", default=2048) + 2
    return 0


def _biased(kind: str, fields: Fields) -> str | None:
    """Return the roles with a bias, None for those of the family."""
    known = DEFAULTS.get(kind, Defaults())
    always = {"gpt_oss": "router expert_up expert_down", "gpt_neox": "up down"}.get(kind, "")
    roles = []
    if known.attention and fields.flag(
        "attention_bias", *(_OLD_NAMES.get(kind, ())[:1]), default=known.attended
    ):
        roles.append(known.attention)
    if known.feed and fields.flag("mlp_bias", *(_OLD_NAMES.get(kind, ())[1:]), default=False):
        roles.append(known.feed)
    for name, (of, usual) in _BIASES.get(kind, {}).items():
        if fields.flag(name, default=usual):
            roles.append(of)
    if not (known.attention or known.feed or kind in _BIASES):
        return None
    return " ".join([*roles, always]).strip()


_OLD_NAMES = {"internlm3": ("qkv_bias", "bias")}
"""Other names of ``attention_bias`` and ``mlp_bias``."""

_ALL = "q kv o up down"
_BIASES = {
    "qwen2_moe": {"qkv_bias": ("q kv", True)},
    "falcon": {"bias": ("qkv o up down", False)},
    "opt": {"enable_bias": (_ALL, True)},
    "phimoe": {"lm_head_bias": ("head", False)},
    "stablelm": {"use_qkv_bias": ("q kv", False)},
    "starcoder2": {"use_bias": (_ALL, True)},
    "ernie4_5": {"use_bias": (_ALL, False)},
    "seed_oss": {"attention_out_bias": ("o", False)},
    "internlm": {"bias": (_QKVO, True)},
    "internlm2": {"bias": ("qkv o", True)},
}
"""Flags of one type that give roles a bias, and what they are where nothing is said
[transformers-configurations], [internlm-code]."""


_REFUSED = {
    "opt": ("layer_norm_elementwise_affine", True),
    "gpt2": ("add_cross_attention", False),
    "gpt_bigcode": ("add_cross_attention", False),
    "phi": ("qk_layernorm", False),
}
"""Flags of one type that have to be as they usually are."""


def _norms(kind: str, fields: Fields) -> Parts | None:
    """Return the norms of a block, None for those of the family."""
    if kind in _REFUSED:
        name, expected = _REFUSED[kind]
        if fields.flag(name, default=expected) != expected:
            fields.refuse(f"{name}: {str(not expected).lower()} is not counted")
    usual_norms = FAMILIES[kind].norms
    if kind == "cohere" and fields.flag("use_qk_norm", default=False):
        heads = (("self_attn.q_norm", "heads"), ("self_attn.k_norm", "kv heads"))
        return (*usual_norms, *heads)
    if kind == "apertus" and fields.get("hidden_act", "xielu") != "xielu":
        return tuple(one for one in usual_norms if one[1] != "number")
    if kind == "stablelm":
        left = usual_norms[:1] if fields.flag("use_parallel_residual", default=False) else None
        if not fields.flag("qk_layernorm", default=False):
            return left
        heads = (("self_attn.q_layernorm", "heads"), ("self_attn.k_layernorm", "kv heads"))
        return (*(usual_norms if left is None else left), *heads)
    if kind != "falcon":
        return None
    if not fields.flag("parallel_attn", default="parallel_attn" not in fields.content):
        return (*usual_norms, ("post_attention_layernorm", "norm"))
    usual = 2 if fields.flag("new_decoder_architecture", default=False) else 1
    two = fields.count("num_ln_in_parallel_attn", default=usual) == 2
    return (("ln_attn", "norm"), ("ln_mlp", "norm")) if two else None


def _embedding_size(kind: str, fields: Fields, hidden: int) -> int:
    """Return the width of the embeddings where it is not the hidden size, else 0."""
    if kind != "opt":
        return 0
    width = fields.count("word_embed_proj_dim", default=hidden)
    return 0 if width == hidden else width


def _experts(kind: str, fields: Fields, layers: int) -> Experts | None:
    """Return the experts, None for a model without."""
    if not FAMILIES[kind].experts:
        return None
    if kind in ("mixtral", "phimoe", "gpt_oss", "olmoe"):
        number, picked = {
            "mixtral": (8, 2),
            "phimoe": (16, 2),
            "gpt_oss": (128, 4),
            "olmoe": (64, 8),
        }[kind]
        return Experts(
            fields.count("num_local_experts", "num_experts", default=number),
            fields.count("num_experts_per_tok", default=picked),
            fields.count("intermediate_size"),
        )
    if kind == "llama4_text":
        return _experts_of_llama4(fields, layers)
    if kind in ("deepseek_v2", "deepseek_v3"):
        size = fields.count("moe_intermediate_size")
        usual = 2 if kind == "deepseek_v2" else 1
        shared = fields.count("n_shared_experts", default=usual, least=0)
        first = fields.count("first_k_dense_replace", default=0, least=0)
        if (step := fields.count("moe_layer_freq", default=1)) != 1:
            fields.refuse(f"moe_layer_freq: 1 expected, as transformers builds it, found {step}")
        return Experts(
            fields.count("n_routed_experts", "num_local_experts", "num_experts"),
            fields.count("num_experts_per_tok"),
            size,
            shared * size,
            tuple(range(min(first, layers))),
        )
    step = fields.count("decoder_sparse_step", default=1)
    only = set(fields.numbers("mlp_only_layers"))
    number = fields.count("num_experts", "num_local_experts", default=_QWEN_EXPERTS[kind][0])
    shared = 0
    if kind == "qwen2_moe":
        shared = fields.count("shared_expert_intermediate_size", default=5632)
    return Experts(
        number,
        fields.count("num_experts_per_tok", default=_QWEN_EXPERTS[kind][1]),
        fields.count("moe_intermediate_size", default=_QWEN_EXPERTS[kind][2]),
        shared,
        tuple(block for block in range(layers) if block in only or (block + 1) % step),
    )


def _experts_of_llama4(fields: Fields, layers: int) -> Experts:
    size = fields.count("intermediate_size", default=8192)
    step = fields.count("interleave_moe_layer_step", default=1)
    listed = fields.numbers("moe_layers")
    if fields.get("moe_layers") is None:
        listed = tuple(range(step - 1, layers, step))
    sparse = set(listed)
    return Experts(
        fields.count("num_local_experts", default=16),
        fields.count("num_experts_per_tok", default=1),
        size,
        size,
        tuple(block for block in range(layers) if block not in sparse),
    )


_QWEN_EXPERTS = {"qwen2_moe": (60, 4, 1408), "qwen3_moe": (128, 8, 768)}
"""Experts, experts per token and width of one, where a file says nothing."""


def _latent(kind: str, fields: Fields) -> LatentAttention | None:
    """Return latent attention, None for a model without."""
    if kind not in ("deepseek_v2", "deepseek_v3"):
        return None
    direct = "q_lora_rank" in fields.content and fields.get("q_lora_rank") is None
    return LatentAttention(
        kv_rank=fields.count("kv_lora_rank", default=512),
        rope_dim=fields.count("qk_rope_head_dim", default=64),
        plain_dim=fields.count("qk_nope_head_dim", default=128),
        value_dim=fields.count("v_head_dim", default=128),
        q_rank=0 if direct else fields.count("q_lora_rank", default=1536),
    )
