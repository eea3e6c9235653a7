"""Which settings of a method save the share of parameters that was published."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from qestimate import catalog
from qestimate.goal import Goal
from qestimate.judgement.finding import Finding, Step, cited, in_full, place
from qestimate.methods import method as find_method
from qestimate.workload import Workload
from qestimate.writing import count, number, percentage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.claim import Claim, Figure, Result, Statement

SHOWN = 8
"""Settings that a derivation lists one by one."""

FEW = 3
"""Settings that a sentence names."""


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
    models: Sequence[str],
    methods: Sequence[str],
    ranks: Sequence[int],
    targets: Sequence[Sequence[str]],
) -> list[Saved]:
    """Return what every combination saves, with the methods' own numbers of layers."""
    found = []
    for name, how, rank, chosen in product(models, methods, ranks, targets):
        work = Workload.of(catalog.model(name), rank=rank, targets=tuple(chosen))
        program = find_method(how).program(work, Goal(), rank)
        found.append(
            Saved(
                name,
                how,
                rank,
                ", ".join(chosen),
                work.adapter.parameters,
                program.quantum_parameters + program.classical_parameters,
                program.quantum_parameters,
                work.model.parameters,
            )
        )
    return found


def check(
    claim: Claim,
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

    Of the adapter: reproduced if a setting rounds to the published digits. Of the model:
    contradicted, or misreported where the primary source speaks of the adapter, if no setting can.
    """
    said = statement.figure(saving)
    grid = savings(models, methods, ranks, targets)
    shares = [100 * (s.of_adapter if of == "adapter" else s.of_model) for s in grid]
    hits = [s for s, share in zip(grid, shares, strict=True) if said.agrees_with(share)]
    steps = [
        Step("saved, as published", f"{in_full(said.value)} {said.unit}", said.meaning, cited(said))
    ]
    if primary is not None and primary_source is not None:
        steps.append(
            Step(
                "the primary source says", primary, "", place(primary_source, primary_locator or "")
            )
        )
    ranked = sorted(zip(shares, grid, strict=True), key=lambda pair: abs(pair[0] - said.value))
    steps += [_step(one, of) for _, one in ranked[:SHOWN]]
    steps += [_range(name, grid, of) for name in methods]
    if of == "model":
        return _of_model(said, grid, steps, misreported=primary is not None)
    if not hits:
        nearest = ranked[0]
        return Finding(
            "not checkable",
            f"None of {count(len(grid))} settings saves {in_full(said.value)} %; the nearest, "
            f"{nearest[1]}, saves {number(nearest[0])} %.",
            tuple(steps),
            "The setting that the figure was taken from.",
        )
    matching = [one for _, one in ranked if one in hits]
    best = matching[0]
    named = "; ".join(str(one) for one in matching[:FEW])
    more = f"; and {count(len(matching) - FEW)} more" if len(matching) > FEW else ""
    return Finding(
        "reproduced",
        f"{count(len(hits))} of {count(len(grid))} settings save {in_full(said.value)} %: {named}"
        f"{more}. In the first, {count(best.lora)} become {count(best.trainable)}, of which "
        f"{count(best.quantum)} are angles of circuits "
        f"({percentage(best.quantum / best.trainable)}): the saving is that of the classical "
        "factors around the circuit.",
        tuple(steps),
        "The setting behind the figure, which is not published."
        if len(hits) > 1
        else "Any other setting.",
    )


def _step(one: Saved, of: str) -> Step:
    share = one.of_adapter if of == "adapter" else one.of_model
    whole = "" if of == "adapter" else f" + {count(one.parameters)} of the model"
    return Step(
        str(one),
        percentage(share),
        f"LoRA {count(one.lora)}{whole} to {count(one.trainable)}{whole}, "
        f"{count(one.quantum)} of them angles",
        find_method(one.method).source,
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
    )


def _of_model(said: Figure, grid: list[Saved], steps: list[Step], *, misreported: bool) -> Finding:
    most = max(one.of_model for one in grid)
    largest = max(one.lora / (one.parameters + one.lora) for one in grid)
    result: Result = "misreported" if misreported else "contradicted"
    if said.agrees_with(100 * most) or 100 * most > said.value:
        result = "consistent"
    return Finding(
        result,
        f"The model stays as it is: of model and adapter together at most {percentage(most)} is "
        f"saved, and no adapter that vanished could save more than {percentage(largest)}. "
        f"{in_full(said.value)} % is a saving of adapter parameters.",
        tuple(steps),
        "An adapter as large as the model, or a statement about adapter parameters.",
    )
