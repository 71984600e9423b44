"""The ingest API: a route for each intake, up to 500 rows a request, each row answered."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from siyu.kit.errors import Problem, Refused
from siyu.platform.declarations import Fate, Intake, RowAnswer
from siyu.platform.http import BadBody, DoWork, Language, needs, problems
from siyu.platform.intake import imports, shapes, taking
from siyu.platform.intake.errors import NoRows, TooManyRows
from siyu.platform.work import Work

MOST_ROWS = 500


class RowProblem(msgspec.Struct):
    code: str
    message: str
    data: dict[str, Any]


class RowOut(msgspec.Struct):
    """What became of a row, counted from 1."""

    row: int
    fate: str
    id: UUID | None
    problem: RowProblem | None


class Ingested(msgspec.Struct):
    taken: int
    merged: int
    refused: int
    rows: list[RowOut]


class RowProblemOut(BaseModel):
    code: str
    message: str
    data: dict[str, Any]


class IngestedRow(BaseModel):
    """What became of a row, counted from 1."""

    row: int
    fate: Fate
    id: UUID | None
    problem: RowProblemOut | None


class IngestOut(BaseModel):
    """How many rows became what, and each row's answer in order."""

    taken: int
    merged: int
    refused: int
    rows: list[IngestedRow]


async def whole_body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(whole_body)]


def rows_of(body: bytes) -> list[object]:
    """The rows of a request. Raises BadBody, NoRows, TooManyRows."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadBody(place="body", reason=str(error)) from error
    rows = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise NoRows
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, rows=len(rows))
    return rows


def told(answers: Sequence[RowAnswer], language: str) -> bytes:
    """Every row's answer as JSON."""
    fates = [answer.fate for answer in answers]
    ingested = Ingested(
        taken=fates.count(Fate.TAKEN),
        merged=fates.count(Fate.MERGED),
        refused=fates.count(Fate.REFUSED),
        rows=[
            RowOut(
                number, answer.fate.value, answer.subject_id, problem_of(answer.problem, language)
            )
            for number, answer in enumerate(answers, 1)
        ],
    )
    return msgspec.json.encode(ingested, enc_hook=str)


def problem_of(problem: Problem | None, language: str) -> RowProblem | None:
    if problem is None:
        return None
    return RowProblem(problem.code, problem.sentence(language), dict(problem.data))


def reply(answer: bytes) -> Response:
    """An answer that is JSON already."""
    return Response(answer, media_type="application/json")


def routes(intakes: Iterable[Intake]) -> APIRouter:
    """A route for each intake: its own right, its own shape in the description."""
    router = APIRouter(prefix="/ingest", tags=["intake"])
    for intake in intakes:
        router.add_api_route(
            f"/{intake.name}",
            _receiver(intake),
            methods=["POST"],
            name=f"ingest_{intake.name}",
            dependencies=[needs(intake.permission)],
            response_model=IngestOut,
            responses=problems(BadBody, NoRows, TooManyRows, Refused),
            openapi_extra={"requestBody": body_of(intake)},
        )
    return router


def _receiver(intake: Intake) -> Callable[..., Response]:
    def receive(body: Body, work: DoWork, language: Language) -> Response:
        return reply(ingested(work, intake, rows_of(body), language))

    receive.__doc__ = (
        f"Take up to {MOST_ROWS} rows ({intake.en}); each is answered, the good ones are taken."
    )
    return receive


def ingested(work: Work, intake: Intake, rows: Sequence[object], language: str) -> bytes:
    """Take rows of JSON and tell what became of each."""
    intake = imports.of_brand(work, intake)
    lines = [shapes.fitted(intake.row, number, row) for number, row in enumerate(rows, 1)]
    return told(taking.take(work, intake, lines), language)


def body_of(intake: Intake) -> dict[str, Any]:
    """The description of a request: its rows, whole, with what they refer to put in place."""
    schema = intake.row.model_json_schema()
    return described(inlined(schema, schema.pop("$defs", {})))


def described(row: dict[str, Any]) -> dict[str, Any]:
    """The description of a body of rows."""
    rows = {"type": "array", "maxItems": MOST_ROWS, "items": row}
    whole = {"type": "object", "properties": {"rows": rows}, "required": ["rows"]}
    return {"required": True, "content": {"application/json": {"schema": whole}}}


def inlined(schema: Any, named: dict[str, Any]) -> Any:
    match schema:
        case {"$ref": str(place)}:
            return inlined(named[place.rsplit("/", 1)[1]], named)
        case dict():
            return {key: inlined(value, named) for key, value in schema.items()}
        case list():
            return [inlined(one, named) for one in schema]
    return schema
