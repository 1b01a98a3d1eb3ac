"""The operations on keys."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Iterator, Optional, Sequence
from urllib.parse import quote

from ._transport import Call, Transport
from .models import (
    ApiKey,
    ApiKeyPage,
    IssuedApiKey,
    KeyEventPage,
    RevokedApiKey,
    RotatedApiKey,
    Verification,
    instant_text,
)

_ROOT = "/v1/api-keys"


class ApiKeys:
    """Renames, issues, finds, rotates, revokes and verifies keys.

    Every method raises ApiError for a refusal and TransportError when no answer arrived.
    `if_match` is the `etag` of an earlier answer: the change is then refused with
    PreconditionFailedError if the key has changed since.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def rename_api_key(self, id: str, name: str, *, if_match: Optional[str] = None) -> ApiKey:
        """Changes a key's label, and nothing else.

        A broken-off rename is repeated, which without `if_match` is harmless. With it,
        PreconditionFailedError may also mean that the first try did arrive.
        """
        call = Call("PATCH", _path(id), body={"name": name}, if_match=if_match, repeatable=True)
        answer = self._transport.send(call)
        return answer.read(lambda data: ApiKey.from_json(data, answer.etag))

    def issue_api_key(
        self,
        name: str,
        scopes: Sequence[str],
        *,
        environment: Optional[str] = None,
        workspace_id: Optional[str] = None,
        expires_at: Optional[datetime] = None,
        idempotency_key: Optional[str] = None,
    ) -> IssuedApiKey:
        """Makes a key; its plaintext is in this answer and never again.

        environment: "live" (the service's default) or "test".
        idempotency_key: 16 to 255 printable ASCII characters; random without it. The same
        one with the same arguments gives the same key, within the service's 10 minutes.
        """
        body = _present(
            name=name,
            scopes=_scopes(scopes),
            environment=environment,
            workspaceId=workspace_id,
            expiresAt=None if expires_at is None else instant_text(expires_at),
        )
        call = Call(
            "POST", _ROOT, body=body, idempotency_key=_once(idempotency_key), repeatable=True
        )
        answer = self._transport.send(call)
        return answer.read(lambda data: IssuedApiKey.from_json(data, answer.etag))

    def get_api_key(self, id: str) -> ApiKey:
        """One key, whatever its status."""
        answer = self._transport.send(Call("GET", _path(id), repeatable=True))
        return answer.read(lambda data: ApiKey.from_json(data, answer.etag))

    def list_api_keys(
        self,
        *,
        status: Optional[str] = None,
        workspace_id: Optional[str] = None,
        search: Optional[str] = None,
        cursor: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> ApiKeyPage:
        """One page of keys, newest first.

        status: "active", "expired", "rotated" or "revoked".
        search: a part of the name. limit: 1 to 100, by default the service's 20.
        """
        query = _present(
            status=status, workspaceId=workspace_id, search=search, cursor=cursor, limit=limit
        )
        call = Call("GET", _ROOT, query=query, repeatable=True)
        return self._transport.send(call).read(ApiKeyPage.from_json)

    def iter_api_keys(
        self,
        *,
        status: Optional[str] = None,
        workspace_id: Optional[str] = None,
        search: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> Iterator[ApiKey]:
        """All keys that `list_api_keys` would give, page after page; `limit` is a page's size."""
        cursor: Optional[str] = None
        while True:
            page = self.list_api_keys(
                status=status,
                workspace_id=workspace_id,
                search=search,
                cursor=cursor,
                limit=limit,
            )
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def rotate_api_key(
        self,
        id: str,
        *,
        grace_seconds: Optional[int] = None,
        if_match: Optional[str] = None,
        idempotency_key: Optional[str] = None,
    ) -> RotatedApiKey:
        """Replaces a key by a successor with a new secret.

        grace_seconds: how long the old key is still accepted, by default not at all.
        idempotency_key: as in `issue_api_key`.
        """
        call = Call(
            "POST",
            _path(id) + "/rotate",
            body=None if grace_seconds is None else {"graceSeconds": grace_seconds},
            if_match=if_match,
            idempotency_key=_once(idempotency_key),
            repeatable=True,
        )
        return self._transport.send(call).read(RotatedApiKey.from_json)

    def revoke_api_key(self, id: str, *, if_match: Optional[str] = None) -> RevokedApiKey:
        """Ends a key at once and for good.

        Never repeated: after a TransportError, `get_api_key` tells whether it arrived.
        """
        call = Call("DELETE", _path(id), if_match=if_match, repeatable=False)
        return self._transport.send(call).read(RevokedApiKey.from_json)

    def list_api_key_events(
        self, id: str, *, cursor: Optional[str] = None, limit: Optional[int] = None
    ) -> KeyEventPage:
        """One page of a key's history, newest first."""
        query = _present(cursor=cursor, limit=limit)
        call = Call("GET", _path(id) + "/events", query=query, repeatable=True)
        return self._transport.send(call).read(KeyEventPage.from_json)

    def verify_api_key(self, key: str, *, scopes: Optional[Sequence[str]] = None) -> Verification:
        """Tells whether a plaintext key is accepted, and has all of `scopes`."""
        body = _present(key=key, scopes=None if scopes is None else _scopes(scopes))
        call = Call("POST", _ROOT + "/verify", body=body, repeatable=True)
        del key, body  # Error reporters copy the local variables of a traceback's frames.
        return self._transport.send(call).read(Verification.from_json)


def _path(id: str) -> str:
    # An empty id would address the list, and dots are folded away on the way.
    if id in ("", ".", ".."):
        raise ValueError("not a key's id")
    return f"{_ROOT}/{quote(id, safe='')}"


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _scopes(scopes: Sequence[str]) -> list[str]:
    if isinstance(scopes, str):
        raise TypeError("scopes must be a list of scopes, not one string")
    return list(scopes)


def _once(idempotency_key: Optional[str]) -> str:
    return secrets.token_urlsafe(24) if idempotency_key is None else idempotency_key
