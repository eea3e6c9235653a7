"""Many scenarios at once: axes, designs, and verdicts in arrays."""

from qestimate.explore.sweep.circuits import LIMITS, VERDICTS
from qestimate.explore.sweep.engine import RESULTS, Sweep

__all__ = ["LIMITS", "RESULTS", "VERDICTS", "Sweep"]
