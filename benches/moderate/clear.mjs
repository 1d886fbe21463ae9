#!/usr/bin/env node
// Clears a queue of 1,000 comments on the moderators' page three times: with keys alone, on a phone, and without a script.
//
// Usage: node benches/moderate/clear.mjs PATH_OF_REJOINDER [COMMENTS]
//
// Texts are those of `REJOINDER_CASES` (spam/sms and spam/youtube). Prints how long each way took, the size of the page,
// when its first comment is shown on a processor that is slowed four times, and what axe finds. Ends with an error if a
// comment was not decided as it should be, if something moves under the thumb, or if a button is too small for it.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { folderOf, installFromNpm } from "../widgets/packages.mjs";
import { stop, untilAnswered } from "../widgets/processes.mjs";

const PASSWORD = "otter lamp velvet quarry";
const SITE = "blog";
const PAGE_SIZE = 50;
const DESKTOP = { width: 1_000, height: 800 };
const PHONE = { width: 360, height: 740 };
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

function readTexts(count) {
  const cases = process.env.REJOINDER_CASES;
  if (!cases) throw new Error("set REJOINDER_CASES to the folder with the public cases");
  const files = ["sms/train.tsv", "youtube/psy-train.tsv", "youtube/eminem-train.tsv", "youtube/lmfao-train.tsv"];
  const lines = files.flatMap((file) => readFileSync(join(cases, "spam", file), "utf8").split("\n"));
  const rows = lines.map((line) => line.split("\t")).filter(([label, text]) => text && ["ham", "spam"].includes(label));
  return rows.slice(0, count).map(([label, ...text]) => ({ isSpam: label === "spam", text: text.join(" ") }));
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

class Blog {
  static async open(binary) {
    const blog = new Blog();
    blog.folder = mkdtempSync(join(tmpdir(), "rejoinder-queue-"));
    blog.url = `http://127.0.0.1:${await freePort()}`;
    const environment = {
      ...process.env,
      REJOINDER_LISTEN: new URL(blog.url).host,
      REJOINDER_PUBLIC_URL: blog.url,
      REJOINDER_DATABASE_URL: `sqlite:${join(blog.folder, "queue.db")}`,
      REJOINDER_SECRET: "kD8v1Zr0Qm5xWc7uNf3yLs9aTb2eHg6j",
      REJOINDER_HTTP__TRUSTED_PROXIES: '["127.0.0.0/8"]',
      REJOINDER_SPAM__FLOOD__ENABLED: "false",
    };
    const run = (words, input) => execFileSync(binary, words, { env: environment, input, stdio: ["pipe", "ignore", "ignore"] });
    run(["migrate"]);
    run(["moderator", "add", "owner", "--role", "owner", "--password-file", "-"], PASSWORD);
    run(["site", "add", SITE, "--name", "The Blog", "--origin", "https://blog.example"]);
    run(["site", "set", SITE, "--policy", "limits_percent=10000", "--policy", "pending_max=100000"]);
    blog.server = spawn(binary, ["serve", "--dev"], { env: environment, stdio: "ignore" });
    await untilAnswered(blog.server, `${blog.url}/health/ready`);
    const body = { login: "owner", password: PASSWORD };
    blog.token = (await blog.ask("POST", "/moderation/session", body)).token;
    return blog;
  }

  async ask(method, path, body, headers = {}) {
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const options = { method, headers: { ...headers, "Content-Type": "application/json" }, body: body && JSON.stringify(body) };
    const answer = await fetch(`${this.url}/api/v1${path}`, options);
    const text = await answer.text();
    assert(answer.ok, `${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return text && JSON.parse(text);
  }

  /** Posts the comments; each gets its id. */
  async post(comments) {
    const token = this.token;
    this.token = null;
    for (const [n, comment] of comments.entries()) {
      const body = { page: `/post/${n % 40}`, text: comment.text, author: { name: `Reader ${n}`, email: `reader${n}@mail.example` } };
      const from = { "X-Forwarded-For": `20.${Math.floor(n / 250)}.${n % 250}.7` };
      comment.id = (await this.ask("POST", `/sites/${SITE}/comments`, body, from)).comment.id;
    }
    this.token = token;
  }

  /** Puts every comment back into the queue. */
  async hold(comments) {
    for (let at = 0; at < comments.length; at += 100) {
      const ids = comments.slice(at, at + 100).map(({ id }) => id);
      await this.ask("POST", "/moderation/decisions", { ids, action: "hold" });
    }
  }

  async waiting() {
    const { items } = await this.ask("GET", "/moderation/sites");
    const { review, probably_spam: spam } = items.find(({ slug }) => slug === SITE).pending;
    return review + spam;
  }

  async check(comments) {
    assert.equal(await this.waiting(), 0, "nothing waits any more");
    for (const { id, isSpam } of comments) {
      const { comment, history } = await this.ask("GET", `/moderation/comments/${id}`);
      assert.equal(comment.status, isSpam ? "spam" : "approved", `${id}: ${JSON.stringify(history)}`);
    }
  }

  async close() {
    await stop(this.server);
    rmSync(this.folder, { recursive: true });
  }
}

async function signIn(page, blog) {
  await page.goto(`${blog.url}/moderate`);
  await page.fill("#login", "owner");
  await page.fill("#password", PASSWORD);
  await page.click("main button[type=submit]");
  await page.waitForSelector(".queue");
}

/** Opens the folders that wait, and calls `clear` for each of their pages until nothing is left. */
async function eachPage(page, blog, clear) {
  for (let pages = 0; ; pages += 1) {
    assert(pages < 200, "the queue does not become empty");
    if (!(await page.locator(".queue .row").count())) {
      if (!(await blog.waiting())) return pages;
      const isReview = !page.url().includes("probably_spam");
      await page.goto(`${blog.url}/moderate${isReview ? "?folder=probably_spam" : ""}`);
      continue;
    }
    await clear(await page.locator(".queue .row").evaluateAll((rows) => rows.map((row) => row.id.slice(2))));
  }
}

const settled = (page) => page.waitForFunction(() => !document.querySelector(".is-busy"));
const failures = (page) => page.locator(".failed, .row .notice[role=alert]").count();

async function clearWithKeys(page, blog, spam) {
  const press = (key) => page.keyboard.press(key);
  return eachPage(page, blog, async (ids) => {
    await page.evaluate(() => document.activeElement?.blur());
    const isBulk = ids.length > 20 && spam.flip();
    await press("j");
    if (isBulk) {
      // Select the spam, and then everything that is left.
      for (const [n, id] of ids.entries()) {
        if (spam.has(id)) await press("x");
        if (n < ids.length - 1) await press("j");
      }
      if (ids.some((id) => spam.has(id))) await press("Shift+S");
      await settled(page);
      if (await page.locator(".queue .row").count()) {
        await press("Shift+X");
        await press("Shift+A");
      }
    } else {
      for (const [n, id] of ids.entries()) {
        const focused = await page.evaluate(() => document.activeElement.id);
        assert.equal(focused, `c-${id}`, "the next comment has the focus");
        // A wrong key now and then, taken back.
        if (n % 25 === 7) {
          await press("d");
          await settled(page);
          await press("z");
          await page.waitForFunction((id) => document.activeElement.id === `c-${id}`, id);
        }
        await press(spam.has(id) ? "s" : "a");
      }
    }
    await settled(page);
    assert.equal(await failures(page), 0);
    const hasNext = await page.locator("a[rel=next]").count();
    if (!hasNext) return page.reload();
    // Behind the last comment, `j` goes to the link to the next page.
    await page.evaluate(() => document.querySelector(".queue > li:last-child").focus());
    await press("j");
    await Promise.all([page.waitForNavigation(), press("Enter")]);
  });
}

async function clearOnPhone(page, blog, spam) {
  return eachPage(page, blog, async (ids) => {
    for (const [n, id] of ids.entries()) {
      const button = page.locator(`#c-${id} button[data-act=${spam.has(id) ? "spam" : "approve"}]`);
      if (n >= 10) break;
      const box = await button.boundingBox();
      assert(box.height >= 44 && box.width >= 44, `a button of ${box.width} × ${box.height} pixels`);
      // As the finger comes down: the driver may scroll before that.
      const seen = button.evaluate((target) => new Promise((done) => {
        const next = target.closest(".row").nextElementSibling;
        const top = () => next?.getBoundingClientRect().top ?? 0;
        target.addEventListener("touchstart", () => { window.touched = { before: top(), top }; done(); }, { once: true });
      }));
      await button.tap();
      await seen;
      await settled(page);
      const { before, after } = await page.evaluate(() => ({ before: window.touched.before, after: window.touched.top() }));
      assert(Math.abs(before - after) <= 1, `the next comment moved from ${before} to ${after}`);
    }
    const rest = ids.slice(10);
    const isSpam = rest.filter((id) => spam.has(id));
    for (const id of isSpam) await page.locator(`#c-${id} .pick`).tap();
    if (isSpam.length) await page.locator(".bulk button[data-act=spam]").tap();
    await settled(page);
    if (isSpam.length < rest.length) {
      await page.locator(".bulk .pick").tap();
      await page.locator(".bulk button[data-act=approve]").tap();
      await settled(page);
    }
    assert.equal(await failures(page), 0);
    await page.reload();
  });
}

