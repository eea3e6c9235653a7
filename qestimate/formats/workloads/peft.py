"""Adapters from the ``adapter_config.json`` that PEFT writes beside its weights.

Modules are matched by name as PEFT does it [peft-lora], on the names that checkpoints have: every
expert's layers are layers of their own, as they are in the files with the weights. Where a library
keeps the weights of all experts in one tensor it adapts that, with other counts. Every field that
changes a count is counted or refused; those that do not are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import WorkloadFileError
from qestimate.core.patterns import matched
from qestimate.formats.workloads import library
from qestimate.formats.workloads.adapter_modules import Module, modules_of
from qestimate.formats.workloads.adapter_remarks import remarks
from qestimate.formats.workloads.adapter_settings import Settings, settings_of
from qestimate.formats.workloads.fields import Fields, NotCountedError
from qestimate.formats.workloads.json_file import read_object
from qestimate.workload.adapter import Adapter
from qestimate.workload.listing import OUTSIDE, bias_count, routes
from qestimate.workload.modules import Linear

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qestimate.formats.workloads.adapter_modules import Rules
    from qestimate.workload.architecture import Architecture

NAME, MODEL = "adapter_config.json", "config.json"
"""How such a file is called, and that of its model."""

OTHER_ADAPTERS = (
    *("ADALORA", "ADAPTION_PROMPT", "BOFT", "BONE", "C3A", "CPT", "FOURIERFT", "GRALORA", "HRA"),
    *("IA3", "LN_TUNING", "LOHA", "LOKR", "MISS", "MULTITASK_PROMPT_TUNING", "OFT", "P_TUNING"),
    *("PREFIX_TUNING", "PROMPT_TUNING", "RANDLORA", "ROAD", "SHIRA", "TRAINABLE_TOKENS", "VBLORA"),
    *("VERA", "WAVEFT", "XLORA"),
)
"""Types of adapters that only the library counts."""


def read_adapter(
    path: str | Path, architecture: Architecture, *, model: str = "", config: str | Path = ""
) -> Adapter:
    """Return the adapter that an ``adapter_config.json`` lays on a model.

    Args:
        path: Of the file, or of the folder it is in.
        architecture: The model it is laid on.
        model: Name of the model; empty if it has none.
        config: The ``config.json`` of the model, with which the library counts what has no closed
            form here; empty if there is none.

    Raises:
        WorkloadFileError: A file that cannot be read, or fits no module of the model.
    """
    content = read_object(path, NAME)
    try:
        return _counted(content, architecture, model, config)
    except WorkloadFileError as error:
        raise WorkloadFileError(
            f"{path}: {error.message}", problems=error.problems, hint=error.hint
        ) from None


def _counted(
    content: Mapping[str, Any], architecture: Architecture, model: str, config: str | Path
) -> Adapter:
    """Return an adapter by a closed form, else as the library counts it."""
    try:
        return adapter_of(content, architecture, model=model)
    except NotCountedError as error:
        if not (library.versions() and config):
            hint = "--config with the file of the model" if library.versions() else library.EXTRA
            raise WorkloadFileError(error.message, problems=error.problems, hint=hint) from None
    found = library.ask(read_object(config, MODEL), content, task_of(content))
    return library.adapter_of(found, str(content["peft_type"]))


def task_of(content: Mapping[str, Any]) -> str:
    """Return the task of an adapter; empty if its file names none.

    >>> task_of({"task_type": "SEQ_CLS"}), task_of({"task_type": None})
    ('SEQ_CLS', '')
    """
    task = content.get("task_type")
    return task if isinstance(task, str) else ""


def read_task(path: str | Path) -> str:
    """Return the task of the adapter in an ``adapter_config.json``; empty if it names none.

    Raises:
        WorkloadFileError: A file that cannot be read.
    """
    return task_of(read_object(path, NAME))


def adapter_of(
    content: Mapping[str, Any], architecture: Architecture, *, model: str = ""
) -> Adapter:
    """Return the adapter that a configuration lays on a model.

    Args:
        content: Of the file.
        architecture: The model it is laid on.
        model: Name of the model; empty if it has none.

    Raises:
        WorkloadFileError: No LoRA, fields that are wrong, or no module that fits.

    >>> from qestimate.workload.architecture import Architecture
    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> adapter_of({"peft_type": "LORA", "r": 8, "target_modules": ["c_attn"]}, gpt2).parameters
    294912
    """
    fields = Fields(content)
    kind = fields.get("peft_type")
    if kind in OTHER_ADAPTERS:
        raise NotCountedError(f"peft_type {kind!r}: no formula for its count")
    if kind != "LORA":
        raise WorkloadFileError(
            f"peft_type 'LORA' expected, found {kind!r:.60}",
            hint=f"or {', '.join(OTHER_ADAPTERS)}" if kind else "no configuration of PEFT",
        )
    every = modules_of(architecture)
    asked = settings_of(fields, architecture, every)
    fields.check("LoRA")
    asked = asked._replace(rules=asked.rules._replace(matched=_matched(asked, every)))
    chosen = [module for module in every if asked.rules.holds(module)]
    tables = [module.name for module in every if asked.rules.names_table(module)]
    if tables:
        raise NotCountedError(f"target_modules: an adapter on {tables[0]} is not counted")
    if asked.tied:
        chosen = _with_tied(chosen, every)
    if not chosen:
        raise _nothing(content, asked.rules, every, architecture)
    modules, ranks = _grouped(chosen, asked)
    notes = remarks(content, asked, every, chosen, model)
    notes += _wide_ranks(modules, ranks, architecture)
    if len(set(ranks)) > 1:
        notes.append(f"ranks {min(ranks)} to {max(ranks)}; circuits are those of rank {max(ranks)}")
    return Adapter(
        rank=max(ranks),
        targets=tuple(dict.fromkeys(m.name for m in modules)),
        modules=modules,
        kind="dora" if asked.dora else "lora",
        ranks=ranks if len(set(ranks)) > 1 else (),
        extra=_beside(modules, ranks, asked, architecture),
        saved=_in_full(asked),
        note="; ".join(notes),
    )


def _grouped(chosen: list[Module], asked: Settings) -> tuple[tuple[Linear, ...], tuple[int, ...]]:
    """Return the kinds of layers that are adapted, and the rank of each."""
    groups: dict[tuple[Linear, int], list[Module]] = {}
    named = asked.rules.matched
    for module in chosen:
        fits = (r for _, pattern, r in asked.patterns if module.name in named[pattern])
        if isinstance(module.kind, Linear):
            groups.setdefault((module.kind, next(fits, asked.rank)), []).append(module)
    modules = tuple(_group(kind, found) for (kind, _), found in groups.items())
    return modules, tuple(rank for _, rank in groups)


def _beside(
    modules: tuple[Linear, ...], ranks: tuple[int, ...], asked: Settings, a: Architecture
) -> int:
    """Return what is trained beside two whole matrices of each layer; fewer than 0 if they are not.

    A magnitude and a bias for each output, a number for each rank, and biases of the model.
    """
    extra = sum(m.copies * m.d_out for m in modules) * (asked.dora + asked.lora_bias)
    for layer, rank in zip(modules, ranks, strict=True):
        extra += layer.copies * (rank * asked.diagonal - asked.blocks.fewer(layer, rank))
    if asked.biases == "lora_only":
        extra += sum(m.copies * m.d_out for m in modules if m.biased)
    elif asked.biases == "all":
        extra += bias_count(a) - sum(module.biases for module in asked.whole)
    return extra


def _in_full(asked: Settings) -> tuple[tuple[str, int], ...]:
    """Return what is trained in full, and its parameters."""
    found: dict[str, int] = {}
    there: set[frozenset[int]] = set()
    for module in asked.whole:
        size = module.size
        if asked.tied and (module.shared or module.vocabulary == "table"):
            size = 0 if module.sides in there else size - module.biases
            there.add(module.sides)  # the matrix that they share is there once
        if size:
            found[module.short] = found.get(module.short, 0) + size
    number, parameters = asked.tokens
    if number:
        found[f"embeddings of {number} tokens"] = parameters
    return tuple(found.items())


def _matched(asked: Settings, every: list[Module]) -> dict[str, frozenset[str]]:
    """Return the names, also the other ones, that each regular expression of a file matches."""
    rules = asked.rules
    chosen = [one for one in (rules.targets, rules.excluded) if isinstance(one, str)]
    return matched(
        [*chosen, *(pattern for _, pattern, _ in asked.patterns)],
        [name for one in every for name in (one.name, one.also) if name],
        about="target_modules, exclude_modules, rank_pattern",
        kind=WorkloadFileError,
    )


def _with_tied(chosen: list[Module], every: list[Module]) -> list[Module]:
    """Return the modules with what shares the weights of an embedding among them.

    PEFT lays an adapter on both; the second is the first one, turned over, and counted again.
    """
    shared = {m.sides for m in every if m.shared}
    both = [m for m in every if m.vocabulary and m.sides in shared]
    if not any(m in both for m in chosen):
        return chosen
    return [*(m for m in chosen if m not in both), *both]


def _nothing(
    content: Mapping[str, Any], rules: Rules, every: list[Module], architecture: Architecture
) -> WorkloadFileError:
    """Return the error for rules under which no module is left."""
    free = rules._replace(excluded=frozenset(), layers=None, saved=())
    if any(free.holds(module) for module in every):
        return WorkloadFileError(
            "no module is left that target_modules names: layers_to_transform, exclude_modules "
            "or modules_to_save take them all",
            hint=f"the model has blocks 0 to {architecture.layers - 1}",
        )
    known = sorted({module.short for module in every if module.adaptable})
    return WorkloadFileError(
        f"no module of this {architecture.family} model is called as target_modules says: "
        f"{content.get('target_modules')!r:.80}",
        hint=f"it has {', '.join(known)}",
    )


def _wide_ranks(
    modules: tuple[Linear, ...], ranks: tuple[int, ...], architecture: Architecture
) -> list[str]:
    """Return a remark for ranks wider than a layer, those that choose experts apart."""
    wide = dict.fromkeys(
        f"{layer.name} ({min(layer.d_in, layer.d_out)})"
        for layer, rank in zip(modules, ranks, strict=True)
        if rank > min(layer.d_in, layer.d_out) and not routes(architecture, layer)
    )
    return [f"the rank is wider than the narrowest side of {', '.join(wide)}"] if wide else []


def _group(kind: Linear, found: list[Module]) -> Linear:
    """Return a kind of layer with as many copies as were chosen."""
    numbers = dict.fromkeys(module.block for module in found)
    blocks = tuple(number for number in numbers if number != OUTSIDE)
    passed = None
    if kind.passed is not None:
        picked = kind.passed // len(kind.blocks)
        held = dict.fromkeys(blocks, 0)
        for module in found:
            held[module.block] += 1
        passed = sum(min(picked, count) for count in held.values())
    return kind._replace(copies=len(found), passed=passed, blocks=blocks)
