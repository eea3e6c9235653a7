"""Figures of trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.report.figures.figure import (
    COUNT,
    NUMBER,
    TEXT,
    Figure,
    list_of,
    row,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.training_records import TrainingRow

LOSSES = list_of(NUMBER)

TRAINING = (
    Figure("task", "task", TEXT, lambda r: r.task),
    Figure("ansatz", "circuit", TEXT, lambda r: r.ansatz),
    Figure("qubits", "qubits", COUNT, lambda r: r.n_qubits),
    Figure("layers", "layers", COUNT, lambda r: r.n_layers),
    Figure("device", "device", TEXT, lambda r: r.device),
    Figure("snapshot", "date of the device's figures", TEXT, lambda r: r.snapshot),
    Figure("gradient", "rule of the gradient", TEXT, lambda r: r.gradient),
    Figure("ratio", "signal over noise by which shots were chosen", NUMBER, lambda r: r.ratio),
    Figure("shots", "shots of a circuit", COUNT, lambda r: r.value_shots),
    Figure("gradient_shots", "shots of a circuit of a gradient", COUNT, lambda r: r.gradient_shots),
    Figure("attenuation", "slope of noisy on noiseless values", NUMBER, lambda r: r.attenuation),
    Figure("signal_variance", "variance of a value", NUMBER, lambda r: r.signal_variance),
    Figure("gradient_variance", "variance of a derivative", NUMBER, lambda r: r.gradient_variance),
    Figure("seeds", "seeds", list_of(COUNT), lambda r: list(r.seeds)),
    Figure("frozen", "loss with frozen angles", LOSSES, lambda r: list(r.frozen)),
    Figure("noiseless", "loss without noise", LOSSES, lambda r: list(r.noiseless)),
    Figure("unlimited", "loss with unlimited shots", LOSSES, lambda r: list(r.unlimited)),
    Figure("loss", "loss", LOSSES, lambda r: list(r.loss)),
    Figure("gain", "share of the gain", LOSSES, lambda r: list(r.gained(r.loss))),
)
"""Of one circuit trained under noise, seed by seed."""


class TrainingAnswer(NamedTuple):
    """Trained circuits, with what they come to."""

    found: Sequence[TrainingRow]
    conclusion: str


TRAININGS = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure(
        "trainings",
        "trainings",
        list_of(shape_of(TRAINING)),
        lambda a: [row(TRAINING, one) for one in a.found],
    ),
)
"""Of ``qestimate verify --train``."""
