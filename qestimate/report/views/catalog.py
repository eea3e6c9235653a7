"""Listings of the catalogue, and one device in full."""

from __future__ import annotations

from math import log10, pi
from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import number, seconds, usd
from qestimate.core.quantity import Interval
from qestimate.device.device import FIGURES
from qestimate.device.elements import elements
from qestimate.report.document import Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qestimate.device.device import Device
    from qestimate.evidence.claims.kinds import Kind
    from qestimate.report.document import Value


def listing(kind: str, entries: Mapping[str, Any]) -> Document:
    """Return all entities of a kind as a document.

    Args:
        kind: Of entity.
        entries: By id: the record of the catalogue, or what its file holds.
    """
    make = {
        "model": _models,
        "device": _devices,
        "dataset": _datasets,
        "adapter": _adapters,
        "preset": _presets,
        "experiment": _experiments,
        "gpu": _gpus,
        "simulator": _simulators,
        "simulation": _simulations,
        "claim": _claims,
    }[kind]
    return Document(f"{kind}s", "", (make(entries),))


def _presets(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (one.id, one.method, one.name, one.source) for one in entries.values()
    ]
    columns = (
        Column("id", "preset"),
        Column("method", "way"),
        Column("name", "what was published"),
        Column("source", "source"),
    )
    return Table("presets", "Published configurations", columns, tuple(rows))


