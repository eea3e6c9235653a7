"""What an adapter's configuration says that has no effect, and what may be a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.formats.workloads.tasks import HEADS_OF_TASKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.workloads.adapter_modules import Module
    from qestimate.formats.workloads.adapter_settings import Settings


OF_TASKS = {name for names in HEADS_OF_TASKS.values() for name in names}
"""Modules that PEFT saves where there are any."""


def remarks(
    content: Mapping[str, Any],
    asked: Settings,
    every: list[Module],
    chosen: list[Module],
    model: str,
) -> list[str]:
    """Return what is to be said beside the counts.

    Args:
        content: Of the file.
        asked: What it asks for.
        every: Modules of the model.
        chosen: Those that are adapted.
        model: Name of the model; empty if it has none.
    """
    rules = asked.rules
    notes = []
    idle = [
        name
        for name in (rules.targets if isinstance(rules.targets, tuple) else ())
        if not any(module.is_called(name) for module in chosen)
    ]
    if idle:
        notes.append(f"in target_modules, no module of the model is called {', '.join(idle)}")
    adapted = {module.name for module in chosen}
    unused = [
        key for key, pattern, _ in asked.patterns if adapted.isdisjoint(rules.matched[pattern])
    ]
    if unused:
        notes.append(f"in rank_pattern, no adapted module fits {', '.join(unused)}")
    excluded = rules.excluded
    each = [excluded] if isinstance(excluded, str) else [(name,) for name in excluded]
    missed = [
        rule if isinstance(rule, str) else rule[0]
        for rule in each
        if not any(rules.means(rule, module) for module in every)
    ]
    if missed:
        notes.append(f"in exclude_modules, no module of the model is called {', '.join(missed)}")
    unsaved = [
        name
        for name in rules.saved
        if name not in OF_TASKS and not any(module.is_inside(name) for module in asked.whole)
    ]
    if unsaved:
        notes.append(f"in modules_to_save, no module of the model is called {', '.join(unsaved)}")
    base = content.get("base_model_name_or_path")
    if isinstance(base, str) and base and model and not _same_model(base, model):
        notes.append(f"the adapter was made for {_plain(base)}, not for {_plain(model)}")
    if asked.stabilised:
        notes.append("rank-stabilised scaling changes no count")
    if asked.blocks.number > 1:
        notes.append(f"matrices of {asked.blocks.number} blocks on a diagonal")
    return notes


def _same_model(one: str, other: str) -> bool:
    """Whether two names can mean the same model: one within the other, signs left out.

    >>> _same_model("meta-llama/Llama-3.2-1B", "llama-3.2-1b"), _same_model("gpt2", "phi-2")
    (True, False)
    """
    a, b = (
        "".join(sign for sign in name.rstrip("/").rpartition("/")[2].lower() if sign.isalnum())
        for name in (one, other)
    )
    return bool(a and b) and (a in b or b in a)


def _plain(name: str) -> str:
    return "".join(sign for sign in name[:80] if sign.isprintable())
