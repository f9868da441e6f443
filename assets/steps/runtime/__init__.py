"""Helpers of every step: errors without case values, atomic files, the version of the code.

Belongs here: plain helpers that know no table and no form. Does not: any step.
"""
