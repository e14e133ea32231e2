"""Trustpoints: authorities whose certificates the device accepts. Source: PKI chapter of the IOS security guides."""

from iosim.config.statement import Edit, Statement, close

_HELP = {
    "pki": "Public Key components",
    "trustpoint": "Define a CA trustpoint",
    "certificate": "Certificate parameters",
    "chain": "Configure a certificate chain",
    "ca": "Certificate of an authority",
    "enrollment": "Enrollment parameters",
    "terminal": "Certificates are pasted at the terminal",
    "revocation-check": "How revocation is checked",
    "none": "It is not",
    "crl": "By revocation lists",
    "<name>": "Trustpoint label",
    "<serial>": "Serial number of the certificate",
    "<file>": "File with the certificate",
}
TRUSTPOINT, CHAIN = "crypto pki trustpoint", "crypto pki certificate chain"


def _no_trustpoint(edit: Edit) -> None:
    """A trustpoint goes with its certificates."""
    name = edit.arguments["name"]
    for path in ((TRUSTPOINT, name), (CHAIN, name)):
        close(edit, path)


CERTIFICATES: tuple[Statement, ...] = (
    Statement(
        f"{TRUSTPOINT} <name:word>",
        slot=TRUSTPOINT,
        keys=("name",),
        opens="ca-trustpoint",
        needs="k9",
        help=_HELP,
        undo=_no_trustpoint,
    ),
    Statement("enrollment kind=terminal", mode="ca-trustpoint", help=_HELP),
    Statement("revocation-check kind={none|crl}", mode="ca-trustpoint", help=_HELP),
    Statement(f"{CHAIN} <name:word>", slot=CHAIN, keys=("name",), opens="config-cert-chain", needs="k9", help=_HELP),
    Statement(
        "certificate ca <serial:word> <file:word>",
        mode="config-cert-chain",
        slot="certificate ca",
        keys=("serial",),
        help=_HELP,
    ),
)
