"""The audit trail as people read it: who, did what, to what, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, or_, tuple_

from siyu.kit.instants import day_start, zone
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.organisation.models import ApiToken, User
from siyu.organisation.queries import escaped, whole
from siyu.organisation.tenants import tenant_facts
from siyu.platform.audit import AuditEntry
from siyu.platform.work import Work

NOUNS = {
    "customer": ("customer", "客户"),
    "export": ("export", "导出"),
    "import": ("import", "导入"),
    "live_code": ("live code", "活码"),
    "node": ("node", "节点"),
    "publication": ("publication", "下发内容"),
    "role": ("role", "角色"),
    "session": ("sign-in", "登录"),
    "sign_in": ("ways of signing in", "登录方式"),
    "staff": ("member of staff", "员工"),
    "tag": ("tag", "标签"),
    "tenant": ("brand", "品牌"),
    "token": ("API token", "API 令牌"),
    "user": ("user", "用户"),
    "wecom": ("WeCom", "企业微信"),
    "welcome_rule": ("welcome rule", "欢迎语规则"),
}
VERBS = {
    "added": ("added", "新增"),
    "adopted": ("taken up", "采用"),
    "changed": ("changed", "修改"),
    "closed": ("closed", "关闭"),
    "connected": ("connected", "连接"),
    "deleted": ("deleted", "删除"),
    "failed": ("not taken up", "未能采用"),
    "fetched": ("fetched", "下载"),
    "finished": ("finished", "完成"),
    "founded": ("founded", "创建"),
    "joined": ("joined", "加入"),
    "left": ("left", "离职"),
    "linked": ("linked", "关联"),
    "openid": ("by single sign-on", "单点"),
    "password_ended": ("password taken away", "取消密码"),
    "password_changed": ("password changed", "修改密码"),
    "published": ("published", "发布"),
    "recalled": ("recalled", "收回"),
    "removed": ("removed", "移除"),
    "renamed": ("renamed", "更名"),
    "restored": ("given back", "恢复"),
    "revoked": ("revoked", "撤销"),
    "unlinked": ("unlinked", "解除关联"),
    "wecom": ("with WeCom", "企业微信"),
    "started": ("started", "开始"),
    "stopped": ("stopped", "停止"),
    "undo_started": ("undo started", "开始撤销"),
    "undone": ("undone", "已撤销"),
    "written": ("written", "生成"),
}
HAPPENS_TO = frozenset({"joined", "left"})
"""Verbs that follow their noun in Chinese too."""


@dataclass(frozen=True)
class AuditLine:
    """One change; `actor_words` and `subject_words` are names where we have them."""

    id: UUID
    at: datetime
    actor_words: str
    what: str
    what_words: str
    subject: str
    subject_id: str
    subject_words: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def audit_page(
    work: Work,
    *,
    language: str,
    q: str | None = None,
    actor: str | None = None,
    what: str | None = None,
    subject: str | None = None,
    subject_id: str | None = None,
    day: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[AuditLine]:
    """Changes, newest first; `day` is a day of the tenant's zone. Raises BadCursor."""
    exact = {"actor": actor, "what": what, "subject": subject, "subject_id": subject_id}
    rows = work.scope(AuditEntry).filter_by(**{key: to for key, to in exact.items() if to})
    rows = _mentioning(work, rows, q) if q else rows
    rows = _of_day(work, rows, day) if day else rows
    rows = _after(rows, cursor) if cursor else rows
    newest = rows.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    found = work.session.scalars(newest.limit(limit + 1)).all()
    names = actor_names(work, found[:limit], language)
    items = [_line(entry, names[entry.actor], language) for entry in found[:limit]]
    more = len(found) > limit
    return Page(items, encode_cursor(items[-1].at, items[-1].id) if more else None)


def _mentioning(work: Work, rows: Select[AuditEntry], q: str) -> Select[AuditEntry]:
    part = f"%{escaped(q)}%"
    called = whole(work).scope(User).where(User.name.ilike(part)).with_only_columns(User.id)
    actors = [f"user:{id}" for id in work.session.scalars(called)]
    told = [AuditEntry.what, AuditEntry.subject, AuditEntry.before, AuditEntry.after]
    mentions = [cast(column, String).ilike(part) for column in told]
    return rows.where(or_(AuditEntry.actor.in_(actors), *mentions))


def _of_day(work: Work, rows: Select[AuditEntry], day: date) -> Select[AuditEntry]:
    place = zone(tenant_facts(work).zone)
    start, end = day_start(day, place), day_start(day + timedelta(days=1), place)
    return rows.where(AuditEntry.at >= start, AuditEntry.at < end)


def _after(rows: Select[AuditEntry], cursor: str) -> Select[AuditEntry]:
    before = read_cursor(cursor, datetime, UUID)
    return rows.where(tuple_(AuditEntry.at, AuditEntry.id) < before)


def _line(entry: AuditEntry, actor_words: str, language: str) -> AuditLine:
    told = {**(entry.before or {}), **(entry.after or {})}
    noun = NOUNS.get(entry.subject, (entry.subject, entry.subject))
    return AuditLine(
        id=entry.id,
        at=entry.at,
        actor_words=actor_words,
        what=entry.what,
        what_words=what_words(entry.what, language),
        subject=entry.subject,
        subject_id=entry.subject_id,
        subject_words=str(told.get("name") or _spoken(noun, language)),
        before=entry.before,
        after=entry.after,
    )


def what_words(what: str, language: str) -> str:
    """`node.added` as "node added" and 新增节点; what is not known stays as it is."""
    noun_key, _, verb_key = what.partition(".")
    if noun_key not in NOUNS or verb_key not in VERBS:
        return what
    noun, verb = _spoken(NOUNS[noun_key], language), _spoken(VERBS[verb_key], language)
    if not language.startswith("zh"):
        return f"{noun[0].upper()}{noun[1:]} {verb}"
    return f"{noun}{verb}" if verb_key in HAPPENS_TO else f"{verb}{noun}"


def _spoken(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language.startswith("zh") else pair[0]


def actor_names(work: Work, entries: Sequence[AuditEntry], language: str) -> dict[str, str]:
    """How people know those who did these changes."""
    actors = {entry.actor for entry in entries}
    users = names_of(work, User, _ids(actors, "user"))
    tokens = names_of(work, ApiToken, _ids(actors, "token"))
    names = {f"user:{id}": name for id, name in users.items()}
    names |= {f"token:{id}": f"{name} (API)" for id, name in tokens.items()}
    return {actor: names.get(actor) or _system(actor, language) for actor in actors}


def _ids(actors: set[str], kind: str) -> list[UUID]:
    return [UUID(actor[len(kind) + 1 :]) for actor in actors if actor.startswith(f"{kind}:")]


def names_of(work: Work, model: type[User] | type[ApiToken], ids: list[UUID]) -> dict[UUID, str]:
    """The names of users or tokens, whoever asks."""
    asked = whole(work).scope(model).where(model.id.in_(ids))
    return {row.id: row.name for row in work.session.scalars(asked)}


def _system(actor: str, language: str) -> str:
    part = actor.removeprefix("system:")
    return f"系统（{part}）" if language.startswith("zh") else f"Siyu ({part})"
