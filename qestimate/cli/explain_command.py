"""``qestimate explain``: what a word means."""

from typing import Annotated

import typer

from qestimate.cli import options, output


def command(
    term: Annotated[
        list[str] | None, typer.Argument(metavar="[TERM]", help="A word of an answer, or nothing.")
    ] = None,
    fmt: options.Format = "",
) -> None:
    """What a word of the answers means, in a line; without a word, all of them.

    How a figure of an answer comes about is shown by qestimate model ... --explain.
    """
    from qestimate.report.explain.glossary import term as find
    from qestimate.report.explain.glossary import terms
    from qestimate.report.views.glossary import glossary_document

    form = output.chosen_format(fmt)
    if not term:
        output.show_any(glossary_document(terms()), form)
        return
    name, meaning = find(" ".join(term))
    if form in ("text", "md"):
        output.emit(f"{name}: {meaning}\n")
    else:
        output.show_any(glossary_document({name: meaning}), form)
