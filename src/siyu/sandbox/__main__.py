"""`python -m siyu.sandbox`: a WeCom to run by itself."""

import argparse
from pathlib import Path

from siyu.sandbox.options import Options
from siyu.sandbox.server import serve


def options_from(arguments: list[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="siyu sandbox")
    given = Options()
    parser.add_argument("--port", type=int, default=given.port)
    parser.add_argument("--seed", type=int, default=given.seed)
    parser.add_argument("--corp-id", default=given.corp_id)
    parser.add_argument("--secret", default=given.secret)
    parser.add_argument("--agent-id", type=int, default=given.agent_id)
    parser.add_argument("--callback", default=given.callback)
    parser.add_argument("--token", default=given.token)
    parser.add_argument("--aes-key", default=given.aes_key)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--clock", default=given.clock)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--empty", action="store_true")
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    serve(options_from())
