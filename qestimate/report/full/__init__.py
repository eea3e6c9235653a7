"""Whole reports: an answer with its pictures, assumptions and sources, as one document."""

from qestimate.report.full.claims import claim_report
from qestimate.report.full.scenarios import scenario_report
from qestimate.report.full.writing import write_report

__all__ = ["claim_report", "scenario_report", "write_report"]
