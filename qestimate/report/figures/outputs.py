"""What each command prints as JSON, and its schema: one version for all of them."""

from __future__ import annotations

from typing import Any

from qestimate.core.errors import UnknownNameError
from qestimate.report.figures.figure import Figure, Shape, object_of, row, shape_of

SCHEMA_VERSION = 2
"""Changes when a key goes or means something else, not when one is added."""


def _figures(command: str) -> tuple[Figure, ...]:
    """Return the figures of the object that a command prints."""
    if command == "model":
        from qestimate.report.figures.survey import ANSWER

        return ANSWER
    if command == "fits":
        from qestimate.report.figures.fits import WHAT_FITS

        return WHAT_FITS
    if command == "circuit":
        from qestimate.report.figures.circuits import CIRCUITS

        return CIRCUITS
    if command == "which":
        from qestimate.report.figures.which import WHICH

        return WHICH
    if command in ("claim", "verify", "train", "validate"):
        from qestimate.report.figures import claims, trainings, validation, verification

        return {
            "claim": claims.JUDGEMENT,
            "verify": verification.VERIFICATION,
            "train": trainings.TRAININGS,
            "validate": validation.VALIDATION,
        }[command]
    from qestimate.report.figures import explore

    return {
        "compare": explore.COMPARISON,
        "device": explore.DEVICE,
        "frontier": explore.FRONTIERS,
        "require": explore.REQUIREMENTS,
        "sweep": explore.SWEEP,
    }[command]


COMMANDS = (
    *("model", "fits", "claim", "circuit", "verify", "train", "validate"),
    *("sweep", "require", "frontier", "compare", "device", "which"),
)
"""Commands whose JSON has a schema; ``train`` is ``verify --train``, ``which`` is ``circuit`` and
``model`` with ``--device all``."""


def output(command: str, result: Any) -> dict[str, Any]:
    """Return what a command prints as JSON: plain numbers in SI units, unknown as null.

    A number too large for a double is null too, and a fidelity too small for one is 0.0; the
    logarithm stands beside it under ``log10_...`` or ``ln_...``.

    Args:
        command: One of COMMANDS.
        result: What its figures are got from.
    """
    return {"schema_version": SCHEMA_VERSION, **row(_figures(command), result)}


def schema(command: str) -> Shape:
    """Return the JSON schema of what a command prints.

    Raises:
        UnknownNameError: No such command.

    >>> sorted(schema("compare")["required"])
    ['differences', 'estimates', 'inputs', 'schema_version', 'ways']
    """
    if command not in COMMANDS:
        raise UnknownNameError("command", command, COMMANDS)
    whole = shape_of(_figures(command))
    version = object_of({"schema_version": {"const": SCHEMA_VERSION}})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **whole,
        "properties": version["properties"] | whole["properties"],
        "required": version["required"] + whole["required"],
    }
