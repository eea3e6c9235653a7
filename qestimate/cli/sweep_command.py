"""``qestimate sweep``: many scenarios at once."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qestimate.cli import options, output
from qestimate.cli.pictures import check_picture, write_picture
from qestimate.cli.scenario import given, takes_scenario, text
from qestimate.core.errors import MissingExtraError, ScenarioError
from qestimate.scenario.values import parse_count

if TYPE_CHECKING:
    from qestimate.explore.sweep import Sweep
    from qestimate.explore.sweep.tally import Tally


@takes_scenario
def command(
    *,
    random: Annotated[
        str | None,
        text(
            "--random",
            help="Draw N scenarios from the axes, instead of all combinations.",
            metavar="N",
        ),
    ] = None,
    seed: Annotated[
        str | None, text("--seed", help="Of all random numbers. [0]", metavar="N")
    ] = None,
    draws: Annotated[
        str | None,
        text(
            "--draws",
            help="Draw each scenario N times from its intervals: the share that is feasible "
            "goes into the file. [0]",
            metavar="N",
        ),
    ] = None,
    output_: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a row for each scenario: .csv or .parquet. A run that was stopped goes on "
            "where it was. [the summary alone]",
        ),
    ] = None,
    cluster: Annotated[
        str,
        typer.Option(
            "--cluster",
            metavar="ADDRESS",
            help="Compute on the workers of a Dask scheduler, for example tcp://127.0.0.1:8786.",
        ),
    ] = "",
    plot: options.Plot = None,
    plot_size: options.PlotSize = "report",
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """Many scenarios: every input takes a list, 1,2,4, or a range, 1e-4:1e-2:log:50."""
    check_picture(plot, plot_size)
    form = output.chosen_format(fmt)
    sweep = _sweep(typed, {"random": random, "seed": seed, "draws": draws})
    for remark in sweep.notes:
        output.note(f"qestimate: {remark}")
    if sweep.draws and output_ is None:
        raise ScenarioError(
            "--draws has no place in the summary", hint="add --output sweep.csv for its column"
        )
    if plot is not None:
        from qestimate.report.plots.sweep_map import sweep_map

        write_picture(plot, plot_size, lambda size: sweep_map(sweep, size))
    found = _run(sweep, output_, cluster)
    from qestimate.report.views.sweep import sweep_document, sweep_object

    if form == "json":
        output.show_json(sweep_object(sweep, found, output.command_line))
    else:
        output.show(sweep_document(sweep, found), form)
    return 0


def _sweep(typed: dict[str, Any], numbers: dict[str, str | None]) -> "Sweep":
    """Return the sweep that was typed, over what its file says."""
    from qestimate.explore.sweep import Sweep
    from qestimate.scenario.toml_file import read_scenario, write_scenario

    values = given(typed)
    settings: dict[str, int] = {}
    if typed["scenario"] is not None:
        _, written = read_scenario(typed["scenario"])
        for name, value in written.items():
            if name not in numbers:
                raise ScenarioError(
                    f"sweep.{name} in {typed['scenario']} is not known",
                    hint=f"known: {', '.join(numbers)}",
                )
            settings[name] = parse_count(str(value), f"sweep.{name} in {typed['scenario']}")
    settings |= {
        name: parse_count(value, f"--{name}")
        for name, value in numbers.items()
        if value is not None
    }
    sweep = Sweep(values, **settings)
    if typed["save_scenario"] is not None:
        # all inputs, those that were not given with the value that they have
        whole = {
            name: values.get(name, one)
            for name, one in (sweep.base.values | values).items()
            if name in values or name not in ("device", "method")
        }
        write_scenario(typed["save_scenario"], whole, output.command_line, {"sweep": settings})
    return sweep


def _run(sweep: "Sweep", path: str | None, cluster: str) -> "Tally":
    from qestimate.explore.sweep.run import run

    if cluster:
        _need("distributed", "--cluster")
    if path is None:
        with _progress(sweep, 0) as advance:
            return run(sweep, None, cluster, advance)
    if path.lower().endswith(".parquet"):
        _need("pyarrow", "Parquet")
    from qestimate.explore.sweep.files import SweepFile

    about = {"command": output.command_line, "rows": sweep.rows}
    with SweepFile(path, sweep.digest, about) as file:
        if file.complete:
            output.note(f"qestimate: {path} is complete")
        elif file.state.blocks:
            done = file.state.tally.rows
            output.note(f"qestimate: {path} goes on at scenario {done + 1:,} of {sweep.rows:,}")
        with _progress(sweep, file.state.tally.rows) as advance:
            return run(sweep, file, cluster, advance)


def _need(package: str, what: str) -> None:
    """Say which extra is missing, before anything is computed."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise MissingExtraError(what, "scale", package)


@contextmanager
def _progress(sweep: "Sweep", done: int) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far a sweep is, its rate and the time left, where somebody watches."""
    if sys.stderr is None or not sys.stderr.isatty():
        since, before = time.monotonic(), done
        count = done

        def add(scenarios: int) -> None:
            nonlocal count
            count += scenarios

        yield add
        seconds = time.monotonic() - since
        if seconds > 1 and count > before:
            rate = (count - before) / seconds
            output.note(f"qestimate: {count - before:,} scenarios in {seconds:.1f} s, {rate:.3g}/s")
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Scenarios a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.3g}/s")

    with Progress(
        TextColumn("scenarios"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("scenarios", total=sweep.rows, completed=done)
        yield lambda scenarios: bar.advance(task, scenarios)
