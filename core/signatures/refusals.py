"""Every answer «no» of this package. Each has its entry in ``data/texts/signatures.toml``."""

from core.errors import Refusal


class CertificateMissing(Refusal):
    """No certificate was given (manual §8)."""


class KeyMissing(Refusal):
    """No private key was given (manual §8)."""


class KeyPasswordMissing(Refusal):
    """No password was given (manual §8)."""


class CertificateFileNotCer(Refusal):
    """The file offered as certificate is not named ``.cer`` (manual §8)."""


class KeyFileNotKey(Refusal):
    """The file offered as private key is not named ``.key`` (manual §8)."""


class NotACertificate(Refusal):
    """The bytes are no X.509 certificate in DER, PEM or base64."""


class KeyInPlaceOfCertificate(NotACertificate):
    """The bytes offered as certificate are a private key."""


class PfxInPlaceOfCertificate(NotACertificate):
    """The bytes offered as certificate are a PKCS#12 bundle, as the FIREL comes."""


class NotAKey(Refusal):
    """The bytes are no encrypted RSA private key as the SAT issues them."""


class CertificateInPlaceOfKey(NotAKey):
    """The bytes offered as private key are a certificate."""


class WrongPasswordOrDamagedKey(Refusal):
    """The key does not open: one answer for both, since they cannot be told apart (domain.md §4)."""


class KeyDoesNotMatch(Refusal):
    """Key and certificate are not a pair."""


class CertificateIsCsd(Refusal):
    """A certificado de sello digital: good for invoices only."""


class CertificateIsFirel(Refusal):
    """A FIREL of the judiciary: not an e.firma."""


class CertificateIsNotEfirma(Refusal):
    """Some other certificate."""


class CertificateExpired(Refusal):
    """Its validity had ended."""


class CertificateNotYetValid(Refusal):
    """Its validity had not begun."""


class CertificateRevoked(Refusal):
    """Its authority revoked it."""


class IssuerNotTrusted(Refusal):
    """No configured authority issued it."""


class KeyTooWeak(Refusal):
    """Not RSA, shorter than 2048 bits, or with a small exponent."""


class CertificateDigestTooWeak(Refusal):
    """Its authority signed it with MD5 or SHA-1."""


class CertificateOfAnotherPerson(Refusal):
    """Its RFC is not the account's (art. 13 DRUMES)."""


class CompanySignedByRepresentative(CertificateOfAnotherPerson):
    """A company's account, a natural person's certificate (art. 13 DRUMES)."""


class SignedAttributesDiffer(Refusal):
    """The attributes are not, byte for byte, those this system makes."""


class SignatureDoesNotVerify(Refusal):
    """The signature value does not verify with the certificate's key."""


class ManifestUnreadable(Refusal):
    """What is to be signed is no manifest."""
