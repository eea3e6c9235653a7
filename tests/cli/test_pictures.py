"""Pictures: every command that draws one, the same bytes each time, and what cannot be drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import says

pytest.importorskip("matplotlib")

RING = str(Path(__file__).parents[2] / "examples" / "ring.qasm")
BASE = ("-m", "gpt2", "--rank", "4")

PICTURES = {
    "where": ("model", *BASE, "--device", "ibm-fez,origin-wukong-72"),
    "budget": ("model", *BASE, "--device", "ibm-fez,origin-wukong-72", "--picture", "budget",
               "--max-price", "1000"),
    "chip": ("model", *BASE, "--device", "ibm-fez", "--method", "qtha", "--picture", "chip"),
    "layers": ("model", *BASE, "--device", "ibm-fez", "--method", "qtha", "--picture", "layers"),
    "map": ("sweep", *BASE, "--device", "ibm-fez", "--method", "qpa,qtha", "--cz-error",
            "1e-4:1e-1:log:20", "--shot-period", "1:1000:log:20"),
    "square": ("device", "show", "origin-wukong-72"),
    "other": ("device", "show", "iqm-garnet"),
    "predicted": ("validate",),
}  # fmt: skip


PICTURES |= {
    f"circuit {name}": ("circuit", RING, "--device", "ibm-fez", "--picture", name)
    for name in ("depth", "chip", "cost")
}

QUICK = (("square", "svg"), ("chip", "png"))


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        pytest.param(name, ending, marks=[pytest.mark.slow] * ((name, ending) not in QUICK))
        for name in PICTURES
        for ending in ("svg", "pdf", "png")
    ],
)
def test_a_picture_is_written_and_always_the_same(run, tmp_path, name, ending):
    paths = [tmp_path / f"{k}.{ending}" for k in "ab"]
    for path in paths:
        result = run(*PICTURES[name], "--plot", str(path), "--format", "json")
        assert result.code == 0, result.err
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert first.startswith({"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}[ending])
    if ending == "svg":
        text = first.decode()
        assert "<path" in text
        assert "/tmp" not in text


def test_a_slide_is_larger(run, tmp_path):
    import struct

    widths = []
    for size in ("report", "slide"):
        path = tmp_path / f"{size}.png"
        run(*PICTURES["square"], "--plot", str(path), "--plot-size", size)
        widths.append(struct.unpack(">I", path.read_bytes()[16:20])[0])
    assert widths[1] > 1.4 * widths[0]


def test_the_map_has_the_verdicts_of_the_sweep():
    import numpy as np

    from qestimate import Sweep
    from qestimate.report.plots.sweep_map import _maps, _two

    sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "rank": "4",
                   "cz-error": "1e-4:1e-1:log:7", "shot-period": "1:1000:log:5"})  # fmt: skip
    across, up = _two(sweep)
    assert (up.name, across.name) == ("cz-error", "shot-period")
    ((verdicts, _),) = _maps(sweep, across, up).values()
    columns = sweep.block(0)
    assert np.array_equal(verdicts.ravel(), columns["verdict"])


@pytest.mark.parametrize("size", [127, 133, 156])
def test_qubits_of_heavy_hex_chips_that_are_coupled_stand_side_by_side(size):
    from qestimate import catalog
    from qestimate.report.plots.lattice import places

    drawn = 0
    for name in catalog.devices():
        device = catalog.device(name)
        if device.qubits_advertised != size or not device.snapshot.qubits:
            continue
        at = places(device)
        assert set(device.snapshot.qubits) <= set(at)
        assert len(set(at.values())) == len(at)
        for a, b in device.snapshot.couplers:
            (x, y), (u, v) = at[a], at[b]
            assert abs(x - u) + abs(y - v) == 1, (name, a, b)
        drawn += 1
    assert drawn


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((*PICTURES["where"], "--plot", "a.jpg"), 2, "a.jpg .svg"),
        ((*PICTURES["where"], "--plot", "nowhere/a.svg"), 74, "nowhere"),
        ((*PICTURES["where"], "--plot", "a.svg", "--plot-size", "huge"), 2, "'huge'"),
        ((*PICTURES["where"], "--picture", "budget"), 2, "--picture"),
        ((*PICTURES["where"], "--plot", "a.svg", "--picture", "pie"), 2, "'pie'"),
        (PICTURES["circuit chip"], 2, "--picture needs a file"),
        ((*PICTURES["circuit chip"][:-1], "pie", "--plot", "a.svg"), 2, "'pie'"),
        ((*PICTURES["circuit chip"][:3], "ibm-fez,iqm-garnet", "--plot", "a.svg"), 2,
         "one circuit on one device"),
        (("circuit", RING, "--device", "ionq-aria-1", "--picture", "chip", "--plot", "a.svg"), 2,
         "no table of qubits"),
        ((*PICTURES["where"], "--plot", "a.svg", "--picture", "chip"), 2, "chip"),
        (("device", "show", "google-sycamore-72", "--plot", "a.svg"), 2, "google-sycamore-72"),
        (("model", *BASE, "--device", "ibm-fez", "--method", "amplitude", "--picture", "layers",
          "--plot", "a.svg"), 2, "amplitude layers"),
        (("model", *BASE, "--qubits", "5", "--method", "qpa", "--picture", "layers",
          "--plot", "a.svg"), 2, "qpa place generic"),
        (("sweep", *BASE, "--device", "ibm-fez", "--layers", "1,2", "--plot", "a.svg"), 2,
         "map layers"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_one_line(run, tmp_path, monkeypatch, arguments, code, message):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.code == code, result
    assert says(result.err.splitlines()[-2], message)
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_is_named(run, tmp_path, monkeypatch):
    monkeypatch.setattr("qestimate.cli.pictures.find_spec", lambda _: None)
    result = run(*PICTURES["where"], "--plot", str(tmp_path / "a.svg"))
    assert result.code == 74
    assert "qestimate[plot]" in result.err


def test_matplotlib_is_not_loaded_for_an_answer_without_a_picture():
    code = (
        "import sys; from qestimate.cli import main\n"
        "try: main(['model', '--params', '1e9', '--qubits', '72', '--format', 'csv'])\n"
        "except SystemExit: pass\n"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_map_of_values_in_any_order_is_that_of_them_in_order(run, tmp_path):
    base = ("sweep", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--format", "json")
    paths = []
    for name, errors, samples in (
        ("sorted", "1e-3,5e-3,1e-2", "1000,3000,5000"),
        ("mixed", "1e-3,1e-2,5e-3", "5000,1000,3000"),
    ):
        paths.append(tmp_path / f"{name}.png")
        run(*base, "--cz-error", errors, "--samples", samples, "--plot", str(paths[-1]))
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.slow
def test_a_chip_without_errors_has_no_border(run, tmp_path):
    free = ("--cz-error", "0", "--one-qubit-error", "0", "--readout-error", "0")
    base = ("-m", "gpt2", "--qubits", "72", *free)
    assert run("model", *base, "--plot", str(tmp_path / "a.svg")).code == 0
    assert run("report", *base, "-o", str(tmp_path / "a.html")).code == 0


@pytest.mark.parametrize("device", ["ibm-fez", "origin-wukong-72", "iqm-garnet"])
@pytest.mark.parametrize("width", [2, 3, 4])
def test_the_region_is_that_of_the_best_of_all_lines(device, width):
    """Against every path of the chip, one by one."""
    from qestimate import Goal, catalog
    from qestimate.report.plots.where import _deepest_on, deepest

    chip = catalog.device(device)
    near = chip.graph.neighbours
    paths = [(q,) for q in near]
    for _ in range(width - 1):
        paths = [(*p, q) for p in paths for q in near[p[-1]] if q not in p]
    best = max(_deepest_on(chip, path, width, Goal()) for path in paths)
    assert deepest(chip, width, Goal()) == pytest.approx(best)


@pytest.mark.parametrize(("two", "one", "read"), [(1e-3, 1e-4, 0.01), (5e-3, 3e-4, 0.02)])
@pytest.mark.parametrize("width", [2, 5, 12])
def test_a_brick_wall_as_deep_as_the_region_keeps_just_the_floor(two, one, read, width):
    """Multiplied gate by gate: average errors, a register of like qubits."""
    from qestimate import Goal, catalog
    from qestimate.report.plots.where import deepest

    chip = catalog.device("generic").resized(64).with_figures(
        {"two_qubit_error": two, "one_qubit_error": one, "readout_error": read}
    )  # fmt: skip
    depth = deepest(chip, width, Goal.of(signal_floor=0.1))
    kept = (1 - two * 5 / 4) ** (depth / 2 * (width - 1))
    kept *= (1 - one * 3 / 2) ** (depth * width * chip.pulses)
    kept *= (1 - read) ** width
    assert kept == pytest.approx(0.1)
