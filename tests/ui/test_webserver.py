"""Dagster's webserver as the guard knows it: its routes, and mutations that no run makes."""

from typing import Any, cast

import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from graphql import GraphQLError, parse, validate

from pipelines.ui.rules import Allowed
from pipelines.ui.webserver import ReviewWebserver

REPORT = """mutation { harmless: reportRunlessAssetEvents(eventParams: {
    eventType: ASSET_MATERIALIZATION, assetKey: {path: ["review", "draft"]}}) { __typename } }"""


def webserver(allowed: Allowed) -> ReviewWebserver:
    return ReviewWebserver(cast(WorkspaceProcessContext, None), "", allowed)  # no request needs the workspace here


def errors(server: ReviewWebserver, query: str) -> list[GraphQLError]:
    schema = server.build_graphql_schema().graphql_schema
    return validate(schema, parse(query), server.build_graphql_validation_rules())


def test_a_report_is_no_mutation_unless_it_is_asked_for() -> None:
    (error,) = errors(webserver(Allowed()), REPORT)
    assert "--allow-reports" in error.message
    assert errors(webserver(Allowed(reports=True)), REPORT) == []
    assert errors(webserver(Allowed()), 'mutation { stopSensor(id: "1") { __typename } }') == []


@pytest.fixture
def routes() -> list[Any]:
    return list(webserver(Allowed()).build_routes())


def test_the_guard_knows_every_route_of_dagster(routes: list[Any]) -> None:
    """A new route of another version of Dagster has to be looked at before it is served."""
    assert {route.path for route in routes if not str(route.name).endswith("_static")} == {
        "/",
        "/{path:path}",
        "/server_info",
        "/dagit_info",
        "/graphql",
        "/logs/{path:path}",
        "/notebook",
        "/dagit/notebook",
        "/download_debug/{run_id:str}",
        "/report_asset_materialization/{asset_key:path}",
        "/report_asset_check/{asset_key:path}",
        "/report_asset_observation/{asset_key:path}",
    }
