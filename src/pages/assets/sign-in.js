// Lets people sign in at a comment form on any page. Load this file, or copy it and change what you like.
//
//   <form method="post" action="https://comments.example.org/api/v1/sites/blog/comments"
//         data-rejoinder="https://comments.example.org" data-site="blog">
//     <div data-identity></div>               shows who comments, and the ways to sign in
//     <fieldset data-guest>…</fieldset>       name, email, website: hidden while a person is signed in
//     … and the fields page, text, token …
//   </form>
//   <script src="https://comments.example.org/assets/sign-in.js" defer></script>
//
// It needs no cookies: the sign-in is a token in this page's own storage, sent as `Authorization`. Comments
// of guests are submitted by the plain form. After a comment is accepted, the form fires `rejoinder:posted`.
"use strict";
{
  // The result that a redirect brought back. It is removed from the URL first, even if it is for another
  // form.
  const [, returned, value] = location.hash.match(/^#rejoinder_(code|error)=(.*)$/) ?? [];
  if (returned) history.replaceState(null, "", location.pathname + location.search);
  for (const form of document.querySelectorAll("form[data-rejoinder]")) enhance(form, returned, value);
}

async function enhance(form, returned, value) {
  const { rejoinder: server, site } = form.dataset;
  const [who, guest] = ["[data-identity]", "[data-guest]"].map((css) => form.querySelector(css));
  // Signed in by a cookie on the server's own page, or the browser lacks what is needed: change nothing.
  if (!who || who.querySelector(".account") || !window.crypto?.subtle) return;
  const place = (name) => `rejoinder ${server} ${site} ${name}`;
  const token = () => localStorage.getItem(place("token"));
  let viewer = null, providers = [], popup = null, next = null;
  let texts = { unreachable: "The server does not answer. Your text is still here." }; // in the site's language, from `form`
  const say = (name, values = {}) => (texts[name] ?? "").replace(/\{(\w+)\}/g, (all, value) => values[value] ?? all);

  async function call(method, path, body, bearer = token()) {
    const headers = bearer ? { Authorization: `Bearer ${bearer}` } : {};
    if (body) headers["Content-Type"] = "application/json";
    const options = { method, headers, body: body && JSON.stringify(body), credentials: "omit" };
    const answer = await fetch(`${server}/api/v1/${path}`, options);
    const json = answer.status === 204 ? {} : await answer.json();
    if (answer.ok) return json;
    if (answer.status === 401 && bearer === token()) forget(); // signed out elsewhere, or expired
    throw json; // problem details (RFC 9457): detail, errors: [{ field, message }]
  }
  const forget = () => { localStorage.removeItem(place("token")); viewer = null; };
  const told = (problem) => problem.detail ?? say("unreachable");

  // --- what the form shows: a sentence with buttons, and the icons ---
  function show(parts, icons = false) {
    const line = Object.assign(document.createElement("p"), { role: "status" });
    line.append(...parts.map((part) => (typeof part === "string" ? part : button(...part))));
    const row = Object.assign(document.createElement("p"), { className: "icons" });
    if (icons) row.append(...providers.map((one) => button(one.name, () => signIn(one), one.name[0])));
    who.replaceChildren(line, row);
    if (guest) guest.hidden = guest.disabled = viewer !== null;
  }
  function button(label, act, icon) {
    const element = Object.assign(document.createElement("button"), { type: "button", className: icon ? "" : "link" });
    const badge = Object.assign(document.createElement("span"), { className: "icon", textContent: icon, ariaHidden: "true" });
    element.append(...(icon ? [badge, " "] : []), label);
    element.addEventListener("click", act);
    return element;
  }
  function showWho(message = "") {
    const first = message && `${message} `;
    if (!viewer) return show([first, providers.length ? say("details") : ""], true);
    const name = providers.find((one) => one.id === viewer.provider)?.name ?? viewer.provider;
    const using = say(viewer.kind === "email" ? "email" : "account", { provider: name, name: viewer.name });
    const [before, after] = say("or").split("{keep}");
    const change = () => show([before, [say("keep"), () => showWho()], after ?? ""], true);
    show([`${first}${using} (`, [say("log_out"), logOut], " / ", [say("change"), change], ")"]);
  }

  // --- signing in: every attempt has a verifier, which only this page knows ---
  // A code is redeemed only with the verifier of the attempt that this page started, and only once. Without a
  // stored verifier a code is ignored, so a link with another person's code signs no one in.
  async function prepare() {
    const text = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const verifier = text(crypto.getRandomValues(new Uint8Array(32)));
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    next = { verifier, challenge: text(new Uint8Array(hash)) };
  }
  function takeVerifier() {
    const verifier = sessionStorage.getItem(place("verifier"));
    sessionStorage.removeItem(place("verifier"));
    return verifier;
  }
  function signIn({ name, start_url }) { // called in the click handler itself: browsers block a popup that opens later
    if (!next) return;
    const back = { return_to: location.href.split("#")[0], challenge: next.challenge };
    sessionStorage.setItem(place("verifier"), next.verifier);
    next = null;
    prepare();
    const to = (mode) => `${start_url}?${new URLSearchParams({ mode, ...back })}`;
    const here = () => { keepTyped(); location.assign(to("redirect")); };
    const cancel = () => { popup = null; takeVerifier(); showWho(); };
    popup = window.open(to("popup"), "_blank", "popup,width=600,height=700");
    if (!popup) return here();
    show([`${say("connecting", { provider: name })} `, [say("here"), here], " / ", [say("cancel"), cancel]]);
  }
  addEventListener("message", ({ origin, source, data }) => {
    // Accept only messages from the window that this page opened, on the server's own origin.
    if (!popup || source !== popup || origin !== new URL(server).origin || data?.type !== "rejoinder") return;
    popup = null;
    if (typeof data.code === "string") redeem(data.code, takeVerifier()); else { takeVerifier(); failed(data.error); }
  });
  async function redeem(code, verifier) {
    if (!verifier) return showWho();
    const old = token();
    const session = await call("POST", "session/redeem", { code, verifier }, null).catch((problem) => showWho(told(problem)));
    if (!session) return;
    localStorage.setItem(place("token"), session.token);
    viewer = session.viewer;
    showWho();
    if (old) await call("DELETE", "session", null, old).catch(() => {}); // changing the account ends the old session
  }
  const failed = (why) => showWho(say(why === "cancelled" ? "cancelled" : "failed"));
  const logOut = () => call("DELETE", "session").then(forget, forget).then(() => showWho());
  const whoAmI = async () => { viewer = token() ? await call("GET", "session").then((who) => who.viewer, () => null) : null; };

  // --- what was typed is preserved when the browser leaves the page ---
  const typed = () => ["text", "name", "email", "website"].flatMap((name) => form.elements[name] ?? []);
  const keepTyped = () => sessionStorage.setItem(place("typed"), JSON.stringify(typed().map((field) => [field.name, field.value])));
  for (const [name, value] of JSON.parse(sessionStorage.getItem(place("typed")) ?? "[]")) form.elements[name].value ||= value;
  sessionStorage.removeItem(place("typed"));

  // --- posting: signed-in people post JSON with the token ---
  form.addEventListener("submit", async (event) => {
    if (!viewer) return;
    event.preventDefault();
    form.querySelectorAll(".field-error").forEach((old) => old.remove());
    const sent = ["page", "text", "parent_id", "title", "url", "token"].map((name) => [name, form.elements[name]?.value]);
    const comment = Object.fromEntries(sent.filter(([, value]) => value));
    const widget = ["cf-turnstile-response", "h-captcha-response"].map((name) => form.elements[name]?.value).find(Boolean);
    if (widget) comment.captcha = widget;
    const answer = await call("POST", `sites/${site}/comments`, comment).catch((problem) => {
      showWho(told(problem));
      for (const { field, message } of problem.errors ?? []) {
        const line = Object.assign(document.createElement("p"), { className: "field-error", textContent: message });
        (form.elements[field] ?? who).after(line);
      }
    });
    if (!answer) return;
    form.elements.text.value = "";
    showWho(answer.message);
    form.dispatchEvent(new CustomEvent("rejoinder:posted", { bubbles: true, detail: answer }));
    await refresh();
  });
  async function refresh() { // the ways to sign in, and the form's token, which is valid once
    const info = await call("GET", `sites/${site}/form?${new URLSearchParams({ page: form.elements.page.value })}`, null, null);
    providers = info.identities.providers;
    texts = info.texts;
    if (form.elements.token) form.elements.token.value = info.token;
    form.dataset.challenge = info.challenge ? JSON.stringify(info.challenge) : ""; // for proof.js
    form.dispatchEvent(new CustomEvent("rejoinder:form"));
  }

  // --- start: find out who is signed in, and complete an attempt that this page started ---
  const verifier = returned ? takeVerifier() : null;
  await Promise.all([prepare(), refresh(), whoAmI()]);
  if (!verifier) showWho(); else if (returned === "code") await redeem(value, verifier); else failed(value);
  addEventListener("storage", async ({ key }) => { // signed in or out in another window
    if (key === place("token")) await whoAmI().then(() => showWho());
  });
}
