"""A scenario as it is typed: workload, devices, methods and goal. Commands share its options.

The options are made from the table of inputs, for the command that was called alone. Their
annotations are real types, not strings: evaluating those at start-up takes long. All are text or
nothing, so that what was typed is told from what was not.
"""

import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qestimate.cli import options, output
from qestimate.scenario.inputs import INPUTS, Input
from qestimate.scenario.values import Given

if TYPE_CHECKING:
    from qestimate.scenario.scenario import Scenario


def text(*names: str, help: str, metavar: str) -> typer.models.OptionInfo:  # noqa: A002
    """Return an option that is typed as text and read by the command."""
    option: typer.models.OptionInfo = typer.Option(*names, help=help, metavar=metavar)
    return option


def option_of(one: Input) -> inspect.Parameter:
    """Return the option of an input of a scenario, as a parameter that Typer reads."""
    shown = f"{one.help} [{one.otherwise}]" if one.otherwise else one.help
    flags = [one.short, f"--{one.name}"] if one.short else [f"--{one.name}"]
    made = text(*flags, help=shown, metavar=one.metavar)
    if one.kind == "names":
        return _parameter(one.key, Annotated[list[str] | None, made])
    return _parameter(one.key, Annotated[str | None, made])


def _parameter(name: str, annotation: object) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )


_FILES = (
    _parameter("catalog", options.Catalog),
    _parameter("scenario", options.ScenarioFile),
    _parameter("no_cache", options.NoCache).replace(default=False),
)


def takes_inputs(*names: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the options of some inputs, a catalogue and a scenario file.

    The command takes them as ``**typed`` and hands them to ``given``.

    Args:
        names: Of the inputs, in the order of the help text. Options of the command's own stand
            where they are named among them, else behind.
    """
    return lambda command: _with_options(command, names, _FILES)


def takes_scenario(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a whole scenario, before its own.

    The command takes them as ``**typed`` and hands them to ``scenario``.
    """
    saved = _parameter("save_scenario", options.SaveScenario)
    return _with_options(command, INPUTS, (*_FILES, saved))


def _with_options(
    command: Callable[..., int], names: Iterable[str], shared: Iterable[inspect.Parameter]
) -> Callable[..., int]:
    own = {
        parameter.name: parameter
        for parameter in inspect.signature(command).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    }
    named = [own.pop(name) if name in own else option_of(INPUTS[name]) for name in names]
    ordered = [*named, *shared, *own.values()]
    signature = inspect.Signature(sorted(ordered, key=lambda parameter: parameter.kind))
    command.__signature__ = signature  # type: ignore[attr-defined]  # read by Typer
    return command


def scenario(typed: dict[str, Any]) -> "Scenario":
    """Return what was typed as a scenario, over what its file says; write it where asked to.

    Raises:
        CatalogError: A file that cannot be read, or holds something else.
        DomainError: A number out of range.
        OutputError: The scenario cannot be written.
        ScenarioError: Options that contradict each other.
        UnknownNameError: A name that is in no catalogue.
    """
    return scenario_of(given(typed), typed)


def scenario_of(values: dict[str, Given], typed: dict[str, Any]) -> "Scenario":
    """Return inputs as a scenario; see ``scenario``.

    Args:
        values: The inputs.
        typed: What was typed, for where the scenario is to be written.
    """
    from qestimate.scenario.scenario import scenario as put_together

    found = put_together(values)
    for remark in found.notes:
        output.note(f"qestimate: {remark}")
    if typed.get("save_scenario") is not None:
        from qestimate.scenario.toml_file import write_scenario

        write_scenario(typed["save_scenario"], found.values, output.command_line)
    return found


def given(typed: dict[str, Any]) -> dict[str, Given]:
    """Return the inputs that were typed, and those of the scenario file that were not.

    Raises:
        CatalogError: A file that cannot be read, or holds something else.
    """
    flags = {
        name: Given(typed[spec.key])
        for name, spec in INPUTS.items()
        if typed.get(spec.key) is not None
    }
    if typed.get("scenario") is None:
        return flags
    from qestimate.scenario.toml_file import read_scenario

    written, _ = read_scenario(typed["scenario"])
    taken = {other for name in flags for other in INPUTS[name].rivals}
    return {name: one for name, one in written.items() if name not in taken} | flags
