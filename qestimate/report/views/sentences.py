"""The lines in words: the conclusion, the limit that binds, what would have to change."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import count, log10_number, number, seconds, usd
from qestimate.core.numeric import log10 as safe_log10
from qestimate.scenario.inputs import INPUTS, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.remedy import Change
    from qestimate.explore.survey import Survey


def device_label(device: Device) -> str:
    """Write a device with the date of its figures, and whether some were set by hand."""
    changed = ", changed" if device.given else ""
    return f"{device.id} {device.snapshot.id}{changed}"


def amount(log10_value: float, unit: str) -> str:
    """Write a quantity in the unit of a constraint.

    >>> amount(2, "qubits"), amount(6.413, "s"), amount(-2, "1")
    ('100 qubits', '30 d', '0.01')
    """
    if unit == "s":
        return seconds(log10_value)
    if unit == "USD":
        return usd(log10_value)
    text = log10_number(log10_value)
    if unit in ("1", "circuit fidelity", "attenuation", "circuits"):
        return text
    return f"{text} {unit.removesuffix('s')}" if text == "1" else f"{text} {unit}"


def limit_phrase(constraint: Constraint) -> str:
    """Write a limit with what is needed and what there is."""
    if constraint.status == "unknown" or constraint.log10_available is None:
        return f"{constraint.name}: {constraint.reason or 'unknown'}"
    if constraint.log10_needed is None:
        return f"{constraint.name}: {constraint.reason}"
    needed = amount(constraint.log10_needed, constraint.unit)
    available = amount(constraint.log10_available, constraint.unit)
    # a limit violated by a lower bound alone says why the value itself is not known
    bound = "≥ " if constraint.name in ("time", "price") and constraint.reason else ""
    most = "≤ " if constraint.name == "signal" and constraint.reason else ""
    return f"{constraint.name}: needs {bound}{needed}, has {most}{available}"


def change_sentence(found: tuple[Estimate, tuple[Change, ...]] | None) -> str:
    """Write what would have to change for the nearest infeasible estimate to become feasible."""
    if found is None:
        return ""
    estimate, steps = found
    what = f"{estimate.method.id} on {device_label(estimate.device)}"
    needs = change_phrase(steps)
    more = " first; the rest cannot be told before" if steps[0].unit == "qubits" else ""
    return f"Nearest to feasible, all figures known: {what}. It would need {needs}{more}."


def change_phrase(steps: Sequence[Change]) -> str:
    """Write changes one after another; empty if there are none."""
    return " and ".join(_step(step) for step in steps)


def _step(step: Change) -> str:
    """Write a change: which quantity, from what to what."""
    if step.unit == "share":
        return f"{step.quantity} at {percent(step.log10_needed)} of today's"
    way = "down" if step.log10_needed < step.log10_now else "up"
    now, needed = (amount(x, step.unit) for x in (step.log10_now, step.log10_needed))
    return f"the {step.quantity} {way} from {now} to {needed}"


def percent(log10_share: float) -> str:
    """Write a share in percent from its log10.

    >>> percent(-0.52)
    '30.2 %'
    """
    return f"{log10_number(log10_share + 2)} %"


def share(part: int, whole: int) -> str:
    """Write a share in percent.

    >>> share(13813, 10**9), share(5, 3)
    ('0.00138 %', 'no limit')
    """
    if part <= 0:
        return "0 %"
    return percent(log10(part) - safe_log10(whole)) if part <= whole else "no limit"


def conclusion(survey: Survey) -> str:
    """Answer the question in one sentence with numbers."""
    parameters = survey.workload.model.parameters
    bounded = sorted(
        (
            (bounds.trainable_angles, device)
            for device, bounds in survey.ceilings
            if bounds.trainable_angles is not None
        ),
        key=lambda pair: -pair[0],
    )
    unbounded = [
        device.name for device, bounds in survey.ceilings if bounds.trainable_angles is None
    ]
    if bounded:
        shown = [bounded[0]] if len(bounded) == 1 else [bounded[0], bounded[-1]]
        fits = " and ".join(
            f"{count(angles)} ({share(angles, parameters)}) on {_named(device, survey)}"
            for angles, device in shown
        )
        first = f"Of {parameters:,} parameters at most {fits} can be trainable angles at once"
        if unbounded:
            first += f" (no bound published for {', '.join(unbounded)})"
    else:
        first = (
            f"How many of {parameters:,} parameters could be trainable angles on "
            f"{', '.join(unbounded)} cannot be bounded from what is known"
        )
    return f"{first}; {_verdicts(survey)}."


def _named(device: Device, survey: Survey) -> str:
    """Name a device, with its date where two snapshots of it are compared, and its live part."""
    twice = sum(other.id == device.id for other, _ in survey.ceilings) > 1
    name = f"{device.name} of {device.snapshot.id}" if twice else device.name
    connected = device.qubits_connected
    if connected is None or connected == device.qubits_advertised:
        return name
    return f"{name}, {connected} of whose {device.qubits_advertised} qubits are connected,"


def _verdicts(survey: Survey) -> str:
    adapter = survey.workload.adapter
    tally = {
        verdict: sum(e.verdict == verdict for e in survey.estimates)
        for verdict in ("feasible", "marginal", "infeasible", "unknown")
    }
    total = len(survey.estimates)
    devices = len(survey.ceilings)
    said = ", ".join(
        f"{n or 'none'} {verdict}" for verdict, n in tally.items() if n or verdict == "feasible"
    )
    return (
        f"of {plural(total, 'way')} to train its rank-{adapter.rank} adapter "
        f"({count(adapter.parameters)} weights) on {plural(devices, 'device')}: {said}"
    )


def plural(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> plural(1, "way"), plural(18, "way")
    ('1 way', '18 ways')
    """
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def estimate_conclusion(estimate: Estimate) -> str:
    """Say what one estimate comes to."""
    program = estimate.program
    return (
        f"{estimate.method.id} on {device_label(estimate.device)}: {estimate.verdict}; "
        f"{limit_phrase(estimate.binding)}. {count(program.quantum_parameters)} quantum angles "
        f"on {program.n_qubits} qubits, {count(program.classical_parameters)} parameters stay "
        "classical."
    )


def settings(survey: Survey) -> dict[str, str]:
    """Write the goal: its value by the lines of the workload table."""
    goal = survey.goal
    layers = "the method's own" if goal.layers is None else count(goal.layers)
    price = "" if goal.max_price is None else f", ${number(goal.max_price)}"
    worded = {
        "precision": f"{number(goal.precision)} at {number(goal.confidence * 100)} % confidence",
        "signal floor": f"{number(goal.signal_floor)} of the signal left",
        "budget": f"{number(goal.max_days)} days{price}",
        "gradient": f"{goal.gradient}, layers: {layers}",
        "weights": f"{goal.weight_bits} bits each when read out",
    }
    return worded | {
        line: ", ".join(str(getattr(goal, INPUTS[name].argument)) for name in names)
        for line, names in lines("goal").items()
        if line not in worded
    }
