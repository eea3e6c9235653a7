"""The ways and words of a report, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import GROUPS
from qestimate.report.explain.glossary import TERMS
from qestimate.report.full.report import Section, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.methods.program import Method

WORDS = (
    *("way", "width", "depth", "shot", "shots", "circuit", "circuits", "fits", "perhaps"),
    *("usable qubits", "angle", "trained numbers", "LoRA", "token", "epoch", "gradient"),
    *("signal left", "fidelity", "interval", "feasible", "marginal", "infeasible", "certain"),
)
"""Words of the tables, those of the first page first."""


def ways_section(methods: Iterable[Method], left_out: Sequence[str] = ()) -> Section:
    """Return what each way is, in a line, grouped as the ways are.

    Args:
        methods: The ways of the report.
        left_out: Sentences on ways that are not in it.
    """
    known = {one.id: one for one in methods}
    terms = tuple(
        Terms(
            meaning[:1].upper() + meaning[1:],
            tuple(
                (f"{one.title} ({one.id})", f"{_sentence(one.summary)} {one.source}")
                for one in known.values()
                if one.group == group
            ),
        )
        for group, meaning in GROUPS.items()
        if any(one.group == group for one in known.values())
    )
    text = (
        "A way is how a workload is put onto circuits: what is on the chip, how often, and how it "
        "is read. qestimate method show NAME prints the formulas of one.",
    )
    return Section("ways", "The ways, explained", text, terms, lines=tuple(left_out))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def words_section(more: Sequence[tuple[str, str]] = ()) -> Section:
    """Return what the words of the tables mean.

    Args:
        more: Words of this report alone.
    """
    entries = (*more, *((name, TERMS[name]) for name in WORDS))
    text = ("qestimate explain WORD prints these, and more.",)
    return Section("words", "What the words mean", text, (Terms("", entries),))
