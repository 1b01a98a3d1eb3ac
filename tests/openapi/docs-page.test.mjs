// The page /docs in a real browser: nothing from other hosts, and "try it out" renames a key for real.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { chromium } from "playwright-core";

const { APIKEYS_BASE_URL: url, APIKEYS_OWNER_KEY: ownerKey } = process.env;
if (!url || !ownerKey) throw new Error("APIKEYS_BASE_URL and APIKEYS_OWNER_KEY must name a running service");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
after(() => browser.close());

const call = async (method, path, body) => {
  const headers = { Authorization: `Bearer ${ownerKey}`, "Content-Type": "application/json" };
  return (await fetch(url + path, { method, headers, body: body && JSON.stringify(body) })).json();
};

/** The page of one document, with the key filled in under Authorize. */
async function open(title) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1400 } });
  const elsewhere = [];
  const faults = [];
  await page.route(
    (address) => address.origin !== url && address.protocol.startsWith("http"),
    (route) => {
      elsewhere.push(route.request().url());
      return route.abort();
    },
  );
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(`${url}/docs/index.html?urls.primaryName=${title}`);
  await page.getByRole("button", { name: "Authorize" }).first().click();
  const dialog = page.locator(".modal-ux");
  await dialog.getByRole("textbox").fill(ownerKey);
  await dialog.getByRole("button", { name: "Apply credentials" }).click();
  await dialog.getByRole("button", { name: "Close" }).first().click();
  return { page, elsewhere, faults };
}

for (const [title, path] of [
  ["Native", "/v1/api-keys/{id}"],
  ["DialNexa", "/dialnexa/v1/api-keys/{id}"],
]) {
  test(`the page tries out the rename of ${title}, and asks no other host`, async () => {
    const key = await call("POST", "/v1/api-keys", { name: `Before ${randomUUID()}`, scopes: ["read:chat"] });
    const name = `After ${randomUUID()}`;
    const { page, elsewhere, faults } = await open(title);

    const rename = page.locator(".opblock-patch").filter({ hasText: path });
    await rename.locator(".opblock-summary").click();
    await rename.getByRole("button", { name: "Try it out" }).click();
    const id = title === "Native" ? key.id : key.prefix.slice("pk_live_".length);
    await rename.locator('tr[data-param-name="id"] input').fill(id);
    await rename.locator("textarea.body-param__text").fill(JSON.stringify({ name }));
    await rename.getByRole("button", { name: "Execute" }).click();
    await rename.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
    if (process.env.SCREENSHOTS) {
      await page.evaluate(() => scrollTo(0, 0));
      await rename.screenshot({ path: `${process.env.SCREENSHOTS}/rename-${title}.png` });
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/docs-${title}.png` });
    }

    assert.equal((await call("GET", `/v1/api-keys/${key.id}`)).name, name);
    assert.deepEqual([elsewhere, faults], [[], []]);
    await page.close();
  });
}
