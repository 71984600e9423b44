"""Numbers over HTTP: what can be asked, answers, the people behind them, files, SQL, boards."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from siyu.audiences import service as audiences
from siyu.insight import (
    adhoc,
    answers,
    boards,
    files,
    rfm_rules,
    service,
    tables,
    views,
    worth_person,
)
from siyu.insight.answers import Answered
from siyu.insight.boards import BoardDraft
from siyu.insight.errors import (
    BoardNameTaken,
    NoSuchCell,
    QuestionUnfit,
    SegmentUnknown,
    SqlBeyond,
    SqlRefused,
)
from siyu.insight.kept import Shelf
from siyu.insight.reader import Reader
from siyu.insight.schemas import (
    AnswerOut,
    AskableEventOut,
    BehindForm,
    BoardForm,
    BoardLine,
    BoardOut,
    FileForm,
    MetricOut,
    PeopleBehindOut,
    PeopleForm,
    PersonBehindOut,
    QuestionForm,
    RfmGroupsForm,
    SegmentKeptOut,
    SqlForm,
    SqlOut,
    StarterOut,
    TileAnswer,
)
from siyu.insight.worth_answers import PersonWorth
from siyu.kit.errors import NotFound, Problem, Unreachable
from siyu.kit.pages import BadCursor, encode_cursor, read_cursor
from siyu.platform.exports.models import FileFormat
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, as_file, needs, problems
from siyu.platform.warehouse import QuestionTooDear

READ, WRITE, SQL = needs("insight.read"), needs(boards.WRITE), needs("insight.sql")
WRONG = problems(QuestionUnfit, SegmentUnknown, QuestionTooDear, Unreachable)
UNKEPT = (
    audiences.NobodyToList,
    audiences.TooManyToList,
    audiences.SegmentNameNeeded,
    audiences.SegmentNameTaken,
    audiences.TooManySegments,
)
MEDIA = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.SAV: "application/x-spss-sav",
}
router = APIRouter(prefix="/insight", tags=["insight"])
shelf: Shelf[Answered] = Shelf()


def reading(work: DoWork, runtime: TheRuntime) -> Reader:
    """The reader of a request."""
    return service.reader_of(work, runtime.registry)


Reading = Annotated[Reader, Depends(reading)]


@router.get("/metrics", dependencies=[READ])
def list_metrics(reader: Reading, language: Language) -> list[MetricOut]:
    """Every metric: what it means and what it can be broken down by."""
    return [views.metric(one, reader, language) for one in reader.metrics.values()]


@router.get("/events", dependencies=[READ])
def list_events(reader: Reading, language: Language) -> list[AskableEventOut]:
    """Every event of people that can be asked about, and its properties."""
    return [views.event(one, reader, language) for one in reader.known.values()]


@router.post("/answers", dependencies=[READ], responses=WRONG)
def ask(form: QuestionForm, reader: Reading, language: Language) -> AnswerOut:
    """Answer a question, as far as one sees."""
    question = rfm_rules.filled(form.question, reader.work)
    found = shelf.answer(question, reader, answers.answer)
    return views.answer(question, found, reader, language)


@router.post(
    "/people",
    dependencies=[READ, needs("customers.read")],
    responses=problems(QuestionUnfit, SegmentUnknown, NoSuchCell, BadCursor, Unreachable),
)
def list_people(form: PeopleForm, reader: Reading) -> PeopleBehindOut:
    """The people behind a figure, a page at a time."""
    after, total = read_cursor(form.cursor, int, int) if form.cursor else (0, None)
    if not 0 <= after < 2**32:
        raise BadCursor
    question = rfm_rules.filled(form.question, reader.work)
    found = answers.people(question, form.cell, reader, after=after, total=total, limit=form.limit)
    following = found.next_number
    return PeopleBehindOut(
        total=found.total,
        items=[PersonBehindOut.model_validate(one) for one in found.items],
        next_cursor=encode_cursor(following, found.total) if following else None,
    )


@router.post(
    "/segments",
    dependencies=[READ, needs("customers.read"), needs("segments.write")],
    responses=problems(QuestionUnfit, SegmentUnknown, NoSuchCell, Unreachable, *UNKEPT),
)
def keep_segment(form: BehindForm, reader: Reading, runtime: TheRuntime) -> SegmentKeptOut:
    """Keep the people behind a figure as a segment; it holds these people, whatever they do."""
    question = rfm_rules.filled(form.question, reader.work)
    ids = answers.customer_ids(question, form.cell, reader, most=audiences.MOST_LISTED)
    return SegmentKeptOut(id=audiences.keep_people(reader.work, runtime.registry, form.name, ids))


@router.post(
    "/files",
    dependencies=[READ, needs("exports.write")],
    responses=WRONG,
    response_class=StreamingResponse,
)
def write_file(
    form: FileForm, reader: Reading, runtime: TheRuntime, language: Language
) -> StreamingResponse:
    """An answer as a CSV, XLSX or SPSS file; who took it is on the audit trail."""
    question = rfm_rules.filled(form.question, reader.work)
    found = shelf.answer(question, reader, answers.answer)
    words = views.titles(question, found.answer, reader, language)
    sheet = tables.sheet(found.answer, words, language, reader.currency)
    reader.work.audit(
        "insight.exported",
        "answer",
        question.kind,
        after={"rows": len(sheet.rows)},
    )
    return _file(files.written(sheet, form.format, runtime), form.format, reader)


def _file(content: bytes, format: FileFormat, reader: Reader) -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        yield content

    name = f"insight-{reader.today}.{format}"
    return StreamingResponse(pieces(), media_type=MEDIA[format], headers=as_file(name))


@router.post(
    "/sql",
    dependencies=[SQL],
    responses=problems(SqlRefused, SqlBeyond, QuestionTooDear, Unreachable),
)
def run_sql(form: SqlForm, reader: Reading) -> SqlOut:
    """Run one SELECT over the brand's events and people, within limits, as far as one sees."""
    found = adhoc.run(reader, form.sql)
    reader.work.audit("insight.sql", "statement", "", after={"sql": form.sql[:2_000]})
    return SqlOut(
        columns=list(found.columns), rows=[list(row) for row in found.rows], cut=found.cut
    )


