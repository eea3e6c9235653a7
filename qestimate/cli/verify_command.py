"""``qestimate verify``: predictions against simulations of the same circuits."""

import gc
from typing import Annotated, Any

import typer

from qestimate.cli import options, output
from qestimate.cli.scenario import given, takes_inputs
from qestimate.core.errors import DomainError, UnknownNameError
from qestimate.scenario.values import Given, parse_count, split

LEAST_PRECISION = 1e-4
"""Precision up to which experiments can be repeated."""


@takes_inputs(
    *("qubits", "layers", "device", "snapshot", "device_qubits", "circuits"),
    *("precision", "confidence", "seed", "shots", "gradient"),
    *("cz-error", "one-qubit-error", "readout-error", "t1", "t2"),
)
def command(
    ansatz: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CIRCUIT|METHOD]...",
            help="Circuits (crz-ring, cnot-line, cz-line, cz-full) or methods that run them. [all]",
            show_default=False,
        ),
    ] = None,
    *,
    qubits: Annotated[
        list[str] | None,
        typer.Option(
            "--qubits",
            metavar="N",
            help="Qubits of the circuit; repeat or separate by commas. Up to 10 are simulated with "
            "random angles, more as Clifford twins. [4]",
        ),
    ] = None,
    layers: Annotated[
        str | None, typer.Option("--layers", metavar="L", help="Layers of the circuit. [4]")
    ] = None,
    device_qubits: Annotated[
        str | None,
        typer.Option("--device-qubits", metavar="N", help="Qubits of the generic device. [72]"),
    ] = None,
    circuits: Annotated[
        int, typer.Option("--circuits", help="Circuits with random angles.", min=2, max=10_000)
    ] = 20,
    seed: Annotated[
        int, typer.Option("--seed", help="Of all random numbers.", min=0, max=2**31 - 1)
    ] = 0,
    fail_on_miss: Annotated[
        bool,
        typer.Option(
            "--fail-on-miss", help="Exit with 1 if an attenuation misses by more than 10 %."
        ),
    ] = False,
    train: Annotated[
        bool,
        typer.Option(
            "--train",
            help="Train the circuits under noise instead, with the shots of --shots and "
            "--gradient-shots, or those that training needs.",
        ),
    ] = False,
    task: Annotated[
        str | None,
        typer.Option(
            "--task",
            metavar="TASK",
            help="With --train: teacher, digits or weights. [those of the circuit]",
            show_default=False,
        ),
    ] = None,
    gradient_shots: Annotated[
        str | None,
        typer.Option(
            "--gradient-shots",
            metavar="N",
            help="With --train: shots of each circuit that a gradient adds.",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", help="With --train: seeds of data, start and shots.")
    ] = 10,
    explain: options.Explain = False,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """Hold predictions against simulations of the same circuits; or train them under noise."""
    from qestimate.evidence.verification import Case, verify
    from qestimate.report.views.explanations import (
        explained_cases,
        with_explanations,
    )
    from qestimate.report.views.verification import (
        misses,
        verification_document,
        verification_object,
    )
    from qestimate.scenario.scenario import devices_and_goal

    form = output.chosen_format(fmt)
    output.refuse_in_csv(form, explain=explain)
    sizes = [parse_count(n, "--qubits") for n in split(qubits, "--qubits") or ["4"]]
    depth = parse_count(layers, "--layers") if layers is not None else 4
    for size in sizes:
        if not 2 <= size <= 1000:
            raise DomainError(
                f"--qubits must be between 2 and 1000, not {size}", hint="for example 4"
            )
    if not 1 <= depth <= 1000:
        raise DomainError(f"--layers must be 1 to 1000, not {depth}", hint="for example 4")
    wanted = given(typed | {"qubits": device_qubits})
    named = wanted.setdefault("device", Given("generic")).value
    if "qubits" not in wanted and named in ("generic", ["generic"]):
        wanted["qubits"] = Given(max(72, *sizes))
    devices, goal, _ = devices_and_goal(wanted)
    names = _ansaetze(ansatz or [])
    if train:
        from qestimate.circuits import CLOSED_FORMS
        from qestimate.cli.training import train as train_circuits

        for name in names:
            if name not in CLOSED_FORMS:
                raise DomainError(
                    f"{name} is not trained here", hint=f"known: {', '.join(CLOSED_FORMS[:-1])}"
                )
        given_shots = None
        if gradient_shots is not None:
            given_shots = parse_count(gradient_shots, "--gradient-shots")
        return train_circuits(
            [name for name in names if name != "cz-full"] if not ansatz else names,
            sizes,
            depth,
            devices,
            goal,
            task=task,
            gradient_shots=given_shots,
            seeds=seeds,
            form=form,
        )
    if task or gradient_shots:
        raise DomainError("--task and --gradient-shots go with --train", hint="add --train")
    if goal.precision < LEAST_PRECISION:
        raise DomainError(
            f"--precision must be at least {LEAST_PRECISION:g} here, not {goal.precision:g}",
            hint="experiments are repeated with as many shots as it takes",
        )
    cases = [
        Case(name, size, depth, one, circuits, goal.precision, goal.confidence, seed)
        for one in devices
        for name in names
        for size in sizes
    ]
    gc.enable()  # simulations make more garbage than a start-up
    found = []
    with output.progress("simulating", len(cases)) as advance:
        for case in cases:
            for step in verify(case):
                if isinstance(step, float):
                    advance(step)
                else:
                    found.append(step)
    how = list(explained_cases(found)) if explain else None
    if form == "json":
        output.show_json(verification_object(found, how))
    else:
        document = verification_document(found)
        output.show(with_explanations(document, how) if how is not None else document, form)
    return int(fail_on_miss and bool(misses(found)))


READ_IN_FULL = ("state-preparation", "zz-overlap", "orthogonal-pair")
"""Circuits that are not read by expectation values."""


def _ansaetze(names: list[str]) -> list[str]:
    """Return the circuits asked for, by their own name or that of a method that runs them."""
    from qestimate.circuits import CLOSED_FORMS, IDS
    from qestimate.methods import methods

    known = [name for name in IDS if name not in READ_IN_FULL]
    if not names:
        return [name for name in CLOSED_FORMS if name in known]
    found = []
    for name in names:
        one = methods()[name].ansatz if name in methods() else name
        if one in READ_IN_FULL:
            raise DomainError(
                f"{name} runs a circuit that is read in full, not by expectation values",
                hint=f"known: {', '.join(known)}",
            )
        if one not in known:
            raise UnknownNameError("circuit or method", name, [*known, *methods()])
        found.append(one)
    return list(dict.fromkeys(found))
