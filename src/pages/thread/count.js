// Fills in the number of comments of pages, in one request for up to 100 of them:
//
//   <script type="module" src="https://comments.example.org/count.js" data-site="blog"></script>
//   <span data-comment-count="/2026/thing-12"></span>         the number
//   <a href="/2026/thing-12" data-comments></a>               the same, for the page that the link leads to
//
// `data-site` may stand on the elements instead. It stores nothing and sends nothing but the pages.
const server = import.meta.url.replace(/\/(assets\/[^/]+\/)?[^/]*$/, "");
const site = document.querySelector("script[src*='/count'][data-site], comment-thread[site]");
const groups = {};
for (const element of document.querySelectorAll("[data-comment-count], a[data-comments]")) {
  const page = element.dataset.commentCount || element.pathname + element.search;
  const name = element.dataset.site ?? site?.dataset.site ?? site?.getAttribute("site");
  ((groups[name] ??= {})[page] ??= []).push(element);
}
for (const [name, pages] of Object.entries(groups)) {
  const all = Object.keys(pages);
  while (all.length) count(name, all.splice(0, 100), pages);
}
async function count(site, keys, pages) {
  const query = new URLSearchParams(keys.map((page) => ["page", page]));
  const answer = await fetch(`${server}/api/v1/sites/${site}/counts?${query}`, { credentials: "omit" }).catch(() => ({}));
  if (!answer.ok) return;
  for (const [page, count] of Object.entries((await answer.json()).counts)) {
    for (const element of pages[page] ?? []) {
      element.textContent = count;
      element.dispatchEvent(new CustomEvent("rejoinder:count", { bubbles: true, detail: { site, page, count } }));
    }
  }
}