def _models(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, model in entries.items():
        a = model.architecture
        rows.append((name, a.family, model.parameters, a.layers, a.hidden_size, model.source))
    columns = (
        Column("id", "model"),
        Column("family", "family"),
        Column("parameters", "parameters", "exact"),
        Column("layers", "layers", "count"),
        Column("hidden_size", "hidden size", "count"),
        Column("source", "source"),
    )
    return Table("models", "Language models", columns, tuple(rows))


def _devices(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, device in entries.items():
        rows.append(
            (
                name,
                device.snapshot.id,
                device.qubits_advertised,
                device.qubits_connected,
                device.two_qubit_gate,
                _mean_error(device),
                _shot_time(device),
                _price(device),
                ", ".join(device.snapshots[1:]) or "",
            )
        )
    columns = (
        Column("id", "device"),
        Column("snapshot", "newest"),
        Column("qubits_advertised", "qubits", "count"),
        Column("qubits_connected", "usable", "count"),
        Column("two_qubit_gate", "gate"),
        Column("two_qubit_error", "2q error", "number"),
        Column("shot_time", "time per shot"),
        Column("price", "price"),
        Column("other_snapshots", "also"),
    )
    notes = (
        "The two-qubit error is as published: the mean over live couplers where they are listed, "
        "else the published figure in its own statistic and convention.",
        "Usable: the most qubits that working couplers join. Time per shot: as published; with "
        "'and gates', what passes besides the gates. Price: of the service, as last published.",
        *(
            f"{name}: every coupler was off on {device.snapshot.id}, so that no circuit of two "
            "qubits or more can run on it."
            for name, device in entries.items()
            if _is_unjoined(device)
        ),
    )
    return Table("devices", "Devices", columns, tuple(rows), notes)


def _is_unjoined(device: Device) -> bool:
    """Whether no two qubits of a device are joined by a live coupler."""
    return device.graph is not None and not device.snapshot.couplers


def _shot_time(device: Device) -> str | None:
    """Return how long a shot takes, or what passes besides its gates."""
    if (period := device.figure("shot_period")) is not None:
        return seconds(log10(period.value or 1.0))
    known = device.snapshot.figures.get("shot_period")
    if known is not None and known.low is not None:
        return f"at least {seconds(log10(known.low))}"
    delay = device.value("repetition_delay")
    return None if not delay else f"{seconds(log10(delay))} and gates"


_PRICES = {"price_per_shot": "a shot", "price_per_hour": "an hour", "price_per_job": "a job"}


def _price(device: Device) -> str | None:
    """Return what a vendor asks, all its units."""
    found = {unit: device.value(name) for name, unit in _PRICES.items()}
    said = [f"{usd(log10(price))} {unit}" for unit, price in found.items() if price]
    gates = device.value("price_per_two_qubit_gate_shot")
    if gates:
        said.append(f"{usd(log10(gates))} a two-qubit gate and shot")
    credit = device.value("credits_per_two_qubit_gate_shot")
    if credit:
        said.append(f"{number(credit)} HQC a two-qubit gate and shot")
    return " and ".join(said) or None


def _mean_error(device: Device) -> float | None:
    errors = device.snapshot.two_qubit_errors
    return sum(errors) / len(errors) if errors else device.value("two_qubit_error")


def _datasets(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, data in entries.items():
        samples = data["samples"]
        rows.append((name, samples["value"], data["description"], samples["source"]))
    columns = (
        Column("id", "data set"),
        Column("samples", "samples", "exact"),
        Column("description", "what"),
        Column("source", "source"),
    )
    return Table("datasets", "Data sets", columns, tuple(rows))


def _adapters(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, data in entries.items():
        ranks = ", ".join(str(rank) for rank in data["rank"])
        rows.append((name, ranks, ", ".join(data["targets"]), data["source"], data["locator"]))
    columns = (
        Column("id", "setting"),
        Column("rank", "rank"),
        Column("targets", "targets"),
        Column("source", "source"),
        Column("locator", "place"),
    )
    return Table("adapters", "Published adapter settings", columns, tuple(rows))


def _experiments(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, data in entries.items():
        rows.append((name, data["kind"], len(data["runs"]), data["date"], data["source"]))
    columns = (
        Column("id", "experiment"),
        Column("kind", "kind"),
        Column("runs", "runs", "count"),
        Column("date", "date"),
        Column("source", "source"),
    )
    return Table("experiments", "Published hardware runs", columns, tuple(rows))


def _gpus(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, gpu in entries.items():
        share = gpu.figures.get("utilisation")
        rows.append(
            (
                name,
                gpu.value("tensor_flops"),
                None if share is None else Interval(share.value, share.low, share.high),
                gpu.value("memory"),
                gpu.value("memory_bandwidth"),
                gpu.value("power"),
                gpu.value("price_per_hour"),
            )
        )
    columns = (
        Column("id", "GPU"),
        Column("tensor_flops", "FLOP/s", "number"),
        Column("utilisation", "utilisation", "interval"),
        Column("memory", "memory, B", "number"),
        Column("memory_bandwidth", "B/s", "number"),
        Column("power", "W", "number"),
        Column("price_per_hour", "$/h", "number"),
    )
    return Table("gpus", "GPUs", columns, tuple(rows))


def _simulators(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, found in entries.items():
        rows.append(
            (name, found.machine, found.date, found.most_qubits, found.seconds_per_gate(12))
        )
    columns = (
        Column("id", "simulator"),
        Column("machine", "measured on"),
        Column("date", "date"),
        Column("most_qubits", "qubits at most", "count"),
        Column("seconds_per_gate", "a gate on 12 qubits", "seconds"),
    )
    return Table("simulators", "State-vector simulators", columns, tuple(rows))


def _simulations(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (name, data["qubits"], data["two_qubit_gates"], run["method"], run["machine"],
         run["seconds"], run["date"])
        for name, data in entries.items()
        for run in data["runs"]
    ]  # fmt: skip
    columns = (
        Column("id", "circuit"),
        Column("qubits", "qubits", "count"),
        Column("two_qubit_gates", "2q gates", "count"),
        Column("method", "simulated by"),
        Column("machine", "on"),
        Column("seconds", "time", "seconds"),
        Column("date", "date"),
    )
    return Table("simulations", "Published simulations of circuits", columns, tuple(rows))


def _claims(entries: Mapping[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, data in entries.items():
        rows.append(
            (name, data["date"], len(data["statements"]), data["name"], data["publication"])
        )
    columns = (
        Column("id", "claim"),
        Column("date", "date"),
        Column("statements", "statements", "count"),
        Column("name", "what"),
        Column("publication", "publication"),
    )
    return Table("claims", "Claims", columns, tuple(rows))


def kinds_document(kinds: Iterable[Kind]) -> Document:
    """Return the kinds of checks with what each decides."""
    rows: list[tuple[Value, ...]] = [(one.name, one.decides) for one in kinds]
    columns = (Column("kind", "kind"), Column("decides", "decides"))
    notes = ("qestimate claim new FILE --kind KIND writes a statement with such a check.",)
    return Document("kinds", "", (Table("kinds", "Kinds of checks", columns, tuple(rows), notes),))


def device_document(device: Device) -> Document:
    """Return everything known of a device."""
    return Document(
        f"{device.name}, {device.snapshot.id}",
        _summary(device),
        (_figures(device), *_elements(device), *_by_width(device), *_by_angle(device)),
        tuple(
            line
            for line in (
                f"Source of the snapshot: {device.snapshot.source}, {device.snapshot.locator}.",
                device.snapshot.caveat,
                device.snapshot.note,
                _on_readout(device),
                *(f"{name}: {q.note}" for name, q in device.snapshot.figures.items() if q.note),
            )
            if line
        ),
    )


def _by_width(device: Device) -> list[Table]:
    """Return the memory error by width; no table where it was not measured."""
    scan, known = device.memory_by_width, elements(device).memory
    if scan is None or known is None:
        return []
    rows: list[tuple[Value, ...]] = [
        (
            point.qubits,
            point.error,
            "" if point.sd is None else point.sd,
            float(known.of(point.qubits)),
        )
        for point in scan.points
    ]
    columns = (
        Column("qubits", "qubits", "count"),
        Column("error", "measured in the scan", "number"),
        Column("sd", "±", "number"),
        Column("process", "that counts here, process infidelity", "number"),
    )
    notes = (
        "Linear between these widths, the nearest one outside them. What counts is the memory "
        "error of the snapshot times the scan here over the scan at full width; one that is set "
        "by hand counts at every width.",
        f"{scan.source}: {scan.locator}.",
        *filter(None, (scan.note,)),
    )
    return [Table("memory_by_width", "Memory error by width", columns, tuple(rows), notes)]


def _by_angle(device: Device) -> list[Table]:
    """Return the error of ZZ gates by angle; no table where it was not measured."""
    law = device.two_qubit_error_by_angle
    if law is None:
        return []
    rows: list[tuple[Value, ...]] = [
        *((f"pi/{part}", float(law.share(pi / part))) for part in (2, 4, 8)),
        ("0", law.at_zero),
        ("random", law.mean),
    ]
    columns = (
        Column("angle", "angle of RZZ"),
        Column("share", "error over that at pi/2", "number"),
    )
    notes = (f"{law.source}: {law.locator}.", *filter(None, (law.note,)))
    title = "Error of two-qubit gates by angle"
    return [Table("two_qubit_error_by_angle", title, columns, tuple(rows), notes)]


def _on_readout(device: Device) -> str:
    """Say what the vendor's service does to readout; nothing where it does nothing."""
    one = device.readout_correction
    if one is None:
        return ""
    when = "by default" if one.default else "where it is asked to"
    said = f"readout: the vendor's service corrects {one.of} {when} ({one.source}, {one.locator})."
    return f"{said} {one.note}".strip()


def _summary(device: Device) -> str:
    def said(count: int | None) -> str:
        return "unknown" if count is None else str(count)

    pieces = ", ".join(str(size) for size in device.pieces if size > 1) or "unknown"
    if _is_unjoined(device):
        pieces = "none, as every coupler is off, so that no circuit of two qubits or more can run"
    return (
        f"{device.name} ({device.vendor}, {device.technology}, snapshot {device.snapshot.id}): "
        f"{said(device.qubits_advertised)} qubits advertised, {said(device.qubits_calibrated)} "
        f"calibrated, {said(device.qubits_connected)} connected; pieces of more than one qubit: "
        f"{pieces}; native gates {device.one_qubit_gate} and {device.two_qubit_gate}."
    )


def _figures(device: Device) -> Table:
    rows: list[tuple[Value, ...]] = []
    listed = {name.split(",")[0].split(" of ")[0] for name in _known_elements(device)}
    for name, (unit, _, _) in FIGURES.items():
        quantity = device.snapshot.figures.get(name)
        if quantity is None and "credit" in name:
            continue  # most vendors have none
        if quantity is None:
            known = "by element" if name in listed else None
            rows.append((name, known, "", "", unit, "", "", "", "", ""))
            continue
        rows.append(
            (
                name,
                quantity.value,
                "" if quantity.low is None else quantity.low,
                "" if quantity.high is None else quantity.high,
                unit,
                quantity.statistic,
                quantity.convention if name.endswith("qubit_error") else "",
                quantity.kind,
                quantity.source,
                quantity.locator,
            )
        )
    columns = (
        Column("figure", "figure"),
        Column("value", "value", "number"),
        Column("low", "low", "number"),
        Column("high", "high", "number"),
        Column("unit", "unit"),
        Column("statistic", "statistic"),
        Column("convention", "convention"),
        Column("kind", "kind"),
        Column("source", "source"),
        Column("locator", "place"),
    )
    return Table("figures", "Figures", columns, tuple(rows))


def _known_elements(device: Device) -> dict[str, list[float]]:
    """Return the figures that are known of single elements, in order of size."""
    qubits, couplers = device.snapshot.qubits.values(), device.snapshot.couplers.values()
    series = {
        "one_qubit_error": [q.one_qubit_error for q in qubits],
        "two_qubit_error": list(couplers),
        "readout_error of 0": [q.readout_error_0 for q in qubits],
        "readout_error of 1": [q.readout_error_1 for q in qubits],
        "t1, s": [q.t1 for q in qubits],
        "t2, s": [q.t2 for q in qubits],
    }
    known = {
        name: sorted(value for value in values if value is not None)
        for name, values in series.items()
    }
    return {name: values for name, values in known.items() if values}


def _elements(device: Device) -> tuple[Table, ...]:
    """Return mean and extremes of the per-element tables, with the number of elements."""
    if not device.snapshot.qubits:
        return ()
    rows: list[tuple[Value, ...]] = []
    for name, known in _known_elements(device).items():
        middle = len(known) // 2
        median = known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
        rows.append((name, len(known), sum(known) / len(known), median, known[0], known[-1]))
    columns = (
        Column("figure", "figure"),
        Column("elements", "elements", "count"),
        Column("mean", "mean", "number"),
        Column("median", "median", "number"),
        Column("least", "least", "number"),
        Column("greatest", "greatest", "number"),
    )
    return (Table("elements", "Elements listed one by one", columns, tuple(rows)),)
