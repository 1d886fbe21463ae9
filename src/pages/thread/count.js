// Fills in the number of comments of pages, in one request for up to 100 of them:
//
//   <script type="module" src="https://comments.example.org/count.js" data-site="blog"></script>
//   <span data-comment-count="/2026/thing-12"></span>         the number
//   <a href="/2026/thing-12" data-comments></a>               the same, for the page that the link leads to
//
// `data-site` may stand on the elements instead. Elements that are added or changed later, as the router of a
// single-page application does, are filled in as well. It stores nothing and sends nothing but the pages.
const server = import.meta.url.replace(/\/(assets\/[^/]+\/)?[^/]*$/, "");
const asked = new WeakMap(); // the page whose number an element shows or waits for
function update() {
  const site = document.querySelector("script[src*='/count'][data-site], comment-thread[site]");
  const groups = {};
  for (const element of document.querySelectorAll("[data-comment-count], a[data-comments]")) {
    const page = element.dataset.commentCount || element.pathname + element.search;
    if (asked.get(element) === page) continue;
    asked.set(element, page);
    const name = element.dataset.site ?? site?.dataset.site ?? site?.getAttribute("site");
    ((groups[name] ??= {})[page] ??= []).push(element);
  }
  for (const name in groups) {
    const pages = Object.keys(groups[name]);
    while (pages.length) count(name, pages.splice(0, 100), groups[name]);
  }
}
async function count(site, pages, elements) {
  const query = new URLSearchParams(pages.map((page) => ["page", page]));
  const answer = await fetch(`${server}/api/v1/sites/${site}/counts?${query}`, { credentials: "omit" }).catch(() => ({}));
  const { counts } = answer.ok ? await answer.json() : {};
  for (const page in counts) {
    const count = counts[page];
    for (const element of elements[page] ?? []) {
      if (asked.get(element) !== page) continue;
      element.textContent = count;
      element.dispatchEvent(new CustomEvent("rejoinder:count", { bubbles: true, detail: { site, page, count } }));
    }
  }
}
update();
new MutationObserver(update).observe(document, { subtree: true, childList: true, attributeFilter: ["data-comment-count", "href"] });
