"""From catalogue files to the records the estimate works with.

The shipped files are checked by ``qestimate catalog check`` before a release, so that loading
them need not; those of the user's own are checked as they are read. A missing key still ends in an
error that names file and key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.files import (
    COUPLER_COLUMNS,
    HINT,
    QUBIT_COLUMNS,
    ids,
    path_of,
    read_rows,
)
from qestimate.catalog.index import sizes
from qestimate.catalog.sound import sound_content
from qestimate.core.errors import CatalogError, UnknownNameError
from qestimate.core.quantity import SI, Quantity
from qestimate.core.records import NamedTuple
from qestimate.device.age import day_of
from qestimate.device.device import Device, Qubit, Snapshot, live_graph
from qestimate.device.machines import Gpu, Machines, Rate, Simulator
from qestimate.device.memory import MemoryScan, WidthPoint
from qestimate.device.readout import ReadoutCorrection
from qestimate.workload.architecture import Architecture
from qestimate.workload.listing import parameter_count
from qestimate.workload.workload import LanguageModel, check_parameters, scaled

if TYPE_CHECKING:
    from pathlib import Path

    from qestimate.device.angle import ErrorByAngle


RELEASED = "2026-11-27"
"""Day of this release of the catalogue, for which answers hold unless another is asked for."""

_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What reading a file that does not fit its schema ends in."""


def _broken(path: Path, error: Exception) -> CatalogError:
    """Return the error for a file that does not fit its schema."""
    if isinstance(error, CatalogError):
        return error
    what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return CatalogError(f"{path}: {what}", hint=HINT)


def models() -> list[str]:
    """Return the ids of all language models.

    >>> "llama-2-7b" in models()
    True
    """
    return ids("model")


def devices() -> list[str]:
    """Return the ids of all devices.

    >>> "origin-wukong-72" in devices()
    True
    """
    return ids("device")


def datasets() -> list[str]:
    """Return the ids of all data sets.

    >>> "cpsycound" in datasets()
    True
    """
    return ids("dataset")


def model(name: str) -> LanguageModel:
    """Return a language model by id.

    Raises:
        UnknownNameError: No such model.

    >>> model("gpt2").parameters, model("Llama 3.1").id
    (124439808, 'llama-3.1-8b')
    """
    path = path_of("model", name)
    data = sound_content("model", path)
    try:
        fields = data["architecture"]
        architecture = Architecture.of(data["family"], fields)
        return LanguageModel(
            path.stem,
            data["name"],
            parameter_count(architecture),
            architecture,
            source=data["source"],
        )
    except _BROKEN as error:
        raise _broken(path, error) from error


def model_of_size(parameters: float) -> LanguageModel:
    """Return the catalogue model nearest in size, scaled to ``parameters``.

    Nearest is measured by the ratio.

    Raises:
        DomainError: A size that is not finite or out of range.

    >>> model_of_size(1e9).id
    'tinyllama-1.1b'
    """
    size = check_parameters(parameters)
    known: dict[str, int] = sizes()["model"]
    nearest = min(known, key=lambda name: max(known[name] / size, size / known[name]))
    exact = model(nearest)
    return exact if exact.parameters == size else scaled(exact, size)


def dataset(name: str) -> tuple[int, int | None]:
    """Return samples and, where published, mean tokens per sample of a data set.

    Raises:
        UnknownNameError: No such data set.

    >>> dataset("cpsycound")[0]
    3134
    """
    path = path_of("dataset", name)
    data = sound_content("dataset", path)
    try:
        tokens = data.get("tokens_per_sample", {}).get("value")
        return data["samples"]["value"], None if tokens is None else round(tokens)
    except _BROKEN as error:
        raise _broken(path, error) from error


class Setting(NamedTuple):
    """A published setting of adapter and training."""

    targets: tuple[str, ...]
    values: dict[str, int]
    """Keyword arguments of ``Workload.of`` that it fixes."""


def adapter(name: str) -> Setting:
    """Return a published adapter setting. Of several ranks rank 8 is taken, else the first.

    Raises:
        UnknownNameError: No such setting.

    >>> adapter("qtha-released").values["rank"], adapter("qpa-gpt2").targets
    (8, ('lm_head',))
    """
    path = path_of("adapter", name)
    data = sound_content("adapter", path)
    try:
        ranks = data["rank"]
        values: dict[str, int] = {"rank": 8 if 8 in ranks else ranks[0]}
        for key in ("epochs", "batch_size", "accumulation", "samples"):
            if key in data:
                values[key] = data[key]
        return Setting(tuple(data["targets"]), values)
    except _BROKEN as error:
        raise _broken(path, error) from error


class PublishedCount(NamedTuple):
    """A count as it was published, to be held against ours."""

    quantity: str
    value: int
    agrees: bool
    """Whether ours is the same."""
    source: str
    locator: str
    note: str


