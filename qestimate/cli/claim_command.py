"""``qestimate claim``: published statements, judged one by one."""

import sys
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from qestimate.cli import options, output
from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.core.files import exists
from qestimate.core.writing import put
from qestimate.scenario.values import split

if TYPE_CHECKING:
    from qestimate.evidence.claims.drafting import Drafted

app = typer.Typer(
    help="Claims: published statements against what devices can do, number by number.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

TABLES = ("statements", "configurations", "work", "lora", "derivations", "sensitivity", "sources")
"""Tables of the whole answer, by the names that ``--table`` takes."""

TOPICS = ("training", "speed-up", "device", "randomness", "energy", "compression")
"""What claims are about."""


@app.command("list")
def list_(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="Only claims in which all of these occur."),
    ] = None,
    find: Annotated[
        str | None, typer.Option("--find", metavar="WORDS", help="The same, as one text.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="NAME", help="Only these: " + ", ".join(TOPICS))
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="In Markdown the claims too, below the list.")
    ] = False,
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
    fmt: options.Format = "",
) -> None:
    """List the claims of the catalogue, judged: what is said, and what is found.

    \b
    Examples:
      qestimate claim list
      qestimate claim list google echoes
      qestimate claim list --format html > claims.html
    """  # noqa: D301  # Click keeps what follows a backspace as it is
    from qestimate.catalog.claims import claim, claims
    from qestimate.evidence.claims.judge import judge
    from qestimate.report.views.claim_list import claims_document, claims_rows, matching

    form = output.chosen_format(fmt)
    if topic is not None and topic not in TOPICS:
        raise UnknownNameError("topic", topic, TOPICS)
    asked = " ".join([*(words or ()), find or ""])
    found = matching([judge(claim(name)) for name in claims()], asked, topic or "")
    if form == "json":
        output.show_json({"claims": claims_rows(found)})
    elif form == "html" or (form == "md" and full):
        from qestimate.report.full.claim_pages import claims_html, claims_markdown

        output.emit(claims_html(found) if form == "html" else claims_markdown(found))
    else:
        output.show(claims_document(found, asked), form)


@app.command()
def cite(
    name: Annotated[
        str, typer.Argument(metavar="ID|FILE", help="Claim of the catalogue, or a TOML file.")
    ],
    number: Annotated[
        int, typer.Argument(metavar="[N]", help="One statement, by its number. [the headline]")
    ] = 0,
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
) -> None:
    """Print how to cite what is found of a claim: a paragraph, and an entry for BibTeX."""
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge
    from qestimate.report.full.sources import edition
    from qestimate.report.views.citation import bibtex, citation

    found, made = judge(claim(name)), edition()
    typed = quote(name)
    paragraph = citation(found, made, number, typed)
    output.emit(f"{paragraph}\n\n{bibtex(found, made, number, typed)}\n")


@app.command()
def check(
    name: Annotated[
        str, typer.Argument(metavar="ID|FILE", help="Claim of the catalogue, or a TOML file.")
    ],
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="RESULTS",
            help="Exit with 1 if any statement is one of these: reproduced, consistent, "
            "contradicted, misreported, not-checkable.",
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="Every derivation and source, not the short answer alone."),
    ] = False,
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help="Only these tables: " + ", ".join(TABLES) + "; repeat or separate by commas.",
        ),
    ] = None,
    fmt: options.Format = "",
) -> int:
    """Judge every statement of a claim.

    \b
    Examples:
      qestimate claim check origin-wukong-2025
      qestimate claim check origin-wukong-2025 --full
      qestimate claim check mine.toml --table statements --format latex
    """  # noqa: D301  # Click keeps what follows a backspace as it is
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge
    from qestimate.report.views.claim import claim_document, claim_object

    form = output.chosen_format(fmt)
    unwanted = _results(fail_on)
    tables = split(table, "--table")
    found = judge(claim(name))
    if tables:
        output.show_any(claim_document(found).chosen(tables), form)
    elif form == "json":
        output.show_json(claim_object(found, output.command_line))
    elif full or form == "csv":
        output.show(claim_document(found), form)
    else:
        from qestimate.report.views.claim_brief import claim_screen

        output.show_screen(claim_screen(found, name), form)
    return int(any(one.finding.result in unwanted for one in found.judged))


