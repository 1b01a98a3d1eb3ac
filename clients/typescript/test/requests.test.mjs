// What is sent, what comes back, and what every refusal becomes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as sdk from "../dist/index.js";
import { ID, KEY, SECRET, clientOf, failureOf, ok, refusal, serve } from "./support.mjs";

test("a rename sends the name, the key as bearer token and the condition", async () => {
  const service = await serve(ok(KEY, { ETag: '"2"' }));
  const key = await clientOf(service).renameApiKey({ id: ID, name: "Néw 🔑", ifMatch: '"1"' });
  const [{ method, url, headers, body }] = service.received;
  assert.deepEqual([method, url, body], ["PATCH", `/v1/api-keys/${ID}`, '{"name":"Néw 🔑"}']);
  assert.ok(headers.authorization === `Bearer ${SECRET}`);
  assert.deepEqual([headers["if-match"], headers["content-type"]], ['"1"', "application/json"]);
  assert.deepEqual(key, KEY);
  assert.equal(key.etag, '"2"');
});

test("what is not given is not sent", async () => {
  const service = await serve(ok({ items: [], nextCursor: null }), ok());
  const keys = clientOf(service);
  await keys.listApiKeys();
  await keys.renameApiKey({ id: ID, name: "x" });
  assert.equal(service.received[0].url, "/v1/api-keys");
  assert.equal("if-match" in service.received[1].headers, false);
});

test("the list's options are sent as they are meant", async () => {
  const service = await serve(ok({ items: [], nextCursor: null }));
  await clientOf(service).listApiKeys({ status: "active", search: "a&b=ü %", limit: 5, cursor: "c", workspaceId: "w" });
  const query = new URL(service.received[0].url, "http://x").searchParams;
  assert.deepEqual(Object.fromEntries(query), {
    status: "active",
    workspaceId: "w",
    search: "a&b=ü %",
    cursor: "c",
    limit: "5",
  });
});

test("a base URL may carry a path", async () => {
  const service = await serve(ok());
  await clientOf({ url: `${service.url}/keys/` }).getApiKey({ id: ID });
  assert.equal(service.received[0].url, `/keys/v1/api-keys/${ID}`);
});

test("an id is one segment of the path, whatever it holds", async () => {
  const service = await serve(refusal(404, "not_found"));
  const keys = clientOf(service);
  await failureOf(keys.getApiKey({ id: "../x?y#z/" }));
  assert.equal(service.received[0].url, "/v1/api-keys/..%2Fx%3Fy%23z%2F");
  for (const id of ["", ".", "..", undefined]) await assert.rejects(keys.getApiKey({ id }), TypeError);
});

test("a redirect is not followed", async () => {
  const target = await serve(ok());
  const service = await serve({ status: 307, body: "", headers: { Location: target.url } });
  const error = await failureOf(clientOf(service).getApiKey({ id: ID }));
  assert.deepEqual([error.status, error.code, target.received.length], [307, null, 0]);
});

const classes = {
  validation_failed: [400, sdk.ValidationError],
  unauthorized: [401, sdk.UnauthorizedError],
  forbidden: [403, sdk.ForbiddenError],
  not_found: [404, sdk.NotFoundError],
  method_not_allowed: [405, sdk.MethodNotAllowedError],
  name_conflict: [409, sdk.NameConflictError],
  state_conflict: [409, sdk.StateConflictError],
  idempotency_conflict: [409, sdk.IdempotencyConflictError],
  precondition_failed: [412, sdk.PreconditionFailedError],
  payload_too_large: [413, sdk.PayloadTooLargeError],
  unsupported_media_type: [415, sdk.UnsupportedMediaTypeError],
  rate_limited: [429, sdk.RateLimitedError],
  internal_error: [500, sdk.InternalError],
  unavailable: [503, sdk.UnavailableError],
};
for (const [code, [status, type]] of Object.entries(classes)) {
  test(`${code} arrives as ${type.name}, with all that was said`, async () => {
    const service = await serve(refusal(status, code, { "X-Request-Id": "r-1", "Retry-After": "7" }, { a: 1 }));
    const error = await failureOf(clientOf(service, { maxRetries: 0 }).getApiKey({ id: ID }));
    assert.equal(error.constructor, type);
    assert.deepEqual(
      [error.name, error.status, error.code, error.message, error.details, error.requestId, error.retryAfter],
      [type.name, status, code, "Refused.", { a: 1 }, "r-1", 7],
    );
  });
}

test("an unknown code is an ApiError", async () => {
  const service = await serve(refusal(418, "constructor"));
  const error = await failureOf(clientOf(service).getApiKey({ id: ID }));
  assert.deepEqual([error.constructor, error.code], [sdk.ApiError, "constructor"]);
});

test("the key is in no error and in no print of the client", async () => {
  const client = new sdk.Moonborn({ apiKey: SECRET, baseUrl: "http://127.0.0.1:1", maxRetries: 0 });
  const error = await failureOf(client.api_keys.getApiKey({ id: ID }));
  const print = (value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value);
  assert.equal((print(client) + print(error) + error.stack).includes(SECRET), false);
});

test("unusable options are refused at once, without repeating the key", () => {
  for (const apiKey of [undefined, "", "a b", `${SECRET}\n`, "ü"]) {
    assert.throws(() => new sdk.Moonborn({ apiKey }), { name: "TypeError", message: /^apiKey must be/ });
  }
  for (const baseUrl of ["ftp://x", "x", "http://u:p@x", "http://x?y", "http://x#y"]) {
    assert.throws(() => new sdk.Moonborn({ apiKey: SECRET, baseUrl }), TypeError);
  }
  assert.throws(() => new sdk.Moonborn({ apiKey: SECRET, timeout: 0 }), TypeError);
  assert.throws(() => new sdk.Moonborn({ apiKey: SECRET, maxRetries: -1 }), TypeError);
});

test("the address is the option's, else the environment's, else the default", (t) => {
  const before = process.env.MOONBORN_BASE_URL;
  t.after(() => (before === undefined ? delete process.env.MOONBORN_BASE_URL : (process.env.MOONBORN_BASE_URL = before)));
  process.env.MOONBORN_BASE_URL = "http://a.test/";
  assert.equal(new sdk.Moonborn({ apiKey: SECRET, baseUrl: "http://b.test" }).baseUrl, "http://b.test");
  assert.equal(new sdk.Moonborn({ apiKey: SECRET }).baseUrl, "http://a.test");
  delete process.env.MOONBORN_BASE_URL;
  assert.equal(new sdk.Moonborn({ apiKey: SECRET }).baseUrl, "http://127.0.0.1:5080");
});
