"""Sends one call, repeats it where that is safe, and turns refusals into errors."""

from __future__ import annotations

import json
import random
import socket
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import sleep
from typing import Any, Callable, Mapping, Optional, TypeVar, Union, cast
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

from .errors import (
    BY_CODE,
    ApiError,
    IdempotencyConflictError,
    MoonbornError,
    RequestTimeoutError,
    TransportError,
)

FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 8.0
LONGEST_RETRY_AFTER = 30.0
USER_AGENT = "moonborn-sdk-python/0.1.0"

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One request. `repeatable`: sending it twice does no more than sending it once."""

    method: str
    path: str
    query: Optional[Mapping[str, Any]] = None
    body: Optional[Mapping[str, Any]] = field(default=None, repr=False)
    if_match: Optional[str] = None
    idempotency_key: Optional[str] = field(default=None, repr=False)
    repeatable: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    reason: str
    headers: Message = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def etag(self) -> Optional[str]:
        return self.headers.get("ETag")

    def json(self) -> Any:
        """The body, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def read(self, reader: Callable[[Any], T]) -> T:
        """A success as a model."""
        try:
            return reader(self.json())
        except (AttributeError, KeyError, TypeError, ValueError):
            pass
        # Raised out here: the reader's error drags along frames that hold the whole answer.
        raise ApiError(
            self.status, None, "The answer is not understood", request_id=self.request_id
        )

    @property
    def request_id(self) -> Optional[str]:
        return self.headers.get("X-Request-Id")

    def error(self) -> ApiError:
        """A refusal as the error of its code."""
        error = _object(_object(self.json()).get("error"))
        code = error.get("code")
        retry_after = _retry_after(self.headers.get("Retry-After"))
        if not isinstance(code, str):
            message = f"The answer is not the service's own: {self.reason or 'no reason given'}"
            return ApiError(self.status, None, message, None, self.request_id, retry_after)
        details = _object(error.get("details"))
        if retry_after is None:
            retry_after = _retry_after(str(details.get("retryAfter")))
        kind = BY_CODE.get(code, ApiError)
        message = str(error.get("message") or code)
        return kind(self.status, code, message, details, self.request_id, retry_after)


class Transport:
    """A connection's settings: the address, the caller's key, patience."""

    def __init__(self, api_key: str, base_url: str, timeout: float, max_retries: int) -> None:
        # An unset environment variable arrives as None.
        if not (api_key and _is_header_value(api_key)) or " " in api_key:
            raise ValueError("api_key must be a key's plaintext, without white space")
        if timeout <= 0 or max_retries < 0:
            raise ValueError("timeout must be above 0 and max_retries not below it")
        self.base_url = _address(base_url)
        self._authorization = f"Bearer {api_key}"
        self._timeout = timeout
        self._max_retries = max_retries
        self._opener = build_opener(_AnswersAsTheyAre)

    def send(self, call: Call) -> Answer:
        """The answer, if it is a success; otherwise raises what is in its way."""
        for name, value in (("if_match", call.if_match), ("idempotency_key", call.idempotency_key)):
            if value is not None and not _is_header_value(value):
                raise ValueError(f"{name} must be printable ASCII")
        attempt = 0
        while True:
            outcome = self._attempt(call)
            if isinstance(outcome, Answer):
                return outcome
            if not call.repeatable or attempt >= self._max_retries or not _passes(outcome, attempt):
                raise outcome
            sleep(_delay(outcome, attempt))
            attempt += 1

    def _attempt(self, call: Call) -> Union[Answer, MoonbornError]:
        """Returns errors instead of raising them: the traceback of one that comes from
        below would lead through frames whose variables hold the caller's key."""
        try:
            with self._opener.open(self._request(call), timeout=self._timeout) as response:
                answer = Answer(response.status, response.reason, response.headers, response.read())
        except (OSError, HTTPException) as error:
            return _transport_error(error)
        return answer if 200 <= answer.status < 300 else answer.error()

    def _request(self, call: Call) -> Request:
        query = f"?{urlencode(call.query, quote_via=quote)}" if call.query else ""
        request = Request(self.base_url + call.path + query, method=call.method)
        request.add_header("Authorization", self._authorization)
        request.add_header("Accept", "application/json")
        request.add_header("User-Agent", USER_AGENT)
        if call.body is not None:
            request.data = json.dumps(call.body).encode()
            request.add_header("Content-Type", "application/json")
        if call.if_match is not None:
            request.add_header("If-Match", call.if_match)
        if call.idempotency_key is not None:
            request.add_header("Idempotency-Key", call.idempotency_key)
        return request


class _AnswersAsTheyAre(HTTPErrorProcessor):
    """Raises nothing and follows no redirect, which would hand the key to another host."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _transport_error(error: BaseException) -> TransportError:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return RequestTimeoutError("The service did not answer in time")
    text = f"{type(reason).__name__}: {reason}" if isinstance(reason, Exception) else str(reason)
    return TransportError(f"No answer from the service: {text}")


def _passes(error: MoonbornError, attempt: int) -> bool:
    """Whether the same request may fare better a little later."""
    if isinstance(error, ApiError):
        # To a repeat this says that the attempt before it is still being worked on.
        in_progress = attempt > 0 and isinstance(error, IdempotencyConflictError)
        return in_progress or error.status in (429, 502, 503, 504)
    return True


def _delay(error: MoonbornError, attempt: int) -> float:
    """Seconds to wait: what the service asks for, or exponential backoff with full jitter."""
    asked = error.retry_after if isinstance(error, ApiError) else None
    if asked is not None:
        return min(asked, LONGEST_RETRY_AFTER)
    return random.uniform(0, min(LONGEST_BACKOFF, FIRST_BACKOFF * 2**attempt))


def _retry_after(text: Optional[str]) -> Optional[float]:
    """Seconds from a Retry-After header, which has seconds or a date."""
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _is_header_value(text: str) -> bool:
    return text != "" and text.isascii() and text.isprintable()


def _address(base_url: str) -> str:
    unusable = ValueError("base_url must be http(s)://host[:port][/path]")
    if not _is_header_value(base_url) or " " in base_url:
        raise unusable
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise unusable
    if parts.query or parts.fragment or parts.port == 0:
        raise unusable
    return base_url.rstrip("/")
