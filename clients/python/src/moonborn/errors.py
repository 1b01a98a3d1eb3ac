"""What can go wrong, as classes. No error ever holds a key's plaintext."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class MoonbornError(Exception):
    """Everything this package raises, except ValueError and TypeError for unusable arguments."""


class TransportError(MoonbornError):
    """No answer arrived: the service could not be reached, or the connection broke."""


class RequestTimeoutError(TransportError):
    """No answer arrived in time. A change may have been made all the same."""


class ApiError(MoonbornError):
    """An answer that is not a success.

    `code` is the service's stable error code, and None when the answer is not the
    service's own (a proxy's error page, a redirect). `retry_after` is in seconds.
    """

    def __init__(
        self,
        status: int,
        code: Optional[str],
        message: str,
        details: Optional[Mapping[str, Any]] = None,
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(status, code, message, details, request_id, retry_after)
        self.status = status
        self.code = code
        self.message = message
        self.details: Mapping[str, Any] = details or {}
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        parts = [str(self.status)]
        if self.code:
            parts.append(self.code)
        text = " ".join(parts) + ": " + self.message
        return f"{text} (request {self.request_id})" if self.request_id else text


class ValidationError(ApiError):
    """400: `details` maps each field to what is wrong with it."""


class UnauthorizedError(ApiError):
    """401: the api_key is missing, unknown, or not accepted any more."""


class ForbiddenError(ApiError):
    """403: the caller may not do this."""


class NotFoundError(ApiError):
    """404: no such key within reach; for a rename, also a revoked one."""


class MethodNotAllowedError(ApiError):
    """405."""


class NameConflictError(ApiError):
    """409: another key has the name."""

    @property
    def conflicting_key_id(self) -> Optional[str]:
        """The id of the key that has the name."""
        value = self.details.get("conflictingKeyId")
        return value if isinstance(value, str) else None


class StateConflictError(ApiError):
    """409: the key's status does not allow this."""


class IdempotencyConflictError(ApiError):
    """409: the idempotency key was used for another request, or that request is still running."""


class PreconditionFailedError(ApiError):
    """412: the key has changed since the given etag."""


class PayloadTooLargeError(ApiError):
    """413."""


class UnsupportedMediaTypeError(ApiError):
    """415."""


class RateLimitedError(ApiError):
    """429: too many requests; see `retry_after`."""


class InternalError(ApiError):
    """500."""


class UnavailableError(ApiError):
    """503: the service cannot answer now."""


BY_CODE: Mapping[str, type[ApiError]] = {
    "validation_failed": ValidationError,
    "unauthorized": UnauthorizedError,
    "forbidden": ForbiddenError,
    "not_found": NotFoundError,
    "method_not_allowed": MethodNotAllowedError,
    "name_conflict": NameConflictError,
    "state_conflict": StateConflictError,
    "idempotency_conflict": IdempotencyConflictError,
    "precondition_failed": PreconditionFailedError,
    "payload_too_large": PayloadTooLargeError,
    "unsupported_media_type": UnsupportedMediaTypeError,
    "rate_limited": RateLimitedError,
    "internal_error": InternalError,
    "unavailable": UnavailableError,
}
