"""A WeCom that answers from a recorded directory, over real HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = {"errcode": 0, "errmsg": "ok", "access_token": "T1", "expires_in": 7200}
NOBODY = {"errcode": 60111, "errmsg": "userid not found"}


@dataclass
class RecordedDirectory:
    """Departments and members as WeCom spells them, changed by tests between calls."""

    departments: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        self.calls.append(path)
        match path:
            case "gettoken":
                return TOKEN
            case "department/list":
                return {"errcode": 0, "department": self.departments}
            case "user/list":
                here = int(query["department_id"][0])
                listed = [one for one in self.members.values() if here in one["department"]]
                return {"errcode": 0, "userlist": listed}
            case "user/get":
                return {"errcode": 0, **self.members.get(query["userid"][0], NOBODY)}
        raise AssertionError(path)


@contextmanager
def serving(directory: RecordedDirectory) -> Iterator[str]:
    """The address it answers under."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path.removeprefix("/cgi-bin/")
            body = json.dumps(directory.answer(path, parse_qs(parts.query))).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
