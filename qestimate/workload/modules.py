"""What a model is made of, listed: layers that an adapter can be laid on, and everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    """Where its blocks hang, where that is not as its family has it."""
    positions: str = ""
    """What passes it, where that is not every token of a sample: ``text``, ``images`` (their
    tokens), ``patches`` of images, or ``sound``, as ``Dataset.positions`` counts them."""
    by_name: bool = False
    """Whether only its name reaches it: a convolution, which ``all-linear`` leaves out."""
    vocabulary: str = ""
    """``table`` for an embedding, which is looked up; ``output`` for what stands above the last
    block."""
    shared: bool = False
    """Whether its matrix is that of an embedding, and counted there."""

    @property
    def active(self) -> int:
        """Copies that one token passes."""
        return self.copies if self.passed is None else self.passed

    @property
    def weights(self) -> int:
        """Weights and biases of one copy."""
        return self.d_in * self.d_out + self.biased * self.d_out

    @property
    def own(self) -> int:
        """Of those, the ones that no other layer has."""
        return self.weights - self.shared * self.d_in * self.d_out


class Weights(NamedTuple):
    """Parameters that no low-rank adapter is laid on: a norm, a table, a bare tensor. All [1]."""

    path: str
    """Where it hangs in a block; in full where it is in none."""
    size: int
    """Parameters of one copy."""
    biases: int = 0
    """Of those, biases."""
    blocks: Sequence[int] = ()
    """The blocks that have it."""
    stem: str = ""
    """Where its blocks hang, where that is not as its family has it."""
    bare: bool = False
    """Whether it is a parameter of the module around it, and no module itself."""
    fixed: bool = False
    """Whether no training changes it."""
    table: bool = False
    """Whether it is a table of which rows are taken."""

    @property
    def copies(self) -> int:
        """How often it occurs."""
        return len(self.blocks) or 1

    @property
    def total(self) -> int:
        """Parameters of all copies."""
        return self.copies * self.size


class Part(NamedTuple):
    """A part of a model, listed: what sees or hears, or a whole model that no rule gives."""

    name: str
    """As sentences call it."""
    linears: tuple[Linear, ...]
    """Linear layers and convolutions, under the names that adapters meet."""
    weights: tuple[Weights, ...] = ()
    """Everything else: norms, tables of positions, bare tensors."""
    layers: int = 0
    width: int = 0
    """Width of all heads of a block. [1]"""
    seen: int = 1
    """Positions inside it that become ``tokens`` tokens."""
    tokens: int = 1
    whole: bool = False
    """Whether that is one image or one window of sound, always the same whatever its size."""
    hears: bool = False
    """Whether it takes sound; else images."""

    @property
    def other(self) -> int:
        """Parameters beside those of its layers. [1]"""
        return sum(one.total for one in self.weights)

    @property
    def parameters(self) -> int:
        """All its parameters. [1]"""
        return self.other + sum(m.copies * m.own for m in self.linears)

    def positions(self, tokens: int) -> int:
        """Return the positions inside it that so many tokens come from.

        >>> Part("eye", (), seen=4).positions(64)
        256
        """
        return -(-tokens * self.seen // self.tokens)


Layers = tuple[Linear, ...]


def in_blocks(stem: str, layers: int, positions: str, *kinds: tuple[str, int, int, bool]) -> Layers:
    """Return the linear layers of all blocks, from path, widths and whether there is a bias.

    >>> in_blocks("h", 3, "", ("mlp.up", 8, 32, True))[0].copies
    3
    """
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


def single(
    path: str,
    d_in: int,
    d_out: int,
    positions: str = "",
    *,
    biased: bool = True,
    vocabulary: str = "",
) -> Linear:
    """Return a linear layer that occurs once.

    >>> single("merger.mlp.0", 8, 8).name
    'mlp.0'
    """
    name = path.rpartition(".")[2]
    if name.isdigit():
        name = ".".join(path.split(".")[-2:])
    return Linear(name, d_in, d_out, 1, biased, path, positions=positions, vocabulary=vocabulary)


def convolution(path: str, d_in: int, d_out: int, positions: str, *, biased: bool) -> Linear:
    """Return a convolution as a layer from all that its kernel covers."""
    return single(path, d_in, d_out, positions, biased=biased)._replace(by_name=True)


def layer_norms(stem: str, layers: int, width: int, *paths: str) -> tuple[Weights, ...]:
    """Return norms with as many biases as weights, in every block.

    >>> layer_norms("h", 3, 8, "ln_1")[0].total
    48
    """
    every = range(layers)
    return tuple(Weights(path, 2 * width, width, every, stem) for path in paths)


def scale_norms(stem: str, layers: int, width: int, *paths: str) -> tuple[Weights, ...]:
    """Return norms without biases, in every block."""
    every = range(layers)
    return tuple(Weights(path, width, 0, every, stem) for path in paths)
