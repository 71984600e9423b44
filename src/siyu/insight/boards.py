"""Boards: tiles of questions, kept by name, for oneself or for everyone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import or_
from sqlalchemy.exc import IntegrityError

from siyu.insight import answers, questions
from siyu.insight.answers import AnyQuestion
from siyu.insight.errors import BoardNameTaken, Fault
from siyu.insight.figures import FigureQuestion
from siyu.insight.models import Board
from siyu.insight.reader import Reader
from siyu.insight.spans import Against, Grain, Span
from siyu.kit.errors import NotFound, Refused
from siyu.platform.access import Principal
from siyu.platform.metrics import Metric
from siyu.platform.work import Work

WRITE = "boards.write"
MOST_TILES, MOST_NAME = 40, 100
STAGES = ("acquisition", "activation", "retention", "revenue", "referral")


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A question on a board; with `last_days` its span ends today, whenever it is asked."""

    question: AnyQuestion
    title: str = ""
    stage: str = ""
    width: int = 1
    last_days: int | None = 30


TILES = TypeAdapter(list[Tile])


@dataclass(frozen=True)
class BoardDraft:
    """What someone wants kept."""

    name: str
    shared: bool = True
    tiles: tuple[Tile, ...] = ()


def in_sight(work: Work, principal: Principal) -> list[Board]:
    """One's own boards and those shared with everyone, by name."""
    mine = or_(Board.owner_id == principal.user_id, Board.shared)
    return list(work.session.scalars(work.scope(Board).where(mine).order_by(Board.name, Board.id)))


def visible(work: Work, principal: Principal, board_id: UUID, *, lock: bool = False) -> Board:
    """Raises NotFound also for another's private board."""
    board = work.get(Board, board_id, lock=lock)
    if not board.shared and board.owner_id != principal.user_id:
        raise NotFound(what="Board", id=board_id)
    return board


def keep(work: Work, principal: Principal, draft: BoardDraft, reader: Reader) -> Board:
    """A new board of one's own. Raises QuestionUnfit, BoardNameTaken, Refused."""
    _check(draft, reader)
    if principal.user_id is None:
        raise Refused(permission=WRITE)
    now = work.now()
    board = Board(owner_id=principal.user_id, created_at=now, updated_at=now)
    _fill(board, draft)
    with _own_name(draft.name), work.session.begin_nested():
        work.add(board)
    return board


def change(
    work: Work, principal: Principal, board_id: UUID, draft: BoardDraft, reader: Reader
) -> Board:
    """Change one's own board, or a shared one. Raises as `keep` does, and NotFound."""
    board = visible(work, principal, board_id, lock=True)
    _check(draft, reader)
    before = {"name": board.name, "shared": board.shared}
    with _own_name(draft.name), work.session.begin_nested():
        _fill(board, draft)
        board.updated_at = work.now()
        work.session.flush()
    after = {"name": board.name, "shared": board.shared}
    work.audit("board.changed", "board", board.id, before=before, after=after)
    return board


def remove(work: Work, principal: Principal, board_id: UUID) -> None:
    """Raises NotFound."""
    board = visible(work, principal, board_id, lock=True)
    work.audit("board.removed", "board", board.id, before={"name": board.name})
    work.session.delete(board)


def tiles_of(board: Board) -> list[Tile]:
    """The tiles of a board; what an older program kept and this one cannot read is left out."""
    found = []
    for kept in board.tiles:
        try:
            found += TILES.validate_python([kept])
        except ValidationError:
            continue
    return found


def asked(tile: Tile, reader: Reader) -> Any:
    """The tile's question with its span as of today."""
    if tile.last_days is None:
        return tile.question
    first = reader.today - timedelta(days=tile.last_days - 1)
    return replace(tile.question, span=Span(first, reader.today))


def starter(metrics: Sequence[Metric], reader: Reader) -> BoardDraft:
    """The board of AARRR that a brand begins with: each stage's metrics, a month against the
    month before."""
    first = reader.today - timedelta(days=29)
    tiles = [
        Tile(
            question=FigureQuestion(
                span=Span(first, reader.today),
                metric=metric.name,
                grain=Grain.DAY,
                against=Against.PREVIOUS,
            ),
            stage=stage,
        )
        for stage in STAGES
        for metric in metrics
        if metric.stage == stage
    ]
    return BoardDraft("AARRR", tiles=tuple(tiles))


def _check(draft: BoardDraft, reader: Reader) -> None:
    """All faults of all tiles at once."""
    questions.demand(_faults(draft, reader))


def _faults(draft: BoardDraft, reader: Reader) -> Iterator[Fault]:
    if not 0 < len(draft.name.strip()) <= MOST_NAME:
        yield Fault("name", f"a name of 1 to {MOST_NAME} letters", f"名称须为 1–{MOST_NAME} 字")
    if len(draft.tiles) > MOST_TILES:
        yield Fault("tiles", f"at most {MOST_TILES} tiles", f"最多 {MOST_TILES} 个图块")
    for number, tile in enumerate(draft.tiles):
        place = f"tiles.{number}"
        if tile.last_days is not None and not 1 <= tile.last_days <= 3_660:
            yield Fault(place, "a tile shows 1 to 3660 days", "图块须显示 1–3660 天")
            continue
        question = asked(tile, reader)
        for one in answers.KINDS[question.kind].faults(question, reader):
            yield Fault(f"{place}.{one.place}", one.en, one.zh)


@contextmanager
def _own_name(name: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise BoardNameTaken(field="name", name=name) from error


def _fill(board: Board, draft: BoardDraft) -> None:
    board.name, board.shared = draft.name.strip(), draft.shared
    board.tiles = TILES.dump_python(list(draft.tiles), mode="json")
