"""Exact parameter counts of transformer language models from their architecture.

Nothing is counted by rule of thumb: every weight matrix, bias and norm is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.core.records import NamedTuple
from qestimate.workload.families import family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


OUTSIDE = -1
"""Number of the block of a module that is in none."""


class Experts(NamedTuple):
    """Feed-forward layers of which a router picks a few for each token."""

    number: int
    """Experts in a block. [1]"""
    per_token: int
    """Of those, picked for each token. [1]"""
    intermediate_size: int
    """Width of one. [1]"""
    shared_size: int = 0
    """Width of what every token passes besides. [1]"""
    dense_blocks: tuple[int, ...] = ()
    """Blocks that have one ordinary feed-forward layer instead."""


class LatentAttention(NamedTuple):
    """Attention whose keys and values are expanded from a narrow vector [deepseek-v2]. All [1]."""

    kv_rank: int
    rope_dim: int
    """Of the part of a head that turns with the position."""
    plain_dim: int
    """Of the part that does not."""
    value_dim: int
    q_rank: int = 0
    """0 where queries are projected at once."""


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
    biased: str | None = None
    """Roles with a bias, where they are not those of the family."""
    norms: int | None = None
    """Norms in a block, where they are not those of the family."""
    final_norm: bool = True
    embedding_size: int = 0
    """Width of the embeddings, where it is not the hidden size."""
    experts: Experts | None = None
    latent: LatentAttention | None = None
    parts: tuple[Part, ...] = ()
    """What sees or hears, beside the part that reads and writes text."""
    inside: str = ""
    """Name under which a model with parts holds the one for text."""

    @classmethod
    def of(cls, name: str, fields: Mapping[str, Any]) -> Architecture:
        """Return an architecture from the table of a catalogue file.

        >>> Architecture.of("gpt2", {"hidden_size": 8, "layers": 1, "heads": 2, "kv_heads": 2,
        ...     "head_dim": 4, "intermediate_size": 32, "vocab_size": 50,
        ...     "tied_embeddings": True}).layers
        1
        """
        found = dict(fields)
        if "experts" in found:
            table = found["experts"]
            blocks = tuple(table.get("dense_blocks", ()))
            found["experts"] = Experts(**{**table, "dense_blocks": blocks})
        if "latent" in found:
            found["latent"] = LatentAttention(**found["latent"])
        return cls(family=name, **found)

    @property
    def attention_width(self) -> float:
        """Width of all heads of a block, the mean of keys and values where they differ."""
        if self.latent is None:
            return self.heads * self.head_dim
        _, rope, plain, value, _ = self.latent
        return self.heads * (rope + plain + value) / 2

    @property
    def roles_with_bias(self) -> frozenset[str]:
        """Roles of linear layers that have a bias."""
        biased = family(self.family).biased if self.biased is None else self.biased
        return frozenset(role.replace("_", " ") for role in biased.split())


class Linear(NamedTuple):
    """One kind of linear layer: its name, its shape, how often it occurs."""

    name: str
    d_in: int
    d_out: int
    copies: int
    biased: bool = False
    path: str = ""
    """Where it hangs in a block, an asterisk for the number of the expert."""
    blocks: Sequence[int] = ()
    """The blocks that have it; a range where they follow each other, there may be many."""
    passed: int | None = None
    """Copies that one token passes, where they are not all: of experts, those picked."""
    stem: str = ""
    """Where its blocks hang, for a layer of another part than the one for text."""
    positions: str = ""
    """What passes it, where that is not every token of a sample: ``text``, ``images`` (their
    tokens), ``patches`` of images, or ``sound``, as ``Dataset.positions`` counts them."""
    by_name: bool = False
    """Whether only its name reaches it: a convolution, which ``all-linear`` leaves out."""

    @property
    def active(self) -> int:
        """Copies that one token passes."""
        return self.copies if self.passed is None else self.passed

    @property
    def weights(self) -> int:
        """Weights and biases of one copy."""
        return self.d_in * self.d_out + self.biased * self.d_out


class Part(NamedTuple):
    """A part of a model that sees or hears, and what turns its output into tokens. All [1]."""

    name: str
    """As sentences call it."""
    linears: tuple[Linear, ...]
    """Linear layers and convolutions, under the names that adapters meet."""
    other: int
    """Parameters of everything else: norms, tables of positions, bare matrices."""
    other_biases: int = 0
    """Of those, biases."""
    fixed: int = 0
    """Of those, parameters that no training changes."""
    layers: int = 0
    width: int = 0
    """Width of all heads of a block."""
    seen: int = 1
    """Positions inside it that become ``tokens`` tokens."""
    tokens: int = 1
    whole: bool = False
    """Whether that is one image or one window of sound, always the same whatever its size."""
    hears: bool = False
    """Whether it takes sound; else images."""

    @property
    def parameters(self) -> int:
        """All its parameters."""
        return self.other + sum(m.copies * m.weights for m in self.linears)

    def positions(self, tokens: int) -> int:
        """Return the positions inside it that so many tokens come from.

        >>> Part("eye", (), 0, seen=4).positions(64)
        256
        """
        return -(-tokens * self.seen // self.tokens)


def _shapes(a: Architecture) -> dict[str, tuple[int, int]]:
    """Return input and output width of each role; a width of 0 where it does not occur."""
    hidden, ff = a.hidden_size, a.intermediate_size
    query, key_value = a.heads * a.head_dim, a.kv_heads * a.head_dim
    shapes = {
        "q": (hidden, query),
        "kv": (hidden, key_value),
        "qkv": (hidden, query + 2 * key_value),
        "o": (query, hidden),
        "up": (hidden, ff),
        "up2": (hidden, 2 * ff),
        "down": (ff, hidden),
        "k": (hidden, key_value),
        "cross q": (hidden, query),
        "cross k": (hidden, key_value),
        "cross v": (hidden, key_value),
        "cross o": (query, hidden),
    }
    if a.experts is not None:
        size, shared = a.experts.intermediate_size, a.experts.shared_size
        shapes |= {
            "router": (hidden, a.experts.number),
            "own router": (hidden, a.experts.number),
            "one": (hidden, 1 if shared else 0),
            "expert up": (hidden, size),
            "expert up2": (hidden, 2 * size),
            "expert down": (size, hidden),
            "shared up": (hidden, shared),
            "shared down": (shared, hidden),
        }
    if a.latent is not None:
        kv_rank, rope, plain, value, q_rank = a.latent
        queries = a.heads * (rope + plain)
        shapes |= {
            "latent q": (hidden, 0 if q_rank else queries),
            "latent q down": (hidden, q_rank),
            "latent q up": (q_rank, queries),
            "latent kv down": (hidden, kv_rank + rope),
            "latent kv up": (kv_rank, a.heads * (plain + value)),
            "latent o": (a.heads * value, hidden),
        }
    return shapes


def _blocks(a: Architecture) -> tuple[Sequence[int], Sequence[int]]:
    """Return the blocks with one feed-forward layer, and those with experts."""
    if a.experts is None:
        return range(a.layers), ()
    given = a.experts.dense_blocks
    if given == tuple(range(len(given))):
        first = min(len(given), a.layers)
        return range(first), range(first, a.layers)
    dense = set(given)
    return given, tuple(block for block in range(a.layers) if block not in dense)


def linears(a: Architecture) -> tuple[Linear, ...]:
    """Return the linear layers of all blocks, in the order of one block, then those of parts."""
    spec, shapes, biased = family(a.family), _shapes(a), a.roles_with_bias
    every = range(a.layers)
    dense, sparse = _blocks(a)
    found = []
    for path, role in spec.linears + spec.routing + spec.experts:
        wide, narrow = shapes.get(role, (0, 0))
        if not (wide and narrow):
            continue
        of_experts = role.startswith("expert ")
        blocks: Sequence[int] = every
        if role in ("up", "up2", "down"):
            blocks = dense
        elif of_experts or (path, role) in spec.routing:
            blocks = sparse
        each = a.experts.number if a.experts is not None and of_experts else 1
        picked = a.experts.per_token if a.experts is not None and of_experts else 1
        has_bias = role.removeprefix("own ").removesuffix("2" if of_experts else "") in biased
        if blocks:
            found.append(
                Linear(
                    path.rpartition(".")[2],
                    wide,
                    narrow,
                    len(blocks) * each,
                    has_bias,
                    path,
                    blocks,
                    len(blocks) * picked if of_experts else None,
                    positions=_passed_by(role) if spec.encoder else "",
                )
            )
    return (*found, *(layer for part in a.parts for layer in part.linears))


def _passed_by(role: str) -> str:
    """Return what passes a layer of a decoder: keys and values come from what was heard."""
    return "sound" if role in ("cross k", "cross v") else "text"


def _norms(a: Architecture) -> int:
    """Return the parameters of all norms, and of attention sinks."""
    spec = family(a.family)
    norm = spec.norm_vectors * a.hidden_size
    in_block = (spec.norms if a.norms is None else a.norms) * norm
    if spec.wide_head_norms:
        in_block += a.hidden_size + a.kv_heads * (a.hidden_size // a.heads)
    else:
        in_block += spec.head_norms * a.head_dim
    if a.latent is not None:
        in_block += a.latent.q_rank + a.latent.kv_rank
    in_block += a.heads if spec.sinks else 0
    return a.layers * in_block + norm * (a.final_norm + spec.embedding_norm)


def embeddings(a: Architecture) -> int:
    """Return the parameters of embeddings, positions and output layer, tied ones once."""
    width = a.embedding_size or a.hidden_size
    head_bias = a.vocab_size if "head" in a.roles_with_bias else 0
    between = sum(m.weights for m in projections(a))
    tables = a.vocab_size * (1 if a.tied_embeddings else 2) * width
    return tables + a.positions * a.hidden_size + head_bias + between


def parameter_count(a: Architecture) -> int:
    """Return the number of parameters, embeddings counted once if tied.

    Source: the families' published configurations; equal to every published total in the
    catalogue to the last digit, and to the models that transformers builds from the same files.

    >>> parameter_count(Architecture("llama", 4096, 32, 32, 32, 128, 11008, 32000, False))
    6738415616
    """
    other = sum(part.other for part in a.parts)
    return sum(m.copies * m.weights for m in linears(a)) + _norms(a) + embeddings(a) + other


def fixed_count(a: Architecture) -> int:
    """Return the parameters that no training changes: tables of sines [transformers-4.57].

    >>> fixed_count(Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024))
    0
    """
    return sum(part.fixed for part in a.parts)


def idle_count(a: Architecture) -> int:
    """Return the parameters of experts that one token does not pass; 0 without a router.

    >>> eight = Experts(8, 2, 14336)
    >>> one = Architecture("mixtral", 4096, 32, 32, 8, 128, 14336, 32000, False, experts=eight)
    >>> parameter_count(one), parameter_count(one) - idle_count(one)
    (46702792704, 12879925248)
    """
    return sum((m.copies - m.active) * m.weights for m in linears(a))


def module_names(a: Architecture) -> Iterator[tuple[str, int, Linear]]:
    """Yield every linear layer that can be adapted: full name, number of its block, its kind.

    The number of a layer that is in no block is ``OUTSIDE``.

    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> next(module_names(gpt2))[:2]
    ('transformer.h.0.attn.c_attn', 0)
    """
    for kind in linears(a):
        if not adaptable(a, kind):
            continue
        if not kind.blocks:
            yield kind.path, OUTSIDE, kind
        stem = kind.stem or within(a, family(a.family).blocks)
        for block in kind.blocks:
            for expert in range(kind.copies // len(kind.blocks)):
                place = kind.path.replace("*", str(expert))
                yield f"{stem}.{block}.{place}", block, kind


def within(a: Architecture, name: str) -> str:
    """Return the full name of a module of the part for text, inside the whole model.

    >>> one = Architecture("llama", 8, 1, 2, 2, 4, 32, 50, False, inside="language_model")
    >>> within(one, "model.layers")
    'model.language_model.layers'
    """
    return name.replace("model.", f"model.{a.inside}.", 1) if a.inside else name


def routes(a: Architecture, layer: Linear) -> bool:
    """Whether a layer decides which experts a token passes; its outputs are as few as those."""
    return _role(a, layer) in ("router", "own router", "one")


def adaptable(a: Architecture, layer: Linear) -> bool:
    """Whether a layer is a module of its own, which an adapter can be laid on."""
    stacked = family(a.family).stacked and "*" in layer.path
    return not stacked and _role(a, layer) != "own router"


def _role(a: Architecture, layer: Linear) -> str:
    if layer.stem or not layer.blocks:
        return ""  # of another part
    spec = family(a.family)
    return dict(spec.linears + spec.routing + spec.experts).get(layer.path, "")


def projections(a: Architecture) -> tuple[Linear, ...]:
    """Return the layers between embeddings and blocks, where their widths differ."""
    width = a.embedding_size
    if not width:
        return ()
    return (
        Linear("project_in", width, a.hidden_size, 1, path="model.decoder.project_in"),
        Linear("project_out", a.hidden_size, width, 1, path="model.decoder.project_out"),
    )


def embedding(a: Architecture) -> Linear:
    """Return the embedding as a layer from the vocabulary to the width of the embeddings."""
    name = family(a.family).embedding.rpartition(".")[2]
    return Linear(name, a.vocab_size, a.embedding_size or a.hidden_size, 1)


def bias_count(a: Architecture) -> int:
    """Return how many of the parameters are biases: of linear layers and of norms.

    >>> bias_count(Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024))
    102144
    """
    layers = sum(m.copies * m.biased * m.d_out for m in linears(a))
    norms = _norms(a) // 2 if family(a.family).norm_vectors == 2 else 0
    norms += sum(part.other_biases for part in a.parts)
    return layers + norms + (a.vocab_size if "head" in a.roles_with_bias else 0)


def head(a: Architecture) -> Linear:
    """Return the output layer."""
    width = a.embedding_size or a.hidden_size
    return Linear("lm_head", width, a.vocab_size, 1, "head" in a.roles_with_bias)


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
    every = [m for m in linears(a) if adaptable(a, m)]
    names = {m.name for m in every}
    chosen: list[Linear] = []
    for target in dict.fromkeys(targets):
        if target == "all-linear":
            chosen += [m for m in every if m not in chosen and not m.by_name]
        elif target in ("lm_head", family(a.family).head):
            chosen.append(head(a))
        elif target in names:
            chosen += [m for m in every if m.name == target and m not in chosen]
        else:
            raise UnknownNameError(
                f"target module of a {a.family} model", target, {*names, "all-linear", "lm_head"}
            )
    return tuple(chosen)
