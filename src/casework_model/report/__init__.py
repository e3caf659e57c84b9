"""Reports of a record for people to read."""

from casework_model.report.text import case_report, summary

__all__ = ["case_report", "summary"]
