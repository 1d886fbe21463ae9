// CWD, which is made for Cloudflare Workers, as its guide installs it.

import { folderOf, versionOf } from "../packages.mjs";
import { serveStub } from "../servers.mjs";
import { comments, hash, html, newestRoots } from "../thread.mjs";

export const cwd = { name: "CWD", start };

async function start() {
  const server = await serveStub(folderOf("cwd-widget"), api);
  return {
    version: versionOf("cwd-widget"),
    server: server.url,
    host: "#comments",
    comment: ".cwd-comment-item",
    head: "",
    body: (count) => `
      <div id="comments"></div>
      <script src="${server.url}/dist/cwd.js"></script>
      <script>
        new CWDComments({
          el: "#comments", apiBaseUrl: "${server.url}", siteId: "blog", postSlug: "/${count}", lang: "en-US",
        }).mount();
      </script>`,
    close: server.close,
  };
}

function api(url) {
  switch (url.pathname) {
    case "/api/config/comments":
      return {
        adminEmail: "", adminBadge: "", adminEnabled: false, avatarPrefix: "", allowedDomains: [], requireReview: false,
        enableCommentLike: true, enableArticleLike: true, enableImageLightbox: false,
      };
    case "/api/comments": {
      const count = Number(url.searchParams.get("post_slug").slice(1));
      const [page, limit] = ["page", "limit"].map((name) => Number(url.searchParams.get(name)));
      const roots = newestRoots(comments(count));
      const data = roots.slice((page - 1) * limit, page * limit).map((root) => ({
        ...entity(root),
        replies: root.replies.map((reply) => ({ ...entity(reply), parentId: root.n + 1, replyToAuthor: root.name })),
      }));
      return { data, pagination: { page, limit, total: Math.ceil(roots.length / limit), totalCount: count } };
    }
    case "/api/analytics/pv":
      return { pv: 1 };
    case "/api/analytics/visit":
      return { success: true };
    case "/api/like":
      return { liked: false, alreadyLiked: false, totalLikes: 0 };
    default:
      return null;
  }
}

function entity(comment) {
  return {
    id: comment.n + 1,
    name: comment.name,
    url: "",
    avatar: `https://gravatar.com/avatar/${hash(comment).slice(0, 32)}?s=200&d=retro`,
    contentHtml: html(comment),
    created: comment.time,
    parentId: null,
    isAdmin: false,
    likes: 0,
    priority: 1,
    replies: [],
  };
}
