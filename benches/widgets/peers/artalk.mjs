// Artalk, as its guide installs it. A comment of its API carries the User-Agent of the author.

import { folderOf, versionOf } from "../packages.mjs";
import { serveStub } from "../servers.mjs";
import { comments, hash, html, newestRoots, text } from "../thread.mjs";

const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** The full client, or the one without votes, emoticons and preview. */
export const artalk = { name: "Artalk", start: () => start("Artalk") };
export const artalkLite = { name: "Artalk Lite", start: () => start("ArtalkLite") };

async function start(file) {
  const version = versionOf("artalk");
  const server = await serveStub(folderOf("artalk"), (url) => api(url, version));
  return {
    version,
    server: server.url,
    host: "#comments",
    comment: ".atk-comment",
    head: `
      <link href="${server.url}/dist/${file}.css" rel="stylesheet">
      <script src="${server.url}/dist/${file}.js"></script>`,
    body: (count) => `
      <div id="comments"></div>
      <script>
        Artalk.init({
          el: "#comments", pageKey: "${count}", pageTitle: document.title, server: "${server.url}", site: "Blog", locale: "en",
        });
      </script>`,
    close: server.close,
  };
}

function api(url, version) {
  if (url.pathname === "/api/v2/conf") {
    return { frontend_conf: {}, version: { app: "artalk", version, commit_hash: "" } };
  }
  if (url.pathname === "/api/v2/pages/pv") return { pv: 1 };
  if (url.pathname.startsWith("/api/v2/stats/")) return { data: {} };
  if (url.pathname !== "/api/v2/comments") return null;
  const count = Number(url.searchParams.get("page_key"));
  const [limit, offset] = ["limit", "offset"].map((name) => Number(url.searchParams.get(name)));
  const roots = newestRoots(comments(count));
  const shown = roots.slice(offset, offset + limit).flatMap((root) => [root, ...root.replies]);
  return {
    comments: shown.map((comment) => entity(comment, url)),
    count,
    roots_count: roots.length,
    page: {
      id: 1, admin_only: false, key: String(count), url: "/", title: "Blog", site_name: "Blog", vote_up: 0, vote_down: 0,
      pv: 1, date: "2026-11-01 12:00:00",
    },
  };
}

function entity(comment, url) {
  return {
    id: comment.n + 1,
    content: text(comment),
    content_marked: html(comment),
    user_id: comment.n + 1,
    nick: comment.name,
    email_encrypted: hash(comment),
    link: "",
    ua: USER_AGENT,
    date: new Date(comment.time).toISOString().replace("T", " ").slice(0, 19),
    is_collapsed: false,
    is_pending: false,
    is_pinned: false,
    is_allow_reply: true,
    is_verified: false,
    rid: comment.parent === null ? 0 : comment.parent + 1,
    badge_name: "",
    badge_color: "",
    ip_region: "",
    visible: true,
    vote_up: 0,
    vote_down: 0,
    page_key: url.searchParams.get("page_key"),
    page_url: "/",
    site_name: "Blog",
  };
}
