"""DER, the encoding of certificates and timestamps, to the extent that timestamps need it (ITU-T X.690)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_LONG = 0x80


def tagged(tag: int, content: bytes) -> bytes:
    """A value with this identifier octet."""
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE."""
    return tagged(0x30, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """SET OF, in the order of the encodings."""
    return tagged(0x31, b"".join(sorted(parts)))


def explicit(number: int, content: bytes) -> bytes:
    """A value with an explicit context tag."""
    return tagged(0xA0 | number, content)


def implicit(number: int, value: bytes) -> bytes:
    """A constructed value whose tag is replaced by a context tag."""
    return bytes((0xA0 | number,)) + value[1:]


def integer(value: int) -> bytes:
    """INTEGER, not negative."""
    return tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return tagged(0x04, value)


def utf8(value: str) -> bytes:
    """UTF8String."""
    return tagged(0x0C, value.encode())


def time(value: datetime) -> bytes:
    """GeneralizedTime in whole seconds; `value` is in UTC."""
    return tagged(0x18, f"{value:%Y%m%d%H%M%S}Z".encode())


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return tagged(0x06, b"".join(_base_128(number) for number in (40 * first + second, *rest)))


def _base_128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | _LONG)
    return bytes(reversed(groups))


def read_utf8(encoded: bytes) -> str:
    """The text of a UTF8String. Raises `ValueError`."""
    head = encoded[1] & ~_LONG if encoded[1] & _LONG else 0
    content = encoded[2 + head :]
    if encoded != utf8(content.decode()):
        raise ValueError("not a UTF8String")
    return content.decode()
