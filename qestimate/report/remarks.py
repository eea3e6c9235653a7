"""What a reader has to know to read the tables of estimates right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.placement import Unplaced
from qestimate.report.sentences import device_label
from qestimate.report.writing import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation import Estimate


def remarks(estimates: Sequence[Estimate]) -> tuple[str, ...]:
    """Return what a reader has to know to read the tables right."""
    lines = []
    missing: dict[str, set[str]] = {}
    assumed, widened, bracketed = set(), {}, set()
    for e in estimates:
        if e.signal is not None and not isinstance(e.placement, Unplaced):
            if e.signal.missing:
                missing.setdefault(device_label(e.device), set()).update(e.signal.missing)
            if e.placement.basis == "assumed":
                assumed.add(device_label(e.device))
            if e.signal.widened:
                widened[device_label(e.device)] = e.signal.widened
            if e.local is not None and not e.local.n_samples:
                bracketed.add(e.method.id)
    lines += _rests_on(estimates)
    lines += [
        f"{name}: not published, and not in the fidelity: {', '.join(sorted(what))}."
        for name, what in missing.items()
    ]
    lines += [f"{name}: interval widened for {', '.join(why)}." for name, why in widened.items()]
    if assumed:
        lines.append(
            f"{', '.join(sorted(assumed))}: live couplers not published; "
            "the patch is assumed to exist."
        )
    lines += _residuals(estimates)
    if bracketed:
        lines.append(
            f"{', '.join(sorted(bracketed))}: too many gates to sample Pauli paths; the "
            "attenuation is bounded by the cheapest path."
        )
    notes = dict.fromkeys(f"{e.method.id}: {note}." for e in estimates for note in e.program.notes)
    lines += list(notes)
    lines += [
        f"{e.device.id}: {e.device.snapshot.note}"
        for e in {e.device.id: e for e in estimates}.values()
        if e.device.snapshot.kind == "assumed"
    ]
    return tuple(lines)


def _residuals(estimates: Sequence[Estimate]) -> list[str]:
    """Say where rescaled values stay off by more than the precision, however many the shots."""
    off: dict[tuple[str, float], list[str]] = {}
    for e in estimates:
        residual = None if e.local is None else e.local.residual
        if residual is not None and residual > e.goal.precision:
            off.setdefault((device_label(e.device), residual), []).append(e.method.id)
    return [
        f"{', '.join(dict.fromkeys(names))} on {device}: noise shrinks the signal unevenly; single "
        f"values, rescaled by one factor, stay off by {number(residual)} (rms), however many the "
        "shots."
        for (device, residual), names in off.items()
    ]


def _rests_on(estimates: Sequence[Estimate]) -> list[str]:
    """Say which of the two measures of what is left each verdict rests on."""
    by: dict[str, list[str]] = {}
    for e in estimates:
        if e.signal is not None:
            by.setdefault(e.rests_on, []).append(e.method.id)
    lines = [
        f"{', '.join(dict.fromkeys(names))}, by the {what}" for what, names in sorted(by.items())
    ]
    if not lines:
        return []
    return [
        f"The signal limit is judged, for {'; for '.join(lines)}. Marginal: an interval holds the "
        "limit; feasible and infeasible hold at both its ends."
    ]
