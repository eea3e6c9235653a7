"""The documents that commands print: which tables, which columns, which remarks."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import number, seconds
from qestimate.estimation.bounds import FLOORS
from qestimate.explore.fits import best_of_groups
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.estimates import stage_tables
from qestimate.report.views.brief import estimate_screen, survey_screen
from qestimate.report.views.costs import classical_tables, cost_table
from qestimate.report.views.fits import fits_tables
from qestimate.report.views.remarks import (
    feasible_remarks,
    mitigation_remarks,
    noted,
    remarks,
    simulation_remarks,
)
from qestimate.report.views.sentences import (
    change_sentence,
    conclusion,
    device_label,
)
from qestimate.report.views.workload import workload_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.bounds import Bounds, Range
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Screen, Value


def model_document(
    survey: Survey, given: Mapping[str, str] | None = None, short: Screen | None = None
) -> Document:
    """Return the whole answer of ``qestimate model``: the short one, then every table.

    Args:
        survey: The results.
        given: For each line of the workload, where its values come from; defaults if absent.
        short: The short answer, if it is not that of the survey alone.
    """
    short = short or survey_screen(survey)
    notes = remarks(survey.estimates)
    notes["cost"] += [*feasible_remarks(survey), *mitigation_remarks(survey)]
    notes["simulation"] = list(simulation_remarks(survey))
    tables = (
        workload_table(survey, given or {}),
        *(fits_tables(best_of_groups(survey.fits)) if survey.fits else ()),
        *stage_tables(survey.estimates),
        cost_table(survey.estimates, survey.simulations),
        *classical_tables(survey),
        bounds_table(survey.bounds),
    )
    change = change_sentence(survey.nearest)
    return Document(
        short.question,
        short.said,
        (short.rows, *noted(tables, notes)),
        (*short.closing, conclusion(survey), *([change] if change else []), *survey.skipped),
        headed=True,
    )


def estimate_document(estimate: Estimate) -> Document:
    """Return one estimate as a document."""
    short = estimate_screen(estimate)
    constraints = Table(
        "constraints",
        "Constraints",
        (
            Column("name", "limit"),
            Column("needed", "needed", "text"),
            Column("available", "available", "text"),
            Column("margin_log10", "margin, decades", "number"),
            Column("status", "status"),
        ),
        tuple(_constraint_row(estimate)),
    )
    return Document(
        short.question,
        short.said,
        noted(
            (short.rows, *stage_tables([estimate]), cost_table([estimate]), constraints),
            remarks([estimate]),
        ),
        short.closing,
        headed=True,
    )


def _constraint_row(estimate: Estimate) -> list[tuple[Value, ...]]:
    from qestimate.report.views.sentences import amount

    return [
        (
            c.name,
            None if c.log10_needed is None else amount(c.log10_needed, c.unit),
            None if c.log10_available is None else amount(c.log10_available, c.unit),
            c.margin_log10,
            c.status,
        )
        for c in estimate.constraints
    ]


def bounds_table(found: Sequence[tuple[Device, Bounds]]) -> Table:
    """Return what no circuit on each device can exceed, ranges to one digit."""
    rows: list[tuple[Value, ...]] = []
    notes = []
    for device, one in found:
        rows.append(
            (
                device_label(device),
                device.qubits_advertised,
                device.qubits_calibrated,
                device.qubits_connected,
                None if one.touch_s is None else seconds(log10(one.touch_s), 1),
                None if one.coherence_s is None else seconds(log10(one.coherence_s), 1),
                _range(one.angles),
                _range(one.amplitudes),
                None if one.readout_s is None else seconds(log10(one.readout_s), 2),
            )
        )
        if one.note:
            notes.append(f"{device.id}: {one.note}.")
    floors = f"{number(FLOORS[-1])} to {number(FLOORS[0])}"
    notes.append(
        "Touch every weight: one gate for each weight of the model, once, all qubits at work; "
        "coherence: the longest T1 or T2 of any qubit. Angles: of all one-qubit gates on which "
        "the values read at the end of a shot can depend, if no error is corrected, nothing "
        "measured is fed back and angles are generic. Amplitudes: loaded side by side, every gate "
        "as good as the best coupler, everything else without error, errors not cancelling. "
        f"Ranges: over shares of {floors} of a signal that may count as left, and all published "
        "calibrations. Read out: all weights, one bit a qubit and shot, at the shortest published "
        "time per shot. None of this enters a verdict."
    )
    return Table(
        "bounds",
        "Bounds: what no circuit can exceed",
        (
            Column("device", "device"),
            Column("qubits_advertised", "qubits", "count"),
            Column("qubits_calibrated", "calibrated", "count"),
            Column("qubits_connected", "connected", "count"),
            Column("touch", "touch every weight"),
            Column("coherence", "coherence"),
            Column("angles", "angles"),
            Column("amplitudes", "amplitudes"),
            Column("read_out", "read all weights"),
        ),
        tuple(rows),
        tuple(notes),
        group="device",
    )


def _range(found: Range | None) -> str | None:
    """Write a range to one digit."""
    if found is None:
        return None
    low, high = (number(end, 1) for end in found)
    return low if low == high else f"{low} to {high}"
