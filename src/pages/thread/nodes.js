// Builds elements. Texts become text nodes only, so that no text can become markup.

export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Moves the focus, also to an element that is not a control.
export function focusOn(target) {
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

// Returns the HTML of a comment as nodes. Pages with Trusted Types forbid `innerHTML`. The server writes only
// these elements; all other markup is left out.
export function fromHtml(html) {
  const root = document.createDocumentFragment();
  const characters = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'", "#x27": "'", "#x2f": "/" };
  const decode = (text) => text.replace(/&([\w#]+);/g, (all, name) => characters[name] ?? all);
  let parent = root;
  for (const [, end, name, attributes, text] of html.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|[^">])*)>|([^<]+|<)/g)) {
    if (text) parent.append(decode(text));
    else if (!/^(p|br|em|strong|del|code|pre|blockquote|ul|ol|li|a)$/.test(name)) continue;
    else if (end) parent = parent.localName === name ? parent.parentNode : parent;
    else {
      const child = element(name);
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