async function clearWithoutScript(page, blog, spam) {
  const submit = async (ids, action) => {
    if (!ids.length) return;
    for (const id of ids) await page.check(`#c-${id} .pick input`);
    await Promise.all([page.waitForNavigation(), page.click(`.bulk button[value=${action}]`)]);
    const said = await page.textContent("main");
    assert(said.includes(`${ids.length} comment`) || said.includes("Reader"), said.slice(0, 200));
  };
  return eachPage(page, blog, async (ids) => {
    const isSpam = ids.filter((id) => spam.has(id));
    await submit(isSpam, "spam");
    // The page may show further comments now.
    const shown = await page.locator(".queue .row").evaluateAll((rows) => rows.map((row) => row.id.slice(2)));
    await submit(shown.filter((id) => !spam.has(id) && ids.includes(id)), "approve");
  });
}

async function inspect(page) {
  await page.evaluate(readFileSync(join(folderOf("axe-core"), "axe.min.js"), "utf8"));
  const run = (tags) => axe.run(document, { runOnly: { type: "tag", values: tags } });
  const { violations } = await page.evaluate(run, AXE_TAGS);
  return violations.map(({ id, nodes }) => `${id} (${nodes.length})`);
}

/** Returns when the first comment is shown with a slowed processor, as the median of seven visits, in milliseconds. */
async function timeFirstRow(context, blog) {
  const times = [];
  for (let visit = 0; visit < 7; visit += 1) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (!document.querySelector(".queue .row .comment-text")) return;
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => { window.firstRow = performance.now(); }));
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${blog.url}/moderate`);
    await page.waitForFunction(() => window.firstRow);
    times.push(await page.evaluate(() => window.firstRow));
    await page.close();
  }
  return times.sort((a, b) => a - b)[3];
}

async function pageSize(context, blog) {
  const cookies = (await context.cookies(blog.url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const page = execFileSync("curl", ["-s", "-H", `Cookie: ${cookies}`, "-H", "Accept-Encoding: gzip, br", `${blog.url}/moderate`]);
  const html = execFileSync("curl", ["-s", "--compressed", "-H", `Cookie: ${cookies}`, `${blog.url}/moderate`], { encoding: "utf8" });
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"|(?:src|href)="(&#x2f;assets[^"]+)"/g)];
  let all = page.length;
  for (const [, plain, escaped] of files) {
    const path = (plain ?? escaped).replaceAll("&#x2f;", "/");
    all += execFileSync("curl", ["-s", "-H", "Accept-Encoding: gzip, br", blog.url + path]).length;
  }
  return { page: page.length, all, rows: html.split('class="row ').length - 1 };
}

async function main() {
  const { positionals: [path, count = "1000"] } = parseArgs({ allowPositionals: true });
  const binary = resolve(path);
  const require = installFromNpm();
  const { chromium } = require("playwright-core");
  const comments = readTexts(Number(count));
  const spam = new Set();
  spam.flip = () => (spam.turn = !spam.turn);
  const blog = await Blog.open(binary);
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    await blog.post(comments);
    for (const { id, isSpam } of comments) if (isSpam) spam.add(id);
    console.log(`${comments.length} comments wait, ${spam.size} of them spam`);
    const ways = [
      ["keys alone", { viewport: DESKTOP }, clearWithKeys],
      ["phone", { viewport: PHONE, hasTouch: true, isMobile: true }, clearOnPhone],
      ["without a script", { viewport: DESKTOP, javaScriptEnabled: false }, clearWithoutScript],
    ];
    for (const [name, options, clear] of ways) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      await blog.hold(comments);
      assert.equal(await blog.waiting(), comments.length);
      await signIn(page, blog);
      if (name === "keys alone") {
        const { page: size, all, rows } = await pageSize(context, blog);
        console.log(`page with ${rows} comments: ${size} bytes, ${all} with script and style, compressed`);
        console.log(`first comment with the processor slowed 4×: ${Math.round(await timeFirstRow(context, blog))} ms`);
      }
      // Without a script in pages, axe cannot run either: it looks at the same page with scripts.
      const found = options.javaScriptEnabled === false ? [] : await inspect(page);
      const began = performance.now();
      const pages = await clear(page, blog, spam);
      const seconds = Math.round((performance.now() - began) / 1000);
      await blog.check(comments);
      console.log(`${name}: ${comments.length} decided on ${pages} pages in ${seconds} s, axe: ${found.join(", ") || 0}`);
      await context.close();
    }
  } finally {
    await browser.close();
    await blog.close();
  }
}

await main();
