"""Whom the commands about signatures believe and ask: the same authorities and sources as the console."""

from core.bootstrap_sources import revocation_sources
from core.config import Settings
from core.signatures.revocation import CrlFolder, RevocationSource
from core.signatures.trust import TrustAnchors


def judges(settings: Settings) -> tuple[TrustAnchors, RevocationSource]:
    """Return the authorities believed, and whom to ask about revocation: responder first, lists second."""
    anchors = TrustAnchors.load(settings.trust, allow_tests=settings.allow_test_anchors)
    lists = CrlFolder.load(settings.trust, anchors, allow_tests=settings.allow_test_anchors)
    return anchors, revocation_sources(settings, anchors, lists)
