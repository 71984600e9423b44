"""A worker for the kill test: `PAUSE_AT` names where it stops and says "reached"."""

import os
import sys
import time
from typing import Any

from siyu.app import create_runtime
from siyu.channels.webhook import sending
from siyu.channels.webhook.shapes import Post, Reply
from siyu.messaging.webhooks.jobs import Posts
from siyu.platform.settings import Settings

PAUSE_AT = os.environ.get("PAUSE_AT", "")


def reached(point: str) -> None:
    """Say so at the chosen point, and go no further."""
    if point == PAUSE_AT:
        sys.stdout.write("reached\n")
        sys.stdout.flush()
        time.sleep(3600)


def watched(http: Any, post: Post, *, allowed: str) -> Reply:
    """The real call, with a point before and after it."""
    reached("before_call")
    reply = sending.send(http, post, allowed=allowed)
    reached("after_call")
    return reply


def main() -> None:
    runtime, posts = create_runtime(Settings()), Posts(send=watched)
    while True:
        posts.step(runtime)
        time.sleep(0.02)


if __name__ == "__main__":
    main()
