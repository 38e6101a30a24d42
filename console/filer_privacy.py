"""Asks for the privacy notice where a filer creates, signs or sends."""

from functools import partial

from console.components.privacy import privacy_panel
from console.feedback import notify, show_explanation
from console.office import office
from console.texts import explain_refusal
from core.domain.people import Actor
from core.errors import Refusal


def ask_privacy(actor: Actor) -> None:
    """Draw the notice unless the actor has accepted the version in force; the page goes on below it."""
    privacy = office().privacy
    if privacy.accepted(actor) is None:
        privacy_panel(privacy.notice, partial(_accept, actor, privacy.current_version))


def _accept(actor: Actor, version: str) -> None:
    try:
        office().privacy.accept(actor, version)
    except Refusal as refusal:
        show_explanation(explain_refusal(refusal))
    else:
        notify("Quedó registrado que aceptó el aviso de privacidad. Puede seguir donde estaba")
