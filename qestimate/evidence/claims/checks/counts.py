"""Published counts against the formulas of methods, and figures against arithmetic."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import percentage, plain_formula, seconds
from qestimate.evidence.claims.arithmetic import evaluate
from qestimate.evidence.claims.finding import Finding, Step, cited, in_full, known, place, published
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case, Configured


def program(
    case: Case, statement: Statement, *, figure: str, quantity: str, setting: str
) -> Finding:
    """Compare a published count with that of the method.

    Reproduced if equal to the published digits, else contradicted: the method leaves no choice.
    """
    said = statement.figure(figure)
    found = case.at(setting)
    chosen = found.setting
    made = found.estimates[0].program
    trainable = made.quantum_parameters + made.classical_parameters
    computed = {
        "trainable": trainable,
        "angles": made.quantum_parameters,
        "qubits": made.n_qubits,
        "lora": found.workload.adapter.parameters,
    }[quantity]
    steps = [
        Step(said.name, published(said), "as published", cited(said)),
        Step(
            "computed",
            in_full(computed),
            f"{made.method}, rank {chosen.rank} on {', '.join(chosen.targets)} of {chosen.model}",
            place(chosen.source, chosen.locator),
        ),
        *_inside(found),
    ]
    agrees = said.agrees_with(computed)
    return Finding(
        "reproduced" if agrees else "contradicted",
        f"The method gives {in_full(computed)}{'' if agrees else f', not {published(said)}'}. Of "
        f"{in_full(trainable)} trainable parameters {in_full(made.quantum_parameters)} are angles "
        f"of circuits ({percentage(made.quantum_parameters / trainable)}), on {made.n_qubits} "
        "qubits.",
        tuple(steps),
        "Another setting than the one stated would give another count.",
    )


def _inside(found: Configured) -> list[Step]:
    """Return what the circuits are, and what simulating them takes."""
    made, simulated = found.estimates[0].program, found.simulations[0]
    steps = [
        Step(
            "trainable angles",
            in_full(made.quantum_parameters),
            f"{made.ansatz}, {made.n_qubits} qubits, {made.n_layers} layers",
            found.estimates[0].method.source,
        ),
    ]
    for what, time in (
        ("by parameter shift", simulated.log10_training),
        ("by the adjoint method", simulated.log10_adjoint),
    ):
        if time is not None:
            steps.append(
                Step(
                    f"the whole training on one core, exactly, {what}",
                    seconds(time),
                    f"circuits of {simulated.qubits} qubits and {simulated.gates} gates as state "
                    "vectors",
                    "qestimate-benchmarks",
                )
            )
    for e in found.estimates:
        period = shortest_period(e.device)
        if period:
            steps.append(
                Step(
                    f"the same on {e.device.id} {e.device.snapshot.id}, one shot a circuit",
                    f"at least {seconds(log10(made.circuits_run * period))}",
                    f"{in_full(made.circuits_run)} circuits x {seconds(log10(period))}, the "
                    "shortest published time per shot, one after another",
                    place(e.device.snapshot.source, e.device.snapshot.locator),
                )
            )
    return steps


def arithmetic(
    case: Case,
    statement: Statement,
    *,
    figure: str,
    formula: str,
    relation: str,
    inputs: Sequence[Mapping[str, Any]],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Compute a figure from others: reproduced if it rounds to the published digits.

    A figure that is a bound must hold exactly.
    """
    said = statement.figure(figure)
    values = {one["symbol"]: one["value"] for one in inputs}
    computed = evaluate(formula, values)
    agrees = {
        "equal": said.agrees_with(computed),
        "at most": computed <= said.value,
        "at least": computed >= said.value,
    }[relation]
    shown = plain_formula(formula)
    put_in = ", ".join(f"{symbol} = {in_full(value)}" for symbol, value in values.items())
    result = f"{_digits(computed)} {said.unit}".rstrip()
    steps = [
        Step(
            said.name,
            f"{'' if relation == 'equal' else f'{relation} '}{published(said)}",
            said.meaning or "as published",
            cited(said),
        ),
        *(
            Step(
                f"{one['symbol']}: {one['meaning']}",
                in_full(one["value"]),
                "as published",
                place(one["source"], one["locator"]),
            )
            for one in inputs
        ),
        Step("computed", result, f"{shown} with {put_in}", ""),
        *known(further),
    ]
    more = f" Known: {further[0]['text']}." if further else ""
    return Finding(
        "reproduced" if agrees else "contradicted",
        f"{shown} of the figures as stated gives {result}"
        f"{'' if agrees else f', not {published(said)}'}.{more}",
        tuple(steps),
        "Other inputs than those stated would give another figure.",
    )


def _digits(value: float) -> str:
    """Write a computed number with six digits, a whole one in full.

    >>> _digits(6144.0), _digits(52.06467), _digits(8030261248)
    ('6,144', '52.0647', '8,030,261,248')
    """
    return in_full(value) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"
