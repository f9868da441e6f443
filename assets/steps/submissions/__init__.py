"""From what offices delivered to typed rows: received, read, corrected, and the feedback that goes back.

Belongs here: the steps of `submissions/*` and the states of offices. Does not: checking records (steps/cases).
"""
