"""Orders, the figures of the shop, and malls, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse

from siyu.commerce import figures, lists, retail_year, views
from siyu.commerce.errors import MallSecretUnusable, PayloadUnreadable, SignatureWrong
from siyu.commerce.lists import Asked, OrderState
from siyu.commerce.malls import doors
from siyu.commerce.schemas import (
    BoughtOut,
    MallForm,
    MallOut,
    MallsOut,
    OrdersOut,
    OrderWhole,
    Received,
    ShopFiguresOut,
)
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems
from siyu.platform.runtime import Runtime

READ, MALLS = needs("orders.read"), needs("malls.manage")
router = APIRouter(tags=["commerce"])
callbacks = APIRouter(prefix="/callbacks", tags=["commerce"], include_in_schema=False)
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/orders", dependencies=[READ], responses=problems(BadCursor))
def list_orders(
    work: DoWork,
    language: Language,
    customer: UUID | None = None,
    state: OrderState | None = None,
    number: str = "",
    source: str = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> OrdersOut:
    """Orders of customers in sight, the newest first."""
    page = lists.page(work, Asked(customer, state, number, source, cursor, limit))
    items = views.orders(work, page.items, language)
    return OrdersOut(items=items, next_cursor=page.next_cursor)


@router.get("/orders/{order_id}", dependencies=[READ], responses=problems(NotFound))
def read_order(order_id: UUID, work: DoWork, language: Language) -> OrderWhole:
    """One order with its lines and refunds."""
    return views.whole(work, lists.one(work, order_id), language)


@router.get(
    "/customers/{customer_id}/orders",
    dependencies=[READ],
    responses=problems(NotFound, BadCursor),
)
def read_bought(
    customer_id: UUID,
    work: DoWork,
    language: Language,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> BoughtOut:
    """What one customer bought: sums, and orders with their lines, the newest first."""
    sums = lists.bought(work, customer_id)
    page = lists.page(work, Asked(customer_id=customer_id, cursor=cursor, limit=limit))
    lists.with_lines(work, page.items)
    return views.bought(work, sums, page, language)


@router.get("/commerce/figures", dependencies=[READ])
def read_figures(work: DoWork, language: Language) -> ShopFiguresOut:
    """The shop's figures, each with its definition, in all and by month."""
    return views.shop(work, figures.shop_figures(work), language)


@router.get(
    "/commerce/history/refused.csv",
    dependencies=[needs("orders.write")],
    responses=problems(NotFound),
    response_class=FileResponse,
)
def read_refused(runtime: TheRuntime, principal: SignedIn) -> FileResponse:
    """The rows of the loaded year that could not be taken, each with its reason."""
    file = retail_year.refused_file(runtime.settings.data_dir, principal.tenant_id)
    if not file.exists():
        raise NotFound(what="file", id=file.name)
    return FileResponse(file, media_type="text/csv", filename="refused.csv")


@router.get("/malls", dependencies=[MALLS])
def list_malls(work: DoWork, runtime: TheRuntime) -> MallsOut:
    """The malls that send here."""
    return MallsOut(items=[_mall(one, runtime) for one in doors.mall_lines(work)])


@router.post(
    "/malls", dependencies=[MALLS], status_code=201, responses=problems(MallSecretUnusable)
)
def connect_mall(form: MallForm, work: DoWork, runtime: TheRuntime) -> MallOut:
    """Let a mall send its orders here, or change how it signs; the secret is not shown again."""
    secret = form.secret.get_secret_value()
    line = doors.connect(work, vendor=form.vendor, client_id=form.client_id, secret=secret)
    return _mall(line, runtime)


@router.delete(
    "/malls/{mall_id}", dependencies=[MALLS], status_code=204, responses=problems(NotFound)
)
def disconnect_mall(mall_id: UUID, work: DoWork) -> None:
    """Take nothing more from a mall; what it sent stays."""
    doors.disconnect(work, mall_id)


def _mall(line: doors.MallLine, runtime: Runtime) -> MallOut:
    return MallOut(**vars(line), url=runtime.settings.public_url.rstrip("/") + line.path)


async def raw(request: Request) -> bytes:
    """The body as it was signed."""
    return await request.body()


RawBody = Annotated[bytes, Depends(raw)]
PUSHED = problems(NotFound, SignatureWrong, PayloadUnreadable)


@callbacks.post("/youzan/{mall_id}", responses=PUSHED)
def youzan_pushes(mall_id: UUID, body: RawBody, runtime: TheRuntime) -> Received:
    """A Youzan-like push: a paid trade, or a finished refund."""
    return _received(doors.from_youzan(runtime, mall_id, body))


@callbacks.post("/wechat-shop/{mall_id}", responses=PUSHED)
def wechat_shop_pushes(
    mall_id: UUID, request: Request, body: RawBody, runtime: TheRuntime
) -> Received:
    """A WeChat-shop-like order or after-sales order."""
    return _received(doors.from_wechat_shop(runtime, mall_id, request.headers, body))


def _received(answers: list[RowAnswer]) -> Received:
    fates = [one.fate for one in answers]
    return Received(taken=fates.count(Fate.TAKEN), merged=fates.count(Fate.MERGED))
