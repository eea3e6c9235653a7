"""Which settings of a method save the share of parameters that was published."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qestimate.catalog.check_schema import FigureName, Primary, Width
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, number, percentage
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.finding import Finding, Step, cited, original, percent_of, published
from qestimate.methods import method as find_method
from qestimate.methods.qtha import MODES
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.claim_records import Figure, Statement
    from qestimate.evidence.claims.settings import Case
    from qestimate.workload.workload import LanguageModel


class Saving(Primary):
    """Whether a saving of parameters can be had from the architecture, and of what."""

    kind: Literal["saving"]
    saving: FigureName
    """Name of the figure, in percent."""
    of: Literal["adapter", "model"] = "adapter"
    models: Annotated[list[Name], Field(min_length=1)]
    """Models of the catalogue."""
    methods: Annotated[list[Name], Field(min_length=1)]
    """Methods, by id."""
    ranks: Annotated[list[Width], Field(min_length=1)]
    """Ranks to try."""
    targets: Annotated[list[list[Name]], Field(min_length=1)]
    """Sets of modules to try."""


SHOWN = 8
"""Settings that a derivation lists one by one."""

FEW = 3
"""Settings that a sentence names."""


TENSOR_TRAINS = ("qtha",)
"""Methods that split widths into modes, by a table that the authors' code holds."""


class Saved(NamedTuple):
    """One setting, and what it saves."""

    model: str
    method: str
    rank: int
    targets: str
    lora: int
    trainable: int
    quantum: int
    parameters: int
    """Of the model."""
    without_modes: tuple[int, ...] = ()
    """Widths that the method would have to split and the authors' table does not have."""

    @property
    def of_adapter(self) -> float:
        """Share of LoRA's parameters that is saved; negative if there are more."""
        return 1 - self.trainable / self.lora

    @property
    def of_model(self) -> float:
        """The same saving, of model and adapter together."""
        return (self.lora - self.trainable) / (self.parameters + self.lora)

    def __str__(self) -> str:
        return f"{self.method} on {self.model}, {self.targets}, rank {self.rank}"


def savings(
    models: Sequence[LanguageModel],
    methods: Sequence[str],
    ranks: Sequence[int],
    targets: Sequence[Sequence[str]],
) -> list[Saved]:
    """Return what every combination saves, with the methods' own numbers of layers."""
    found = []
    for model in models:
        for how, rank, chosen in product(methods, ranks, targets):
            work = Workload.of(model, rank=rank, targets=tuple(chosen))
            program = find_method(how).program(work, Goal(), rank)
            found.append(
                Saved(
                    model.id,
                    how,
                    rank,
                    ", ".join(chosen),
                    work.adapter.parameters,
                    program.quantum_parameters + program.classical_parameters,
                    program.quantum_parameters,
                    model.parameters,
                    _without_modes(how, work),
                )
            )
    return found


def _without_modes(method: str, work: Workload) -> tuple[int, ...]:
    """Return the adapted widths that the authors' table of modes does not have."""
    if method not in TENSOR_TRAINS:
        return ()
    widths = {side for m in work.adapter.modules for side in (m.d_in, m.d_out)}
    return tuple(sorted(widths - MODES.keys()))


