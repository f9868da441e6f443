"""Editions after they were made: freezing, releasing, comparing, and the impact of a file that arrives late.

Belongs here: looking up, freezing, deferring and releasing editions; the difference of two editions with its
attribution; the impact of a file; the revision triangle. Does not: making an edition (steps/release/tables.py,
steps/review/publish_draft.py), pedigrees (steps/provenance), the folders on the shelf (resources/shelf.py).
"""
