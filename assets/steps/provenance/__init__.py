"""Provenance of an edition's numbers: its pedigree, the records that it was made from, the vintages of its cells.

Belongs here: what is kept about an edition inside. Does not: comparing editions (steps/editions).
"""
