// Twikoo with a server of one's own, as its guide installs it. Its server is not on npm.

import { folderOf, versionOf } from "../packages.mjs";
import { serveStub } from "../servers.mjs";
import { comments, hash, html, newestRoots } from "../thread.mjs";

// The number of comments in a part, unless the server is told otherwise.
const PAGE_SIZE = 8;

export const twikoo = { name: "Twikoo", start };

async function start() {
  const version = versionOf("twikoo");
  const server = await serveStub(folderOf("twikoo"), (_, event) => api(event, version));
  return {
    version,
    server: server.url,
    // It replaces the element that the page has for it.
    host: "#twikoo",
    comment: ".tk-comment",
    head: "",
    body: (count) => `
      <div id="comments"></div>
      <script src="${server.url}/dist/twikoo.min.js"></script>
      <script>twikoo.init({ envId: "${server.url}/", el: "#comments", path: "/${count}", lang: "en" });</script>`,
    close: server.close,
  };
}

function api(event, version) {
  switch (event?.event) {
    case "GET_CONFIG":
      return {
        code: 0,
        config: { VERSION: version, IS_ADMIN: false, SHOW_IMAGE: "true", SHOW_EMOTION: "true", HIGHLIGHT: "true" },
      };
    case "COMMENT_GET": {
      const count = Number(event.url.slice(1));
      const roots = newestRoots(comments(count)).filter(({ time }) => time < (event.before ?? Infinity));
      const data = roots.slice(0, PAGE_SIZE).map((root) => ({
        ...entity(root, null),
        replies: root.replies.map((reply) => entity(reply, root)),
      }));
      return { data, more: roots.length > PAGE_SIZE, count };
    }
    default:
      return { code: 0, version };
  }
}

function entity(comment, parent) {
  return {
    id: String(comment.n + 1),
    nick: comment.name,
    mailMd5: hash(comment).slice(0, 32),
    link: "",
    comment: html(comment),
    os: "Linux",
    browser: "Firefox 140.0",
    ipRegion: "",
    master: false,
    like: 0,
    ups: 0,
    downs: 0,
    liked: false,
    disliked: false,
    replies: [],
    rid: parent ? String(parent.n + 1) : "",
    pid: parent ? String(parent.n + 1) : "",
    ruser: parent?.name ?? null,
    isSpam: false,
    created: comment.time,
    updated: comment.time,
  };
}
