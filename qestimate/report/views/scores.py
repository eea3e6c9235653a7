"""Tables of scores: by what was measured and on which devices, and against simpler predictions."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from qestimate.core.formatting import number
from qestimate.evidence.scores import NARROW, NO_GROUP, group_scores, is_test
from qestimate.report.document import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.predicted_run import Prediction
    from qestimate.evidence.scores import GroupScore, Score
    from qestimate.report.document import Value


def score_tables(found: Sequence[tuple[Experiment, Sequence[Prediction]]]) -> list[Table]:
    """Return the scores by quantity and group of devices, and beside those of two baselines.

    Args:
        found: Experiments and the predictions of their runs.
    """
    blocks: list[tuple[str, GroupScore]] = []
    for counts, words in ((True, ""), (False, " that do not count")):
        runs = [(one.kind, p) for one, those in found for p in those if is_test(p) == counts]
        blocks += [(one.quantity + words, one) for one in group_scores(runs)]
    if not blocks:
        return []
    against = [(title, one) for title, one in blocks if one.score.n_plain or one.score.n_chip]
    return [_by_group(blocks), *([_baselines(against)] if against else [])]


def _by_group(blocks: Sequence[tuple[str, GroupScore]]) -> Table:
    """Return how well predictions hold, with and without intervals that tell nothing."""
    notes = [
        f"The last four columns: narrow ones alone, whose interval is at most a factor of "
        f"{number(NARROW)} wide."
    ]
    if any(one.devices == NO_GROUP for _, one in blocks):
        notes.append("Other: devices of other technologies, and errors given without a vendor.")
    return Table(
        "scores",
        "By what was measured, and on which devices",
        (
            Column("quantity", "measured"),
            Column("devices", "devices"),
            Column("runs", "runs", "count"),
            Column("inside_percent", "inside, %", "number"),
            Column("median_width", "width", "number"),
            Column("median_abs_ln_ratio", "|ln ratio|", "number"),
            Column("narrow_runs", "narrow", "count"),
            Column("narrow_inside_percent", "inside, %", "number"),
            Column("narrow_median_width", "width", "number"),
            Column("narrow_median_abs_ln_ratio", "|ln ratio|", "number"),
        ),
        tuple(
            (title, one.devices, *_cells(one.score), *_cells(one.narrow)) for title, one in blocks
        ),
        tuple(notes),
        group="quantity",
    )


def _cells(one: Score | None) -> tuple[Value, ...]:
    """Return runs, share inside, width and |ln ratio|."""
    if one is None:
        return (0, "none", "none", "none")
    width, off = (x if isfinite(x) else None for x in (one.median_width, one.median_abs_log))
    return (one.n, 100 * one.coverage, width, off)


def _baselines(blocks: Sequence[tuple[str, GroupScore]]) -> Table:
    """Return how far off two simpler predictions are, each beside this one on the same runs."""
    return Table(
        "baselines",
        "|ln ratio| against two simpler predictions",
        (
            Column("quantity", "measured"),
            Column("devices", "devices"),
            Column("plain_runs", "runs", "count"),
            Column("plain_median_abs_ln_ratio", "plain product", "number"),
            Column("beside_plain_median_abs_ln_ratio", "here", "number"),
            Column("chip_runs", "runs", "count"),
            Column("chip_median_abs_ln_ratio", "chip medians", "number"),
            Column("beside_chip_median_abs_ln_ratio", "here", "number"),
        ),
        tuple(
            (
                title,
                one.devices,
                one.score.n_plain,
                _or_word(one.score.plain_median_abs_log),
                _or_word(one.score.compared_median_abs_log),
                one.score.n_chip,
                _or_word(one.score.chip_median_abs_log),
                _or_word(one.score.beside_chip_median_abs_log),
            )
            for title, one in blocks
        ),
        (
            "Medians over the runs that have both. Plain product: published median fidelities of "
            "gates and readout multiplied, whole circuits alone. Chip medians: the same formulas "
            "as here, with the median of the chip's table for every element, and no more for wide "
            "circuits; chips with tables alone. Here: this prediction, on the same runs.",
        ),
        group="quantity",
    )


def _or_word(value: float | None) -> Value:
    return "none" if value is None else value
