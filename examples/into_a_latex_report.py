"""Into a LaTeX report: a table to paste, and a picture to include."""

from pathlib import Path
from tempfile import mkdtemp

from qestimate import Workload, catalog, estimate
from qestimate.report.plots import save
from qestimate.report.plots.chip import chip
from qestimate.report.render.formats import render
from qestimate.report.views.model import estimate_document

work = Workload.of(catalog.model("gpt2"), rank=4)
found = estimate(work, "qtha", catalog.device("origin-wukong-72"))

print(render(estimate_document(found), "latex"))  # needs the packages of its first line

folder = Path(mkdtemp())
save(chip(found.device, found.placement), folder / "chip.pdf")
print(r"\includegraphics[width=\linewidth]{chip.pdf}")
