"""What is trained of a model: a few weights beside its own, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import ScenarioError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.workload.modules import Linear


LABELS = {
    "lora": "LoRA",
    "dora": "DoRA",
    "adalora": "AdaLoRA",
    "vera": "VeRA",
    "ia3": "IA3",
    "oft": "OFT",
    "boft": "BOFT",
    "loha": "LoHa",
    "lokr": "LoKr",
    "full": "full fine-tuning",
}
"""What kinds of adapters are called, where that is not as PEFT writes it."""


class Adapter(NamedTuple):
    """What is trained: a low-rank adapter on some linear layers [lora-2021], or all parameters."""

    rank: int
    """The largest, where they differ; 0 where all parameters are trained."""
    targets: tuple[str, ...]
    modules: tuple[Linear, ...]
    kind: str = "lora"
    """``lora``, ``dora`` with a magnitude for each output [dora-2024], another kind as PEFT calls
    it, or ``full`` without any adapter: all parameters of the model are trained."""
    ranks: tuple[int, ...] = ()
    """Of each of the modules; empty where they are all the same."""
    extra: int = 0
    """What is trained beside two whole matrices of each module: magnitudes and biases, less what
    matrices of blocks lack; without modules, everything."""
    saved: tuple[tuple[str, int], ...] = ()
    """Modules that are trained in full, outside any circuit, and their parameters."""
    note: str = ""

    @property
    def label(self) -> str:
        """What it is called.

        >>> Adapter(8, ("q",), ()).label, Adapter(0, (), (), "prefix_tuning").label
        ('LoRA', 'prefix tuning')
        """
        return LABELS.get(self.kind, self.kind.replace("_", " "))

    @property
    def n_modules(self) -> int:
        """Linear layers that carry an adapter."""
        return sum(module.copies for module in self.modules)

    @property
    def n_passed(self) -> int:
        """Of those, the ones that one token passes: of experts only those picked."""
        return sum(module.active for module in self.modules)

    @property
    def parameters(self) -> int:
        """Parameters that it trains: rank x (d_in + d_out) for each layer, and the extra ones."""
        return self.extra + sum(m.copies * r * (m.d_in + m.d_out) for m, r in self.pairs)

    @property
    def pairs(self) -> tuple[tuple[Linear, int], ...]:
        """The modules, each with its rank."""
        ranks = self.ranks or (self.rank,) * len(self.modules)
        return tuple(zip(self.modules, ranks, strict=True))

    def with_rank(self, rank: int, narrowest: int) -> Adapter:
        """Return the adapter with one rank for all modules.

        Raises:
            ScenarioError: A rank wider than the narrowest adapted side, or no adapter.
        """
        if self.kind == "full":
            raise ScenarioError(
                "all parameters are trained, which has no rank", hint="leave --train all out"
            )
        if not self.modules:
            raise ScenarioError(f"an adapter of kind {self.label} has no rank", hint="one of LoRA")
        if rank > narrowest:
            raise ScenarioError(
                f"rank {rank} is wider than the narrowest adapted side, {narrowest}",
                hint=f"choose a rank of at most {narrowest}; 4 to 64 are usual",
            )
        return self._replace(rank=rank, ranks=())

    @property
    def met(self) -> int:
        """Of the parameters, those that one token meets: of experts only those picked."""
        idle = sum((m.copies - m.active) * r * (m.d_in + m.d_out) for m, r in self.pairs)
        return self.parameters - idle

    @property
    def in_full(self) -> int:
        """Parameters of the modules that are trained in full."""
        return sum(count for _, count in self.saved)

    @property
    def trained(self) -> int:
        """All parameters that training changes, modules that are trained in full with them."""
        return self.parameters + self.in_full
