"""``qestimate circuit``: circuits from files on devices."""

import gc
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qestimate.cli import options, output
from qestimate.cli.scenario import given, takes_inputs
from qestimate.cli.verdicts import chosen_verdicts
from qestimate.core.errors import ScenarioError
from qestimate.scenario.values import split

if TYPE_CHECKING:
    from qestimate.estimation.circuit import Angles


@takes_inputs(
    *("device", "snapshot", "date", "qubits", "observable", "angles"),
    *("shots", "twirls", "precision", "confidence", "floor", "max-days", "seeds"),
    *("cz-error", "one-qubit-error", "readout-error", "t1", "t2"),
    *("cz-time", "one-qubit-time", "readout-time", "rep-delay", "shot-period"),
    "circuit-overhead",
)
def command(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="OpenQASM 2, OpenQASM 3 or QPY; never executed."),
    ],
    *,
    observable: Annotated[
        list[str] | None,
        typer.Option(
            "--observable",
            metavar="PAULIS",
            help="Product of Pauli operators such as Z0 or Z0Z3; repeat or separate by commas. "
            "[Z of each measured qubit]",
        ),
    ] = None,
    angles: Annotated[
        str | None,
        typer.Option(
            "--angles",
            metavar="HOW",
            help="given or random. [given; random where a file has free parameters]",
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", help="Seeds of the transpiler.", min=1, max=100)
    ] = 3,
    classical: Annotated[
        bool,
        typer.Option(
            "--classical",
            help="Search orders of tensor networks whatever the width; beyond 28 qubits they are "
            "searched in any case.",
        ),
    ] = False,
    explain: options.Explain = False,
    fail_on: options.FailOn = None,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """What noise leaves of a circuit file, and which limit binds."""
    from qestimate import catalog
    from qestimate.estimation.circuit import judge
    from qestimate.estimation.constraints import verdict
    from qestimate.explore.by_name import with_simulations
    from qestimate.formats.circuits.reading import read_circuits
    from qestimate.report.views.circuits import circuits_document, circuits_object
    from qestimate.report.views.explanations import (
        explained_circuits,
        with_explanations,
    )
    from qestimate.scenario.scenario import devices_and_goal

    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    output.refuse_in_csv(form, explain=explain)
    if angles not in (None, "given", "random"):
        raise ScenarioError(
            f"--angles must be given or random, not {angles!r}", hint="--angles given"
        )
    devices, goal, notes = devices_and_goal(given(typed))
    for remark in notes:
        output.note(f"qestimate: {remark}")
    observables = split(observable, "--observable")
    gc.enable()  # a transpiler makes more garbage than a start-up
    mode: Angles | None = None if angles is None else "random" if angles == "random" else "given"
    stems = [Path(path).stem for path in files]
    circuits = [
        circuit._replace(name=f"{Path(path).name}{circuit.name.removeprefix(stem)}")
        if stems.count(stem) > 1
        else circuit
        for path, stem in zip(files, stems, strict=True)
        for circuit in read_circuits(path)
    ]
    cases = [(circuit, one) for one in devices for circuit in circuits]
    one_of = circuits[0].name if len(circuits) == 1 else f"{len(circuits)} circuits"
    found = []
    with (
        output.patience(f"placing {one_of} and following what is measured"),
        output.progress("circuits", len(cases)) if len(cases) > 1 else nullcontext() as advance,
    ):
        for circuit, one in cases:
            found.append(judge(circuit, one, goal, observables, angles=mode, seeds=seeds))
            if advance is not None:
                advance(1.0)
    with output.patience("looking for ways of simulating on classical machines"):
        found = with_simulations(found, networks=True if classical else None)
    how = list(explained_circuits(found, catalog.machines())) if explain else None
    if form == "json":
        output.show_json(circuits_object(found, output.command_line, how))
    else:
        document = circuits_document(found)
        output.show(with_explanations(document, how) if how is not None else document, form)
    return int(any(verdict(one.constraints) in verdicts for one in found))
