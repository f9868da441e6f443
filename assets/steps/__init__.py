"""The whole way of a number as plain functions without Dagster: one folder a group of assets, one file a step.

Belongs here: what assets and commands both call. Does not: Dagster (assets/*_assets.py), rules and methods (reports,
expectations), stores (resources).
"""
