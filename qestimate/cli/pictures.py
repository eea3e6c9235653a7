"""Pictures that commands write beside their answer."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from qestimate.core.errors import MissingExtraError, OutputError, ScenarioError, UnknownNameError
from qestimate.core.files import is_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.explore.survey import Survey
    from qestimate.report.plots.style import Size

ENDINGS = (".svg", ".pdf", ".png")
"""Of files that pictures are written to."""

PICTURES = ("where", "budget", "chip", "layers")
"""Pictures of ``qestimate model``."""

CIRCUIT_PICTURES = ("depth", "chip", "cost")
"""Pictures of ``qestimate circuit``."""


def check_picture(path: str | None, size: str) -> None:
    """Refuse a picture that could not be written, before anything is computed.

    Raises:
        OutputError: The extra is not installed, or no folder is there.
        ScenarioError: Another ending than those of ENDINGS, or a size without a file.
        UnknownNameError: No such size.
    """
    if size not in ("report", "slide"):
        raise UnknownNameError("size of a picture", size, ("report", "slide"))
    if path is None:
        return
    if Path(path).suffix.lower() not in ENDINGS:
        raise ScenarioError(
            f"--plot {path} must end in .svg, .pdf or .png", hint="for example picture.svg"
        )
    if find_spec("matplotlib") is None:
        raise MissingExtraError("--plot", "plot", "matplotlib")
    if not is_folder(Path(path).parent):
        raise OutputError(f"cannot write {path}: no such folder", hint="choose another --plot")


def write_picture(path: str, size: str, draw: Callable[[Size], Figure]) -> None:
    """Draw a picture and write it."""
    from qestimate.report.plots import save

    save(draw("slide" if size == "slide" else "report"), path)


def picture_of(found: Survey, name: str) -> Callable[[Size], Figure]:
    """Return what draws a picture of ``qestimate model``.

    Raises:
        ScenarioError: It takes one method and device, and there are more.
        UnknownNameError: No such picture.
    """
    if name not in PICTURES:
        raise UnknownNameError("picture", name, PICTURES)
    if name == "where":
        from qestimate.report.plots.where import where

        return lambda size: where(found.estimates, size)
    if name == "budget":
        from qestimate.report.plots.budget import MAX_ROWS, budget
        from qestimate.report.views.sentences import nearest_of

        rows = nearest_of(found.estimates, MAX_ROWS)
        return lambda size: budget(rows, size)
    if len(found.estimates) != 1:
        raise ScenarioError(
            f"the picture {name!r} is of one method on one device, not of {len(found.estimates)}",
            hint="for example --method qtha --device ibm-fez",
        )
    one = found.estimates[0]
    if name == "chip":
        from qestimate.report.plots.chip import chip

        return lambda size: chip(one.device, one.placement, size)
    from qestimate.report.plots.layers import layers

    return lambda size: layers(one, size)


def check_circuit_picture(path: str | None, size: str, name: str, cases: int) -> None:
    """Refuse a picture of a circuit that could not be drawn, before anything is computed.

    Args:
        path: Of its file; None for no picture.
        size: Of the picture.
        name: What it shows; empty for the usual.
        cases: Circuits times devices, of which there must be one; 0 where not known yet.

    Raises:
        OutputError: The extra is not installed, or no folder is there.
        ScenarioError: Another ending, no file, or more than one circuit on one device.
        UnknownNameError: No such size or picture.
    """
    check_picture(path, size)
    if name and name not in CIRCUIT_PICTURES:
        raise UnknownNameError("picture", name, CIRCUIT_PICTURES)
    if path is None:
        if name:
            raise ScenarioError("--picture needs a file", hint="--plot picture.svg")
        return
    if cases > 1:
        raise ScenarioError(
            f"a picture is of one circuit on one device, not of {cases}",
            hint="name one file and one --device",
        )


def circuit_picture(
    found: CircuitEstimate, name: str, observables: Sequence[str]
) -> Callable[[Size], Figure]:
    """Return what draws a picture of ``qestimate circuit``.

    Args:
        found: The circuit on its device.
        name: One of CIRCUIT_PICTURES; empty for the first.
        observables: As they were asked for.
    """
    if name == "chip":
        from qestimate.report.plots.chosen_qubits import chosen_qubits

        return lambda size: chosen_qubits(found, size)
    if name == "cost":
        from qestimate.report.plots.circuit_cost import circuit_cost

        return lambda size: circuit_cost(found, size)
    from qestimate.report.plots.circuit_depth import circuit_depth

    return lambda size: circuit_depth(found, size, observables)
