"""``qestimate circuit``: circuits from files on devices."""

import gc
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qestimate.cli import options, output
from qestimate.cli.pictures import check_circuit_picture, circuit_picture, write_picture
from qestimate.cli.scenario import given, takes_inputs, text
from qestimate.cli.verdicts import chosen_verdicts
from qestimate.core.errors import ScenarioError
from qestimate.scenario.values import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.circuit import Angles, CircuitEstimate
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.workload.goal import Goal

MAX_DIGITS = 8
"""Digits of the number of a qubit, and one."""


@takes_inputs(
    *("device", "snapshot", "date", "qubits", "as_is", "observable", "angles"),
    *("shots", "twirls", "repeat", "precision", "confidence", "floor", "max-days", "max-price"),
    *("seeds", "mitigation"),
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
    qubits: Annotated[
        str | None,
        typer.Option(
            "--qubits",
            metavar="N | LIST",
            help="Size of the chip; or, separated by commas, the qubit of the device for each one "
            "of the circuit, such as 3,5,8 (a comma stands behind a single one, too).",
        ),
    ] = None,
    as_is: Annotated[
        bool,
        typer.Option(
            "--as-is",
            help="Keep all gates, each written in native ones by itself, and take the numbers of "
            "qubits as those of the device.",
        ),
    ] = False,
    repeat: Annotated[
        int,
        typer.Option("--repeat", help="Times that each circuit is run.", min=1, max=10**9),
    ] = 1,
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
    plot: options.Plot = None,
    picture: Annotated[
        str,
        text(
            "--picture",
            help="What to draw: depth (signal left, layer by layer), chip (the qubits it takes), "
            "cost (against precision). [depth]",
            metavar="NAME",
        ),
    ] = "",
    plot_size: options.PlotSize = "report",
    fail_on: options.FailOn = None,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """What noise leaves of circuit files, what they cost, and which limit binds."""
    from qestimate.estimation.batch import batches
    from qestimate.estimation.constraints import verdict
    from qestimate.explore.by_name import with_simulations
    from qestimate.scenario.scenario import asks_for_every_device, devices_and_goal

    check_circuit_picture(plot, plot_size, picture, 0)
    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    output.refuse_in_csv(form, explain=explain)
    if angles not in (None, "given", "random"):
        raise ScenarioError(
            f"--angles must be given or random, not {angles!r}", hint="--angles given"
        )
    place = _place(qubits)
    values = given(typed | ({} if place else {"qubits": qubits}))
    every = asks_for_every_device(values)
    if every:
        _refuse_of_one_device(
            **{"--explain": explain, "--qubits": place, "--picture": picture,
               "--classical": classical}
        )  # fmt: skip
    devices, goal, notes = devices_and_goal(values)
    for remark in notes:
        output.note(f"qestimate: {remark}")
    observables = split(observable, "--observable")
    gc.enable()  # a transpiler makes more garbage than a start-up
    mode: Angles | None = None if angles is None else "random" if angles == "random" else "given"
    circuits = _circuits(files)
    cases = [(circuit, one) for one in devices for circuit in circuits]
    if not every:
        check_circuit_picture(plot, plot_size, picture, len(cases))
    found = _judged(
        cases, goal, observables, every=every,
        angles=mode, seeds=seeds, repeat=repeat, qubits=place, as_is=as_is,
    )  # fmt: skip
    if every:
        from qestimate.cli.which import show_frontiers
        from qestimate.explore.device_frontier import frontier_of

        n = len(circuits)
        frontiers = [frontier_of(one.name, goal, found[k::n]) for k, one in enumerate(circuits)]
        show_frontiers(frontiers, form, plot, plot_size)
    else:
        if plot is not None:
            with output.patience(f"drawing {circuits[0].name}"):
                write_picture(plot, plot_size, circuit_picture(found[0], picture, observables))
        with output.patience("looking for ways of simulating on classical machines"):
            found = with_simulations(found, networks=True if classical else None)
        _show(found, form, explain=explain)
    limits = [*(one.constraints for one in found), *(b.constraints for b in batches(found))]
    return int(any(verdict(each) in verdicts for each in limits if each))


def _refuse_of_one_device(**asked: object) -> None:
    """Refuse options that mean one device where all are asked for.

    Raises:
        ScenarioError: One of them is there.
    """
    for name, value in asked.items():
        if value:
            raise ScenarioError(f"{name} is of one device", hint="--device ibm-boston")


def _circuits(files: "Sequence[str]") -> "list[LogicalCircuit]":
    """Return the circuits of all files; files of one name are told apart by their endings."""
    from qestimate.formats.circuits.reading import read_circuits

    stems = [Path(path).stem for path in files]
    return [
        circuit._replace(name=f"{Path(path).name}{circuit.name.removeprefix(stem)}")
        if stems.count(stem) > 1
        else circuit
        for path, stem in zip(files, stems, strict=True)
        for circuit in read_circuits(path)
    ]


def _judged(
    cases: "Sequence[tuple[LogicalCircuit, Device]]",
    goal: "Goal",
    observables: "Sequence[str]",
    *,
    every: bool,
    **how: Any,
) -> "list[CircuitEstimate]":
    """Return each circuit on each device, and tell how far it is."""
    from qestimate.estimation.circuit import judge

    circuits = len({id(circuit) for circuit, _ in cases})
    one_of = cases[0][0].name if circuits == 1 else f"{circuits} circuits"
    of_all = f" on {len(cases) // circuits} devices" if every else ""
    found = []
    with (
        output.patience(f"placing {one_of}{of_all} and following what is measured"),
        output.progress("devices" if every else "circuits", len(cases))
        if len(cases) > 1
        else nullcontext() as advance,
    ):
        for circuit, device in cases:
            found.append(judge(circuit, device, goal, observables, **how))
            if advance is not None:
                advance(1.0)
    return found


def _show(found: "Sequence[CircuitEstimate]", form: str, *, explain: bool) -> None:
    """Show circuits on devices in the format asked for."""
    from qestimate import catalog
    from qestimate.report.views.circuits import circuits_document, circuits_object
    from qestimate.report.views.explanations import explained_circuits, with_explanations

    how = list(explained_circuits(found, catalog.machines())) if explain else None
    if form == "json":
        output.show_json(circuits_object(found, output.command_line, how))
    else:
        document = circuits_document(found)
        output.show(with_explanations(document, how) if how is not None else document, form)


def _place(text: str | None) -> tuple[int, ...]:
    """Return the qubits of a device that were named; none where a size was given, or nothing.

    Raises:
        ScenarioError: Something else than numbers between commas.
    """
    if text is None or "," not in text:
        return ()
    parts = [part.strip().lstrip("$") for part in text.rstrip(", ").split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < MAX_DIGITS for part in parts):
        raise ScenarioError(
            f"--qubits must be numbers between commas, not {text!r:.80}", hint="--qubits 3,5,8"
        )
    return tuple(int(part) for part in parts)
