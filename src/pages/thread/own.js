// The comments that this person wrote on the page: shown while they wait for a moderator, and changed or deleted
// while that is possible. Their edit tokens are stored in this browser; a session needs none.
import { element, focusOn, fromHtml } from "./nodes.js";
import { goTo } from "./actions.js";

// As many as the server accepts in one request.
const TOKENS = 50;

export function useOwn(context) {
  const { thread, session, signal, say, announce } = context;
  const storeName = `own ${thread.page}`;
  const tokens = () => session.read(storeName) ?? [];
  const setTokens = (all) => session.write(storeName, all.length ? all.slice(-TOKENS) : null);
  const rowOf = (id) => thread.find(`[id="comment-${id}"]`);
  let items = [];

  // Asks the server, if this browser has a session or edit tokens.
  async function load() {
    const all = tokens();
    let found = { items: [] };
    if (all.length || session.token) {
      try {
        await context.info();
        const headers = all.length && { "Edit-Token": all.map(({ token }) => token).join() };
        found = await session.ofSite("GET", `mine?${new URLSearchParams({ page: thread.page })}`, null, headers);
        // The others are deleted.
        if (!found.next) setTokens(all.filter(({ id }) => found.items.some((item) => item.id === id)));
      } catch ({ status }) {
        // Without a session, 401 means that the server does not know one of the tokens.
        if (status === 401 && !session.token) setTokens([]);
        return;
      }
    }
    for (const row of thread.place.querySelectorAll(".comment-own")) clear(row);
    items = found.items;
    show();
  }
  function clear(row) {
    row.classList.remove("comment-own");
    row.querySelectorAll(".comment-note, .comment-actions button").forEach((part) => part.remove());
    if (row.matches(".comment-pending")) row.remove();
  }
  function show() {
    for (const item of items) {
      const row = rowOf(item.id) ?? (item.status === "pending" && insert(item));
      // An approved comment can be in another part of the thread.
      if (row) decorate(row, item);
    }
  }
  // Puts a comment that only its author sees after the other replies to the same comment, or where new ones go.
  function insert({ id, depth, author, created_at, parent_id }) {
    const row = document.importNode(thread.find(".comment-template").content.firstElementChild, true);
    const [name, time, picture] = ["bdi", "time", ".comment-picture"].map((css) => row.querySelector(css));
    row.id = `comment-${id}`;
    row.classList.replace("depth-0", `depth-${depth}`);
    row.classList.add("comment-pending");
    name.textContent = author.name;
    time.dateTime = created_at;
    time.parentElement.href = `#comment-${id}`;
    // The letter and color that the server generates.
    const characters = [...author.name];
    picture.textContent = characters[0]?.toUpperCase() ?? "";
    picture.classList.replace("hue-0", `hue-${characters.reduce((sum, character) => sum + character.codePointAt(0), 0) % 12}`);
    if (author.picture) picture.replaceWith(element("img", { className: "comment-picture", src: author.picture, alt: "" }));
    row.querySelector(".comment-reply").remove();
    thread.showLocalTimes(row, thread.find(".comments"));

    const list = thread.find(".comment-list");
    const depthOf = (other) => Number(other?.className.match(/depth-(\d)/)[1] ?? -1);
    let last = parent_id && rowOf(parent_id);
    if (last) {
      const least = depthOf(last);
      while (depthOf(last.nextElementSibling) > least) last = last.nextElementSibling;
      last.after(row);
    } else list[thread.find(".comments").dataset.order === "newest" ? "prepend" : "append"](row);
    return row;
  }
  function decorate(row, item) {
    const text = row.querySelector(".comment-text");
    const actions = row.querySelector(".comment-actions") ?? row.appendChild(element("p", { className: "comment-actions" }));
    const isChange = item.published_html !== null;
    row.classList.add("comment-own");
    row.querySelectorAll(".comment-note, .comment-actions button").forEach((old) => old.remove());
    if (isChange || item.status === "pending") {
      text.replaceChildren(fromHtml(item.html));
      text.after(element("p", { className: "comment-note", textContent: say(isChange ? "edit_pending" : "pending") }));
    }
    const rest = new Date(item.editable_until) - Date.now();
    if (rest <= 0) return;
    const buttons = ["edit", "delete"].map((name) => element("button", {
      type: "button", className: "link", textContent: say(name), ariaLabel: say(`${name}_own`), onclick: () => acts[name](actions, item),
    }));
    actions.append(...buttons);
    setTimeout(() => buttons.forEach((button) => button.remove()), rest);
  }

  const request = (method, { id }, body) => {
    const token = tokens().find((own) => own.id === id)?.token;
    return session.ofSite(method, `comments/${id}`, body, token && { "Edit-Token": token });
  };
  const acts = {
    edit: (actions, item) => context.openEdit(item, actions),
    delete(actions, item) {
      const remove = async () => {
        try {
          await request("DELETE", item);
          items = items.filter((own) => own !== item);
          rowOf(item.id).remove();
          focusOn(thread.find(".comments-title"));
          announce(say("deleted"));
          await thread.refresh();
        } catch ({ detail }) { question.firstChild.textContent = detail ?? thread.find(".comments").dataset.failed; }
      };
      const close = () => { question.replaceWith(actions); focusOn(actions.querySelector("button")); };
      const button = (name, onclick) => element("button", { type: "button", textContent: say(name), onclick });
      const question = element("div", { className: "comment-question" }, element("p", { role: "alert", textContent: say("delete_question") }),
        button("delete", remove), button("keep_comment", close));
      actions.replaceWith(question);
      question.querySelector("button").focus();
    },
  };

  thread.addEventListener("rejoinder:loaded", show, { signal });
  session.addEventListener("change", load, { signal });
  return {
    load,
    async save(item, text) {
      const { comment } = await request("PATCH", item, { text });
      items = items.map((own) => (own.id === item.id ? comment : own));
      rowOf(item.id).querySelector(".comment-text").replaceChildren(fromHtml(comment.html));
      show();
      focusOn(rowOf(item.id));
      announce(say("saved"));
    },
    // Shows a comment that was posted just now.
    async add({ comment, edit_token, status }) {
      setTokens([...tokens(), { id: comment.id, token: edit_token }]);
      items.push(comment);
      if (status === "approved") await thread.refresh(comment.id);
      show();
      goTo(thread, rowOf(comment.id));
    },
  };
}
