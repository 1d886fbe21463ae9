// The session of a commenter: a token in this page's own storage, sent as `Authorization`, without any cookie.
// Browsers keep it also where third-party cookies are blocked.
//
// A sign-in has a verifier, which only this browser knows: the code that comes back is worth nothing without it.
// So a link with the code of another person signs nobody in. The code comes back
// - from a window that this page opened, as a message; or
// - in the fragment of this page: after a redirect, from the link of a mail, or when the headers of the blog
//   (Cross-Origin-Opener-Policy) separate the window from this page. Then the window redeems the code, and this
//   page learns about it from the storage.

// The result that a fragment brought. It is removed from the URL at once, so that it is not copied with it.
const [, returned, value] = location.hash.match(/^#rejoinder_(code|error)=(.*)$/) ?? [];
if (returned) history.replaceState(history.state, "", location.pathname + location.search);

const ATTEMPT_LIFETIME = 15 * 60_000; // that of a mailed link

// Storage can be denied or full: then everything works until the page is left.
export function storage(prefix) {
  const memory = {};
  const use = (act, name) => { try { return act(localStorage); } catch { return name && memory[name]; } };
  return {
    get: (name) => JSON.parse(use((store) => store.getItem(prefix + name), name) ?? memory[name] ?? "null"),
    set(name, value) {
      const text = JSON.stringify(value);
      memory[name] = text;
      use((store) => store.setItem(prefix + name, text));
    },
    remove(name) {
      delete memory[name];
      use((store) => store.removeItem(prefix + name));
    },
  };
}

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Fires `change` when a person has signed in or out, here or in another window.
class Session extends EventTarget {
  viewer = null;
  #next = null; // the verifier and challenge of the next attempt, ready before the click
  #ready;
  constructor(server, site) {
    super();
    Object.assign(this, { server, site, store: storage(`rejoinder ${server} ${site} `) });
    this.#prepare().catch(() => {});
    addEventListener("storage", ({ key }) => {
      if (key === `rejoinder ${server} ${site} token`) this.load();
    });
    const attempt = returned && this.#takeAttempt();
    if (attempt) this.#ready = this.#finish(attempt);
    else this.#ready = this.load();
  }
  // Resolves when it is known who is signed in.
  ready() { return this.#ready; }
  get token() { return this.store.get("token"); }

  // Sends a request to the API. A refusal is thrown as problem details (RFC 9457) with `status` and `retryAfter`
  // in seconds; without an answer, fetch throws.
  async call(method, path, body, headers = {}, token = this.token) {
    if (token) headers = { ...headers, Authorization: `Bearer ${token}` };
    if (body) headers = { ...headers, "Content-Type": "application/json" };
    const answer = await fetch(`${this.server}/api/v1/${path}`, {
      method, headers, body: typeof body === "object" ? JSON.stringify(body) : body, credentials: "omit",
    });
    if (answer.status === 204) return null;
    const json = await answer.json().catch(() => ({}));
    if (answer.ok) return json;
    // Signed out in another window, or expired.
    if (answer.status === 401 && token && token === this.token) this.#forget();
    throw { ...json, status: answer.status, retryAfter: Number(answer.headers.get("Retry-After")) };
  }
  ofSite(method, path, ...rest) { return this.call(method, `sites/${this.site}/${path}`, ...rest); }

  async load() {
    const before = this.viewer?.id;
    try {
      this.viewer = this.token ? (await this.call("GET", "session")).viewer : null;
    } catch { /* a server that does not answer has not signed anyone out */ }
    if (this.viewer?.id !== before) this.#changed();
  }
  #changed() { this.dispatchEvent(new Event("change")); }
  #forget() {
    this.store.remove("token");
    if (!this.viewer) return;
    this.viewer = null;
    this.#changed();
  }
  async #begin({ token, viewer }) {
    const old = this.token;
    this.store.set("token", token);
    this.viewer = viewer;
    this.#changed();
    // Changing the account ends the old session.
    if (old) await this.call("DELETE", "session", null, {}, old).catch(() => {});
  }
  async signOut() {
    await this.call("DELETE", "session").catch(() => {});
    this.#forget();
  }

  // --- with an account of a provider ---
  async #prepare() {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    this.#next = { verifier, challenge: base64url(new Uint8Array(hash)) };
  }
  #takeAttempt() {
    const attempt = this.store.get("attempt");
    this.store.remove("attempt");
    return attempt && Date.now() - attempt.at < ATTEMPT_LIFETIME ? attempt : null;
  }
  // Returns the next verifier and challenge, each for one attempt only.
  #takeNext() {
    const next = this.#next;
    this.#next = null;
    this.#prepare().catch(() => {});
    return next;
  }
  #start({ verifier }, isPopup) { this.store.set("attempt", { verifier, isPopup, at: Date.now() }); }
  // Opens the window of a provider. Call it in the handler of a click: browsers block a window that opens later.
  // `isRedirect` uses this page instead. Throws `cancelled`, `failed` or a problem.
  async signIn(provider, isRedirect = false) {
    const next = this.#takeNext();
    if (!next) throw "failed"; // the browser lacks Web Crypto, as on a page without https
    const open = (mode) => {
      this.#start(next, mode === "popup");
      const query = { mode, return_to: location.href.split("#")[0], challenge: next.challenge };
      return `${this.server}/api/v1/sites/${this.site}/session/${provider}/start?${new URLSearchParams(query)}`;
    };
    const popup = isRedirect ? null : window.open(open("popup"), "_blank", "popup,width=600,height=700");
    if (popup) return this.#wait(popup);
    location.assign(open("redirect"));
    return new Promise(() => {});
  }
  #wait(popup) {
    const opened = performance.now();
    return new Promise((resolve, reject) => {
      const ended = new AbortController();
      const end = (act, value) => { clearInterval(watch); ended.abort(); act(value); };
      // A window that seems closed at once is separated from this page, and goes on to return to the blog.
      const watch = setInterval(() => {
        if (!popup.closed) return;
        clearInterval(watch);
        if (performance.now() - opened > 1500) setTimeout(() => end(reject, "cancelled"), 500);
      }, 250);
      addEventListener("message", ({ origin, source, data }) => {
        // Accept only messages from the window that this page opened, on the server's own origin.
        if (source !== popup || origin !== new URL(this.server).origin || data?.type !== "rejoinder") return;
        const attempt = this.#takeAttempt();
        if (!attempt || typeof data.code !== "string") return end(reject, data.error === "cancelled" ? "cancelled" : "failed");
        this.#redeem(data.code, attempt).then(() => end(resolve), (problem) => end(reject, problem));
      }, { signal: ended.signal });
      this.addEventListener("change", () => end(resolve), { signal: ended.signal });
      this.addEventListener("cancel", () => { popup.close(); this.#takeAttempt(); end(reject, "cancelled"); }, { signal: ended.signal });
    });
  }
  cancel() { this.dispatchEvent(new Event("cancel")); }
  async #redeem(code, { verifier }) {
    await this.#begin(await this.call("POST", "session/redeem", { code, verifier }, {}, null));
  }
  // Completes an attempt whose result a fragment brought.
  async #finish(attempt) {
    if (returned === "code") {
      const isDone = await this.#redeem(decodeURIComponent(value), attempt).then(() => true, () => false);
      if (isDone && attempt.isPopup) window.close();
      if (isDone) return;
    }
    this.failure = value === "cancelled" ? "cancelled" : "failed"; // for the form to show
    await this.load();
  }

  // --- with a code by mail ---
  // The link of the mail leads to this page, in whatever window.
  async requestCode(email, name) {
    const page = location.href.split("#")[0];
    const next = this.#takeNext();
    if (next) this.#start(next, false);
    return this.ofSite("POST", "session/email", { email, name, page, challenge: next?.challenge });
  }
  async enterCode(email, code, attempt) {
    await this.#begin(await this.ofSite("POST", "session/email/verify", { email, code, attempt }));
    this.#takeAttempt();
  }
}

const sessions = new Map();
export function sessionOf(server, site) {
  const key = `${server} ${site}`;
  if (!sessions.has(key)) sessions.set(key, new Session(server, site));
  return sessions.get(key);
}

// --- the functions of window.rejoinder ---
const firstSite = () => document.querySelector("comment-thread")?.site;
export async function viewer(server, site = firstSite()) {
  const session = sessionOf(server, site);
  await session.ready();
  return session.viewer;
}
export const signIn = (server, provider, site = firstSite()) => sessionOf(server, site).signIn(provider).then(() => viewer(server, site));
export const signOut = (server, site = firstSite()) => sessionOf(server, site).signOut();
