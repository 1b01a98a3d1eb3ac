"""The client: where the service is, and who calls it."""

from __future__ import annotations

import os
from typing import Optional

from ._transport import Transport
from .api_keys import ApiKeys

DEFAULT_BASE_URL = "http://127.0.0.1:5080"


class Moonborn:
    """A caller of the service. May be shared by threads; opens one connection a request.

    base_url: where the service is; it may carry a path. Without it the environment
    variable MOONBORN_BASE_URL counts, then http://127.0.0.1:5080.
    timeout: seconds to wait for the connection, and for each part of an answer.
    max_retries: how often a request is repeated when that cannot do harm.
    """

    api_keys: ApiKeys

    def __init__(
        self,
        api_key: str,
        *,
        base_url: Optional[str] = None,
        timeout: float = 30.0,
        max_retries: int = 2,
    ) -> None:
        address = base_url or os.environ.get("MOONBORN_BASE_URL") or DEFAULT_BASE_URL
        self._transport = Transport(api_key, address, timeout, max_retries)
        self.api_keys = ApiKeys(self._transport)

    @property
    def base_url(self) -> str:
        return self._transport.base_url

    def __repr__(self) -> str:
        return f"Moonborn(base_url={self.base_url!r})"
