"""How people know those who act: by the name that a domain gives them."""

from collections.abc import Iterable
from uuid import UUID

from siyu.platform.registry import Registry
from siyu.platform.work import Work

NOUNS = ("user", "token", "tag_rule")


def actor_words(
    work: Work, registry: Registry, actors: Iterable[str], language: str
) -> dict[str, str]:
    """The names of actors such as `user:<id>`; others by their part of the system."""
    asked = set(actors)
    words = {actor: _system(actor, language) for actor in asked}
    for noun in NOUNS:
        ids = {
            actor: actor.removeprefix(f"{noun}:") for actor in asked if actor.startswith(f"{noun}:")
        }
        if noun in registry.names and ids:
            names = registry.names[noun].read(work, [UUID(id) for id in ids.values()])
            words |= {actor: names[UUID(id)] for actor, id in ids.items() if UUID(id) in names}
    return words


def _system(actor: str, language: str) -> str:
    part = actor.removeprefix("system:")
    return f"系统（{part}）" if language.startswith("zh") else f"Siyu ({part})"
