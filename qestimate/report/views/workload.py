"""What a workload is, and what was assumed of it, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import count, number
from qestimate.device.device import FIGURES as UNITS
from qestimate.report.document import Column, Document, Table
from qestimate.report.views.sentences import plural, settings
from qestimate.scenario.inputs import lines
from qestimate.workload.listing import idle_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.explore.survey import Survey
    from qestimate.workload.adapter import Adapter
    from qestimate.workload.workload import Dataset, Workload


def workload_document(workload: Workload) -> Document:
    """Return a workload alone."""
    rows = tuple((what, value) for what, value, _ in _workload_lines(workload))
    columns = (Column("what", ""), Column("value", "value"))
    return Document("workload", "", (Table("workload", "Workload", columns, rows),))


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
            f"{data.id + ': ' if data.id else ''}{plural(data.samples, 'sample')} of "
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
    if not adapter.modules:
        note = f"; {adapter.note}" if adapter.note else ""
        return f"{adapter.label}: {count(adapter.parameters)} weights{note}"
    passed = ""
    if adapter.n_passed != adapter.n_modules:
        passed = f" ({count(adapter.n_passed)} for a token)"
    beside = sum(m.copies for m in adapter.modules if m.positions not in {"", "text"})
    if beside:
        passed += f" ({count(beside)} passed by images or sound alone)"
    saved = "".join(f"; {name} trained in full: {count(n)}" for name, n in adapter.saved)
    note = f"; {adapter.note}" if adapter.note else ""
    return (
        f"{adapter.label} rank {adapter.rank} on {', '.join(adapter.targets)} in "
        f"{plural(adapter.n_modules, 'linear layer')}{passed}: "
        f"{count(adapter.parameters)} weights{saved}{note}"
    )
