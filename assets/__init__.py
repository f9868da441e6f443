"""The data products of the review and their lineage, as Dagster shows them.

Belongs here: thin Dagster assets and checks; `assets.steps` has their computations as functions without Dagster.
Does not: when they run (pipelines), the rules and methods (expectations, resources, reports).
"""
