"""Every module of an architecture, and the exact parameter counts that follow.

Nothing is counted by rule of thumb: every weight matrix, bias and norm is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.workload.modules import Linear, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.workload.architecture import Architecture
    from qestimate.workload.modules import Part


OUTSIDE = -1
"""Number of the block of a module that is in none."""


def _shapes(a: Architecture) -> dict[str, tuple[int, int]]:
    """Return input and output width of each role; a width of 0 where it does not occur."""
    hidden, ff = a.hidden_size, a.intermediate_size
    query, key_value = a.heads * a.head_dim, a.kv_heads * a.head_dim
    shapes = {
        "q": (hidden, query),
        "kv": (hidden, key_value),
        "qkv": (hidden, query + 2 * key_value),
        "o": (query, hidden),
        "o square": (hidden, hidden),
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
    own = _of_blocks(a) if a.text is None else listed(a.text, "")
    return (*own, *(layer for part in a.parts for layer in part.linears))


def listed(part: Part, vocabulary: str) -> tuple[Linear, ...]:
    """Return the layers of a part that are of the vocabulary in one way, or not at all."""
    return tuple(m for m in part.linears if m.vocabulary == vocabulary)


def _of_blocks(a: Architecture) -> Iterator[Linear]:
    spec, shapes, biased = a.spec, _shapes(a), a.roles_with_bias
    every = range(a.layers)
    dense, sparse = _blocks(a)
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
            yield Linear(
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


def _passed_by(role: str) -> str:
    """Return what passes a layer of a decoder: keys and values come from what was heard."""
    return "sound" if role in ("cross k", "cross v") else "text"


def _norm_sizes(a: Architecture) -> dict[str, int]:
    """Return how many numbers each kind of norm has."""
    latent = a.latent
    return {
        "head": a.head_dim,
        "heads": a.heads * a.head_dim,
        "kv heads": a.kv_heads * a.head_dim,
        "kv share": a.kv_heads * (a.hidden_size // a.heads),
        "q rank": 0 if latent is None else latent.q_rank,
        "kv rank": 0 if latent is None else latent.kv_rank,
        "number a head": a.heads,
        "number": 1,
    }


def weights(a: Architecture) -> tuple[Weights, ...]:
    """Return everything that is no linear layer and no table of the vocabulary: norms above all.

    >>> from qestimate.workload.architecture import Architecture
    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> [(one.path, one.total) for one in weights(gpt2)]
    [('ln_1', 18432), ('ln_2', 18432), ('transformer.ln_f', 1536)]
    """
    of_parts = tuple(one for part in a.parts for one in part.weights)
    if a.text is not None:
        return a.text.weights + of_parts
    spec, sizes, every = a.spec, _norm_sizes(a), range(a.layers)
    wide = spec.norm_vectors * a.hidden_size
    biases = a.hidden_size if spec.norm_vectors == 2 else 0
    found = [
        Weights(path, wide, biases, every)
        if role == "norm"
        else Weights(path, sizes[role], 0, every, bare=role.startswith("number"))
        for path, role in (spec.norms if a.norms is None else a.norms)
    ]
    if spec.embedding_norm:
        found.append(Weights(spec.embedding_norm, wide, biases))
    if a.final_norm:
        found.append(Weights(within(a, spec.final_norm), wide, biases))
    return (*(one for one in found if one.size), *of_parts)


def tables(a: Architecture) -> tuple[Linear, ...]:
    """Return the embeddings: of the vocabulary, and of positions where those are learned."""
    if a.text is not None:
        return listed(a.text, "table")
    spec, width = a.spec, a.embedding_size or a.hidden_size
    found = [_table(within(a, spec.embedding), a.vocab_size, width)]
    if a.positions:
        found.append(_table(within(a, spec.positions), a.positions, a.hidden_size))
    return tuple(found)


def _table(path: str, rows: int, width: int) -> Linear:
    return Linear(path.rpartition(".")[2], rows, width, 1, path=path, vocabulary="table")


def head(a: Architecture) -> Linear:
    """Return the output layer for text."""
    width = a.embedding_size or a.hidden_size
    around = f"{a.inside.removesuffix('.model')}." if a.inside.endswith(".model") else ""
    return Linear(
        "lm_head",
        width,
        a.vocab_size,
        1,
        "head" in a.roles_with_bias,
        f"{around}{a.spec.head}",
        vocabulary="output",
        shared=a.tied_embeddings,
    )


def outputs(a: Architecture) -> tuple[Linear, ...]:
    """Return what stands above the last block: the output layer, or those for labels."""
    if a.text is not None:
        return listed(a.text, "output")
    return (head(a),) if a.outputs is None else a.outputs


def projections(a: Architecture) -> tuple[Linear, ...]:
    """Return the layers between embeddings and blocks, where their widths differ."""
    width = a.embedding_size
    if not width:
        return ()
    return (
        Linear("project_in", width, a.hidden_size, 1, path="model.decoder.project_in"),
        Linear("project_out", a.hidden_size, width, 1, path="model.decoder.project_out"),
    )


def every_layer(a: Architecture) -> tuple[Linear, ...]:
    """Return linear layers, projections, tables and output layers."""
    return (*linears(a), *projections(a), *tables(a), *outputs(a))


def parameter_count(a: Architecture) -> int:
    """Return the number of parameters, embeddings counted once if tied.

    Source: the families' published configurations; equal to every published total in the
    catalogue to the last digit, and to the models that transformers builds from the same files.

    >>> from qestimate.workload.architecture import Architecture
    >>> parameter_count(Architecture("llama", 4096, 32, 32, 32, 128, 11008, 32000, False))
    6738415616
    """
    return sum(m.copies * m.own for m in every_layer(a)) + sum(one.total for one in weights(a))


def fixed_count(a: Architecture) -> int:
    """Return the parameters that no training changes: tables of sines [transformers-4.57].

    >>> from qestimate.workload.architecture import Architecture
    >>> fixed_count(Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024))
    0
    """
    return sum(one.total for one in weights(a) if one.fixed)


def idle_count(a: Architecture) -> int:
    """Return the parameters of experts that one token does not pass; 0 without a router.

    >>> from qestimate.workload.architecture import Architecture, Experts
    >>> eight = Experts(8, 2, 14336)
    >>> one = Architecture("mixtral", 4096, 32, 32, 8, 128, 14336, 32000, False, experts=eight)
    >>> parameter_count(one), parameter_count(one) - idle_count(one)
    (46702792704, 12879925248)
    """
    return sum((m.copies - m.active) * m.weights for m in linears(a))


def looked_up_count(a: Architecture) -> int:
    """Return the parameters of tables of which a token takes a row and multiplies nothing.

    A table whose matrix is that of the output layer too is multiplied with there.

    >>> from qestimate.workload.architecture import Architecture
    >>> looked_up_count(Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024))
    786432
    """
    found = sum(m.copies * m.own for m in tables(a))
    return found - sum(m.d_in * m.d_out for m in outputs(a) if m.shared)


def bias_count(a: Architecture) -> int:
    """Return how many of the parameters are called biases: of linear layers and of norms.

    Those of experts in one tensor have another name.

    >>> from qestimate.workload.architecture import Architecture
    >>> bias_count(Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024))
    102144
    """
    kinds = (m for m in every_layer(a) if not (a.spec.stacked and "*" in m.path))
    layers = sum(m.copies * m.biased * m.d_out for m in kinds)
    return layers + sum(one.copies * one.biases for one in weights(a))


def names(a: Architecture) -> Iterator[tuple[str, int, Linear | Weights]]:
    """Yield everything that has parameters: full name, number of its block, its kind.

    The number of what is in no block is ``OUTSIDE``.

    >>> from qestimate.workload.architecture import Architecture
    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> next(names(gpt2))[:2]
    ('transformer.h.0.attn.c_attn', 0)
    """
    blocks = within(a, a.spec.blocks)
    kinds: tuple[Linear | Weights, ...] = (*every_layer(a), *weights(a))
    for kind in kinds:
        stem, path = kind.stem or blocks, kind.path
        if a.bare:
            stem = stem.partition(".")[2]
            path = path if kind.blocks else path.partition(".")[2]
        if not kind.blocks:
            yield path, OUTSIDE, kind
        each = kind.copies // len(kind.blocks) if kind.blocks else 0
        for block in kind.blocks:
            for number in range(each):
                yield f"{stem}.{block}.{path.replace('*', str(number))}", block, kind


def within(a: Architecture, name: str) -> str:
    """Return the full name of a module of the part for text, inside the whole model.

    >>> from qestimate.workload.architecture import Architecture
    >>> one = Architecture("llama", 8, 1, 2, 2, 4, 32, 50, False, inside="model.language_model")
    >>> within(one, "model.layers")
    'model.language_model.layers'
    """
    return name.replace("model.", f"{a.inside}.", 1) if a.inside else name


def routes(a: Architecture, layer: Linear) -> bool:
    """Whether a layer decides which experts a token passes; its outputs are as few as those."""
    return _role(a, layer) in ("router", "own router", "one")


def adaptable(a: Architecture, layer: Linear) -> bool:
    """Whether a layer is a module of its own, which an adapter can be laid on."""
    stacked = a.spec.stacked and "*" in layer.path
    return not stacked and _role(a, layer) != "own router"


def _role(a: Architecture, layer: Linear) -> str:
    if layer.stem or not layer.blocks:
        return ""  # of another part
    spec = a.spec
    return dict(spec.linears + spec.routing + spec.experts).get(layer.path, "")


def default_targets(a: Architecture) -> tuple[str, ...]:
    """Return the names of the layers that LoRA adapts where nothing is said."""
    found = {layer.name for layer in linears(a)}
    return tuple(name for name in a.targets or a.spec.targets if name in found)


def adapted(a: Architecture, targets: tuple[str, ...]) -> tuple[Linear, ...]:
    """Return the linear layers that ``targets`` name.

    Args:
        a: The architecture.
        targets: Module names of this architecture, ``all-linear`` (every one but the output
            layer) or ``lm_head``.

    Raises:
        UnknownNameError: A name that this architecture does not have.
        ScenarioError: No names.

    >>> from qestimate.workload.architecture import Architecture
    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> [(m.d_in, m.d_out, m.copies) for m in adapted(gpt2, ("c_attn",))]
    [(768, 2304, 12)]
    """
    if not targets:
        raise ScenarioError("no target modules", hint="for example --target q_proj,v_proj")
    every = [m for m in linears(a) if adaptable(a, m)]
    above = {name: m for m in outputs(a) for name in (m.name, m.path)}
    known = {m.name for m in every}
    chosen: list[Linear] = []
    for target in dict.fromkeys(targets):
        if target == "all-linear":
            chosen += [m for m in every if m not in chosen and not m.by_name]
        elif target in above:
            chosen.append(above[target])
        elif target in known:
            chosen += [m for m in every if m.name == target and m not in chosen]
        else:
            raise UnknownNameError(
                f"target module of a {a.family} model",
                target,
                {*known, "all-linear", *(m.name for m in outputs(a))},
            )
    return tuple(chosen)
