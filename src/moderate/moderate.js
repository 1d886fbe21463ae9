// The moderators' pages: sends the forms of the page, replaces the rows that they are about, and adds keys. Without this
// script every form works by itself.

import { fail, localize, parse, send } from "./answers.js";
import { refresh } from "./subject.js";
import { guardUnsent, hasUnsent, unsentFields } from "./unsent.js";

const main = document.querySelector("main");
const form = document.getElementById("queue");
const list = form?.querySelector(".queue");
const status = document.getElementById("status");
const KEYS = "rejoinder-moderator-keys";

const rows = () => [...list.querySelectorAll(".row")];
const items = () => [...list.children];
const boxOf = (row) => row.querySelector(".pick input");
const selected = () => rows().filter((row) => boxOf(row).checked);
// The lines of decisions, in the order in which they were made; null before the answer.
const decided = [];
// Ends with the decisions that are being made.
let deciding = Promise.resolve();

// A double click sends a form once. One whose answer does not come can be sent again.
function sendOnce() {
  let last = null;
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    const { target, submitter, timeStamp } = event;
    const isRepeated = last?.target === target && last.submitter === submitter && timeStamp - last.timeStamp < 3000;
    if (isRepeated) event.preventDefault();
    else last = { target, submitter, timeStamp };
  });
  addEventListener("pageshow", () => { last = null; });
}

