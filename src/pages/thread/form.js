// The reply form: drafts, replies in place, preview, sending. What identity.js, own.js and actions.js do is set up
// here. The server replaces "@form.css" by the text of form.css as a JSON string.
//
// Texts come from `texts` of `GET /sites/{site}/form`, by these names (in brackets the entry of the catalogs):
//   details (reply-details), account and email (reply-account), log_out (reply-log-out), change (reply-change),
//   by_email (reply-by-email), heading (reply-heading), reply_to (reply-heading-to), cancel_reply (reply-cancel),
//   unreachable, keep, or, connecting, here, cancel, cancelled, failed (script-…),
//   edit, edit_own, delete, delete_own, delete_question, save, deleted, saved, pending, edit_pending (thread-…),
//   keep_comment (thread-cancel), preview, preview_title, sending, draft, offline, not_sent, send_again, now, proof,
//   left, sign_in_needed, sign_in_with, email_intro, new_code, signed_in, signed_out (form-…),
//   write (form-continue), email_label (label-email), code (label-code), send_code (me-send-code),
//   sign_in (sign-in-button).
import { useActions } from "./actions.js";
import { showIdentity } from "./identity.js";
import { button, element, focusOn, fromHtml } from "./nodes.js";
import { OwnComments } from "./own.js";
import { sessionOf } from "./session.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync("@form.css");

const RENEW = 8 * 60_000; // a challenge is valid for ten minutes, a token for a day
const TOO_YOUNG = 2100; // the server takes a form that is sent earlier for one of a program
const NEAR_LIMIT = 500; // characters left from which on their number is shown

