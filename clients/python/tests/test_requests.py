"""What each method sends, and what it makes of the answer."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from unittest import mock

from support import (
    ISSUED,
    KEY_ID,
    OLD_ID,
    REVOKED,
    ROTATED,
    SECRET,
    SUMMARY,
    VERIFIED,
    ClientTestCase,
    Reply,
)

from moonborn import ApiKey, Moonborn

TEN = datetime(2024, 3, 1, 10, tzinfo=timezone.utc)


class RequestTests(ClientTestCase):
    def test_rename_sends_the_name_and_reads_the_key_and_its_etag(self) -> None:
        service = self.serve(Reply(headers={"ETag": '"7"'}))
        key = self.client(service).api_keys.rename_api_key(id=KEY_ID, name="Büro")
        (sent,) = service.received
        self.assertEqual((sent.method, sent.target), ("PATCH", f"/v1/api-keys/{KEY_ID}"))
        self.assertEqual(sent.json, {"name": "Büro"})
        self.assertEqual(sent.header("Authorization"), f"Bearer {SECRET}")
        self.assertEqual(sent.header("Content-Type"), "application/json")
        self.assertIsNone(sent.header("If-Match"))
        self.assertIsNone(sent.header("Idempotency-Key"))
        expected = ApiKey(
            id=KEY_ID,
            prefix="pk_live_abcdefghijklmn",
            name="Billing",
            scopes=("read:chat",),
            org_id="default",
            workspace_id="default",
            created_by="system:cli",
            created_at=TEN,
            expires_at=None,
            last_used_at=None,
            rotated_at=None,
            revoked_at=None,
            status="active",
            etag='"7"',
        )
        self.assertEqual(key, expected)

    def test_if_match_is_sent_where_it_is_given(self) -> None:
        service = self.serve(Reply(), Reply(201, ROTATED), Reply(200, REVOKED))
        keys = self.client(service).api_keys
        keys.rename_api_key(KEY_ID, "A", if_match='"7"')
        keys.rotate_api_key(KEY_ID, if_match='"7"')
        keys.revoke_api_key(KEY_ID, if_match='"7"')
        self.assertEqual([sent.header("If-Match") for sent in service.received], ['"7"'] * 3)

    def test_issue_sends_only_what_is_given(self) -> None:
        service = self.serve(Reply(201, ISSUED, {"ETag": '"1"'}))
        keys = self.client(service).api_keys
        key = keys.issue_api_key("Billing", ["read:chat"])
        keys.issue_api_key(
            "Billing",
            ("read:chat",),
            environment="test",
            workspace_id="w1",
            expires_at=datetime(2030, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
        )
        bare, full = service.received
        self.assertEqual((bare.method, bare.target), ("POST", "/v1/api-keys"))
        self.assertEqual(bare.json, {"name": "Billing", "scopes": ["read:chat"]})
        self.assertEqual(
            full.json,
            {
                "name": "Billing",
                "scopes": ["read:chat"],
                "environment": "test",
                "workspaceId": "w1",
                "expiresAt": "2030-01-01T00:00:00.000Z",
            },
        )
        self.assertEqual((key.plaintext_key, key.etag, key.created_at), (SECRET, '"1"', TEN))

    def test_each_issue_has_its_own_idempotency_key_of_at_least_128_bits(self) -> None:
        service = self.serve(Reply(201, ISSUED))
        keys = self.client(service).api_keys
        keys.issue_api_key("A", ["*"])
        keys.issue_api_key("A", ["*"])
        keys.issue_api_key("A", ["*"], idempotency_key="order-4711-attempt")
        first, second, third = [sent.header("Idempotency-Key") for sent in service.received]
        self.assertNotEqual(first, second)
        self.assertRegex(first or "", r"^[A-Za-z0-9_-]{22,}$")
        self.assertEqual(third, "order-4711-attempt")

    def test_rotate_without_grace_has_no_body(self) -> None:
        service = self.serve(Reply(201, ROTATED))
        keys = self.client(service).api_keys
        keys.rotate_api_key(KEY_ID)
        rotated = keys.rotate_api_key(KEY_ID, grace_seconds=0)
        bare, graced = service.received
        self.assertEqual((bare.method, bare.target), ("POST", f"/v1/api-keys/{KEY_ID}/rotate"))
        self.assertEqual((bare.body, bare.header("Content-Type")), (b"", None))
        self.assertEqual(graced.json, {"graceSeconds": 0})
        self.assertEqual(rotated.old_key_id, OLD_ID)
        self.assertEqual((rotated.new_key.plaintext_key, rotated.grace_seconds), (SECRET, 60))

    def test_revoke_deletes(self) -> None:
        service = self.serve(Reply(200, REVOKED))
        revoked = self.client(service).api_keys.revoke_api_key(KEY_ID)
        (sent,) = service.received
        self.assertEqual((sent.method, sent.target), ("DELETE", f"/v1/api-keys/{KEY_ID}"))
        self.assertEqual((revoked.id, revoked.revoked_at), (KEY_ID, TEN))

    def test_list_encodes_the_filters(self) -> None:
        service = self.serve(Reply(200, f'{{"items":[{SUMMARY}],"nextCursor":"c2"}}'))
        page = self.client(service).api_keys.list_api_keys(
            status="active", workspace_id="w:1", search="a b&c+ü", cursor="c/1=", limit=5
        )
        self.assertEqual(
            service.received[0].target,
            "/v1/api-keys?status=active&workspaceId=w%3A1&search=a%20b%26c%2B%C3%BC"
            "&cursor=c%2F1%3D&limit=5",
        )
        self.assertEqual(([key.name for key in page.items], page.next_cursor), (["Billing"], "c2"))

    def test_the_iterator_walks_all_pages_and_keeps_the_filters(self) -> None:
        service = self.serve(
            Reply(200, f'{{"items":[{SUMMARY},{SUMMARY}],"nextCursor":"c2"}}'),
            Reply(200, '{"items":[],"nextCursor":"c3"}'),
            Reply(200, f'{{"items":[{SUMMARY}],"nextCursor":null}}'),
        )
        keys = list(self.client(service).api_keys.iter_api_keys(search="Bill", limit=2))
        self.assertEqual(len(keys), 3)
        self.assertEqual(
            [sent.target for sent in service.received],
            [
                "/v1/api-keys?search=Bill&limit=2",
                "/v1/api-keys?search=Bill&cursor=c2&limit=2",
                "/v1/api-keys?search=Bill&cursor=c3&limit=2",
            ],
        )

    def test_history_is_read(self) -> None:
        event = (
            '{"id":"e1","type":"api_key.renamed","at":"2024-03-01T10:00:00.000Z",'
            '"actor":"user:u1","data":{"oldName":"A","newName":"B"}}'
        )
        service = self.serve(Reply(200, f'{{"items":[{event}],"nextCursor":null}}'))
        page = self.client(service).api_keys.list_api_key_events(KEY_ID, limit=1)
        self.assertEqual(service.received[0].target, f"/v1/api-keys/{KEY_ID}/events?limit=1")
        (read,) = page.items
        self.assertEqual((read.type, read.at, read.actor), ("api_key.renamed", TEN, "user:u1"))
        self.assertEqual(read.data, {"oldName": "A", "newName": "B"})

    def test_verify_sends_the_key_in_the_body_and_counts_as_true_only_when_valid(self) -> None:
        nothing = (
            '{"valid":false,"code":"not_found","keyId":null,"name":null,"orgId":null,'
            '"workspaceId":null,"environment":null,"scopes":null,"expiresAt":null,"status":null}'
        )
        service = self.serve(Reply(200, VERIFIED), Reply(200, nothing))
        keys = self.client(service).api_keys
        accepted = keys.verify_api_key("pk_test_x", scopes=["read:chat"])
        refused = keys.verify_api_key("pk_test_x")
        first, second = service.received
        self.assertEqual((first.method, first.target), ("POST", "/v1/api-keys/verify"))
        self.assertEqual(first.json, {"key": "pk_test_x", "scopes": ["read:chat"]})
        self.assertEqual(second.json, {"key": "pk_test_x"})
        self.assertTrue(accepted)
        self.assertEqual((accepted.key_id, accepted.scopes), (KEY_ID, ("read:chat",)))
        self.assertFalse(refused)
        self.assertEqual((refused.code, refused.scopes), ("not_found", None))

    def test_an_id_cannot_leave_its_place_in_the_path(self) -> None:
        service = self.serve(Reply())
        keys = self.client(service).api_keys
        keys.get_api_key("../x?y#z/ü")
        self.assertEqual(service.received[0].target, "/v1/api-keys/..%2Fx%3Fy%23z%2F%C3%BC")
        for id in ("", ".", ".."):
            with self.subTest(id=id), self.assertRaises(ValueError):
                keys.revoke_api_key(id)
        self.assertEqual(len(service.received), 1)


class OptionTests(ClientTestCase):
    def test_the_base_url_may_carry_a_path(self) -> None:
        service = self.serve(Reply())
        client = Moonborn(SECRET, base_url=service.url + "/keys/")
        client.api_keys.get_api_key(KEY_ID)
        self.assertEqual(service.received[0].target, f"/keys/v1/api-keys/{KEY_ID}")

    def test_the_base_url_comes_from_the_environment_or_is_the_local_service(self) -> None:
        with mock.patch.dict(os.environ, {"MOONBORN_BASE_URL": "https://keys.example"}):
            self.assertEqual(Moonborn(SECRET).base_url, "https://keys.example")
            self.assertEqual(Moonborn(SECRET, base_url="http://a").base_url, "http://a")
            del os.environ["MOONBORN_BASE_URL"]
            self.assertEqual(Moonborn(SECRET).base_url, "http://127.0.0.1:5080")

    def test_unusable_addresses_are_refused(self) -> None:
        unusable = (
            "keys.example",
            "ftp://a",
            "http://",
            "http://a?b",
            "http://a#b",
            "http://a b",
            "http://u:p@a",
            "http://a:x",
            "http://a\r\nX: y",
        )
        for url in unusable:
            with self.subTest(url=url), self.assertRaises(ValueError):
                Moonborn(SECRET, base_url=url)

    def test_unusable_keys_are_refused_without_being_shown(self) -> None:
        for key in ("", SECRET + "\n", SECRET + " ", SECRET + "ü", None):
            with self.subTest(), self.assertRaises(ValueError) as raised:
                Moonborn(key)  # type: ignore[arg-type]
            self.assertNotIn("pk_live", str(raised.exception))

    def test_arguments_that_would_break_a_header_or_a_list_are_refused(self) -> None:
        service = self.serve(Reply())
        keys = self.client(service).api_keys
        with self.assertRaises(ValueError):
            keys.rename_api_key(KEY_ID, "A", if_match='"7"\r\nX: y')
        with self.assertRaises(ValueError):
            keys.issue_api_key("A", ["*"], idempotency_key="0123456789abcdef\n")
        with self.assertRaises(ValueError):
            keys.issue_api_key("A", ["*"], expires_at=datetime(2030, 1, 1))
        with self.assertRaises(TypeError):
            keys.issue_api_key("A", "read:chat")
        self.assertEqual(service.received, [])
