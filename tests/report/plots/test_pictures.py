"""What every picture must keep: nothing cut off, a key for every mark, marks where they belong."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.image import imread
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from qestimate import Goal, Sweep, Workload, catalog, estimate
from qestimate.catalog.experiments import experiment, experiments
from qestimate.catalog.training import training_table
from qestimate.core.errors import ScenarioError
from qestimate.estimation.circuit import judge
from qestimate.evidence.predicted_run import Prediction
from qestimate.evidence.prediction import predict
from qestimate.formats.circuits.reading import read_circuits
from qestimate.report.plots import save
from qestimate.report.plots.budget import budget, names_of
from qestimate.report.plots.chip import chip
from qestimate.report.plots.chosen_qubits import chosen_qubits
from qestimate.report.plots.circuit_cost import circuit_cost
from qestimate.report.plots.circuit_depth import circuit_depth
from qestimate.report.plots.layers import layers
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.predicted import EDGE, predicted
from qestimate.report.plots.style import drawing
from qestimate.report.plots.sweep_map import published, sweep_map
from qestimate.report.plots.training import training
from qestimate.report.plots.where import where
from qestimate.report.views.sentences import device_label

DATES = ("origin-wukong-72", "origin-wukong-72@2024-06-03")
RING = str(Path(__file__).parents[3] / "examples" / "ring.qasm")
METHODS = ("qtha", "qtha-bc", "qpa", "qcnn-head", "reservoir", "cua")


@cache
def found(*devices, methods=METHODS, rank=4):
    work = Workload.of(catalog.model("gpt2"), rank=rank)
    return tuple(
        estimate(work, name, catalog.device(device), Goal.of())
        for device in devices
        for name in methods
    )


@cache
def swept(**changed):
    given = {"model": "gpt2", "device": "ibm-fez", "method": "qpa,qtha", "rank": "4",
             "cz-error": "1e-4:1e-1:log:9", "shot-period": "1:1000:log:8"}  # fmt: skip
    return Sweep(given | {name.replace("_", "-"): value for name, value in changed.items()})


def trained():
    return [row for row in training_table().rows if row.gradient == "parameter-shift"]


@cache
def validated():
    """An experiment of each kind that counts in the score, and of each that sets a constant."""
    all_of_them = [experiment(name) for name in experiments()]
    chosen = {(one.kind, one.calibrates): one for one in all_of_them}
    return [(one, predict(one)) for one in chosen.values()]


@cache
def placed_circuit(device):
    (logical,) = read_circuits(RING)
    return judge(logical, catalog.device(device), Goal.of(signal_floor=0.4, max_price=1000.0))


DRAWN = {
    "where": lambda size: where(found("ibm-fez", *DATES), size),
    "where on one": lambda size: where(found("ibm-fez"), size),
    "budget": lambda size: budget(found("ibm-fez", *DATES), size),
    "budget of one": lambda size: budget(found("ibm-fez")[:1], size),
    "chip": lambda size: chip(found(DATES[0])[0].device, found(DATES[0])[0].placement, size),
    "chip alone": lambda size: chip(catalog.device("iqm-garnet"), None, size),
    "layers": lambda size: layers(found("ibm-fez", methods=("qtha",))[0], size),
    "map": lambda size: sweep_map(swept(), size),
    "maps": lambda size: sweep_map(swept(device=",".join(DATES)), size),
    "predicted": lambda size: predicted(validated(), size),
    "chip of a circuit": lambda size: chosen_qubits(placed_circuit("ibm-fez"), size),
    "depth of a circuit": lambda size: circuit_depth(placed_circuit(DATES[0]), size),
    "cost of a circuit": lambda size: circuit_cost(placed_circuit("ibm-fez"), size),
    "cost of a noisy circuit": lambda size: circuit_cost(placed_circuit(DATES[0]), size),
    "training": lambda size: training(trained(), 100.0, size),
}

QUICK = ("where on one", "budget", "chip", "map")
"""Pictures that are always looked at on slides too."""


@cache
def figure_of(name, size):
    figure = DRAWN[name](size)
    FigureCanvasAgg(figure).draw()
    return figure


every_picture = pytest.mark.parametrize("name", DRAWN)
every_size = pytest.mark.parametrize(
    ("name", "size"),
    [(name, "report") for name in DRAWN]
    + [
        pytest.param(name, "slide", marks=[pytest.mark.slow] * (name not in QUICK))
        for name in DRAWN
    ]
    + [
        pytest.param(name, "phone", marks=[pytest.mark.slow] * (name not in QUICK))
        for name in DRAWN
        if name.startswith(("chip", "where", "predicted"))
    ],
)


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def detail(figure):
    return " ".join(text.get_text() for text in figure.texts)


def look(line):
    """What a reader tells a line or mark by; the dot in a mark has its colour."""
    marker = str(line.get_marker())
    return marker, str(line.get_linestyle()), "" if marker == "." else to_hex(line.get_color())


@every_size
def test_nothing_is_cut_off(name, size):
    figure = figure_of(name, size)
    box = figure.get_tightbbox(figure.canvas.get_renderer())
    width, height = figure.get_size_inches()
    assert box.x0 >= -0.01
    assert box.y0 >= -0.01
    assert box.x1 <= width + 0.01
    assert box.y1 <= height + 0.01


@every_size
def test_the_key_and_the_title_cover_no_panel(name, size):
    figure = figure_of(name, size)
    renderer = figure.canvas.get_renderer()
    panels = [axes.get_tightbbox(renderer) for axes in figure.axes if axes.get_visible()]
    for legend in figure.legends:
        assert all(legend.get_window_extent(renderer).y1 <= panel.y0 + 1 for panel in panels)
    for text in (one for one in figure.texts if one.get_rotation() == 0):
        assert all(text.get_window_extent(renderer).y0 >= panel.y1 - 1 for panel in panels)


@every_size
def test_texts_are_large_enough_and_say_no_negative_zero(name, size):
    figure = figure_of(name, size)
    assert not [text for text in words(figure) if "-0.0" in text or "−0.0" in text]
    least = {"report": 7, "slide": 12, "phone": 7}[size]
    (legend,) = figure.legends
    assert all(text.get_fontsize() >= least for text in (*legend.get_texts(), *figure.texts))


@every_picture
def test_the_title_is_a_question(name):
    figure = figure_of(name, "report")
    bold = " ".join(text.get_text() for text in figure.texts if text.get_fontweight() == "bold")
    assert bold.endswith("?")


@pytest.mark.parametrize(
    "name", [name for name in DRAWN if not name.startswith(("budget", "chip", "map"))]
)
def test_every_line_and_mark_is_in_the_key(name):
    figure = figure_of(name, "report")
    (legend,) = figure.legends
    keyed = {look(line) for line in legend.findobj(Line2D)}
    drawn = {look(line) for axes in figure.axes for line in axes.lines}
    assert drawn
    assert drawn <= keyed


@pytest.mark.parametrize("name", ["budget", "budget of one"])
def test_every_colour_of_a_bar_is_in_the_key_with_its_hatching(name):
    figure = figure_of(name, "report")
    (legend,) = figure.legends
    keyed = {(to_hex(one.get_facecolor()), one.get_hatch()) for one in legend.findobj(Patch)}
    assert len({hatch for _, hatch in keyed}) == len(keyed)
    drawn = {
        (to_hex(bar.get_facecolor()), bar.get_hatch())
        for axes in figure.axes
        for bars in axes.containers
        for bar in bars
    }
    assert drawn
    assert drawn <= keyed


@pytest.mark.parametrize("name", ["map", "maps"])
def test_every_verdict_of_a_map_is_in_its_key(name):
    figure = figure_of(name, "report")
    (legend,) = figure.legends
    keyed = {to_hex(one.get_facecolor()) for one in legend.findobj(Patch)}
    cells = [axes.collections[0] for axes in figure.axes if axes.get_visible()]
    drawn = {to_hex(mesh.to_rgba(value)) for mesh in cells for value in np.unique(mesh.get_array())}
    assert len(drawn) > 1
    assert drawn <= keyed


def test_each_circuit_is_drawn_where_it_is():
    estimates = found("ibm-fez", *DATES)
    figure = figure_of("where", "report")
    panels = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title("left") for axes in panels] == list(
        dict.fromkeys(device_label(e.device) for e in estimates)
    )
    for axes in panels:
        drawn = {
            (line.get_xdata()[0], line.get_ydata()[0])
            for line in axes.lines
            if line.get_marker() not in ("None", "")
        }
        assert drawn == {
            (e.program.n_qubits, e.placement.counts.two_qubit_depth)
            for e in estimates
            if device_label(e.device) == axes.get_title("left") and hasattr(e.placement, "counts")
        }


def test_two_methods_look_alike_only_where_they_run_the_same_circuit():
    from qestimate.report.plots.where import _looks

    estimates = [e for e in found("ibm-fez", *DATES) if hasattr(e.placement, "counts")]
    looks = _looks(estimates)
    assert looks["qtha"] == looks["qtha-bc"]
    assert len(set(looks.values())) == len(looks) - 1


def test_circuits_that_would_hide_each_other_differ_in_size():
    from qestimate.report.plots.where import _close

    points = [(8, 80.0, "o", "k", "feasible"), (8, 85.0, "s", "k", "unknown"),
              (16, 80.0, "^", "k", "unknown")]  # fmt: skip
    assert [len(group) for group in _close(points, (1, 1))] == [2, 1]
    figure = where(found("ibm-fez", methods=("qtha", "qpa")) * 2)
    assert "hide each other" not in detail(figure)


def test_rows_of_a_budget_are_told_apart():
    figure = figure_of("budget", "report")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    headings = [k for k, label in enumerate(labels) if label not in METHODS]
    assert [labels[k].split()[-1] for k in headings] == ["2025-02-26", "2026-03-06", "2024-06-03"]
    for start, end in zip(headings, [*headings[1:], len(labels)], strict=True):
        assert len(set(labels[start:end])) == end - start


def test_a_row_for_each_device_names_it():
    estimates = [found(name, methods=("qpa",))[0] for name in DATES]
    labels = [label.get_text() for label in budget(estimates).axes[0].get_yticklabels()]
    assert labels == ["qpa, origin-wukong-72 2026-03-06", "qpa, origin-wukong-72 2024-06-03"]


def test_a_method_that_is_there_twice_has_what_sets_it_apart_in_its_name():
    one, other = (found("ibm-fez", methods=("qpa",), rank=rank)[0] for rank in (4, 8))
    assert names_of([one, other]) == ["qpa, rank 4", "qpa, rank 8"]
    assert names_of([one, one]) == ["qpa (1)", "qpa (2)"]


def test_colours_of_chips_mean_the_same_at_every_date():
    """On a chip with half the errors no coupler keeps its colour."""
    device = catalog.device(DATES[0])
    colours, ends = [], []
    for one in (device, device.scaled("two_qubit_error", 0.5)):
        figure = chip(one)
        lines = [line for line in figure.axes[0].lines if line.get_linestyle() == "-"]
        colours.append([to_hex(line.get_color()) for line in lines])
        (bar,) = (axes for axes in figure.axes if axes.get_label() == "<colorbar>")
        ends.append(bar.get_ylim())
    assert len(colours[0]) == len(colours[1]) == len(device.snapshot.couplers)
    assert all(before != after for before, after in zip(*colours, strict=True))
    assert ends[0] == ends[1]


def test_what_a_chip_shows_is_in_its_key():
    figure = figure_of("chip", "report")
    (legend,) = figure.legends
    said = [text.get_text() for text in legend.get_texts()]
    axes = figure.axes[0]
    shapes = {(line.get_marker(), line.get_linestyle()) for line in axes.lines}
    assert {("x", "None"), ("o", "None"), ("None", ":"), ("None", "-")} == shapes
    assert any("without calibration" in text for text in said)
    assert any("no working link" in text for text in said)
    assert any("outlined" in text for text in said)


def star(figure):
    return [
        (line.get_xdata()[0], line.get_ydata()[0])
        for axes in figure.axes
        for line in axes.lines
        if line.get_marker() == "*"
    ]


def test_the_device_as_published_is_marked_on_a_map():
    figure = figure_of("map", "report")
    error = published(catalog.device("ibm-fez"), "two_qubit_error")
    assert np.allclose(star(figure), [(251.56, error)] * 2)
    assert "today" in " ".join(words(figure.legends[0]))


def test_where_the_published_value_is_off_the_map_it_is_said():
    figure = sweep_map(swept(shot_period="1:100:log:4"))
    assert star(figure) == []
    assert "Off the map: ibm-fez 2025-02-26" in detail(figure)


def test_one_figure_of_a_device_is_marked_as_a_line():
    figure = sweep_map(swept(shot_period="300", samples="1000,3000", method="qpa"))
    (line,) = (one for one in figure.axes[0].lines if to_hex(one.get_color()) == "#000000")
    error = published(catalog.device("ibm-fez"), "two_qubit_error")
    assert error in (*line.get_xdata(), *line.get_ydata())


def test_the_generic_device_has_no_day():
    sweep = Sweep({"model": "gpt2", "qubits": "72", "method": "qpa", "rank": "4",
                   "cz-error": "1e-4:1e-1:log:4", "shot-period": "1:1000:log:4"})  # fmt: skip
    assert star(sweep_map(sweep)) == []


@pytest.mark.parametrize("error", [1e-3, 0.02])
def test_published_is_what_a_sweep_would_have_to_set(error):
    device = catalog.device("generic").with_figures(
        {"two_qubit_error": error, "one_qubit_error": error, "readout_error": error, "t1": error}
    )
    for figure in ("two_qubit_error", "one_qubit_error", "readout_error", "t1"):
        assert published(device, figure) == pytest.approx(error)


@pytest.mark.parametrize(("size", "least"), [("report", 1200), ("slide", 1600)])
def test_a_picture_is_wide_enough_and_its_ground_is_white(size, least):
    out = BytesIO()
    save(chip(catalog.device("iqm-garnet"), None, size), out, "png")
    out.seek(0)
    pixels = imread(out)
    assert pixels.shape[1] >= least
    assert np.all(pixels[:3, :3] == 1.0)


def test_a_long_key_stays_on_the_picture():
    with drawing() as figure:
        figure.add_subplot()
        entry = (mark("o"), "a very long entry of a key that would run out of a picture " * 3)
        letter(figure, "A title that is much too long for one line " * 4 + "?", "", [entry] * 3)
    FigureCanvasAgg(figure).draw()
    box = figure.get_tightbbox(figure.canvas.get_renderer())
    assert box.x1 <= figure.get_figwidth() + 0.01
    assert box.y0 >= -0.01


def bell_pairs(*ratios, counts=True):
    """An experiment whose runs have these ratios and intervals from half to twice what is said."""
    whole = experiment("iqm-garnet-bell")
    run = whole.runs[0]._replace(calibrates="" if counts else "a constant", left_out=False)
    runs = [Prediction(run._replace(measured=0.5), 0.5 * x, 0.25 * x, x) for x in ratios]
    return whole, runs


def test_a_strip_has_the_band_of_nine_runs_in_ten_and_the_share_inside():
    """Twenty-one ratios in even steps of 0.1 up to 3: the 5th percentile is the second of them."""
    ratios = [1 + 0.1 * k for k in range(21)]
    figure = predicted([bell_pairs(*ratios), bell_pairs(3.5, counts=False)])
    (axes,) = figure.axes
    edges = {
        segment[0][0]
        for lines in axes.findobj(LineCollection)
        for segment in lines.get_segments()
        if to_hex(lines.get_color()[0]) == EDGE.lower()
    }
    assert sorted(edges) == pytest.approx([1.1, 2.9])
    (label,) = (text.get_text() for text in axes.get_yticklabels())
    assert label == "Bell pairs\n11 of 21 inside"  # the interval holds ratios up to 2
    drawn = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() == "white" for line in drawn] == [False, True]
    assert list(drawn[0].get_xdata()) == pytest.approx(ratios)
    assert list(drawn[0].get_ydata()) == sorted(drawn[0].get_ydata(), reverse=True)


def test_runs_that_are_far_out_are_arrows_and_those_without_a_ratio_are_counted():
    whole, runs = bell_pairs(0.01, 1.0, 1.2, 1000.0)
    zero = runs[1]._replace(run=runs[1].run._replace(measured=0.0))
    figure = predicted([(whole, [*runs, zero])])
    (axes,) = figure.axes
    arrows = {line.get_marker(): tuple(line.get_xdata()) for line in axes.lines
              if line.get_marker() in "<>"}  # fmt: skip
    assert arrows == {"<": (pytest.approx(0.05),), ">": (pytest.approx(20.0),)}
    assert "1 has no ratio" in detail(figure)
    assert axes.get_yticklabels()[0].get_text() == "Bell pairs\n2 of 5 inside"


def test_a_picture_of_exact_predictions_is_no_point():
    figure = predicted([bell_pairs(1.0)])
    low, high = figure.axes[0].get_xlim()
    assert (low, high) == pytest.approx((0.25, 4.0))  # as wide as the interval
    with pytest.raises(ScenarioError, match="no run can be predicted"):
        predicted([bell_pairs()])
