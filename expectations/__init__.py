"""The conversation with country offices: what a submission must be.

Belongs here: the forms and code lists (YAML), the geography, reading files into records, the checks and their
messages, the layouts of other systems. Nothing here imports dagster, SQLAlchemy or another package of the project.
Does not belong here: where bytes come from and go to (resources), how persons are counted (reports).
"""
