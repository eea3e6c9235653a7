"""Records of trainings under noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 0.9
"""Share of what training gains without noise that counts as reached."""


class TrainingRow(NamedTuple):
    """One circuit trained on a task with some shots, seed by seed. Losses are in a test."""

    held_out: bool
    """Whether it did not set the rule but tests it."""
    task: str
    ansatz: str
    n_qubits: int
    n_layers: int
    device: str
    snapshot: str
    gradient: str
    """Rule of the gradient."""
    ratio: float | None
    """Signal over noise, as variances, by which the shots were chosen; None if they were given."""
    value_shots: int
    gradient_shots: int
    attenuation: float
    """Slope of noisy on noiseless values over random angles."""
    signal_variance: float
    """Of a value under noise, over random angles."""
    gradient_variance: float
    """Of a derivative under noise, over random angles. [rad^-2]"""
    seeds: tuple[int, ...]
    frozen: tuple[float, ...]
    """With angles as they start, without noise, exact values."""
    noiseless: tuple[float, ...]
    """Trained without noise, exact values."""
    unlimited: tuple[float, ...]
    """Trained under noise, unlimited shots."""
    loss: tuple[float, ...]
    """Trained under noise, with the shots."""

    def gained(self, loss: Sequence[float]) -> tuple[float, ...]:
        """Return losses as shares of what training gains without noise, seed by seed."""
        return tuple(
            (start - end) / (start - best)
            for start, end, best in zip(self.frozen, loss, self.noiseless, strict=True)
        )

    def n_enough(self, loss: Sequence[float]) -> int:
        """Return in how many seeds enough of the gain is reached."""
        return sum(share >= ENOUGH for share in self.gained(loss))


class TrainingTable(NamedTuple):
    """All rows, and where and when they were made."""

    date: str
    machine: str
    versions: dict[str, str]
    rows: tuple[TrainingRow, ...]