@router.get("/rfm-groups", dependencies=[READ])
def read_rfm_groups(work: DoWork) -> RfmGroupsForm:
    """The RFM groups in the order in which they are tried."""
    return RfmGroupsForm(groups=list(rfm_rules.groups(work)))


@router.put("/rfm-groups", dependencies=[WRITE], responses=problems(QuestionUnfit))
def change_rfm_groups(form: RfmGroupsForm, work: DoWork) -> RfmGroupsForm:
    """Change the RFM groups of the brand."""
    return RfmGroupsForm(groups=list(rfm_rules.keep(work, form.groups)))


@router.get(
    "/lifetime/{customer_id}",
    dependencies=[READ, needs("customers.read")],
    responses=problems(NotFound, Unreachable),
)
def read_person_worth(customer_id: UUID, reader: Reading) -> PersonWorth:
    """What is expected of one person by the model of the people in sight."""
    worth_person.demand_seen(reader, customer_id)
    question = worth_person.usual(reader)
    of_all = service.fits.answer(question, reader, worth_person.fits)
    return worth_person.of_person(question, customer_id, of_all, reader)


@router.get("/starter-board", dependencies=[READ])
def read_starter(reader: Reading) -> StarterOut:
    """The board of AARRR to begin with; keep it to change it."""
    draft = boards.starter(list(reader.metrics.values()), reader)
    return StarterOut(name=draft.name, tiles=list(draft.tiles))


@router.get("/boards", dependencies=[READ])
def list_boards(work: DoWork, principal: SignedIn) -> list[BoardLine]:
    """One's own boards and the shared ones."""
    return [views.board_line(one, principal) for one in boards.in_sight(work, principal)]


@router.post(
    "/boards",
    dependencies=[WRITE],
    status_code=201,
    responses=problems(QuestionUnfit, BoardNameTaken),
)
def keep_board(form: BoardForm, reader: Reading, principal: SignedIn) -> BoardOut:
    """Keep a new board."""
    return views.board(boards.keep(reader.work, principal, _draft(form), reader), principal)


@router.get("/boards/{board_id}", dependencies=[READ], responses=problems(NotFound))
def read_board(board_id: UUID, work: DoWork, principal: SignedIn) -> BoardOut:
    """One board with its tiles."""
    return views.board(boards.visible(work, principal, board_id), principal)


@router.put(
    "/boards/{board_id}",
    dependencies=[WRITE],
    responses=problems(NotFound, QuestionUnfit, BoardNameTaken),
)
def change_board(board_id: UUID, form: BoardForm, reader: Reading, principal: SignedIn) -> BoardOut:
    """Change one's own board or a shared one."""
    changed = boards.change(reader.work, principal, board_id, _draft(form), reader)
    return views.board(changed, principal)


@router.delete(
    "/boards/{board_id}", dependencies=[WRITE], status_code=204, responses=problems(NotFound)
)
def delete_board(board_id: UUID, work: DoWork, principal: SignedIn) -> None:
    """Delete a board; what it asked about stays."""
    boards.remove(work, principal, board_id)


@router.get("/boards/{board_id}/answers", dependencies=[READ], responses=problems(NotFound))
def answer_board(
    board_id: UUID, reader: Reading, principal: SignedIn, language: Language
) -> list[TileAnswer]:
    """The answers of a board's tiles, in order; one that has none says why."""
    board = boards.visible(reader.work, principal, board_id)
    return [_tile(tile, reader, language) for tile in boards.tiles_of(board)]


def _tile(tile: boards.Tile, reader: Reader, language: str) -> TileAnswer:
    question = rfm_rules.filled(boards.asked(tile, reader), reader.work)
    try:
        found = shelf.answer(question, reader, answers.answer)
    except Problem as problem:
        return TileAnswer(answer=None, problem=views.problem(problem, language))
    return TileAnswer(answer=views.answer(question, found, reader, language), problem=None)


def _draft(form: BoardForm) -> BoardDraft:
    return BoardDraft(form.name, form.shared, tuple(form.tiles))
