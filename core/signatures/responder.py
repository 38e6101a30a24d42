"""The OCSP responder of a configured address, asked by HTTP (RFC 6960 appendix A.1)."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.signatures.certificate import Certificate, read_certificate
from core.signatures.ocsp import REQUEST_TYPE, RESPONSE_TYPE, NotBelieved, Question, ask_about, read_answer
from core.signatures.outgoing import Failure, NoAnswer, Outlet
from core.signatures.refusals import NotACertificate
from core.signatures.revocation import RevocationAnswer, RevocationReason, SourceKind, not_consulted
from core.signatures.trust import CERTIFICATE_SUFFIXES, TrustAnchors, trust_files

RESPONDERS_FOLDER = "ocsp"
_ATTEMPTS = 2
_REST_SECONDS = 30.0
"""A responder that is out of order is left alone so long: each filing would wait for it three times."""
_OUT_OF_ORDER = {Failure.UNREACHABLE, Failure.TIMED_OUT}


def load_responders(folder: Path) -> tuple[Certificate, ...]:
    """Return the responders' certificates that the operator placed in the trust folder's ``ocsp``."""
    found = []
    for path in trust_files(folder / RESPONDERS_FOLDER, CERTIFICATE_SUFFIXES, allow_tests=False):
        try:
            found.append(read_certificate(path.read_bytes()))
        except NotACertificate:
            continue
    return tuple(found)


@dataclass(slots=True)
class OcspResponder:
    """One address, asked about certificates of every authority believed.

    Attributes:
        outlet: the address.
        anchors: whose certificates are asked about.
        responders: certificates believed as signers of answers, beside those the issuer appointed.
        seconds: for one question in all, its second attempt included.
        monotonic: seconds that only grow, to count the rest.
    """

    outlet: Outlet
    anchors: TrustAnchors
    responders: tuple[Certificate, ...] = ()
    seconds: float = 5.0
    monotonic: Callable[[], float] = time.monotonic
    _rests_until: float = field(default=float("-inf"), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def ask(self, certificate: Certificate, at: datetime) -> RevocationAnswer:
        """Ask about a certificate; whatever goes wrong is the answer's reason."""
        asked_at, source = at.astimezone(UTC), self.outlet.host
        issuer = self.anchors.issuer_of(certificate)
        if issuer is None:
            return not_consulted(RevocationReason.ISSUER_UNKNOWN, "", asked_at)
        question = ask_about(certificate, issuer)
        deadline = self.monotonic() + self.seconds
        answer = not_consulted(RevocationReason.RESTING, source, asked_at)
        for _ in range(_ATTEMPTS):
            if self._rests():
                break
            answer = self._attempt(question, asked_at, deadline)
            if answer.reason is not RevocationReason.TRY_LATER:
                break
        return answer

    def _attempt(self, question: Question, at: datetime, deadline: float) -> RevocationAnswer:
        source, raw = self.outlet.host, b""
        try:
            raw = self.outlet.post(
                question.der, sends=REQUEST_TYPE, accepts=RESPONSE_TYPE, seconds=deadline - self.monotonic()
            )
            return read_answer(raw, question, source=source, at=at, responders=self.responders)
        except NoAnswer as error:
            if error.failure in _OUT_OF_ORDER:
                self._rest()
            reason = RevocationReason(error.failure.value)
        except NotBelieved as error:
            reason = error.reason
        return not_consulted(reason, source, at, kind=SourceKind.OCSP, raw=raw)

    def _rests(self) -> bool:
        with self._lock:
            return self.monotonic() < self._rests_until

    def _rest(self) -> None:
        with self._lock:
            self._rests_until = self.monotonic() + _REST_SECONDS
