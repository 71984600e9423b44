"""How a sandbox is started."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Options:
    """`port` 0 takes a free one; `pages` is the directory of the built phone and adviser pages."""

    port: int = 0
    host: str = "127.0.0.1"
    seed: int = 1
    corp_id: str = "ww5a1d00c0ffee5a1d"
    secret: str = "sandbox-secret-of-the-app"
    agent_id: int = 1000002
    callback: str = ""
    token: str = "SandboxToken"
    aes_key: str = field(default="", repr=False)
    state: Path | None = None
    clock: str = ""
    pages: Path | None = None
    zone: str = "Asia/Shanghai"
    empty: bool = False
    """No seeded population: the corp's root department alone."""
