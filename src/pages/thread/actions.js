// What the reader does with the thread: load more, change the order, follow permalinks.
import { element, focusOn } from "./nodes.js";

export function useActions(thread, signal) {
  thread.addEventListener("click", (event) => click(thread, event), { signal });
  thread.addEventListener("rejoinder:hash", () => followHash(thread), { signal });
  const threads = [...document.querySelectorAll("comment-thread")];
  // In the light DOM two threads of one page would share ids.
  if (thread.place === thread && threads.indexOf(thread) > 0) addSuffixToIds(thread, threads.indexOf(thread) + 1);
}

function click(thread, event) {
  const link = event.composedPath()[0].closest("a");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { load, order } = link.dataset;
  const hash = link.getAttribute("href");
  if (load) loadMore(thread, link);
  else if (order) changeOrder(thread, order);
  else if (!hash.startsWith("#comment-")) return;
  else if (location.hash === hash) followHash(thread);
  else location.hash = hash;
  event.preventDefault();
}

function changeOrder(thread, order) {
  thread.addEventListener("rejoinder:loaded", () => thread.find(`[data-order=${order}]`)?.focus(), { once: true });
  thread.setAttribute("order", order);
}

async function loadMore(thread, link) {
  const { load } = link.dataset;
  link.setAttribute("aria-busy", "true");
  try {
    const part = await thread.load(`${link.href}&part=comments`);
    thread.showLocalTimes(part.querySelector(".comments"));
    const list = thread.find(".comment-list");
    const items = [...part.querySelectorAll(".comment")].filter(({ id }) => !byId(thread, id));
    const next = part.querySelector(`[data-load=${load}]`)?.parentElement;
    const last = list.lastElementChild;
    const top = last.getBoundingClientRect().top;
    if (load === "more") list.append(...items); else list.prepend(...items);
    link.parentElement.replaceWith(...(next ? [next] : []));
    // Earlier comments must not push the others down.
    if (load === "earlier") scrollBy({ top: last.getBoundingClientRect().top - top, behavior: "instant" });
    focusOn(items.at(load === "more" ? 0 : -1));
    thread.emit("loaded");
  } catch (error) {
    link.removeAttribute("aria-busy");
    thread.fail(error, () => loadMore(thread, link));
  }
}

// Shows the comment of the URL. One that is not loaded is asked for, with the part of the thread around it.
async function followHash(thread) {
  const id = location.hash.slice(1);
  if (id.startsWith("rejoinder_")) return;
  if (!byId(thread, id) && id.startsWith("comment-")) await thread.refresh(id.slice("comment-".length));
  const target = byId(thread, id);
  if (target) goTo(thread, target);
  // With several threads on the page, another one may hold the comment.
  else if (id.startsWith("comment-") && document.querySelectorAll("comment-thread").length === 1) sayMissing(thread);
}
const byId = (thread, id) => thread.find(`#${CSS.escape(id)}`);

export function goTo(thread, target) {
  thread.find(".comment-marked")?.classList.remove("comment-marked");
  if (target.matches(".comment")) target.classList.add("comment-marked");
  target.scrollIntoView();
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function sayMissing(thread) {
  const section = thread.find(".comments");
  const line = element("p", { className: "notice", role: "status", textContent: section.dataset.missing });
  section.querySelector(".notice")?.remove();
  section.firstElementChild.after(line);
  goTo(thread, line);
}

function addSuffixToIds(thread, number) {
  for (const name of ["id", "for", "aria-labelledby", "aria-describedby"]) {
    for (const labeled of thread.querySelectorAll(`[${name}]:not(.comment, .comments, .reply)`)) {
      labeled.setAttribute(name, labeled.getAttribute(name).replace(/\S+/g, `$&-${number}`));
    }
  }
}
