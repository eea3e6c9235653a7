"""The command line.

Belongs here: reading what was typed, printing one result, exit codes. Does not: anything that a
Python program would miss.
"""

import gc

_collecting = gc.isenabled()
gc.disable()  # imports make many objects and hardly any garbage

from qestimate.cli.app import main  # noqa: E402

if _collecting:
    gc.enable()

__all__ = ["main"]
