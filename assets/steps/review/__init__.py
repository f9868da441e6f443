"""Steps downstream of disclosure control: figures, sentences, documents, and the draft on the shelf.

Belongs here: calling reports/figures, sentences and documents with protected tables. Does not: protecting them.
"""
