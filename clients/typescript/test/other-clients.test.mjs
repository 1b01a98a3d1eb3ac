// Clients that are not ours: the vendors' curl examples, and what another generator makes of both documents.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import createClient from "openapi-fetch";
import openapiTypescript, { astToString } from "openapi-typescript";
import { realService } from "./support.mjs";

const { url, ownerKey, keys } = realService();
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// Where openapi-fetch is found.
const folder = mkdtempSync(here("../node_modules/.clients-"));
after(() => rmSync(folder, { recursive: true }));

const issue = () => keys.issueApiKey({ name: `Before ${randomUUID()}`, scopes: ["read:chat"] });
const selectorOf = (key) => key.prefix.slice("pk_live_".length);

// As the vendors print them, but for the host and the id.
const curl = {
  native: (id) => `curl -X PATCH $BASE/v1/api-keys/${id} \\
  -H "Authorization: Bearer $MOONBORN_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name": "<string>"}'`,
  DialNexa: (id) => `curl -X PATCH "$BASE/dialnexa/v1/api-keys/${id}" \\
  -H "Authorization: Bearer $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name": "Production Server"}'`,
};

for (const [dialect, name] of [
  ["native", "<string>"],
  ["DialNexa", "Production Server"],
]) {
  test(`the vendor's curl example renames in the ${dialect} dialect`, async () => {
    const key = await issue();
    const id = dialect === "native" ? key.id : selectorOf(key);
    const env = { ...process.env, BASE: url, KEY: ownerKey, MOONBORN_API_KEY: ownerKey };
    const answer = execFileSync("sh", ["-c", curl[dialect](id)], { env, stdio: ["ignore", "pipe", "ignore"] });
    assert.deepEqual([JSON.parse(answer).id, JSON.parse(answer).name], [id, name]);
    assert.equal((await keys.getApiKey({ id: key.id })).name, name);
    await keys.revokeApiKey({ id: key.id });
  });
}

for (const [dialect, path] of [
  ["native", "/v1/api-keys/{id}"],
  ["dialnexa", "/dialnexa/v1/api-keys/{id}"],
]) {
  test(`a client from another generator renames with the ${dialect} document`, async () => {
    const document = new URL(`../../../docs/openapi/${dialect}.json`, import.meta.url);
    const key = await issue();
    const id = dialect === "native" ? key.id : selectorOf(key);
    const name = `After ${randomUUID()}`;

    // The types are checked by the compiler, the call is made by what it lets through.
    writeFileSync(join(folder, `${dialect}.ts`), astToString(await openapiTypescript(document)));
    writeFileSync(
      join(folder, `${dialect}-use.ts`),
      `import createClient from "openapi-fetch";
import type { paths } from "./${dialect}.js";
const client = createClient<paths>({ baseUrl: "/" });
const { data, error } = await client.PATCH("${path}", { params: { path: { id: "x" } }, body: { name: "x" } });
export const name: string | undefined = data?.name;
export const refused = error;
// @ts-expect-error: the name is required.
await client.PATCH("${path}", { params: { path: { id: "x" } }, body: {} });
`,
    );
    const tsc = here("../node_modules/typescript/bin/tsc");
    const options = "--noEmit --strict --skipLibCheck --target ES2022 --module ESNext --moduleResolution bundler";
    const { stdout } = spawnSync(process.execPath, [tsc, ...options.split(" "), `${dialect}-use.ts`], { cwd: folder });
    assert.equal(String(stdout), "");

    const client = createClient({ baseUrl: url, headers: { Authorization: `Bearer ${ownerKey}` } });
    const { data } = await client.PATCH(path, { params: { path: { id } }, body: { name } });
    assert.equal(data.name, name);
    assert.equal((await keys.getApiKey({ id: key.id })).name, name);
  });
}
