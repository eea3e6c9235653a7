"""Lists the tests that take more than half a second, for tests/slow.txt.

    python -m pytest -n 2 --durations=0 --durations-min=0.3 -m "not slow" > durations.txt
    python benchmarks/slow_tests.py durations.txt >> tests/slow.txt

The lines say what is slow; the quick suite leaves it out, the whole suite does not.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SLOW_S = 0.5
"""What is slow, with two tests at once on two cores."""


def slow(report: str) -> list[str]:
    """Return the tests of a report of durations that are slow, in the order of their names."""
    found = re.findall(r"^([\d.]+)s (?:call|setup) +(\S.*)$", report, re.MULTILINE)
    return sorted({name.strip() for seconds, name in found if float(seconds) > SLOW_S})


if __name__ == "__main__":
    print("\n".join(slow(Path(sys.argv[1]).read_text(encoding="utf-8"))))
