// Waline, as its guide installs it.

import { folderOf, versionOf } from "../packages.mjs";
import { serveStub } from "../servers.mjs";
import { comments, hash, html, newestRoots } from "../thread.mjs";

export const waline = { name: "Waline", start };

async function start() {
  const server = await serveStub(folderOf("@waline/client"), api);
  return {
    version: versionOf("@waline/client"),
    server: server.url,
    host: "#waline",
    comment: ".wl-card-item",
    countScript: `${server.url}/dist/comment.js`,
    head: `<link rel="stylesheet" href="${server.url}/dist/waline.css">`,
    body: (count) => `
      <div id="waline"></div>
      <script type="module">
        import { init } from "${server.url}/dist/waline.js";
        init({ el: "#waline", serverURL: "${server.url}", path: "/${count}", lang: "en" });
      </script>`,
    close: server.close,
  };
}

function api(url) {
  if (url.pathname !== "/api/comment") return null;
  const count = Number(url.searchParams.get("path").slice(1));
  const [page, pageSize] = ["page", "pageSize"].map((name) => Number(url.searchParams.get(name)));
  const roots = newestRoots(comments(count));
  const data = roots.slice((page - 1) * pageSize, page * pageSize).map((root) => ({
    ...entity(root),
    children: root.replies.map((reply) => ({
      ...entity(reply),
      pid: String(root.n + 1),
      rid: String(root.n + 1),
      reply_user: { nick: root.name, link: "", avatar: avatar(root) },
    })),
  }));
  const totalPages = Math.ceil(roots.length / pageSize);
  return { errno: 0, errmsg: "", data: { page, totalPages, pageSize, count, data } };
}

function entity(comment) {
  return {
    status: "approved",
    comment: html(comment),
    link: "",
    nick: comment.name,
    user_id: null,
    sticky: false,
    like: 0,
    objectId: String(comment.n + 1),
    browser: "Firefox140.0",
    os: "Linux",
    avatar: avatar(comment),
    time: comment.time,
  };
}

// Where its server gets pictures from, unless it is told otherwise.
function avatar(comment) {
  return `https://seccdn.libravatar.org/avatar/${hash(comment).slice(0, 32)}`;
}
