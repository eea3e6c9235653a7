"""What a reader has to know to read the tables of estimates right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import count, log10_number, number, seconds, signal, usd
from qestimate.estimation.mitigation import TECHNIQUES
from qestimate.estimation.pipeline import stays_off
from qestimate.estimation.placement import Unplaced
from qestimate.explore.mitigated import that_help
from qestimate.report.views.sentences import device_label, without_a_chip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.runtime import Runtime
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Table


FEW = 4
"""Things that a sentence lists one by one."""


def noted(tables: Iterable[Table], notes: Mapping[str, Iterable[str]]) -> tuple[Table, ...]:
    """Return tables with more notes below them.

    Args:
        tables: As they are.
        notes: By the key of the table they belong to.
    """
    return tuple(
        table._replace(notes=(*table.notes, *notes.get(table.key, ()))) for table in tables
    )


def remarks(estimates: Sequence[Estimate]) -> dict[str, list[str]]:
    """Return what a reader has to know to read the tables right, by the key of each table."""
    return {
        "circuits": _on_circuits(estimates),
        "mitigation": [
            f"Mitigation by {name}, what stays off: {TECHNIQUES[name].bias}."
            for name in sorted({e.goal.mitigation for e in estimates} - {"none"})
        ],
        "shots": _residuals(estimates),
        "cost": [VERDICTS, *_side_by_side(estimates)],
    }


def _on_circuits(estimates: Sequence[Estimate]) -> list[str]:
    """Say what circuits and what is left of them rest on."""
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
    lines = _as_emitted(estimates)
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
    if bounded:
        lines.append(
            f"{', '.join(sorted(bounded))}: too many gates to sample Pauli paths; what is left "
            "of the signal is bounded by the cheapest path."
        )
    lines += list(
        dict.fromkeys(f"{e.method.id}: {note}." for e in estimates for note in e.program.notes)
    )
    lines += list(
        dict.fromkeys(
            f"{device_label(e.device)}: {e.device.snapshot.caveat}"
            for e in estimates
            if e.device.snapshot.caveat
        )
    )
    lines += _on_readout(estimates)
    lines += [
        f"{e.device.id}: {e.device.snapshot.note}"
        for e in {e.device.id: e for e in estimates}.values()
        if e.device.snapshot.kind == "assumed"
    ]
    return lines


def _on_readout(estimates: Sequence[Estimate]) -> list[str]:
    """Say where the vendor's service hands out values that look larger than those here."""
    found: dict[str, list[float]] = {}
    for e in estimates:
        one = e.device.readout_correction
        if one is None or not one.default or isinstance(e.placed, Unplaced):
            continue
        left = float(e.placed.needed.noisy.readout)
        found.setdefault(device_label(e.device), []).append(-left)
    return [
        f"{device}: figures are for counts as they are read. The vendor's service corrects "
        "probabilities for readout by default, by a rule that is not published: values read there "
        f"may look larger by what readout takes here ({_larger(factors)}), and more; their shot "
        "noise is no smaller for it."
        for device, factors in found.items()
    ]


def _larger(factors: Sequence[float]) -> str:
    """Write by how much values without readout errors are larger.

    Args:
        factors: Of each way. [log10]; nan where unknown.
    """
    known = [factor for factor in factors if factor == factor]  # noqa: PLR0124  # not nan
    return f"up to {log10_number(max(known), 2)} times" if known else "unknown"


def _residuals(estimates: Sequence[Estimate]) -> list[str]:
    """Say where rescaled values stay off by more than the precision, however many the shots."""
    off: dict[str, dict[float, list[str]]] = {}
    for e in estimates:
        residual = None if e.local is None else stays_off(e.program, e.local)
        if residual is not None and residual > e.goal.precision:
            of = off.setdefault(device_label(e.device), {})
            of.setdefault(residual, []).append(e.method.id)
    return [
        f"{device}: noise shrinks the signal unevenly; single values, rescaled by one factor, stay "
        "off, however many the shots, by (rms): "
        + ", ".join(
            f"{'/'.join(dict.fromkeys(names))} {number(residual, 2)}"
            for residual, names in of.items()
        )
        + "."
        for device, of in off.items()
    ]


