"""Writes docs/reference/ from the code: `python -m docs.reference`, `--check` only compares."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import typer
from prometheus_client import REGISTRY

from docs.code import application, below, domain_of, routes
from siyu import cli
from siyu.app import registry
from siyu.kit.errors import Problem
from siyu.kit.text import said
from siyu.platform.declarations import Event
from siyu.platform.measures import families
from siyu.platform.settings import Settings

REFERENCE = Path(__file__).parent / "reference"
MARK = "<!-- Written from the code by `./dev docs`; edit the code instead. -->\n\n"
Page = Callable[[], Iterator[str]]


def row(*cells: object) -> str:
    return (
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
    )


def rows(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    return "\n".join([row(*columns), row(*["---"] * len(columns)), *(row(*line) for line in lines)])


def settings() -> Iterator[str]:
    yield "# Settings · 设置"
    yield said(Settings.__doc__, "en")
    for name, field in Settings.model_fields.items():
        yield f"## `SIYU_{name.upper()}`"
        yield f"{field.description}"
        default = field.get_default()
        usual = "`~/.local/share/siyu`" if name == "data_dir" else f"`{default}`"
        yield f"Default · 默认：{'—' if default == '' else usual}"


def events() -> Iterator[str]:
    yield "# Events · 事件"
    yield "What the log keeps. A field is only ever added, with a default."
    for domain, kinds in by_domain(below(Event)):
        yield f"## {domain}"
        for kind in kinds:
            yield f"### `{kind.__name__}`"
            yield f"{said(kind.__doc__, 'en')}\n\n{said(kind.__doc__, 'zh-CN')}"
            hints = get_type_hints(kind)
            held = [(f"`{one.name}`", f"`{type_name(hints[one.name])}`") for one in fields(kind)]
            yield f"Version {kind.version}"
            if held:
                yield rows(("field · 字段", "type · 类型"), held)


def errors() -> Iterator[str]:
    yield "# Errors · 错误"
    yield (
        'Every error is answered as `{"code": …, "message": …, "data": {…}}`; the message is in '
        "the language of `Accept-Language`."
    )
    for domain, kinds in by_domain(below(Problem)):
        yield f"## {domain}"
        for kind in kinds:
            yield f"### `{kind.__name__}`"
            yield f"HTTP {kind.status}. {said(kind.__doc__, 'en')}"
            yield said(kind.__doc__, "zh-CN")


def permissions() -> Iterator[str]:
    yield "# Permissions · 权限"
    yield "Roles are made of these; a route names the one it needs."
    for one in sorted(registry().permissions.values(), key=lambda one: one.name):
        yield f"## `{one.name}`"
        yield f"{one.en} · {one.zh}"


def commands() -> Iterator[str]:
    yield "# Commands · 命令"
    yield "`./dev help` lists what a developer runs; these are the product's own."
    for name, command in sorted(typer.main.get_group(cli.app).commands.items()):
        yield f"## `siyu {name}`"
        yield str(command.help)
        options = [
            (f"`{'`, `'.join(one.opts)}`", getattr(one, "help", None) or "", shown(one.default))
            for one in command.params
        ]
        if options:
            yield rows(("option · 选项", "what it says · 说明", "default · 默认"), options)


def measures() -> Iterator[str]:
    yield "# Measures · 指标"
    yield "What `/metrics` of the web server and of a worker tell Prometheus."
    application()
    told = [*families().values(), *(one for one in REGISTRY.collect() if one.type != "unknown")]
    for one in sorted(told, key=lambda one: one.name):
        if one.name.startswith("siyu_"):
            suffix = "_total" if one.type == "counter" else ""
            yield f"## `{one.name}{suffix}`"
            yield f"{one.type}. {one.documentation}."


def api() -> Iterator[str]:
    yield "# HTTP API · HTTP 接口"
    yield (
        "Sign in with a cookie (`POST /api/session`; then send `X-Siyu: 1` with every change) or "
        "with `Authorization: Bearer <token>`. Lists answer "
        '`{"items": […], "next_cursor": null or text}`; give `cursor` to read on. The same '
        "description for machines is [openapi.json](openapi.json)."
    )
    app = application()
    document = app.openapi()
    for method, path, permission in sorted(routes(app), key=lambda route: (route[1], route[0])):
        yield from operation(document, method, path, permission)


def operation(
    document: dict[str, Any], method: str, path: str, permission: str | None
) -> Iterator[str]:
    told = document["paths"][path][method.lower()]
    yield f"## `{method} {path}`"
    yield told.get("description", told["summary"])
    yield f"Right · 权限：`{permission}`" if permission else "Right · 权限：—"
    asked = [
        (f"`{one['name']}`", one["in"], kind(one["schema"])) for one in told.get("parameters", ())
    ]
    if "requestBody" in told:
        body = next(iter(told["requestBody"]["content"].values()))["schema"]
        asked += [("", "body", kind(body)), *body_fields(document, body)]
    if asked:
        yield rows(("parameter · 参数", "in · 位置", "type · 类型"), asked)
    answers = [
        (status, answer_kind(one), one["description"]) for status, one in told["responses"].items()
    ]
    yield rows(("status · 状态", "type · 类型", "what · 说明"), answers)


def body_fields(document: dict[str, Any], body: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    name = body.get("$ref", "").rsplit("/", 1)[-1]
    for field, schema in (
        document["components"]["schemas"].get(name, {}).get("properties", {}).items()
    ):
        yield f"`{field}`", "field", kind(schema)


def answer_kind(answer: dict[str, Any]) -> str:
    content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
    return kind(content["schema"]) if content.get("schema") else "—"


def kind(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " or ".join(kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "anything")


def shown(default: object) -> str:
    return f"`{default}`" if default not in (None, "", False) else ""


def openapi() -> str:
    """The API's description for machines, the same text each time."""
    return json.dumps(application().openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def by_domain(kinds: Iterable[type[Any]]) -> Iterator[tuple[str, list[type[Any]]]]:
    grouped: dict[str, list[type[Any]]] = {}
    for kind in kinds:
        grouped.setdefault(domain_of(kind), []).append(kind)
    yield from sorted(grouped.items())


def type_name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")


def written(page: Page) -> Callable[[], str]:
    return lambda: MARK + "\n\n".join(page()) + "\n"


FILES: dict[str, Callable[[], str]] = {
    "settings.md": written(settings),
    "events.md": written(events),
    "errors.md": written(errors),
    "permissions.md": written(permissions),
    "commands.md": written(commands),
    "measures.md": written(measures),
    "api.md": written(api),
    "openapi.json": openapi,
}


def stale(files: dict[str, Callable[[], str]], where: Path) -> list[str]:
    """The files that are missing or say something else than the code."""
    return [
        name
        for name, text in files.items()
        if not (where / name).exists() or (where / name).read_text() != text()
    ]


def main(arguments: list[str]) -> int:
    found = stale(FILES, REFERENCE)
    for name in found:
        if "--check" in arguments:
            sys.stderr.write(f"docs/reference/{name} is not current: run ./dev docs\n")
        else:
            (REFERENCE / name).write_text(FILES[name]())
    return int(bool(found) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
