// The session of a commenter: a token in this page's own storage, sent as `Authorization`, without any cookie.
// Browsers keep it also where third-party cookies are blocked.
//
// A sign-in has a verifier, which only this browser knows: the code that comes back is worth nothing without it.
// So a link with the code of another person signs in no one. The code comes back
// - from a window that this page opened, as a message; or
// - in the fragment of this page: after a redirect, from the link of a mail, or when the headers of the blog
//   (Cross-Origin-Opener-Policy) separate the window from this page. Then the window redeems the code, and this
//   page learns about it from the storage.

// The result that a fragment brought. It is removed from the URL at once, so that it is not copied with it.
const [, returned, value] = location.hash.match(/^#rejoinder_(code|error)=(.*)$/) ?? [];
if (returned) history.replaceState(history.state, "", location.pathname + location.search);

// Where storage is denied or full, everything works until the page is left.
const memory = {};
function read(name) {
  try { return JSON.parse(localStorage[name]); } catch { return memory[name]; }
}
function write(name, value) {
  memory[name] = value;
  try {
    if (value) localStorage[name] = JSON.stringify(value); else localStorage.removeItem(name);
  } catch { /* see above */ }
}

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
export const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

// Fires `change` when a person has signed in or out, here or in another window.
class Session extends EventTarget {
  viewer = null;
  #next;
  constructor(server, site) {
    super();
    this.server = server;
    this.site = site;
    this.read = (name) => read(`rejoinder ${server} ${site} ${name}`);
    this.write = (name, value) => write(`rejoinder ${server} ${site} ${name}`, value);
    this.#prepare();
    addEventListener("storage", ({ key }) => key === `rejoinder ${server} ${site} token` && this.load());
    addEventListener("pageshow", ({ persisted }) => persisted && this.load());
    const attempt = returned && this.#takeAttempt();
    // Resolves when it is known who is signed in.
    this.ready = attempt ? this.#finish(attempt) : this.load();
  }
  get token() { return this.read("token"); }
  get url() { return `${this.server}/api/v1/sites/${this.site}`; }
  authorization(token = this.token) { return token && { Authorization: `Bearer ${token}` }; }

  // Sends a request to the API. A refusal is thrown as problem details (RFC 9457) with `status` and `retryAfter`
  // in seconds; without an answer, fetch throws.
  async call(method, path, body, headers, token = this.token) {
    const answer = await fetch(`${this.server}/api/v1/${path}`, {
      method,
      body: body && (typeof body === "string" ? body : JSON.stringify(body)),
      headers: { ...this.authorization(token), ...(body && { "Content-Type": "application/json" }), ...headers },
      credentials: "omit",
    });
    const json = await answer.json().catch(() => ({}));
    if (answer.ok) return json;
    // Signed out in another window, or expired.
    if (answer.status === 401 && token && token === this.token) this.#set(null);
    throw { ...json, status: answer.status, retryAfter: Number(answer.headers.get("Retry-After")) };
  }
  ofSite(method, path, ...rest) { return this.call(method, `sites/${this.site}/${path}`, ...rest); }

  async load() {
    // A server that does not answer has not signed anyone out.
    if (this.token) await this.call("GET", "session").then(({ viewer }) => this.#show(viewer), () => {});
    else this.#show(null);
  }
  #show(viewer) {
    const isNew = viewer?.id !== this.viewer?.id;
    this.viewer = viewer;
    if (isNew) this.dispatchEvent(new Event("change"));
  }
  // Changing the account ends the old session.
  #set(session) {
    const old = this.token;
    this.write("token", session?.token);
    this.#show(session?.viewer ?? null);
    if (old && session) this.call("DELETE", "session", null, {}, old).catch(() => {});
  }
  async signOut() {
    await this.call("DELETE", "session").catch(() => {});
    this.#set(null);
  }

  // --- with an account of a provider ---
  // Browsers block a window that opens some time after the click: verifier and challenge are ready before it.
  async #prepare() {
    const verifier = randomText();
    // Without Web Crypto, as on a page without https, signing in is not possible.
    const hash = await crypto.subtle?.digest("SHA-256", new TextEncoder().encode(verifier));
    this.#next = hash && { verifier, challenge: base64url(hash) };
  }
  // Each verifier is for one attempt.
  #start(isPopup) {
    const next = this.#next;
    this.#next = null;
    this.#prepare();
    if (!next) throw "failed";
    this.write("attempt", { verifier: next.verifier, isPopup });
    return next.challenge;
  }
  #takeAttempt() {
    const attempt = this.read("attempt");
    this.write("attempt", null);
    return attempt;
  }
  // Opens the window of a provider, or its page in this window. Throws `cancelled`, `failed` or a problem.
  async signIn(provider, isPopup = true) {
    const challenge = this.#start(isPopup);
    const url = (mode) => {
      const query = new URLSearchParams({ mode, return_to: location.href.split("#")[0], challenge });
      return `${this.url}/session/${provider}/start?${query}`;
    };
    const popup = isPopup && window.open(url("popup"), "_blank", "popup,width=600,height=700");
    if (popup) return this.#wait(popup);
    this.write("attempt", { ...this.read("attempt"), isPopup: false });
    location.assign(url("redirect"));
    return new Promise(() => {});
  }
  #wait(popup) {
    const opened = Date.now();
    const { signal } = (this.end = new AbortController());
    return new Promise((resolve, reject) => {
      // A window that seems closed at once is separated from this page, and goes on to return to the blog.
      const watch = setInterval(() => {
        if (!popup.closed) return;
        clearInterval(watch);
        if (Date.now() - opened > 1500) setTimeout(reject, 500, "cancelled");
      }, 250);
      signal.addEventListener("abort", () => { clearInterval(watch); popup.close(); reject("cancelled"); });
      this.addEventListener("change", resolve, { signal });
      addEventListener("message", ({ origin, source, data }) => {
        // Accept only messages from the window that this page opened, on the server's own origin.
        if (source !== popup || origin !== new URL(this.server).origin || data?.type !== "rejoinder") return;
        const attempt = this.#takeAttempt();
        if (data.code && attempt) this.#redeem(data.code, attempt).then(resolve, reject);
        else reject(data.error);
      }, { signal });
    });
  }
  async #redeem(code, { verifier }) { this.#set(await this.call("POST", "session/redeem", { code, verifier }, {}, null)); }
  // Completes an attempt whose result a fragment brought.
  async #finish(attempt) {
    try {
      if (returned === "error") throw value;
      await this.#redeem(value, attempt);
      if (attempt.isPopup) window.close();
    } catch (why) {
      this.failure = why; // for the form to show
      await this.load();
    }
  }

  // --- with a code by mail; its link leads to this page ---
  async requestCode(email) {
    return this.ofSite("POST", "session/email", { email, page: location.href.split("#")[0], challenge: this.#start(false) }, {}, null);
  }
  async enterCode(email, code, attempt) {
    this.#set(await this.ofSite("POST", "session/email/verify", { email, code, attempt }, {}, null));
    this.#takeAttempt();
  }
}

const sessions = {};
export const sessionOf = (server, site = document.querySelector("comment-thread").site) => (sessions[`${server} ${site}`] ??= new Session(server, site));
