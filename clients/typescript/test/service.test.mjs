// The client against the running service.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import Moonborn, * as sdk from "../dist/index.js";
import { failureOf, losingTheFirstAnswer, realService } from "./support.mjs";

const { url, ownerKey, keys } = realService();
const MISSING = "00000000-0000-4000-8000-000000000000";
const issue = (tag, more = {}) => keys.issueApiKey({ name: `First ${tag}`, scopes: ["read:chat"], ...more });

test("a key's whole life", async () => {
  const tag = randomUUID();
  const issued = await issue(tag);
  assert.ok(issued.plaintextKey.startsWith(`${issued.prefix}_`));

  const got = await keys.getApiKey({ id: issued.id });
  assert.deepEqual([got.name, got.scopes, got.status], [`First ${tag}`, ["read:chat"], "active"]);
  assert.equal(got.etag, issued.etag);
  const listed = await keys.listApiKeys({ search: tag, status: "active" });
  assert.deepEqual(listed.items.map((key) => key.id), [issued.id]);

  const renamed = await keys.renameApiKey({ id: issued.id, name: `Second ${tag}`, ifMatch: got.etag });
  assert.equal(renamed.name, `Second ${tag}`);
  assert.notEqual(renamed.etag, got.etag);

  const rotated = await keys.rotateApiKey({ id: issued.id, graceSeconds: 600, ifMatch: renamed.etag });
  assert.deepEqual([rotated.oldKeyId, rotated.graceSeconds], [issued.id, 600]);
  for (const key of [issued.plaintextKey, rotated.newKey.plaintextKey]) {
    const { valid, code } = await keys.verifyApiKey({ key, scopes: ["read:chat"] });
    assert.deepEqual([valid, code], [true, "valid"]);
  }

  const history = await keys.listApiKeyEvents({ id: issued.id });
  assert.deepEqual(
    history.items.map((event) => [event.type, event.data]),
    [
      ["api_key.rotated", { successorId: rotated.newKey.id }],
      ["api_key.renamed", { oldName: `First ${tag}`, newName: `Second ${tag}` }],
      ["api_key.issued", {}],
    ],
  );

  const revoked = await keys.revokeApiKey({ id: rotated.newKey.id });
  assert.equal((await keys.getApiKey({ id: rotated.newKey.id })).revokedAt, revoked.revokedAt);
  assert.equal((await keys.verifyApiKey({ key: rotated.newKey.plaintextKey })).code, "revoked");
});

test("refusals arrive as their errors", async () => {
  const tag = randomUUID();
  const [first, second] = [await issue(tag), await issue(`other ${tag}`)];
  const taken = await failureOf(keys.renameApiKey({ id: second.id, name: `FIRST ${tag}` }));
  assert.ok(taken instanceof sdk.NameConflictError);
  assert.equal(taken.conflictingKeyId, first.id);
  const invalid = await failureOf(keys.renameApiKey({ id: first.id, name: " " }));
  assert.ok(invalid instanceof sdk.ValidationError);
  assert.deepEqual(invalid.details, { name: ["A name is required."] });
  assert.ok(invalid.requestId);
  await assert.rejects(keys.getApiKey({ id: MISSING }), sdk.NotFoundError);
  await assert.rejects(keys.renameApiKey({ id: first.id, name: "x", ifMatch: '"9"' }), sdk.PreconditionFailedError);
  await assert.rejects(keys.renameApiKey({ id: first.id, name: "x".repeat(70_000) }), sdk.PayloadTooLargeError);
  await keys.revokeApiKey({ id: first.id });
  await assert.rejects(keys.revokeApiKey({ id: first.id }), sdk.StateConflictError);
  await assert.rejects(keys.renameApiKey({ id: first.id, name: "x" }), sdk.NotFoundError);

  const callerOf = (apiKey) => new Moonborn({ apiKey, baseUrl: url }).api_keys;
  await assert.rejects(callerOf(second.plaintextKey).listApiKeys(), sdk.ForbiddenError);
  await assert.rejects(callerOf("pk_live_x").listApiKeys(), sdk.UnauthorizedError);
});

test("the iterator finds every key", async () => {
  const tag = randomUUID();
  const issued = [];
  for (let number = 0; number < 5; number++) issued.push((await issue(`${number} ${tag}`)).id);
  const found = [];
  for await (const key of keys.iterApiKeys({ search: tag, limit: 2 })) found.push(key.id);
  assert.deepEqual(found, issued.reverse());
});

test("every option of an issue is understood", async () => {
  const expiresAt = "2100-01-01T12:30:00.250Z";
  const key = await issue(randomUUID(), { environment: "test", workspaceId: "default", expiresAt });
  assert.ok(key.prefix.startsWith("pk_test_"));
  assert.equal(key.expiresAt, expiresAt);
});

test("an idempotency key makes one key", async () => {
  const tag = randomUUID();
  const once = { idempotencyKey: randomUUID() };
  const [first, again] = [await issue(tag, once), await issue(tag, once)];
  assert.ok(first.id === again.id && first.plaintextKey === again.plaintextKey);
  await assert.rejects(issue(`other ${tag}`, once), sdk.IdempotencyConflictError);
});

test("an issue whose answer is lost after the commit ends with one key and its secret", async () => {
  const between = await losingTheFirstAnswer(url);
  const name = `Lost ${randomUUID()}`;
  const key = await new Moonborn({ apiKey: ownerKey, baseUrl: between.url }).api_keys.issueApiKey({
    name,
    scopes: ["read:chat"],
  });
  assert.ok(key.plaintextKey === between.lost[0].plaintextKey);
  const found = await keys.listApiKeys({ search: name });
  assert.deepEqual(
    found.items.map((item) => item.id),
    [key.id],
  );
});

test("a rotation whose answer is lost after the commit ends with one successor and its secret", async () => {
  const old = await issue(randomUUID());
  const between = await losingTheFirstAnswer(url);
  const rotated = await new Moonborn({ apiKey: ownerKey, baseUrl: between.url }).api_keys.rotateApiKey({ id: old.id });
  assert.equal(rotated.newKey.id, between.lost[0].newKey.id);
  assert.ok(rotated.newKey.plaintextKey === between.lost[0].newKey.plaintextKey);
});
