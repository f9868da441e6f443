"""The conversation with operators: when and how it runs.

Belongs here: definitions, partitions, jobs, schedules, sensors, the command line. Does not: what an asset does.
"""
