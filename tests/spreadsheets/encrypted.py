"""Encrypts workbooks as Excel does, by [MS-OFFCRYPTO] and [MS-XLS].

The newest way, called agile, is that of the library that decrypts them, which can also encrypt.
"""

import io
import struct
from collections.abc import Callable, Iterator
from hashlib import md5, sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile

from tests.spreadsheets.containers import ole
from vehicle_pipeline.spreadsheets.confined.ole import OleFile

DEFAULT = "VelvetSweatshop"
_SALT, _VERIFIER = bytes(range(16)), bytes(range(16, 32))
_BOF, _PASSWORD, _SHEET, _INTERFACE = 0x0809, 0x002F, 0x0085, 0x00E1
_PROVIDER = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")


def agile(package: bytes, password: str = DEFAULT) -> bytes:
    """An .xlsx as Excel encrypts it since 2010."""
    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, encrypted)
    return encrypted.getvalue()


def standard(package: bytes, password: str = DEFAULT) -> bytes:
    """An .xlsx as Excel 2007 encrypts it."""
    digest = sha1(_SALT + password.encode("utf-16-le")).digest()
    for number in range(50_000):
        digest = sha1(struct.pack("<L", number) + digest).digest()
    digest = sha1(digest + bytes(4)).digest()
    key = sha1(bytes(byte ^ 0x36 for byte in digest.ljust(64, b"\0"))).digest()[:16]
    cipher = Cipher(algorithms.AES(key), modes.ECB())

    def encrypted(plain: bytes) -> bytes:
        return cipher.encryptor().update(plain.ljust(-(-len(plain) // 16) * 16, b"\0"))

    header = struct.pack("<8L", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + _PROVIDER
    info = struct.pack("<HHLL", 3, 2, 0x24, len(header)) + header
    info += struct.pack("<L", 16) + _SALT + encrypted(_VERIFIER)
    info += struct.pack("<L", 20) + encrypted(sha1(_VERIFIER).digest())
    content = struct.pack("<Q", len(package)) + encrypted(package)
    return ole({"EncryptionInfo": info.ljust(4096, b"\0"), "EncryptedPackage": content})


def rc4(workbook: bytes, password: str = DEFAULT) -> bytes:
    """An .xls as Excel 97 encrypts it."""
    secret = md5(password.encode("utf-16-le")).digest()[:5]
    secret = md5((secret + _SALT) * 16).digest()[:5]

    def key(block: int) -> bytes:
        return md5(secret + struct.pack("<L", block)).digest()

    proof = _rc4(key(0), _VERIFIER + md5(_VERIFIER).digest())
    return _encrypted_xls(workbook, struct.pack("<HHH", 1, 1, 1) + _SALT + proof, key)


def rc4_crypto_api(workbook: bytes, password: str = DEFAULT) -> bytes:
    """An .xls as Excel 2003 encrypts it."""
    secret = sha1(_SALT + password.encode("utf-16-le")).digest()

    def key(block: int) -> bytes:
        return sha1(secret + struct.pack("<L", block)).digest()[:16]

    header = struct.pack("<8L", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + _PROVIDER
    proof = _rc4(key(0), _VERIFIER + sha1(_VERIFIER).digest())
    info = struct.pack("<HHHLL", 1, 2, 2, 4, len(header)) + header + struct.pack("<L", 16) + _SALT
    info += proof[:16] + struct.pack("<L", 20) + proof[16:]
    return _encrypted_xls(workbook, info, key)


def _encrypted_xls(workbook: bytes, info: bytes, key: Callable[[int], bytes]) -> bytes:
    stream = OleFile(workbook).find("Workbook") or b""
    shift = len(info) + 4
    records = [*_records(stream)]
    records.insert(1, (_PASSWORD, info))
    plain, secret = b"", b""
    for kind, content in records:
        body = content
        if kind == _SHEET:  # where the sheet begins, beyond the record that is new
            (at,) = struct.unpack_from("<L", content)
            body = struct.pack("<L", at + shift) + content[4:]
        open_to = {_BOF: len(body), _PASSWORD: len(body), _INTERFACE: len(body), _SHEET: 4}
        shown = 4 + open_to.get(kind, 0)
        record = struct.pack("<HH", kind, len(body)) + body
        plain += record
        secret += b"\0" * shown + b"\1" * (len(record) - shown)
    blocks = [plain[at : at + 1024] for at in range(0, len(plain), 1024)]
    hidden = b"".join(_rc4(key(number), block) for number, block in enumerate(blocks))
    mixed = bytes(
        b if is_secret else a for a, b, is_secret in zip(plain, hidden, secret, strict=True)
    )
    return ole({"Workbook": mixed.ljust(4096, b"\0")})


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = [*range(256)], 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    found, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        found.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(found)
