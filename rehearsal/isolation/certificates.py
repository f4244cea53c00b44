"""A certificate authority for one rehearsal, and certificates for the names that its servers answer to."""

from __future__ import annotations

import ssl

import trustme


class Authority:
    """Made anew for each rehearsal, kept in memory alone: its key signs nothing that outlives the process."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="Linesmith rehearsal")

    def server(self, host: str) -> ssl.SSLContext:
        """What a server needs to be `host`."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(host).configure_cert(context)
        return context

    @property
    def certificate(self) -> bytes:
        """What clients are to trust, as PEM. It is all that they are given: a real server is not believed here."""
        return self._authority.cert_pem.bytes()
