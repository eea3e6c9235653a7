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


SHOWN = 6
"""Names that a remark lists."""


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
    met = {end for module in chosen for end in module.ends}
    named = () if isinstance(rules.targets, str) else rules.targets
    idle = [name for name in sorted(named) if name not in met]
    if idle:
        notes.append(f"in target_modules, no module of the model is called {_listed(idle)}")
    adapted = {module.name for module in chosen}
    unused = [
        key for key, pattern, _ in asked.patterns if adapted.isdisjoint(rules.matched[pattern])
    ]
    if unused:
        notes.append(f"in rank_pattern, no adapted module fits {_listed(unused)}")
    excluded = rules.excluded
    if isinstance(excluded, str):
        missed = [] if any(rules.means(excluded, m) for m in every) or not excluded else [excluded]
    else:
        missed = sorted(excluded - {end for module in every for end in module.ends})
    if missed:
        notes.append(f"in exclude_modules, no module of the model is called {_listed(missed)}")
    unsaved = [
        name
        for name in rules.saved
        if name not in OF_TASKS and not any(module.is_inside(name) for module in asked.whole)
    ]
    if unsaved:
        notes.append(f"in modules_to_save, no module of the model is called {_listed(unsaved)}")
    base = content.get("base_model_name_or_path")
    if isinstance(base, str) and base and model and not _same_model(base, model):
        notes.append(f"the adapter was made for {_plain(base)}, not for {_plain(model)}")
    if asked.stabilised:
        notes.append("rank-stabilised scaling changes no count")
    if asked.blocks.number > 1:
        notes.append(f"matrices of {asked.blocks.number} blocks on a diagonal")
    return notes


def _listed(names: list[str]) -> str:
    """Return names in one line, of many the first ones."""
    listed = ", ".join(_plain(name) for name in names[:SHOWN])
    return listed + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


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
