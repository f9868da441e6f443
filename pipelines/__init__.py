"""The layer of operators: when and how the pipeline runs.

Belongs here: definitions, partitions, jobs, schedules, sensors, the command line. Does not: what an asset does.
"""
