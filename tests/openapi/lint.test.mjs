// Two linters, each with its recommended rules: no error, no warning.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const run = (program, ...args) =>
  spawnSync(process.execPath, [here(`node_modules/${program}`), ...args], {
    cwd: here("."),
    encoding: "utf8",
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });

for (const dialect of ["native", "dialnexa"]) {
  const document = here(`../../docs/openapi/${dialect}.json`);

  test(`Redocly finds nothing in ${dialect}.json`, () => {
    const { stdout } = run("@redocly/cli/bin/cli.js", "lint", "--extends=recommended", "--format=json", document);
    assert.deepEqual(JSON.parse(stdout).problems, []);
  });

  test(`Spectral finds nothing in ${dialect}.json`, () => {
    const spectral = "@stoplight/spectral-cli/dist/index.js";
    const { stdout, status } = run(spectral, "lint", "--ruleset=.spectral.yaml", "--fail-severity=hint", "--format=json", "--quiet", document);
    assert.deepEqual([stdout.trim(), status], ["[]", 0]);
  });
}
