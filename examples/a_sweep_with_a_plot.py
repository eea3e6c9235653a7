"""Where the border runs: two inputs of a device against each other, as numbers and as a map."""

from pathlib import Path
from tempfile import mkdtemp

from qestimate import Sweep
from qestimate.report.plots import save
from qestimate.report.plots.sweep_map import sweep_map

sweep = Sweep(
    {
        "model": "gpt2",
        "device": "ibm-fez",
        "method": "qpa,qtha",
        "samples": 100,
        "tokens": 8,
        "cz-error": "1e-4:1e-1:log:40",
        "shot-period": "0.1:1000:log:40",
    }
)
results = sweep.block(0)
verdicts = sweep.verdicts(results)
print(f"{sweep.rows} scenarios, {verdicts.count('feasible')} of them feasible")

path = Path(mkdtemp()) / "border.svg"
save(sweep_map(sweep), path)
print(f"the map is in {path.name}, {path.stat().st_size // 1000} kB")
