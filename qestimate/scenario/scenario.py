"""A scenario: workload, devices, methods and goal, put together from what was given by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.catalog.files import hidden
from qestimate.core.errors import ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.scenario.inputs import INPUTS, MEDIA, arguments, lines
from qestimate.scenario.values import DEFAULT, Given, given_figures, read
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload, full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from qestimate.device.device import Device
    from qestimate.formats.workloads.datasets import DataFile
    from qestimate.workload.adapter import Adapter
    from qestimate.workload.modalities import Media
    from qestimate.workload.workload import LanguageModel

ALL = "all"
"""What is trained where every parameter is."""

EVERY = "all"
"""Every device of the catalogue, in place of the name of one."""

GOAL_LINES = lines("goal")
"""Lines of the workload table that show the goal, and the inputs each shows."""

WORKLOAD_LINES = lines("adapter", "data")
"""Lines of that table that show the workload, and the inputs each shows."""

ADAPTER, DATA = arguments("adapter"), arguments("data")
"""Inputs that describe the adapter and the data, and what ``Workload.of`` calls them."""

GOAL = arguments("goal")
"""Inputs that make the goal, and what ``Goal.of`` calls them."""


class Scenario(NamedTuple):
    """What is to be estimated, checked."""

    workload: Workload
    devices: list[Device]
    methods: list[str]
    """Empty for all that have a circuit for the workload."""
    goal: Goal
    values: dict[str, Given]
    """Every input that has a value, with its origin: ``given``, a file, a name of the catalogue,
    or ``default``."""
    lines: dict[str, str]
    """For each line of the workload table, where its values come from."""
    notes: tuple[str, ...] = ()

    @property
    def defaults(self) -> frozenset[str]:
        """Names of the inputs that nobody gave and no file or data set has."""
        return frozenset(name for name, one in self.values.items() if one.origin == DEFAULT)


def scenario(given: Mapping[str, Given]) -> Scenario:
    """Put a scenario together.

    A value that is given goes before a data set, a data set before a published setting, and that
    before the defaults.

    Args:
        given: By name of the input, as in ``qestimate.scenario.inputs.INPUTS``.

    Raises:
        DomainError: A number out of range.
        ScenarioError: Values that contradict each other.
        UnknownNameError: A name that is in no catalogue.

    >>> found = scenario({"params": Given("1e9"), "qubits": Given(72), "rank": Given(4)})
    >>> [device.id for device in found.devices]
    ['google-sycamore-72', 'google-willow-72', 'origin-wukong-72']
    >>> found.workload.adapter.rank, found.values["samples"].origin
    (4, 'default')
    """
    given = _with_preset(given)
    values = {name: read(name, one) for name, one in given.items()}
    origins = {name: one.origin for name, one in given.items()}
    labels = {name: one.label(name) for name, one in given.items()}
    workload, found = _workload(values, labels)
    devices, goal, notes = devices_and_goal(given)
    if "model" in values and (remark := hidden("model", values["model"])):
        notes = (*notes, remark)
    notes = (*notes, *_remarks_of_files(values, workload))
    settled = {
        name: Given(value, origins.get(name, origin)) for name, (value, origin) in found.items()
    }
    settled |= {name: Given(value, origins[name]) for name, value in values.items()}
    for name, spec in INPUTS.items():
        of_file = "adapter-config" in settled or workload.adapter.kind == "full"
        if spec.default is not None and not (name == "rank" and of_file):
            settled.setdefault(name, Given(spec.default, DEFAULT))
    return Scenario(
        workload,
        devices,
        values.get("method", []),
        goal,
        {name: settled[name] for name in INPUTS if name in settled},
        _lines(settled, assumed=workload.model.assumed),
        notes,
    )


def _remarks_of_files(values: Mapping[str, Any], workload: Workload) -> Iterator[str]:
    """Yield what is to be said of the files of a model and of an adapter."""
    for name, remark in (
        ("config", workload.model.note),
        ("adapter-config", workload.adapter.note),
    ):
        if name in values and remark:
            yield f"{values[name]}: {remark}"


def _with_preset(given: Mapping[str, Given]) -> Mapping[str, Given]:
    """Return the inputs with those of a published configuration that nothing typed rules out.

    Raises:
        UnknownNameError: No such configuration.
    """
    if "preset" not in given:
        return given
    from qestimate.catalog import preset

    name = read("preset", given["preset"])
    taken = {other for one in given for other in (one, *INPUTS[one].rivals)}
    found = {key: value for key, value in preset(name).inputs.items() if key not in taken}
    return {key: Given(value, name) for key, value in found.items()} | dict(given)


def devices_and_goal(given: Mapping[str, Given]) -> tuple[list[Device], Goal, tuple[str, ...]]:
    """Return the devices and the goal of a scenario, and remarks, whatever its workload is.

    Raises:
        DomainError: A number out of range.
        ScenarioError: Values that contradict each other.
        UnknownNameError: A name that is in no catalogue.
    """
    given = _with_preset(given)
    values = {
        name: read(name, one)
        for name, one in given.items()
        if INPUTS[name].part in ("goal", "devices", "figure")
    }
    labels = {name: one.label(name) for name, one in given.items()}
    figures = given_figures(
        {name: value for name, value in values.items() if INPUTS[name].figure}, labels
    )
    goal = Goal.of(**{GOAL[name]: value for name, value in values.items() if name in GOAL})
    devices, note = choose_devices(
        values.get("device", []),
        values.get("qubits"),
        figures,
        values.get("snapshot", ""),
        values.get("date", ""),
    )
    devices = list({(one.id, one.snapshot.id): one for one in devices}.values())
    remarks = (note, *(hidden("device", one.id) for one in devices))
    return devices, goal, tuple(dict.fromkeys(remark for remark in remarks if remark))


def asks_for_every_device(given: Mapping[str, Given]) -> bool:
    """Return whether the device that was asked for is every one there is.

    >>> asks_for_every_device({"device": Given("all")}), asks_for_every_device({})
    (True, False)
    """
    return "device" in given and any(map(_is_every, read("device", given["device"])))


def _lines(values: Mapping[str, Given], *, assumed: bool) -> dict[str, str]:
    """Return where each line of the workload table comes from."""

    def origin(parts: tuple[str, ...]) -> str:
        found = {part: values[part].origin if part in values else DEFAULT for part in parts}
        if len(set(found.values())) == 1:
            return found[parts[0]]
        return ", ".join(f"{part} {where}" for part, where in found.items())

    size, config = values.get("params"), values.get("config")
    model = "catalogue" if config is None else str(config.value)
    if size is not None:
        model = f"{size.origin}{'; shape assumed' if assumed else ''}"
    found = {"model": model}
    found |= {line: origin(parts) for line, parts in WORKLOAD_LINES.items()}
    if beside := [name for name in MEDIA if name in values]:
        found["data"] = origin((*WORKLOAD_LINES["data"], *beside))
    if "train" in values and values["train"].value == ALL:
        found["adapter"] = values["train"].origin
    if "adapter-config" in values:
        found["adapter"] = str(values["adapter-config"].value)
    for line, parts in GOAL_LINES.items():
        among = {values[part].origin for part in parts if part in values}
        stated = sorted(among - {DEFAULT})
        found[line] = ", ".join(stated) or DEFAULT
    return found


def _workload(
    values: Mapping[str, Any], labels: Mapping[str, str]
) -> tuple[Workload, dict[str, tuple[Any, str]]]:
    """Return the workload, and the values that a catalogue gave, with their origin."""
    from qestimate import catalog

    _check_model(values, labels)
    rank, samples = values.get("rank"), values.get("samples")
    found: dict[str, tuple[Any, str]] = {}
    model = _model(values)
    if "adapter" in values:
        setting = catalog.adapter(values["adapter"])
        found["target"] = (list(setting.targets), values["adapter"])
        names = {argument: name for name, argument in (ADAPTER | DATA).items()}
        found |= {names[key]: (value, values["adapter"]) for key, value in setting.values.items()}
    data_file = _data_file(values, labels)
    if "dataset" in values:
        if data_file is None:
            count, tokens = catalog.dataset(values["dataset"])
        else:
            count, tokens = data_file.samples, data_file.tokens_per_sample
        if samples not in (None, count):
            raise ScenarioError(
                f"{labels['dataset']} and {labels['samples']} contradict each other",
                hint="leave one of the two out",
            )
        found["samples"] = (count, values["dataset"])
        if tokens:
            found["tokens"] = (tokens, values["dataset"])
    targets = values.get("target") or found.get("target", ([], ""))[0]
    numbers = {name: value for name, (value, _) in found.items() if name in DATA}
    numbers |= {name: values[name] for name in DATA if name in values}
    if rank is None and "rank" in found:
        rank = found["rank"][0]
    workload = Workload.of(
        model,
        targets=tuple(targets),
        dataset=values.get("dataset", "") if data_file is None else data_file.label,
        adapter=_adapter(values, labels, model),
        media=_media(values, labels, model),
        **({} if rank is None else {"rank": rank}),
        **{DATA[name]: value for name, value in numbers.items()},
    )
    return workload, found


def _check_model(values: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    stated = [name for name in ("params", *INPUTS["params"].rivals) if name in values]
    if len(stated) > 1:
        raise ScenarioError(
            f"{labels[stated[0]]} and {labels[stated[1]]} contradict each other",
            hint="leave one of the two out",
        )
    if not stated:
        raise ScenarioError(
            "no model given", hint="for example --params 1e9 or --model llama-3.2-1b"
        )


def _model(values: Mapping[str, Any]) -> LanguageModel:
    """Return the model: from the catalogue, from a file, or of a size.

    What it ends in is as the task of the adapter has it, if that says one.
    """
    from qestimate import catalog

    task = ""
    if "adapter-config" in values:
        from qestimate.formats.workloads.peft import read_task

        task = read_task(values["adapter-config"])

    if "config" in values:
        from qestimate.formats.workloads.transformers import read_config

        return read_config(values["config"], task)
    found = (
        catalog.model(values["model"])
        if "model" in values
        else catalog.model_of_size(values["params"])
    )
    if not task or found.assumed:
        return found
    from qestimate.formats.workloads.tasks import for_task

    return for_task(found, task)


def _adapter(
    values: Mapping[str, Any], labels: Mapping[str, str], model: LanguageModel
) -> Adapter | None:
    """Return the adapter that a file describes, or all parameters; None if none was given."""
    trained = values.get("train", "adapter")
    if trained not in ("adapter", ALL):
        raise ScenarioError(
            f"{labels['train']} must be adapter or all, not {trained!r}",
            hint="all trains every parameter of the model",
        )
    if trained == ALL:
        for name in ("adapter", "adapter-config", "rank", "target"):
            if name in values:
                raise ScenarioError(
                    f"{labels['train']} all and {labels[name]} contradict each other",
                    hint="leave one of the two out",
                )
        return full(model)
    if "adapter-config" not in values:
        return None
    for name in INPUTS["adapter-config"].rivals:
        if name in values:
            raise ScenarioError(
                f"{labels['adapter-config']} and {labels[name]} contradict each other",
                hint="leave one of the two out",
            )
    from qestimate.formats.workloads.peft import read_adapter

    return read_adapter(
        values["adapter-config"],
        model.architecture,
        model="" if model.assumed else model.name,
        config=values.get("config", ""),
    )


def _media(
    values: Mapping[str, Any], labels: Mapping[str, str], model: LanguageModel
) -> Media | None:
    """Return images and sound of a sample, None where nothing is said of them."""
    if not any(name in values for name in MEDIA):
        return None
    from qestimate.scenario.media import media_of

    return media_of(values, labels, model)


def _data_file(values: Mapping[str, Any], labels: Mapping[str, str]) -> DataFile | None:
    """Return what a data file holds, None where the data set is one of the catalogue."""
    name = values.get("dataset", "")
    if not _is_data_file(name):
        for other, spec in INPUTS.items():
            if spec.of_data_file and other in values:
                raise ScenarioError(
                    f"{labels[other]} needs a data file", hint="--dataset train.jsonl"
                )
        return None
    if "tokenizer" in values and "chars-per-token" in values:
        raise ScenarioError(
            f"{labels['tokenizer']} and {labels['chars-per-token']} contradict each other",
            hint="leave one of the two out",
        )
    settings = {}
    if "chars-per-token" in values:
        settings["characters_per_token"] = values["chars-per-token"]
    from qestimate.formats.workloads.datasets import read_data

    return read_data(
        name, tokenizer=values.get("tokenizer", ""), field=values.get("field", ""), **settings
    )


def _is_data_file(name: str) -> bool:
    """Whether a data set is a file; where none is named, the readers are not loaded."""
    if not name:
        return False
    from qestimate.formats.workloads.datasets import is_data_file

    return is_data_file(name)


def choose_devices(
    names: list[str],
    qubits: int | None,
    figures: Mapping[str, float],
    snapshot: str = "",
    day: str = "",
) -> tuple[list[Device], str]:
    """Return the devices asked for, and a remark where the generic one stands in.

    By name if names are given, ``all`` for every one; else those advertised with ``qubits``
    qubits; else, and whenever figures are set by hand without a name, the generic device. On a
    day if one is named.

    Raises:
        DomainError: No date.
        ScenarioError: A name and a number of qubits that do not fit together, or neither.
    """
    from qestimate import catalog

    if any(map(_is_every, names)):
        chosen = _every(names, qubits, snapshot, catalog.device)
    elif names:
        chosen = _named(names, qubits, snapshot, catalog.device)
    elif snapshot:
        raise ScenarioError(
            "--snapshot needs a device", hint="for example --device origin-wukong-72"
        )
    elif qubits is None:
        raise ScenarioError(
            "no device given", hint="for example --qubits 72 or --device origin-wukong-72"
        )
    else:
        known = [] if figures else catalog.devices_of_size(qubits)
        chosen = [catalog.device(name) for name in known or ["generic"]]
    ready = [
        (
            device.resized(qubits)
            if device.qubits_advertised is None and qubits is not None
            else device
        ).with_figures(figures)
        for device in (one.at(day) if day else one for one in chosen)
    ]
    if names or chosen[0].qubits_advertised is not None:
        return ready, ""
    why = "figures are set by flag" if figures else f"no known device has {qubits:,} qubits"
    return ready, f"{why}: a generic device of {qubits:,} qubits stands in, all figures assumed"


def _is_every(name: str) -> bool:
    return name.lower() == EVERY


def _every(
    names: list[str], qubits: int | None, snapshot: str, find: Callable[[str], Device]
) -> list[Device]:
    """Return every device of the catalogue, and those that are named beside.

    Raises:
        ScenarioError: Something is given that picks among them.
    """
    from qestimate.catalog.load import all_devices

    picks = [f"--qubits {qubits}"] if qubits is not None else []
    picks += [f"--snapshot {snapshot}"] if snapshot else []
    if picks:
        raise ScenarioError(
            f"--device {EVERY} and {picks[0]} contradict each other",
            hint=f"{EVERY} takes every device, each at its newest calibration",
        )
    beside = [find(name) for name in names if not _is_every(name)]
    for one in beside:
        if one.qubits_advertised is None:
            raise ScenarioError(
                f"device {one.id} has no size of its own", hint=f"leave it out beside {EVERY}"
            )
    return [*all_devices(), *beside]


def _named(
    names: list[str], qubits: int | None, snapshot: str, find: Callable[[str, str], Device]
) -> list[Device]:
    if snapshot and any("@" in name for name in names):
        raise ScenarioError(
            "--snapshot and ID@DATE contradict each other", hint="leave one of the two out"
        )
    chosen = [find(name, snapshot) for name in names]
    for device in chosen:
        if device.topology == "grid" and device.qubits_advertised is None:
            if qubits is None:
                raise ScenarioError(
                    f"device {device.id} has no size of its own", hint="add --qubits 72"
                )
            continue
        if qubits is not None and device.qubits_advertised != qubits:
            raise ScenarioError(
                f"--qubits {qubits} contradicts --device {device.id}, "
                f"which has {device.qubits_advertised}",
                hint="leave one of the two out; qubits of a circuit's own are named --qubits 60,61",
            )
    return chosen
