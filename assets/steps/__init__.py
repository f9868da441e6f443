"""The steps of the pipeline as plain functions without Dagster, from delivery to release: one folder per asset group.

Belongs here: what assets and commands both call. Does not: Dagster (assets/*_assets.py), rules and methods (reports,
expectations), stores (resources).
"""
