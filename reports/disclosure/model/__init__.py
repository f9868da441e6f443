"""The linked tables of an edition as one suppression problem: inner cells, constraints and primary cells.

Belongs here: from statistics and cubes to a problem; what ranks, counts of countries, regions and earlier editions
reveal. Does not: solving the problem (reports/disclosure/suppression), files (assets/steps).
"""
