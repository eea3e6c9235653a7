"""Sizing an experiment: how much can be trained in a week of a device, and what stops more."""

from qestimate import Goal, Workload, catalog, frontier, require

goal = Goal.of(max_days=7)
work = Workload.of(catalog.model("gpt2"), tokens_per_sample=64, epochs=1)
device = catalog.device("ibm-boston")

found = frontier(work, "qtha-c", device, goal, ranks=(2, 4), layers=(1, 2, 4))
for point in found.points:
    if point.feasible:
        print(
            f"rank {point.rank}, {point.layers} layers: {point.samples} samples in a week; "
            f"more is stopped by {point.limit}"
        )

first = next(point for point in found.points if point.feasible)
twice = first.at.with_data(first.at.workload.data._replace(samples=2 * first.samples))
needed = require(twice, "shot-time")
now, then = (None if x is None else f"{x * 1e6:.0f} µs" for x in (needed.now, needed.needed))
print(f"twice as much would need {then} per shot, not {now}" if then else needed.reason)
