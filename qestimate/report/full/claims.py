"""The report of a judged claim."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qestimate.catalog.claim_records import MEANINGS, RESULTS
from qestimate.estimation.placement import Placement
from qestimate.report.document import Column, Table
from qestimate.report.full.captions import budget_caption, chip_caption
from qestimate.report.full.explained import ways_section, words_section
from qestimate.report.full.report import Front, Picture, Report, Section, sections_of
from qestimate.report.full.sources import entries, made_with
from qestimate.report.plots.budget import MAX_ROWS, budget
from qestimate.report.plots.chip import chip
from qestimate.report.plots.tally import tally as tally_picture
from qestimate.report.views.claim import bibliography, claim_document, question, tally, used_sources
from qestimate.report.views.claim_brief import claim_screen
from qestimate.report.views.sentences import best_of, device_label, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.evidence.claims.judge import Judgement

CHAPTERS = (
    ("statements", "Every statement", ("statements",), (),
     "What the publication says, and what is found when it is held against the sources."),
    ("configurations", "What would be on the chip", ("configurations",), ("chip",),
     "The settings that were published with the method, put onto the chip."),
    ("work", "How long that takes", ("work",), ("budget",),
     "On the chip, and simulated on an ordinary computer."),
    ("lora", "The same without a quantum chip", ("lora",), (),
     "Plain add-on weights (LoRA) of the same rank, trained on a GPU."),
    ("derivations", "How each result comes about", ("derivations",), (),
     "Step by step, each with its source, and what would change the result."),
    ("sensitivity", "What the results hang on", ("sensitivity",), (),
     "Which input moves a verdict, and how far it would have to move."),
)  # fmt: skip
"""Key, title, tables, starts of the names of pictures, and a sentence, of each chapter."""


def claim_report(found: Judgement, command: str) -> Report:
    """Return the report of a judged claim.

    Args:
        found: The claim, statement by statement.
        command: That was typed.
    """
    document = claim_document(found)
    tables = {table.key: table for table in document.tables}
    pictures = list(_pictures(found))
    chapters = sections_of(CHAPTERS, tables, pictures[1:])
    estimates = [e for one in found.configured for e in one.estimates]
    ways = [ways_section(one.method for one in estimates)] if estimates else []
    notes = [Section("notes", "Remarks", lines=document.closing)] if document.closing else []
    results = [(result, f"Of a statement: {MEANINGS[result]}.") for result in RESULTS]
    return Report(
        question(found),
        _front(found, pictures[0] if pictures else None),
        (*ways, *chapters, *notes, words_section(results)),
        entries(used_sources(found), bibliography(found.claim)),
        made_with(),
        command,
    )


def _front(found: Judgement, picture: Picture | None) -> Front:
    """Return the first page, which leads with the headline's result."""
    claim, headline = found.claim, found.headline
    why = headline.finding.because
    reading = headline.statement.reading
    assumed = [f"The headline is read so: {reading[:1].lower()}{reading[1:]}"] if reading else []
    others = sum(bool(one.statement.reading) for one in found.judged) - bool(reading)
    if others:
        assumed.append(
            f"{plural(others, 'more statement')} can be read in several ways; section "
            f"\u201c{CHAPTERS[0][1]}\u201d says how."
        )
    return Front(
        f"{headline.finding.result.upper()}:",
        claim_screen(found).tone,
        f"{why}. Of {tally(found)}",
        Table(
            "answer",
            "",
            (Column("number", "", "count"), Column("statement", "statement"),
             Column("result", "result")),
            tuple(
                (number, one.statement.text.rstrip("."), one.finding.in_words)
                for number, one in enumerate(found.judged, 1)
            ),
            (_meanings(found),),
        ),
        picture,
        (),
        tuple(assumed),
        f"{claim.name}. {claim.publication}, {claim.date} {claim.source}.",
    )  # fmt: skip


def _meanings(found: Judgement) -> str:
    """Say what the results that there are mean."""
    there = {one.finding.result for one in found.judged}
    return " ".join(f"{one.capitalize()}: {MEANINGS[one]}." for one in RESULTS if one in there)


def _pictures(found: Judgement) -> Iterator[Picture]:
    estimates = [e for one in found.configured for e in one.estimates]
    if 1 <= len(estimates) <= MAX_ROWS:
        yield Picture(
            "budget",
            "What is missing, and what is there to spare?",
            budget_caption(estimates),
            partial(budget, estimates),
        )
    else:
        counts = found.tally(seen=True)
        rows = [(one, counts[one]) for one in RESULTS if one in counts]
        yield Picture(
            "tally",
            "How many statements hold?",
            f"Of {tally(found)} None of these words means that a statement was confirmed.",
            partial(tally_picture, rows),
        )
    shown: set[str] = set()
    for one in sorted(estimates, key=lambda e: e is not best_of(estimates)):
        placed = isinstance(one.placement, Placement) and one.placement.qubits
        if placed and one.device.snapshot.qubits and device_label(one.device) not in shown:
            shown.add(device_label(one.device))
            yield Picture(
                f"chip-{one.device.id}-{one.device.snapshot.id}",
                f"Which qubits of {device_label(one.device)} are chosen?",
                chip_caption(one),
                partial(chip, one.device, one.placement),
            )
