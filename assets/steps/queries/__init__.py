"""Queries about an edition: one cell explained, an ad-hoc table, an audit from published files alone.

Belongs here: the steps behind `review explain`, `review table` and `review audit`. Does not: printing (pipelines/cli).
"""
