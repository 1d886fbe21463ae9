// The reply form: what the server says about it, drafts, replies in place, preview, sending. The files that it
// imports add sign-in, the comments of this person, and what the reader does with the thread. What is served is
// minified/form.js, which contains them all, with "@form.css" replaced by that style as a JSON string.
//
// `texts` of `GET /sites/{site}/form` has these names (in brackets the entries of the catalogs):
//   account and email (reply-account), cancelled, failed (script-…), deleted, saved (thread-…), sending, draft,
//   offline, not_sent, now, proof, left, signed_in, signed_out (form-…).
// All other texts are in the HTML of the form.
import { element, focusOn } from "./nodes.js";
import { goTo, useActions } from "./actions.js";
import { randomText, sessionOf } from "./session.js";
export { sessionOf };
import { useIdentity } from "./identity.js";
import { useOwn } from "./own.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync("@form.css");

// A challenge is valid for ten minutes, a token for a day; both are fetched again after eight minutes.
const RENEW = 8 * 60_000;
// The server takes a form that is sent within two seconds for one of a program.
const TOO_YOUNG = 2100;
// The number of characters left from which on it is shown.
const NEAR_LIMIT = 500;

// Called by embed.js for each page that the element shows.
export async function enhance(thread) {
  thread.ended?.abort();
  thread.ended = new AbortController();
  const { signal } = thread.ended;
  const section = thread.find(".reply");
  const session = sessionOf(thread.server, thread.site);
  const context = { thread, session, signal, section, ...useInfo(thread, session) };
  context.find = (css) => section.querySelector(css);
  context.announce = (text) => { context.find(".reply-status").textContent = text; };
  const { adoptedStyleSheets: sheets } = thread.place;
  if (sheets && !sheets.includes(sheet)) sheets.push(sheet);
  useActions(context);
  await session.ready;
  context.form = context.find(".reply-form");
  if (session.token || session.failure || session.read(`draft ${thread.page}`)) await context.info().catch(() => {});
  const own = useOwn(context);
  if (context.form) useForm(context, own);
  own.load();
}

// Returns `info`, which asks for the texts and a token, and `say`, which returns a text.
function useInfo({ page, language }, session) {
  let data, since, pending;
  const age = () => performance.now() - since;
  return {
    age,
    say: (name, values = {}) => (data?.texts[name] ?? "").replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all),
    // A token is valid once.
    spend: () => { since = undefined; },
    // It is fetched when the form is touched: its time tells the server how long the person has written.
    async info() {
      if (age() < RENEW) return data;
      const query = new URLSearchParams({ page, ...(language && { lang: language }) });
      pending ??= session.ofSite("GET", `form?${query}`, null, {}, null).finally(() => { pending = null; });
      data = await pending;
      since = performance.now();
      return data;
    },
  };
}

