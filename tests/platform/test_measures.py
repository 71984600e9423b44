"""What `/metrics` tells of requests."""

from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from siyu.app import create_app
from siyu.platform.runtime import Runtime


def count(route: str, status: str) -> float:
    labels = {"method": "GET", "route": route, "status": status}
    return REGISTRY.get_sample_value("siyu_http_requests_total", labels) or 0


def test_a_request_is_counted_under_its_route_not_its_address(runtime: Runtime) -> None:
    route = "/api/customers/{customer_id}"
    before = count(route, "401"), count("/healthz", "200")
    client = TestClient(create_app(runtime))
    client.get("/api/customers/a")
    client.get("/api/customers/b")
    client.get("/healthz")
    assert (count(route, "401"), count("/healthz", "200")) == (before[0] + 2, before[1] + 1)
