"""The modules of a model under the names that adapters meet, and which of them a rule means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import WorkloadFileError
from qestimate.core.records import NamedTuple
from qestimate.workload.listing import OUTSIDE, adaptable, linears, names
from qestimate.workload.modules import Linear, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qestimate.workload.architecture import Architecture

RENAMED = {"embed_out": "lm_head"}
"""Output layers that libraries have renamed."""

MAX_MODULES = 2_000_000
"""Modules of a model that are looked through one by one."""


class Module(NamedTuple):
    """A module of a model that has parameters."""

    name: str
    """In full, with the number of its block."""
    block: int
    kind: Linear | Weights
    adaptable: bool
    """Whether an adapter can be laid on it."""
    also: str = ""
    """Another name of it: libraries have renamed output layers."""

    @property
    def around(self) -> str:
        """What its blocks are called, in full; empty outside of any."""
        return self.name.split(f".{self.block}.")[0] if self.block != OUTSIDE else ""

    @property
    def container(self) -> str:
        """What its blocks are called, without the names around."""
        return self.around.rpartition(".")[2]

    @property
    def short(self) -> str:
        """Its own name, without those around it."""
        return self.kind.name if isinstance(self.kind, Linear) else self.name.rpartition(".")[2]

    @property
    def size(self) -> int:
        """Parameters. [1]"""
        return self.kind.weights if isinstance(self.kind, Linear) else self.kind.size

    @property
    def biases(self) -> int:
        """Of those, biases. [1]"""
        if isinstance(self.kind, Linear):
            return self.kind.biased * self.kind.d_out
        return self.kind.biases

    @property
    def vocabulary(self) -> str:
        """Whether it is a table or an output layer, as ``Linear.vocabulary`` says it."""
        return self.kind.vocabulary if isinstance(self.kind, Linear) else ""

    @property
    def shared(self) -> bool:
        """Whether its weights are those of a table."""
        return isinstance(self.kind, Linear) and self.kind.shared

    @property
    def sides(self) -> frozenset[int]:
        """Its widths, in any order; none for what is no layer."""
        kind = self.kind
        return frozenset((kind.d_in, kind.d_out)) if isinstance(kind, Linear) else frozenset()

    @property
    def ends(self) -> Iterator[str]:
        """Names of a list that mean this module: its own, the ends of it, and another one.

        >>> list(Module("h.0.attn", 0, Weights("attn", 1), False).ends)
        ['h.0.attn', '0.attn', 'attn']
        """
        rest = self.name
        while rest:
            yield rest
            rest = rest.partition(".")[2]
        if self.also:
            yield self.also

    def is_saved(self, name: str) -> bool:
        """Whether a name among those that are trained in full means this module: its end."""
        own = not (isinstance(self.kind, Weights) and self.kind.bare)
        return own and (self.name.endswith(name) or (bool(self.also) and self.also.endswith(name)))

    def is_inside(self, name: str) -> bool:
        """Whether a name among those that are trained in full means this or one around it.

        >>> norm = Module("model.layers.3.input_layernorm", 3, Weights("input_layernorm", 8), False)
        >>> [norm.is_inside(name) for name in ("layers.3", "layernorm", "mlp")]
        [True, True, False]
        """
        if self.is_saved(name):
            return True
        around = self.name.rpartition(".")[0]
        while around:
            if around.endswith(name):
                return True
            around = around.rpartition(".")[0]
        return False


class Rules(NamedTuple):
    """Which modules are adapted."""

    targets: str | frozenset[str]
    """A regular expression, ``all-linear``, or names."""
    excluded: str | frozenset[str]
    layers: frozenset[int] | None
    """Numbers of blocks; None for all."""
    saved: tuple[str, ...]
    containers: tuple[str, ...] = ()
    """What the blocks that ``layers`` numbers are called; empty for all."""
    matched: Mapping[str, frozenset[str]] = {}
    """Names of modules that each regular expression matches."""

    def holds(self, module: Module) -> bool:
        """Whether a module gets an adapter."""
        if not module.adaptable or any(module.is_inside(name) for name in self.saved):
            return False
        if self.excluded and self.means(self.excluded, module):
            return False
        if isinstance(self.targets, str):
            if self.targets.lower() == "all-linear":
                kind = module.kind
                return isinstance(kind, Linear) and not (kind.vocabulary or kind.by_name)
            return self.means(self.targets, module)
        if module.name in self.targets or module.also in self.targets:
            return True  # named in full, whatever its block
        if not self.means(self.targets, module):
            return False
        if self.layers is None:
            return True
        if self.containers:
            return module.container in self.containers and module.block in self.layers
        # without a pattern, blocks are looked for behind a name and a dot
        return "." in module.around and module.block in self.layers

    def names_table(self, module: Module) -> bool:
        """Whether a target is a table that is no layer: of positions, or of distances."""
        if not (isinstance(module.kind, Weights) and module.kind.table):
            return False
        every = isinstance(self.targets, str) and self.targets.lower() == "all-linear"
        return not every and self.means(self.targets, module)

    def means(self, names: str | frozenset[str], module: Module) -> bool:
        """Whether a regular expression or names mean a module."""
        if isinstance(names, str):
            return not self.matched[names].isdisjoint((module.name, module.also))
        return any(end in names for end in module.ends)


def modules_of(architecture: Architecture) -> list[Module]:
    """Return every module that has parameters.

    Raises:
        WorkloadFileError: More than are looked through one by one.
    """
    count = sum(kind.copies for kind in linears(architecture))
    if count > MAX_MODULES:
        raise WorkloadFileError(
            f"a model of {count:,} linear layers is not looked through name by name",
            hint=f"--rank and --target count any number; at most {MAX_MODULES:,} here",
        )
    return [
        Module(
            name,
            block,
            kind,
            isinstance(kind, Linear) and adaptable(architecture, kind),
            RENAMED.get(name, ""),
        )
        for name, block, kind in names(architecture)
    ]
