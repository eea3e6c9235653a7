"""Adapters from the ``adapter_config.json`` that PEFT writes beside its weights.

Modules are matched by name as PEFT does it [peft-lora], on the names that checkpoints have: every
expert's layers are layers of their own, as they are in the files with the weights. Where a library
keeps the weights of all experts in one tensor it adapts that, with other counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import WorkloadFileError
from qestimate.core.patterns import matched, problem_of
from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.fields import Fields
from qestimate.formats.workloads.json_file import read_object
from qestimate.workload.architecture import (
    OUTSIDE,
    Linear,
    bias_count,
    head,
    linears,
    module_names,
    projections,
    routes,
    within,
)
from qestimate.workload.architecture import embedding as embedding_of
from qestimate.workload.families import family
from qestimate.workload.workload import Adapter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qestimate.workload.architecture import Architecture

NAME = "adapter_config.json"
"""How such a file is called."""

NOT_COUNTED = {
    "target_parameters": "adapters on parameters that are no modules",
    "layer_replication": "copies of layers",
    "use_qalora": "quantisation-aware adapters",
}
"""Settings that change the count in ways that are not modelled."""

MAX_MODULES = 2_000_000
"""Linear layers of a model that are looked through one by one."""

OTHER_HEADS = ("classifier", "score", "qa_outputs", "pooler")
"""Modules of models for other tasks, which a language model does not have."""

DEFAULT_TARGETS = {"phi": ("q_proj", "v_proj", "fc1", "fc2")}
"""What PEFT adapts if nothing is said, where that is not query and value [peft-lora]."""


class Module(NamedTuple):
    """A linear layer or an embedding of a model."""

    name: str
    """In full, with the number of its block."""
    block: int
    kind: Linear
    of_vocabulary: bool = False
    """Whether it is an embedding or the output layer."""
    also: str = ""
    """Another name of it: libraries have renamed output layers."""

    @property
    def container(self) -> str:
        """What its blocks are called, without the names around; empty outside of any."""
        around = self.name.split(f".{self.block}.")[0] if self.block != OUTSIDE else ""
        return around.rpartition(".")[2]

    def is_called(self, name: str) -> bool:
        """Whether a name of a list means this module: its own, or the end of it."""
        return name in (self.name, self.also) or self.name.endswith(f".{name}")

    def is_saved(self, name: str) -> bool:
        """Whether a name among those that are trained in full means this module: its end."""
        return self.name.endswith(name) or (bool(self.also) and self.also.endswith(name))


class Rules(NamedTuple):
    """Which modules are adapted."""

    targets: str | tuple[str, ...]
    """A regular expression, ``all-linear``, or names."""
    excluded: str | tuple[str, ...]
    layers: frozenset[int] | None
    """Numbers of blocks; None for all."""
    saved: tuple[str, ...]
    containers: tuple[str, ...] = ()
    """What the blocks that ``layers`` numbers are called; empty for all."""
    matched: Mapping[str, frozenset[str]] = {}
    """Names of modules that each regular expression matches."""

    def holds(self, module: Module) -> bool:
        """Whether a module gets an adapter."""
        if any(module.is_saved(name) for name in self.saved):
            return False
        if self.excluded and self._names(self.excluded, module):
            return False
        if isinstance(self.targets, str):
            if self.targets.lower() == "all-linear":
                return not module.of_vocabulary and not module.kind.by_name
            return self._names(self.targets, module)
        if module.name in self.targets or module.also in self.targets:
            return True  # named in full, whatever its block
        if not self._names(self.targets, module):
            return False
        if self.layers is None:
            return True
        meant = not self.containers or module.container in self.containers
        return meant and module.block in self.layers

    def _names(self, names: str | tuple[str, ...], module: Module) -> bool:
        if isinstance(names, str):
            return not self.matched[names].isdisjoint((module.name, module.also))
        return any(module.is_called(name) for name in names)


def read_adapter(path: str | Path, architecture: Architecture) -> Adapter:
    """Return the adapter that an ``adapter_config.json`` lays on a model.

    Args:
        path: Of the file, or of the folder it is in.
        architecture: The model it is laid on.

    Raises:
        WorkloadFileError: A file that cannot be read, is no LoRA, or fits no module of the model.
    """
    content = read_object(path, NAME)
    try:
        return adapter_of(content, architecture)
    except WorkloadFileError as error:
        raise WorkloadFileError(
            f"{path}: {error.message}", problems=error.problems, hint=error.hint
        ) from None


def adapter_of(content: Mapping[str, Any], architecture: Architecture) -> Adapter:
    """Return the adapter that a configuration lays on a model.

    Raises:
        WorkloadFileError: No LoRA, fields that are wrong, or no module that fits.

    >>> from qestimate.workload.architecture import Architecture
    >>> gpt2 = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> adapter_of({"peft_type": "LORA", "r": 8, "target_modules": ["c_attn"]}, gpt2).parameters
    294912
    """
    kind = content.get("peft_type")
    if kind != "LORA":
        raise WorkloadFileError(
            f"peft_type 'LORA' expected, found {kind!r:.60}",
            hint="other adapters are not modelled" if kind else "no configuration of PEFT",
        )
    fields = Fields(content)
    for name, what in NOT_COUNTED.items():
        if content.get(name):
            fields.problems.append(f"{name}: {what} are not modelled")
    every = _modules(architecture)
    rank = fields.count("r", default=8)
    rules = _rules(fields, architecture)
    patterns = _rank_pattern(fields)
    whole = _saved(rules.saved, every, fields)
    tokens = _trained_tokens(fields, architecture)
    biases = content.get("bias", "none")
    if biases not in ("none", "all", "lora_only"):
        fields.problems.append(f"bias: none, all or lora_only expected, found {biases!r:.60}")
    dora = fields.flag("use_dora", default=False)
    lora_bias = fields.flag("lora_bias", default=False)
    stabilised = fields.flag("use_rslora", default=False)
    if fields.problems:
        raise WorkloadFileError(
            "not a sound configuration of LoRA",
            problems=fields.problems,
            hint="each line names a field, what was expected and what was found",
        )
    rules = rules._replace(matched=_matched(rules, patterns, every))
    ranks = [(rules.matched[pattern], its) for pattern, its in patterns]
    groups: dict[tuple[Linear, int], list[Module]] = {}
    for module in every:
        if rules.holds(module):
            its = next((r for names, r in ranks if module.name in names), rank)
            groups.setdefault((module.kind, its), []).append(module)
    if not groups:
        raise _nothing(content, rules, every, architecture)
    modules = tuple(_group(kind, found) for (kind, _), found in groups.items())
    each = tuple(its for _, its in groups)
    _check_ranks(modules, each, architecture)
    extra = sum(m.copies * m.d_out for m in modules) * (dora + lora_bias)
    if biases == "lora_only":
        extra += sum(m.copies * m.d_out for m in modules if m.biased)
    elif biases == "all":
        extra += bias_count(architecture) - sum(m.kind.biased * m.kind.d_out for m in whole)
    notes = []
    by_name: dict[str, int] = {}
    for module in whole:
        by_name[module.kind.name] = by_name.get(module.kind.name, 0) + module.kind.weights
    saved = tuple(by_name.items())
    if tokens:
        width = architecture.embedding_size or architecture.hidden_size
        saved = (*saved, (f"embeddings of {tokens} tokens", tokens * width))
    if stabilised:
        notes.append("rank-stabilised scaling changes no count")
    if len(set(each)) > 1:
        notes.append(f"ranks {min(each)} to {max(each)}; circuits are those of rank {max(each)}")
    return Adapter(
        rank=max(each),
        targets=tuple(dict.fromkeys(m.name for m in modules)),
        modules=modules,
        kind="dora" if dora else "lora",
        ranks=each if len(set(each)) > 1 else (),
        extra=extra,
        saved=saved,
        note="; ".join(notes),
    )


def _matched(
    rules: Rules, patterns: list[tuple[str, int]], every: list[Module]
) -> dict[str, frozenset[str]]:
    """Return the names, also the other ones, that each regular expression of a file matches."""
    chosen = [one for one in (rules.targets, rules.excluded) if isinstance(one, str)]
    return matched(
        [*chosen, *(pattern for pattern, _ in patterns)],
        [name for one in every for name in (one.name, one.also) if name],
        about="target_modules, exclude_modules, rank_pattern",
        kind=WorkloadFileError,
    )


def _nothing(
    content: Mapping[str, Any], rules: Rules, every: list[Module], architecture: Architecture
) -> WorkloadFileError:
    """Return the error for rules under which no module is left."""
    free = rules._replace(excluded=(), layers=None, saved=())
    if any(free.holds(module) for module in every):
        return WorkloadFileError(
            "no module is left that target_modules names: layers_to_transform, exclude_modules "
            "or modules_to_save take them all",
            hint=f"the model has blocks 0 to {architecture.layers - 1}",
        )
    known = sorted({module.kind.name for module in every})
    return WorkloadFileError(
        f"no module of this {architecture.family} model is called as target_modules says: "
        f"{content.get('target_modules')!r:.80}",
        hint=f"it has {', '.join(known)}",
    )


def _check_ranks(
    modules: tuple[Linear, ...], ranks: tuple[int, ...], architecture: Architecture
) -> None:
    """Raise WorkloadFileError for a rank wider than a layer, those that choose experts apart."""
    for layer, rank in zip(modules, ranks, strict=True):
        side = min(layer.d_in, layer.d_out)
        if rank > side and not routes(architecture, layer):
            raise WorkloadFileError(
                f"rank {rank} is wider than the narrowest side of {layer.name}, {side}",
                hint="4 to 64 are usual",
            )


def _modules(architecture: Architecture) -> list[Module]:
    """Return every module that can be adapted, embeddings and the output layer last.

    Raises:
        WorkloadFileError: More than are looked through one by one.
    """
    count = sum(kind.copies for kind in linears(architecture))
    if count > MAX_MODULES:
        raise WorkloadFileError(
            f"a model of {count:,} linear layers is not looked through name by name",
            hint=f"--rank and --target count any number; at most {MAX_MODULES:,} here",
        )
    found = [Module(name, block, kind) for name, block, kind in module_names(architecture)]
    found += [Module(layer.path, OUTSIDE, layer) for layer in projections(architecture)]
    spec = family(architecture.family)
    table = within(architecture, spec.embedding)
    found.append(Module(table, OUTSIDE, embedding_of(architecture), of_vocabulary=True))
    if spec.positions:
        name = spec.positions.rpartition(".")[2]
        rows = Linear(name, architecture.positions, architecture.hidden_size, 1)
        found.append(Module(spec.positions, OUTSIDE, rows, of_vocabulary=True))
    output = head(architecture)
    found.append(Module(spec.head, OUTSIDE, output, of_vocabulary=True, also=output.name))
    return found


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


def _rules(fields: Fields, architecture: Architecture) -> Rules:
    spec = family(architecture.family)
    targets = _names(fields, "target_modules")
    if not targets:
        targets = DEFAULT_TARGETS.get(architecture.family, spec.targets)
    layers = fields.content.get("layers_to_transform")
    chosen: frozenset[int] | None = None
    if layers is not None and layers != []:
        listed = [layers] if type(layers) is int else layers
        if not isinstance(listed, list) or not all(type(x) is int for x in listed):
            fields.problems.append(
                f"layers_to_transform: a number or a list of numbers expected, found {layers!r:.60}"
            )
        else:
            chosen = frozenset(listed)
            if isinstance(targets, str):
                fields.problems.append("layers_to_transform: needs target_modules as a list")
    patterns = _names(fields, "layers_pattern")
    container = spec.blocks.rpartition(".")[2]
    if chosen is not None and patterns and container not in (patterns, *patterns):
        fields.problems.append(
            f"layers_pattern: the blocks of this model are called {container!r}, "
            f"found {patterns!r:.60}"
        )
    saved = _names(fields, "modules_to_save")
    return Rules(
        targets,
        _names(fields, "exclude_modules"),
        chosen,
        (saved,) if isinstance(saved, str) else saved,
        (patterns,) if isinstance(patterns, str) else patterns,
    )


def _names(fields: Fields, name: str) -> str | tuple[str, ...]:
    """Return a field that is a regular expression or a list of names; empty if not there."""
    value = fields.content.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        if problem := problem_of(value):
            fields.problems.append(f"{name}: {value!r:.60} is no regular expression: {problem}")
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(dict.fromkeys(value))
    fields.problems.append(f"{name}: names in a list, or one text expected, found {value!r:.60}")
    return ()


def _rank_pattern(fields: Fields) -> list[tuple[str, int]]:
    """Return patterns of names and their ranks; the first that fits counts."""
    table = fields.content.get("rank_pattern") or {}
    if not isinstance(table, dict):
        fields.problems.append(f"rank_pattern: a table expected, found {table!r:.60}")
        return []
    inner = Fields(table, "rank_pattern.")
    found = []
    for key in table:
        pattern = rf"(?:.*\.)?(?:{key})"
        if problem := problem_of(pattern):
            inner.problems.append(f"rank_pattern.{key:.60}: no regular expression: {problem}")
        else:
            found.append((pattern, inner.count(key)))
    fields.problems += inner.problems
    return found


def _saved(names: tuple[str, ...], every: list[Module], fields: Fields) -> list[Module]:
    """Return the modules that are trained in full, each once."""
    for name in names:
        if name not in OTHER_HEADS and not any(m.is_saved(name) for m in every):
            fields.problems.append(
                f"modules_to_save: {name!r:.60} is no linear layer and no embedding; norms and "
                "whole blocks are not counted"
            )
    return [m for m in every if any(m.is_saved(name) for name in names)]


def _trained_tokens(fields: Fields, architecture: Architecture) -> int:
    """Return how many rows of embedding and output layer are trained, shared ones once."""
    value = fields.content.get("trainable_token_indices")
    if value is None:
        return 0
    tables = value if isinstance(value, dict) else {"": value}
    rows: list[set[int]] = []
    for listed in tables.values():
        if not isinstance(listed, list) or not all(
            type(row) is int and 0 <= row < architecture.vocab_size for row in listed
        ):
            fields.problems.append(
                "trainable_token_indices: rows of the vocabulary in a list expected, found "
                f"{listed!r:.60}"
            )
            return 0
        rows.append(set(listed))
    if architecture.tied_embeddings and rows:
        return len(set.union(*rows))
    return sum(len(one) for one in rows)
