"""Circuits from files on devices: tables and plain numbers."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.feasibility import binding, verdict
from qestimate.numeric import exp_or_zero
from qestimate.placement import Unplaced
from qestimate.quantity import UNKNOWN
from qestimate.report.contract import constraint_object, interval_object
from qestimate.report.sentences import device_label, limit_phrase, plural
from qestimate.report.table import Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.interop.judging import Judged
    from qestimate.report.table import Value


def circuits_document(found: Sequence[Judged]) -> Document:
    """Return what is left of circuits on devices."""
    return Document(
        "circuits",
        _conclusion(found),
        (_circuits(found), _left(found), *_observables(found)),
        _remarks(found),
    )


def _conclusion(found: Sequence[Judged]) -> str:
    if len(found) == 1:
        one = found[0]
        limit = binding(one.constraints)
        return (
            f"{one.logical.name} on {device_label(one.device)}: {verdict(one.constraints)}; "
            f"{limit_phrase(limit)}."
        )
    tally = [verdict(one.constraints) for one in found]
    said = ", ".join(
        f"{tally.count(kind)} {kind}"
        for kind in ("feasible", "marginal", "infeasible", "unknown")
        if kind in tally
    )
    return f"Of {plural(len(found), 'circuit')} on a device: {said}."


def _circuits(found: Sequence[Judged]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for one in found:
        placed = None if isinstance(one.compiled, Unplaced) else one.compiled
        counts = placed.placement.counts if placed else None
        rows.append(
            (
                one.logical.name,
                device_label(one.device),
                one.logical.n_qubits,
                len(one.logical.gates),
                placed.placement.width if placed else "none",
                int(counts.depth) if counts else "none",
                _spread(placed.spread[1]) if placed else "none",
                _spread(placed.spread[0]) if placed else "none",
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
            Column("width", "width", "count"),
            Column("depth", "depth", "count"),
            Column("two_qubit_depth", "2q depth"),
            Column("two_qubit_gates", "2q gates"),
            Column("one_qubit_gates", "1q pulses", "count"),
            Column("duration_s", "duration", "seconds"),
        ),
        tuple(rows),
        (
            "Native gates after Qiskit's transpiler at level 3; in brackets the least and greatest "
            "over its seeds, of which the one with the least infidelity is kept.",
        ),
        group="device",
    )


def _spread(ends: tuple[int, int]) -> str:
    low, high = ends
    return f"{low:,}" if low == high else f"[{low:,}, {high:,}]"


def _left(found: Sequence[Judged]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            one.logical.name,
            device_label(one.device),
            "none" if one.signal is None else one.signal.log10_fidelity,
            "none" if one.local is None else one.local.log10_attenuation,
            "none" if one.runtime is None else one.shots.value.value,
            "none" if one.runtime is None else one.runtime.log10_run.value,
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
            Column("log10_fidelity", "circuit fidelity", "log10_interval"),
            Column("log10_attenuation", "attenuation", "log10_interval"),
            Column("log10_shots", "shots", "log10"),
            Column("log10_time_s", "time", "log10_seconds"),
            Column("verdict", "verdict"),
            Column("binding", "limit that binds"),
        ),
        tuple(rows),
        (
            "Attenuation is the mean over the observables; shots and time are those that the "
            "weakest of them needs, in as many measurement settings as there must be.",
        ),
        group="device",
    )


def _observables(found: Sequence[Judged]) -> list[Table]:
    rows: list[tuple[Value, ...]] = [
        (
            one.logical.name,
            device_label(one.device),
            name,
            local.log10_attenuation if local.n_kept else "vanishes",
            exp_or_zero(-local.bracket.whole_cone),
            exp_or_zero(-local.bracket.cheapest),
            sqrt(local.ideal_variance.value) if local.ideal_variance.value else 0.0,
            local.residual or 0.0,
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
                Column("log10_attenuation", "attenuation", "log10_interval"),
                Column("attenuation_least", "whole cone", "number"),
                Column("attenuation_most", "cheapest path", "number"),
                Column("signal_rms", "noiseless rms", "number"),
                Column("residual_rms", "stays off by", "number"),
            ),
            tuple(rows),
            (
                "No Pauli path keeps less than the whole light cone leaves, none more than the "
                "cheapest; both at the published errors. An observable vanishes if it is zero for "
                "every choice of signs of the angles. Stays off by: rms of what rescaling by one "
                "factor leaves of the error, however many the shots.",
            ),
            group="device",
        )
    ]


def _remarks(found: Sequence[Judged]) -> tuple[str, ...]:
    lines = ["Verdicts on the signal rest on the attenuation of the observables."]
    by_angles: dict[str, list[str]] = {}
    for one in found:
        by_angles.setdefault(one.angles, []).append(one.logical.name)
        lines += [f"{one.logical.name}: {note}." for note in one.logical.notes]
        if one.signal is not None and one.signal.missing:
            lines.append(
                f"{device_label(one.device)}: not published, and not in the signal: "
                f"{', '.join(one.signal.missing)}."
            )
        if one.signal is not None and one.signal.widened:
            lines.append(
                f"{device_label(one.device)}: interval widened for {', '.join(one.signal.widened)}."
            )
        if one.local is not None and not one.local.n_kept:
            lines.append(
                f"{one.logical.name}: every observable vanishes without noise; choose others with "
                "--observable, such as Z0Z1."
            )
        if not isinstance(one.compiled, Unplaced) and one.compiled.placement.basis == "assumed":
            lines.append(
                f"{device_label(one.device)}: live couplers not published; a lattice without "
                "holes is assumed."
            )
    for mode, names in by_angles.items():
        shown = ", ".join(dict.fromkeys(names))
        if mode == "given":
            lines.append(
                f"{shown}: angles as given in size; the attenuation is the mean over their signs."
            )
        else:
            lines.append(
                f"{shown}: means over several random choices of the free angles and over the signs "
                "of what the transpiler makes of them."
            )
    return tuple(dict.fromkeys(lines))


def circuits_object(found: Sequence[Judged], command: str) -> dict[str, Any]:
    """Return the same as plain numbers for JSON."""
    return {
        "schema_version": 1,
        "conclusion": _conclusion(found),
        "command": command,
        "circuits": [_circuit_object(one) for one in found],
    }


def _circuit_object(one: Judged) -> dict[str, Any]:
    placed = None if isinstance(one.compiled, Unplaced) else one.compiled
    counts = placed.placement.counts if placed else None
    return {
        "circuit": one.logical.name,
        "device": one.device.id,
        "snapshot": one.device.snapshot.id,
        "qubits": one.logical.n_qubits,
        "gates_in_file": len(one.logical.gates),
        "angles": one.angles,
        "width": placed.placement.width if placed else None,
        "patch": list(placed.placement.qubits) if placed and placed.placement.qubits else None,
        "depth": int(counts.depth) if counts else None,
        "two_qubit_depth": int(counts.two_qubit_depth) if counts else None,
        "two_qubit_gates": int(counts.two_qubit_gates) if counts else None,
        "one_qubit_gates": int(counts.one_qubit_gates) if counts else None,
        "over_seeds": {
            "two_qubit_gates": list(placed.spread[0]),
            "two_qubit_depth": list(placed.spread[1]),
        }
        if placed
        else None,
        "duration_s": placed.placement.duration if placed else None,
        "fidelity": interval_object(one.signal.fidelity if one.signal else UNKNOWN),
        "attenuation": interval_object(one.local.attenuation if one.local else UNKNOWN),
        "observables": [
            {
                "observable": name,
                "attenuation": interval_object(local.attenuation),
                "attenuation_bracket": {
                    "low": exp_or_zero(-local.bracket.whole_cone),
                    "high": exp_or_zero(-local.bracket.cheapest),
                },
                "noiseless_variance": interval_object(local.ideal_variance),
                "residual_rms": local.residual,
            }
            for name, local in one.each
        ],
        "verdict_rests_on": "attenuation of the observables",
        "log10_shots": interval_object(one.shots.value),
        "log10_time_s": interval_object(one.runtime.log10_run if one.runtime else UNKNOWN),
        "constraints": [constraint_object(c) for c in one.constraints],
        "verdict": verdict(one.constraints),
        "binding": binding(one.constraints).name,
        "notes": list(one.logical.notes),
    }
