#!/usr/bin/env node
// Compares the element of Rejoinder with the widgets of other comment systems, and prints one Markdown table.
//
// Usage: node benches/widgets/compare.mjs [BINARY] [--runs N] [--only NAME]… [--screenshots FOLDER]
//
// BINARY is target/release/rejoinder unless it is given; CHROMIUM names another browser than /usr/bin/chromium. The
// packages of the others are installed into target/widgets. Rejoinder and Isso run with their own servers, the others
// against stub APIs that answer as their servers do.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { Laboratory } from "./measure.mjs";
import { ROOT, install } from "./packages.mjs";
import { artalk, artalkLite } from "./peers/artalk.mjs";
import { cwd } from "./peers/cwd.mjs";
import { isso } from "./peers/isso.mjs";
import { rejoinder } from "./peers/rejoinder.mjs";
import { twikoo } from "./peers/twikoo.mjs";
import { waline } from "./peers/waline.mjs";
import { serve } from "./servers.mjs";
import { compressedSize, scriptsAndStyles } from "./sizes.mjs";
import { details, table } from "./table.mjs";

const COMMENTS = 200;
/** The bytes and requests of Rejoinder are also measured with a thread of this size. */
const FEW_COMMENTS = 50;
const NOT_COMPARED = [
  "giscus and utterances show GitHub's discussions and issues in frames of their own hosts; their packages hold only the loader",
  "Remark42, Comentario and Cusdis publish no client as a package",
  "Gitalk and Valine need the services of GitHub and LeanCloud",
  "Disqus, Hyvor Talk and FastComments are services without a server to install",
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "9" },
    only: { type: "string", multiple: true },
    screenshots: { type: "string" },
  },
});

const { require, isso: issoFolder } = install();
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const laboratory = new Laboratory(require("playwright-core"), axe, process.env.CHROMIUM ?? "/usr/bin/chromium");
const binary = resolve(positionals[0] ?? join(ROOT, "target/release/rejoinder"));
const peers = [rejoinder(binary), ...(issoFolder ? [isso(issoFolder)] : []), artalk, artalkLite, waline, twikoo, cwd];
const compared = peers.filter(({ name }) => !options.only || options.only.includes(name));

const pages = new Map();
const blog = await serve(({ pathname }) => pages.has(pathname) && { type: "text/html", body: pages.get(pathname) });
const folder = mkdtempSync(join(tmpdir(), "rejoinder-widgets-"));
const widgets = [];
try {
  const rows = [];
  for (const { name, start } of compared) {
    const widget = await start(blog.url, folder, [COMMENTS, FEW_COMMENTS]);
    widgets.push(widget);
    const title = `${name} ${widget.version}`;
    rows.push(row(title, name, widget, COMMENTS));
    if (name === "Rejoinder") rows.push(row(`${title}, ${FEW_COMMENTS} comments`, name, widget, FEW_COMMENTS));
  }
  await visitAll(rows, Number(options.runs));
  for (const row of rows) {
    row.sizes = await sizes(row);
    row.violations = await laboratory.inspect(row.url, row.widget, screenshot(row));
  }
  console.log(`${table(rows)}\n\n${details(rows)}\n\nNot compared:\n\n${NOT_COMPARED.map((why) => `- ${why}`).join("\n")}`);
} finally {
  for (const widget of widgets) await widget.close();
  blog.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

/** Adds a page of the blog that has the widget between an article and a footer. */
function row(title, name, widget, count) {
  const path = `/${name.toLowerCase().replace(" ", "-")}/${count}`;
  pages.set(path, `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Thing 12</title>
  <link rel="icon" href="data:,">
  <style>body { max-width: 42em; margin: auto; padding: 1em; font: 1em/1.5 sans-serif; }</style>${widget.head}
</head>
<body>
  <main>
    <h1>Thing 12</h1>
    <p>A short article, so that the comments are in the window from the start.</p>${widget.body(count)}
  </main>
  <footer><p>The footer of the blog.</p></footer>
</body>
</html>
`);
  return { title, path, url: blog.url + path, widget, visits: [] };
}

/** Visits all pages one after the other, again and again, so that noise affects all alike. */
async function visitAll(rows, runs) {
  // Servers read files and compress answers at the first request.
  for (const { url, widget } of rows) await laboratory.time(url, widget);
  for (let run = 1; run <= runs; run++) {
    for (const row of rows) {
      const visit = await laboratory.time(row.url, row.widget);
      const isFrom = (server) => ({ url }) => new URL(url).origin === server;
      const isElsewhere = (request) => !isFrom(row.widget.server)(request) && !isFrom(blog.url)(request);
      const own = visit.requests.filter(isFrom(row.widget.server));
      row.visits.push({ ...visit, own, elsewhere: visit.all.filter(isElsewhere) });
      console.error(`run ${run}: ${row.title}: ${Math.round(visit.first)} ms`);
    }
  }
}

async function sizes({ widget, visits }) {
  const first = scriptsAndStyles(visits[0].own);
  const later = (await widget.later?.()) ?? [];
  return {
    first: await compressedSize(first),
    all: await compressedSize([...new Set([...first, ...later])]),
    count: widget.countScript ? await compressedSize([widget.countScript]) : null,
  };
}

function screenshot({ path }) {
  if (!options.screenshots) return null;
  mkdirSync(options.screenshots, { recursive: true });
  return join(options.screenshots, `${path.slice(1).replace("/", "-")}.png`);
}
