"""Tokens as an attacker writes them: by hand, byte for byte. Shared with the attacks over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

SECRET = "a secret that is long enough for signing"
OTHER_SECRET = "another secret, of somebody else's, as long"
SESSION = UUID("6f1e2a52-6c0f-4a55-9d0a-2f7c3b1f9a10")
HEADER = {"alg": "HS256", "typ": "JWT"}


def make_claims(**changes: Any) -> dict[str, Any]:
    """Give the claims of a token that is valid, with changes."""
    now = int(time.time())
    valid = {
        "iss": "tvsi",
        "aud": "tvsi-api",
        "sub": "7",
        "iat": now,
        "exp": now + 900,
        "jti": "0af7651916cd43dd8448eb211c80319c",
        "sid": SESSION.hex,
        "typ": "access",
    }
    return {**valid, **changes}


def make_claims_without(name: str) -> dict[str, Any]:
    """Give the claims of a token that would be valid if it did not lack one."""
    return {claim: value for claim, value in make_claims().items() if claim != name}


def encode(part: Any) -> str:
    """Encode one part of a token: bytes as they are, anything else as JSON."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forge(
    claims: Any = None,
    *,
    header: Mapping[str, Any] | bytes | None = None,
    secret: str | bytes = SECRET,
    digest: str = "sha256",
) -> str:
    """Write a token over these claims and sign it with any key, whatever its header says."""
    signed = f"{encode(HEADER if header is None else header)}.{encode(make_claims() if claims is None else claims)}"
    key = secret.encode() if isinstance(secret, str) else secret
    return f"{signed}.{encode(hmac.new(key, signed.encode(), getattr(hashlib, digest)).digest())}"


def strip_signature(token: str) -> str:
    """Leave a token's signature out, its dot kept."""
    return f"{token.rpartition('.')[0]}."


def replace_claims(token: str, **changes: Any) -> str:
    """Change a token's claims and keep its signature."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return f"{header}.{encode({**claims, **changes})}.{signature}"
