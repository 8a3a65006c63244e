"""Secrets that a browser holds. Only their hashes are stored, so a copied file opens no door."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored for a token: its SHA-256 in hexadecimal. Takes any text a browser sends."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
