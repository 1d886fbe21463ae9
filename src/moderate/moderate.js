// The moderators' pages: sends the forms of the page, replaces the rows that they are about, and adds keys. Without this
// script every form works by itself.

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

// Times in the time zone of the browser.
function localize(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    time.title = time.textContent;
    time.textContent = at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
}

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

// Shows why nothing was done, beside the rows that it is about.
function fail(near, error) {
  const note = document.createElement("p");
  note.className = "notice failed";
  note.setAttribute("role", "alert");
  note.textContent = `${reasonOf(error)} `;
  if (error.isOver) {
    const link = document.createElement("a");
    link.href = `/moderate/sign-in?over=1&to=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = main.dataset.signIn;
    // What is typed there stays on this page.
    if (near.matches(".opened")) link.target = "_blank";
    note.append(link);
  }
  near.querySelector(".failed")?.remove();
  near.append(note);
}

// The text of a refusal, or else that there was none.
function reasonOf({ isOver, answer }) {
  if (isOver) return main.dataset.over;
  const said = [...(answer?.querySelectorAll("main [role=alert], main .field-error") ?? [])];
  return said.map((place) => place.textContent.trim()).join(" ") || main.dataset.failed;
}

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// Sends a form as the browser would, and returns the rows of the answer.
async function send(action, fields) {
  const body = new URLSearchParams([...fields, ["back", form.elements.back.value], ["part", "1"]]);
  const response = await fetch(action, { method: "POST", body, headers: { accept: "text/html" } });
  const isOver = response.status === 401 || response.redirected;
  const answer = parse(await response.text());
  if (!response.ok || isOver) throw Object.assign(new Error(response.status), { isOver, answer });
  localize(answer);
  const items = answer.querySelector("body > ol");
  return Object.assign([...items.children].map((item) => document.adoptNode(item)), { done: items.dataset.done });
}

// Puts the answer in the place of the rows; returns what stands there now.
function replace(old, answer) {
  const place = document.createComment("");
  old[0].before(place);
  for (const item of answer) {
    const present = item.id && document.getElementById(item.id);
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
  if (!targets.length) return;
  const next = items().slice(items().indexOf(targets.at(-1)) + 1).find((item) => item.matches(".row") && !targets.includes(item));
  const hadFocus = targets.some((row) => row.contains(document.activeElement));
  for (const row of targets) row.classList.add("is-busy");
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
    if (list.contains(folded)) {
      replace([folded], back.length ? back : answer);
    } else {
      folded.remove();
      list.prepend(...back);
    }
    // Those that something else happened to since are not back.
    count(numberOf(line));
    if (line) say(line.textContent);
    (back[0] ?? list.querySelector(".row"))?.focus();
  } catch (error) {
    folded.classList.remove("is-busy");
    fail(folded, error);
  }
}

// Opens the part of the comment's page with a form, for a reply, a note or an edit, below its row.
async function openPart(link) {
  const row = link.closest(".row");
  const name = link.dataset.go;
  try {
    const response = await fetch(link.href);
    const section = parse(await response.text()).getElementById(name);
    if (!response.ok || response.redirected || !section) throw new Error(response.status);
    // The comment may have changed since this row was shown: only what the row shows may be approved or replaced.
    const version = section.querySelector("[name=version]");
    if (version) version.value = boxOf(row).value.split(".")[1];
    form.parentElement.querySelector(".opened")?.remove();
    showPart(row, section);
  } catch {
    location.href = link.href;
  }
}

function showPart(row, section) {
  localize(section);
  section.classList.add("opened");
  row.append(document.adoptNode(section));
  const field = section.querySelector("textarea");
  (field ?? section.querySelector("button") ?? row).focus();
  section.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || (field && field.value !== field.defaultValue)) return;
    section.remove();
    row.focus();
  });
  section.addEventListener("submit", (event) => {
    // A reply leads to the list, where it is said what became of it.
    if (section.id === "reply") return;
    event.preventDefault();
    sendPart(row, section, event);
  });
}

async function sendPart(row, section, { target, submitter }) {
  if (section.matches(".is-busy")) return;
  section.classList.add("is-busy");
  try {
    const answer = await send(target.action, [...new FormData(target, submitter)]);
    replace([row], answer);
    answer[0]?.focus();
    say(answer.done ?? "");
  } catch (error) {
    section.classList.remove("is-busy");
    const refused = !error.isOver && error.answer?.getElementById(section.id);
    if (refused) {
      section.remove();
      showPart(row, refused);
    } else {
      fail(section, error);
    }
  }
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

function open(name) {
  const link = current()?.querySelector(`[data-go=${name}]`);
  if (link) link.click();
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
  if (/^[1-5]$/.test(key)) return document.querySelectorAll(".folders a")[key - 1]?.click();
  const box = key === "x" && current()?.querySelector(".pick input");
  if (box) return box.click();
  const work = {
    j: () => move(1), k: () => move(-1), z: undoLast, u: undoLast,
    o: () => open("place"), c: () => open("context"), b: () => open("ban"),
    r: () => open("reply"), n: () => open("notes"), e: () => open("edit"),
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
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || list.matches(".thread")) return;
    event.preventDefault();
    openPart(link);
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
}
if (/^#(reply|notes|edit)$/.test(location.hash)) document.querySelector(`${location.hash} textarea`)?.focus();
