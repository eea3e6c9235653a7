"""The command line.

Belongs here: reading what was typed, printing one result, exit codes. Does not: anything that a
Python program would miss.
"""

from qestimate.cli.app import main

__all__ = ["main"]