def _side_by_side(estimates: Sequence[Estimate]) -> list[str]:
    """Say what copies side by side rest on."""
    several = [e for e in estimates if e.copies > 1]
    if not several:
        return []
    worse = " Signal left and shots are those of the worst of their patches."
    return [
        "Side by side: as many copies of a circuit as the chip has patches for and as gain time, "
        "assumed not to disturb each other."
        + (worse if any(e.side_by_side.worst > 1 for e in several) else "")
    ]


def _as_emitted(estimates: Sequence[Estimate]) -> list[str]:
    """Say what is left where nothing is merged."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    names: dict[str, list[str]] = {}
    for e in estimates:
        if isinstance(e.placed, Unplaced) or e.placed.placement.as_written is None:
            continue
        emitted = e.placed.local.log10_emitted
        if emitted.low is not None:
            gates = count(int(e.placed.placement.as_written.two_qubit_gates))
            names.setdefault(e.method.ansatz, []).append(e.method.id)
            found.setdefault((e.method.ansatz, gates), {})[device_label(e.device)] = signal(emitted)
    return [
        f"{', '.join(dict.fromkeys(names[ansatz]))}: with all {gates} two-qubit gates that the "
        "authors' code emits, signal left "
        + "; ".join(f"{left} on {device}" for device, left in of.items())
        + "; the intervals include that."
        for (ansatz, gates), of in found.items()
    ]


VERDICTS = (
    "Verdicts rest on the shots that training needs; noise makes them more. Marginal: an interval "
    "holds the limit; feasible and infeasible hold at both its ends; certain: infeasible even with "
    "the fewest shots, side by side on all qubits. These numbers cannot say whether the chip would "
    "make a better model."
)


def mitigation_remarks(survey: Survey) -> tuple[str, ...]:
    """Say which error mitigation makes a verdict better, where a floor is under the signal."""
    if survey.goal.signal_floor is None:
        return (WITHOUT_A_FLOOR,) if survey.fits else ()
    helped = [(e, names) for e in survey.estimates if (names := that_help(e))]
    return tuple(
        f"{e.method.id} on {device_label(e.device)}: error mitigation helps, by {', '.join(names)}."
        for e, names in helped
    ) or ("No error mitigation makes any of these verdicts better.",)


WITHOUT_A_FLOOR = (
    "Error mitigation makes none of these feasible: it takes as many shots or more, for less bias."
)


def feasible_remarks(survey: Survey) -> tuple[str, ...]:
    """Say what each feasible way takes beside a GPU."""
    time, price = survey.lora.log10_training.value, survey.lora.log10_price.value
    fits = [e for e in survey.estimates if e.verdict == "feasible" and e.runtime is not None]
    if not fits or time is None:
        return ()
    said = [
        f"{e.method.id} on {device_label(e.device)} {_cost(e.runtime.log10_run.value, e.runtime)}"
        for e in fits
        if e.runtime is not None
    ]
    gpu = seconds(time) + ("" if price is None else f" and {usd(price)}")
    way = without_a_chip(survey.workload.adapter)
    return (f"Feasible, beside {gpu} for {way} on a GPU: {'; '.join(said)}.",)


def _cost(time: float | None, runtime: Runtime) -> str:
    """Write time and price of a run."""
    paid = "" if runtime.log10_price is None else f" and {usd(runtime.log10_price)}"
    return f"{'unknown' if time is None else seconds(time)}{paid}"


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
        f"{', '.join(names)} on {device}: noise leaves values so small that writing 0 for each is "
        "as precise as asked for, unless they are rescaled (random angles)."
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
