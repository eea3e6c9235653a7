"""Exact parameter counts of transformer language models from their architecture.

Each family is described by data: its linear layers under the names their checkpoints use, which
of them have biases, and its norms. Nothing is counted by rule of thumb.
"""

from __future__ import annotations

from typing import NamedTuple

from qestimate.errors import ScenarioError, UnknownNameError


class Architecture(NamedTuple):
    """The figures of a model's configuration that decide its parameter count. All [1]."""

    family: str
    hidden_size: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate_size: int
    vocab_size: int
    tied_embeddings: bool
    positions: int = 0
    """Rows of a learned position table; 0 for rotary or ALiBi positions."""


class Linear(NamedTuple):
    """One kind of linear layer: its name, its shape, how often it occurs."""

    name: str
    d_in: int
    d_out: int
    copies: int
    biased: bool = False


class Family(NamedTuple):
    """How one family of checkpoints is built."""

    linears: tuple[tuple[str, str], ...]
    """Name and role of each linear layer of a block, in order."""
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
    embedding_norm: bool = False


_SPLIT = (("q_proj", "q"), ("k_proj", "kv"), ("v_proj", "kv"), ("o_proj", "o"))
_GATED = (("gate_proj", "up"), ("up_proj", "up"), ("down_proj", "down"))
_FUSED = (
    ("query_key_value", "qkv"),
    ("dense", "o"),
    ("dense_h_to_4h", "up"),
    ("dense_4h_to_h", "down"),
)
_QV = ("q_proj", "v_proj")

FAMILIES: dict[str, Family] = {
    "llama": Family(_SPLIT + _GATED, _QV),
    "qwen2": Family(_SPLIT + _GATED, _QV, biased="q kv"),
    "qwen3": Family(_SPLIT + _GATED, _QV, head_norms=2),
    "gemma2": Family(_SPLIT + _GATED, _QV, norms=4),
    "phi3": Family(
        (("qkv_proj", "qkv"), ("o_proj", "o"), ("gate_up_proj", "up2"), ("down_proj", "down")),
        ("qkv_proj",),
    ),
    "phi": Family(
        (*_SPLIT[:3], ("dense", "o"), ("fc1", "up"), ("fc2", "down")),
        _QV,
        biased="q kv o up down head",
        norm_vectors=2,
        norms=1,
    ),
    "gpt2": Family(
        (("c_attn", "qkv"), ("c_proj", "o"), ("c_fc", "up"), ("c_proj", "down")),
        ("c_attn",),
        biased="qkv o up down",
        norm_vectors=2,
    ),
    "opt": Family(
        (*_SPLIT[:3], ("out_proj", "o"), ("fc1", "up"), ("fc2", "down")),
        _QV,
        biased="q kv o up down",
        norm_vectors=2,
    ),
    "bloom": Family(
        _FUSED,
        ("query_key_value",),
        biased="qkv o up down",
        norm_vectors=2,
        embedding_norm=True,
    ),
    "falcon": Family(_FUSED, ("query_key_value",), norm_vectors=2, norms=1),
}
"""Families by the ``model_type`` of their configuration; Mistral is built like Llama."""


def family(name: str) -> Family:
    """Return a family by name."""
    try:
        return FAMILIES[name]
    except KeyError:
        raise UnknownNameError("model family", name, FAMILIES) from None


def linears(a: Architecture) -> tuple[Linear, ...]:
    """Return the linear layers of all blocks, in the order of one block."""
    spec = family(a.family)
    query, key_value = a.heads * a.head_dim, a.kv_heads * a.head_dim
    shapes = {
        "q": (a.hidden_size, query),
        "kv": (a.hidden_size, key_value),
        "qkv": (a.hidden_size, query + 2 * key_value),
        "o": (query, a.hidden_size),
        "up": (a.hidden_size, a.intermediate_size),
        "up2": (a.hidden_size, 2 * a.intermediate_size),
        "down": (a.intermediate_size, a.hidden_size),
    }
    biased = spec.biased.split()
    return tuple(
        Linear(name, *shapes[role], a.layers, role in biased) for name, role in spec.linears
    )


def parameter_count(a: Architecture) -> int:
    """Return the number of parameters, embeddings counted once if tied.

    Source: the families' published configurations; equal to every published total in the
    catalogue to the last digit.

    >>> parameter_count(Architecture("llama", 4096, 32, 32, 32, 128, 11008, 32000, False))
    6738415616
    """
    spec = family(a.family)
    blocks = sum(m.copies * (m.d_in * m.d_out + m.biased * m.d_out) for m in linears(a))
    norm = spec.norm_vectors * a.hidden_size
    norms = a.layers * (spec.norms * norm + spec.head_norms * a.head_dim)
    norms += norm * (1 + spec.embedding_norm)
    embeddings = (a.vocab_size * (1 if a.tied_embeddings else 2) + a.positions) * a.hidden_size
    head_bias = a.vocab_size if "head" in spec.biased.split() else 0
    return blocks + norms + embeddings + head_bias


def adapted(a: Architecture, targets: tuple[str, ...]) -> tuple[Linear, ...]:
    """Return the linear layers that ``targets`` name.

    Args:
        a: The architecture.
        targets: Module names of this architecture, ``all-linear`` (every one but the output
            layer) or ``lm_head``.

    Raises:
        UnknownNameError: A name that this architecture does not have.
        ScenarioError: No names.

    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> [(m.d_in, m.d_out, m.copies) for m in adapted(gpt2, ("c_attn",))]
    [(768, 2304, 12)]
    """
    if not targets:
        raise ScenarioError("no target modules", hint="for example --target q_proj,v_proj")
    every = linears(a)
    names = {m.name for m in every}
    chosen: list[Linear] = []
    for target in dict.fromkeys(targets):
        if target == "all-linear":
            chosen += [m for m in every if m not in chosen]
        elif target == "lm_head":
            chosen.append(Linear("lm_head", a.hidden_size, a.vocab_size, 1))
        elif target in names:
            chosen += [m for m in every if m.name == target and m not in chosen]
        else:
            raise UnknownNameError(
                f"target module of a {a.family} model", target, {*names, "all-linear", "lm_head"}
            )
    return tuple(chosen)
