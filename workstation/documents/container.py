"""The signature's own container, byte for byte.

A signature covers every byte of the file but its own value. There, verifiers accept what they
can parse; here only one spelling is accepted, so that no byte can be changed unseen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, core, x509

_HEX = re.compile(rb"[0-9A-F]+")


class Rejected(Exception):
    """The file is not as it was signed. The text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Container:
    """What the container holds: DER certificates and the signed attributes' owner."""

    signer: bytes
    authority: bytes


def examine(pdf: bytes, signature: Any) -> Container:
    """Checks range, spelling and content of the only signature; raises :class:`Rejected`."""
    der = _der(pdf, [int(part) for part in signature.byte_range], signature.pkcs7_content)
    signed = cms.ContentInfo.load(der, strict=True)["content"]
    signer, authority = _certificates(signed)
    if _spelled(signed, signer, authority) != der:
        raise Rejected("The signature is not spelled as this program writes it.")
    return Container(signer.dump(), authority.dump())


def _der(pdf: bytes, byte_range: list[int], parsed: bytes) -> bytes:
    if len(byte_range) != 4:
        raise Rejected("The signature does not say which bytes it covers.")
    start, first, second, rest = byte_range
    if start != 0 or not 0 < first < second or rest <= 0 or second + rest != len(pdf):
        raise Rejected("The signature does not cover the whole file.")
    gap = pdf[first:second]
    if gap[:1] != b"<" or gap[-1:] != b">" or not _HEX.fullmatch(gap, 1, len(gap) - 1):
        raise Rejected("The place of the signature holds something else.")
    padded = bytes.fromhex(gap[1:-1].decode("ascii"))
    if padded != parsed:
        raise Rejected("The signature is not where the file says it is.")
    der = padded[: _length(padded)]
    if padded[len(der) :].strip(b"\0"):
        raise Rejected("There is something behind the signature.")
    return der


def _length(data: bytes) -> int:
    """The length of the DER sequence at the start, header included, in its shortest form."""
    if data[:1] != b"\x30" or not 0x80 < data[1] <= 0x84:
        raise Rejected("The signature is not spelled as this program writes it.")
    count = data[1] & 0x7F
    return 2 + count + int.from_bytes(data[2 : 2 + count], "big")


def _certificates(signed: Any) -> tuple[x509.Certificate, x509.Certificate]:
    """The signer's and the site's certificate, and nothing else."""
    infos, chosen = signed["signer_infos"], signed["certificates"]
    if len(infos) != 1 or len(chosen) != 2 or signed["crls"].native is not None:
        raise Rejected("The signature does not carry exactly the signer and the site.")
    named = infos[0]["sid"].chosen
    certificates = [choice.chosen for choice in chosen]
    mine = [
        c
        for c in certificates
        if c.issuer == named["issuer"] and c.serial_number == named["serial_number"].native
    ]
    if len(mine) != 1 or not all(isinstance(c, x509.Certificate) for c in certificates):
        raise Rejected("The signature does not carry exactly the signer and the site.")
    other = certificates[1] if certificates[0] is mine[0] else certificates[0]
    return mine[0], other


_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SHA256: Final = bytes.fromhex("300d06096086480165030402010500")
_SHA256_RSA: Final = bytes.fromhex("300d06092a864886f70d01010b0500")
_VERSION_1: Final = bytes.fromhex("020101")
_SEQUENCE, _SET, _TAGGED, _OCTETS, _BITS = 0x30, 0x31, 0xA0, 0x04, 0x03


def _spelled(signed: Any, signer: x509.Certificate, authority: x509.Certificate) -> bytes:
    """The only container that these certificates, attributes and this value can make.

    What stays as it was read is covered elsewhere: the attributes and the signed parts of the
    certificates by signatures over exactly those bytes.
    """
    info = signed["signer_infos"][0]
    serial = core.Integer(signer.serial_number).dump()
    signer_info = _der_of(
        _SEQUENCE,
        _VERSION_1,
        _der_of(_SEQUENCE, signer.issuer.dump(), serial),
        _SHA256,
        _der_of(_TAGGED, *sorted(each.dump(force=True) for each in info["signed_attrs"])),
        _SHA256_RSA,
        _der_of(_OCTETS, info["signature"].native),
    )
    certificates = sorted((_certificate(signer), _certificate(authority)))
    content = _der_of(
        _SEQUENCE,
        _VERSION_1,
        _der_of(_SET, _SHA256),
        _der_of(_SEQUENCE, _DATA),
        _der_of(_TAGGED, *certificates),
        _der_of(_SET, signer_info),
    )
    return _der_of(_SEQUENCE, _SIGNED_DATA, _der_of(_TAGGED, content))


def _certificate(certificate: x509.Certificate) -> bytes:
    value = b"\0" + certificate["signature_value"].native
    body = certificate["tbs_certificate"].dump()
    return _der_of(_SEQUENCE, body, _SHA256_RSA, _der_of(_BITS, value))


def _der_of(tag: int, *parts: bytes) -> bytes:
    """One DER value with its header in the shortest form."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body
