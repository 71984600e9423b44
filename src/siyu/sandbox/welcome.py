"""Welcome messages: one call within twenty real seconds, the first caller wins."""

from dataclasses import replace

from siyu.sandbox import attachments
from siyu.sandbox.endpoint import Call, Endpoint, Result
from siyu.sandbox.errors import Refusal
from siyu.sandbox.friendship import put_message
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import WelcomeCode
from siyu.sandbox.world import World


def send_welcome_msg(call: Call) -> Result:
    world = call.world
    code = usable(world, call["welcome_code"])
    said = attachments.check(world, call["text"], call["attachments"])
    row = world.relations[f"{code.userid} {code.external_userid}"]
    for one in said:
        put_message(world, row, "staff", "welcome", one)
    world.codes.put(replace(code, sent_real=world.real()))
    return {}


def usable(world: World, given: str) -> WelcomeCode:
    """The code, if it may be used now. Raises Refusal 41050, 41051 or 41096."""
    code = world.codes.get(given)
    if code is None:
        raise Refusal(41050)
    if code.sent_real is not None:
        recent = world.real() - code.sent_real < world.policy.welcome_sending_seconds
        raise Refusal(41096 if recent else 41051)
    if world.real() - code.issued_real > world.policy.welcome_seconds:
        raise Late(code)
    row = world.relations.get(f"{code.userid} {code.external_userid}")
    if row is None or not row.can_chat:
        raise Refusal(41050)
    if row.chatting:
        raise Refusal(41051)
    return code


class Late(Refusal):
    """The code came after its time; the record remembers that it was asked for."""

    def __init__(self, code: WelcomeCode) -> None:
        super().__init__(41050)
        self.code = code

    def remember(self, world: World) -> None:
        world.codes.put(replace(self.code, asked_late=True))


ENDPOINTS = (
    Endpoint(
        path="externalcontact/send_welcome_msg",
        method="POST",
        act=send_welcome_msg,
        right="contacts",
        document="92137",
        parameters=(
            Parameter(name="welcome_code", required=True, missing=41049, unknown=41050),
            attachments.TEXT,
            attachments.ATTACHMENTS,
        ),
    ),
)
