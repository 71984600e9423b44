"""Routes as the application has them, and rows and bodies made up to drive every one of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Uuid,
)
from sqlalchemy.types import TypeEngine

from docs import code
from siyu.acquisition.models import Source, WelcomeRule
from siyu.customers.models import Customer
from siyu.customers.tag_models import Tag
from siyu.organisation.models import ApiToken, Node, Role, Staff
from siyu.platform import jobs
from siyu.platform.database import Base, TenantModel
from siyu.platform.exports.models import ExportRun
from siyu.platform.work import Work

# Parameters, and properties of bodies, whose name is not that of their row.
CALLED: dict[str, type[TenantModel]] = {
    "token_id": ApiToken,
    "export_id": ExportRun,
    "parent_id": Node,
    "add": Tag,
    "remove": Tag,
    "gone_id": Customer,
    "any_tag_id": Tag,
    "all_tag_id": Tag,
    "no_tag_id": Tag,
    "all_day_staff_id": Staff,
    "backup_staff_id": Staff,
    "wecom_role_id": Role,
    "subject_id": WelcomeRule,
    "under_id": Source,
    "preferred_store_id": Node,
    "preferred_adviser_id": Staff,
}


@dataclass(frozen=True)
class Route:
    """One method of one path: the right it names, its path parameters, the schema of its body."""

    method: str
    path: str
    permission: str | None
    body: dict[str, Any] | None = field(compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def at(self, ids: dict[str, object]) -> str:
        return self.path.format_map(ids)


def routes(app: FastAPI) -> list[Route]:
    """Every method of every path under /api."""
    document = app.openapi()
    return [
        Route(method, path, permission, body_of(document, path, method))
        for method, path, permission in code.routes(app)
    ]


def body_of(document: dict[str, Any], path: str, method: str) -> dict[str, Any] | None:
    told = document["paths"][path][method.lower()].get("requestBody")
    if told is None:
        return None
    schema = next(iter(told["content"].values()))["schema"]
    return dict(resolved(schema, document["components"]["schemas"]))


def resolved(schema: Any, named: dict[str, Any]) -> Any:
    """A schema with its references put in place."""
    if isinstance(schema, list):
        return [resolved(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolved(named[schema["$ref"].rsplit("/", 1)[1]], named)
    return {key: resolved(value, named) for key, value in schema.items()}


WORDS = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2026-11-17",
    "time": "09:00:00",
    "date-time": "2026-11-17T09:00:00+08:00",
    "uri": "https://shop.example.org",
}


def example(schema: dict[str, Any], ids: dict[str, object], name: str = "") -> Any:
    """The smallest value a schema allows; ids of ours where a name asks for one."""
    told = [*schema.get("examples", ()), *schema.get("enum", ()), schema.get("const")][0]
    if told is not None:
        return told
    if "anyOf" in schema or "oneOf" in schema:
        choices = schema.get("anyOf") or schema["oneOf"]
        return example(choices[0], ids, name)
    match schema.get("type"):
        case "object":
            asked = {
                key: value
                for key, value in schema.get("properties", {}).items()
                if key in schema.get("required", ()) or key in ids or key.removesuffix("s") in ids
            }
            return {key: example(value, ids, key) for key, value in asked.items()}
        case "array":
            least = max(schema.get("minItems", 0), int(name.removesuffix("s") in ids))
            return [example(schema["items"], ids, name.removesuffix("s")) for _ in range(least)]
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
    if schema.get("format") == "uuid" and name in ids:
        return str(ids[name])
    least = schema.get("minLength", 1)
    return WORDS.get(schema.get("format", ""), "long enough to pass"[: max(least, 12)])


def names_ids(schema: Any) -> set[str]:
    """The properties of a body that hold ids."""
    found: set[str] = set()
    if isinstance(schema, list):
        return found.union(*(names_ids(one) for one in schema))
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            if "'uuid'" in str(inner) and "'properties'" not in str(inner):
                found.add(name.removesuffix("s") if name.endswith("_ids") else name)
        return found.union(*(names_ids(one) for one in schema.values()))
    return found


def model_of(parameter: str) -> type[TenantModel] | None:
    """The row a parameter such as `customer_id` names; None if no row goes by that name."""
    if parameter in CALLED:
        return CALLED[parameter]
    wanted = parameter.removesuffix("_id").replace("_", "")
    for mapper in Base.registry.mappers:
        if mapper.class_.__name__.lower() == wanted and issubclass(mapper.class_, TenantModel):
            return mapper.class_
    return None


def planted(work: Work, parameter: str, known: dict[str, object]) -> object:
    """A new row of the tenant for a parameter; its id. Raises LookupError if none goes by it."""
    if parameter == "job_id":
        return jobs.defer(work.session, work.tenant_id, "sync_directory", None, {})
    model = model_of(parameter)
    if model is None:
        raise LookupError(f"say in ladder.CALLED which row {parameter} names")
    values = {
        column.key: made_up(column, work, known)
        for column in columns(model)
        if column.key not in {"id", "tenant_id"} and is_needed(column, known)
    }
    return work.add(model(**values)).id


def columns(model: type[TenantModel]) -> list[Column[Any]]:
    return [one for one in model.__table__.columns if isinstance(one, Column)]


def is_needed(column: Column[Any], known: dict[str, object]) -> bool:
    return column.key in known or not (column.nullable or column.default or column.server_default)


def made_up(column: Column[Any], work: Work, known: dict[str, object]) -> object:
    """A value that a column takes."""
    if column.key in known:
        return known[column.key]
    if column.foreign_keys:
        table = next(iter(column.foreign_keys)).column.table.name
        model = next(m.class_ for m in Base.registry.mappers if m.local_table.name == table)  # type: ignore[attr-defined]
        return planted(work, snake(model.__name__) + "_id", known)
    return of_type(column.type, work)


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


MADE_UP: list[tuple[type[TypeEngine[Any]], Callable[[Any, Work], object]]] = [
    (Enum, lambda kind, _: next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]),
    (Uuid, lambda _, __: uuid4()),
    (DateTime, lambda _, work: work.now()),
    (Date, lambda _, work: work.now().date()),
    (LargeBinary, lambda _, work: work.secrets.seal(f"made up {uuid4()}")),
    (Boolean, lambda _, __: False),
    (ARRAY, lambda _, __: []),
    (String, lambda _, __: f"made up {uuid4().hex[:8]}"),
    (JSON, lambda _, __: {}),
    (Integer, lambda _, __: 1),
    (Float, lambda _, __: 1.0),
]


def of_type(kind: TypeEngine[Any], work: Work) -> object:
    """A value of a column's type. Raises StopIteration for a type not met before."""
    make = next(make for known, make in MADE_UP if isinstance(kind, known))
    return make(kind, work)
