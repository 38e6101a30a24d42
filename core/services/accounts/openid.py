"""The institution's OpenID provider, as we speak to it (OpenID Connect Core 1.0, authorization code with PKCE).

Authlib makes the requests, joserfc checks signatures. What the provider publishes about itself is fetched when
first needed and kept for an hour. Every answer is bounded in time and size; redirections are followed nowhere.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter

from core.clock import Clock
from core.config import Settings
from core.services.accounts.directory_identity import (
    RETURN_PATH,
    DirectoryAnswerNotValid,
    DirectoryIdentity,
    DirectoryUnavailable,
)

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key of the provider's own; never ``none``, never one by a secret that we know too."""
_SIGNING_KEYS = frozenset({"RSA", "EC", "OKP"})
_TIMEOUTS = (3.05, 8.0)
"""Seconds to connect, and between two pieces of an answer."""
_MOST_BYTES = 512 * 1024
_KEPT, _RETRY = timedelta(hours=1), timedelta(seconds=5)
_LEEWAY_SECONDS = 60
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Published:
    """What the provider says of itself."""

    facts: Mapping[str, Any]
    keys: KeySet
    at: datetime


class OpenIdProvider:
    """The provider named in the settings. Nothing is asked of it before somebody wants to come in."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._published: _Published | None = None
        self._failed_at: datetime | None = None

    def departure(self, state: str, nonce: str, verifier: str) -> str:
        """Return the address at which the person identifies themselves.

        Raises:
            DirectoryUnavailable: the provider cannot be asked for it.
        """
        published = self._publication()
        with self._client(published.facts) as client:
            address, _ = client.create_authorization_url(
                published.facts["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    def identity(self, answer: Mapping[str, str], verifier: str, nonce: str) -> DirectoryIdentity:
        """Return whom a code stands for.

        Args:
            answer: parameters of the address that the person came back to; its state was checked before.
            verifier: what this sign-in's challenge was made of (RFC 7636).
            nonce: what the token must repeat.

        Raises:
            DirectoryUnavailable, DirectoryAnswerNotValid: as they say.
        """
        published = self._publication()
        issuer = published.facts["issuer"]
        if answer.get("iss", issuer) != issuer:  # RFC 9207: an answer of another provider
            raise DirectoryAnswerNotValid
        try:
            with self._client(published.facts) as client:
                token = client.fetch_token(
                    published.facts["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer.get("code", ""),
                    code_verifier=verifier,
                    redirect_uri=self._settings.public_url + RETURN_PATH,
                )
                claims = self._claims(token, nonce, published)
                email = self._email(client, claims, published.facts)
        except (OAuthError, JoseError, TypeError, KeyError) as error:
            _log.warning("the directory's answer is not valid", reason=type(error).__name__)
            raise DirectoryAnswerNotValid from None
        except (requests.RequestException, ValueError) as error:
            raise self._unavailable(error) from None
        return DirectoryIdentity(str(issuer), claims["sub"], email)

    def _claims(self, token: Mapping[str, Any], nonce: str, published: _Published) -> CodeIDToken:
        """Validate an ID token (OpenID Connect Core §3.1.3.7) and return what it says."""
        decoded = self._decoded(token["id_token"], published)
        client_id = self._settings.oidc_client_id
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": published.facts["issuer"]},
                "aud": {"essential": True, "value": client_id},
                "sub": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            },
            {"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(self._clock.now().timestamp()), leeway=_LEEWAY_SECONDS)
        return claims

    def _decoded(self, token: str, published: _Published) -> jwt.Token:
        try:
            return jwt.decode(token, published.keys, _ALGORITHMS)
        except JoseError:  # the provider may have new keys since we asked
            return jwt.decode(token, self._publication(afresh=True).keys, _ALGORITHMS)
        except ValueError:  # no text that a token could be
            raise DirectoryAnswerNotValid from None

    def _email(self, client: OAuth2Session, claims: CodeIDToken, facts: Mapping[str, Any]) -> str:
        """Return the e-mail address that the provider vouches for, from the token or from its own answer."""
        found: Mapping[str, Any] = claims
        if "email" not in claims and _is_ours(facts.get("userinfo_endpoint"), self._settings.oidc_issuer):
            found = _read(client.get(facts["userinfo_endpoint"]))
            if found.get("sub") != claims["sub"]:  # OpenID Connect Core §5.3.2
                raise DirectoryAnswerNotValid
        return str(found["email"]) if found.get("email") and found.get("email_verified") is True else ""

    def _publication(self, *, afresh: bool = False) -> _Published:
        with self._lock:
            now = self._clock.now()
            known = self._published
            if known and not afresh and now - known.at < _KEPT:
                return known
            if self._failed_at and now - self._failed_at < _RETRY:
                raise DirectoryUnavailable  # asked a moment ago: whoever waits would wait for nothing
            try:
                self._published, self._failed_at = self._fetch(now), None
            except (requests.RequestException, JoseError, ValueError, TypeError, KeyError) as error:
                self._failed_at = now
                raise self._unavailable(error) from None
            return self._published

    def _fetch(self, now: datetime) -> _Published:
        issuer = self._settings.oidc_issuer
        with _bounded(requests.Session()) as session:
            facts = _read(session.get(f"{issuer}/.well-known/openid-configuration", timeout=_TIMEOUTS))
            # the setting lost a slash at its end; everything else must be the same (Discovery §4.3)
            if str(facts["issuer"]).rstrip("/") != issuer or not all(
                _is_ours(facts[name], issuer) for name in _ENDPOINTS
            ):
                raise ValueError("not what this provider should say of itself")
            listed = _read(session.get(facts["jwks_uri"], timeout=_TIMEOUTS))["keys"]
        usable = [k for k in listed if k.get("kty") in _SIGNING_KEYS and k.get("use", "sig") == "sig"]
        return _Published(facts, KeySet.import_key_set({"keys": usable}), now)

    def _client(self, facts: Mapping[str, Any]) -> OAuth2Session:
        settings = self._settings
        secret = ""
        if settings.oidc_client_secret_file:
            secret = Path(settings.oidc_client_secret_file).read_text(encoding="utf-8").strip()
        return _bounded(
            OAuth2Session(
                settings.oidc_client_id,
                secret or None,
                token_endpoint_auth_method=_authentication(secret, facts),
                scope="openid email",
                redirect_uri=settings.public_url + RETURN_PATH,
                code_challenge_method="S256",
                default_timeout=_TIMEOUTS,
            )
        )

    @staticmethod
    def _unavailable(error: Exception) -> DirectoryUnavailable:
        _log.warning("the directory does not answer as it should", reason=type(error).__name__)
        return DirectoryUnavailable()


def _authentication(secret: str, facts: Mapping[str, Any]) -> str:
    """Return how we prove to be ourselves (RFC 6749 §2.3.1); basic where the provider says nothing."""
    if not secret:
        return "none"
    offered = facts.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _is_ours(address: object, issuer: str) -> bool:
    """Whether an address that the provider publishes may be asked: never without TLS where it has TLS."""
    scheme = urlsplit(str(address)).scheme
    return isinstance(address, str) and scheme in {"https", urlsplit(issuer).scheme}


def _read(response: requests.Response) -> Mapping[str, Any]:
    response.raise_for_status()
    content = response.json()
    if not isinstance(content, dict):
        raise TypeError(type(content).__name__)
    return content


def _bounded(session: Any) -> Any:  # noqa: ANN401 - a session of requests, or Authlib's kind of one
    session.mount("https://", _BoundedAdapter())
    session.mount("http://", _BoundedAdapter())
    return session


class _BoundedAdapter(HTTPAdapter):
    """Reads so many bytes and no more, and takes a redirection for what it is: no answer."""

    def send(self, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401 - as requests calls it
        options["stream"] = True
        response = super().send(*args, **options)
        with response:
            if response.is_redirect:
                raise requests.TooManyRedirects
            content = response.raw.read(_MOST_BYTES + 1, decode_content=True)
        if len(content) > _MOST_BYTES:
            raise requests.exceptions.ContentDecodingError
        response._content, response._content_consumed = content, True  # type: ignore[attr-defined] # noqa: SLF001 - what requests itself sets when it reads
        return response
