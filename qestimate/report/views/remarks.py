"""What a reader has to know to read the tables of estimates right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import log10_number, number
from qestimate.estimation.mitigation import TECHNIQUES
from qestimate.estimation.placement import Unplaced
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey


FEW = 4
"""Things that a sentence lists one by one."""


def remarks(estimates: Sequence[Estimate]) -> tuple[str, ...]:
    """Return what a reader has to know to read the tables right."""
    lines = []
    missing: dict[str, set[str]] = {}
    assumed, widened, bounded = set(), {}, set()
    for e in estimates:
        if e.signal is not None and not isinstance(e.placement, Unplaced):
            if e.signal.missing:
                missing.setdefault(device_label(e.device), set()).update(e.signal.missing)
            if e.placement.basis == "assumed":
                assumed.add(device_label(e.device))
            if e.signal.widened:
                widened[device_label(e.device)] = e.signal.widened
            if e.local is not None and not e.local.n_samples:
                bounded.add(e.method.id)
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
    lines += [
        f"Mitigation by {name}, what stays off: {TECHNIQUES[name].bias}."
        for name in sorted({e.goal.mitigation for e in estimates} - {"none"})
    ]
    if bounded:
        lines.append(
            f"{', '.join(sorted(bounded))}: too many gates to sample Pauli paths; the "
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


def simulation_remarks(survey: Survey) -> tuple[str, ...]:
    """Say where a classical machine does the quantum part sooner, or nothing is lost by 0."""
    sooner: dict[tuple[str, float], list[str]] = {}
    zero: dict[str, list[str]] = {}
    for e, one in zip(survey.estimates, survey.simulations, strict=True):
        on_chip = None if e.runtime is None else e.runtime.log10_run.value
        if on_chip is not None and one.log10_training is not None and one.log10_training < on_chip:
            at = device_label(e.device), on_chip - one.log10_training
            sooner.setdefault(at, []).append(e.method.id)
        if one.zero_suffices:
            zero.setdefault(device_label(e.device), []).append(e.method.id)
    lines = []
    if sooner:
        lines.append(
            f"One core simulates the circuits sooner than the chip runs them: {_factors(sooner)}."
        )
    lines += [
        f"{', '.join(names)} on {device}: noise leaves values so small that 0 in their place is as "
        "precise as was asked for, unless they are rescaled (random angles)."
        for device, names in zero.items()
    ]
    return tuple(lines)


def _factors(sooner: dict[tuple[str, float], list[str]]) -> str:
    """Write by which factors, one by one where they are few, else their range."""
    if len(sooner) <= FEW:
        return "; ".join(
            f"{', '.join(names)} on {device} by a factor of {log10_number(factor)}"
            for (device, factor), names in sooner.items()
        )
    factors = [factor for _, factor in sooner]
    return (
        f"in {sum(map(len, sooner.values()))} of these cases, by factors from "
        f"{log10_number(min(factors))} to {log10_number(max(factors))}"
    )
