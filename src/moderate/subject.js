// The page of one comment: its forms and its history follow what is decided in place.

import { localize, parse } from "./answers.js";
import { unsentFields } from "./unsent.js";

const main = document.querySelector("main");
const list = document.querySelector(".queue.thread");
const subject = list?.querySelector(".is-subject");
// After a refusal, the URL of the page is that of the form.
const url = subject?.querySelector(".when a").href;

const valueIn = (root) => root.querySelector(`#${subject.id} .pick input`)?.value;

// Returns null if the session has ended, for example.
async function load() {
  const response = await fetch(url);
  return response.ok && !response.redirected ? parse(await response.text()) : null;
}

// The version of the comment that this page shows or made, with its id.
function shown() {
  const made = [...list.querySelectorAll(".folded")].flatMap((line) => (line.dataset.ids ?? "").split(" "));
  return valueIn(list) ?? made.find((target) => target.startsWith(`${subject.id.slice(2)}.`));
}

// The text on which a change is based must still be that of the comment.
function renewVersion(old, fresh) {
  const fields = (section) => [...section.querySelectorAll("textarea, input:not([type=hidden])")];
  const texts = fields(fresh).map((field) => field.defaultValue);
  const isSame = fields(old).every((field, at) => texts[at] === "" || texts[at] === field.defaultValue);
  const version = old.querySelector("[name=version]");
  if (isSame && version) version.value = fresh.querySelector("[name=version]").value;
}

// Shows the parts of the page below the comments as they are now. A form that is in use stays.
export async function refresh() {
  const page = subject && await load().catch(() => null);
  // If the comment was changed since by another moderator, the forms stay about what is shown, and are refused.
  if (!page || valueIn(page) !== shown()) return;
  for (const fresh of page.querySelectorAll("main > section")) {
    const old = main.querySelector(`:scope > [aria-labelledby=${fresh.getAttribute("aria-labelledby")}]`);
    if (old?.contains(document.activeElement) || (old && unsentFields(old).length)) {
      renewVersion(old, fresh);
    } else if (old) {
      localize(fresh);
      old.replaceWith(fresh);
    }
  }
}
