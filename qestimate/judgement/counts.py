"""Published counts against the formulas of methods, and arithmetic against its result."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.judgement.cases import configured
from qestimate.judgement.expression import evaluate
from qestimate.judgement.finding import Finding, Step, cited, in_full, known, place, published
from qestimate.writing import count, number, percentage, plain_formula, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.claim import Claim, Statement
    from qestimate.judgement.cases import Configured


def program(
    claim: Claim, statement: Statement, *, figure: str, quantity: str, setting: str
) -> Finding:
    """Compare a published count with that of the method: reproduced if equal to its digits."""
    said = statement.figure(figure)
    chosen = claim.setting(setting)
    found = configured(chosen)
    made = found.estimates[0].program
    values = {
        "trainable": made.quantum_parameters + made.classical_parameters,
        "angles": made.quantum_parameters,
        "qubits": made.n_qubits,
        "lora": found.workload.adapter.parameters,
    }
    computed = values[quantity]
    steps = [
        Step(said.name, published(said), "as published", cited(said)),
        Step(
            "computed",
            number_of(computed),
            f"{made.method}, rank {chosen.rank} on {', '.join(chosen.targets)} of {chosen.model}",
            place(chosen.source, chosen.locator),
        ),
        *_inside(found),
    ]
    agrees = said.agrees_with(computed)
    angles = made.quantum_parameters
    trainable = values["trainable"]
    finds = (
        f"The method gives {number_of(computed)}"
        f"{'' if agrees else f', not {published(said)}'}. Of {number_of(trainable)} trainable "
        f"parameters {number_of(angles)} are angles of circuits "
        f"({percentage(angles / trainable)}), on {made.n_qubits} qubits."
    )
    return Finding(
        "reproduced" if agrees else "contradicted",
        finds,
        tuple(steps),
        "Another setting than the one stated.",
    )


def _inside(found: Configured) -> list[Step]:
    """Return what the circuits are, and what simulating them takes."""
    made, simulated = found.estimates[0].program, found.simulations[0]
    steps = [
        Step(
            "trainable angles",
            number_of(made.quantum_parameters),
            f"{made.ansatz}, {made.n_qubits} qubits, {made.n_layers} layers",
            found.estimates[0].method.source,
        ),
    ]
    if simulated.log10_training is not None:
        steps.append(
            Step(
                "all circuits of the training on one core, exactly",
                seconds(simulated.log10_training),
                f"{number_of(made.circuits_run)} circuits of {simulated.qubits} qubits and "
                f"{simulated.gates} gates as state vectors",
                "qestimate-benchmarks",
            )
        )
    for e in found.estimates:
        if e.runtime is None or e.runtime.log10_run.value is None:
            continue
        steps.append(
            Step(
                f"the same on {e.device.id} {e.device.snapshot.id}",
                seconds(e.runtime.log10_run.value),
                f"{e.verdict}; shots as noise demands for a precision of "
                f"{number(e.goal.precision)}",
                "this estimate",
            )
        )
    return steps


def number_of(value: int) -> str:
    """Write a count in full."""
    return f"{value:,}"


def arithmetic(
    claim: Claim,
    statement: Statement,
    *,
    figure: str,
    formula: str,
    relation: str,
    inputs: Sequence[Mapping[str, Any]],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Compute a figure from others: reproduced if it rounds to the published digits."""
    said = statement.figure(figure)
    values = {one["symbol"]: one["value"] for one in inputs}
    computed = evaluate(formula, values)
    agrees = {
        "equal": said.agrees_with(computed),
        "at most": computed <= said.value + said.half_step,
        "at least": computed >= said.value - said.half_step,
    }[relation]
    shown = plain_formula(formula)
    put_in = ", ".join(f"{symbol} = {in_full(value)}" for symbol, value in values.items())
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
        Step("computed", f"{computed:.6g} {said.unit}".rstrip(), f"{shown} with {put_in}", ""),
        *known(further),
    ]
    return Finding(
        "reproduced" if agrees else "contradicted",
        f"{shown} gives {computed:.6g} {said.unit}".rstrip()
        + ("." if agrees else f", not {published(said)}."),
        tuple(steps),
        "Other inputs than those stated.",
    )


def added(
    claim: Claim,
    statement: Statement,
    *,
    setting: str,
    items: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
) -> Finding:
    """Say what further tokens would add; what is announced can not be checked."""
    chosen = claim.setting(setting)
    found = configured(chosen)
    steps = []
    said = []
    for item in items:
        circuits = item["tokens"] * found.per_token
        steps.append(
            Step(
                item["name"],
                f"{count(circuits)} circuits",
                f"{count(item['tokens'])} tokens x {count(found.per_token)} adapted layers",
                place(item["source"], item["locator"]),
            )
        )
        said.append(f"{item['name']} {count(circuits)} circuits")
        for e in found.estimates:
            period = None if e.runtime is None else e.runtime.shot.total
            if period is None or chosen.shots is None:
                continue
            steps.append(
                Step(
                    f"{item['name']} on {e.device.id} {e.device.snapshot.id}",
                    seconds(log10(circuits * chosen.shots * period)),
                    f"{count(circuits)} x {count(chosen.shots)} shots x "
                    f"{seconds(log10(period))}, forward only",
                    place(e.device.snapshot.source, e.device.snapshot.locator),
                )
            )
    steps += [Step("missing", line, "", "") for line in missing]
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(missing)}. One forward pass would add: {', '.join(said)}.",
        tuple(steps),
        "A published run.",
    )
