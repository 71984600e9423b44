"""The card of webhooks."""

from collections.abc import Sequence

from siyu.messaging.webhooks import forgetting, jobs
from siyu.messaging.webhooks.events import WebhookDisabled
from siyu.messaging.webhooks.routes import router
from siyu.platform.declarations import Event, Loop, Permission
from siyu.platform.domain import Domain

DOMAIN = Domain(
    name="webhooks",
    routers=(router,),
    events=(WebhookDisabled,),
    permissions=(
        Permission(
            "webhooks.read", "See webhooks and their delivery log", "查看 Webhook 与投递记录"
        ),
        Permission("webhooks.write", "Set up and replay webhooks", "设置与补发 Webhook"),
    ),
    traces=(forgetting.TRACE,),
    loops=(
        Loop("webhooks", jobs.step, idle_seconds=jobs.LOOK_SECONDS),
        Loop("webhooks-forgotten", jobs.forget, idle_seconds=60),
    ),
)


def reading(events: Sequence[type[Event]]) -> Domain:
    """The listener over every event that any domain declares; the composition root adds it."""
    return Domain(name="webhooks-reading", listeners=(jobs.listener(events),))
