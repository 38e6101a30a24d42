"""Whom the Oficialía asks outside, and the words that its receipts freeze: parts of the composition root."""

import tomllib
from collections.abc import Mapping

from core.config import Settings
from core.signatures.outgoing import Outlet
from core.signatures.responder import OcspResponder, load_responders
from core.signatures.revocation import CrlFolder, RevocationSource, SourcesInOrder
from core.signatures.timestamp import Policy, TimestampAuthority, load_authorities
from core.signatures.trust import TrustAnchors


def load_labels(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """Return the labels that receipts freeze and screens show."""
    content = tomllib.loads((settings.data / "texts" / "filing.toml").read_text(encoding="utf-8"))
    labels: Mapping[str, Mapping[str, str]] = content["labels"]
    return labels


def revocation_sources(settings: Settings, anchors: TrustAnchors, lists: CrlFolder) -> RevocationSource:
    """Return whom to ask: the configured responder first, the lists on disk second."""
    if not settings.ocsp_url:
        return lists
    outlet = Outlet(settings.ocsp_url, settings.ocsp_weak_tls, settings.outgoing_proxy)
    return SourcesInOrder((OcspResponder(outlet, anchors, load_responders(settings.trust)), lists))


def timestamp_authority(settings: Settings) -> TimestampAuthority | None:
    """Return whom to ask for timestamps; None where nobody is configured."""
    if not settings.tsa_url:
        return None
    policy = Policy(load_authorities(settings.trust), settings.tsa_any_purpose)
    return TimestampAuthority(Outlet(settings.tsa_url, proxy=settings.outgoing_proxy), policy)
