// The package as its users get it: packed, installed into an empty project under the vendor's name, and imported.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { realService } from "./support.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "apikeys-sdk-"));
after(() => rmSync(folder, { recursive: true }));

// The vendor's printed example.
const EXAMPLE = `import Moonborn from '@moonborn/sdk';

const client = new Moonborn({ apiKey: process.env.MOONBORN_API_KEY });

const result = await client.api_keys.renameApiKey({ id, name });
`;

test("the vendor's example runs and type-checks in an empty project", async () => {
  const { url, ownerKey, keys } = realService();
  const npm = (cwd, ...args) => execFileSync("npm", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  npm(here(".."), "pack", "--ignore-scripts", "--pack-destination", folder);
  const [archive] = readdirSync(folder);
  const dependencies = { "@moonborn/sdk": `file:${archive}` };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
  npm(folder, "install", "--offline", "--no-audit", "--no-fund");

  const key = await keys.issueApiKey({ name: `Before ${randomUUID()}`, scopes: ["read:chat"] });
  const name = `After ${randomUUID()}`;
  const program = EXAMPLE.replace(
    "\nconst client",
    `const [id, name] = [${JSON.stringify(key.id)}, ${JSON.stringify(name)}];\nconst client`,
  );
  writeFileSync(join(folder, "example.mjs"), program);
  const env = { ...process.env, MOONBORN_API_KEY: ownerKey, MOONBORN_BASE_URL: url };
  execFileSync(process.execPath, ["example.mjs"], { cwd: folder, env });
  assert.equal((await keys.getApiKey({ id: key.id })).name, name);

  writeFileSync(join(folder, "example.mts"), program);
  const types = ["--noEmit", "--strict", "--target", "ES2022", "--module", "NodeNext", "--types", "node"];
  const roots = ["--typeRoots", here("../node_modules/@types")];
  execFileSync(process.execPath, [here("../node_modules/typescript/bin/tsc"), ...types, ...roots, "example.mts"], {
    cwd: folder,
  });
});

test("the generated code is what the generator makes of the committed document", () => {
  const fresh = join(folder, "generated.ts");
  execFileSync(process.execPath, [here("../generate.mjs"), fresh]);
  assert.ok(
    readFileSync(fresh, "utf8") === readFileSync(here("../src/generated.ts"), "utf8"),
    "npm run generate brings src/generated.ts up to date",
  );
});
