"""The sandbox's own switches: faults, policy, play, record, callbacks, what is not modelled."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter, ValidationError

from siyu.sandbox import play, record
from siyu.sandbox.endpoints import ENDPOINTS
from siyu.sandbox.faults import Fault
from siyu.sandbox.routing import Given, Wrong, api
from siyu.sandbox.world import POLICY, World

Shown = dict[str, Any]
FAULTS = TypeAdapter(list[Fault])
SHOWN_DELIVERIES = 200


@api("GET", "/sandbox/faults")
def faults(world: World, given: Given) -> Shown:
    return {"faults": FAULTS.dump_python(world.faults.listed, mode="json")}


@api("PUT", "/sandbox/faults")
def set_faults(world: World, given: Given) -> Shown:
    """Replace all faults by `faults`; an empty list ends the trouble."""
    try:
        world.faults.listed = FAULTS.validate_python(given.values.get("faults"))
    except ValidationError as error:
        raise Wrong(422, str(error)) from error
    return {"faults": FAULTS.dump_python(world.faults.listed, mode="json")}


@api("GET", "/sandbox/policy")
def policy(world: World, given: Given) -> Shown:
    shown: Shown = POLICY.dump_python(world.policy, mode="json")
    return shown


@api("PUT", "/sandbox/policy")
def set_policy(world: World, given: Given) -> Shown:
    """Merge what is given into the policy; quotas start counting anew."""
    unknown = set(given.values) - set(asdict(world.policy))
    if unknown:
        raise Wrong(422, f"no policy {sorted(unknown)[0]}")
    try:
        world.set_policy(given.values)
    except ValidationError as error:
        raise Wrong(422, str(error)) from error
    world.gate.windows.clear()
    return policy.act(world, given)


@api("GET", "/sandbox/play")
def playing(world: World, given: Given) -> Shown:
    held: Shown = world.setting("play", play.IDLE)
    return held


@api("POST", "/sandbox/play")
def switch_play(world: World, given: Given) -> Shown:
    """`on`: whether the population plays its days; `when_fast`: only while the clock runs fast."""
    play.switch(world, given.flag("on"), when_fast=given.flag("when_fast"))
    return playing.act(world, given)


@api("GET", "/sandbox/record")
def day_record(world: World, given: Given) -> Shown:
    """Figures of `day` (YYYY-MM-DD, default the shown day)."""
    return record.of_day(world, given.text("day", world.clock.day(world.now())))


@api("GET", "/sandbox/callbacks")
def callbacks(world: World, given: Given) -> Shown:
    """The latest deliveries, newest first, with every try."""
    rows = list(world.deliveries)[-SHOWN_DELIVERIES:]
    return {"items": [asdict(row) for row in reversed(rows)]}


@api("GET", "/sandbox/unmodelled")
def unmodelled(world: World, given: Given) -> Shown:
    """Endpoints and parameters that were asked for and are not modelled, with how often."""
    return {"items": [{"what": what, "times": n} for what, n in sorted(world.unmodelled.items())]}


@api("GET", "/sandbox/endpoints")
def endpoints(world: World, given: Given) -> Shown:
    """The table of what is modelled."""
    return {
        "items": [
            {
                "path": f"/cgi-bin/{one.path}",
                "method": one.method,
                "right": one.right,
                "document": one.document,
                "parameters": [asdict(parameter) for parameter in one.parameters],
            }
            for one in ENDPOINTS.values()
        ]
    }


@api("GET", "/sandbox/now")
def now(world: World, given: Given) -> Shown:
    """The shown time, in seconds and as a day."""
    return {"now": world.now(), "day": world.clock.day(world.now()), "zone": world.options.zone}