// The number in the folder, in the title, and of what is selected.
function count(change) {
  const shown = document.querySelector("[data-count]");
  if (shown && change) {
    const left = Math.max(0, Number(shown.textContent) + change);
    shown.textContent = left;
    document.title = (left ? `(${left}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }
  const number = selected().length;
  const place = form.querySelector("[data-selected]");
  if (place) place.textContent = number || "";
  const all = form.querySelector("[data-all]");
  if (all) {
    all.checked = number > 0 && number === rows().length;
    all.indeterminate = number > 0 && !all.checked;
  }
  const empty = form.querySelector(".empty");
  if (empty) empty.hidden = items().length > 0;
}

function say(text) {
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}

// Puts the answer in the place of the rows; returns what stands there now.
function replace(old, answer) {
  const place = document.createComment("");
  old[0].before(place);
  for (const item of answer) {
    const present = item.id && document.getElementById(item.id);
    const opened = present && present.querySelector(".opened");
    // What is typed below a row stays below that row.
    if (opened && unsentFields(opened).length) item.append(opened);
    if (present) present.replaceWith(item);
    else place.before(item);
  }
  for (const item of old) item.remove();
  place.remove();
  return answer;
}

// Below a finger nothing moves: the line is as high as the row was, until it is out of sight.
const unseen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) continue;
    target.style.minHeight = "";
    unseen.unobserve(target);
  }
});

function keepHeight(line, height) {
  line.style.minHeight = `${height}px`;
  // Elsewhere the page would jump.
  if (CSS.supports("overflow-anchor", "auto")) unseen.observe(line);
}

// The number of comments that a line is about.
const numberOf = (line) => line?.dataset.ids.split(" ").filter(Boolean).length ?? 0;

function decide(...decision) {
  deciding = Promise.allSettled([deciding, sendDecision(...decision)]);
}

async function sendDecision(action, chosen, isKey) {
  const targets = chosen.filter((row) => !row.matches(".is-busy"));
  if (!targets.length || targets.some(hasUnsent)) return;
  const next = items().slice(items().indexOf(targets.at(-1)) + 1).find((item) => item.matches(".row") && !targets.includes(item));
  const hadFocus = targets.some((row) => row.contains(document.activeElement));
  for (const row of targets) {
    row.querySelector(".opened")?.remove();
    row.classList.add("is-busy");
  }
  const place = decided.push(null) - 1;
  // At once, so that the next key is about the next comment.
  if (hadFocus) next?.focus({ preventScroll: !isKey });
  try {
    const fields = [["all", action], ...targets.map((row) => ["id", boxOf(row).value])];
    const answer = await send("/moderate/decisions", fields);
    const folded = answer.find((item) => item.matches(".folded"));
    const { height } = targets[0].getBoundingClientRect();
    replace(targets, answer);
    if (folded && !isKey && targets.length === 1) keepHeight(folded, height);
    count(-numberOf(folded));
    decided[place] = folded;
    say((folded ?? answer[0]?.querySelector(".notice"))?.textContent ?? "");
    if (hadFocus && !next) answer[0]?.focus({ preventScroll: !isKey });
    refresh();
  } catch (error) {
    for (const row of targets) row.classList.remove("is-busy");
    fail(targets[0], error);
  }
}

async function undo(button) {
  const folded = button.closest(".folded");
  if (folded.matches(".is-busy")) return;
  folded.classList.add("is-busy");
  try {
    const answer = await send("/moderate/undo", [["batch", button.value]]);
    const back = answer.filter((item) => item.matches(".row"));
    const line = answer.find((item) => item.matches(".folded"));
    // The line of a page that was loaded stands above the list.
    if (!list.contains(folded)) list.prepend(folded);
    replace([folded], back.length ? back : answer);
    // Those that something else happened to since are not back.
    count(numberOf(line));
    if (line) say(line.textContent);
    (back[0] ?? list.querySelector(".row"))?.focus();
    refresh();
  } catch (error) {
    folded.classList.remove("is-busy");
    fail(folded, error);
  }
}

// Opens the part of the comment's page with a form, for a reply, a note or an edit, below its row.
async function openPart(link) {
  const row = link.closest(".row");
  const name = link.dataset.go;
  if (hasUnsent(list)) return;
  try {
    const response = await fetch(link.href);
    const section = parse(await response.text()).getElementById(name);
    if (!response.ok || response.redirected || !section) throw new Error(response.status);
    // The comment may have changed since this row was shown: only what the row shows may be approved or replaced.
    const version = section.querySelector("[name=version]");
    if (version) version.value = boxOf(row).value.split(".")[1];
    // Meanwhile the row may be another one, or something may be typed elsewhere.
    if (!row.isConnected || row.matches(".is-busy") || hasUnsent(list)) return;
    list.querySelector(".opened")?.remove();
    showPart(row, section);
  } catch {
    location.href = link.href;
  }
}

function showPart(row, section) {
  localize(section);
  section.classList.add("opened");
  row.append(document.adoptNode(section));
  const close = () => {
    const below = section.closest(".row");
    section.remove();
    below.focus();
  };
  const cancel = document.createElement("button");
  Object.assign(cancel, { type: "button", textContent: main.dataset.cancel });
  cancel.dataset.cancel = "";
  cancel.addEventListener("click", close);
  (section.querySelector(".actions") ?? section).append(cancel);
  (section.querySelector("textarea") ?? section.querySelector("button")).focus();
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !unsentFields(section).length) close();
  });
  section.addEventListener("submit", (event) => {
    // A reply leads to the list, where it is said what became of it.
    if (section.id === "reply") return;
    event.preventDefault();
    // The answer replaces the section with all its forms.
    const others = [...section.querySelectorAll("form")].filter((other) => other !== event.target);
    if (!others.some(hasUnsent)) sendPart(section, event);
  });
}

async function sendPart(section, { target, submitter }) {
  if (section.inert) return;
  const fields = [...new FormData(target, submitter)];
  section.classList.add("is-busy");
  // What is typed from now on would not be sent.
  section.inert = true;
  try {
    const answer = await send(target.action, fields);
    const row = section.closest(".row");
    section.remove();
    replace([row], answer);
    count(0);
    answer[0]?.focus();
    say(answer.done ?? "");
  } catch (error) {
    section.classList.remove("is-busy");
    section.inert = false;
    const refused = !error.isOver && error.answer?.getElementById(section.id);
    if (refused) showRefused(section, refused, error.answer);
    else fail(section, error);
  }
}

// What is sent next is about the comment as it is now, so the row shows that.
function showRefused(section, refused, answer) {
  const row = section.closest(".row");
  const present = answer.getElementById(row.id);
  const isChanged = present && boxOf(present).value !== boxOf(row).value;
  section.remove();
  if (isChanged) {
    localize(present);
    row.replaceWith(present);
    count(0);
  }
  showPart(isChanged ? present : row, refused);
}

function current() {
  const item = document.activeElement?.closest(".queue > li");
  return item && list.contains(item) ? item : null;
}

function move(step) {
  const all = items();
  const at = all.indexOf(current());
  const next = at < 0 ? all[step > 0 ? 0 : all.length - 1] : all[at + step];
  if (next) next.focus();
  else if (step > 0) document.querySelector("a[rel=next]")?.focus();
}

const linkTo = (name) => current()?.querySelector(`[data-go=${name}]`);

function leave(link) {
  if (link && !hasUnsent(list)) link.click();
}

function lastUndo() {
  const places = [current(), ...[...decided].reverse(), form].filter((place) => place?.isConnected);
  const buttons = places.map((place) => place.querySelector(".folded:not(.is-busy) [data-act=undo]"));
  return buttons.find(Boolean);
}

async function undoLast() {
  await deciding;
  lastUndo()?.click();
}

const ACTIONS = { a: "approve", s: "spam", d: "trash", t: "trash", h: "hold" };

function press(event) {
  // With Caps Lock a letter is a capital one without Shift.
  const key = event.key.toLowerCase();
  const action = ACTIONS[key];
  if (action && event.shiftKey) return decide(action, selected(), true);
  if (action) {
    const row = current();
    return row?.matches(".row") ? decide(action, [row], true) : undefined;
  }
  if (key === "x" && event.shiftKey) return selectAll(selected().length < rows().length);
  if (/^[1-5]$/.test(key)) return leave(document.querySelectorAll(".folders a")[key - 1]);
  const box = key === "x" && current()?.querySelector(".pick input");
  if (box) return box.click();
  const work = {
    j: () => move(1), k: () => move(-1), z: undoLast, u: undoLast,
    o: () => linkTo("place")?.click(), c: () => leave(linkTo("context")), b: () => leave(linkTo("ban")),
    r: () => linkTo("reply")?.click(), n: () => linkTo("notes")?.click(), e: () => linkTo("edit")?.click(),
    "/": () => document.getElementById("q")?.focus(), "?": help,
  }[key];
  return work?.();
}

function selectAll(isSelected) {
  for (const row of rows()) boxOf(row).checked = isSelected;
  count(0);
}

function help() {
  document.querySelector(".help").showModal();
}

function useKeys() {
  const place = document.querySelector(".keys");
  const toggle = place.querySelector("[data-switch]");
  const show = () => toggle.setAttribute("aria-pressed", localStorage.getItem(KEYS) !== "off");
  place.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    localStorage.setItem(KEYS, toggle.getAttribute("aria-pressed") === "true" ? "off" : "on");
    show();
  });
  place.querySelector("[data-help]").addEventListener("click", help);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
    const isElse = event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented;
    const isHeld = event.repeat && !"jk".includes(event.key);
    if (isTyping || isElse || isHeld || !/^[a-z1-5/?]$/i.test(event.key)) return;
    if (localStorage.getItem(KEYS) === "off") return;
    // Otherwise the character would be typed into the field that gets the focus.
    event.preventDefault();
    press(event);
  });
}

function useForm() {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const act = button?.dataset.act;
    if (!act || act === "delete") return;
    event.preventDefault();
    if (act === "undo") undo(button);
    else decide(act, button.name === "one" ? [button.closest(".row")] : selected());
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go=reply], [data-go=notes], [data-go=edit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // The page of a comment has its forms below; those of another comment are on another page.
    const isThread = list.matches(".thread");
    const field = isThread && link.closest(".is-subject") && document.querySelector(`#${link.dataset.go} textarea`);
    if (isThread && !field) return;
    event.preventDefault();
    if (field) field.focus();
    else openPart(link);
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) selectAll(event.target.checked);
    else count(0);
  });
  const all = form.querySelector(".bulk .pick");
  if (all) all.hidden = false;
  // A browser that returns to the page may show it with what was selected.
  addEventListener("pageshow", () => count(0));
}

localize(document);
sendOnce();
if (form) {
  useForm();
  useKeys();
  guardUnsent();
}
if (/^#(reply|notes|edit)$/.test(location.hash)) document.querySelector(`${location.hash} textarea`)?.focus();
