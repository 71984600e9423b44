"""What receivers answered is kept in plain text; a person who is erased is hidden in it."""

from sqlalchemy import func, update

from siyu.messaging.webhooks.models import WebhookTry
from siyu.platform.declarations import Erased, Trace
from siyu.platform.forgetting import HIDDEN, LEAST_CHARACTERS
from siyu.platform.work import Work


def erase(work: Work, person: Erased) -> None:
    """Hide every value that a receiver quoted; its bodies held ids only."""
    values = {one for some in person.values.values() for one in some}
    for value in sorted(values, key=len, reverse=True):
        quoted = func.strpos(WebhookTry.text, value) > 0
        if len(value) < LEAST_CHARACTERS:
            quoted = WebhookTry.text == value
        theirs = update(WebhookTry).where(WebhookTry.tenant_id == work.tenant_id, quoted)
        work.session.execute(theirs.values(text=func.replace(WebhookTry.text, value, HIDDEN)))


TRACE = Trace("webhook_tries", erase)
