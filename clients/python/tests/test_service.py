"""The client against the running service at APIKEYS_BASE_URL, called with APIKEYS_OWNER_KEY."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

from support import SOURCES, LosingTheFirstAnswer

from moonborn import (
    IdempotencyConflictError,
    IssuedApiKey,
    Moonborn,
    NameConflictError,
    NotFoundError,
    PreconditionFailedError,
    StateConflictError,
    UnauthorizedError,
    ValidationError,
)

EXAMPLE = Path(__file__).parent.parent / "examples" / "rename.py"
MISSING = "00000000-0000-4000-8000-000000000000"


class ServiceTests(unittest.TestCase):
    def setUp(self) -> None:
        self.url = os.environ.get("APIKEYS_BASE_URL", "")
        self.owner_key = os.environ.get("APIKEYS_OWNER_KEY", "")
        if not (self.url and self.owner_key):
            self.fail("APIKEYS_BASE_URL and APIKEYS_OWNER_KEY must name a running service")
        self.client = Moonborn(self.owner_key, base_url=self.url)
        self.keys = self.client.api_keys
        self.tag = uuid.uuid4().hex

    def issue(self, name: str = "First", scopes: tuple[str, ...] = ("read:chat",)) -> IssuedApiKey:
        return self.keys.issue_api_key(f"{name} {self.tag}", scopes)

    def test_the_vendors_example_renames(self) -> None:
        key = self.issue()
        name = f"Production Server {self.tag}"
        environment = {
            **os.environ,
            "MOONBORN_API_KEY": self.owner_key,
            "MOONBORN_BASE_URL": self.url,
            "PYTHONPATH": str(SOURCES),
        }
        run = subprocess.run(
            [sys.executable, str(EXAMPLE), key.id, name],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, f"{key.id} {name}\n", ""))
        self.assertEqual(self.keys.get_api_key(key.id).name, name)

    def test_a_keys_life(self) -> None:
        begin = datetime.now(timezone.utc) - timedelta(minutes=1)
        issued = self.issue()
        self.assertTrue(issued.plaintext_key.startswith(issued.prefix + "_"))
        self.assertTrue(begin < issued.created_at < begin + timedelta(minutes=5))

        got = self.keys.get_api_key(issued.id)
        self.assertEqual((got.name, got.scopes), (f"First {self.tag}", ("read:chat",)))
        self.assertEqual((got.status, got.etag), ("active", issued.etag))
        self.assertIsNotNone(got.etag)
        listed = self.keys.list_api_keys(search=self.tag, status="active")
        self.assertEqual([key.id for key in listed.items], [issued.id])

        renamed = self.keys.rename_api_key(issued.id, f"Second {self.tag}", if_match=got.etag)
        self.assertEqual(renamed.name, f"Second {self.tag}")
        self.assertNotEqual(renamed.etag, got.etag)
        with self.assertRaises(PreconditionFailedError):
            self.keys.rename_api_key(issued.id, f"Third {self.tag}", if_match=got.etag)
        with self.assertRaises(PreconditionFailedError):
            self.keys.revoke_api_key(issued.id, if_match=got.etag)

        history = self.keys.list_api_key_events(issued.id)
        self.assertEqual(
            [(event.type, event.data) for event in history.items],
            [
                (
                    "api_key.renamed",
                    {"oldName": f"First {self.tag}", "newName": f"Second {self.tag}"},
                ),
                ("api_key.issued", {}),
            ],
        )

        revoked = self.keys.revoke_api_key(issued.id, if_match=renamed.etag)
        self.assertEqual(revoked.id, issued.id)
        after = self.keys.get_api_key(issued.id)
        self.assertEqual((after.status, after.revoked_at), ("revoked", revoked.revoked_at))
        with self.assertRaises(NotFoundError):
            self.keys.rename_api_key(issued.id, f"Fourth {self.tag}")
        with self.assertRaises(StateConflictError):
            self.keys.revoke_api_key(issued.id)

    def test_refusals_arrive_as_their_errors(self) -> None:
        first, second = self.issue("First"), self.issue("Second")
        with self.assertRaises(NameConflictError) as taken:
            self.keys.rename_api_key(second.id, f"FIRST {self.tag}")
        self.assertEqual(taken.exception.conflicting_key_id, first.id)
        with self.assertRaises(ValidationError) as invalid:
            self.keys.rename_api_key(first.id, " ")
        self.assertEqual(list(invalid.exception.details), ["name"])
        self.assertTrue(invalid.exception.request_id)
        with self.assertRaises(NotFoundError):
            self.keys.get_api_key(MISSING)
        with self.assertRaises(UnauthorizedError):
            Moonborn("pk_live_x", base_url=self.url).api_keys.list_api_keys()

    def test_the_iterator_finds_every_key(self) -> None:
        issued = [self.issue(f"Key {number}").id for number in range(5)]
        found = [key.id for key in self.keys.iter_api_keys(search=self.tag, limit=2)]
        self.assertEqual(found, issued[::-1])

    def test_every_option_of_an_issue_is_understood(self) -> None:
        expiry = datetime(2100, 1, 1, 12, 30, 0, 250000, tzinfo=timezone.utc)
        key = self.keys.issue_api_key(
            f"All {self.tag}",
            ["read:chat", "read:audit"],
            environment="test",
            workspace_id="default",
            expires_at=expiry,
        )
        self.assertTrue(key.prefix.startswith("pk_test_"))
        self.assertEqual(key.expires_at, expiry)

    def test_a_rotated_key_is_accepted_until_its_grace_is_over(self) -> None:
        old = self.issue()
        rotated = self.keys.rotate_api_key(old.id, grace_seconds=600, if_match=old.etag)
        self.assertEqual((rotated.old_key_id, rotated.grace_seconds), (old.id, 600))
        self.assertEqual(self.keys.get_api_key(old.id).status, "rotated")
        self.assertEqual(self.keys.get_api_key(rotated.new_key.id).name, f"First {self.tag}")
        self.assertTrue(self.keys.verify_api_key(old.plaintext_key))
        self.assertTrue(self.keys.verify_api_key(rotated.new_key.plaintext_key))

        last = self.keys.rotate_api_key(rotated.new_key.id)
        self.assertEqual(last.grace_seconds, 0)
        refused = self.keys.verify_api_key(rotated.new_key.plaintext_key)
        self.assertEqual((refused.valid, refused.code), (False, "rotated"))
        with self.assertRaises(StateConflictError):
            self.keys.rotate_api_key(old.id)
        events = self.keys.list_api_key_events(last.new_key.id).items
        self.assertEqual(
            [(event.type, event.data) for event in events],
            [("api_key.issued", {"predecessorId": rotated.new_key.id})],
        )

    def test_verify_tells_what_is_wrong_with_a_key(self) -> None:
        key = self.issue()
        accepted = self.keys.verify_api_key(key.plaintext_key, scopes=["read:chat"])
        self.assertEqual(
            (accepted.valid, accepted.code, accepted.key_id, accepted.name, accepted.environment),
            (True, "valid", key.id, f"First {self.tag}", "live"),
        )
        lacking = self.keys.verify_api_key(key.plaintext_key, scopes=["read:chat", "write:chat"])
        self.assertEqual((bool(lacking), lacking.code), (False, "insufficient_scope"))
        malformed = self.keys.verify_api_key("pk_live_x")
        self.assertEqual((malformed.code, malformed.key_id), ("malformed", None))
        self.keys.revoke_api_key(key.id)
        self.assertEqual(self.keys.verify_api_key(key.plaintext_key).code, "revoked")

    def test_an_idempotency_key_makes_one_key(self) -> None:
        once = uuid.uuid4().hex
        name = f"Once {self.tag}"
        first = self.keys.issue_api_key(name, ["read:chat"], idempotency_key=once)
        again = self.keys.issue_api_key(name, ["read:chat"], idempotency_key=once)
        # Not assertEqual, which would print both keys.
        self.assertTrue(first == again and first.plaintext_key == again.plaintext_key)
        with self.assertRaises(IdempotencyConflictError):
            self.keys.issue_api_key(f"Other {self.tag}", ["read:chat"], idempotency_key=once)

    def test_an_issue_whose_answer_is_lost_after_the_commit_ends_with_one_key_and_its_secret(self) -> None:
        name = f"Lost {self.tag}"
        with LosingTheFirstAnswer(self.url) as between:
            key = Moonborn(self.owner_key, base_url=between.url).api_keys.issue_api_key(name, ["read:chat"])
        self.assertTrue(key.plaintext_key == between.lost[0]["plaintextKey"])
        self.assertEqual([item.id for item in self.keys.list_api_keys(search=name).items], [key.id])

    def test_a_rotation_whose_answer_is_lost_after_the_commit_ends_with_one_successor(self) -> None:
        old = self.issue()
        with LosingTheFirstAnswer(self.url) as between:
            rotated = Moonborn(self.owner_key, base_url=between.url).api_keys.rotate_api_key(old.id)
        self.assertEqual(rotated.new_key.id, between.lost[0]["newKey"]["id"])
        self.assertTrue(rotated.new_key.plaintext_key == between.lost[0]["newKey"]["plaintextKey"])

    def test_an_idempotency_key_rotates_once(self) -> None:
        key, once = self.issue(), uuid.uuid4().hex
        first = self.keys.rotate_api_key(key.id, idempotency_key=once)
        again = self.keys.rotate_api_key(key.id, idempotency_key=once)
        self.assertEqual(first.new_key.id, again.new_key.id)
        self.assertTrue(first.new_key.plaintext_key == again.new_key.plaintext_key)
