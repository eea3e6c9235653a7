"""Figures of the ways to mitigate errors of a circuit, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.explore.circuit_ways import GATES_ALONE, circuit_ways, gates_alone
from qestimate.report.figures.estimates import VERDICT
from qestimate.report.figures.figure import (
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    WHOLE,
    YES_OR_NO,
    Figure,
    Layout,
    by_key,
    ends,
    one_of,
    plain_ends,
    table,
    whole,
)
from qestimate.report.views.sentences import device_label
from qestimate.workload.goal import MITIGATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.explore.circuit_ways import CircuitWay
    from qestimate.report.document import Table

    Row = tuple[CircuitEstimate, CircuitWay]

WORDS = {
    "none": "no mitigation",
    "readout": "undo reading errors",
    "rescaling": "divide by one factor",
    "zne": "run noisier, extrapolate",
    "pec": "cancel noise at random",
}
"""What each way does, in a few words; its usual name stands before them."""

NEEDS = {
    "none": "nothing",
    "readout": "how often each qubit is read wrongly",
    "rescaling": "a circuit of the same shape with a known result",
    "zne": "how to make gates noisier by a known factor",
    "pec": "the noise of every layer of gates, learned before",
}
"""What each way needs to know of the chip or the circuit.
Source: docs/signal.md, and the papers named in ``estimation.mitigation.TECHNIQUES``."""

GAINS = {
    "as it is": "",
    "close already": "nothing: close enough without",
    "no closer": "nothing: no closer",
    "closer": "closer, not close enough",
    "enough": "close enough",
    "unknown": None,
}
"""What each way brings, against the precision that is asked for."""

WAY = (
    Figure("of", "of", None, lambda r: f"{r[0].logical.name} on {device_label(r[0].device)}"),
    Figure("mitigation", "way", one_of(*MITIGATIONS), lambda r: r[1].name),
    Figure(
        "does",
        "what it does",
        TEXT,
        lambda r: WORDS[r[1].name],
    ),
    Figure("asked", "whether the verdict is with it", YES_OR_NO, lambda r: r[1].asked),
    Figure(
        "signal_left",
        "signal left",
        INTERVAL,
        lambda r: plain_ends(r[1].left),
        cell=lambda r: r[1].left,
        kind="signal",
        column="log10_signal_left",
    ),
    Figure(
        "stays_off_by",
        "how far a value of 1 stays off however often the circuit runs",
        NUMBER,
        lambda r: r[1].bias,
        heading="stays off by",
        kind="number",
    ),
    Figure(
        "circuits",
        "circuits that are run",
        COUNT,
        lambda r: r[1].circuits,
        heading="circuits",
        kind="count",
    ),
    Figure(
        "log10_runs",
        "runs of all these circuits together, log10",
        INTERVAL,
        lambda r: ends(r[1].log10_runs),
        cell=lambda r: r[1].log10_runs,
        heading="runs",
        kind="shots",
    ),
    Figure(
        "shots_overhead",
        "times as many runs as the signal that is left would take without it",
        INTERVAL,
        lambda r: plain_ends(r[1].overhead),
        cell=lambda r: r[1].overhead,
        heading="times the runs",
        kind="log10_interval",
        column="log10_shots_overhead",
    ),
    Figure(
        "calibration_circuits",
        "circuits to calibrate or learn with, once",
        COUNT,
        lambda r: r[1].run.calibration.circuits,
        heading="to calibrate",
        kind="count",
    ),
    Figure(
        "calibration_runs",
        "runs of these",
        WHOLE,
        lambda r: _calibration_runs(r[1]),
        heading="their runs",
        kind="count",
    ),
    Figure(
        "log10_time_s",
        "time of everything, log10",
        INTERVAL,
        lambda r: ends(r[1].run.placed.runtime.log10_run),
        cell=lambda r: r[1].run.placed.runtime.log10_run.value,
        heading="time",
        kind="log10_seconds",
    ),
    Figure(
        "log10_price_usd",
        "price of everything, log10",
        INTERVAL,
        lambda r: ends(r[1].run.placed.runtime.price),
        cell=lambda r: r[1].run.placed.runtime.price.value,
        heading="price",
        kind="log10_usd",
    ),
    Figure("needs", "what it needs to know", TEXT, lambda r: NEEDS[r[1].name]),
    Figure(
        "brings",
        "what it brings",
        one_of("as it is", "close already", "no closer", "closer", "enough", "unknown"),
        lambda r: r[1].gain,
        cell=lambda r: GAINS[r[1].gain],
    ),
    Figure("verdict", "verdict", VERDICT, lambda r: r[1].verdict),
)
"""Of a circuit on a device, and one way to mitigate its errors."""

LAYOUT = Layout(
    "mitigation",
    "Error mitigation, side by side",
    (
        *("of", "mitigation", "does", "signal_left", "stays_off_by", "brings", "verdict"),
        *("circuits", "log10_runs", "log10_time_s", "log10_price_usd", "calibration_circuits"),
        *("calibration_runs", "needs"),
    ),
    group="of",
)

NOTES = (
    "Signal left: of what the circuit is read for, after mitigation. Stays off by: how far a value "
    "of 1 is off however often the circuit runs; for rescaling, the rms of what one factor "
    "misses. Runs: of all circuits, so that what is left is known to the precision asked for. "
    "Time and price are those of everything, calibration included; of pec, with a "
    "circuit loaded for every run where that time is published.",
    "To calibrate: circuits that are run once. Readout takes two circuits, known to the same "
    "precision as the values; pec learns each different layer of two-qubit gates, as IBM's service "
    "does by default.",
)


def ways_table(found: Sequence[CircuitEstimate]) -> list[Table]:
    """Return circuits with each way to mitigate their errors; nothing where none has a place."""
    rows = [(one, way) for one in found for way in circuit_ways(one)]
    if not rows:
        return []
    made = table(LAYOUT, by_key(WAY), rows)
    return [made._replace(notes=(*NOTES, *_nothing(found)))]


def _nothing(found: Sequence[CircuitEstimate]) -> list[str]:
    """Say of which circuits nothing is to be gained, and why."""
    lines = []
    for one in found:
        ways = circuit_ways(one)
        gains = {way.gain for way in ways if way.name != "none"}
        named = f"{one.logical.name} on {device_label(one.device)}"
        if gains == {"close already"}:
            lines.append(
                f"{named}: nothing to gain. Without mitigation values stay off by less than the "
                "precision asked for."
            )
        elif gains and gains <= {"no closer", "close already"}:
            lines.append(f"{named}: nothing to gain. No way brings values closer.")
        if ways and not gates_alone(one.logical):
            lines.append(
                f"{named}: {' and '.join(GATES_ALONE)} act on the noise of gates. What resets and "
                "measurements on the way add stays: the signal that is left after these ways is at "
                "most what is shown, and how far values stay off is not known."
            )
        if ways and ways[0].bias is None:
            lines.append(
                f"{named}: what noise leaves is not known, so neither is what most ways bring."
            )
    return lines


def _calibration_runs(way: CircuitWay) -> int | float | None:
    if not way.run.calibration.circuits:
        return 0
    return whole(way.run.calibration.log10_all_shots)
