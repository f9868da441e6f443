"""From accepted records to cubes and the statistics of tables, before any protection.

Belongs here: the step `statistics/<theme>`. Does not: specifications and tabulation (reports/statistics).
"""
