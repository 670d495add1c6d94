"""Anything that HTTP can carry, to every route: an answer that says what is wrong, never an error inside the server."""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ANYTHING = {}
SCHEMA = {
    "openapi": "3.1.0",
    "info": {"title": "RNN Playground", "version": "1"},
    "paths": {
        **{
            path: {"get": {"responses": {"200": {"description": ""}}}}
            for path in ("/", "/api/catalog", "/healthz", "/readyz", "/metrics")
        },
        "/static/{path}": {
            "get": {
                "parameters": [{"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": ""}},
            }
        },
        **{
            path: {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": schema}}},
                    "responses": {"200": {"description": ""}},
                }
            }
            for path, schema in {
                "/api/experiment": {"type": "object", "properties": {"experiment": ANYTHING, "equal_parameters": {}}},
                "/api/script": {"type": "object", "properties": {"experiment": {"type": "object"}}},
                "/api/recording": {"type": "object", "properties": {"session": {}, "key": {"type": "string"}}},
            }.items()
        },
    },
}
EXPECTED = {200, 204, 304, 400, 403, 404, 405, 406, 408, 411, 413, 414, 415, 422, 431}
schema = schemathesis.openapi.from_dict(SCHEMA)


@pytest.fixture(scope="module")
def http(server):
    with httpx.Client(base_url=server.address, timeout=30) as client:
        yield client


def test_requests_drawn_from_the_schema_and_against_it(server, http, extent):
    budget = settings(
        max_examples=extent(5, 1000), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    for operation in schema.get_all_operations():

        @given(case=operation.ok().as_strategy())
        @budget
        def ask(case):
            answer = case.call(base_url=server.address)
            assert answer.status_code in EXPECTED
            assert answer.headers["x-content-type-options"] == ["nosniff"]

        ask()
    assert http.get("/readyz").status_code == 200


def test_any_body_and_any_path(http, extent):
    budget = settings(
        max_examples=extent(40, 5000), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )

    @given(
        path=st.sampled_from(["/api/experiment", "/api/script", "/api/recording", "/static/", "/", "/api/"]),
        more=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#?"), max_size=30),
        body=st.binary(max_size=400),
        method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"]),
    )
    @budget
    def ask(path, more, body, method):
        answer = http.request(method, httpx.URL(path=path + more), content=body)
        assert answer.status_code in EXPECTED

    ask()
    assert http.get("/readyz").status_code == 200
