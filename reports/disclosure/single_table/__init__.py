"""The protection of one table by itself: of counts that are no part of the linked tables of an edition.

Belongs here: secondary suppression within one table, and rules of publication for annex tables. Does not: the linked
tables of an edition (reports/disclosure/model, suppression, audit).
"""
