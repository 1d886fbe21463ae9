// The element <comment-thread>, which shows the comments of a page:
//
//   <script type="module" src="https://comments.example.org/embed.js"></script>
//   <comment-thread site="blog"></comment-thread>
//
// `rejoinder.d.ts` describes its attributes and events, and `window.rejoinder`. This file shows the thread. What
// reacts to the reader is in form.js and the files that it imports, loaded when the form comes near or is used.
//
// The server replaces "@comments.css" by the text of comments.css as a JSON string, and removes lines that hold
// only a comment. It may replace the names after "/assets/" by names with a hash.
const server = import.meta.url.replace(/\/(assets\/)?[^/]*$/, "");
const sheet = new CSSStyleSheet();
sheet.replaceSync("@comments.css");

class CommentThread extends HTMLElement {
  static observedAttributes = ["site", "page", "lang", "order", "theme", "look", "loading"];
  server = server;
  #root = this.attachShadow({ mode: "open" });
  #key; // what is shown or being loaded
  #order;
  #source; // the HTML of the thread as the server sent it, to see whether it has changed
  #end; // ends requests and listeners when the element leaves the page
  #form; // the promise of form.js at work
  #isReady; // form.js handles clicks, or cannot be loaded: then links lead to the pages of the server

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
    const { signal } = this.#end;
    const update = () => this.#update();
    this.#root.adoptedStyleSheets = [sheet];
    for (const name of ["click", "focusin"]) this.addEventListener(name, (event) => this.#touch(event), { signal });
    addEventListener("hashchange", () => this.#followHash(), { signal });
    addEventListener("pagehide", () => this.#storeHeight(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.refresh(), { signal });
    document.addEventListener("prerenderingchange", update, { signal });
    document.addEventListener("DOMContentLoaded", update, { signal });
    // A router may change the URL and leave this element as it is.
    window.navigation?.addEventListener("currententrychange", () => setTimeout(update), { signal });
    update();
  }
  disconnectedCallback() {
    this.#end.abort();
    this.#storeHeight();
  }
  attributeChangedCallback() { queueMicrotask(() => this.#update()); }

  #update() {
    if (!this.isConnected || !this.site || document.prerendering || document.readyState === "loading") return;
    const { place } = this;
    for (const from of [this, this.#root]) place.append(...[...from.children].filter((part) => part.matches(".comments, .reply")));
    this.#root.querySelector("slot")?.remove();
    if (place === this) this.#root.append(document.createElement("slot"));
    const key = [this.site, this.page, this.language].join();
    const order = this.getAttribute("order");
    if (key === this.#key) return order !== this.#order && this.refresh();
    if (this.#key) place.replaceChildren();
    this.#key = key;
    this.#form = this.#isReady = null;
    const thread = this.find(".comments");
    this.#source = thread?.outerHTML;
    if (thread) this.showLocalTimes(thread);
    else this.style.minHeight = `${stored("session")[this.#heightName] ?? 600}px`;
    if (this.getAttribute("loading") === "eager" || /^#(comment|reply|rejoinder_)/.test(location.hash)) this.refresh();
    else this.#near(this, 1000, () => this.refresh());
  }
  #near(element, margin, act) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      act();
    }, { rootMargin: `${margin}px` });
    observer.observe(element);
  }

  // Loads the thread again, or the part of it that holds the comment `around`, and shows it if it has changed.
  async refresh(around) {
    const key = this.#key;
    const order = (this.#order = this.getAttribute("order"));
    const query = { page: this.page, part: "comments", lang: this.language, order, around };
    const given = Object.entries(query).filter(([, value]) => value);
    try {
      const part = await this.load(`${server}/api/v1/sites/${this.site}/thread?${new URLSearchParams(given)}`);
      if (key !== this.#key) return;
      this.#show(part);
      if (!around) this.#followHash();
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
    // This browser may hold a session, a draft, or comments that wait for a moderator.
    if (Object.keys(stored("local")).some((name) => name.startsWith(`rejoinder ${server} ${this.site} `) && (name.endsWith(" token") || name.endsWith(` ${this.page}`)))) this.form();
    else if (!this.#form) this.#near(this.find(".reply"), 300, () => this.form());
  }
  // Says that something could not be loaded, with a button to try again.
  fail(error, retry) {
    const { failed = "The comments could not be loaded.", retry: label = "Try again" } = this.find(".comments")?.dataset ?? {};
    const line = Object.assign(document.createElement("p"), { className: "comments-failed", role: "alert" });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.onclick = () => { line.remove(); retry(); };
    line.append(failed, " ", button);
    this.find(".comments-failed")?.remove();
    (this.find(".comments") ?? this.place).append(line);
    this.emit("error", { error });
  }

  // Loads form.js and lets it take over.
  form() {
    return (this.#form ??= import(server + "/assets/form.js").then(({ enhance }) => enhance(this))
      .catch((error) => this.emit("error", { error }))
      .finally(() => { this.#isReady = true; }));
  }
  async #touch(event) {
    const [target] = event.composedPath();
    const link = target.closest("[data-load], [data-order], [data-provider], [href^='#comment-'], .comment-reply, .reply-submit");
    const isClick = event.type === "click" && link && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (this.#isReady || !(isClick || target.closest(".reply"))) return;
    if (isClick) event.preventDefault();
    await this.form();
    if (isClick) link.click();
  }
  // Browsers do not look for the target of a fragment inside a shadow root.
  async #followHash() {
    if (!/^#(comment|reply|rejoinder_)/.test(location.hash) || !this.find(".comments")) return;
    await this.form();
    this.emit("hash");
  }

  find(css) { return this.place.querySelector(css); }
  emit(name, detail) {
    const { page = this.page, count } = this.find(".comments")?.dataset ?? {};
    detail = { site: this.site, page, count: Number(count), ...detail };
    this.dispatchEvent(new CustomEvent(`rejoinder:${name}`, { bubbles: true, composed: true, detail }));
  }
  // The server writes times in UTC. Up to a month they are shown as a distance, with the local time as a title.
  showLocalTimes(section, { lang } = section) {
    const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
    const day = new Intl.DateTimeFormat(lang, { dateStyle: "long" });
    const minute = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" });
    const text = (date) => {
      let distance = (date - Date.now()) / 1000;
      for (const [size, unit] of [[60, "second"], [60, "minute"], [24, "hour"], [30, "day"]]) {
        if (distance > -size) return relative.format(Math.round(distance), unit);
        distance /= size;
      }
      return day.format(date);
    };
    for (const time of section.querySelectorAll("time")) {
      const date = new Date(time.dateTime);
      time.title = minute.format(date);
      time.textContent = text(date);
    }
  }
  get #heightName() { return `rejoinder ${server} height ${this.page}`; }
  #storeHeight() { if (this.find(".comments")) stored("session")[this.#heightName] = this.offsetHeight; }
}

// Storage can be denied.
function stored(kind) { try { return window[`${kind}Storage`]; } catch { return {}; } }

// Functions about sessions, for other scripts of the page.
const later = (name) => async (...values) => (await import(server + "/assets/session.js"))[name](server, ...values);
window.rejoinder ??= { viewer: later("viewer"), signIn: later("signIn"), signOut: later("signOut") };
customElements.get("comment-thread") ?? customElements.define("comment-thread", CommentThread);
