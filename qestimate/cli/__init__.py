"""The command line."""

from qestimate.cli.app import main

__all__ = ["main"]
