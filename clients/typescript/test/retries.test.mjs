// What is repeated, when, and what never is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, RequestTimeoutError, TransportError, UnavailableError } from "../dist/index.js";
import { BUSY, CUT_OFF, DROPPED, ID, SILENCE, clientOf, failureOf, ok, refusal, serve, unusedUrl } from "./support.mjs";

const repeatable = {
  renameApiKey: (keys) => keys.renameApiKey({ id: ID, name: "x" }),
  issueApiKey: (keys) => keys.issueApiKey({ name: "x", scopes: ["*"] }),
  getApiKey: (keys) => keys.getApiKey({ id: ID }),
  listApiKeys: (keys) => keys.listApiKeys(),
  rotateApiKey: (keys) => keys.rotateApiKey({ id: ID }),
  listApiKeyEvents: (keys) => keys.listApiKeyEvents({ id: ID }),
  verifyApiKey: (keys) => keys.verifyApiKey({ key: "x" }),
};

const created = { ...ok(), status: 201 };
const DONE = { issueApiKey: created, rotateApiKey: created };

for (const [name, call] of Object.entries(repeatable)) {
  test(`${name} is repeated until a busy service answers`, async () => {
    const service = await serve(BUSY, BUSY, DONE[name] ?? ok());
    await call(clientOf(service));
    assert.equal(service.received.length, 3);
  });
}

test("a revoke is never repeated", async () => {
  for (const step of [BUSY, DROPPED]) {
    const service = await serve(step);
    await failureOf(clientOf(service).revokeApiKey({ id: ID }));
    assert.equal(service.received.length, 1);
  }
});

for (const name of ["issueApiKey", "rotateApiKey"]) {
  test(`${name} keeps one random Idempotency-Key through its repeats and draws another for the next call`, async () => {
    const service = await serve(BUSY, created, created);
    const keys = clientOf(service);
    await repeatable[name](keys);
    await repeatable[name](keys);
    const [first, again, next] = service.received.map((request) => request.headers["idempotency-key"]);
    assert.match(first, /^[!-~]{16,255}$/);
    assert.equal(again, first);
    assert.notEqual(next, first);
  });
}

test("a given Idempotency-Key is sent as it is", async () => {
  const service = await serve(created);
  await clientOf(service).issueApiKey({ name: "x", scopes: ["*"], idempotencyKey: "0123456789abcdef" });
  assert.equal(service.received[0].headers["idempotency-key"], "0123456789abcdef");
  assert.equal(service.received[0].body, '{"name":"x","scopes":["*"]}');
});

test("a repeat that finds the first try still running waits for it", async () => {
  const running = refusal(409, "idempotency_conflict", { "Retry-After": "0" });
  const service = await serve(BUSY, running, created);
  await repeatable.issueApiKey(clientOf(service));
  assert.equal(service.received.length, 3);
});

for (const status of [302, 400, 404, 409, 500, 429, 502, 503, 504]) {
  const passes = [429, 502, 503, 504].includes(status);
  test(`${status} is ${passes ? "repeated" : "final"}`, async () => {
    const service = await serve({ status, body: "<html>", headers: { "Retry-After": "0" } });
    const error = await failureOf(clientOf(service, { maxRetries: 1 }).listApiKeys());
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, null);
    assert.equal(service.received.length, passes ? 2 : 1);
  });
}

test("patience ends with the last error", async () => {
  const service = await serve(BUSY);
  const error = await failureOf(clientOf(service, { maxRetries: 2 }).getApiKey({ id: ID }));
  assert.ok(error instanceof UnavailableError);
  assert.equal(service.received.length, 3);
});

test("a connection that breaks is tried again", async () => {
  for (const step of [DROPPED, CUT_OFF]) {
    const service = await serve(step, ok());
    assert.equal((await clientOf(service).getApiKey({ id: ID })).id, ID);
  }
});

for (const answer of ["", "[]", "<html>", '{"id":'].map((body) => ({ status: 200, body }))) {
  test(`a success that reads ${JSON.stringify(answer.body)} is an ApiError`, async () => {
    const error = await failureOf(clientOf(await serve(answer)).getApiKey({ id: ID }));
    assert.deepEqual([error.constructor, error.status, error.code], [ApiError, 200, null]);
  });
}

test("a success of another kind is an ApiError", async () => {
  const error = await failureOf(repeatable.issueApiKey(clientOf(await serve(ok()))));
  assert.deepEqual([error.constructor, error.status, error.code], [ApiError, 200, null]);
});

test("Retry-After is obeyed, and without it the wait is random", async () => {
  const second = await serve(refusal(429, "rate_limited", { "Retry-After": "1" }), ok());
  let start = performance.now();
  await clientOf(second).getApiKey({ id: ID });
  assert.ok(performance.now() - start >= 990);

  const silent = await serve(refusal(503, "unavailable"), ok());
  start = performance.now();
  await clientOf(silent).getApiKey({ id: ID });
  assert.ok(performance.now() - start < 900);
});

test("a service that does not answer in time is a RequestTimeoutError", async () => {
  const service = await serve(SILENCE);
  const error = await failureOf(clientOf(service, { timeout: 0.1, maxRetries: 1 }).getApiKey({ id: ID }));
  assert.ok(error instanceof RequestTimeoutError);
  assert.equal(service.received.length, 2);
});

test("an unreachable service is a TransportError that names the reason", async () => {
  const error = await failureOf(clientOf({ url: await unusedUrl() }, { maxRetries: 0 }).getApiKey({ id: ID }));
  assert.ok(error instanceof TransportError);
  assert.equal(error.message, "No answer from the service: ECONNREFUSED");
});

test("an abort ends the request with the signal's reason and no repeat", async () => {
  const service = await serve(SILENCE);
  const abort = new AbortController();
  const call = clientOf(service).getApiKey({ id: ID }, { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("enough")), 50);
  assert.equal((await failureOf(call)).message, "enough");
  assert.equal(service.received.length, 1);
});

test("an abort ends the wait between repeats", async () => {
  const service = await serve(refusal(503, "unavailable", { "Retry-After": "20" }));
  const call = clientOf(service).getApiKey({ id: ID }, { signal: AbortSignal.timeout(100) });
  assert.equal((await failureOf(call)).name, "TimeoutError");
  assert.equal(service.received.length, 1);
});
