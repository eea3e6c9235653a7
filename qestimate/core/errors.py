"""What can go wrong, as one tree: each error says what to do and how the program exits."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from qestimate.core.names import alike

if TYPE_CHECKING:
    from collections.abc import Iterable


class QestimateError(Exception):
    """Base of every error this package raises on purpose.

    Args:
        message: One line: what, where, the value seen, what is allowed.
        hint: One line: what to do next. Empty if there is nothing to add.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(f"hint: {hint}")  # a traceback shows it


class DomainError(QestimateError, ValueError):
    """A number is outside the range for which a formula holds."""

    code = "domain"


class ScenarioError(QestimateError, ValueError):
    """The inputs of an estimate contradict each other or make no sense."""

    code = "scenario"


class UnknownNameError(QestimateError, LookupError):
    """A name is in no catalogue; the nearest one is offered.

    >>> UnknownNameError("model", "gtp2", ["gpt2", "phi-2"]).hint
    'did you mean gpt2? known: gpt2, phi-2'
    >>> UnknownNameError("gpu", "H100", ["nvidia-a100", "nvidia-h100"]).hint
    'did you mean nvidia-h100? known: nvidia-a100, nvidia-h100'
    """

    code = "unknown-name"

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = alike(name, names)[:8] or get_close_matches(name.lower(), names, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else ""
        if not near or len(names) <= 12:
            hint = f"{hint} known: {', '.join(names)}".strip()
        super().__init__(f"unknown {kind} {name!r}", hint=hint)


class FileError(QestimateError, ValueError):
    """A file that cannot be used; all its problems are listed.

    Args:
        message: One line.
        problems: What is wrong in it, a line each: where, what was expected, what was found.
        hint: One line: what to do next.
    """

    code = "file"
    exit_code = 3

    def __init__(self, message: str, *, problems: Iterable[str] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems)


class CatalogError(FileError):
    """A catalogue file that is broken."""

    code = "catalog"


class WorkloadFileError(FileError):
    """A model's or an adapter's configuration, or data, that cannot be read."""

    code = "workload-file"


class DeviceFileError(FileError):
    """A vendor's device file that cannot be read."""

    code = "device-file"


class CircuitFileError(QestimateError, ValueError):
    """A circuit file that cannot be read, or holds what is not modelled."""

    code = "circuit-file"
    exit_code = 3


class MissingExtraError(QestimateError, ImportError):
    """A library that is no dependency of the core is not installed.

    >>> MissingExtraError("reading Parquet", "scale").hint
    "pip install 'qestimate[scale]'"
    """

    code = "missing-extra"
    exit_code = 74

    def __init__(self, what: str, extra: str, package: str = "") -> None:
        needs = f"{package}, which" if package else f"the extra {extra!r}, which"
        super().__init__(
            f"{what} needs {needs} is not installed", hint=f"pip install 'qestimate[{extra}]'"
        )


class OutputError(QestimateError, OSError):
    """The result cannot be written."""

    code = "output"
    exit_code = 74