function useForm(context, own) {
  const { thread, session, signal, section, find, form, info, say, announce } = context;
  const fields = (context.fields = form.elements);
  const { text } = fields;
  const [submit, alert, left, title, preview, textField, remember] = [
    ".reply-submit", ".reply-alert", ".reply-left", ".reply-title", ".reply-preview", ".reply-field", "[data-remember]",
  ].map(find);
  const toggle = find(".reply-toggle");
  const cancel = find("[data-act=cancelReply]");
  const [heading, submitLabel, toggleLabel, cancelLabel] = [title, submit, toggle, cancel].map(({ textContent }) => textContent);
  const draftName = `draft ${thread.page}`;
  let opener; // the link or button that moved the form below a comment
  let edited; // the comment that is being changed
  let attempt; // the request without an answer: what was typed, its body and its key
  let isSending = false;
  let work; // the proof of work: its challenge and the promise of its solution
  let timer;

  // --- first touch: token, texts, proof of work ---
  const touch = () => info().then(prove, () => {}); // sending asks again
  function prove({ challenge }) {
    if (!challenge || session.viewer || work?.challenge === challenge) return;
    const report = (percent) => isSending && announce(say("proof", { percent }));
    const solution = import(thread.server + "/assets/proof.js").then(({ solve }) => solve(challenge, report)).catch(() => {});
    work = { challenge, solution };
  }

  // --- what was typed is stored until it is posted ---
  function changed() {
    if (!edited) session.write(draftName, text.value.trim() ? { text: text.value, parent: fields.parent_id.value } : null);
    // As the server counts: Unicode scalar values, not UTF-16 units.
    const count = form.dataset.textMax - [...text.value].length;
    left.hidden = count > NEAR_LIMIT;
    left.textContent = say("left", { count });
    left.classList.toggle("field-error", count < 0);
  }
  function restore() {
    const draft = session.read(draftName);
    const guest = session.read("guest");
    for (const name in guest) if (fields[name]) fields[name].value ||= guest[name];
    if (remember) {
      remember.checked = guest;
      remember.closest("p").hidden = false;
    }
    if (!draft) return;
    text.value ||= draft.text;
    const link = replyLink(draft.parent);
    if (link) moveTo(link);
    announce(say("draft"));
  }
  function rememberGuest() {
    if (!remember || session.viewer) return;
    const typed = ["name", "email", "website"].map((name) => [name, fields[name]?.value]);
    session.write("guest", remember.checked ? Object.fromEntries(typed) : null);
  }

  // --- the form moves below the comment that is answered or changed ---
  function move(link, comment, label) {
    if (opener) moveBack();
    opener = link;
    link.ariaExpanded = "true";
    title.textContent = label;
    cancel.hidden = false;
    (link.closest(".comment-actions") ?? link).after(section);
    comment.scrollIntoView({ block: "nearest" });
  }
  const replyLink = (id) => id && thread.find(`[id="comment-${id}"] .comment-reply`);
  function moveTo(link) {
    const comment = link.closest(".comment");
    move(link, comment, title.dataset.to.replace("{name}", () => comment.querySelector("bdi").textContent));
    fields.parent_id.value = comment.id.slice("comment-".length);
  }
  function moveBack() {
    opener.ariaExpanded = null;
    opener = null;
    title.textContent = heading;
    cancel.hidden = true;
    fields.parent_id.value = "";
    thread.place.append(section);
    closePreview();
    if (!edited) return;
    edited = null;
    submit.textContent = submitLabel;
    cancel.textContent = cancelLabel;
    section.classList.remove("reply-edit");
    text.value = session.read(draftName)?.text ?? "";
  }
  function cancelReply() {
    const link = opener;
    if (!link) return;
    moveBack();
    clearErrors();
    changed();
    focusOn(link);
  }
  context.openEdit = (row) => {
    const button = row.querySelector("[data-own=edit]");
    move(button, row, button.ariaLabel);
    edited = row;
    section.classList.add("reply-edit");
    submit.textContent = submit.dataset.save;
    cancel.textContent = find("[data-act=cancelSignIn]").textContent;
    text.value = row.dataset.text;
    text.focus();
  };
  thread.addEventListener("click", (event) => {
    const link = event.composedPath()[0].closest(".comment-reply");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    moveTo(link);
    changed();
    text.focus();
  }, { signal });

  // The thread was loaded again: the comment that is answered is another element.
  thread.addEventListener("rejoinder:loaded", () => {
    const link = opener && !opener.isConnected && replyLink(fields.parent_id.value);
    if (link) moveTo(link);
  }, { signal });

  // --- preview ---
  async function openPreview() {
    if (!preview.hidden) {
      closePreview();
      return text.focus();
    }
    try {
      const headers = { Accept: "text/html", "Content-Type": "application/json" };
      const { body } = await thread.load(`${session.url}/preview`, "POST", headers, JSON.stringify({ text: text.value }));
      preview.lastElementChild.replaceChildren(...body.childNodes);
      preview.hidden = false;
      textField.hidden = true;
      toggle.textContent = toggle.dataset.write;
      focusOn(preview);
    } catch (problem) { refuse(problem); }
  }
  function closePreview() {
    if (preview.hidden) return;
    preview.hidden = true;
    textField.hidden = false;
    toggle.textContent = toggleLabel;
  }

  // --- sending ---
  async function send() {
    if (isSending) return;
    // A program filled in the honeypot: the server decides.
    if (fields.subject.value) return form.submit();
    isSending = text.readOnly = true;
    submit.ariaDisabled = "true";
    clearErrors();
    try {
      announce(say("sending"));
      if (edited) {
        await own.save(edited, text.value);
        moveBack();
      } else await post();
    } catch (problem) {
      announce("");
      refuse(problem);
    } finally {
      isSending = text.readOnly = false;
      submit.ariaDisabled = null;
    }
  }
  async function post() {
    await prepareAttempt();
    const answer = await session.ofSite("POST", "comments", attempt.body, { "Idempotency-Key": attempt.key });
    attempt = work = null;
    context.spend();
    rememberGuest();
    if (opener) moveBack();
    closePreview();
    text.value = "";
    changed();
    announce(answer.message);
    thread.emit("posted", answer);
    goTo(thread, await own.add(answer));
  }
  // The same text is sent with the same key and the same bytes until an answer comes, so that a retry after a lost
  // answer never makes a second comment.
  async function prepareAttempt() {
    const value = (name) => fields[name]?.value.trim() || undefined;
    const author = session.viewer ? undefined : { name: value("name"), email: value("email"), website: value("website") };
    const comment = { page: thread.page, text: text.value, parent_id: value("parent_id"), author };
    const typed = JSON.stringify([comment, session.token]);
    if (attempt?.typed === typed) return;
    const data = await info();
    prove(data);
    const solution = session.viewer ? undefined : await work?.solution;
    await new Promise((done) => setTimeout(done, TOO_YOUNG - context.age()));
    const page = {
      title: (document.querySelector("meta[property='og:title']")?.content || document.title).slice(0, 300) || undefined,
      url: document.querySelector("link[rel=canonical]")?.href || location.href.split("#")[0],
    };
    attempt = { typed, key: randomText(), body: JSON.stringify({ ...comment, ...page, token: data.token, solution }) };
  }

  // --- refusals ---
  function clearErrors() {
    clearTimeout(timer);
    alert.textContent = "";
    for (const line of form.querySelectorAll(".field-error[id]")) line.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.ariaInvalid = null;
      field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(/\S+-error ?/, ""));
    }
  }
  // Shows problem details, or the error of a request without an answer.
  function refuse({ status, code, detail, errors = [], retryAfter }) {
    const isOpen = !status || status >= 500 || status === 429 || code === "in_progress";
    // Another text, or another key: this one has its answer.
    if (!isOpen) attempt = null;
    alert.textContent = (status ? detail : say(navigator.onLine ? "not_sent" : "offline")) || alert.dataset.unreachable;
    if (isOpen) {
      alert.append(" ", element("button", { type: "button", className: "link", textContent: alert.dataset.again, onclick: () => form.requestSubmit() }));
    }
    if (retryAfter) timer = setTimeout(mayTryAgain, retryAfter * 1000);
    const wrong = errors.map(markField).filter(Boolean);
    if (wrong[0]) closePreview();
    focusOn(wrong[0] ?? (code === "identity_required" && find(".icons a")));
  }
  function mayTryAgain() {
    if (!attempt) return;
    alert.firstChild.textContent = "";
    announce(say("now"));
  }
  function markField({ field, message }) {
    const input = fields[field.split(".").pop()];
    if (!input || input.type === "hidden") return alert.prepend(message, " ");
    const line = element("p", { className: "field-error", id: `${input.id}-error`, textContent: message });
    input.ariaInvalid = "true";
    input.setAttribute("aria-describedby", `${line.id} ${input.getAttribute("aria-describedby") ?? ""}`);
    input.after(line);
    return input;
  }

  // The server names all wrong fields, in the language of the site.
  form.noValidate = true;
  toggle.hidden = false;
  const acts = { cancelReply, preview: openPreview, ...useIdentity(context) };
  restore();
  // What was typed before this script arrived is a draft, too.
  if (text.value) changed();
  section.addEventListener("click", (event) => acts[event.target.dataset.act]?.(event), { signal });
  section.addEventListener("focusin", touch, { signal });
  form.addEventListener("input", changed, { signal });
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); }, { signal });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) cancelReply();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  }, { signal });
  addEventListener("online", mayTryAgain, { signal });
  // What was wrong may belong to fields that a signed-in person does not fill in.
  session.addEventListener("change", clearErrors, { signal });
  if (section.matches(":focus-within")) touch();
}
