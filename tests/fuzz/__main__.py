"""``python -m tests.fuzz --seconds 600``: as many tries as the time has room for."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time

from tests.fuzz.campaign import Tally, told, try_file, try_line, try_number
from tests.fuzz.readers import readers


def _show(text: str) -> None:
    sys.stdout.write(f"{text.encode('utf-8', 'replace').decode()}\n")


def main() -> int:
    """Try until the time is over, and say what did not hold."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--seconds", type=float, default=float(os.environ.get("FUZZ_SECONDS", "60")))
    said.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    said.add_argument("--only", default="", help="Part of the name of what is tried.")
    asked = said.parse_args()
    os.environ["QESTIMATE_CATALOG"] = ""
    every = {f"file: {kind}": reader for kind, reader in readers().items()}
    kinds = [one for one in (*every, "number", "command line") if asked.only in one]
    tally, seed, until = Tally(), asked.seed, time.monotonic() + asked.seconds
    while time.monotonic() < until:
        for kind in kinds:
            seed += 1
            if kind == "number":
                try_number(tally, seed)
            elif kind == "command line":
                try_line(tally, seed)
            else:
                try_file(tally, kind, every[kind], seed)
    told(tally.failures, _show)
    for kind in kinds:
        codes = {code: n for (of, code), n in sorted(tally.codes.items()) if of == kind}
        seconds, slowest = tally.slowest.get(kind, (0.0, 0))
        _show(f"{kind}: {codes}, slowest {seconds:.1f} s (seed {slowest})")
    _show(f"{tally.tries:,} tries from seed {asked.seed}, {len(tally.failures)} failures")
    return int(bool(tally.failures))


if __name__ == "__main__":
    sys.exit(main())
