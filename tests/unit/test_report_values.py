"""What the verification report says, in words and in places on its bar."""

from dataclasses import replace
from datetime import timedelta

from console.components.report_values import (
    chain,
    conclusion_lines,
    numbered_checks,
    revocation_rows,
    scope_rows,
    signer_rows,
    standing_lines,
    validity_bar,
    verdict_history,
)
from core.domain.evidence import Occasion, StoredRevocation, StoredVerdict
from core.domain.verdict import Revocation, Verdict
from tests.pki import people
from tests.pki.filings import DOCUMENTS, filing
from tests.pki.people import NOW, crl, person

ZONE = "America/Mexico_City"
HOUR = timedelta(hours=1)


def _answer(value: Revocation, reason: str = "answered") -> StoredRevocation:
    return StoredRevocation(
        id=1,
        occasion=Occasion.SENDING,
        asked_at=NOW,
        value=value,
        reason=reason,
        source="ocsp.example",
        kind="ocsp",
        this_update=NOW - 3 * HOUR if value is Revocation.GOOD else None,
        next_update=None,
        produced_at=None,
        revoked_at=None,
        sha256="",
    )


def _good() -> Verdict:
    return filing(person()).verdict()


def test_the_signer_and_both_times_are_told() -> None:
    """What the signature claims and when the Oficialía's clock received it stand side by side."""
    rows = dict(signer_rows(_good(), NOW + HOUR, ZONE))
    assert rows["RFC"] == people.PERSON_RFC
    assert rows["Número de serie"] == person().certificate.serial
    assert rows["Firmado (según la firma)"] == "23/11/2026 12:30:15 (UTC−6)"
    assert rows["Recibido (reloj de la Oficialía)"] == "23/11/2026 13:30:15 (UTC−6)"


def test_a_good_certificate_has_two_lines_and_nothing_that_needs_explaining() -> None:
    """In force then and in force now."""
    first, second = standing_lines(_good(), ZONE)
    assert first == "Al firmar (23/11/2026 12:30:15 (UTC−6)): vigente."
    assert second.startswith("En esta revisión")


def test_that_it_expired_since_does_not_matter_and_is_said() -> None:
    """The second date tells, and the third line says what it means."""
    later = person().certificate.not_after + HOUR
    verdict = replace(filing(person()), at=later).verdict(revocation=crl(at=later))
    lines = standing_lines(verdict, ZONE)
    assert lines[0].endswith("vigente.")
    assert "vencido desde el" in lines[1]
    assert lines[2] == "El certificado venció después de firmar; no afecta a la firma."


def test_one_that_had_expired_before_is_not_excused() -> None:
    """No line says that it does not matter."""
    lines = standing_lines(filing(people.expired()).verdict(), ZONE)
    assert len(lines) == 2
    assert "vencido" in lines[0]


def test_the_instants_stand_where_they_belong_on_the_bar() -> None:
    """Signing within the validity, this look after its end; and all of it in one sentence."""
    end = person().certificate.not_after
    bar = validity_bar(replace(_good(), made_at=end + 30 * 24 * HOUR), NOW + HOUR, ZONE)
    assert bar
    signing, reception, look = bar.moments
    assert 0 < bar.begin < signing.place <= reception.place < bar.end < look.place < 100
    assert "Firma 23/11/2026 12:30: dentro de la vigencia" in bar.said
    assert bar.said.endswith("después de la vigencia.")


def test_the_source_of_revocation_has_an_age() -> None:
    """Who answered, when it was asked, and how old its knowledge was."""
    rows = dict(revocation_rows(_good(), [_answer(Revocation.GOOD)], ZONE))
    assert rows["Fuente"] == "OCSP · ocsp.example"
    assert rows["Información de la fuente"].endswith("3 h antes de esta revisión")
    assert rows["Por qué"] == ""


def test_an_answer_that_did_not_come_says_why() -> None:
    """The reason in a sentence, never a code."""
    rows = dict(revocation_rows(_good(), [_answer(Revocation.NOT_CONSULTED, "timed_out")], ZONE))
    assert rows["Por qué"].endswith("no respondió a tiempo.")


def test_the_chain_goes_from_the_authority_to_the_files() -> None:
    """A test authority is called one; an unknown one, too."""
    assert chain(_good())[0][0] == "Autoridad de pruebas"
    assert chain(_good())[2] == ("que firmó el manifiesto", "con 3 archivos")
    assert chain(filing(people.forged()).verdict())[0][0] == "Autoridad no reconocida"


def test_the_scope_names_each_file_and_what_became_of_it() -> None:
    """Covered and the same, covered and changed, not covered."""
    changed = {"Escrito inicial.pdf": b"otro", "nuevo.pdf": b"x"}
    rows = dict(scope_rows(replace(filing(person()), documents=DOCUMENTS | changed).verdict()))
    assert rows["Datos de la promoción"] == "✔ amparado; coincide"
    assert rows["Escrito inicial.pdf"] == "✖ amparado; no coincide o falta"
    assert rows["nuevo.pdf"] == "✖ no amparado por la firma"


def test_every_check_has_number_word_question_and_answer() -> None:
    """Numbered from one, in order; a failed one says what to do."""
    checks = numbered_checks(filing(people.csd()).verdict())
    assert [check.number for check in checks] == list(range(1, len(checks) + 1))
    failed = [check for check in checks if check.word == "no cumple"]
    assert [check.question for check in failed] == ["¿El certificado es una e.firma?"]
    assert failed[0].do


def test_the_three_lines_are_a_sentence_each() -> None:
    """Mark, name and sentence; of what failed, the failing check's own answer."""
    lines = conclusion_lines(filing(people.stranger(), account=person().rfc).verdict())
    assert [(line.mark, line.name) for line in lines] == [
        ("✔", "Integridad"),
        ("✔", "Firma"),
        ("✖", "Identidad"),
    ]
    assert people.PERSON_RFC in lines[2].sentence


def test_of_a_file_that_cannot_be_read_nothing_is_invented() -> None:
    """No signer, no bar, no chain, no dates."""
    verdict = filing(person()).resigned(b"").verdict()
    assert not [*signer_rows(verdict, NOW, ZONE), *chain(verdict), *standing_lines(verdict, ZONE)]
    assert validity_bar(verdict, NOW, ZONE) is None


def test_the_history_is_newest_first() -> None:
    """When, on what occasion, by whom and with what bottom line."""
    given = [
        StoredVerdict(1, Occasion.SENDING, "ANA", _good()),
        StoredVerdict(2, Occasion.REVALIDATION, "Lucía", filing(people.csd()).verdict()),
    ]
    rows = verdict_history(given, ZONE)
    assert rows[0] == ("23/11/2026 12:30", "Revalidación", "Lucía", "✖ No válida")
    assert rows[1][1:] == ("Al enviar", "ANA", "✔ Firma válida")
