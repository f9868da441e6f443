"""Intruders: what a reader can compute of confidential numbers, with scipy's solver or by listing every table.

Belongs here: all attacks of the tests. Imports nothing of ``reports.disclosure``: an intruder is no second copy of the
protection that it attacks. The intruders need not be independent of each other. Does not: claims, and what is attacked.
"""
