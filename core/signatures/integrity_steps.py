"""Steps of *integridad*: are these the bytes that were signed?"""

import hashlib
from collections.abc import Iterable

from core.domain.manifest import FIELDS_PATH, ManifestEntry
from core.domain.verdict import Check, Conclusion, DocumentMatch, Outcome
from core.signatures.evidence import Evidence, judged, not_reached

_HERE = Conclusion.INTEGRIDAD
_NAMES_SHOWN = 10


def manifest_readable(evidence: Evidence) -> Check:
    """1. The manifest has the form of ``sha256sum`` and names the promoción's own fields."""
    entries = evidence.entries
    readable = entries is not None and FIELDS_PATH in entries
    return judged("manifest_readable", _HERE, readable, lines=len(entries or ()))


def fields_unchanged(evidence: Evidence) -> Check:
    """2. The fields of the promoción are those signed."""
    entry = (evidence.entries or {}).get(FIELDS_PATH)
    if entry is None:
        return not_reached("fields_unchanged", _HERE, "manifest_readable")
    actual = hashlib.sha256(evidence.fields).hexdigest()
    return judged("fields_unchanged", _HERE, entry.sha256 == actual, expected=entry.sha256, actual=actual)


def documents_unchanged(evidence: Evidence) -> Check:
    """3. Every signed document that is stored has the signed bytes."""
    changed = [m.name for m in _documents(evidence) if m.expected and m.actual and not m.matches]
    return _about_documents(evidence, "documents_unchanged", changed)


def documents_complete(evidence: Evidence) -> Check:
    """4. No signed document is missing."""
    missing = [m.name for m in _documents(evidence) if not m.actual]
    return _about_documents(evidence, "documents_complete", missing)


def documents_all_signed(evidence: Evidence) -> Check:
    """5. No document is stored that was not signed."""
    unsigned = [m.name for m in _documents(evidence) if not m.expected]
    return _about_documents(evidence, "documents_all_signed", unsigned)


def manifest_signed(evidence: Evidence) -> Check:
    """6. The digest that was signed is this manifest's."""
    if evidence.envelope is None:
        return not_reached("manifest_signed", _HERE, "envelope_readable")
    expected, actual = evidence.envelope.message_digest.hex(), hashlib.sha256(evidence.manifest).hexdigest()
    if expected == actual and not evidence.signature_good:
        return not_reached("manifest_signed", _HERE, "signature_value")
    return judged("manifest_signed", _HERE, expected == actual, expected=expected, actual=actual)


INTEGRITY_STEPS = (
    manifest_readable,
    fields_unchanged,
    documents_unchanged,
    documents_complete,
    documents_all_signed,
    manifest_signed,
)


def matches(evidence: Evidence) -> tuple[DocumentMatch, ...]:
    """Return each line of the manifest against the bytes now, then what is stored and was not signed."""
    now = {
        FIELDS_PATH: (hashlib.sha256(evidence.fields).hexdigest(), len(evidence.fields)),
        **evidence.stored,
    }
    entries: Iterable[ManifestEntry] = (evidence.entries or {}).values()
    signed = [DocumentMatch(e.path, e.sha256, *now.get(e.path, ("", 0))) for e in entries]
    paths = {match.name for match in signed}
    return (*signed, *(DocumentMatch(path, "", *now[path]) for path in sorted(now) if path not in paths))


def _documents(evidence: Evidence) -> tuple[DocumentMatch, ...]:
    """Leave the fields out: step 2 is theirs."""
    return tuple(match for match in matches(evidence) if match.name != FIELDS_PATH)


def _about_documents(evidence: Evidence, code: str, wrong: list[str]) -> Check:
    if evidence.entries is None:
        return not_reached(code, _HERE, "manifest_readable")
    outcome = Outcome.FAILED if wrong else Outcome.PASSED
    shown = "; ".join(path.rpartition("/")[2] for path in wrong[:_NAMES_SHOWN])
    return Check(code, _HERE, outcome, {"count": len(wrong), "names": shown, "total": len(evidence.stored)})
