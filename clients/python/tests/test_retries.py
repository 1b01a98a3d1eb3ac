"""What is repeated, when, and what never is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from unittest import mock

from support import (
    ISSUED,
    KEY_ID,
    REVOKED,
    ROTATED,
    VERIFIED,
    ClientTestCase,
    CutOff,
    Dropped,
    Reply,
    Script,
    Silence,
    refusal,
    unused_url,
)

from moonborn import (
    ApiError,
    IdempotencyConflictError,
    Moonborn,
    NotFoundError,
    RateLimitedError,
    RequestTimeoutError,
    TransportError,
    UnavailableError,
)

BUSY = Reply(503, refusal("unavailable"))


class RetryTests(ClientTestCase):
    def test_a_busy_service_is_asked_again_until_it_answers(self) -> None:
        service = self.serve(BUSY, BUSY, Reply())
        self.assertEqual(self.client(service).api_keys.get_api_key(KEY_ID).id, KEY_ID)
        self.assertEqual((len(service.received), len(self.waits)), (3, 2))

    def test_patience_ends_with_the_last_error(self) -> None:
        for retries, tries in ((0, 1), (2, 3)):
            with self.subTest(retries=retries):
                service = self.serve(BUSY)
                with self.assertRaises(UnavailableError):
                    self.client(service, max_retries=retries).api_keys.get_api_key(KEY_ID)
                self.assertEqual(len(service.received), tries)

    def test_only_passing_refusals_are_repeated(self) -> None:
        final, passing = (302, 400, 404, 409, 500), (429, 502, 503, 504)
        for status in final + passing:
            with self.subTest(status=status):
                service = self.serve(Reply(status, "<html>"))
                with self.assertRaises(ApiError):
                    self.client(service, max_retries=1).api_keys.list_api_keys()
                self.assertEqual(len(service.received), 2 if status in passing else 1)

    def test_a_rename_is_repeated(self) -> None:
        for trouble in (BUSY, Dropped(), CutOff()):
            with self.subTest(trouble=trouble):
                service = self.serve(trouble, Reply())
                self.client(service).api_keys.rename_api_key(KEY_ID, "A", if_match='"7"')
                first, second = service.received
                self.assertEqual((first.body, first.target), (second.body, second.target))
                self.assertEqual(second.header("If-Match"), '"7"')

    def test_issue_and_rotate_are_repeated_with_the_same_idempotency_key(self) -> None:
        troubles: list[Script] = [BUSY, Reply(429, refusal("rate_limited")), Dropped(), CutOff()]
        for trouble in troubles:
            with self.subTest(trouble=trouble):
                issuing = self.serve(trouble, Reply(201, ISSUED))
                self.client(issuing).api_keys.issue_api_key("A", ["*"])
                rotating = self.serve(trouble, Reply(201, ROTATED))
                self.client(rotating).api_keys.rotate_api_key(KEY_ID, grace_seconds=60)
                for service in (issuing, rotating):
                    first, second = service.received
                    self.assertIsNotNone(first.header("Idempotency-Key"))
                    self.assertEqual(
                        first.header("Idempotency-Key"), second.header("Idempotency-Key")
                    )
                    self.assertEqual(first.body, second.body)

    def test_a_repeat_that_meets_its_first_try_still_running_waits_for_it(self) -> None:
        conflict = Reply(409, refusal("idempotency_conflict"))
        service = self.serve(Dropped(), conflict, Reply(201, ISSUED))
        self.client(service).api_keys.issue_api_key("A", ["*"])
        self.assertEqual(len(service.received), 3)

    def test_an_idempotency_conflict_of_a_first_try_is_an_error(self) -> None:
        service = self.serve(Reply(409, refusal("idempotency_conflict")))
        with self.assertRaises(IdempotencyConflictError):
            self.client(service).api_keys.issue_api_key("A", ["*"], idempotency_key="x" * 16)
        self.assertEqual(len(service.received), 1)

    def test_a_verification_is_repeated(self) -> None:
        service = self.serve(BUSY, Reply(200, VERIFIED))
        self.assertTrue(self.client(service).api_keys.verify_api_key("pk_live_x"))

    def test_a_revoke_is_never_repeated(self) -> None:
        for trouble in (BUSY, Reply(429, refusal("rate_limited")), Dropped()):
            with self.subTest(trouble=trouble):
                service = self.serve(trouble, Reply(200, REVOKED))
                with self.assertRaises((ApiError, TransportError)):
                    self.client(service).api_keys.revoke_api_key(KEY_ID)
                self.assertEqual((len(service.received), self.waits), (1, []))


class WaitTests(ClientTestCase):
    def wait_after(self, reply: Reply) -> float:
        service = self.serve(reply, Reply())
        self.client(service).api_keys.get_api_key(KEY_ID)
        return self.waits[-1]

    def busy(self, retry_after: str) -> Reply:
        return Reply(503, refusal("unavailable"), {"Retry-After": retry_after})

    def test_retry_after_is_kept_up_to_a_cap(self) -> None:
        self.assertEqual(self.wait_after(self.busy("3")), 3)
        self.assertEqual(self.wait_after(self.busy("0")), 0)
        self.assertEqual(self.wait_after(self.busy("86400")), 30)

    def test_retry_after_may_be_a_date(self) -> None:
        now = datetime.now(timezone.utc)
        in_ten = format_datetime(now + timedelta(seconds=10), usegmt=True)
        self.assertTrue(5 < self.wait_after(self.busy(in_ten)) <= 10)
        long_ago = format_datetime(now - timedelta(days=1), usegmt=True)
        self.assertEqual(self.wait_after(self.busy(long_ago)), 0)
        no_zone = in_ten.replace("GMT", "-0000")
        self.assertTrue(5 < self.wait_after(self.busy(no_zone)) <= 10)

    def test_the_services_own_retry_after_serves_when_the_header_is_missing(self) -> None:
        body = '{"error":{"code":"rate_limited","message":"Slow down.","details":{"retryAfter":4}}}'
        self.assertEqual(self.wait_after(Reply(429, body)), 4)

    def test_without_a_usable_retry_after_the_wait_is_random_within_doubling_bounds(self) -> None:
        service = self.serve(*[self.busy("soon")] * 6, Reply())
        with mock.patch("moonborn._transport.random.uniform") as uniform:
            self.client(service, max_retries=6).api_keys.get_api_key(KEY_ID)
        bounds = [mock.call(0, bound) for bound in (0.5, 1.0, 2.0, 4.0, 8.0, 8.0)]
        self.assertEqual(uniform.call_args_list, bounds)
        self.assertEqual(self.waits, [uniform.return_value] * 6)


class ConnectionTests(ClientTestCase):
    def test_silence_is_a_timeout_and_repeated_where_safe(self) -> None:
        service = self.serve(Silence())
        keys = self.client(service, timeout=0.2, max_retries=1).api_keys
        with self.assertRaises(RequestTimeoutError):
            keys.rename_api_key(KEY_ID, "A")
        self.assertEqual(len(service.received), 2)
        with self.assertRaises(RequestTimeoutError):
            keys.revoke_api_key(KEY_ID)
        self.assertEqual(len(service.received), 3)

    def test_a_refused_connection_is_a_transport_error_that_says_so(self) -> None:
        with self.assertRaises(TransportError) as raised:
            Moonborn("pk_live_x", base_url=unused_url()).api_keys.list_api_keys()
        self.assertIn("ConnectionRefusedError", str(raised.exception))
        self.assertEqual(len(self.waits), 2)

    def test_a_redirect_is_not_followed(self) -> None:
        elsewhere = self.serve(Reply())
        for status in (301, 302, 303, 307, 308):
            with self.subTest(status=status):
                location = {"Location": f"{elsewhere.url}/v1/api-keys/{KEY_ID}"}
                service = self.serve(Reply(status, "", location))
                with self.assertRaises(ApiError) as raised:
                    self.client(service).api_keys.get_api_key(KEY_ID)
                self.assertEqual((raised.exception.status, raised.exception.code), (status, None))
                self.assertEqual(len(service.received), 1)
        self.assertEqual(elsewhere.received, [])

    def test_a_first_answer_that_settles_the_matter_ends_the_retries(self) -> None:
        service = self.serve(BUSY, Reply(404, refusal("not_found")), Reply())
        with self.assertRaises(NotFoundError):
            self.client(service).api_keys.get_api_key(KEY_ID)
        self.assertEqual(len(service.received), 2)

    def test_rate_limiting_tells_how_long(self) -> None:
        service = self.serve(Reply(429, refusal("rate_limited"), {"Retry-After": "7"}))
        with self.assertRaises(RateLimitedError) as raised:
            self.client(service, max_retries=0).api_keys.get_api_key(KEY_ID)
        self.assertEqual(raised.exception.retry_after, 7)
