"""What training under noise keeps of what it gains without."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from qestimate.catalog.training_records import ENOUGH
from qestimate.core.formatting import number
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.outputs import output
from qestimate.report.figures.trainings import TrainingAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.training_records import TrainingRow
    from qestimate.report.document import Value


def training_document(found: Sequence[TrainingRow]) -> Document:
    """Return each case with its losses and what is left of the gain."""
    return Document("train", conclusion(found), (training_table(found),))


def training_object(found: Sequence[TrainingRow]) -> dict[str, Any]:
    """Return the same as plain numbers for JSON."""
    return output("train", TrainingAnswer(found, conclusion(found)))


def conclusion(found: Sequence[TrainingRow]) -> str:
    """Say in how many trainings enough of the gain is left."""
    seeds = sum(len(row.seeds) for row in found)
    with_shots, unlimited = (
        sum(row.n_enough(getattr(row, kind)) for row in found) for kind in ("loss", "unlimited")
    )
    return (
        f"Under noise {with_shots} of {seeds} trainings keep {number(100 * ENOUGH)} % of what they "
        f"gain without it; with unlimited shots {unlimited} do."
    )


def training_table(found: Sequence[TrainingRow]) -> Table:
    """Return losses as means over the seeds, and how many seeds keep enough."""
    rows: list[tuple[Value, ...]] = [
        (
            row.task,
            f"{row.ansatz} {row.n_qubits} x {row.n_layers}",
            f"{row.device} {row.snapshot}",
            row.value_shots,
            row.gradient_shots,
            median(row.gained(row.loss)),
            f"{row.n_enough(row.loss)} of {len(row.seeds)}",
            f"{row.n_enough(row.unlimited)} of {len(row.seeds)}",
            row.attenuation,
            *(_mean(loss) for loss in (row.frozen, row.noiseless, row.loss)),
        )
        for row in found
    ]
    return Table(
        "train",
        "Training under noise",
        (
            Column("task", "task"),
            Column("circuit", "circuit"),
            Column("device", "device"),
            Column("value_shots", "shots", "count"),
            Column("gradient_shots", "for gradients", "count"),
            Column("gain", "gain", "number"),
            Column("enough", "enough"),
            Column("enough_unlimited", "unlimited"),
            Column("attenuation", "signal left", "number"),
            Column("frozen", "frozen", "number"),
            Column("noiseless", "noiseless", "number"),
            Column("loss", "loss", "number"),
        ),
        tuple(rows),
        (
            "Losses in a test, means over the seeds: angles as they start; trained without noise; "
            "under noise with these shots. Teacher: share of the variance of "
            "what another circuit of the kind says; digits: share of the cross-entropy of guessing "
            "which of ten; weights: share of the variance of what another circuit generates. "
            f"Gain: median share of what training gains without noise; enough: seeds with "
            f"{number(ENOUGH)} of it, and as many with unlimited shots.",
        ),
        group="device",
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
