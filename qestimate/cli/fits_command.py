"""``qestimate fits``: the largest mapping of each way that is feasible on a device."""

from typing import Any

from qestimate.cli import options, output
from qestimate.cli.scenario import scenario, takes_scenario


@takes_scenario
def command(*, fmt: options.Format = "", **typed: Any) -> int:
    """The largest mapping of each way that fits, and what stops one step more."""
    from qestimate.explore.fits import fits
    from qestimate.report.figures.outputs import output as object_of
    from qestimate.report.views.fits import fits_document

    form = output.chosen_format(fmt)
    one = scenario(typed)
    found = fits(one.workload, one.devices, one.goal, one.methods)
    twice = len({device.id for device in one.devices}) < len(one.devices)
    names = {
        (device.id, device.snapshot.id): device.name
        + (f" of {device.snapshot.id}" if twice else "")
        for device in one.devices
    }
    document = fits_document(found, one.workload, names)
    if form == "json":
        output.show_json(object_of("fits", (document.conclusion, found)))
    else:
        output.show(document, form)
    return 0