class Preset(NamedTuple):
    """A published configuration of a way."""

    id: str
    name: str
    method: str
    inputs: dict[str, Any]
    """Inputs of a scenario by name, the way and its settings among them."""
    published: tuple[PublishedCount, ...]
    source: str
    locator: str
    note: str


def presets() -> list[str]:
    """Return the ids of all published configurations.

    >>> "qpa-gpt2" in presets()
    True
    """
    return ids("preset")


def preset(name: str) -> Preset:
    """Return a published configuration of a way.

    Raises:
        UnknownNameError: No such configuration.

    >>> preset("cua-llama-3.1-8b").method, preset("peters-2021").inputs["set"]
    ('cua', ['qubits=17', 'judged=70'])
    """
    path = path_of("preset", name)
    data = sound_content("preset", path)
    try:
        settings = [f"{key}={value}" for key, value in data.get("settings", {}).items()]
        inputs = {**data.get("inputs", {}), "method": [data["method"]]}
        if settings:
            inputs["set"] = settings
        return Preset(
            name,
            data["name"],
            data["method"],
            inputs,
            tuple(
                PublishedCount(
                    one["quantity"],
                    one["value"],
                    one.get("agrees", True),
                    one["source"],
                    one["locator"],
                    one.get("note", ""),
                )
                for one in data.get("published", [])
            ),
            data["source"],
            data["locator"],
            data.get("note", ""),
        )
    except _BROKEN as error:
        raise _broken(path, error) from error


def device(name: str | Path, snapshot: str = "") -> Device:
    """Return a device by id, or from a file.

    Args:
        name: Catalogue id, also ``id@snapshot``, or the path of a TOML file of one's own.
        snapshot: Date of the calibration; empty for the newest.

    Raises:
        UnknownNameError: No such device or snapshot.
        CatalogError: A file of one's own that does not hold together.

    >>> device("origin-wukong-72").qubits_connected
    27
    >>> device("origin-wukong-72@2024-06-03").qubits_connected
    57
    """
    name, dated = str(name), ""
    if "@" in name and not name.lower().endswith(".toml"):
        name, _, dated = name.rpartition("@")
    if name.lower().endswith(".toml"):
        from qestimate.catalog.check import file_of

        return _device(file_of("device", name), snapshot or dated)
    if "/" in name or "\\" in name:
        raise UnknownNameError("device", name, [*devices(), "a path that ends in .toml"])
    return _device(path_of("device", name), snapshot or dated)


def all_devices() -> list[Device]:
    """Return every machine of the catalogue at its newest calibration.

    A profile without a size of its own is no machine, and is left out.

    >>> found = [one.id for one in all_devices()]
    >>> "ibm-boston" in found, "generic" in found
    (True, False)
    """
    found = [device(name) for name in devices()]
    return [one for one in found if one.qubits_advertised is not None]


DEFAULT_GPU = "nvidia-a100-80gb"
"""The GPU that published LoRA runs were measured on most."""

DEFAULT_SIMULATOR = "one-core"


def gpus() -> list[str]:
    """Return the ids of all GPUs.

    >>> DEFAULT_GPU in gpus()
    True
    """
    return ids("gpu")


def gpu(name: str = DEFAULT_GPU) -> Gpu:
    """Return a GPU by id.

    Raises:
        UnknownNameError: No such GPU.

    >>> gpu().value("memory")
    80000000000.0
    """
    path = path_of("gpu", name)
    data = sound_content("gpu", path)
    try:
        figures = {key: quantity(fields, data) for key, fields in data["figures"].items()}
        return Gpu(name, data["name"], data["vendor"], figures)
    except _BROKEN as error:
        raise _broken(path, error) from error


def simulator(name: str = DEFAULT_SIMULATOR) -> Simulator:
    """Return a measured simulator by id.

    Raises:
        UnknownNameError: No such simulator.

    >>> simulator().most_qubits
    28
    """
    path = path_of("simulator", name)
    data = sound_content("simulator", path)
    try:
        memory = quantity(data["memory"], data).value
        return Simulator(
            name,
            data["name"],
            data["machine"],
            data["date"],
            memory or 0.0,
            tuple(Rate(row["qubits"], row["seconds_per_gate"]) for row in data["rates"]),
            data["source"],
            data["locator"],
            *(
                quantity(data[name], data) if name in data else None
                for name in ("network_flops", "matrix_flops", "stabilizer_step")
            ),
        )
    except _BROKEN as error:
        raise _broken(path, error) from error


def machines(gpu_name: str = DEFAULT_GPU, simulator_name: str = DEFAULT_SIMULATOR) -> Machines:
    """Return the classical machines that chips are compared with.

    Raises:
        UnknownNameError: No such GPU or simulator.
    """
    return Machines(gpu(gpu_name), simulator(simulator_name))


