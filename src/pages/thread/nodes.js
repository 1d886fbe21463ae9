// Builds elements. Texts become text nodes only, so that no text can become markup.

// An element with properties, attributes (names with a hyphen, and `role`), and children.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, value); else made[key] = value;
  }
  made.append(...children);
  return made;
}
export const button = (text, onclick, properties) => element("button", { type: "button", textContent: text, onclick, ...properties });

// Moves the focus to an element that is not a control.
export function focusOn(target) {
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

// The HTML of a comment as nodes. Pages with Trusted Types forbid `innerHTML`. The server writes only these
// elements, without other markup; anything else becomes text or is left out.
const ELEMENTS = /^(p|br|em|strong|del|code|pre|blockquote|ul|ol|li|a)$/;
const CHARACTERS = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'", "#x27": "'" };
const decode = (text) => text.replace(/&(\w+|#\w+);/g, (all, name) => CHARACTERS[name] ?? all);

export function fromHtml(html) {
  const root = document.createDocumentFragment();
  let parent = root;
  for (const [, end, name, attributes, text] of html.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|[^">])*)>|([^<]+|<)/g)) {
    if (text) parent.append(decode(text));
    else if (!ELEMENTS.test(name)) continue;
    else if (end) { if (parent.localName === name) parent = parent.parentNode; }
    else {
      const child = document.createElement(name);
      for (const [, key, value] of attributes.matchAll(/(dir|start|href)="([^"]*)"/g)) {
        if (key !== "href" || /^(https?|mailto):/.test(value)) child.setAttribute(key, decode(value));
      }
      if (name === "a") child.rel = "nofollow ugc noopener noreferrer";
      parent.append(child);
      if (name !== "br") parent = child;
    }
  }
  return root;
}
