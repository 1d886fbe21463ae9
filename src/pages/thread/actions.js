// What the reader does with the thread: load more, change the order, follow permalinks.
import { element, focusOn } from "./nodes.js";

export function useActions({ thread, signal }) {
  const byId = (id) => thread.find(`[id="${CSS.escape(id)}"]`);

  thread.addEventListener("click", (event) => {
    const link = event.composedPath()[0].closest("a");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { load, order } = link.dataset;
    const hash = link.getAttribute("href");
    if (load) loadMore(link);
    else if (order) changeOrder(order);
    else if (!hash.startsWith("#comment-")) return;
    else if (location.hash === hash) followHash();
    else location.hash = hash;
    event.preventDefault();
  }, { signal });
  addEventListener("hashchange", followHash, { signal });

  // In the light DOM two threads of one page would share ids, also after each load.
  const threads = [...document.querySelectorAll("comment-thread")];
  const number = threads.indexOf(thread);
  const suffix = `-${number}`;
  function separateIds() {
    for (const name of ["id", "for", "aria-labelledby", "aria-describedby"]) {
      for (const labeled of thread.querySelectorAll(`[${name}]:not(.comment)`)) {
        const separate = (id) => (id.endsWith(suffix) ? id : id + suffix);
        labeled.setAttribute(name, labeled.getAttribute(name).replace(/[^ ]+/g, separate));
      }
    }
  }
  if (number > 0 && thread.place === thread) {
    separateIds();
    thread.addEventListener("rejoinder:loaded", separateIds, { signal });
  }

  followHash();

  function changeOrder(order) {
    thread.addEventListener("rejoinder:loaded", () => thread.find(`a[data-order=${order}]`)?.focus(), { once: true });
    thread.setAttribute("order", order);
  }

  async function loadMore(link) {
    const isMore = link.dataset.load === "more";
    try {
      const part = await thread.load(`${link.href}&part=comments`);
      thread.showLocalTimes(part.querySelector(".comments"));
      const list = thread.find(".comment-list");
      const items = [...part.querySelectorAll(".comment")].filter(({ id }) => !byId(id));
      const next = part.querySelector(`[data-load=${link.dataset.load}]`);
      const last = list.lastElementChild;
      const top = last.getBoundingClientRect().top;
      list[isMore ? "append" : "prepend"](...items);
      link.replaceWith(next ?? "");
      // Earlier comments must not push the others down.
      if (!isMore) scrollBy({ top: last.getBoundingClientRect().top - top, behavior: "instant" });
      focusOn(items.at(isMore ? 0 : -1));
      thread.emit("loaded");
    } catch (error) {
      thread.fail(error, () => loadMore(link));
    }
  }

  // Shows the comment of the URL. One that is not loaded is asked for, with the part of the thread around it.
  async function followHash() {
    const id = location.hash.slice(1);
    if (id.startsWith("comment-") && !byId(id)) {
      await thread.refresh(id.slice("comment-".length));
      // With several threads on the page, another one may hold the comment.
      if (!byId(id) && threads.length < 2) sayMissing();
    }
    goTo(thread, byId(id));
  }
  function sayMissing() {
    const { dataset, firstElementChild } = thread.find(".comments");
    const line = element("p", { className: "notice", role: "alert", textContent: dataset.missing });
    thread.find(".notice")?.remove();
    firstElementChild.after(line);
    line.scrollIntoView({ block: "center" });
  }
}

export function goTo(thread, target) {
  if (!target) return;
  thread.find(".comment-marked")?.classList.remove("comment-marked");
  if (target.matches(".comment")) target.classList.add("comment-marked");
  focusOn(target);
  target.scrollIntoView();
}
