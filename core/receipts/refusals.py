"""What the receipts' workshop refuses to do; the sentences are in ``data/texts/receipts.toml``."""

from core.errors import Refusal


class SealNotFound(Refusal):
    """A file of the institutional seal is absent. Facts: ``file``."""


class SealUnreadable(Refusal):
    """A file of the seal is damaged, of another kind, or its password is wrong. Facts: ``file``."""


class SealKeyDoesNotMatch(Refusal):
    """Key and certificate of the seal are not a pair."""


class SealNotValidNow(Refusal):
    """The seal's certificate is not valid at that instant. Facts: ``not_before``, ``not_after``."""


class UnsafeDocumentName(Refusal):
    """The name would point outside the package once extracted. Facts: ``name``."""


class DocumentDiffersFromManifest(Refusal):
    """The stored bytes are not the signed ones. Facts: ``name``."""


class PackageNotComplete(Refusal):
    """Manifest and stored documents do not name the same files. Facts: ``name``."""
