"""What an ``adapter_config.json`` asks for, field by field: counted, refused, or known as idle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.patterns import problem_of
from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.adapter_modules import Module, Rules
from qestimate.formats.workloads.fields import Fields
from qestimate.formats.workloads.tasks import HEADS_OF_TASKS
from qestimate.workload.listing import default_targets, linears
from qestimate.workload.modules import Linear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.workload.architecture import Architecture

NOT_COUNTED = {
    "target_parameters": "adapters on parameters that are no modules",
    "layer_replication": "copies of layers",
    "use_qalora": "quantisation-aware adapters",
    "monteclora_config": "adapters that are drawn",
    "arrow_config": "routers between adapters",
}
"""Settings that change the count in ways that have no closed form here."""

IDLE = frozenset(
    (
        *("lora_alpha", "lora_dropout", "alpha_pattern", "init_lora_weights", "fan_in_fan_out"),
        *("megatron_config", "megatron_core", "loftq_config", "eva_config", "corda_config"),
        *("lora_ga_config", "velora_config", "alora_invocation_tokens", "qalora_group_size"),
        *("runtime_config", "auto_mapping", "peft_version", "revision", "inference_mode"),
    )
)
"""Fields of PEFT 0.21 that change no count."""

DEFAULT_TARGETS: dict[str, str | tuple[str, ...]] = {
    "phi": ("q_proj", "v_proj", "fc1", "fc2"),
    "gemma4": r".*language_model\..*\.(q_proj|v_proj)",
}
"""What PEFT adapts if nothing is said, where that is not query and value [peft-lora]."""


class Settings(NamedTuple):
    """What a configuration of LoRA asks for."""

    rank: int
    rules: Rules
    patterns: list[tuple[str, str, int]]
    """Names and their ranks: as written, as a regular expression, and the rank."""
    whole: list[Module]
    """Modules that are trained in full."""
    tokens: tuple[int, int]
    """Rows of embeddings that are trained, and their parameters."""
    biases: str
    dora: bool
    lora_bias: bool
    stabilised: bool
    blocks: BlockDiagonal
    diagonal: bool
    """Whether a number for each rank is trained besides."""
    tied: bool
    """Whether layers that share their weights are adapted together."""


def settings_of(fields: Fields, architecture: Architecture, every: list[Module]) -> Settings:
    """Return what a configuration of LoRA asks for; problems are collected in ``fields``."""
    for name, what in NOT_COUNTED.items():
        if fields.get(name):
            fields.refuse(f"{name}: {what} are not counted")
    rules = _rules(fields, architecture)
    biases = fields.get("bias", "none")
    if biases not in ("none", "all", "lora_only"):
        fields.problems.append(f"bias: none, all or lora_only expected, found {biases!r:.60}")
    found = Settings(
        rank=fields.count("r", default=8),
        rules=rules,
        patterns=_rank_pattern(fields),
        whole=[m for m in every if any(m.is_inside(name) for name in rules.saved)],
        tokens=_trained_tokens(fields, architecture, every),
        biases=str(biases),
        dora=fields.flag("use_dora", default=False),
        lora_bias=fields.flag("lora_bias", default=False),
        stabilised=fields.flag("use_rslora", default=False),
        blocks=_block_diagonal(fields),
        diagonal=fields.get("kasa_config") is not None,
        tied=fields.flag("ensure_weight_tying", default=False)
        and architecture.tied_embeddings
        and _names_embedding(rules),
    )
    if found.tied and not _is_plain(rules, every):
        fields.refuse("ensure_weight_tying: not counted with these names of embeddings")
    if found.tokens[0] and any(m.vocabulary == "table" for m in found.whole):
        fields.problems.append("trainable_token_indices: the table is in modules_to_save too")
    fields.asked |= {"base_model_name_or_path", "task_type"}
    fields.refuse_others(IDLE)
    return found


_EMBEDDINGS = ("embed_tokens", "lm_head")
"""Names by which PEFT knows layers that share their weights."""

_EACH = {"modules_to_save": 1000}
"""Names that are compared with each module one by one."""

MAX_PATTERNS = 2000
"""Patterns of names with ranks."""


def _of_embeddings(names: Iterable[str]) -> list[str]:
    """Return those of some names that PEFT knows as layers which share their weights."""
    return [name for name in names if name.rpartition(".")[2] in _EMBEDDINGS]


def _names_embedding(rules: Rules) -> bool:
    """Whether a configuration names a layer that shares its weights, as PEFT knows it."""
    if isinstance(rules.targets, str) and any(name in rules.targets for name in _EMBEDDINGS):
        return True
    named = () if isinstance(rules.targets, str) else rules.targets
    return bool(_of_embeddings((*rules.saved, *named)))


def _is_plain(rules: Rules, every: list[Module]) -> bool:
    """Whether embeddings are named in one way only, and by names that the model has."""
    saved = _of_embeddings(rules.saved)
    named = () if isinstance(rules.targets, str) else rules.targets
    known = all(any(m.vocabulary and m.is_saved(name) for m in every) for name in saved)
    return known and not (saved and _of_embeddings(named))


def _rules(fields: Fields, architecture: Architecture) -> Rules:
    targets = _names(fields, "target_modules")
    if not targets:
        targets = DEFAULT_TARGETS.get(architecture.family) or default_targets(architecture)
    layers = fields.get("layers_to_transform")
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
    containers = {kind.stem or architecture.spec.blocks for kind in linears(architecture)}
    known = {name.rpartition(".")[2] for name in containers}
    if chosen is not None and patterns and not known & {patterns, *patterns}:
        fields.problems.append(
            f"layers_pattern: the blocks of this model are called {' or '.join(sorted(known))}, "
            f"found {patterns!r:.60}"
        )
    saved = _names(fields, "modules_to_save")
    saved = (saved,) if isinstance(saved, str) else saved
    task = fields.content.get("task_type")
    excluded = _names(fields, "exclude_modules")
    return Rules(
        targets if isinstance(targets, str) else frozenset(targets),
        excluded if isinstance(excluded, str) else frozenset(excluded),
        chosen,
        (*saved, *HEADS_OF_TASKS.get(task if isinstance(task, str) else "", ())),
        (patterns,) if isinstance(patterns, str) else patterns,
    )


def _names(fields: Fields, name: str) -> str | tuple[str, ...]:
    """Return a field that is a regular expression or a list of names; empty if not there."""
    value = fields.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        if problem := problem_of(value):
            fields.problems.append(f"{name}: {value!r:.60} is no regular expression: {problem}")
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        if name in _EACH and len(value) > _EACH[name]:
            fields.problems.append(f"{name}: at most {_EACH[name]:,} names, found {len(value):,}")
            return ()
        return tuple(dict.fromkeys(value))
    fields.problems.append(f"{name}: names in a list, or one text expected, found {value!r:.60}")
    return ()


def _rank_pattern(fields: Fields) -> list[tuple[str, str, int]]:
    """Return patterns of names, also as expressions, and ranks; the first that fits counts."""
    table = fields.get("rank_pattern") or {}
    if not isinstance(table, dict):
        fields.problems.append(f"rank_pattern: a table expected, found {table!r:.60}")
        return []
    if len(table) > MAX_PATTERNS:
        fields.problems.append(
            f"rank_pattern: at most {MAX_PATTERNS:,} patterns, found {len(table):,}"
        )
        return []
    inner = Fields(table, "rank_pattern.")
    found = []
    for key in table:
        pattern = rf"(?:.*\.)?(?:{key})"
        if problem := problem_of(pattern):
            inner.problems.append(f"rank_pattern.{key:.60}: no regular expression: {problem}")
        else:
            found.append((key, pattern, inner.count(key)))
    fields.take(inner)
    return found


class BlockDiagonal(NamedTuple):
    """Which of the two matrices of an adapter have blocks on their diagonal alone."""

    number: int = 1
    """Blocks. [1]"""
    first: tuple[str, ...] = ()
    """Parts of the names of layers whose first matrix has them."""
    second: tuple[str, ...] = ()

    def fewer(self, layer: Linear, rank: int) -> int:
        """Return the parameters that a layer's adapter has fewer than with whole matrices.

        >>> from qestimate.workload.modules import Linear
        >>> BlockDiagonal(4, ("v",)).fewer(Linear("v_proj", 2048, 512, 1), 8)
        12288
        """
        whole = 0
        if any(name in layer.name for name in self.first):
            whole = rank * layer.d_in
        elif any(name in layer.name for name in self.second):
            whole = rank * layer.d_out
        return whole - whole // self.number


def _block_diagonal(fields: Fields) -> BlockDiagonal:
    """Return the blocks of block-diagonal adapters [peft-lora]."""
    table = fields.get("use_bdlora")
    if not table:
        return BlockDiagonal()
    if not isinstance(table, dict):
        fields.problems.append(f"use_bdlora: a table expected, found {table!r:.60}")
        return BlockDiagonal()
    inner = Fields(table, "use_bdlora.")
    first, second = (_names(inner, name) for name in ("target_modules_bd_a", "target_modules_bd_b"))
    number = inner.count("nblocks", default=1)
    inner.refuse_others(frozenset({"match_strict"}))
    fields.take(inner)
    return BlockDiagonal(
        number,
        (first,) if isinstance(first, str) else first,
        (second,) if isinstance(second, str) else second,
    )


def _trained_tokens(fields: Fields, a: Architecture, every: list[Module]) -> tuple[int, int]:
    """Return how many rows of tables are trained, shared ones once, and their parameters.

    A row that is named twice is there twice.
    """
    value = fields.get("trainable_token_indices")
    if value is None:
        return 0, 0
    first = next((m.name for m in every if m.vocabulary == "table"), "")
    tables = value if isinstance(value, dict) else {first: value}
    listed = list(tables.values())
    same = a.tied_embeddings and all(rows == listed[0] for rows in listed)
    number = parameters = 0
    for name, rows in tables.items():
        meant = [m for m in every if m.vocabulary and m.is_saved(name)]
        if not meant:
            fields.problems.append(f"trainable_token_indices: the model has no table {name!r:.60}")
        for kind in (m.kind for m in meant if isinstance(m.kind, Linear)):
            output = kind.vocabulary == "output"
            height, width = (kind.d_out, kind.d_in) if output else (kind.d_in, kind.d_out)
            if not _are_rows(rows, height):
                fields.problems.append(
                    "trainable_token_indices: rows of the vocabulary in a list expected, found "
                    f"{rows!r:.60}"
                )
                return 0, 0
            if same and len(listed) > 1 and output:
                continue  # what it shares with the table is counted there
            number += len(rows)
            parameters += len(rows) * width
    return number, parameters


def _are_rows(rows: object, height: int) -> bool:
    return isinstance(rows, list) and all(type(row) is int and 0 <= row < height for row in rows)
