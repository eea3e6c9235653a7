"""The documents that commands print: which tables, which columns, which remarks."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import count, number, seconds
from qestimate.device.device import FIGURES as UNITS
from qestimate.estimation.bounds import FLOORS
from qestimate.explore.fits import best_of_groups
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.estimates import estimate_row, stage_tables
from qestimate.report.figures.survey import Answer
from qestimate.report.views.costs import classical_tables, cost_table
from qestimate.report.views.fits import fits_tables
from qestimate.report.views.remarks import (
    feasible_remarks,
    mitigation_remarks,
    remarks,
    simulation_remarks,
)
from qestimate.report.views.sentences import (
    change_sentence,
    conclusion,
    device_label,
    estimate_conclusion,
    plural,
    settings,
)
from qestimate.scenario.inputs import lines
from qestimate.workload.architecture import idle_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.bounds import Bounds, Range
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Value
    from qestimate.workload.workload import Adapter, Dataset, Workload


def model_document(survey: Survey, given: Mapping[str, str] | None = None) -> Document:
    """Return the answer of ``qestimate model``.

    Args:
        survey: The results.
        given: For each line of the workload, where its values come from; defaults if absent.
    """
    return Document(
        "qestimate",
        conclusion(survey),
        (
            workload_table(survey, given or {}),
            *(fits_tables(best_of_groups(survey.fits)) if survey.fits else ()),
            *stage_tables(survey.estimates),
            cost_table(survey.estimates, survey.simulations),
            *classical_tables(survey),
            bounds_table(survey.bounds),
        ),
        tuple(
            line
            for line in (
                *feasible_remarks(survey),
                *mitigation_remarks(survey),
                change_sentence(survey.nearest),
                *simulation_remarks(survey),
                *remarks(survey.estimates),
            )
            if line
        )
        + survey.skipped,
    )


def model_answer(survey: Survey, command: str) -> Answer:
    """Return what ``qestimate model`` prints as JSON is got from."""
    return Answer(survey, command, conclusion(survey), change_sentence(survey.nearest))


def estimate_document(estimate: Estimate) -> Document:
    """Return one estimate as a document."""
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
        f"{estimate.method.id} on {estimate.device.id}",
        estimate_conclusion(estimate),
        (
            *stage_tables([estimate]),
            cost_table([estimate]),
            constraints,
        ),
        remarks([estimate]),
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


def workload_table(survey: Survey, given: Mapping[str, str]) -> Table:
    """Return what was assumed of the workload and the goal, and how to change it."""
    rows = [
        (what, value, given.get(what, "default"), flags)
        for what, value, flags in _workload_lines(survey.workload)
    ]
    inputs = lines("goal")
    rows += [
        (
            what,
            value,
            given.get(what, "default"),
            ", ".join(f"--{name}" for name in inputs[what]),
        )
        for what, value in settings(survey).items()
    ]
    rows += [
        (
            device.id,
            "; ".join(
                f"{name.replace('_', ' ')} {number(value)} {UNITS[name][0]}".removesuffix(" 1")
                for name, value in device.given.items()
            ),
            "given",
            "the flag of each figure",
        )
        for device, _ in survey.bounds
        if device.given
    ]
    return Table(
        "workload",
        "Workload",
        (
            Column("what", ""),
            Column("value", "value"),
            Column("origin", "from"),
            Column("flags", "change with"),
        ),
        tuple(rows),
    )


def _workload_lines(workload: Workload) -> list[tuple[str, str, str]]:
    model, adapter, data = workload
    size = f"{model.parameters:,} parameters"
    idle = idle_count(model.architecture)
    if idle and not model.assumed:
        size += f", {model.parameters - idle:,} active for a token"
    shape = (
        f"; nearest in the catalogue: {model.id}, scaled to {model.note}"
        if model.assumed
        else f", {model.id}{f' ({model.note})' if model.note else ''}"
    )
    return [
        ("model", size + shape, "--model, --params, --config"),
        (
            "adapter",
            _adapter(adapter),
            "--train" if adapter.kind == "full" else "--rank, --target, --adapter-config",
        ),
        (
            "data",
            f"{data.id + ': ' if data.id else ''}{count(data.samples)} samples of "
            f"{count(data.tokens_per_sample)} tokens{_made_of(data)}, "
            f"{plural(data.epochs, 'epoch')}: "
            f"{count(data.tokens)} tokens, {plural(data.steps, 'step')} of "
            f"{data.batch_size} x {data.accumulation} samples",
            "--dataset, --samples, --tokens, --epochs, --batch, --accumulation"
            + (", --images, --image-tokens, --audio-seconds" if data.media.tokens else ""),
        ),
    ]


def _made_of(data: Dataset) -> str:
    """Say what the tokens of a sample are, where they are not all text.

    >>> from qestimate.workload.modalities import Media
    >>> from qestimate.workload.workload import Dataset
    >>> _made_of(Dataset(1, 1088, 1, 1, 1, media=Media(1, 576, 577)))
    ' (512 of text, 576 of images)'
    """
    if not data.media.tokens:
        return ""
    parts = {
        "text": data.text_tokens,
        "images": data.media.image_tokens,
        "sound": data.media.sound_tokens,
    }
    return f" ({', '.join(f'{count(n)} of {what}' for what, n in parts.items() if n)})"


def _adapter(adapter: Adapter) -> str:
    """Return an adapter in one line."""
    if adapter.kind == "full":
        return f"none: all {adapter.parameters:,} parameters are trained"
    kind = "DoRA" if adapter.kind == "dora" else "LoRA"
    passed = ""
    if adapter.n_passed != adapter.n_modules:
        passed = f" ({count(adapter.n_passed)} for a token)"
    beside = sum(m.copies for m in adapter.modules if m.positions not in {"", "text"})
    if beside:
        passed += f" ({count(beside)} passed by images or sound alone)"
    saved = "".join(f"; {name} trained in full: {count(n)}" for name, n in adapter.saved)
    note = f"; {adapter.note}" if adapter.note else ""
    return (
        f"{kind} rank {adapter.rank} on {', '.join(adapter.targets)} in "
        f"{plural(adapter.n_modules, 'linear layer')}{passed}: "
        f"{count(adapter.parameters)} weights{saved}{note}"
    )


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


def flat_document(survey: Survey) -> Document:
    """Return one table with every figure of every estimate, for a spreadsheet."""
    job = {
        "model": survey.workload.model.id,
        "parameters": survey.workload.model.parameters,
        "rank": survey.workload.adapter.rank,
        "adapter_parameters": survey.workload.adapter.parameters,
    }
    rows = [_flatten(job | estimate_row(estimate)) for estimate in survey.estimates]
    columns = tuple(Column(key, key) for key in rows[0]) if rows else ()
    whole = Table("estimates", "Estimates", columns, tuple(tuple(row.values()) for row in rows))
    return Document("qestimate", "", (whole,))


def _flatten(row: dict[str, Any]) -> dict[str, Value]:
    """Spread intervals and constraints over columns; lists become words."""
    flat: dict[str, Value] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{key}_{part}": inner for part, inner in value.items()}
        elif key == "constraints":
            known = {constraint["name"]: constraint for constraint in value}
            for name in ("qubits", "gates", "signal", "time", "price"):
                constraint = known.get(name, {})
                flat[f"{name}_status"] = constraint.get("status")
                flat[f"{name}_margin_log10"] = constraint.get("margin_log10")
        elif isinstance(value, list):
            flat[key] = " ".join(str(item) for item in value)
        else:
            flat[key] = value
    return flat
