"""Texts in tables that spreadsheets open."""

import re

_FORMULA = re.compile(r"[^\w'(\[{<\"]*[=+\-@|\t\r＝＋－＠]")
"""What a formula begins with, behind signs that a spreadsheet skips."""


def safe_cell(text: str) -> str:
    r"""Return a text that no spreadsheet takes for a formula, whatever signs it skips before one.

    >>> safe_cell("=1+1"), safe_cell("\t =1+1"), safe_cell("a=1"), safe_cell("\u00a0|calc")
    ("'=1+1", "'\t =1+1", 'a=1', "'\xa0|calc")
    """
    return f"'{text}" if _FORMULA.match(text) else text
