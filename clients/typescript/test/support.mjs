// A scripted HTTP server, and clients for it.
import { createServer } from "node:http";
import { after } from "node:test";
import Moonborn from "../dist/index.js";

export const SECRET = "pk_live_abcdefghijklmn_0123456789ABCDEFGHIJKLMNOPQRSTUVabcdef";
export const ID = "11111111-2222-3333-4444-555555555555";
export const KEY = {
  id: ID,
  prefix: "pk_live_abcdefghijklmn",
  name: "Billing",
  scopes: ["read:chat"],
  orgId: "default",
  workspaceId: "default",
  createdBy: "system:cli",
  createdAt: "2024-03-01T10:00:00.000Z",
  expiresAt: null,
  lastUsedAt: null,
  rotatedAt: null,
  revokedAt: null,
  status: "active",
};

export const ok = (body = KEY, headers = {}) => ({ status: 200, body, headers });
export const refusal = (status, code, headers = {}, details) => ({
  status,
  body: { error: { code, message: "Refused.", details } },
  headers,
});
/** So that retries wait for nothing. */
export const BUSY = refusal(503, "unavailable", { "Retry-After": "0" });
export const DROPPED = "dropped";
export const SILENCE = "silence";
export const CUT_OFF = "cut off";

/** Answers the n-th request with the n-th step, and all after the last with the last. */
export async function serve(...script) {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    const step = script[Math.min(received.length, script.length) - 1];
    if (step === SILENCE) return;
    if (step === DROPPED) return request.socket.destroy();
    if (step === CUT_OFF) {
      response.writeHead(200, { "Content-Length": "1000" }).write("{");
      return setTimeout(() => request.socket.destroy(), 20);
    }
    const text = typeof step.body === "string" ? step.body : JSON.stringify(step.body);
    response.writeHead(step.status, step.headers).end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${server.address().port}` };
}

export const clientOf = (service, options = {}) =>
  new Moonborn({ apiKey: SECRET, baseUrl: service.url, ...options }).api_keys;

/** The running service that the environment names. */
export function realService() {
  const { APIKEYS_BASE_URL: url, APIKEYS_OWNER_KEY: ownerKey } = process.env;
  if (!url || !ownerKey) throw new Error("APIKEYS_BASE_URL and APIKEYS_OWNER_KEY must name a running service");
  return { url, ownerKey, keys: new Moonborn({ apiKey: ownerKey, baseUrl: url }).api_keys };
}

/** Passes requests on to a service, but cuts the connection in place of the first answer, which it keeps. */
export async function losingTheFirstAnswer(target) {
  const lost = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { host, connection, ...headers } = request.headers;
    const body = parts.length ? Buffer.concat(parts) : undefined;
    const answer = await fetch(target + request.url, { method: request.method, headers, body });
    const text = await answer.text();
    if (!lost.length) {
      lost.push(JSON.parse(text));
      return request.socket.destroy();
    }
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { lost, url: `http://127.0.0.1:${server.address().port}` };
}

/** What a promise rejects with. */
export async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Nothing failed.");
}

export async function unusedUrl() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
