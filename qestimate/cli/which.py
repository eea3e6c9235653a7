"""``--device all``: which of all devices no other beats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.cli import output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.explore.device_frontier import DeviceFrontier
    from qestimate.scenario.scenario import Scenario


def show_frontiers(
    found: Sequence[DeviceFrontier], form: str, plot: str | None, plot_size: str
) -> None:
    """Print which device is best, and draw it where a picture was asked for.

    Raises:
        OutputError: The picture cannot be written.
        ScenarioError: A picture of several circuits, or of nothing.
    """
    from qestimate.report.views.which import which_document, which_object, which_table

    if plot is not None:
        from qestimate.cli.pictures import write_picture
        from qestimate.report.plots.which import which

        write_picture(plot, plot_size, lambda size: which(found, size))
    if form == "json":
        output.show_json(which_object(found, output.command_line))
    elif form == "csv":
        output.show(which_table(found), form)
    else:
        output.show(which_document(found), form)


def model_on_every_device(
    asked: Scenario, form: str, picture: tuple[str | None, str], verdicts: Sequence[str]
) -> int:
    """Print which device is best for a model, way by way; return the exit code.

    Args:
        asked: With its devices; without methods each device has the one that does most there.
        form: Format.
        picture: Its file and size.
        verdicts: Those that end in 1.
    """
    from qestimate.estimation.estimate import estimate
    from qestimate.explore.best_way import best_way
    from qestimate.explore.device_frontier import frontier_of
    from qestimate.methods import check_settings
    from qestimate.methods import method as find_method

    work, goal, ways = asked.workload, asked.goal, asked.methods or [""]
    check_settings(goal, [find_method(name) for name in asked.methods])
    frontiers = []
    with (
        output.patience(f"mapping {work.model.name} on {len(asked.devices)} devices"),
        output.progress("devices", len(asked.devices) * len(ways)) as advance,
    ):
        for way in ways:
            found = []
            for device in asked.devices:
                one = (
                    estimate(work, way, device, goal, copies="fit")
                    if way
                    else best_way(work, device, goal)
                )
                found += [] if one is None else [one]
                advance(1.0)
            name = f"{work.model.name} by {way}" if way else work.model.name
            frontiers.append(frontier_of(name, goal, found))
    show_frontiers(frontiers, form, *picture)
    every = (one.verdict for each in frontiers for one in each.candidates)
    return int(any(verdict in verdicts for verdict in every))
