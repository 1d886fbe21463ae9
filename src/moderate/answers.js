// The requests of the moderators' pages, and what their answers say.

import { warn } from "./unsent.js";

const main = document.querySelector("main");

// Times in the time zone of the browser.
export function localize(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    time.title = time.textContent;
    time.textContent = at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
}

export const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// Sends a form as the browser would, and returns the rows of the answer.
export async function send(action, fields) {
  const body = new URLSearchParams([...fields, ["back", document.getElementById("queue").elements.back.value], ["part", "1"]]);
  const response = await fetch(action, { method: "POST", body, headers: { accept: "text/html" } });
  const isOver = response.status === 401 || response.redirected;
  const answer = parse(await response.text());
  if (!response.ok || isOver) throw Object.assign(new Error(response.status), { isOver, answer });
  localize(answer);
  const items = answer.querySelector("body > ol");
  return Object.assign([...items.children].map((item) => document.adoptNode(item)), { done: items.dataset.done });
}

// Shows why nothing was done, beside the rows that it is about.
export function fail(near, error) {
  const note = warn(near, `${reasonOf(error)} `);
  if (error.isOver) {
    const link = document.createElement("a");
    link.href = `/moderate/sign-in?over=1&to=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = main.dataset.signIn;
    // What is typed there stays on this page.
    if (near.matches(".opened")) link.target = "_blank";
    note.append(link);
  }
}

// The text of a refusal, or else that there was none.
function reasonOf({ isOver, answer }) {
  if (isOver) return main.dataset.over;
  const said = [...(answer?.querySelectorAll("main [role=alert], main .field-error") ?? [])];
  return said.map((place) => place.textContent.trim()).join(" ") || main.dataset.failed;
}
