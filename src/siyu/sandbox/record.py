"""The sandbox's own record of a day, so that others' figures can be compared with it."""

from collections import Counter
from typing import Any

from siyu.sandbox.rows import Happening, WelcomeCode
from siyu.sandbox.world import World

ADDED = ("added", "readded")


def of_day(world: World, day: str) -> dict[str, Any]:
    """Figures of a shown day (zone of the corp); `added` counts re-added too."""
    rows = world.happenings.where("day", day)
    added = [row for row in rows if row.kind in ADDED]
    kinds = Counter(row.kind for row in rows)
    return {
        "day": day,
        "added": len(added),
        "readded": kinds["readded"],
        "half": kinds["half"],
        "added_by_userid": count(added, "userid"),
        "added_by_state": count(added, "state"),
        "deleted_by_customer": kinds["deleted_by_customer"],
        "deleted_by_staff": kinds["deleted_by_staff"],
        "messages": {
            "customer": kinds["said_by_customer"],
            "staff": kinds["said_by_staff"],
            "mass": kinds["mass_sent"],
        },
        "welcomes": welcomes(world, day),
        "callbacks": dict(Counter(row.state for row in world.deliveries)),
    }


def count(rows: list[Happening], name: str) -> dict[str, int]:
    return dict(sorted(Counter(getattr(row, name) for row in rows).items()))


def welcomes(world: World, day: str) -> dict[str, int]:
    """What became of the welcome codes issued on that day."""
    issued = [code for code in world.codes if world.clock.day(code.issued_at) == day]
    fates = Counter(fate(world, code) for code in issued)
    return {"codes": len(issued)} | {name: fates[name] for name in FATES}


FATES = ("sent", "expired", "never_asked", "waiting")


def fate(world: World, code: WelcomeCode) -> str:
    if code.sent_real is not None:
        return "sent"
    if code.asked_late:
        return "expired"
    fresh = world.real() - code.issued_real <= world.policy.welcome_seconds
    return "waiting" if fresh else "never_asked"
