"""Print the tables of the warehouse."""

from typing import Annotated

import typer

NAME = "The cluster's name in its servers' remote_servers; empty: one server."
COLD = "Rows of days older than this move to the volume `cold` of the storage policy `tiered`."


def warehouse_tables(
    cluster: Annotated[str, typer.Option(help=NAME)] = "",
    database: Annotated[str, typer.Option(help="Where questions read.")] = "siyu",
    replicas: Annotated[bool, typer.Option(help="Each shard on several servers.")] = True,
    cold_after_days: Annotated[int | None, typer.Option(min=1, help=COLD)] = None,
) -> None:
    """Print the statements that make the warehouse's tables on one server or on a cluster."""
    from siyu.platform import warehouse_tables as tables
    from siyu.platform.warehouse_cluster import Cluster

    if cluster:
        statements = Cluster(cluster, database, replicas, cold_after_days).made()
    else:
        statements = [f"CREATE DATABASE IF NOT EXISTS {database}", *tables.made(database)]
    typer.echo("\n\n".join(f"{one.strip()};" for one in statements))
