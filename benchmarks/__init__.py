"""The benchmark: each file measures one thing, beside a baseline in the same run.

Belongs here: measurements and their goals. Does not: tests of what is right (tests/).
"""
