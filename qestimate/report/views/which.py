"""Which device: the answer in words, and a table in which what is beaten is grey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import log10_interval, log10_number, seconds, usd
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.outputs import output
from qestimate.report.figures.which import WhichAnswer
from qestimate.report.views.sentences import device_label, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qestimate.core.quantity import Interval
    from qestimate.explore.device_frontier import Candidate, DeviceFrontier
    from qestimate.report.document import Value

RANKING: tuple[tuple[str, str, str], ...] = (
    ("price", "cheapest", "cheaper"),
    ("time", "fastest", "faster"),
    ("signal", "most signal left", "more signal left"),
)
"""What devices are compared by, and how its best and a better one are called."""


def which_document(found: Sequence[DeviceFrontier]) -> Document:
    """Return which device is best for each circuit, or for a model."""
    return Document(
        "which device",
        conclusion(found),
        tuple(
            table
            for one in found
            for table in (_grid(one, named=len(found) > 1), _footings(one, named=len(found) > 1))
        ),
        tuple(line for one in found for line in _closing(one, named=len(found) > 1)),
    )


def one_which_document(found: DeviceFrontier) -> Document:
    """Return which device is best for one circuit or model."""
    return which_document([found])


def which_object(found: Sequence[DeviceFrontier], command: str) -> dict[str, Any]:
    """Return the same as plain numbers for JSON."""
    return output("which", WhichAnswer(found, command, conclusion(found)))


def conclusion(found: Sequence[DeviceFrontier]) -> str:
    """Say in plain words which devices no other beats."""
    if len(found) == 1:
        return _sentences(found[0])
    return " ".join(f"{one.work}: {_sentences(one)}" for one in found)


def _sentences(found: DeviceFrontier) -> str:
    if found.candidates and all(one.vanishes for one in found.candidates):
        return (
            f"{plural(found.n_devices, 'device')} cannot be compared: each value that is "
            "measured is 0 without noise; name others with --observable, such as Z0Z1."
        )
    usable = [one for one in found.candidates if one.verdict != "infeasible"]
    if not usable:
        why = (
            "it is feasible on none of them"
            if found.candidates
            else "it has no place on any of them"
        )
        return f"Of {plural(found.n_devices, 'device')}, none will do: {why}."
    method = (found.best or usable)[0].method  # the most useful device has it
    others = list(dict.fromkeys(one.method for one in usable if one.method != method))
    usable = [one for one in usable if one.method == method]
    best = [one for one in found.best if one.method == method]
    said = f"Of {plural(found.n_devices, 'device')}, "
    by = f" with {method}" if others else ""
    if best:
        are = "is" if len(best) == 1 else "are"
        said += f"{len(best)} {are} not beaten by another{by}: {_superlatives(best)}."
    else:
        said += f"none{by} stands out for certain."
    more = [one for one in usable if one.open and not one.beaten]
    if more:
        lead = f" {len(more)} more" if best else f" {len(more)}"
        said += f"{lead} cannot be compared in full, as {_unknown_of(more)} is not known"
        better = _better(more, best)
        said += f"; of these, {better}." if better else "."
    if others:
        said += (
            f" Elsewhere other methods do most ({in_a_row(others)}) and are not compared with "
            "these; --method puts one on all devices."
        )
    return said


def _superlatives(best: Sequence[Candidate]) -> str:
    """Say which device is cheapest, fastest, and keeps the most signal."""
    firsts: dict[str, list[tuple[str, str]]] = {}
    for figure, word, _ in RANKING:
        one = min(best, key=lambda each: _cost(each, figure))
        firsts.setdefault(one.device.name, []).append((word, _written(one, figure)))
    return ", ".join(
        f"{in_a_row([word for word, _ in of])} {name} ({', '.join(value for _, value in of)})"
        for name, of in firsts.items()
    )


def in_a_row(words: Sequence[str], last: str = "and") -> str:
    """Write words as a list that is read aloud.

    >>> in_a_row(["cheapest", "fastest", "nearest"]), in_a_row(["time", "price"], "or")
    ('cheapest, fastest and nearest', 'time or price')
    """
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _better(more: Sequence[Candidate], best: Sequence[Candidate]) -> str:
    """Say what is better than the best among devices that cannot be compared in full."""
    said = []
    for figure, superlative, comparative in RANKING:
        known = [one for one in more if figure not in one.open]
        if not known:
            continue
        one = min(known, key=lambda each: _cost(each, figure))
        least = min((_cost(each, figure) for each in best), default=None)
        if least is None or _cost(one, figure) < least:
            word = superlative if least is None else comparative
            said.append(f"{one.device.name} has {word} ({_written(one, figure)})"
                        if figure == "signal" else
                        f"{one.device.name} is {word} ({_written(one, figure)})")  # fmt: skip
    return " and ".join(said)


def _unknown_of(candidates: Sequence[Candidate]) -> str:
    """Name the figures that are not known of some of these."""
    names = [name for name, *_ in RANKING if any(name in one.open for one in candidates)]
    return in_a_row(names, "or")


def _figure(one: Candidate, name: str) -> Interval:
    return {"price": one.merits.price, "time": one.merits.time, "signal": one.merits.signal}[name]


def _cost(one: Candidate, name: str) -> float:
    """Return a figure so that less is better; infinite where it is unknown."""
    value = _figure(one, name).value
    if value is None or (name == "price" and one.merits.unit != "USD"):
        return float("inf")
    return -value if name == "signal" else value


def _written(one: Candidate, name: str) -> str:
    value = _figure(one, name).value
    if value is None:
        return "unknown"
    writers: dict[str, Callable[[float, int], str]] = {
        "price": usd, "time": seconds, "signal": log10_number,
    }  # fmt: skip
    return writers[name](value, 2)


def _grid(found: DeviceFrontier, *, named: bool) -> Table:
    """Return the devices, the most useful first; those that are beaten in brackets."""
    ways = len({one.method for one in found.candidates}) > 1
    columns = [
        Column("device", "device"),
        *([Column("method", "method")] if ways else []),
        Column("log10_attenuation", "signal left", "signal"),
        Column("log10_time_s", "time", "log10_seconds_interval"),
        Column("log10_price_usd", "price", "log10_usd_interval"),
        Column("standing", "how it stands"),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for one in found.candidates:
        label = device_label(one.device)
        method: list[Value] = [one.method] if ways else []
        costs = one.merits.time, _price(one)
        name = f"({label})" if one.beaten else label
        rows.append((name, *method, one.merits.signal, *costs, _standing(one)))
    return Table(
        "devices",
        f"Devices for {found.work}" if named else "Devices, the most useful first",
        tuple(columns),
        tuple(rows),
        _notes(found),
        faint=tuple(k for k, one in enumerate(found.candidates) if one.beaten),
    )


def _price(one: Candidate) -> Value:
    """Return the price; in the vendor's own unit where nothing is known of it in dollars."""
    if one.merits.unit == "USD":
        return one.log10_usd
    return f"{log10_interval(one.merits.price)} {one.merits.unit}"


