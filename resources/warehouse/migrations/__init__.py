"""Migrations of the warehouse, run by Alembic. Belongs here: the environment and the revisions."""
