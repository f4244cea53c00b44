"""A certificate authority for one rehearsal, and certificates for the host names of its servers."""

from __future__ import annotations

import ssl

import trustme


class CertificateAuthority:
    """A new certificate authority for each rehearsal. It only exists in memory, so its key is lost with the process."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="Linesmith rehearsal")

    def server(self, host: str) -> ssl.SSLContext:
        """The TLS context of a server for `host`."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(host).configure_cert(context)
        return context

    @property
    def certificate(self) -> bytes:
        """The certificate that clients trust, as PEM. It is the only one, so they reject real servers."""
        return self._authority.cert_pem.bytes()
