"""Many scenarios at once: axes, designs, and verdicts in arrays."""

from qestimate.sweep.engine import RESULTS, Sweep
from qestimate.sweep.structure import LIMITS, VERDICTS

__all__ = ["LIMITS", "RESULTS", "VERDICTS", "Sweep"]
