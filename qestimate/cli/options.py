"""Options that several commands share. Real types, not strings: evaluating those takes long."""

from typing import Annotated

import typer

Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="F",
        help="text, md, latex, html, csv, json. [text on a terminal, else md]",
    ),
]
Snapshot = Annotated[
    str,
    typer.Option(
        "--snapshot", metavar="DATE", help="Date of the calibration, as ID@DATE. [newest]"
    ),
]
Devices = Annotated[
    list[str] | None,
    typer.Option(
        "--device",
        metavar="ID",
        help="Device: ID, ID@DATE or a TOML file; repeat or separate by commas.",
    ),
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Add how each figure comes about: formula, numbers, source."),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="VERDICTS",
        help="Exit with 1 if any verdict is one of these: feasible, marginal, infeasible, unknown.",
    ),
]
Precision = Annotated[float, typer.Option("--precision", help="Error of an expectation value.")]
Confidence = Annotated[float, typer.Option("--confidence", help="Probability to be that precise.")]
CzError = Annotated[
    float | None,
    typer.Option("--cz-error", help="Set the average two-qubit gate error (1 = 100 %)."),
]
OneQubitError = Annotated[
    float | None, typer.Option("--one-qubit-error", help="Set the average one-qubit error.")
]
ReadoutError = Annotated[
    float | None, typer.Option("--readout-error", help="Set the readout error.")
]
T1 = Annotated[float | None, typer.Option("--t1", help="Set T1 in µs.")]
T2 = Annotated[float | None, typer.Option("--t2", help="Set T2 in µs.")]
CzTime = Annotated[
    float | None, typer.Option("--cz-time", help="Set the two-qubit gate time in ns.")
]
OneQubitTime = Annotated[
    float | None, typer.Option("--one-qubit-time", help="Set the one-qubit gate time in ns.")
]
ReadoutTime = Annotated[
    float | None, typer.Option("--readout-time", help="Set the readout time in ns.")
]
RepetitionDelay = Annotated[
    float | None, typer.Option("--rep-delay", help="Set the delay between shots in µs.")
]
ShotPeriod = Annotated[
    float | None,
    typer.Option("--shot-period", help="Set the time per shot besides the gates, in µs."),
]
