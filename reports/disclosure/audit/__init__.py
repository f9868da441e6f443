"""The disclosure audit: what an intruder can compute from what an edition prints, and the attacker scenarios.

Belongs here: feasibility intervals, scenarios, and the external audit, which uses the published files alone. Does not:
choosing what is suppressed (reports/disclosure/suppression).
"""
