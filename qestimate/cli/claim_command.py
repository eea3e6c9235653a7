"""``qestimate claim``: published statements, judged one by one."""

from pathlib import Path
from typing import Annotated

import typer

from qestimate.cli import options, output
from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.core.writing import put
from qestimate.scenario.values import split

app = typer.Typer(
    help="Claims: published statements against what devices can do, number by number.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

TABLES = ("statements", "configurations", "work", "lora", "derivations", "sensitivity", "sources")
"""Tables of the whole answer, by the names that ``--table`` takes."""

TOPICS = ("training", "speed-up", "device", "randomness", "energy", "compression")
"""What claims are about."""

TEMPLATE = Path(__file__).parent / "claim_template.toml"


@app.command("list")
def list_(
    find: Annotated[
        str | None,
        typer.Option("--find", metavar="WORDS", help="Only claims in which all of these occur."),
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="NAME", help="Only these: " + ", ".join(TOPICS))
    ] = None,
    fmt: options.Format = "",
) -> None:
    """List the claims of the catalogue, judged: what is said, and what is found.

    \b
    Examples:
      qestimate claim list
      qestimate claim list --find "google echoes"
      qestimate claim list --format html > claims.html
    """  # noqa: D301  # Click keeps what follows a backspace as it is
    from qestimate.catalog.claims import claim, claims
    from qestimate.evidence.claims.judge import judge
    from qestimate.report.views.claim_list import claims_document, claims_rows, matching

    form = output.chosen_format(fmt)
    if topic is not None and topic not in TOPICS:
        raise UnknownNameError("topic", topic, TOPICS)
    found = matching([judge(claim(name)) for name in claims()], find or "", topic or "")
    if form == "json":
        output.show_json({"claims": claims_rows(found)})
    elif form in ("html", "md"):
        from qestimate.report.full.claim_pages import claims_html, claims_markdown

        output.emit(claims_html(found) if form == "html" else claims_markdown(found))
    else:
        output.show(claims_document(found), form)


@app.command()
def cite(
    name: Annotated[
        str, typer.Argument(metavar="ID|FILE", help="Claim of the catalogue, or a TOML file.")
    ],
    catalog: options.Catalog = None,  # noqa: ARG001  # acts as it is read
) -> None:
    """Print how to cite what is found of a claim: a paragraph, and an entry for BibTeX."""
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge
    from qestimate.report.full.sources import catalogue_digest, catalogue_year
    from qestimate.report.views.citation import bibtex, citation

    found, digest = judge(claim(name)), catalogue_digest()
    output.emit(f"{citation(found, digest)}\n\n{bibtex(found, digest, catalogue_year())}\n")


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
) -> None:
    """Write a commented template of a claim file, ready to check."""
    if path.suffix.lower() != ".toml":
        raise ScenarioError(f"{path} does not end in .toml", hint=f"{path}.toml")
    try:
        put(path, TEMPLATE.read_bytes(), new=True, hint="choose another name")
    except FileExistsError:
        raise ScenarioError(f"{path} is there already", hint="choose another name") from None
    output.emit(f"{path}: a template; qestimate claim check {path} judges it\n")
