"""``qestimate frontier``: the largest workload that is feasible on a device."""

from typing import TYPE_CHECKING, Any

from qestimate.cli import options, output
from qestimate.cli.scenario import given, scenario_of, takes_scenario
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.scenario.inputs import INPUTS

if TYPE_CHECKING:
    from qestimate.explore.frontier import Frontier
    from qestimate.scenario.values import Given


SOUGHT = ("samples", *INPUTS["samples"].rivals)
"""Inputs that say how many samples there are, which is what is sought here."""


@takes_scenario
def command(*, fmt: options.Format = "", **typed: Any) -> int:
    """The most tokens a day that are feasible, by --rank and --layers (1,2,4 or 1:64:log:7)."""
    from qestimate.report.views.frontier import frontier_document, frontier_object, frontier_table

    form = output.chosen_format(fmt)
    if any(typed[INPUTS[name].key] is not None for name in SOUGHT):
        raise ScenarioError(
            "the number of samples is what is sought here", hint="leave --samples and --dataset out"
        )
    found, skipped = _frontiers(given(typed), typed)
    if form == "json":
        output.show_json(frontier_object(found))
    elif form == "csv":
        output.show(frontier_table(found), form)
    else:
        output.show(frontier_document(found, skipped), form)
    return 0


def _frontiers(
    values: "dict[str, Given]", typed: dict[str, Any]
) -> "tuple[list[Frontier], list[str]]":
    from qestimate.explore.frontier import LAYERS, RANKS, frontier
    from qestimate.methods import methods

    values = {name: one for name, one in values.items() if name not in SOUGHT}
    whole = dict(values)
    ranks, layers = _axis(values, "rank") or RANKS, _axis(values, "layers") or LAYERS
    asked = scenario_of(values, typed | {"save_scenario": None})
    if "adapter-config" in values or asked.workload.adapter.kind == "full":
        ranks = (asked.workload.adapter.rank,)  # as its file has them
    if typed["save_scenario"] is not None:
        from qestimate.scenario.toml_file import write_scenario

        kept = {name: one for name, one in asked.values.items() if name != "samples"}
        write_scenario(typed["save_scenario"], kept | whole, output.command_line)
    found: list[Frontier] = []
    skipped: dict[str, str] = {}
    for device in asked.devices:
        for name in asked.methods or list(methods()):
            try:
                found.append(
                    frontier(asked.workload, name, device, asked.goal, ranks=ranks, layers=layers)
                )
            except DomainError as error:
                if asked.methods:
                    raise
                skipped[name] = f"{name} left out: {error.message}"
    return found, list(skipped.values())


def _axis(values: "dict[str, Given]", name: str) -> tuple[int, ...]:
    """Take an axis out of the inputs; the scenario keeps its first value."""
    from qestimate.explore.sweep.axes import axis
    from qestimate.scenario.values import Given

    if name not in values:
        return ()
    found = axis(name, values[name])
    if found.drawn:
        raise ScenarioError(
            f"{values[name].label(name)} is a range without a number of values",
            hint="for example 1:64:log:7",
        )
    values[name] = Given(found.values[0], values[name].origin)
    if min(found.values) < 1:
        raise DomainError(f"--{name} starts at 1, not {min(found.values)}")
    return found.values
