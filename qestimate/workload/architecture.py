"""The figures that decide what a language model is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.workload.families import FAMILIES, LISTED, Family, family

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.workload.families import Parts
    from qestimate.workload.modules import Linear, Part


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
    norms: Parts | None = None
    """Norms of a block, where they are not those of the family."""
    final_norm: bool = True
    embedding_size: int = 0
    """Width of the embeddings, where it is not the hidden size."""
    experts: Experts | None = None
    latent: LatentAttention | None = None
    parts: tuple[Part, ...] = ()
    """What sees or hears, beside the part that reads and writes text."""
    inside: str = ""
    """What stands before the modules for text of a model with parts, in the place of ``model``."""
    outputs: tuple[Linear, ...] | None = None
    """What stands in the place of the output layer for text: none, or one for labels."""
    bare: bool = False
    """Whether it is the model alone, whose modules have no name around theirs."""
    text: Part | None = None
    """Its modules one by one, where no rule of a family gives them."""
    targets: tuple[str, ...] = ()
    """What LoRA adapts by default, where that is not as its family has it."""

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
    def spec(self) -> Family:
        """The rules of its family; none where its modules are listed.

        Raises:
            UnknownNameError: No such family.
        """
        if self.text is not None:
            return FAMILIES.get(self.family, LISTED)
        return family(self.family)

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
        biased = self.spec.biased if self.biased is None else self.biased
        return frozenset(role.replace("_", " ") for role in biased.split())
