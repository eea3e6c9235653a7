"""Pictures of results: matplotlib figures, and files whose bytes depend on nothing else."""

from qestimate.report.plots.style import SIZES, save

__all__ = ["SIZES", "save"]
