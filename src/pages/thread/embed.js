// The element <comment-thread>, which shows the comments of a page:
//
//   <script type="module" src="https://comments.example.org/embed.js"></script>
//   <comment-thread site="blog"></comment-thread>
//
// `rejoinder.d.ts` describes its attributes and events, and `window.rejoinder`. This file shows the thread. What
// reacts to the reader is in form.js and the files that it imports, loaded when the form comes near or is used.
//
// What is served is minified/embed.js (see scripts.rs), with "@comments.css" replaced by that style as a JSON string,
// and the name after "/assets/" by one with a hash.
const server = import.meta.url.replace(/\/(assets\/[^/]+\/)?[^/]*$/, "");
const sheet = new CSSStyleSheet();
sheet.replaceSync("@comments.css");

class CommentThread extends HTMLElement {
  static observedAttributes = ["site", "page", "lang", "order", "theme", "look", "loading"];
  server = server;
  #root = this.attachShadow({ mode: "open" });
  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(document.createElement("slot"));
  }
  #key; // what is shown or being loaded
  #order;
  #source; // the HTML of the thread as the server sent it, to see whether it has changed
  #end; // ends requests and listeners when the element leaves the page
  #form; // the promise of form.js at work
  #head = new MutationObserver(() => this.#update());
  #isReady; // form.js handles clicks, or cannot be loaded: then links lead to the pages of the server

  // Frameworks such as Vue and React set properties where the element has them.
  set site(slug) { this.setAttribute("site", slug ?? ""); }
  set page(key) { this.setAttribute("page", key ?? ""); }
  get site() { return this.getAttribute("site"); }
  get page() {
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    const url = URL.canParse(canonical) ? new URL(canonical) : location;
    return this.getAttribute("page") || url.pathname + url.search;
  }
  get language() { return (this.closest("[lang]") ?? document.documentElement).lang; }
  // Where thread and form are: the shadow root, or with look="page" this element.
  get place() { return this.getAttribute("look") === "page" ? this : this.#root; }

  connectedCallback() {
    this.#end = new AbortController();
    const on = (target, name, act) => target?.addEventListener(name, act, this.#end);
    const update = () => this.#update();
    on(this, "click", (event) => this.#touch(event));
    on(this, "focusin", (event) => this.#touch(event));
    on(window, "hashchange", () => this.#hasTarget && (this.find(".reply") ? this.form() : this.refresh()));
    on(window, "pagehide", () => this.#storeHeight());
    on(window, "pageshow", ({ persisted }) => persisted && this.refresh());
    on(document, "prerenderingchange", update);
    on(document, "DOMContentLoaded", update);
    // A router may change the URL, and later the canonical URL, and leave this element as it is.
    on(window.navigation, "currententrychange", () => setTimeout(update));
    this.#head.observe(document.head, { subtree: true, childList: true, attributeFilter: ["href"] });
    // Moved while it was loading.
    if (!this.find(".comments")) this.#key = null;
    update();
  }
  disconnectedCallback() {
    this.#end.abort();
    this.#head.disconnect();
    this.#storeHeight();
  }
  attributeChangedCallback() { queueMicrotask(() => this.#update()); }

  #update() {
    if (!this.isConnected || !this.site || document.prerendering || document.readyState === "loading") return;
    const { place } = this;
    const isLight = place === this;
    // What is shown, or what the page brought, moves to its place.
    place.append(...(isLight ? this.#root : this).querySelectorAll(".comments, .reply:not(.comments *)"));
    this.#root.querySelector("slot").hidden = !isLight;
    const key = [this.site, this.page, this.language].join();
    if (key === this.#key) return this.#order !== this.getAttribute("order") && this.refresh();
    if (this.#key) place.querySelectorAll(".comments, .reply, .comments-failed").forEach((part) => part.remove());
    this.#key = key;
    this.#order = this.getAttribute("order");
    this.#form = this.#isReady = null;
    const thread = this.find(".comments");
    this.#source = thread?.outerHTML;
    if (thread) this.showLocalTimes(thread);
    // Unknown, it is high enough to have what follows below the screen.
    else this.style.minHeight = stored("session")[this.#heightName] ?? "100vh";
    if (this.getAttribute("loading") === "eager" || this.#hasTarget) this.refresh();
    else this.#near(this, 1000, () => this.refresh());
  }
  #near(element, margin, act) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.at(-1).isIntersecting) return;
      observer.disconnect();
      act();
    }, { rootMargin: `${margin}px` });
    observer.observe(element);
  }

  // Loads the thread again, or the part of it that holds the comment `around`, and shows it if it has changed.
  async refresh(around) {
    const key = this.#key;
    const order = (this.#order = this.getAttribute("order"));
    const query = Object.entries({ part: "comments", page: this.page, lang: this.language, order, around });
    try {
      const part = await this.load(`${server}/api/v1/sites/${this.site}/thread?${new URLSearchParams(query.filter(([, value]) => value))}`);
      if (key !== this.#key) return;
      this.#show(part);
    } catch (error) {
      if (key === this.#key) this.fail(error, () => this.refresh(around));
    }
  }
  // XMLHttpRequest parses HTML without running it, also where Trusted Types forbid innerHTML and DOMParser.
  load(url, method = "GET", headers = {}, body) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      request.responseType = "document";
      for (const name in headers) request.setRequestHeader(name, headers[name]);
      request.onerror = reject;
      request.onload = () => (request.status === 200 ? resolve(request.response) : reject(request));
      this.#end.signal.addEventListener("abort", () => request.abort());
      request.send(body);
    });
  }
  #show(part) {
    const [old, form] = [this.find(".comments"), this.find(".reply")];
    const thread = part.querySelector(".comments");
    if (!old || thread.outerHTML !== this.#source) {
      this.#source = thread.outerHTML;
      this.showLocalTimes(thread);
      if (old?.contains(form)) old.after(form);
      if (old) old.replaceWith(thread); else this.place.prepend(thread);
    }
    if (!form) this.place.append(part.querySelector(".reply"));
    this.find(".comments-failed")?.remove();
    this.style.minHeight = "";
    this.emit("loaded");
    this.emit("count");
    // This browser may hold a session, a draft, or comments that wait for a moderator. In the light DOM, form.js
    // also keeps the ids of several threads apart.
    const prefix = `rejoinder ${server} ${this.site} `;
    const names = ["token", `draft ${this.page}`, `own ${this.page}`];
    if (this.place === this || this.#hasTarget || names.some((name) => stored("local")[prefix + name])) this.form();
    else this.#near(this.find(".reply"), 300, () => this.form());
  }
  // Says that something could not be loaded, with a button to try again.
  fail(error, retry) {
    const { failed = "The comments could not be loaded.", retry: label = "Try again" } = this.find(".comments")?.dataset ?? {};
    const [line, button] = ["p", "button"].map((name) => document.createElement(name));
    line.className = "comments-failed";
    line.role = "alert";
    button.textContent = label;
    button.onclick = () => { line.remove(); retry(); };
    line.append(failed, " ", button);
    this.find(".comments-failed")?.remove();
    (this.find(".comments") ?? this.place).append(line);
    this.emit("error", { error });
  }

  // Loads form.js and lets it take over.
  form() {
    return (this.#form ??= import(server + "/assets/form.js").then(({ enhance }) => enhance(this))
      .catch((error) => this.emit("error", { error })).then(() => { this.#isReady = true; }));
  }
  async #touch(event) {
    const [target] = event.composedPath();
    const link = target.closest("a:not([rel]), .reply-submit");
    const isClick = event.type === "click" && link && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (this.#isReady || !(isClick || target.closest(".reply"))) return;
    if (isClick) event.preventDefault();
    await this.form();
    if (isClick) link.click();
  }
  // Browsers do not look for the target of a fragment inside a shadow root: form.js does.
  get #hasTarget() { return /^#(comment|reply|rejoinder_)/.test(location.hash); }

  find(css) { return this.place.querySelector(css); }
  emit(name, detail) {
    const { page = this.page, count } = this.find(".comments")?.dataset ?? {};
    detail = { site: this.site, page, count: Number(count), ...detail };
    this.dispatchEvent(new CustomEvent(`rejoinder:${name}`, { bubbles: true, composed: true, detail }));
  }
  // The server writes times in UTC. Up to a month they are shown as a distance, with the local time as a title.
  showLocalTimes(section, { lang } = section) {
    const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
    for (const time of section.querySelectorAll("time")) {
      const date = new Date(time.dateTime);
      time.title = date.toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
      time.textContent = date.toLocaleDateString(lang, { dateStyle: "long" });
      let age = (Date.now() - date) / 1000;
      for (const [size, unit] of [[60, "second"], [60, "minute"], [24, "hour"], [30, "day"]]) {
        if (age < size) time.textContent = relative.format(-Math.round(age), unit);
        age = age < size ? Infinity : age / size;
      }
    }
  }
  get #heightName() { return `rejoinder height ${this.page}`; }
  #storeHeight() { if (this.find(".comments")) stored("session")[this.#heightName] = `${this.offsetHeight}px`; }
}

// Storage can be denied.
function stored(kind) { try { return window[`${kind}Storage`]; } catch { return {}; } }

// For other scripts of the page; see rejoinder.d.ts.
window.rejoinder ??= { session: async (site) => (await import(server + "/assets/form.js")).sessionOf(server, site) };
customElements.get("comment-thread") ?? customElements.define("comment-thread", CommentThread);
