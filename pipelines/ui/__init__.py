"""Dagster's web interface behind a guard, on the loopback address of this machine.

Belongs here: the session of `review ui`, the guard before Dagster's ASGI application, and serving it. Does not: the
command and the daemon (pipelines/cli/ui.py), definitions.
"""
