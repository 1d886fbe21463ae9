// The comments that this person wrote on the page: shown while they wait for a moderator, and changed or deleted
// while that is possible. Their edit tokens are stored in this browser; a session needs none.
import { button, element, focusOn, fromHtml } from "./nodes.js";
import { goTo } from "./actions.js";

const TOKENS = 50; // as many as the server accepts in one request
const hue = (name) => [...name].reduce((sum, character) => sum + character.codePointAt(0), 0) % 12; // as the server does

export class OwnComments {
  constructor({ thread, session, say, announce, signal }) {
    Object.assign(this, { thread, session, say, announce, signal });
    this.items = [];
    thread.addEventListener("rejoinder:loaded", () => this.show(), { signal });
    session.addEventListener("change", () => this.load(), { signal });
  }
  get name() { return `own ${this.thread.page}`; }
  get tokens() { return this.session.store.get(this.name) ?? []; }
  set tokens(tokens) {
    if (tokens.length) this.session.store.set(this.name, tokens.slice(-TOKENS)); else this.session.store.remove(this.name);
  }

  // Asks the server, if this browser has a session or edit tokens.
  async load() {
    const { tokens, session } = this;
    if (!tokens.length && !session.token) return this.#replace([]);
    try {
      const headers = tokens.length ? { "Edit-Token": tokens.map(({ token }) => token).join() } : {};
      const { items, next } = await session.ofSite("GET", `mine?${new URLSearchParams({ page: this.thread.page })}`, null, headers);
      this.tokens = next ? tokens : tokens.filter(({ id }) => items.some((item) => item.id === id)); // the others are deleted
      this.#replace(items);
    } catch (problem) {
      // Without a session, 401 means that the server no longer knows the tokens.
      if (problem.status === 401 && !session.token) this.tokens = [];
    }
  }
  #replace(items) {
    for (const { id } of this.items) if (!items.some((item) => item.id === id)) this.#row(id)?.matches(".comment-own") && this.#unmark(id);
    this.items = items;
    this.show();
  }
  #unmark(id) {
    const row = this.#row(id);
    if (row.matches(".comment-pending")) row.remove(); else row.querySelectorAll(".comment-own-action").forEach((part) => part.remove());
  }
  #row(id) { return this.thread.find(`#comment-${CSS.escape(id)}`); }

  // After posting.
  async add({ comment, edit_token, status }) {
    this.tokens = [...this.tokens, { id: comment.id, token: edit_token }];
    this.items.push(comment);
    if (status === "approved") await this.thread.refresh(comment.id);
    this.show();
    goTo(this.thread, this.#row(comment.id));
  }
  show() {
    if (!this.thread.find(".comments")) return;
    for (const item of this.items) {
      const row = this.#row(item.id);
      if (!row && item.status === "approved") continue; // in another part of the thread
      this.#decorate(row ?? this.#insert(item), item);
    }
  }
  // Puts a comment that only its author sees after the replies to the same comment, or where new comments go.
  #insert(item) {
    const { thread } = this;
    const row = document.importNode(thread.find(".comment-template").content.firstElementChild, true);
    const [name, time] = ["bdi", "time"].map((css) => row.querySelector(css));
    row.id = `comment-${item.id}`;
    row.classList.replace("depth-0", `depth-${item.depth}`);
    row.classList.add("comment-pending");
    name.textContent = item.author.name;
    if (item.author.website) name.replaceWith(element("a", { href: item.author.website, rel: "nofollow ugc noopener noreferrer" }, name));
    const picture = row.querySelector(".comment-picture");
    picture.textContent = [...item.author.name][0]?.toUpperCase() ?? "";
    picture.classList.replace("hue-0", `hue-${hue(item.author.name)}`);
    if (item.author.picture) picture.replaceWith(element("img", { className: "comment-picture", src: item.author.picture, alt: "" }));
    time.dateTime = item.created_at;
    time.parentElement.href = `#${row.id}`;
    row.querySelector(".comment-reply")?.remove();
    const list = thread.find(".comment-list");
    const parent = item.parent_id && this.#row(item.parent_id);
    const depth = (other) => Number(other.className.match(/depth-(\d)/)[1]);
    let last = parent;
    while (last && last.nextElementSibling && depth(last.nextElementSibling) > depth(parent)) last = last.nextElementSibling;
    if (last) last.after(row);
    else if (thread.find(".comments").dataset.order === "newest") list.prepend(row);
    else list.append(row);
    return row;
  }
  #decorate(row, item) {
    row.classList.add("comment-own");
    const text = row.querySelector(".comment-text");
    if (row.querySelector(".reply-edit")) return; // being changed
    if (item.status === "pending" || item.published_html !== null) text.replaceChildren(fromHtml(item.html));
    this.thread.showLocalTimes(row, this.thread.find(".comments"));
    row.querySelectorAll(".comment-note, .comment-own-action").forEach((old) => old.remove());
    const note = item.published_html !== null ? "edit_pending" : item.status === "pending" ? "pending" : null;
    if (note) text.after(element("p", { className: "comment-note", textContent: this.say(note) }));
    const rest = item.editable_until ? new Date(item.editable_until) - Date.now() : 0;
    if (rest <= 0) return;
    let actions = row.querySelector(".comment-actions");
    if (!actions) row.append((actions = element("p", { className: "comment-actions" })));
    const action = (name, act) => button(this.say(name), act, { className: "link comment-own-action", "aria-label": this.say(`${name}_own`) });
    actions.append(action("edit", () => this.#edit(row, item)), action("delete", () => this.#ask(row, item)));
    setTimeout(() => actions.querySelectorAll(".comment-own-action").forEach((old) => old.remove()), Math.min(rest, 2 ** 31 - 1));
  }

  #request(method, item, body) {
    const { token } = this.tokens.find(({ id }) => id === item.id) ?? {};
    return this.session.ofSite(method, `comments/${item.id}`, body, token ? { "Edit-Token": token } : {});
  }
  // Shows controls in place of the actions of a comment; Escape puts them back.
  #open(row, ...parts) {
    const actions = row.querySelector(".comment-actions");
    const error = element("p", { className: "field-error", role: "alert" });
    const box = element("div", { className: "reply-edit" }, ...parts, error);
    const close = () => {
      box.remove();
      actions.hidden = false;
      focusOn(actions.querySelector(".comment-own-action") ?? row);
    };
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    actions.hidden = true;
    actions.after(box);
    const fail = (problem) => { error.textContent = problem.errors?.[0]?.message ?? problem.detail ?? this.say("unreachable"); };
    return { close, fail };
  }
  #edit(row, item) {
    const text = row.querySelector(".comment-text");
    const area = element("textarea", { value: item.text, rows: 5, dir: "auto", "aria-label": this.say("edit_own") });
    const save = async () => {
      try {
        const { comment } = await this.#request("PATCH", item, { text: area.value });
        this.items = this.items.map((one) => (one.id === item.id ? comment : one));
        text.replaceChildren(fromHtml(comment.html));
        finish();
        this.#decorate(row, comment);
        focusOn(row);
        this.announce(this.say("saved"));
      } catch (problem) { fail(problem); focusOn(area); }
    };
    const finish = () => { text.hidden = false; close(); };
    const { close, fail } = this.#open(row, element("div", { className: "field" }, area),
      element("p", { className: "reply-buttons" }, button(this.say("save"), save, { className: "reply-submit" }), button(this.say("keep_comment"), finish)));
    area.addEventListener("keydown", (event) => { if (event.key === "Escape") text.hidden = false; });
    text.hidden = true;
    area.focus();
  }
  #ask(row, item) {
    const remove = async () => {
      try {
        await this.#request("DELETE", item);
        this.items = this.items.filter(({ id }) => id !== item.id);
        this.tokens = this.tokens.filter(({ id }) => id !== item.id);
        if (item.status === "pending") row.remove(); else await this.thread.refresh();
        focusOn(this.thread.find(".comments-title"));
        this.announce(this.say("deleted"));
      } catch (problem) { fail(problem); }
    };
    const sure = button(this.say("delete"), remove, { "aria-label": this.say("delete_own") });
    const { close, fail } = this.#open(row, element("p", { textContent: this.say("delete_question"), role: "alert" }),
      element("p", { className: "reply-buttons" }, sure, button(this.say("keep_comment"), () => close())));
    sure.focus();
  }
}
