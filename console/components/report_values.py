"""The verification report as plain texts, the same for the screen and for the page that is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console import formats, texts
from console.components.badges import OUTCOME_MARK
from core.domain.evidence import StoredRevocation, StoredVerdict
from core.domain.manifest import DOCUMENTS_FOLDER, FIELDS_PATH
from core.domain.standing import Standing, State, at_looking, at_signing
from core.domain.verdict import Conclusion, Outcome, Revocation, Verdict

Row = tuple[str, str]
_EDGE = timedelta(days=1)
_NAMES = {
    Conclusion.INTEGRIDAD: "Integridad",
    Conclusion.FIRMA: "Firma",
    Conclusion.IDENTIDAD: "Identidad",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A mark on the validity bar. ``place``: 0 at its left end, 100 at its right."""

    label: str
    text: str
    place: float


@dataclass(frozen=True, slots=True)
class ValidityBar:
    """The validity as a bar with the instants on it.

    Attributes:
        begin: left end of the validity, 0 to 100.
        end: its right end.
        moments: what is marked: signing, reception, this look.
        said: all of it in one sentence, for who does not see the picture.
    """

    begin: float
    end: float
    moments: tuple[Moment, ...]
    said: str


@dataclass(frozen=True, slots=True)
class NumberedCheck:
    """One check: number, mark and word of its answer, question and answer."""

    number: int
    mark: str
    word: str
    question: str
    answer: str
    do: str


@dataclass(frozen=True, slots=True)
class ConclusionLine:
    """One of the three lines: mark, name and sentence."""

    mark: str
    name: str
    sentence: str


def conclusion_lines(verdict: Verdict) -> list[ConclusionLine]:
    """Return the three lines of a verdict."""
    return [
        ConclusionLine(
            OUTCOME_MARK[verdict.conclusion(which)], _NAMES[which], _conclusion_sentence(verdict, which)
        )
        for which in Conclusion
    ]


def _conclusion_sentence(verdict: Verdict, which: Conclusion) -> str:
    worst = verdict.conclusion(which)
    if worst is not Outcome.PASSED:
        telling = next(c for c in verdict.checks if c.conclusion is which and c.outcome is worst)
        return texts.check_text(telling).answer
    if which is Conclusion.INTEGRIDAD:
        matching = sum(match.matches for match in verdict.matches)
        return f"{matching} de {len(verdict.matches)} archivos coinciden"
    return "Válida al firmar" if which is Conclusion.FIRMA else "Quien firma es titular de la cuenta"


def signer_rows(verdict: Verdict, sent_at: datetime | None, zone: str) -> list[Row]:
    """Return who signed, with what, and when: as claimed and as received."""
    signer = verdict.signer
    if signer is None:
        return []
    return [
        ("Firmante", signer.holder),
        ("RFC", signer.rfc),
        ("CURP", signer.curp),
        ("Número de serie", signer.serial),
        ("Emitido por", signer.issuer),
        ("Vigencia", f"{_day(signer.not_before, zone)} a {_day(signer.not_after, zone)}"),
        ("Firmado (según la firma)", formats.instant(verdict.signed_at, zone)),
        ("Recibido (reloj de la Oficialía)", formats.instant(sent_at, zone) if sent_at else ""),
    ]


def revocation_rows(verdict: Verdict, answers: Sequence[StoredRevocation], zone: str) -> list[Row]:
    """Return what was answered about revocation, by whom, and how old that was when it was looked at."""
    rows = [("Revocación", texts.revocation(verdict.revocation))]
    given = [a for a in answers if a.asked_at <= verdict.made_at]
    if not given:
        return rows
    answered = [a for a in given if a.value is not Revocation.NOT_CONSULTED]
    told = (answered or given)[-1]
    source = " · ".join(filter(None, (texts.label("source", told.kind) if told.kind else "", told.source)))
    return [
        *rows,
        ("Fuente", source),
        ("Consultada", formats.instant(told.asked_at, zone)),
        ("Información de la fuente", _age(told.this_update, verdict.made_at, zone)),
        ("Por qué", "" if answered else texts.revocation_reason(told.reason)),
    ]


