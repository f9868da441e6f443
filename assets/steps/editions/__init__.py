"""Editions: what a number stood on, what changed it, and what a late file would change.

Belongs here: pedigrees, recording, freezing and releasing editions, comparing them with causes, impact, vintages. Does
not: making an edition (assets/steps/release/tables.py, review/publish_draft.py), the files on the shelf
(resources/shelf.py).
"""
