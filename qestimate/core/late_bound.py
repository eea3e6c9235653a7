"""The one exception to the order of the rooms: what a result calls only when somebody looks at it.

A result shows itself in a notebook, a device turns into another program's object, and a claim file
is read by the kinds of checks that there are. The code that does so lives above, in
``qestimate.report``, ``qestimate.formats`` and ``qestimate.evidence``; it is named here and
imported when it is called, never before.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeVar

ABOVE = {
    "text": "qestimate.report.display:text",
    "markdown": "qestimate.report.display:markdown",
    "html": "qestimate.report.display:html",
    "full": "qestimate.report.display:full",
    "to_dict": "qestimate.report.display:plain",
    "to_pandas": "qestimate.report.display:frame",
    "explain": "qestimate.report.display:explanation",
    "from_backend": "qestimate.formats.devices.qiskit_backend:device_of",
    "to_target": "qestimate.formats.qiskit.target:to_target",
    "check_kinds": "qestimate.evidence.claims.kinds:check_files",
    "noise_model": "qestimate.formats.qiskit.noise_model:noise_model",
}
"""Everything that is called from below, and where it lives."""


def call(name: str, *arguments: Any) -> Any:
    """Call one of the functions in ``ABOVE``.

    >>> from qestimate import catalog
    >>> call("to_target", catalog.device("iqm-garnet"), [1, 2]).num_qubits
    2
    """
    module, function = ABOVE[name].split(":")
    return getattr(import_module(module), function)(*arguments)


Shown = TypeVar("Shown", bound=type)


def shown(kind: Shown) -> Shown:
    """Let the results of a class show themselves: as text in print, as tables in a notebook.

    >>> from qestimate import catalog
    >>> "IQM Garnet" in str(catalog.device("iqm-garnet"))
    True
    """
    for name, show in (("__str__", text), ("_repr_markdown_", markdown), ("_repr_html_", html)):
        setattr(kind, name, show)
    return kind


def text(result: Any) -> str:
    """Return a result as plain text: its ``__str__``."""
    return str(call("text", result))


def markdown(result: Any) -> str:
    """Return a result as Markdown: its ``_repr_markdown_``."""
    return str(call("markdown", result))


def html(result: Any) -> str:
    """Return a result as a piece of HTML: its ``_repr_html_``."""
    return str(call("html", result))
