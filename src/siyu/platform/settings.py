"""What can be set from outside, once, by environment variables that begin with `SIYU_`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_data_dir() -> Path:
    return Path.home() / ".local" / "share" / "siyu"


class Settings(BaseSettings):
    """Each setting is an environment variable `SIYU_<NAME>`; none is needed to start."""

    model_config = SettingsConfigDict(env_prefix="SIYU_", extra="ignore")

    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="One directory that holds everything this machine keeps.",
    )
    database_url: str = Field(
        default="",
        description="A PostgreSQL server (postgresql+psycopg://…); empty starts a private one.",
    )
    warehouse_url: str = Field(
        default="",
        description="A ClickHouse server (http://…); empty starts the embedded one.",
    )
    warehouse_shards: str = Field(
        default="",
        description="The shards of a cluster in its order, written to: addresses with the shards'"
        " database, separated by commas. Questions go to warehouse_url.",
    )
    warehouse_key: str = Field(default="", description="The password of the warehouse.")
    secret_key: str = Field(
        default="",
        description="32 bytes in hex that seal what is private; empty keeps one in data_dir.",
    )
    public_url: str = Field(
        default="",
        description="The address customers and WeCom reach this installation under.",
    )
    host: str = Field(default="127.0.0.1", description="The address the web server listens on.")
    web_port: int = Field(default=8000, description="The port the web server listens on.")
    demo: bool = Field(default=False, description="A demo: the clock may run fast.")
    demo_key: str = Field(
        default="", description="What the sandbox shows to read the demo's clock."
    )
    demo_year: bool = Field(
        default=True, description="Load a real shop's year as the history of the demo."
    )
    demo_password: str = Field(default="", description="The demo owner's password.")
    sandbox_url: str = Field(default="", description="The demo's WeCom in a box.")
    webhook_networks: str = Field(
        default="",
        description="Private networks that webhooks may reach, such as 127.0.0.0/8, 10.1.0.0/16.",
    )
    traces_url: str = Field(
        default="",
        description="Where OpenTelemetry traces go (http://localhost:4318); empty sends none.",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    database_pool: int = Field(default=10, description="Connections a process keeps open.")
