"""Claims against what devices can do: one function for each kind of check."""

from qestimate.judgement.finding import Finding, Step
from qestimate.judgement.judge import CHECKS, Judged, Judgement, judge

__all__ = ["CHECKS", "Finding", "Judged", "Judgement", "Step", "judge"]