TEMPLATE = """\
[[statements]]
id = "saving"
text = "76 % fewer parameters than LoRA"
source = "the-article"
locator = "abstract"

[[statements.figures]]
name = "saving"
value = 76
unit = "%"

[statements.check]
kind = "saving"                  # which of these settings give the figure
saving = "saving"
models = ["llama-3.2-1b"]
methods = ["qtha"]
ranks = [4, 8]
targets = [["q_proj", "v_proj"], ["all-linear"]]
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    saving: str,
    of: str,
    models: Sequence[str],
    methods: Sequence[str],
    ranks: Sequence[int],
    targets: Sequence[Sequence[str]],
    primary: str | None,
    primary_source: str | None,
    primary_locator: str | None,
) -> Finding:
    """Recompute the architecture over a grid of settings and compare the saving.

    Of the adapter: reproduced if the one setting that is stated rounds to the published digits,
    consistent if one of several does, since which was meant is then not determined. Of the model:
    contradicted, or misreported where the primary source speaks of the adapter, if it is more than
    the whole adapter. Settings with a width that the authors' table of modes does not have are left
    out: what their tensor trains would be is not published.
    """
    said = statement.figure(saving)
    percent_of(said)
    settings = savings([case.models[name] for name in models], methods, ranks, targets)
    grid = [one for one in settings if not one.without_modes]
    shares = [100 * (s.of_adapter if of == "adapter" else s.of_model) for s in grid]
    hits = [s for s, share in zip(grid, shares, strict=True) if said.agrees_with(share)]
    steps = [Step("saved", published(said), said.meaning, cited(said))]
    if primary is not None:
        steps.append(original(primary, primary_source, primary_locator))
    steps += (left := _left_out(settings))
    if not grid:
        return Finding(
            "not checkable",
            f"Missing: how the authors split the widths of these settings.{_and_left(left)}",
            tuple(steps),
            "The modes of these widths, published, could decide it.",
        )
    ranked = sorted(zip(shares, grid, strict=True), key=lambda pair: abs(pair[0] - said.value))
    steps += [_step(one, of) for _, one in ranked[:SHOWN]]
    steps += [_range(name, grid, of) for name in methods if any(one.method == name for one in grid)]
    if of == "model":
        return _of_model(said, grid, shares, steps, primary)
    given, of_figures = _by_chance(said, shares)
    steps.append(
        Step(
            "figures of that precision that some setting gives",
            f"{given} of {of_figures}",
            "from the least to the greatest saving of the grid: how easily a figure is met by "
            "chance",
            "this grid",
            "derived",
        )
    )
    matching = [one for _, one in ranked if one in hits]
    if not matching:
        share, nearest = ranked[0]
        return Finding(
            "not checkable",
            f"None of {count(len(grid))} settings saves {published(said)}; the nearest, {nearest}, "
            f"saves {number(share)} %.{_and_left(left)}",
            tuple(steps),
            "The setting that the figure was taken from could decide it.",
        )
    easily = (
        ""
        if len(settings) == 1
        else f" Of the {of_figures} figures of that precision in the range of the grid {given} are "
        "met by some setting."
    )
    also = f"{easily}{_costlier(methods, grid)}{_and_left(left)}"
    return _of_adapter(said, matching, grid, steps, also, stated=len(settings) == 1)


def _left_out(settings: Sequence[Saved]) -> list[Step]:
    """Return which settings are left out, and for which widths."""
    out = [one for one in settings if one.without_modes]
    if not out:
        return []
    widths = ", ".join(str(w) for w in sorted({w for one in out for w in one.without_modes}))
    names = " and ".join(sorted({one.method for one in out}))
    return [
        Step(
            "left out",
            f"{count(len(out))} of {count(len(settings))} settings, all of {names}",
            f"widths {widths} are not in the authors' table of modes",
            "qllm-peft-code",
            "derived",
        )
    ]


def _and_left(left: Sequence[Step]) -> str:
    return "".join(f" Left out: {step.value}; {step.how}." for step in left)


def _of_adapter(
    said: Figure,
    matching: list[Saved],
    grid: list[Saved],
    steps: list[Step],
    also: str,
    *,
    stated: bool,
) -> Finding:
    best = matching[0]
    named = "; ".join(str(one) for one in matching[:FEW])
    more = f"; and {count(len(matching) - FEW)} more" if len(matching) > FEW else ""
    quantum = best.quantum / best.trainable
    rest = ": what is saved is saved by the classical factors around it" if quantum < 0.5 else ""
    return Finding(
        "reproduced" if stated else "consistent",
        f"{count(len(matching))} of {count(len(grid))} settings "
        f"{'saves' if len(matching) == 1 else 'save'} {published(said)}: {named}"
        f"{more}. In {'it' if len(matching) == 1 else 'the first'}, {count(best.lora)} parameters "
        f"become {count(best.trainable)}, of which {count(best.quantum)} are angles of circuits "
        f"({percentage(quantum)}){rest}.{also}",
        tuple(steps),
        "Any other setting would give another saving."
        if stated
        else "The setting behind the figure, if it were published, would decide it.",
    )


def _costlier(methods: Sequence[str], grid: list[Saved]) -> str:
    """Name the methods that have more parameters than LoRA in every setting."""
    rows = {name: [one for one in grid if one.method == name] for name in methods}
    names = [
        name for name in methods if rows[name] and all(o.trainable > o.lora for o in rows[name])
    ]
    verb = "has" if len(names) == 1 else "have"
    more = f" {' and '.join(names)} {verb} more parameters than LoRA in every setting."
    return more if names else ""


def _by_chance(said: Figure, shares: list[float]) -> tuple[int, int]:
    """Return how many figures of as many digits some setting gives, and how many there are.

    From the least to the greatest saving of the grid.
    """
    step = 2 * said.half_step
    kept = [share for share in shares if share > 0]
    given = {round(share / step) for share in kept}
    span = range(round(min(kept) / step), round(max(kept) / step) + 1) if kept else range(0)
    return len(given), len(span)


def _step(one: Saved, of: str) -> Step:
    share = one.of_adapter if of == "adapter" else one.of_model
    whole = "" if of == "adapter" else f" + {count(one.parameters)} of the model"
    return Step(
        str(one),
        percentage(share),
        f"LoRA {count(one.lora)}{whole} to {count(one.trainable)}{whole}, "
        f"{count(one.quantum)} of them angles",
        find_method(one.method).source,
        "derived",
    )


def _range(method: str, grid: list[Saved], of: str) -> Step:
    """Return what a method saves from its worst to its best setting."""
    rows = [one for one in grid if one.method == method]
    shares = [one.of_adapter if of == "adapter" else one.of_model for one in rows]
    more = sum(one.trainable > one.lora for one in rows)
    return Step(
        f"{method}, all {count(len(rows))} settings",
        f"{percentage(min(shares))} to {percentage(max(shares))}",
        f"more parameters than LoRA in {count(more)} of them",
        find_method(method).source,
        "derived",
    )


def _of_model(
    said: Figure,
    grid: list[Saved],
    shares: list[float],
    steps: list[Step],
    primary: str | None,
) -> Finding:
    most = max(shares)
    largest = max(one.lora / (one.parameters + one.lora) for one in grid)
    if said.value <= most + said.half_step:
        return Finding(
            "consistent",
            f"Of model and adapter together up to {number(most)} % is saved in these settings.",
            tuple(steps),
            f"More than {percentage(largest)}, a whole adapter, would be excluded.",
        )
    if said.value - said.half_step <= 100 * largest:
        return Finding(
            "not checkable",
            f"Of model and adapter together these settings save at most {number(most)} %, while "
            f"their adapters are up to {percentage(largest)} of the whole.",
            tuple(steps),
            "The setting behind the figure, if it were published, would decide it.",
        )
    needed = said.value / (100 - said.value) if said.value < 100 else None
    size = "without a model" if needed is None else f"of at least {number(needed)} times the model"
    says = "" if primary is None else f"The primary source says: {primary}. "
    return Finding(
        "contradicted" if primary is None else "misreported",
        f"{says}The model stays as it is: of model and adapter together at most {number(most)} % "
        f"is saved in these settings, whose adapters are at most {percentage(largest)} of the "
        f"whole. {published(said)} can only be a saving of adapter parameters.",
        tuple(steps),
        f"It would take an adapter {size}, or a statement about adapter parameters.",
    )