// Called by embed.js for each page that the element shows.
export async function enhance(thread) {
  thread.ended?.abort();
  thread.ended = new AbortController();
  const { signal } = thread.ended;
  const root = thread.place.getRootNode();
  if (thread.place !== thread && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  const session = sessionOf(thread.server, thread.site);
  const info = new FormInfo(thread, session);
  const { say } = info;
  const status = element("p", { className: "reply-status", role: "status" });
  const announce = (text) => { status.textContent = text; };
  thread.find(".reply").append(status);
  useActions(thread, signal);
  await session.ready();
  const own = new OwnComments({ thread, session, say, announce, signal });
  const needsTexts = session.token || session.failure || own.tokens.length || session.store.get(`draft ${thread.page}`);
  if (needsTexts) await info.get().catch(() => {});
  const form = thread.find(".reply-form");
  if (form) new ReplyForm({ thread, form, session, info, own, announce, signal });
  own.load();
}

// What the server says about the form: texts, and a token with the time at which it was fetched.
class FormInfo {
  #data;
  #since = -Infinity;
  #pending;
  constructor(thread, session) { Object.assign(this, { thread, session }); }
  say = (name, values = {}) => (this.#data?.texts[name] ?? "").replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  get age() { return performance.now() - this.#since; }
  get data() { return this.#data; }
  // The token is fetched when the form is touched: its time tells the server how long the person has written.
  get() {
    if (this.age < RENEW) return Promise.resolve(this.#data);
    const { page, language } = this.thread;
    const query = new URLSearchParams({ page, ...(language && { lang: language }) });
    return (this.#pending ??= this.session.ofSite("GET", `form?${query}`, null, {}, null).then((data) => {
      this.#data = data;
      this.#since = performance.now();
      return data;
    }).finally(() => { this.#pending = null; }));
  }
  // A token is valid once.
  spend() { this.#since = -Infinity; }
}

class ReplyForm {
  #attempt; // the request that was sent and not answered: what was typed, its body and its key
  #isSending = false;
  #work; // the proof of work: a promise of the solution
  #isReady = false;
  constructor(parts) {
    Object.assign(this, parts, { say: parts.info.say, fields: parts.form.elements, section: parts.thread.find(".reply") });
    const { form, signal } = this;
    form.noValidate = true; // the server names all wrong fields, in the language of the site
    this.text = this.fields.text;
    this.submit = form.querySelector(".reply-submit");
    this.alert = element("p", { className: "reply-alert", role: "alert" });
    this.left = element("p", { className: "reply-left", hidden: true });
    this.text.after(this.left);
    this.submit.parentElement.before(this.alert);
    form.querySelector(".reply-remember")?.removeAttribute("hidden");
    this.#restore();
    showIdentity({ ...parts, say: this.say });
    form.addEventListener("focusin", () => this.#touch(), { signal });
    form.addEventListener("input", () => this.#changed(), { signal });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#send(); }, { signal });
    form.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.thread.addEventListener("click", (event) => this.#replyClick(event), { signal });
    addEventListener("online", () => this.#attempt && this.announce(this.say("now")), { signal });
    if (form.contains(root(form).activeElement)) this.#touch();
    if (this.info.data) this.#showButtons();
  }
  get site() { return this.thread.site; }
  get isGuest() { return !this.session.viewer; }

  // --- first touch: token, texts, proof of work ---
  async #touch() {
    try {
      await this.info.get();
    } catch { return; } // sending tries again
    this.#showButtons();
    this.#prove();
  }
  #showButtons() {
    if (this.#isReady) return;
    this.#isReady = true;
    this.preview = button(this.say("preview"), () => this.#togglePreview(), { className: "reply-preview-button" });
    this.submit.after(this.preview);
  }
  #prove() {
    const { challenge } = this.info.data;
    if (!challenge || !this.isGuest || this.#work?.challenge === challenge) return;
    const report = (percent) => { if (this.#isSending) this.announce(this.say("proof", { percent })); };
    const solution = import("./proof.js").then(({ solve }) => solve(challenge, report)).catch(() => null);
    this.#work = { challenge, solution };
  }

  // --- what was typed is stored until it is posted ---
  #restore() {
    const { store } = this.session;
    const draft = store.get(this.draftName);
    const guest = store.get("guest");
    const remember = this.form.querySelector("[data-remember]");
    for (const [name, value] of Object.entries(guest ?? {})) if (this.fields[name]) this.fields[name].value ||= value;
    if (remember) remember.checked = Boolean(guest);
    if (!draft) return;
    this.text.value ||= draft.text;
    const parent = draft.parent && this.thread.find(`#comment-${CSS.escape(draft.parent)}`);
    if (parent?.querySelector(".comment-reply")) this.#replyTo(parent.querySelector(".comment-reply"), false);
    this.announce(this.say("draft"));
  }
  get draftName() { return `draft ${this.thread.page}`; }
  #changed() {
    const { store } = this.session;
    const text = this.text.value;
    if (text.trim()) store.set(this.draftName, { text, parent: this.fields.parent_id.value }); else store.remove(this.draftName);
    // As the server counts: Unicode scalar values, not UTF-16 units.
    const count = Number(this.form.dataset.textMax) - [...text].length;
    this.left.hidden = count > NEAR_LIMIT;
    this.left.textContent = this.left.hidden ? "" : this.say("left", { count });
    this.left.classList.toggle("field-error", count < 0);
  }
  #rememberGuest() {
    const { store } = this.session;
    const remember = this.form.querySelector("[data-remember]");
    if (!remember || !this.isGuest) return;
    const values = ["name", "email", "website"].map((name) => [name, this.fields[name]?.value]);
    if (remember.checked) store.set("guest", Object.fromEntries(values)); else store.remove("guest");
  }

  // --- replies in place: the form moves below the comment ---
  #replyClick(event) {
    const link = event.composedPath()[0].closest(".comment-reply");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.info.get().catch(() => {}).then(() => this.#replyTo(link, true));
  }
  #replyTo(link, doFocus) {
    this.#leaveComment();
    const comment = link.closest(".comment");
    const title = this.section.querySelector(".reply-title");
    this.heading ??= title.textContent;
    title.textContent = this.say("reply_to", { name: comment.querySelector("bdi").textContent }) || link.getAttribute("aria-label");
    title.after(button(this.say("cancel_reply"), () => this.cancelReply(), { className: "link reply-cancel" }));
    this.link = link;
    link.setAttribute("aria-expanded", "true");
    link.parentElement.after(this.section);
    this.fields.parent_id.value = comment.id.slice("comment-".length);
    if (this.text.value) this.#changed();
    if (!doFocus) return;
    this.text.focus({ preventScroll: true });
    this.section.scrollIntoView({ block: "nearest" });
  }
  #leaveComment() {
    this.link?.removeAttribute("aria-expanded");
    this.link = null;
    this.section.querySelector(".reply-cancel")?.remove();
    this.fields.parent_id.value = "";
  }
  cancelReply(doFocus = true) {
    const { link, heading } = this;
    if (!link) return;
    this.#leaveComment();
    this.section.querySelector(".reply-title").textContent = heading;
    this.thread.place.append(this.section);
    if (this.text.value) this.#changed();
    if (doFocus) focusOn(link);
  }
  #key(event) {
    if (event.key === "Escape" && !event.isComposing) this.cancelReply();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === this.text) this.form.requestSubmit();
  }

  // --- preview ---
  async #togglePreview() {
    const old = this.form.querySelector(".reply-preview");
    if (old) {
      this.#closePreview();
      this.text.focus();
      return;
    }
    try {
      const { html } = await this.session.ofSite("POST", "preview", { text: this.text.value }, {}, null);
      const shown = element("div", { className: "reply-preview", role: "region", "aria-label": this.say("preview_title"), tabIndex: -1 },
        element("p", { className: "reply-preview-title", textContent: this.say("preview_title") }),
        element("div", { className: "comment-text" }, fromHtml(html)));
      this.text.closest(".field").hidden = true;
      this.text.closest(".field").after(shown);
      this.preview.textContent = this.say("write");
      focusOn(shown);
    } catch (problem) { this.#refuse(problem, false); }
  }
  #closePreview() {
    this.form.querySelector(".reply-preview")?.remove();
    this.text.closest(".field").hidden = false;
    if (this.preview) this.preview.textContent = this.say("preview");
  }

  // --- sending ---
  async #send() {
    if (this.#isSending) return;
    if (this.fields.subject.value) return this.form.submit(); // a program filled in the honeypot: the server decides
    this.#isSending = true;
    this.submit.setAttribute("aria-disabled", "true");
    this.#clearErrors();
    try {
      this.announce(this.say("sending"));
      await this.#prepareAttempt();
      const { key, body } = this.#attempt;
      const answer = await this.session.ofSite("POST", "comments", body, { "Idempotency-Key": key });
      await this.#posted(answer);
    } catch (problem) {
      this.announce("");
      this.#refuse(problem, true);
    } finally {
      this.#isSending = false;
      this.submit.removeAttribute("aria-disabled");
    }
  }
  // The same text is sent with the same key and the same bytes until an answer comes, so that a retry after a lost
  // answer never makes a second comment.
  async #prepareAttempt() {
    const value = (name) => this.fields[name]?.value.trim() || undefined;
    const author = this.isGuest ? { name: value("name"), email: value("email"), website: value("website") } : undefined;
    const comment = { page: this.thread.page, text: this.text.value, parent_id: value("parent_id"), author };
    const typed = JSON.stringify([comment, this.session.token]);
    if (this.#attempt?.typed === typed) return;
    const { token } = await this.info.get();
    this.announce(this.say("sending"));
    this.#prove();
    const solution = (this.isGuest && await this.#work?.solution) || undefined;
    if (this.info.age < TOO_YOUNG) await new Promise((done) => setTimeout(done, TOO_YOUNG - this.info.age));
    const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
    this.#attempt = { typed, key, body: JSON.stringify({ ...comment, ...describePage(), token, solution }) };
  }
  async #posted(answer) {
    this.#attempt = null;
    this.#work = null;
    this.info.spend();
    this.session.store.remove(this.draftName);
    this.#rememberGuest();
    this.#closePreview();
    this.cancelReply(false);
    this.text.value = "";
    this.#changed();
    this.announce(answer.message);
    this.thread.emit("posted", { comment: answer.comment, status: answer.status, message: answer.message });
    await this.own.add(answer);
  }
  #clearErrors() {
    this.alert.replaceChildren();
    clearTimeout(this.timer);
    for (const field of this.form.querySelectorAll("[aria-invalid]")) {
      const ids = field.getAttribute("aria-describedby").split(" ").filter((id) => !id.endsWith("-error"));
      field.removeAttribute("aria-invalid");
      if (ids.length) field.setAttribute("aria-describedby", ids.join(" ")); else field.removeAttribute("aria-describedby");
    }
    for (const old of this.form.querySelectorAll(".field-error[id]")) old.remove();
  }
  // Shows a refusal: problem details, or the error of a request without an answer.
  #refuse(problem, isSent) {
    const { status, code, detail, errors = [], retryAfter } = problem;
    const mayHaveArrived = !status || status >= 500 || code === "in_progress";
    if (isSent && !mayHaveArrived && status !== 429) this.#attempt = null;
    const text = status ? detail : this.say(navigator.onLine ? "not_sent" : "offline") || this.say("unreachable");
    this.alert.replaceChildren(text ?? "");
    if (isSent && (mayHaveArrived || status === 429)) this.alert.append(" ", button(this.say("send_again") || "↻", () => this.form.requestSubmit(), { className: "link" }));
    if (retryAfter) {
      this.timer = setTimeout(() => {
        this.alert.replaceChildren();
        this.announce(this.say("now"));
      }, retryAfter * 1000);
    }
    const wrong = errors.map((error) => this.#markField(error)).filter(Boolean);
    if (wrong.length) this.#closePreview();
    if (code === "identity_required") focusOn(this.form.querySelector("[data-identity] a"));
    else wrong[0]?.focus();
  }
  #markField({ field, message }) {
    const name = field.split(".").at(-1);
    const input = ["text", "name", "email", "website"].includes(name) && this.fields[name];
    if (!input) {
      this.alert.append(" ", message);
      return null;
    }
    const line = element("p", { className: "field-error", id: `${input.id}-error`, textContent: message });
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", [line.id, input.getAttribute("aria-describedby")].filter(Boolean).join(" "));
    input.after(line);
    return input;
  }
}

const root = (node) => node.getRootNode();

// Title and URL of the page, for lists of comments and mails to moderators.
function describePage() {
  const content = (css, name) => document.querySelector(css)?.[name];
  return {
    title: (content("meta[property='og:title']", "content") || document.title).slice(0, 300) || undefined,
    url: content("link[rel=canonical]", "href") || location.href.split("#")[0],
  };
}
