"""Who may do what with which object: the table's own words, told from roles and ownership alone."""

from collections.abc import Callable
from dataclasses import dataclass

from core.domain.people import PERMISSIONS, Actor, Permission
from tests.permissions.world import HOLDER, OWN, RECEIVED_STATES, STATES, Target, World

Rule = Callable[[Actor, str], bool]
"""Whether an actor may do it with the filing in that state; told without the product's own checks."""
ANY = ("-",)
"""For what concerns no object: there is one try for each person."""


def _has(actor: Actor, permission: Permission) -> bool:
    return any(permission in PERMISSIONS[role] for role in actor.roles)


def permitted(permission: Permission) -> Rule:
    """Return the rule that the permission is enough."""
    return lambda actor, _state: _has(actor, permission)


def own(actor: Actor, state: str) -> bool:
    """Only the filer whose filing it is."""
    return _has(actor, Permission.FILE) and actor.username == OWN and state != "nobody"


def received(actor: Actor, state: str) -> bool:
    """Staff who read the queue, once it was sent."""
    return _has(actor, Permission.READ_QUEUE) and state in RECEIVED_STATES


def readable(actor: Actor, state: str) -> bool:
    """Its filer always; staff who read the queue once it was sent."""
    return own(actor, state) or received(actor, state)


def exported(actor: Actor, state: str) -> bool:
    """Staff who export, once it was sent."""
    return _has(actor, Permission.EXPORT) and received(actor, state)


def held(actor: Actor, state: str) -> bool:
    """The clerk who has taken it."""
    return _has(actor, Permission.REVIEW) and actor.username == HOLDER and state == "taken"


def anybody(_actor: Actor, _state: str) -> bool:
    """Whoever is signed in: it concerns their own account, whatever they ask."""
    return True


def own_account(actor: Actor, state: str) -> bool:
    """Whoever is signed in, where it is their own; what is another's to everybody else is Juan's."""
    return state == "own" or (state == "another" and actor.username == "juan")


def anothers(permission: Permission) -> Rule:
    """Return the rule that the permission is enough, for whatever is not one's own and is there."""
    return lambda actor, state: _has(actor, permission) and state == "another"


@dataclass(frozen=True, slots=True)
class Row:
    """One action of a service: how it is tried, who may, and with which objects."""

    call: Callable[[World, Actor, Target], object]
    rule: Rule
    states: tuple[str, ...] = STATES
