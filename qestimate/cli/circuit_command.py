"""``qestimate circuit``: circuits from files on devices."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from qestimate.cli import options, output
from qestimate.cli.inputs import (
    choose_devices,
    chosen_verdicts,
    given_figures,
    parse_count,
    split,
)
from qestimate.errors import ScenarioError


def command(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="OpenQASM 2, OpenQASM 3 or QPY; never executed."),
    ],
    device: options.Devices = None,
    snapshot: options.Snapshot = "",
    qubits: Annotated[
        str | None,
        typer.Option(
            "--qubits",
            metavar="N",
            help="All devices advertised with N qubits; the generic one if there is none "
            "or figures are set.",
        ),
    ] = None,
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
    precision: options.Precision = 0.05,
    confidence: options.Confidence = 0.95,
    floor: Annotated[
        float, typer.Option("--floor", help="Least attenuation that is a signal.")
    ] = 0.1,
    max_days: Annotated[float, typer.Option("--max-days", help="Time budget in days.")] = 30.0,
    seeds: Annotated[
        int, typer.Option("--seeds", help="Seeds of the transpiler.", min=1, max=100)
    ] = 3,
    cz_error: options.CzError = None,
    one_qubit_error: options.OneQubitError = None,
    readout_error: options.ReadoutError = None,
    t1: options.T1 = None,
    t2: options.T2 = None,
    cz_time: options.CzTime = None,
    one_qubit_time: options.OneQubitTime = None,
    readout_time: options.ReadoutTime = None,
    repetition_delay: options.RepetitionDelay = None,
    shot_period: options.ShotPeriod = None,
    explain: options.Explain = False,
    fail_on: options.FailOn = None,
    fmt: options.Format = "",
) -> int:
    """What noise leaves of a circuit file, and which limit binds."""
    from qestimate.feasibility import verdict
    from qestimate.goal import Goal
    from qestimate.interop.judging import judge
    from qestimate.interop.reading import read_circuits
    from qestimate.report.circuits import circuits_document, circuits_object
    from qestimate.report.explaining import (
        explained_circuits,
        explanations_object,
        with_explanations,
    )

    form = output.chosen_format(fmt)
    verdicts = chosen_verdicts(fail_on)
    output.refuse_in_csv(form, explain=explain)
    if angles not in (None, "given", "random"):
        raise ScenarioError(
            f"--angles must be given or random, not {angles!r}", hint="--angles given"
        )
    figures = given_figures(
        two_qubit_error=cz_error,
        one_qubit_error=one_qubit_error,
        readout_error=readout_error,
        t1=t1,
        t2=t2,
        two_qubit_duration=cz_time,
        one_qubit_duration=one_qubit_time,
        readout_duration=readout_time,
        repetition_delay=repetition_delay,
        shot_period=shot_period,
    )
    goal = Goal.of(
        precision=precision, confidence=confidence, signal_floor=floor, max_days=max_days
    )
    wanted = None if qubits is None else parse_count(qubits, "--qubits")
    devices = choose_devices(split(device, "--device"), wanted, figures, snapshot)
    observables = split(observable, "--observable")
    gc.enable()  # a transpiler makes more garbage than a start-up
    stems = [Path(path).stem for path in files]
    circuits = [
        circuit._replace(name=f"{Path(path).name}{circuit.name.removeprefix(stem)}")
        if stems.count(stem) > 1
        else circuit
        for path, stem in zip(files, stems, strict=True)
        for circuit in read_circuits(path)
    ]
    found = [
        judge(
            circuit,
            one,
            goal,
            observables,
            angles=None if angles is None else ("random" if angles == "random" else "given"),
            seeds=seeds,
        )
        for one in devices
        for circuit in circuits
    ]
    how = list(explained_circuits(found)) if explain else []
    if form == "json":
        output.show_json(
            circuits_object(found, output.command_line) | explanations_object(how, wanted=explain)
        )
    else:
        document = circuits_document(found)
        output.show(with_explanations(document, how) if explain else document, form)
    return int(any(verdict(one.constraints) in verdicts for one in found))
