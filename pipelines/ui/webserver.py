"""Dagster's webserver in this process, behind the guard, on a socket that is bound already.

Belongs here: the application and its server. Does not: rules for requests (rules.py), the daemon (pipelines/cli/ui.py).
"""

import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.webserver import DagsterWebserver
from graphql import ASTValidationRule, FieldNode, GraphQLError

from pipelines.errors import UsageError
from pipelines.ui.guard import guarded
from pipelines.ui.rules import Allowed
from pipelines.ui.session import ADDRESS, Session

POLL_MILLISECONDS = 2000  # as Dagster's own command
STATEMENT_TIMEOUT_MILLISECONDS = 15_000
POOL_RECYCLE_SECONDS = 3600
POOL_MAX_OVERFLOW = 20
SECONDS_TO_END = 5


class NoReports(ASTValidationRule):
    """Refuses the mutation that records a materialisation or an observation which no run made."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Report the field under its own name, which an alias does not hide."""
        if node.name.value == "reportRunlessAssetEvents":
            self.report_error(GraphQLError("Reports are off; `review ui --allow-reports` turns them on.", node))


class ReviewWebserver(DagsterWebserver[WorkspaceProcessContext, WorkspaceRequestContext]):
    """Dagster's webserver, which takes no reports of assets unless they are allowed."""

    def __init__(self, context: WorkspaceProcessContext, path: str, allowed: Allowed) -> None:
        self._reports = allowed.reports
        super().__init__(context, path, POLL_MILLISECONDS)

    def build_graphql_validation_rules(self) -> Collection[type[ASTValidationRule]]:
        """Return GraphQL's own rules, and the rule against reports."""
        rules = super().build_graphql_validation_rules()
        return rules if self._reports else (*rules, NoReports)


def listen(port: int) -> socket.socket:
    """Bind the loopback address. Raises UsageError where the port is taken. Port 0 means a free one."""
    try:
        return socket.create_server((ADDRESS, port))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError(f"port {port} cannot be used ({why}): name another with `review ui --port`") from None


@contextmanager
def webserver(
    instance: dg.DagsterInstance, workspace: Path, session: Session, allowed: Allowed
) -> Iterator[uvicorn.Server]:
    """Yield the server of the interface, with the code location loaded.

    Nothing is logged for a request: an address may hold the token.
    """
    instance.optimize_for_webserver(STATEMENT_TIMEOUT_MILLISECONDS, POOL_RECYCLE_SECONDS, POOL_MAX_OVERFLOW)
    with WorkspaceProcessContext(instance, WorkspaceFileTarget([str(workspace)]), version=dg.__version__) as context:
        app = ReviewWebserver(context, session.path, allowed).create_asgi_app()
        yield uvicorn.Server(
            uvicorn.Config(
                guarded(app, session, allowed),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=SECONDS_TO_END,
            )
        )
