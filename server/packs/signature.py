"""Signed packs: who wrote this file, and is it still what they wrote?

The signature is the file's last line, a YAML comment, so that a signed pack is still one file that can be mailed, copied and
put in a shared folder::

    # signed: ed25519 PUBLIC-KEY SIGNATURE        (both in base64)

Signed is everything before that line, with line ends as ``\\n`` and without a byte-order mark, so that a file survives programs
that change those. Ed25519 is RFC 8032, done by libsodium (PyNaCl).

People compare keys as words: the first 88 bits of the key's SHA-256 as eight words of the English list of BIP 39
(https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt). The whole key is what is remembered and compared by the program.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a megabyte that is needed when something is signed
    from nacl.signing import SigningKey

_DOMAIN = b"alongside pack 1\n"  # so that a signature made for something else never fits
_LINE = re.compile(r"^# signed: ed25519 (\S+) (\S+)[ \t]*\n*\Z", re.MULTILINE)
_ANY_LINE = re.compile(r"^# signed:", re.MULTILINE)
WORDS = 8
BITS_OF_A_WORD = 11


class BadSignature(Exception):  # noqa: N818 - says what happened
    """A file says that it is signed, and is not what was signed. ``str(problem)`` says how."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key. ``public``: 32 bytes in hex."""

    public: str

    @property
    def words(self) -> str:
        """The key in eight words, to be read out and compared."""
        digest = hashlib.sha256(bytes.fromhex(self.public)).digest()
        bits = int.from_bytes(digest, "big") >> (len(digest) * 8 - WORDS * BITS_OF_A_WORD)
        picked = [(bits >> (BITS_OF_A_WORD * place)) % (1 << BITS_OF_A_WORD) for place in reversed(range(WORDS))]
        return " ".join(_word_list()[number] for number in picked)


@cache
def _word_list() -> list[str]:
    from mnemonic import Mnemonic  # noqa: PLC0415

    return list(Mnemonic("english").wordlist)


def new_secret() -> str:
    """A new secret key: 32 random bytes in hex."""
    from nacl.signing import SigningKey  # noqa: PLC0415

    return bytes(SigningKey.generate()).hex()


def public_key(secret: str) -> Key:
    """The public key of a secret one. Raises ValueError when it is no key."""
    return Key(bytes(_signing_key(secret).verify_key).hex())


def sign(text: str, secret: str) -> str:
    """The text with its signature as the last line, in place of one that is there. Raises ValueError for a broken key."""
    key = _signing_key(secret)
    body = unsigned(text)
    signature = key.sign(_DOMAIN + body.encode("utf-8")).signature
    return f"{body}# signed: ed25519 {_encoded(bytes(key.verify_key))} {_encoded(signature)}\n"


def unsigned(text: str) -> str:
    """The text without its signature, ending in one line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    found = _LINE.search(text)
    return (text[: found.start()] if found else text).rstrip("\n") + "\n"


def signer(text: str) -> Key | None:
    """The key that signed the text, or None when it is not signed.

    Raises BadSignature when it says that it is signed and the signature is broken or does not fit.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _LINE.search(text)
    if found is None:
        if _ANY_LINE.search(text):
            raise BadSignature("the line with its signature is damaged, or no longer the last one")
        return None
    from nacl.exceptions import BadSignatureError  # noqa: PLC0415
    from nacl.signing import VerifyKey  # noqa: PLC0415

    try:
        key = base64.b64decode(found[1], validate=True)
        VerifyKey(key).verify(_DOMAIN + unsigned(text).encode("utf-8"), base64.b64decode(found[2], validate=True))
    except BadSignatureError:
        raise BadSignature("it was changed after it was signed") from None
    except (binascii.Error, ValueError):
        raise BadSignature("the line with its signature is damaged") from None
    return Key(key.hex())


def _signing_key(secret: str) -> "SigningKey":
    from nacl.signing import SigningKey  # noqa: PLC0415

    try:
        return SigningKey(bytes.fromhex(secret.strip()))
    except (ValueError, TypeError):
        raise ValueError("this is no signing key: it should be 64 letters and digits") from None


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
