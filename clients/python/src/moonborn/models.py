"""The service's answers. Instants are aware datetimes in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Mapping, Optional

Json = Mapping[str, Any]


@dataclass(frozen=True)
class ApiKey:
    """A key as people see it. `etag` is None for a key out of a list."""

    id: str
    prefix: str
    name: str
    scopes: tuple[str, ...]
    org_id: str
    workspace_id: str
    created_by: str
    created_at: datetime
    expires_at: Optional[datetime]
    last_used_at: Optional[datetime]
    rotated_at: Optional[datetime]
    revoked_at: Optional[datetime]
    status: str
    etag: Optional[str] = None

    @classmethod
    def from_json(cls, data: Json, etag: Optional[str] = None) -> ApiKey:
        return cls(
            id=data["id"],
            prefix=data["prefix"],
            name=data["name"],
            scopes=tuple(data["scopes"]),
            org_id=data["orgId"],
            workspace_id=data["workspaceId"],
            created_by=data["createdBy"],
            created_at=instant(data["createdAt"]),
            expires_at=optional_instant(data["expiresAt"]),
            last_used_at=optional_instant(data["lastUsedAt"]),
            rotated_at=optional_instant(data["rotatedAt"]),
            revoked_at=optional_instant(data["revokedAt"]),
            status=data["status"],
            etag=etag,
        )


@dataclass(frozen=True)
class ApiKeyPage:
    """Some keys, newest first; `next_cursor` is None on the last page."""

    items: tuple[ApiKey, ...]
    next_cursor: Optional[str]

    @classmethod
    def from_json(cls, data: Json) -> ApiKeyPage:
        return cls(tuple(ApiKey.from_json(item) for item in data["items"]), data["nextCursor"])


@dataclass(frozen=True)
class IssuedApiKey:
    """A new key. Its plaintext is in this answer and never again; it is left out of the repr."""

    id: str
    prefix: str
    plaintext_key: str = field(repr=False)
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: Optional[datetime]
    etag: Optional[str] = None

    @classmethod
    def from_json(cls, data: Json, etag: Optional[str] = None) -> IssuedApiKey:
        return cls(
            id=data["id"],
            prefix=data["prefix"],
            plaintext_key=data["plaintextKey"],
            scopes=tuple(data["scopes"]),
            created_at=instant(data["createdAt"]),
            expires_at=optional_instant(data["expiresAt"]),
            etag=etag,
        )


@dataclass(frozen=True)
class RotatedApiKey:
    """The successor of a key; the old one is accepted for another `grace_seconds`."""

    old_key_id: str
    new_key: IssuedApiKey
    grace_seconds: int

    @classmethod
    def from_json(cls, data: Json) -> RotatedApiKey:
        return cls(data["oldKeyId"], IssuedApiKey.from_json(data["newKey"]), data["graceSeconds"])


@dataclass(frozen=True)
class RevokedApiKey:
    """A key that has ended."""

    id: str
    revoked_at: datetime

    @classmethod
    def from_json(cls, data: Json) -> RevokedApiKey:
        return cls(data["id"], instant(data["revokedAt"]))


@dataclass(frozen=True)
class KeyEvent:
    """One change of a key. `data` holds what the type says, e.g. oldName and newName."""

    id: str
    type: str
    at: datetime
    actor: str
    data: Mapping[str, Any]

    @classmethod
    def from_json(cls, data: Json) -> KeyEvent:
        return cls(data["id"], data["type"], instant(data["at"]), data["actor"], data["data"])


@dataclass(frozen=True)
class KeyEventPage:
    """Some of a key's history, newest first; `next_cursor` is None on the last page."""

    items: tuple[KeyEvent, ...]
    next_cursor: Optional[str]

    @classmethod
    def from_json(cls, data: Json) -> KeyEventPage:
        return cls(tuple(KeyEvent.from_json(item) for item in data["items"]), data["nextCursor"])


@dataclass(frozen=True)
class Verification:
    """Whether a key is accepted, and if not, why (`code`). As a condition it means `valid`."""

    valid: bool
    code: str
    key_id: Optional[str]
    name: Optional[str]
    org_id: Optional[str]
    workspace_id: Optional[str]
    environment: Optional[str]
    scopes: Optional[tuple[str, ...]]
    expires_at: Optional[datetime]
    status: Optional[str]

    def __bool__(self) -> bool:
        return self.valid

    @classmethod
    def from_json(cls, data: Json) -> Verification:
        scopes = data["scopes"]
        return cls(
            valid=data["valid"] is True,
            code=data["code"],
            key_id=data["keyId"],
            name=data["name"],
            org_id=data["orgId"],
            workspace_id=data["workspaceId"],
            environment=data["environment"],
            scopes=None if scopes is None else tuple(scopes),
            expires_at=optional_instant(data["expiresAt"]),
            status=data["status"],
        )


def instant(text: str) -> datetime:
    """Reads `2024-03-01T10:00:00.000Z`."""
    # datetime.fromisoformat takes the Z only since Python 3.11.
    value = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    if value.tzinfo is None:
        raise ValueError("an instant without an offset")
    return value.astimezone(timezone.utc)


def optional_instant(text: Optional[str]) -> Optional[datetime]:
    return None if text is None else instant(text)


def instant_text(value: datetime) -> str:
    """Writes `2024-03-01T10:00:00.000Z`."""
    if value.tzinfo is None:
        raise ValueError("a datetime must be aware of its time zone")
    utc = value.astimezone(timezone.utc).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"