def devices_of_size(qubits: int) -> list[str]:
    """Return the ids of the devices advertised with this many qubits.

    >>> devices_of_size(72)
    ['google-sycamore-72', 'google-willow-72', 'origin-wukong-72']
    """
    known: dict[str, int | None] = sizes()["device"]
    return sorted(name for name, count in known.items() if count == qubits)


def _device(path: Path, wanted: str) -> Device:
    data = sound_content("device", path)
    try:
        tables = {table["id"]: table for table in data["snapshots"]}
        names = tuple(sorted(tables, reverse=True))
        if wanted and wanted not in tables:
            raise UnknownNameError(f"snapshot of {path.stem}", wanted, names)
        snapshot = _snapshot(tables[wanted or names[0]], path.parent)
        return Device(
            id=path.stem,
            name=data["name"],
            vendor=data["vendor"],
            technology=data["technology"],
            topology=data["topology"],
            two_qubit_gate=data["two_qubit_gate"],
            one_qubit_gate=data["one_qubit_gate"],
            qubits_advertised=data.get("qubits", {}).get("value"),
            snapshot=snapshot,
            graph=live_graph(snapshot),
            snapshots=names,
            rows=data.get("rows", 0),
            columns=data.get("columns", 0),
            asked=max(RELEASED, snapshot.id) if day_of(snapshot.id) else "",
            memory_by_width=_scan(data),
            two_qubit_error_by_angle=_by_angle(data),
            readout_correction=_correction(data),
        )
    except _BROKEN as error:
        raise _broken(path, error) from error


def _scan(data: dict[str, Any]) -> MemoryScan | None:
    table = data.get("memory_by_width")
    if table is None:
        return None
    points = [WidthPoint(row["qubits"], row["error"], row.get("sd")) for row in table["points"]]
    return MemoryScan(tuple(points), table["source"], table["locator"], table.get("note", ""))


def _by_angle(data: dict[str, Any]) -> ErrorByAngle | None:
    table = data.get("two_qubit_error_by_angle")
    if table is None:
        return None
    from qestimate.device.angle import ErrorByAngle  # few devices have one

    line = float(table["at_zero"]), float(table["slope"])
    return ErrorByAngle(*line, table["source"], table["locator"], table.get("note", ""))


def _correction(data: dict[str, Any]) -> ReadoutCorrection | None:
    table = data.get("readout_correction")
    if table is None:
        return None
    place = table["source"], table["locator"], table.get("note", "")
    return ReadoutCorrection(table["of"], table["default"], *place)


def _snapshot(table: dict[str, Any], folder: Path) -> Snapshot:
    figures = {name: quantity(fields, table) for name, fields in table.get("figures", {}).items()}
    qubits: dict[int, Qubit] = {}
    couplers: dict[tuple[int, int], float | None] = {}
    if "qubit_table" in table:
        for row in read_rows(folder / table["qubit_table"], QUBIT_COLUMNS):
            e1, r0, r1, t1, t2 = (float(cell) if cell else None for cell in row[1:])
            qubits[int(row[0])] = Qubit(
                e1,
                r0,
                r1,
                None if t1 is None else t1 * 1e-6,
                None if t2 is None else t2 * 1e-6,
            )
    if "coupler_table" in table:
        for row in read_rows(folder / table["coupler_table"], COUPLER_COLUMNS):
            couplers[int(row[0]), int(row[1])] = float(row[2]) if row[2] else None
    return Snapshot(
        id=table["id"],
        figures=figures,
        qubits=qubits,
        couplers=couplers,
        convention=table.get("convention", ""),
        simultaneous=table.get("simultaneous"),
        kind=table.get("kind", ""),
        source=table.get("source", ""),
        locator=table.get("locator", ""),
        note=table.get("note", ""),
        caveat=table.get("caveat", ""),
    )


def quantity(fields: dict[str, Any], inherited: dict[str, Any]) -> Quantity:
    """Return a figure in SI units; source, locator and kind come from the snapshot if absent."""
    factor, unit = SI[fields.get("unit", "1")]

    def scale(key: str) -> float | None:
        return fields[key] * factor if key in fields else None

    return Quantity(
        value=scale("value"),
        unit=unit,
        low=scale("low"),
        high=scale("high"),
        statistic=fields.get("statistic", ""),
        convention=fields.get("convention", inherited.get("convention", "")),
        simultaneous=fields.get("simultaneous", inherited.get("simultaneous")),
        kind=fields.get("kind", inherited.get("kind", "")),
        source=fields.get("source", inherited.get("source", "")),
        locator=fields.get("locator", inherited.get("locator", "")),
        date=fields.get("date", inherited.get("id", "")),
        note=fields.get("note", ""),
    )
