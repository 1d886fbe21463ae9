// Rejoinder itself: the binary with a new SQLite database, as docs/embed.md installs it.

import { execFileSync, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";

import { stop, untilAnswered } from "../processes.mjs";
import { freePort } from "../servers.mjs";
import { comments, text } from "../thread.mjs";

const PASSWORD = "otter lamp velvet quarry";

export function rejoinder(binary) {
  return { name: "Rejoinder", start: (blog, folder, counts) => start(binary, blog, folder, counts) };
}

async function start(binary, blog, folder, counts) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    REJOINDER_LISTEN: `127.0.0.1:${port}`,
    REJOINDER_DATABASE_URL: `sqlite:${join(folder, "rejoinder.db")}`,
    REJOINDER_SECRET: "kD8v1Zr0Qm5xWc7uNf3yLs9aTb2eHg6j",
    REJOINDER_PUBLIC_URL: url,
    REJOINDER_HTTP__TRUSTED_PROXIES: '["127.0.0.0/8"]',
    REJOINDER_SPAM__FLOOD__ENABLED: "false",
  };
  const run = (words, input) => execFileSync(binary, words, { cwd: folder, env, input, encoding: "utf8", stdio: "pipe" });
  run(["migrate"]);
  run(["moderator", "add", "owner", "--role", "owner", "--password-file", "-"], PASSWORD);
  run(["site", "add", "blog", "--name", "Blog", "--origin", blog]);
  run(["site", "set", "blog", "--moderation", "none", "--policy", "limits_percent=10000"]);
  const log = openSync(join(folder, "rejoinder.log"), "w");
  const server = spawn(binary, ["serve", "--dev"], { cwd: folder, env, stdio: ["ignore", log, log] });
  await untilAnswered(server, `${url}/health/ready`);
  for (const count of counts) await post(`${url}/api/v1`, count);
  return {
    version: run(["--version"]).split(" ")[1],
    server: url,
    host: "comment-thread",
    comment: ".comment",
    countScript: `${url}/count.js`,
    later: () => laterScripts(url),
    head: "<style>comment-thread:not(:defined) { display: block; min-height: 100vh; }</style>",
    body: (count) => `
      <script type="module" src="${url}/embed.js"></script>
      <comment-thread site="blog" page="/${count}"></comment-thread>`,
    close: () => stop(server),
  };
}

/** Returns the URLs of the scripts that are loaded when they are needed; each names the next one. */
async function laterScripts(url) {
  const found = [];
  for (let next = "/embed.js"; next; ) {
    const script = await (await fetch(url + next)).text();
    next = script.match(/\/assets\/[^"`]+\.js/)?.[0];
    if (next) found.push(url + next);
  }
  return found;
}

async function post(api, count) {
  const ids = [];
  const all = comments(count);
  const isAnswer = ({ parent }) => parent !== null;
  // A comment can be answered once it is published, and without a form token it waits.
  for (const part of [all.filter((comment) => !isAnswer(comment)), all.filter(isAnswer)]) {
    for (const comment of part) ids[comment.n] = await submit(api, count, comment, ids[comment.parent]);
    await approve(api, part.map(({ n }) => ids[n]));
  }
}

async function submit(api, count, comment, parent) {
  const { name, email, n } = comment;
  const body = { page: `/${count}`, text: text(comment), author: { name, email }, parent_id: parent };
  const network = { "x-forwarded-for": `20.${count}.${n}.7` };
  const answer = await call(`${api}/sites/blog/comments`, body, network);
  return answer.comment.id;
}

async function approve(api, ids) {
  const { token } = await call(`${api}/moderation/session`, { login: "owner", password: PASSWORD });
  await call(`${api}/moderation/decisions`, { ids, action: "approve" }, { authorization: `Bearer ${token}` });
}

async function call(url, body, headers) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Rejoinder answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
