"""A small provider of OpenID Connect: keys of its own, a page that says yes, codes and tokens."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT_ID = "siyu console"
SECRET = "s3cret: with %signs"


class Provider:
    """Whoever comes is `person`; what a test sets in `lies` goes into the next tokens."""

    def __init__(self, algorithm: str = "RS256") -> None:
        self.algorithm = algorithm
        self.person: dict[str, Any] = {"sub": "ada-1", "name": "Ada", "email": "ada@tea.example"}
        self.person["email_verified"] = True
        self.lies: dict[str, Any] = {}
        self.unsigned = False
        self.issuer = ""
        self.described_as: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.rotate()

    def rotate(self) -> None:
        """New keys; the old ones are told of no longer."""
        self.kid = uuid4().hex
        self.key: Any = (
            ec.generate_private_key(ec.SECP256R1())
            if self.algorithm == "ES256"
            else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )

    # What it answers

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "code_challenge_methods_supported": ["S256"],
            **self.described_as,
        }

    def keys(self) -> dict[str, Any]:
        maker: Any = ECAlgorithm if self.algorithm == "ES256" else RSAAlgorithm
        told = maker.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**told, "kid": self.kid, "use": "sig"}]}

    def authorize(self, href: str) -> tuple[str, str]:
        """The person says yes; the code and state that the browser is sent back with."""
        asked = dict(parse_qsl(urlsplit(href).query))
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        code = uuid4().hex
        self.codes[code] = asked
        return code, asked["state"]

    def token(self, form: dict[str, str], who: tuple[str, str]) -> tuple[int, dict[str, Any]]:
        if who != (CLIENT_ID, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        proof = sha256(form.get("code_verifier", "").encode()).digest()
        shown = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != shown:
            return 400, {"error": "invalid_grant"}
        if asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.id_token(asked["nonce"]), "token_type": "Bearer"}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce,
            **self.person, **self.lies,
        }  # fmt: skip
        if self.unsigned:
            return jwt.encode(claims, "", algorithm="none")
        headers = {"kid": self.kid}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers=headers)


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            match urlsplit(self.path).path:
                case "/.well-known/openid-configuration":
                    self._answer(200, provider.description())
                case "/keys":
                    self._answer(200, provider.keys())
                case "/authorize":
                    code, state = provider.authorize(self.path)
                    back = dict(parse_qsl(urlsplit(self.path).query))["redirect_uri"]
                    self.send_response(302)
                    self.send_header(
                        "location", f"{back}?{urlencode({'code': code, 'state': state})}"
                    )
                    self.end_headers()
                case _:
                    self._answer(404, {"error": "not_found"})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            kind, _, packed = (self.headers["authorization"] or "").partition(" ")
            assert kind == "Basic"
            joined = base64.b64decode(packed).decode().split(":")
            name, secret = (next(iter(parse_qs(f"v={one}")["v"])) for one in joined)
            self._answer(*provider.token(form, (name, secret)))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None: ...

    return Asked


@contextmanager
def running(algorithm: str = "RS256") -> Iterator[Provider]:
    """A provider on a port of this machine."""
    provider = Provider(algorithm)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join(10)
