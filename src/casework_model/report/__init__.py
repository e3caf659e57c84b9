"""Pages for people to read, and the same as data for programs: a record, a process model, the rule book."""

from casework_model.report.text import case_report, summary

__all__ = ["case_report", "summary"]
