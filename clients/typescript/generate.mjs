// Writes src/generated.ts, or the file named as argument, from the committed OpenAPI document.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const output = process.argv[2] ?? here("src/generated.ts");
const options = {
  runtime: "Net100",
  input: here("../../docs/openapi/native.json"),
  output,
  template: "Fetch",
  className: "GeneratedClient",
  exceptionClass: "GeneratedError",
  operationGenerationMode: "SingleClientFromOperationId",
  typeStyle: "Interface",
  enumStyle: "StringLiteral",
  dateTimeType: "String",
  nullValue: "Null",
  markOptionalProperties: true,
  generateOptionalParameters: true,
  wrapResponses: true,
};
const args = Object.entries(options).map(([name, value]) => `/${name}:${value}`);
execFileSync(process.execPath, [here("node_modules/nswag/bin/nswag.js"), "openapi2tsclient", ...args], {
  stdio: ["ignore", "ignore", "inherit"],
});