def _footings(found: DeviceFrontier, *, named: bool) -> Table:
    """Return what the numbers of each device rest on; devices that are alike share a row."""
    title = "What the numbers rest on"
    return Table(
        "rests-on",
        f"{title}, {found.work}" if named else title,
        (
            *(Column(key, key) for key in ("signal", "time", "price")),
            Column("devices", "devices"),
        ),
        tuple(
            (*(each.kind or "unknown" for each in one.basis), one.device.id)
            for one in found.candidates
        ),
        (
            "The weakest kind of figure that goes into the number: measured; claimed by the vendor "
            "or an author; derived from such figures; given by you; assumed where nobody "
            "published one. JSON says which figure it is.",
        ),
        names="devices",
    )


def _standing(one: Candidate) -> str:
    """Say how a device stands to the others."""
    if one.verdict == "infeasible":
        said = [f"infeasible: {one.limit}"]
    else:
        said = [] if one.beaten or one.open else ["not beaten"]
    if one.beaten:
        surely = "surely " if one.surely else ""
        said.append(f"{surely}beaten by {one.beaten_by[0]}")
    elif one.open and one.verdict != "infeasible":
        said.append(f"{in_a_row(one.open)} not known")
    if one.verdict == "marginal":
        said.append(f"may not be feasible: {one.limit}")
    return "; ".join(said)


def _notes(found: DeviceFrontier) -> tuple[str, ...]:
    notes = [
        "In brackets and grey: beaten, as another device is at least as good in signal, time and "
        "price, at the low end, in the middle and at the high end of each. A figure that is not "
        "known is not compared, so that no device is beaten in it.",
        "Dates are those of the figures; whether a machine can still be booked is not known here.",
    ]
    if any(one.surely for one in found.candidates):
        notes.append("Surely: even the worst end of the other is better than the best end of it.")
    if len({one.method for one in found.candidates}) > 1:
        notes.append(
            "Each device has the method that does most there; devices with different methods do "
            "different work and are not compared."
        )
    return tuple(notes)


def _closing(found: DeviceFrontier, *, named: bool) -> tuple[str, ...]:
    """Say where the work has no place, device by device, and what is not in the signal."""
    lead = f"{found.work}: " if named else ""
    lines = [f"{lead}{device_label(one.device)} left out: {one.reason}." for one in found.left_out]
    missing: dict[tuple[str, ...], list[str]] = {}
    for one in found.candidates:
        if one.missing:
            missing.setdefault(one.missing, []).append(one.device.id)
    lines += [
        f"{lead}Not published, and not in the signal: {', '.join(what)} of {', '.join(names)}."
        for what, names in missing.items()
    ]
    return tuple(lines)


def which_table(found: Sequence[DeviceFrontier]) -> Document:
    """Return one flat table of all devices for CSV: a row each, also for those left out."""
    columns = (
        *(Column(key, key) for key in ("work", "device", "snapshot", "method", "verdict")),
        Column("limit", "limit"),
        Column("log10_attenuation", "signal left", "signal"),
        Column("log10_time_s", "time", "log10_seconds_interval"),
        Column("log10_price_usd", "price", "log10_usd_interval"),
        Column("log10_charge", "price in the vendor's unit", "log10_interval"),
        *(Column(key, key) for key in ("charge_unit", "signal_rests_on", "time_rests_on")),
        *(Column(key, key) for key in ("price_rests_on", "not_in_signal", "on_frontier")),
        *(Column(key, key) for key in ("unknown", "beaten_by", "surely_beaten", "left_out")),
    )
    empty = [None] * (len(columns) - 4)
    rows: list[tuple[Value, ...]] = []
    for frontier in found:
        rows += [
            (
                frontier.work, one.device.id, one.device.snapshot.id, one.method, one.verdict,
                one.limit, one.merits.signal, one.merits.time, one.log10_usd, one.charge,
                one.charge_unit, *(each.kind for each in one.basis), " ".join(one.missing),
                str(one.counted).lower(), " ".join(one.open), " ".join(one.beaten_by),
                str(one.surely).lower(), "",
            )
            for one in frontier.candidates
        ]  # fmt: skip
        rows += [
            (frontier.work, one.device.id, one.device.snapshot.id, *empty, one.reason)
            for one in frontier.left_out
        ]
    return Document("which device", "", (Table("devices", "Devices", columns, tuple(rows)),))
