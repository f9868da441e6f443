"""The progress of steps, under the names that steps import."""

from expectations.progress import NULL_PROGRESS, Progress

SILENT = NULL_PROGRESS

__all__ = ["SILENT", "Progress"]
