"""A web server of its own that takes one ingest request when it is told to, and says the answer."""

import json
import os
import sys

from starlette.testclient import TestClient

from siyu.app import create_app, create_runtime
from siyu.platform.settings import Settings


def main() -> None:
    headers = {"authorization": f"Bearer {os.environ['KEY']}", "idempotency-key": "k"}
    rows = [{"phone": f"139{number:08}"} for number in range(300)]
    with TestClient(create_app(create_runtime(Settings())), headers=headers) as client:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        answer = client.post("/api/ingest/phones", json=rows)
        sys.stdout.write(json.dumps([answer.status_code, answer.text]) + "\n")


if __name__ == "__main__":
    main()
