"""Steps of *identidad*: is the signer the account's own person? (art. 13 DRUMES).

A certificate that names somebody else fails at once. One that names the account's person counts only
when the signature verifies and a configured authority vouches for the name; until then nothing is known.
"""

import json

from core.domain.identifiers import Person
from core.domain.promocion import Caracter
from core.domain.verdict import Check, Conclusion, Outcome
from core.signatures.admission import person_defect
from core.signatures.evidence import Evidence, judged, not_reached
from core.signatures.refusals import CompanySignedByRepresentative

_HERE = Conclusion.IDENTIDAD


def rfc_is_the_accounts(evidence: Evidence) -> Check:
    """19. The certificate's RFC is the account's."""
    if evidence.envelope is None:
        return not_reached("rfc_is_the_accounts", _HERE, "envelope_readable")
    certificate = evidence.envelope.certificate
    same = certificate.rfc == evidence.account_rfc
    if same and not evidence.proven:
        return not_reached("rfc_is_the_accounts", _HERE, _unproven(evidence))
    facts = {"certificate_rfc": str(certificate.rfc or ""), "account_rfc": str(evidence.account_rfc)}
    return judged("rfc_is_the_accounts", _HERE, same, **facts)


def company_signs_itself(evidence: Evidence) -> Check:
    """20. A company's filing bears the company's e.firma, not its representative's own."""
    if evidence.envelope is None:
        return not_reached("company_signs_itself", _HERE, "envelope_readable")
    certificate = evidence.envelope.certificate
    mistaken = isinstance(person_defect(certificate, evidence.account_rfc), CompanySignedByRepresentative)
    if not mistaken and not evidence.proven:
        return not_reached("company_signs_itself", _HERE, _unproven(evidence))
    person = certificate.person.value if certificate.person else ""
    return judged(
        "company_signs_itself", _HERE, not mistaken, person=person, account=evidence.account_rfc.person.value
    )


def caracter_fits_person(evidence: Evidence) -> Check:
    """21. The declared carácter is one that the kind of person who signed can have.

    Only a natural person can be authorised «con poderes amplios». A carácter that does not fit is for the
    clerk to look into, against the document that proves it: it does not void the signature.
    """
    if not evidence.proven or evidence.envelope is None:
        return not_reached("caracter_fits_person", _HERE, _unproven(evidence))
    person, caracter = evidence.envelope.certificate.person, _declared(evidence.fields)
    odd = person is Person.MORAL and caracter == Caracter.AUTORIZADO
    facts = {"person": person.value if person else "", "caracter": caracter}
    return judged("caracter_fits_person", _HERE, Outcome.INDETERMINATE if odd else Outcome.PASSED, **facts)


def _declared(fields: bytes) -> str:
    """Return the carácter in ``data/promocion.json``; empty where none is declared or readable."""
    try:
        content = json.loads(fields)
    except (ValueError, RecursionError):
        return ""
    declared = content.get("caracter", "") if isinstance(content, dict) else ""
    return declared if isinstance(declared, str) else ""


def _unproven(evidence: Evidence) -> str:
    if evidence.envelope is None:
        return "envelope_readable"
    return "issuer_trusted" if evidence.signature_good else "signature_value"


IDENTITY_STEPS = (rfc_is_the_accounts, company_signs_itself, caracter_fits_person)
