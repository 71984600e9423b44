"""Who may import whom, beyond the order of ranks that import-linter checks."""

import re
from collections.abc import Iterator

import grimp

LOWEST = {"kit", "platform"}
DOORS = {"service", "events", "errors"}
# What a connector shows beside the doors: the type of a reception, and plain shapes of the vendor.
CHANNEL_DOORS = DOORS | {"receptions", "shapes"}
COMPOSERS = {"siyu.app", "siyu.cli", "siyu.data", "siyu.demo"}
PURE = re.compile(
    r"siyu\.kit(\.|$)|siyu\.\w+(\.\w+)*\.rules(\.|$)|siyu\.channels\.\w+\.protocol(\.|$)"
    r"|siyu\.\w+\.(advance|language)(\.|$)"
)
OUTSIDE = ("sqlalchemy", "psycopg", "fastapi", "starlette", "httpx", "procrastinate", "chdb")


def part(module: str) -> str:
    """The rank a module belongs to: siyu.channels.wecom.edge is of channels."""
    return ".".join(module.split(".")[1:2])


def inner(module: str) -> str:
    """The module inside its domain: of a channel, the one inside the connector."""
    return ".".join(module.split(".")[(3 if part(module) == "channels" else 2) :][:1])


def edges(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def intrusions(graph: grimp.ImportGraph) -> list[str]:
    """Imports that enter another domain by anything but its doors."""
    return [
        f"{importer} reaches into {imported}"
        for importer, imported in edges(graph)
        if imported.startswith("siyu.")
        and importer not in COMPOSERS
        and part(importer) != part(imported)
        and part(imported) not in LOWEST
        and not is_door(importer, imported)
    ]


def is_door(importer: str, imported: str) -> bool:
    door = inner(imported)
    match part(importer), part(imported):
        case "sandbox", "channels":
            return door in {"", "protocol"}
        case "messaging", "channels":
            return not door or door in CHANNEL_DOORS or door in {"sending", "attachments"}
        case _, "channels":
            return not door or door in CHANNEL_DOORS
        case _:
            return not door or door in DOORS


def senders(graph: grimp.ImportGraph) -> list[str]:
    """Importers of what sends, outside its connector and `messaging`."""
    return [
        f"{importer} sends by itself; hand it to messaging"
        for importer, imported in edges(graph)
        if re.fullmatch(r"siyu\.channels\.\w+\.sending", imported)
        and part(importer) not in {"messaging", "channels"}
    ]


def sandbox_ties(graph: grimp.ImportGraph) -> list[str]:
    """What the sandbox takes besides the kit and pure protocols, and who takes it."""
    found = []
    for importer, imported in edges(graph):
        if part(importer) == "sandbox" and imported.startswith("siyu."):
            if part(imported) not in {"sandbox", "kit", "channels"}:
                found.append(f"{importer} ties the sandbox to {imported}")
        elif part(imported) == "sandbox" and importer not in COMPOSERS:
            found.append(f"{importer} leans on the sandbox")
    return found


def impurities(graph: grimp.ImportGraph) -> list[str]:
    """Pure modules that reach a store, the web or the system, however far around."""
    found = []
    present = [name for name in OUTSIDE if name in graph.modules]
    for module in sorted(filter(PURE.match, graph.modules)):
        for name in present:
            chain = graph.find_shortest_chain(module, name)
            if chain:
                found.append(f"{' → '.join(chain)}: {module} is pure")
    return found
