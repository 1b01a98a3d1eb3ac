"""Refusals as errors, and what errors and answers show."""

from __future__ import annotations

import copy
import pickle
import traceback
from typing import Callable, Optional

from support import (
    ISSUED,
    KEY_ID,
    ROTATED,
    SECRET,
    ClientTestCase,
    CutOff,
    Dropped,
    Reply,
    Silence,
    refusal,
)

import moonborn
from moonborn import ApiError, Moonborn, MoonbornError, NameConflictError, ValidationError

CODES: list[tuple[int, str, type[ApiError]]] = [
    (400, "validation_failed", moonborn.ValidationError),
    (401, "unauthorized", moonborn.UnauthorizedError),
    (403, "forbidden", moonborn.ForbiddenError),
    (404, "not_found", moonborn.NotFoundError),
    (405, "method_not_allowed", moonborn.MethodNotAllowedError),
    (409, "name_conflict", moonborn.NameConflictError),
    (409, "state_conflict", moonborn.StateConflictError),
    (409, "idempotency_conflict", moonborn.IdempotencyConflictError),
    (412, "precondition_failed", moonborn.PreconditionFailedError),
    (413, "payload_too_large", moonborn.PayloadTooLargeError),
    (415, "unsupported_media_type", moonborn.UnsupportedMediaTypeError),
    (429, "rate_limited", moonborn.RateLimitedError),
    (500, "internal_error", moonborn.InternalError),
    (503, "unavailable", moonborn.UnavailableError),
    (418, "a_code_of_tomorrow", ApiError),
]


class ErrorTests(ClientTestCase):
    def refused(self, reply: Reply) -> ApiError:
        with self.assertRaises(ApiError) as raised:
            self.client(self.serve(reply), max_retries=0).api_keys.rename_api_key(KEY_ID, "A")
        return raised.exception

    def test_each_code_has_its_class(self) -> None:
        for status, code, kind in CODES:
            with self.subTest(code=code):
                body = '{"error":{"code":"%s","message":"Because."}}' % code
                error = self.refused(Reply(status, body, {"X-Request-Id": "r-1"}))
                self.assertIs(type(error), kind)
                self.assertIsInstance(error, MoonbornError)
                self.assertEqual(
                    (error.status, error.code, error.message, error.request_id, error.retry_after),
                    (status, code, "Because.", "r-1", None),
                )
                self.assertEqual(error.details, {})
                self.assertEqual(str(error), f"{status} {code}: Because. (request r-1)")

    def test_details_are_kept(self) -> None:
        invalid = self.refused(
            Reply(
                400,
                '{"error":{"code":"validation_failed","message":"Refused.",'
                '"details":{"name":["Too long."]}}}',
            )
        )
        self.assertIsInstance(invalid, ValidationError)
        self.assertEqual(invalid.details, {"name": ["Too long."]})
        taken = self.refused(
            Reply(
                409,
                '{"error":{"code":"name_conflict","message":"Taken.",'
                '"details":{"conflictingKeyId":"11111111-2222-3333-4444-555555555555"}}}',
            )
        )
        assert isinstance(taken, NameConflictError)
        self.assertEqual(taken.conflicting_key_id, KEY_ID)

    def test_a_foreign_body_gives_no_code_and_no_message(self) -> None:
        foreign = (
            "<html><h1>Sorry</h1>",
            "",
            "[]",
            "null",
            '"Sorry"',
            '{"error":"Sorry"}',
            '{"error":{"code":5,"message":"Sorry"}}',
            '{"error":{"message":"Sorry"}}',
        )
        for body in foreign:
            with self.subTest(body=body):
                error = self.refused(Reply(404, body, {"X-Request-Id": "r-1", "Retry-After": "2"}))
                self.assertIs(type(error), ApiError)
                self.assertEqual((error.status, error.code, error.request_id), (404, None, "r-1"))
                self.assertEqual(error.retry_after, 2)
                self.assertNotIn("Sorry", str(error))

    def test_a_success_that_is_not_understood_is_an_error(self) -> None:
        for body in ("<html>", "{}", "[]", '{"id":5}'):
            with self.subTest(body=body):
                error = self.refused(Reply(200, body))
                self.assertEqual((error.status, error.code), (200, None))

    def test_an_error_survives_copying_and_pickling(self) -> None:
        error = self.refused(Reply(404, refusal("not_found"), {"X-Request-Id": "r-1"}))
        for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            self.assertIs(type(twin), moonborn.NotFoundError)
            self.assertEqual((twin.code, str(twin)), ("not_found", str(error)))


class RedactionTests(ClientTestCase):
    def test_no_repr_shows_a_plaintext_key(self) -> None:
        service = self.serve(Reply(201, ISSUED), Reply(201, ROTATED))
        client = self.client(service)
        issued = client.api_keys.issue_api_key("A", ["*"])
        rotated = client.api_keys.rotate_api_key(KEY_ID)
        self.assertEqual(issued.plaintext_key, SECRET)
        for thing in (client, client.api_keys, issued, rotated, [issued], {"key": rotated}):
            for text in (repr(thing), str(thing), f"{thing}"):
                self.assertNotIn(SECRET[-20:], text)
        self.assertEqual(repr(client), f"Moonborn(base_url='{service.url}')")

    def test_no_error_shows_a_plaintext_key_not_even_with_the_variables_of_its_frames(self) -> None:
        broken = Reply(201, ISSUED.replace('"createdAt"', '"madeAt"'))
        refused = Reply(401, refusal("unauthorized"))
        scripts = (refused, Reply(500, "<html>"), broken, Dropped(), CutOff(), Silence())
        for script in scripts:
            client = self.client(self.serve(script), timeout=0.2, max_retries=0)
            for call in (issue, rotate, verify):
                with self.subTest(script=type(script).__name__, call=call.__name__):
                    error = raised_by(call, client)
                    assert error is not None
                    report = traceback.TracebackException.from_exception(error, capture_locals=True)
                    shown = "".join(report.format()) + repr(error) + str(error)
                    self.assertIn("api_keys.py", shown)
                    self.assertFalse(SECRET[-20:] in shown, "the plaintext is shown")


def issue(client: Moonborn) -> object:
    return client.api_keys.issue_api_key("A", ["*"])


def rotate(client: Moonborn) -> object:
    return client.api_keys.rotate_api_key(KEY_ID)


def verify(client: Moonborn) -> object:
    return client.api_keys.verify_api_key(SECRET)


def raised_by(call: Callable[[Moonborn], object], client: Moonborn) -> Optional[MoonbornError]:
    try:
        call(client)
    except MoonbornError as error:
        return error
    return None
