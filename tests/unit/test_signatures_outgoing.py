"""Asking somebody outside ends in time and in size, whatever they do."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.signatures.outgoing import MAX_ANSWER_BYTES, Failure, NoAnswer, Outlet
from core.signatures.responder import OcspResponder
from core.signatures.revocation import RevocationReason
from tests.pki import people
from tests.pki.ocsp_answers import HONEST
from tests.pki.people import NOW, person
from tests.pki.served import OCSP_TYPE, Reply, served

ASK = partial(Outlet.post, body=b"?", sends="text/plain", accepts=OCSP_TYPE)
SHORT, LONG = 0.2, 20.0


def _failure(outlet: Outlet, seconds: float = LONG) -> Failure:
    with pytest.raises(NoAnswer) as caught:
        ASK(outlet, seconds=seconds)
    return caught.value.failure


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(b"x", status=500), Failure.HTTP_ERROR),
        (Reply(b"x", status=404), Failure.HTTP_ERROR),
        (Reply(b"x", content_type="text/html"), Failure.WRONG_TYPE),
        (Reply(b"x", content_type=""), Failure.WRONG_TYPE),
        (Reply(b"x" * (MAX_ANSWER_BYTES + 1)), Failure.TOO_LARGE),
        (Reply(b"x" * 10_000_000), Failure.TOO_LARGE),
        (Reply(b"x" * 10_000_000, drip=True), Failure.TOO_LARGE),
    ],
)
def test_what_is_no_answer(reply: Reply, failure: Failure) -> None:
    """An error, another type, ten megabytes: each has its name."""
    with served(reply) as running:
        assert _failure(Outlet(running.url)) is failure


def test_the_largest_answer_is_taken() -> None:
    """The limit is inclusive, and parameters of the type do not matter."""
    with served(Reply(b"x" * MAX_ANSWER_BYTES, content_type=f"{OCSP_TYPE}; charset=binary")) as running:
        assert len(ASK(Outlet(running.url), seconds=LONG)) == MAX_ANSWER_BYTES


def test_a_drip_that_never_ends_is_cut() -> None:
    """One byte after the other: each comes in time, the whole does not."""
    with served(Reply(b"0", drip=True)) as running:
        assert _failure(Outlet(running.url), SHORT) is Failure.TIMED_OUT
        assert len(running.questions) == 1


# ssl leaves a socket that was cut before its handshake to the garbage collector (SSLSocket._create).
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_somebody_who_takes_the_call_and_says_nothing_is_left() -> None:
    """No header, no TLS handshake: nothing comes, and the thread that asked ends as well."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for scheme in ("http", "https"):
            outlet = Outlet(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/")
            assert _failure(outlet, SHORT) is Failure.TIMED_OUT
    asking = [thread for thread in threading.enumerate() if thread.name == "outgoing-question"]
    for thread in asking:
        thread.join(LONG)
    assert not any(thread.is_alive() for thread in asking)


def test_a_redirect_is_not_followed() -> None:
    """An answer must come from the address that the operator wrote."""
    with served(Reply(b"x")) as elsewhere:
        there = {"Location": elsewhere.url}
        with served(Reply(b"", status=307, headers=there)) as running:
            assert _failure(Outlet(running.url)) is Failure.HTTP_ERROR
        assert elsewhere.questions == []


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid", "a" * 70 + ".example"])
def test_nobody_there(host: str) -> None:
    """A closed port, a name that is none, a label that DNS does not admit."""
    assert _failure(Outlet(f"http://{host}:{_closed_port()}/")) is Failure.UNREACHABLE


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the setting names a proxy; what a shell happens to hold does not."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{_closed_port()}")
    with served(Reply(b"x")) as running:
        assert ASK(Outlet(running.url), seconds=LONG) == b"x"


def test_a_proxy_that_is_set_gets_the_whole_address() -> None:
    """The question for a host that only the proxy knows goes to the proxy."""
    with served(Reply(b"x")) as proxy:
        outlet = Outlet("http://sat.invalid/edofiel", proxy=proxy.url)
        assert ASK(outlet, seconds=LONG) == b"x"


def test_a_responder_out_of_order_is_left_alone_for_a_while() -> None:
    """The second filing of that half minute does not wait; later it is asked again."""
    clock = [100.0]
    with served(Reply(HONEST.answer)) as running:
        outlet = Outlet(f"http://127.0.0.1:{_closed_port()}")
        responder = OcspResponder(outlet, people.anchors(), monotonic=lambda: clock[0])
        reasons = []
        for clock[0] in (100.0, 129.0, 131.0):
            if clock[0] > 130:
                responder.outlet = Outlet(running.url)
            reasons.append(responder.ask(person().certificate, NOW).reason)
    assert reasons == [RevocationReason.UNREACHABLE, RevocationReason.RESTING, RevocationReason.ANSWERED]


@contextmanager
def _tls(folder: Path, ciphers: str = "", parameters: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Serve over TLS with a certificate of its own; return its certificate's file and its address."""
    file = folder / "tls.pem"
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, NOW.replace(year=2020), NOW.replace(year=2090)
    )
    alternative = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = made.add_extension(alternative, critical=False).sign(key, SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    if parameters:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
        context.load_dh_params(str(parameters))
    with served(Reply(b"x"), tls=context) as running:
        yield file, running.url


def test_a_server_that_cannot_prove_its_name_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS is verified, weak or not; a certificate that this machine knows is enough."""
    with _tls(tmp_path) as (file, url):
        for weak in (False, True):
            assert _failure(Outlet(url, weak_tls=weak)) is Failure.TLS_FAILED
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert ASK(Outlet(url), seconds=LONG) == b"x"


def test_a_weak_group_is_accepted_only_where_the_operator_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SAT's 1024 bits of Diffie-Hellman need the setting."""
    group = tmp_path / "dh.pem"
    command = ["openssl", "dhparam", "-dsaparam", "-out", str(group), "1024"]
    subprocess.run(command, check=True, capture_output=True)
    with _tls(tmp_path, "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", group) as (file, url):
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert _failure(Outlet(url)) is Failure.TLS_FAILED
        assert ASK(Outlet(url, weak_tls=True), seconds=LONG) == b"x"
