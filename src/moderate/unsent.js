// What is typed into the forms of these pages and not sent: no action in place may throw it away.

const main = document.querySelector("main");

// A refused form has what was typed as its values from the start, described by the refusal.
const isUnsent = (field) => field.value !== field.defaultValue
  || (field.value !== "" && field.matches("[aria-describedby$='-error']"));

// The fields below an element whose text would be lost with it.
export function unsentFields(root) {
  return [...root.querySelectorAll("section form :is(textarea, input:not([type=hidden]))")].filter(isUnsent);
}

// Shows a text at the end of an element, instead of the one before.
export function warn(near, text) {
  const note = document.createElement("p");
  note.className = "notice failed";
  note.setAttribute("role", "alert");
  note.textContent = text;
  near.querySelector(".failed")?.remove();
  near.append(note);
  return note;
}

// Returns whether something below an element would be lost with it, and shows where and why nothing is done.
export function hasUnsent(root) {
  const [field] = unsentFields(root);
  if (!field) return false;
  warn(field.closest("section"), main.dataset.unsent);
  field.focus();
  return true;
}

// Lets the browser ask before it leaves the page, unless with the form that was typed into.
export function guardUnsent() {
  let sent = null;
  addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent = event.target;
  });
  addEventListener("beforeunload", (event) => {
    if (unsentFields(main).some((field) => field.form !== sent)) event.preventDefault();
    // If the page stays, the form can be lost like the others.
    sent = null;
  });
}
