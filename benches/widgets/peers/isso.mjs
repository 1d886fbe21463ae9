// Isso with its own server, as its guide installs it, behind a proxy that compresses.

import { spawn } from "node:child_process";
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { versionOfIsso } from "../packages.mjs";
import { stop, untilAnswered } from "../processes.mjs";
import { freePort, serveProxy } from "../servers.mjs";
import { comments, text } from "../thread.mjs";

export function isso(environment) {
  return { name: "Isso", start: (blog, folder, counts) => start(environment, blog, folder, counts) };
}

async function start(environment, blog, folder, counts) {
  const port = await freePort();
  const proxy = await serveProxy(port);
  const settings = join(folder, "isso.cfg");
  // A limit on comments from one IP address would stop the preparation.
  writeFileSync(settings, `
[general]
dbpath = ${join(folder, "isso.db")}
host = ${blog}
[server]
listen = http://127.0.0.1:${port}
public-endpoint = ${proxy.url}
[guard]
enabled = false
`);
  const log = openSync(join(folder, "isso.log"), "w");
  const server = spawn(join(environment, "bin/isso"), ["-c", settings, "run"], { stdio: ["ignore", log, log] });
  await untilAnswered(server, `http://127.0.0.1:${port}/js/embed.min.js`);
  for (const count of counts) await post(proxy.url, blog, count);
  return {
    version: versionOfIsso(),
    server: proxy.url,
    host: "#isso-thread",
    comment: "#isso-root .isso-comment",
    countScript: `${proxy.url}/js/count.min.js`,
    head: "",
    body: (count) => `
      <script data-isso="${proxy.url}/" data-isso-lang="en" src="${proxy.url}/js/embed.min.js"></script>
      <section id="isso-thread" data-isso-id="/${count}" data-title="Blog"></section>`,
    close: async () => {
      proxy.close();
      await stop(server);
    },
  };
}

async function post(server, blog, count) {
  const ids = [];
  for (const comment of comments(count)) {
    const { name: author, email, parent } = comment;
    const body = { author, email, website: null, text: text(comment), parent: ids[parent] ?? null, title: "Blog" };
    const answer = await fetch(`${server}/new?uri=${encodeURIComponent(`/${count}`)}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: blog },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(`Isso answered ${answer.status}: ${await answer.text()}`);
    ids.push((await answer.json()).id);
  }
}
