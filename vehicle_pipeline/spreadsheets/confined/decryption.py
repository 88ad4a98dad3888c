"""Decrypts workbooks under Excel's default password, which Excel opens without asking.

Excel encrypts with it what is only protected against changes. Imported before the process is
restrained, and only for OLE containers (see `entrance`).
"""

import io
import struct

# Both are imported by libraries only when they are used, when this process can import nothing more.
import xml.dom.expatbuilder  # noqa: F401

import cryptography.hazmat.backends.openssl  # noqa: F401
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.xls_records import PASSWORD, SHEET, records
from vehicle_pipeline.spreadsheets.confined.xml_tags import opening_tags

_DEFAULT_PASSWORD = "VelvetSweatshop"
# Rounds of hashing, each some microseconds; Excel does 100,000, the format allows 10 million.
_MOST_SPINS = 1_000_000
# What EncryptionInfo of the agile kind has before its XML, in bytes.
_VERSION_BYTES = 8
_AGILE = struct.pack("<HH", 4, 4)
# Key changes in the stream of an .xls, in bytes.
_BLOCK = 1024
# Records that are never encrypted; of a sheet's entry only where the sheet begins.
_PLAIN = frozenset({PASSWORD, 0x0809, 0x00E1, 0x0138, 0x0194, 0x0195, 0x0196})
_OFFSET_BYTES = 4
_HEAD_BYTES = 4
_RC4 = 1
# Versions of RC4 in an .xls: the salt, a verifier and its hash follow the numbers.
_OLD_VERIFIER = struct.Struct("<16s16s16s")
_CRYPTO_API_VERIFIER = struct.Struct("<4x16s16s4x20s")
# Bits of a key where none are given.
_DEFAULT_KEY_BITS = 40


def decrypted_package(data: bytes, description: bytes) -> bytes:
    """Return the archive in the container `data`; `description` is its stream EncryptionInfo.

    No longer than what it was made of. Raises BadSpreadsheetError: encrypted_workbook.
    """
    plain = io.BytesIO()
    try:
        _check_effort(description)
        package = OOXMLFile(io.BytesIO(data))
        package.load_key(password=_DEFAULT_PASSWORD, verify_password=True)
        package.decrypt(plain)
    except MemoryError:
        raise
    except Exception as error:  # whatever kind of encryption it is, and however damaged
        raise BadSpreadsheetError("encrypted_workbook") from error
    return plain.getvalue()


def _check_effort(description: bytes) -> None:
    if not description.startswith(_AGILE):
        return
    for _, attributes in opening_tags(description[_VERSION_BYTES:]):
        if int(attributes.get("spinCount", 0)) > _MOST_SPINS:
            raise ValueError("too many rounds of hashing")


def decrypted_stream(stream: bytes) -> bytes:
    """Return the stream of an .xls in plain, with every record where it was.

    Raises BadSpreadsheetError: encrypted_workbook.
    """
    described = next(
        stream[at : at + size] for kind, at, size in records(stream) if kind == PASSWORD
    )
    try:
        plain = bytearray(_decrypted(stream, described))
    except struct.error as error:
        raise BadSpreadsheetError("encrypted_workbook") from error
    for kind, at, size in records(stream):
        start = at - _HEAD_BYTES
        kept = size if kind in _PLAIN else _OFFSET_BYTES if kind == SHEET else 0
        plain[start : at + kept] = stream[start : at + kept]
        if kind == PASSWORD:
            plain[start : start + 2] = bytes(2)  # a kind of record that means nothing
    return bytes(plain)


def _decrypted(stream: bytes, description: bytes) -> bytes:
    kind, major, minor = struct.unpack_from("<HHH", description)
    source = io.BytesIO(stream)
    if (kind, major, minor) == (_RC4, 1, 1):
        salt, verifier, proof = _OLD_VERIFIER.unpack_from(description, 6)
        if DocumentRC4.verifypw(_DEFAULT_PASSWORD, salt, verifier, proof):
            decrypted = DocumentRC4.decrypt(_DEFAULT_PASSWORD, salt, source, blocksize=_BLOCK)
            return bytes(decrypted.read())
    elif kind == _RC4 and minor == 2:
        (length,) = struct.unpack_from("<L", description, 10)
        (bits,) = struct.unpack_from("<L", description, 30)
        salt, verifier, proof = _CRYPTO_API_VERIFIER.unpack_from(description, 14 + length)
        key = (_DEFAULT_PASSWORD, salt, bits or _DEFAULT_KEY_BITS)
        if DocumentRC4CryptoAPI.verifypw(*key, verifier, proof):
            return bytes(DocumentRC4CryptoAPI.decrypt(*key, source, blocksize=_BLOCK).read())
    raise BadSpreadsheetError("encrypted_workbook")
