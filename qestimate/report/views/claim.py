"""Judged claims: tables and plain objects."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.catalog.claim_records import MEANINGS, RESULTS, in_words
from qestimate.catalog.references import Reference, references
from qestimate.core.formatting import count
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.estimation.placement import Unplaced
from qestimate.evidence.claims.finding import LABELS
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.claims import JudgementAnswer
from qestimate.report.figures.estimates import NONE
from qestimate.report.figures.figure import ends
from qestimate.report.figures.outputs import output
from qestimate.report.views.sensitivity import known_swings, sensitivity_table
from qestimate.report.views.sentences import device_label, limit_phrase, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.catalog.claim_records import Claim, Statement
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.finding import Finding, Step
    from qestimate.evidence.claims.judge import Judgement
    from qestimate.evidence.claims.settings import Configured
    from qestimate.report.document import Value


NO_SOURCES = {"", "this estimate", "this grid", "definition", "calendar", "assumed", "given"}
"""What stands in place of a source and is in no bibliography."""


RESTS_ROOM = 12
"""Columns of plain text for what figures rest on."""

RESULT_ROOM = 22
"""Columns of plain text for a result: as wide as the first words of the longest."""


def claim_document(found: Judgement) -> Document:
    """Return a judged claim: statements, configurations, derivations, sensitivity, sources."""
    tables = [_statements(found)]
    if found.configured:
        tables += [_chip(found), _work(found), _lora(found)]
    tables.append(_derivations(found))
    estimates = [e for one in found.configured for e in one.estimates]
    if estimates:
        names = [f"{name}, {device_label(e.device)}" for name, _, _, e in _each(found)]
        tables.append(sensitivity_table(estimates, names))
    tables.append(_sources(found))
    return Document(found.claim.name, conclusion(found), tuple(tables), tuple(_closing(found)))


def conclusion(found: Judgement) -> str:
    """Say what holds of the headline, in one sentence, and then how many statements are what."""
    return f"{headline(found)} {summary(found)}"


def question(found: Judgement) -> str:
    """Return what is asked of a publication: whether its headline holds."""
    return f"Does it hold: \u201c{found.headline.statement.text.rstrip('.')}\u201d?"


def headline(found: Judgement) -> str:
    """Say in one sentence what is found of the statement that the publication leads with."""
    one = found.headline
    words = one.statement.text.rstrip(".")
    return f'The headline, "{words}", is {one.finding.in_words}: {one.finding.because}.'


def summary(found: Judgement) -> str:
    """Say of which claim how many statements have each result."""
    claim = found.claim
    return f"{claim.name} ({claim.publication}, {claim.date}): of {tally(found)}"


def tally(found: Judgement) -> str:
    """Say how many statements there are, and how many of them have each result."""
    counts = found.tally(seen=True)
    said = ", ".join(f"{counts[one]} {in_words(one)}" for one in RESULTS if one in counts)
    passed_on = sum(not one.statement.seen for one in found.judged)
    apart = f", and {passed_on} more that the source was not found to make" if passed_on else ""
    return f"{plural(len(found.judged) - passed_on, 'statement')} {said}{apart}."


def rests_on(finding: Finding) -> str:
    """Say what the figures are that a finding rests on, and how many of each.

    The derivation has each of them with its source.

    >>> from qestimate import judge
    >>> rests_on(judge("qpa-gpt2-2025").judged[1].finding)
    '4 claimed, 1 derived'
    """
    labels = [step.label for step in figures_of(finding)]
    return ", ".join(f"{labels.count(one)} {one}" for one in LABELS if one in labels)


NO_FIGURES = ("known", "missing", "reported", "the primary source says")
"""Steps of a derivation that are words, not figures."""


def figures_of(finding: Finding) -> list[Step]:
    """Return the figures that a finding rests on, without the one that is judged."""
    return [step for step in finding.steps[1:] if step.label and step.what not in NO_FIGURES]


def _words(statement: Statement) -> str:
    """Write a statement, how it is read, and whether the source itself was found to say it."""
    read = f" Read as: {statement.reading}" if statement.reading else ""
    words = statement.text.rstrip(".")
    return f"{words}{'' if statement.seen else ' (not found in the source)'}.{read}"


def _statements(found: Judgement) -> Table:
    rows = tuple(
        (
            number,
            _words(one.statement),
            one.finding.in_words,
            one.finding.finds,
            rests_on(one.finding),
        )
        for number, one in enumerate(found.judged, 1)
    )
    return Table(
        "statements",
        "Statements",
        (
            Column("number", "", "count"),
            Column("statement", "statement"),
            Column("result", "result", room=RESULT_ROOM),
            Column("finding", "finding"),
            Column("rests_on", "rests on", room=RESTS_ROOM),
        ),
        rows,
        (" ".join(f"{result.capitalize()}: {MEANINGS[result]}." for result in RESULTS),),
    )


def _each(found: Judgement) -> Iterator[tuple[str, Configured, int, Estimate]]:
    for one in found.configured:
        for number, e in enumerate(one.estimates):
            yield f"{one.setting.name}, {e.method.id} on {one.workload.model.id}", one, number, e


def _chip(found: Judgement) -> Table:
    """Return what each configuration puts on each chip."""
    rows: list[tuple[Value, ...]] = []
    for name, _, _, e in _each(found):
        placed = None if isinstance(e.placement, Unplaced) else e.placement
        rows.append(
            (
                name,
                device_label(e.device),
                e.program.n_qubits,
                NONE if placed is None else placed.counts.depth,
                NONE if placed is None else placed.counts.two_qubit_gates,
                NONE if e.local is None else e.local.log10_attenuation,
                NONE if e.runtime is None else _at_least(e.shots_needed.log10_value),
                NONE if e.runtime is None else _at_least(e.shots_needed.log10_gradient),
                e.verdict,
                limit_phrase(e.binding),
            )
        )
    return Table(
        "configurations",
        "Configurations: what would be on the chip",
        (
            Column("setting", "setting"),
            Column("device", "device"),
            Column("width", "width", "count"),
            Column("depth", "depth", "count"),
            Column("two_qubit_gates", "2q gates", "count"),
            Column("log10_attenuation", "signal left", "signal"),
            Column("log10_shots", "shots", "shots"),
            Column("log10_gradient_shots", "for gradients", "shots"),
            Column("verdict", "verdict"),
            Column("binding", "limit that binds"),
        ),
        tuple(rows),
        ("Shots of a circuit, as training needs them under noise.",),
        group="setting",
    )


def _at_least(found: Interval) -> Interval:
    """Return a figure without its interval: its value, or what it is at least."""
    return Interval(found.value, found.low if found.value is None else None, None)


def _work(found: Judgement) -> Table:
    """Return how long prompts, passes and trainings take, on the chip and on one core."""
    rows = tuple(
        (f"{name}, {device_label(e.device)}{_shots_of(one)}", *row)
        for name, one, number, e in _each(found)
        for row in _works(one, number, e)
    )
    return Table(
        "work",
        "Configurations: how long",
        (
            Column("setting", "setting"),
            Column("work", "work"),
            Column("circuits", "circuits", "count"),
            Column("log10_authors_s", "at their shots", "log10_seconds_interval"),
            Column("log10_needed_s", "as training needs", "log10_seconds_interval"),
            Column("log10_core_s", "one core", "log10_seconds"),
            Column("log10_adjoint_s", "adjoint", "log10_seconds"),
        ),
        rows,
        (
            "Time on the chip, one circuit after another, without queues: at the authors' shots, "
            "and at those that training needs under noise; at least: at the shortest published "
            "time per shot, and at the weakest noise that the calibration leaves open. The same "
            "circuits simulated on one core, and the training by the adjoint method.",
        ),
        group="setting",
    )


def _works(one: Configured, number: int, e: Estimate) -> Iterator[tuple[Value, ...]]:
    """Yield a prompt, a forward pass and an epoch of training of one estimate."""
    program, time = e.program, e.runtime
    forward, epoch = UNKNOWN, UNKNOWN
    if time is not None:
        forward, epoch = time.log10_forward, time.log10_epoch
    per_epoch = -log10(one.workload.data.epochs)
    prompt = log10(one.prompt_circuits / program.circuits_forward) if one.per_token else 0.0
    works = [
        ("one epoch, forward", program.circuits_forward, forward),
        ("one epoch, training", program.circuits_epoch, epoch),
    ]
    if one.per_token:
        tokens = count(one.setting.prompt_tokens)
        works.insert(
            0, (f"prompt of {tokens} tokens", one.prompt_circuits, _shifted(forward, prompt))
        )
    simulated = one.simulations[number]
    for what, circuits, needed in works:
        core: Value = "too wide"
        adjoint: Value = ""
        if simulated.log10_forward is not None:
            core = simulated.log10_forward + log10(circuits) - log10(program.circuits_forward)
        if simulated.log10_adjoint is not None and circuits == program.circuits_epoch:
            adjoint = simulated.log10_adjoint + per_epoch
        at_shots: Value = "" if one.setting.shots is None else _at_shots(one, e, circuits)
        yield what, circuits, at_shots, needed, core, adjoint


def _shots_of(one: Configured) -> str:
    return "" if one.setting.shots is None else f", {count(one.setting.shots)} shots"


def _lora(found: Judgement) -> Table:
    """Return plain LoRA of each configuration, once for all devices."""
    rows: list[tuple[Value, ...]] = [
        (
            one.setting.name,
            f"{count(one.lora.n_gpus)} x {one.lora.gpu.name}",
            one.workload.adapter.parameters,
            one.lora.log10_forward,
            _shifted(one.lora.log10_training, -log10(one.workload.data.epochs)),
            one.lora.log10_training,
        )
        for one in found.configured
    ]
    return Table(
        "lora",
        "Configurations: plain LoRA of the same rank",
        (
            Column("setting", "setting"),
            Column("gpu", "on"),
            Column("parameters", "parameters", "count"),
            Column("log10_forward_s", "forward", "log10_seconds_interval"),
            Column("log10_epoch_s", "an epoch", "log10_seconds_interval"),
            Column("log10_training_s", "training", "log10_seconds_interval"),
        ),
        tuple(rows),
        (
            "Between the most and the least utilisation that such runs on this GPU were published "
            "with; smaller models and batches can take longer.",
        ),
    )


def _shifted(interval: Interval, by: float) -> Interval:
    return Interval(*(None if end is None else end + by for end in interval))


def _at_shots(one: Configured, e: Estimate, circuits: int) -> Interval:
    """Return the time of circuits at the shots that the authors use. [log10 s]"""
    shots = one.setting.shots
    if shots is None or e.runtime is None:
        return UNKNOWN
    shot = e.runtime.shot
    ends = (shot.total, shot.least or None, shot.most)
    return Interval(*(None if each is None else log10(circuits * shots * each) for each in ends))


def _derivations(found: Judgement) -> Table:
    rows: list[tuple[Value, ...]] = []
    for number, one in enumerate(found.judged, 1):
        of = f"{number}. {one.statement.text}: {one.finding.in_words}"
        if not one.statement.seen:
            rows.append((of, "not found in the source", "", one.statement.locator, "", ""))
        rows += [
            (of, step.what, step.value, step.how, step.label, step.source)
            for step in one.finding.steps
        ]
        rows.append((of, "what would change it", one.finding.flips, "", "", ""))
    return Table(
        "derivations",
        "Derivations",
        (
            Column("statement", "statement"),
            Column("step", "step"),
            Column("value", "value"),
            Column("how", "by"),
            Column("label", "is"),
            Column("source", "source"),
        ),
        tuple(rows),
        group="statement",
        stacked=True,
    )


def used_sources(found: Judgement) -> set[str]:
    """Return every key that a claim, its checks or the devices of its settings name."""
    claim = found.claim
    texts = [claim.source]
    texts += [setting.source for setting in claim.settings]
    for one in found.judged:
        texts += [one.statement.source, *(figure.source for figure in one.statement.figures)]
        texts += [step.source for step in one.finding.steps]
    texts += [e.device.snapshot.source for one in found.configured for e in one.estimates]
    texts += [e.method.source for one in found.configured for e in one.estimates]
    return {text.split(",", 1)[0] for text in texts}


def bibliography(claim: Claim) -> dict[str, Reference]:
    """Return what the sources of a claim stand for: of the bibliography, and of its own file."""
    own = {
        one.key: Reference(one.key, one.title, one.authors, one.year, one.link)
        for one in claim.sources
    }
    return own | references()


def _sources(found: Judgement) -> Table:
    known = bibliography(found.claim)
    rows = tuple(
        (key, known[key].authors, known[key].title, known[key].year, known[key].link)
        if key in known
        else (key, "", "named in the file, not in the bibliography", "", "")
        for key in sorted(used_sources(found) - NO_SOURCES)
    )
    return Table(
        "sources",
        "Sources",
        (
            Column("key", "key"),
            Column("authors", "by"),
            Column("title", "title"),
            Column("year", "year"),
            Column("link", "at"),
        ),
        rows,
        stacked=True,
    )


def _closing(found: Judgement) -> Iterator[str]:
    claim = found.claim
    if claim.note:
        yield claim.note
    for setting in claim.settings:
        if setting.note:
            yield f"{setting.name}: {setting.note}"


def claim_object(found: Judgement, command: str) -> dict[str, Any]:
    """Return a judged claim as plain values."""
    answer = JudgementAnswer(
        found,
        command,
        conclusion(found),
        _rows(_work(found)),
        _rows(_lora(found)),
        known_swings([e for one in found.configured for e in one.estimates]),
        _rows(_sources(found)),
    )
    return output("claim", answer)


def _rows(table: Table) -> list[dict[str, Any]]:
    """Return a table as plain objects by its columns' keys."""
    return [
        {
            column.key: ends(value) if isinstance(value, Interval) else value
            for column, value in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    ]
