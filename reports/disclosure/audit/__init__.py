"""The disclosure audit: what an intruder can compute from what an edition prints, and the scenarios that are tried.

Belongs here: feasibility intervals, attacker scenarios, and the external audit, which works from the published files
alone. Does not: choosing what is suppressed (reports/disclosure/suppression).
"""
