"""From deliveries to typed rows: received, read and corrected; and the feedback to the offices.

Belongs here: the steps of `submissions/*` and the states of offices. Does not: checking records (steps/cases).
"""
