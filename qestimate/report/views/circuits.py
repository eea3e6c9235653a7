"""Circuits from files on devices: tables and plain numbers."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.numeric import exp_or_zero
from qestimate.core.quantity import Interval
from qestimate.estimation.batch import batches
from qestimate.estimation.circuit_signal import MAX_FOLLOWED_GATES
from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.transpile import AS_IS_LEVEL, LEVEL
from qestimate.noise.channels import VITAL
from qestimate.noise.path_statistics import MAX_TOLD_APART
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.circuit_ways import ways_table
from qestimate.report.figures.circuits import CircuitsAnswer
from qestimate.report.figures.outputs import output
from qestimate.report.views.bills import cost_sentences, cost_table
from qestimate.report.views.circuit_places import place_notes
from qestimate.report.views.circuit_sentences import example, vanishes, verdict_sentence
from qestimate.report.views.sentences import device_label, limit_phrase, plural
from qestimate.report.views.simulations import simulation_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.batch import Batch
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.report.document import Value
    from qestimate.report.views.explanations import Explained


TINY = 1e-12
"""What rounding leaves of nothing."""


def circuits_document(found: Sequence[CircuitEstimate]) -> Document:
    """Return what is left of circuits on devices."""
    together = batches(found)
    return Document(
        "circuits",
        _conclusion(found, together),
        (
            _circuits(found),
            _left(found),
            cost_table(found, together),
            *_observables(found),
            *ways_table(found),
            *simulation_tables(found),
        ),
        _remarks(found),
    )


def one_circuit_document(found: CircuitEstimate) -> Document:
    """Return one circuit on one device."""
    return circuits_document([found])


def _conclusion(found: Sequence[CircuitEstimate], together: Sequence[Batch]) -> str:
    said = _verdicts(found)
    placed = [one.placed for one in found if not isinstance(one.placed, Unplaced)]
    if placed and all(vanishes(one.local) for one in placed):
        return said
    said = f"{said} {cost_sentences(together)}".strip()
    if any(one.log10_besides.value is not None for one in found):
        said += " Time and price hold what mitigation measures beforehand, too."
    return said


def _verdicts(found: Sequence[CircuitEstimate]) -> str:
    if len(found) == 1:
        return verdict_sentence(found[0])
    tally = [verdict(one.constraints) for one in found]
    said = ", ".join(
        f"{tally.count(kind)} {kind}"
        for kind in ("feasible", "marginal", "infeasible", "unknown")
        if kind in tally
    )
    circuits, devices = (
        {key(one) for one in found}
        for key in (lambda one: one.logical.name, lambda one: device_label(one.device))
    )
    one_of = circuits.pop() if len(circuits) == 1 else plural(len(circuits), "circuit")
    on = devices.pop() if len(devices) == 1 else plural(len(devices), "device")
    return f"{one_of} on {on}: {said}."


def _circuits(found: Sequence[CircuitEstimate]) -> Table:
    rows: list[tuple[Value, ...]] = []
    level = AS_IS_LEVEL if found[0].layout.as_is else LEVEL
    for one in found:
        placed = None if isinstance(one.compiled, Unplaced) else one.compiled
        counts = placed.placement.counts if placed else None
        rows.append(
            (
                one.logical.name,
                device_label(one.device),
                one.logical.n_qubits,
                one.logical.n_gates,
                one.two_qubit_gates_written if one.two_qubit_gates_written is not None else "none",
                placed.placement.width if placed else "none",
                int(counts.depth) if counts else "none",
                _spread(counts.two_qubit_depth, placed.spread[1]) if placed and counts else "none",
                _spread(counts.two_qubit_gates, placed.spread[0]) if placed and counts else "none",
                int(counts.one_qubit_gates) if counts else "none",
                (placed.placement.duration if placed else "none"),
            )
        )
    return Table(
        "circuits",
        "Circuits on the device",
        (
            Column("circuit", "circuit"),
            Column("device", "device"),
            Column("qubits", "qubits", "count"),
            Column("gates", "gates in file", "count"),
            Column("two_qubit_gates_written", "2q as written", "count"),
            Column("width", "width", "count"),
            Column("depth", "depth", "count"),
            Column("two_qubit_depth", "2q depth", "interval"),
            Column("two_qubit_gates", "2q gates", "interval"),
            Column("one_qubit_gates", "1q pulses", "count"),
            Column("duration_s", "duration", "seconds"),
        ),
        tuple(rows),
        (
            f"Native gates after Qiskit's transpiler at level {level}; in brackets the least and "
            "greatest over its seeds, of which the best is kept. As written: two-qubit gates if "
            "each gate of the file becomes native by itself. Duration: of one run, without "
            "reading.",
        ),
        group="device",
    )


def _spread(kept: float, ends: tuple[int, int]) -> Value:
    """Return what was kept, with the ends over the seeds where they differ."""
    return int(kept) if ends[0] == ends[1] else Interval(kept, *ends)


def _left(found: Sequence[CircuitEstimate]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            one.logical.name,
            device_label(one.device),
            *_costs(one.placed),
            verdict(one.constraints),
            limit_phrase(binding(one.constraints)),
        )
        for one in found
    ]
    return Table(
        "left",
        "What noise leaves",
        (
            Column("circuit", "circuit"),
            Column("device", "device"),
            Column("log10_fidelity", "circuit fidelity", "fidelity"),
            Column("log10_attenuation", "signal left", "signal"),
            Column("log10_shots", "shots", "shots"),
            Column("log10_time_s", "time", "log10_seconds"),
            Column("verdict", "verdict"),
            Column("binding", "limit that binds"),
        ),
        tuple(rows),
        (
            "Signal left is the mean over the observables, weighted by the square of their "
            "noiseless values. Shots are of one circuit: those that the weakest observable needs "
            "for the precision, or --shots. Observables that cannot be read together take several "
            "circuits.",
        ),
        group="device",
    )


def _costs(placed: PlacedProgram | Unplaced) -> tuple[Value, ...]:
    """Return fidelity, attenuation, shots and time."""
    if isinstance(placed, Unplaced):
        return ("none",) * 4
    return (
        placed.signal.log10_fidelity,
        _attenuation(placed.local),
        placed.shots.log10_value,
        placed.runtime.log10_run.value,
    )


def _attenuation(local: LocalSignal) -> Value:
    return "0 without noise" if vanishes(local) else local.log10_attenuation


def _observables(found: Sequence[CircuitEstimate]) -> list[Table]:
    rows: list[tuple[Value, ...]] = [
        (
            one.logical.name,
            device_label(one.device),
            name,
            _attenuation(local),
            exp_or_zero(-local.bounds.whole_cone),
            exp_or_zero(-local.bounds.cheapest),
            sqrt(local.ideal_variance.value) if local.ideal_variance.value else 0.0,
            local.residual if (local.residual or 0.0) > TINY else 0.0,
        )
        for one in found
        for name, local in one.each
    ]
    if not rows:
        return []
    return [
        Table(
            "observables",
            "Observables",
            (
                Column("circuit", "circuit"),
                Column("device", "device"),
                Column("observable", "observable"),
                Column("log10_attenuation", "signal left", "signal"),
                Column("attenuation_least", "whole cone", "number"),
                Column("attenuation_most", "cheapest path", "number"),
                Column("signal_rms", "without noise", "number"),
                Column("residual_rms", "off once rescaled", "number"),
            ),
            tuple(rows),
            (
                "No Pauli path keeps less than the whole light cone leaves, none more than the "
                "cheapest; both at the published errors. At given angles paths of either sign "
                "interfere: of a value more may be left than of any path, or less. Without noise: "
                "size of the value, over random angles its rms. Off once rescaled: rms of what "
                "one factor leaves of the error, however many the shots.",
            ),
            group="device",
        )
    ]


def _remarks(found: Sequence[CircuitEstimate]) -> tuple[str, ...]:
    given = found[0].goal.shots is not None
    lines = [
        f"Shots are those {'given by --shots' if given else 'of the precision asked for'}. "
        "Marginal: an interval holds the limit; feasible and infeasible hold at both its ends."
    ]
    by_angles: dict[tuple[str, str], list[str]] = {}
    for one in found:
        lines += [f"{one.logical.name}: {note}." for note in one.logical.notes]
        lines += [f"{one.logical.name}: {said}." for said in place_notes(one)]
        if one.device.snapshot.caveat:
            lines.append(f"{device_label(one.device)}: {one.device.snapshot.caveat}")
        if isinstance(one.placed, Unplaced):
            continue
        name, device, local = one.logical.name, device_label(one.device), one.placed.local
        lacks = "unpublished" if VITAL & set(local.missing) else ""
        by_angles.setdefault((one.angles, one.bounded or lacks or one.exact), []).append(name)
        if not one.each:
            lines.append(
                f"{name}: only the mean of its observables is worked out; "
                f"{MAX_TOLD_APART} or fewer are told apart."
            )
        lacking = dict.fromkeys((*one.placed.signal.missing, *local.missing))
        plain = [name for name in lacking if not (name == "idle error" and len(lacking) > 1)]
        if plain:
            lines.append(f"{device}: not published, and not in the signal: {', '.join(plain)}.")
        if one.placed.signal.widened:
            lines.append(
                f"{name} on {device}: interval widened for {', '.join(one.placed.signal.widened)}."
            )
        if vanishes(local):
            lines.append(
                f"{name}: each value it measures is 0 without noise; name others with "
                f"--observable, such as {example(one.logical)}."
            )
        if one.placed.placement.basis == "assumed":
            lines.append(
                f"{device}: live couplers not published; a lattice without holes is assumed."
            )
    for (mode, exact), names in by_angles.items():
        shown = ", ".join(dict.fromkeys(names))
        if mode == "random":
            lines.append(f"{shown}: means over several random choices of the free angles.")
        if exact == "branches":
            lines.append(
                f"{shown}: what is measured decides which gates follow; of every such choice the "
                "longer branch is counted. The ends of what noise leaves are those of a run that "
                "takes every shorter branch and of one that takes every longer one."
            )
            continue
        if exact == "unpublished":
            lines.append(f"{shown}: errors that matter are not published, so there is no value.")
            continue
        if exact == "size":
            lines.append(
                f"{shown}: more than {MAX_FOLLOWED_GATES:,} gates, so that only bounds are worked "
                "out of what noise leaves of values: no path keeps less than the whole light cone "
                "leaves, none more than the cheapest."
            )
            continue
        if exact == "noisy":
            lines.append(f"{shown}: values with and without noise worked out exactly.")
        elif exact == "propagated":
            lines.append(
                f"{shown}: values with and without noise followed operator by operator; the "
                "interval holds what had to be left out."
            )
        else:
            lines.append(
                f"{shown}: too wide to simulate with noise; the attenuation is that of circuits "
                "with the same angles up to sign. Interference between paths changes it; the "
                "interval is wider by what was seen on circuits that can be simulated."
            )
        if not exact:
            lines.append(f"{shown}: too wide for the noiseless values; they are means over signs.")
    return tuple(dict.fromkeys(lines))


def circuits_object(
    found: Sequence[CircuitEstimate], command: str, explanations: Sequence[Explained] | None = None
) -> dict[str, Any]:
    """Return the same as plain numbers for JSON."""
    together = batches(found)
    said = _conclusion(found, together)
    return output("circuit", CircuitsAnswer(found, command, said, explanations, together))
