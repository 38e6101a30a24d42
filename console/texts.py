"""The Spanish that people read, from ``data/texts/*.toml``: core gives codes and facts, these sentences."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from console import formats
from core.config import PROJECT, Settings
from core.domain.document_names import NameNotAdmitted
from core.domain.promocion import FieldsNotAdmitted
from core.domain.verdict import Check, Outcome
from core.errors import Refusal

_MEDIA_FACTS = frozenset({"detected", "first", "second"})
_INSTANTS = frozenset({"signed_at", "revoked_at", "not_before", "not_after", "at", "asked_at"})
_FOLDER = PROJECT / "data" / "texts"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, what it means, what to do next."""

    what: str
    means: str
    do: str


@dataclass(frozen=True, slots=True)
class CheckText:
    """A check of the verdict in words. ``do`` is empty where it passed."""

    question: str
    answer: str
    do: str


@cache
def _content() -> Mapping[str, Mapping[str, Any]]:
    """Merge the catalogues' sections; the files are shipped, so a fault in them is a fault of ours."""
    merged: dict[str, dict[str, Any]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(entries, dict):
                _merge(merged.setdefault(section, {}), entries)
    return merged


def _merge(into: dict[str, Any], entries: Mapping[str, Any]) -> None:
    """Add entries, tables within tables: each area's file brings its own labels."""
    for name, entry in entries.items():
        if isinstance(entry, dict) and isinstance(into.get(name), dict):
            _merge(into[name], entry)
        else:
            into[name] = entry


class _Facts(dict[str, object]):
    """A sentence may mention a fact that a refusal does not carry: a dash stands for it."""

    def __missing__(self, key: str) -> str:
        return "—"


def _fill(sentence: str, facts: Mapping[str, object]) -> str:
    return sentence.format_map(_Facts({name: _shown(name, fact) for name, fact in facts.items()}))


def _shown(name: str, fact: object) -> object:
    """Return an instant by the institution's clock: core gives instants in ISO 8601, UTC."""
    if name in _INSTANTS and isinstance(fact, str) and fact:
        return formats.instant(datetime.fromisoformat(fact), _zone())
    return fact


@cache
def _zone() -> str:
    return Settings.from_environment().zone


def explain(code: str, facts: Mapping[str, object] | None = None) -> Explanation:
    """Return the three sentences of a refusal's code; of a fault where there is none."""
    entries = _content()["refusals"]
    entry = entries.get(code) or entries["unexpected"]
    values = {name: _worded(name, fact) for name, fact in (facts or {}).items()}
    return Explanation(*(_fill(entry[part], values) for part in ("what", "means", "do")))


def refusal_sentences(codes: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the three sentences of refusals by code, unfilled: for a front end that fills them in itself."""
    entries = _content()["refusals"]
    return {code: {part: entries[code][part] for part in ("what", "means", "do")} for code in codes}


def explain_refusal(refusal: Refusal) -> Explanation:
    """Return the three sentences of a refusal; those of a form name its fields, of a name what is wrong with it."""
    facts: dict[str, object] = dict(refusal.facts)
    if isinstance(refusal, FieldsNotAdmitted):
        facts["fields"] = ", ".join(label("field", p.field) for p in refusal.problems)
    if isinstance(refusal, NameNotAdmitted):
        facts["objection"] = label("name_objection", str(facts.get("reason", "")))
    return explain(refusal.code, facts)


def label(kind: str, code: str) -> str:
    """Return what people call a code: ``label("status", "sent")`` → «Enviada»."""
    labels: Mapping[str, Mapping[str, str]] = _content()["labels"]
    return labels[kind].get(code, code or "—")


def labels(kind: str) -> Mapping[str, str]:
    """Return every code of a kind with what people call it."""
    found: Mapping[str, str] = _content()["labels"][kind]
    return found


def field_problem(code: str) -> str:
    """Return what is wrong with a field."""
    sentence: str = _content()["fields"][code]
    return sentence


def outcome(code: str) -> tuple[str, tuple[str, ...]]:
    """Return title and paragraphs of a page that says what a form led to."""
    entry = _content()["outcomes"][code]
    return entry["title"], tuple(entry["paragraphs"])


def filed_reason(code: str, facts: Mapping[str, object]) -> str:
    """Return why a filing counts on its day."""
    return _fill(_content()["filed_reason"][code], facts)


def filed_reason_now(code: str, facts: Mapping[str, object]) -> str:
    """Return why a filing would count on its day if it were sent now."""
    return _fill(_content()["filed_reason_now"][code], facts)


@cache
def _media_labels() -> Mapping[str, str]:
    """Return the labels of media types, by short code and by IANA name."""
    path = PROJECT / "data" / "catalogs" / "media_types.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["media_types"]
    return {entry[key]: entry["label"] for entry in entries for key in ("code", "media_type")}


def media_type(code: str) -> str:
    """Return what people call a media type, by its short code or its IANA name."""
    return _media_labels().get(code, code)


def finding(code: str, facts: Mapping[str, object], reader: str = "filer") -> str:
    """Return what was found in a document, for its ``filer`` or for the ``clerk``."""
    entry = _content()["findings"].get(code)
    return (
        _fill(entry[reader], {name: _worded(name, fact) for name, fact in facts.items()}) if entry else code
    )


def finding_value(name: str, code: str) -> str:
    """Return how a finding's fact is said: ``finding_value("limit", "time")`` → «tardó más de lo permitido»."""
    return str(_worded(name, code))


def _worded(name: str, fact: object) -> object:
    """Return a finding's fact in words where it is a code."""
    words: Mapping[str, str] = _content()["values"].get(name, {})
    return words.get(str(fact)) or (media_type(str(fact)) if name in _MEDIA_FACTS else fact)


def rule_title(rule_id: str) -> str:
    """Return a rule as it should be met; its id where the book no longer has it."""
    entry = _content()["rules"].get(rule_id)
    return entry["title"] if entry else rule_id


def rule(rule_id: str, reader: str) -> Explanation:
    """Return what happened, what it means and what to do where a rule is not met, for a reader."""
    entry = _content()["rules"].get(rule_id)
    words: Mapping[str, str] = entry[reader] if entry else {}
    return Explanation(*(words.get(part, "") for part in ("what", "means", "do")))


def sentence(section: str, code: str, facts: Mapping[str, object]) -> str:
    """Return a sentence of a section that holds one for each code; the code where it has none."""
    found: str = _content()[section].get(code, code)
    return _fill(found, facts)


def revocation(code: str) -> str:
    """Return what was answered about revocation."""
    sentence: str = _content()["revocation"][code]
    return sentence


def revocation_reason(code: str) -> str:
    """Return why a source of revocation gave no answer."""
    sentence: str = _content()["revocation_reasons"].get(code, code)
    return sentence


def standing(when: str, code: str, facts: Mapping[str, object]) -> str:
    """Return how a certificate stood ``at_signing`` or ``at_looking``, or what happened ``since``."""
    sentence: str = _content()["standing"][when].get(code, "")
    return _fill(sentence, facts)


def check_text(check: Check) -> CheckText:
    """Return a check in words."""
    entry = _content()["checks"][check.code]
    do = "" if check.outcome is Outcome.PASSED else entry["do"]
    facts = dict(check.facts)
    reason = str(facts.get("reason", ""))
    if reason:  # a passed check has none
        section = "envelope_reasons" if check.code == "envelope_readable" else "revocation_reasons"
        facts["reason"] = _content()[section].get(reason, reason)
    return CheckText(*(_fill(text, facts) for text in (entry["question"], entry[check.outcome.value], do)))