def _results(text: str | None) -> list[str]:
    """Return the results that are to make the command fail."""
    from qestimate.catalog.claim_records import RESULTS

    known = {result.replace(" ", "-"): result for result in RESULTS}
    asked = split(None if text is None else [text], "--fail-on")
    for result in asked:
        if result not in known:
            raise UnknownNameError("result", result, known)
    return [known[result] for result in asked]


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, NAME.toml.")],
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="NAME",
            help="Kind of check, one for each statement; repeat or separate by commas. "
            "qestimate claim kinds lists them.",
        ),
    ] = None,
    statement: Annotated[
        list[str] | None,
        typer.Option(
            "--statement", metavar="TEXT", help="A statement, in its own words; may be repeated."
        ),
    ] = None,
    figure: Annotated[
        list[str] | None,
        typer.Option(
            "--figure",
            metavar="VALUE",
            help="A figure of the statement with its unit: '99.5 %', '13,000 times', '2.1 h'; may "
            "be repeated. [read from the words]",
        ),
    ] = None,
    device: Annotated[
        list[str] | None,
        typer.Option("--device", metavar="ID|FILE", help="Device it ran on; may be repeated."),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="ID|FILE",
            help="Model that was trained: of the catalogue, or its config.json.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What it is about. [the publication]")
    ] = None,
    publication: Annotated[
        str | None, typer.Option("--publication", help="What the publication is called.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help="Its date, as 2025-04-09.")
    ] = None,
    link: Annotated[
        str | None, typer.Option("--link", metavar="URL", help="Where it stands.")
    ] = None,
    from_text: Annotated[
        Path | None,
        typer.Option(
            "--from-text",
            metavar="ARTICLE",
            help="Take every sentence with a figure of a file of text or HTML; none is judged.",
        ),
    ] = None,
    ask: Annotated[
        bool,
        typer.Option(
            "--ask", help="Ask for everything, one after the other. [on a terminal, without flags]"
        ),
    ] = False,
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
) -> int:
    """Write a claim file: from flags, from your answers, or from an article.

    Without a terminal and without flags: a commented template of the common kinds.

    \b
    Examples:
      qestimate claim new mine.toml --kind job-time --statement "it took 4 hours"
      qestimate claim new mine.toml --ask
      qestimate claim new mine.toml --from-text article.txt
    """  # noqa: D301  # Click keeps what follows a backspace as it is
    from qestimate.cli import claim_questions
    from qestimate.evidence.claims import drafting, filling

    _check_free(path)
    words = {"--name": name, "--publication": publication, "--date": date, "--link": link}
    for flag, value in (*words.items(), *(("--statement", one) for one in statement or ())):
        if value is not None and not value.strip():
            raise ScenarioError(f"{flag} is empty", hint=f"leave out {flag}")
    known = drafting.Publication(
        name or "",
        publication or "",
        claim_questions.day(date) if date else "",
        claim_questions.address(link or ""),
    )
    of_statements = {
        "--kind": kind,
        "--statement": statement,
        "--figure": figure,
        "--device": device,
        "--model": model,
    }
    flags = any(of_statements.values()) or any(known) or from_text is not None
    if ask and flags:
        raise ScenarioError("--ask asks for all of it", hint="leave out the other flags")
    if from_text is not None:
        _check_alone("--from-text", of_statements)
        from qestimate.evidence.claims.article import read_article

        known = known._replace(publication=known.publication or from_text.name)
        drafted = drafting.article_file(known, read_article(from_text))
    elif flags:
        from qestimate import catalog as entities
        from qestimate.catalog.claims import read_model

        for one in device or ():
            entities.device(one)
        for one in model or ():
            read_model(one)
        wanted = filling.wanted(split(kind, "--kind"), statement or (), figure or ())
        drafted = filling.filled_file(
            known,
            wanted,
            [_beside(path, one) for one in device or ()],
            [_beside(path, one) for one in model or ()],
        )
        _try(path, drafted)
    elif ask or _watched():
        try:
            drafted = claim_questions.ask_claim(lambda found: _try(path, found))
        except typer.Abort:
            output.note(f"qestimate: nothing was written to {path}")
            return 2
    else:
        drafted = drafting.common_file()
    _write_new(path, drafted)
    return 0


@app.command("kinds")
def kinds_(fmt: options.Format = "") -> None:
    """List the kinds of checks, with what each decides."""
    from qestimate.evidence.claims.kinds import kinds
    from qestimate.report.views.catalog import kinds_document

    output.show_any(kinds_document(kinds().values()), output.chosen_format(fmt))


def _beside(path: Path, name: str) -> str:
    """Return a file that was named as it is found from the folder of the claim file."""
    file, at, date = name.partition("@")
    if not file.lower().endswith((".toml", ".json")) or Path(file).is_absolute():
        return name
    return Path(relpath(file, path.parent)).as_posix() + at + date


def _watched() -> bool:
    """Whether somebody sits at a terminal and can be asked."""
    ends = (sys.stdin, sys.stdout)
    return all(end is not None and end.isatty() for end in ends)


def _check_alone(flag: str, others: Mapping[str, list[str] | None]) -> None:
    """Refuse flags that have no meaning beside another."""
    for other, given in others.items():
        if given:
            raise ScenarioError(
                f"{other} has no meaning with {flag}", hint="put it into the file that is written"
            )


def _check_free(path: Path) -> None:
    """Refuse a file that is there, or whose name is not that of a claim file."""
    if path.suffix.lower() != ".toml":
        raise ScenarioError(f"{path} does not end in .toml", hint=f"{path}.toml")
    if exists(path):
        raise ScenarioError(f"{path} is there already", hint="choose another name")


def _try(path: Path, drafted: "Drafted") -> None:
    """Judge a file before it is written, so that one is written that can be judged."""
    import tomllib

    from qestimate.catalog.claims import claim_of
    from qestimate.evidence.claims.judge import judge

    judge(claim_of(path, tomllib.loads(drafted.text)))


def _write_new(path: Path, drafted: "Drafted") -> None:
    """Write a claim file, and say how it is judged and what is not filled in."""
    try:
        content = drafted.text.encode()
    except UnicodeEncodeError:
        raise ScenarioError("some of the words are no text", hint="type them in UTF-8") from None
    try:
        put(path, content, new=True, hint="choose another name")
    except FileExistsError:
        raise ScenarioError(f"{path} is there already", hint="choose another name") from None
    if drafted.examples:
        left = ", ".join(drafted.examples)
        output.note(f"qestimate: still an example, and marked so in the file: {left}")
    output.emit(f"{path} is written; qestimate claim check {quote(str(path))} judges it\n")