def _age(since: datetime | None, at: datetime, zone: str) -> str:
    if since is None:
        return ""
    minutes = max(0, int((at - since).total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60
    span = f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"
    return f"{formats.instant(since, zone)}, {span} antes de esta revisión"


def standing_lines(verdict: Verdict, zone: str) -> list[str]:
    """Return the two dates in words, and that what happened between them does not matter."""
    signing, looking = at_signing(verdict), at_looking(verdict)
    lines = [_standing("at_signing", signing, zone)] if signing else []
    if looking:
        lines.append(_standing("at_looking", looking, zone))
    good_then = signing is not None and signing.state in {State.IN_FORCE, State.UNKNOWN}
    if good_then and looking and looking.since:
        lines.append(texts.standing("since", looking.state, {}))
    return [line for line in lines if line]


def _standing(when: str, found: Standing, zone: str) -> str:
    facts = {"on": formats.instant(found.at, zone), "since": formats.instant(found.since, zone)}
    return texts.standing(when, found.state, facts)


def validity_bar(verdict: Verdict, sent_at: datetime | None, zone: str) -> ValidityBar | None:
    """Return where the instants stand on the certificate's validity; None where nobody signed."""
    signer = verdict.signer
    if signer is None:
        return None
    marks = {"Firma": verdict.signed_at, "Recepción": sent_at, "Esta revisión": verdict.made_at}
    instants = {label: at for label, at in marks.items() if at}
    left = min(signer.not_before, *instants.values()) - _EDGE
    span = (max(signer.not_after, *instants.values()) + _EDGE - left).total_seconds()

    def place(at: datetime) -> float:
        return round(100 * (at - left).total_seconds() / span, 2)

    moments = tuple(Moment(name, formats.short_instant(at, zone), place(at)) for name, at in instants.items())
    inside = [f"{m.label} {m.text}: {_where(instants[m.label], verdict)}" for m in moments]
    validity = f"Vigencia del {_day(signer.not_before, zone)} al {_day(signer.not_after, zone)}"
    return ValidityBar(
        place(signer.not_before), place(signer.not_after), moments, f"{validity}. {'. '.join(inside)}."
    )


def _where(at: datetime, verdict: Verdict) -> str:
    signer = verdict.signer
    if signer is None or signer.not_before <= at <= signer.not_after:
        return "dentro de la vigencia"
    return "antes de la vigencia" if at < signer.not_before else "después de la vigencia"


def chain(verdict: Verdict) -> list[Row]:
    """Return from the authority down to the files who vouches for whom: what it is, and its name."""
    signer = verdict.signer
    if signer is None:
        return []
    check = next((c for c in verdict.checks if c.code == "issuer_trusted"), None)
    known = check is not None and check.outcome is Outcome.PASSED
    test = bool(check and check.facts.get("test_authority"))
    kind = "Autoridad de pruebas" if test else "Autoridad reconocida" if known else "Autoridad no reconocida"
    signed = sum(bool(match.expected) for match in verdict.matches)
    return [
        (kind, signer.issuer),
        ("expidió el certificado", f"{signer.serial} a {signer.holder}"),
        ("que firmó el manifiesto", f"con {signed} archivos"),
    ]


def scope_rows(verdict: Verdict) -> list[Row]:
    """Return which files the signature covers, and whether each is still the one signed."""
    return [(_file_name(m.name), _match(m.matches, signed=bool(m.expected))) for m in verdict.matches]


def _file_name(path: str) -> str:
    return "Datos de la promoción" if path == FIELDS_PATH else path.removeprefix(DOCUMENTS_FOLDER)


def _match(matches: bool, *, signed: bool) -> str:  # noqa: FBT001 - a document's own property
    if matches:
        return "✔ amparado; coincide"
    return "✖ amparado; no coincide o falta" if signed else "✖ no amparado por la firma"


def numbered_checks(verdict: Verdict) -> list[NumberedCheck]:
    """Return every check with its question and answer."""
    found = []
    for number, check in enumerate(verdict.checks, 1):
        text, word = texts.check_text(check), texts.label("answer", check.outcome)
        mark = OUTCOME_MARK[check.outcome]
        found.append(NumberedCheck(number, mark, word, text.question, text.answer, text.do))
    return found


def verdict_history(verdicts: Sequence[StoredVerdict], zone: str) -> list[tuple[str, str, str, str]]:
    """Return instant, occasion, who, and bottom line of every verdict given, newest first."""
    return [
        (
            formats.short_instant(given.verdict.made_at, zone),
            texts.label("occasion", given.occasion),
            given.by,
            f"{OUTCOME_MARK[given.verdict.outcome]} {texts.label('verdict', given.verdict.outcome)}",
        )
        for given in reversed(verdicts)
    ]


def _day(value: datetime, zone: str) -> str:
    return formats.short_instant(value, zone)[:10]
