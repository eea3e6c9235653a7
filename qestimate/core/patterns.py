"""Regular expressions from files, matched in bounded time.

Python's engine takes a step back for each way to read a text, of which there are exponentially
many for some expressions. Those whose steps can be bounded by looking at them are matched at once;
any other goes to a process of its own, with limits.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from qestimate.core import limited

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.core.errors import QestimateError

MAX_LENGTH = 20_000
"""Characters of an expression."""

MAX_STEPS = 10_000_000
"""Steps that matching may take here, by the bound on them."""

LIMITS = limited.Limits(8, 2**30)
"""Of the process that matches any other."""

_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{)")
_WITHIN_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]")
_PLAIN_PAIR = re.compile(r"\\.", re.DOTALL)
_REPEAT = re.compile(r"[*+{]")
_OPTION = re.compile(r"[?|]")


def problem_of(pattern: str) -> str:
    """Return why a text is no regular expression; empty if it is one.

    >>> problem_of("a(b|c)"), problem_of("a(")
    ('', 'missing ), unterminated subpattern at position 1')
    """
    if len(pattern) > MAX_LENGTH:
        return f"{len(pattern):,} characters; at most {MAX_LENGTH:,} are read"
    try:
        _compiled(pattern)
    except RecursionError:
        return "groups within groups, too many"
    except (re.error, OverflowError, ValueError) as error:
        return str(error)
    return ""


def matched(
    patterns: Iterable[str], names: Iterable[str], *, about: str, kind: type[QestimateError]
) -> dict[str, frozenset[str]]:
    r"""Return the names that each regular expression matches as a whole.

    Args:
        patterns: Regular expressions; ``problem_of`` each must be empty.
        names: To be matched.
        about: What messages begin with: the fields that they stand in.
        kind: Of the error.

    Raises:
        QestimateError: Of that kind: matching takes more time or memory than is allowed.

    >>> from qestimate.core.errors import WorkloadFileError
    >>> names = ["h.0.attn", "h.1.attn", "h.0.mlp"]
    >>> found = matched([r".*\.\d\.attn"], names, about="targets", kind=WorkloadFileError)
    >>> {pattern: sorted(names) for pattern, names in found.items()}
    {'.*\\.\\d\\.attn': ['h.0.attn', 'h.1.attn']}
    """
    listed, here, there = list(dict.fromkeys(names)), [], []
    left = float(MAX_STEPS)
    for pattern in dict.fromkeys(patterns):
        steps = _steps(pattern, listed)
        if steps <= left:
            here.append(pattern)
            left -= steps
        else:
            there.append(pattern)
    found = _matched(here, listed)
    if there:
        found += limited.ask(
            "qestimate.core.patterns",
            {"patterns": there, "names": listed},
            LIMITS,
            about=about,
            kind=kind,
            hint="an expression without repeats of repeats, or a list of names",
        )
    return dict(zip([*here, *there], map(frozenset, found), strict=True))


def _steps(pattern: str, names: Sequence[str]) -> float:
    """Return a bound on the steps that matching takes; infinite where there is none.

    Each repeat can end at every place of a name, each option and alternative doubles the ways. A
    group that is repeated, looks around or refers back has no such bound.
    """
    bare = _WITHIN_CLASS.sub("x", _PLAIN_PAIR.sub("x", pattern))
    if _REPEATED_GROUP.search(bare) or re.search(r"\(\?(?![:ims]*[:)])|\\[1-9]", pattern):
        return float("inf")
    longest = max(map(len, names), default=0) + 1
    repeats, options = len(_REPEAT.findall(bare)), len(_OPTION.findall(bare))
    return float(len(names)) * float(longest) ** min(repeats, 50) * 2.0 ** min(options, 50)


def _matched(patterns: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    found = []
    for pattern in patterns:
        fits = _compiled(pattern).fullmatch
        found.append([name for name in names if fits(name)])
    return found


def _compiled(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what later versions will read in another way
        return re.compile(pattern)


if __name__ == "__main__":
    limited.serve(_matched)
