"""The conversation with reviewers: the data products and their lineage.

Belongs here: thin Dagster assets and checks; the whole way as plain functions, without Dagster, in `assets.steps`.
Does not belong here: when things run (pipelines), how a thing is done (expectations, resources, reports).
"""
