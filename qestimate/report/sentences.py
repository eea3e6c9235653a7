"""The lines in words: the conclusion, the limit that binds, what would have to change."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.numeric import log10 as safe_log10
from qestimate.report.writing import count, log10_number, number, seconds, usd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.change import Change
    from qestimate.device import Device
    from qestimate.estimation import Estimate
    from qestimate.feasibility import Constraint
    from qestimate.surveys import Survey


def device_label(device: Device) -> str:
    """Write a device with the date of its figures."""
    return f"{device.id} {device.snapshot.id}"


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
    return text if unit in ("1", "circuit fidelity") else f"{text} {unit}"


def limit_phrase(constraint: Constraint) -> str:
    """Write a limit with what is needed and what there is."""
    if constraint.status == "unknown" or constraint.log10_available is None:
        return f"{constraint.name}: {constraint.reason or 'unknown'}"
    if constraint.log10_needed is None:
        return f"{constraint.name}: {constraint.reason}"
    needed = amount(constraint.log10_needed, constraint.unit)
    available = amount(constraint.log10_available, constraint.unit)
    # a limit violated by a lower bound alone says why the value itself is not known
    bound = "at least " if constraint.name in ("time", "price") and constraint.reason else ""
    return f"{constraint.name}: needs {bound}{needed}, has {available}"


def change_sentence(found: tuple[Estimate, tuple[Change, ...]] | None) -> str:
    """Write what would have to change for the nearest infeasible estimate to become feasible."""
    if found is None:
        return ""
    estimate, steps = found
    parts = [
        f"{step.quantity} from {amount(step.log10_now, step.unit)} "
        f"to {amount(step.log10_needed, step.unit)}"
        for step in steps
    ]
    what = f"{estimate.method.id} on {device_label(estimate.device)}"
    return f"Nearest to feasible: {what}. It would take {' and '.join(parts)}."


def share(part: int, whole: int) -> str:
    """Write a share in percent.

    >>> share(13813, 10**9)
    '0.00138 %'
    """
    if part <= 0:
        return "0 %"
    return f"{log10_number(log10(part) - safe_log10(whole) + 2)} %"


def conclusion(survey: Survey) -> str:
    """Answer the question in one sentence with numbers."""
    parameters = survey.workload.model.parameters
    bounded = [
        (bounds.trainable_angles, device)
        for device, bounds in survey.ceilings
        if bounds.trainable_angles is not None
    ]
    parts = []
    if bounded:
        most, device = max(bounded, key=lambda pair: pair[0])
        parts.append(
            f"Of {parameters:,} parameters, no method can hold more than {count(most)} "
            f"trainable angles ({share(most, parameters)}) at once on {device.name}{_live(device)}"
        )
        least, other = min(bounded, key=lambda pair: pair[0])
        if other is not device:
            parts.append(
                f"nor more than {count(least)} ({share(least, parameters)}) "
                f"on {other.name}{_live(other)}"
            )
    else:
        parts.append(
            f"How many of {parameters:,} parameters could map onto "
            f"{', '.join(device.name for device, _ in survey.ceilings)} cannot be bounded from "
            "what is published"
        )
    return f"{', '.join(parts)}; {_verdicts(survey)}."


def _live(device: Device) -> str:
    connected = device.qubits_connected
    if connected is None or connected == device.qubits_advertised:
        return ""
    return f" ({connected} of its {device.qubits_advertised} qubits hang together)"


def _verdicts(survey: Survey) -> str:
    adapter = survey.workload.adapter
    tally = {
        verdict: sum(e.verdict == verdict for e in survey.estimates)
        for verdict in ("feasible", "marginal", "infeasible", "unknown")
    }
    total = len(survey.estimates)
    said = ", ".join(f"{n} {verdict}" for verdict, n in tally.items() if n or verdict == "feasible")
    return (
        f"of {total} {'way' if total == 1 else 'ways'} to train its rank-{adapter.rank} adapter "
        f"({count(adapter.parameters)} weights) there, {said}"
    )


def estimate_conclusion(estimate: Estimate) -> str:
    """Say what one estimate comes to."""
    program = estimate.program
    return (
        f"{estimate.method.id} on {device_label(estimate.device)}: {estimate.verdict}; "
        f"{limit_phrase(estimate.binding)}. {count(program.quantum_parameters)} quantum angles "
        f"on {program.n_qubits} qubits, {count(program.classical_parameters)} parameters stay "
        "classical."
    )


def settings(survey: Survey) -> Sequence[tuple[str, str]]:
    """Write the goal: what, and its value."""
    goal = survey.goal
    layers = "the method's own" if goal.layers is None else count(goal.layers)
    price = "" if goal.max_price is None else f", ${number(goal.max_price)}"
    return (
        ("precision", f"{number(goal.precision)} at {number(goal.confidence * 100)} % confidence"),
        ("signal floor", f"circuit fidelity {number(goal.signal_floor)}"),
        ("budget", f"{number(goal.max_days)} days{price}"),
        ("gradient", f"{goal.gradient}, layers: {layers}"),
    )
