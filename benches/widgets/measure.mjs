// Opens a page with a widget in a new browser and measures it.

import { setTimeout as wait } from "node:timers/promises";

// Everything that a widget loads without the reader doing anything should arrive in this time.
const SETTLING = 2_500;
const TIMEOUT = 30_000;
const VIEWPORT = { width: 1_000, height: 800 };
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Requests for other hosts are counted and fail at once.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export class Laboratory {
  constructor(playwright, axe, chromium) {
    Object.assign(this, { playwright, axe, chromium });
  }

  /**
   * Opens the page on a slow connection and a slow processor with an empty cache. Returns the requests of the page,
   * how long it took to show the first comment, the number of comments, and the sum of the layout shifts.
   */
  async time(url, widget) {
    return this.#visit(async (page, session) => {
      const requests = await recordRequests(session);
      const connection = { latency: 100, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
      await session.send("Network.emulateNetworkConditions", { offline: false, ...connection });
      await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      await page.addInitScript(observe, { host: widget.host, comment: widget.comment });
      await show(page, url);
      await wait(SETTLING);
      const { first, origin, shift } = await page.evaluate("observed");
      const comments = await page.evaluate("observed.count()");
      const isShown = (origin + first) / 1000;
      const before = [...requests.values()].filter(({ start }) => start < isShown);
      return { first, shift, comments, requests: before, all: [...requests.values()] };
    });
  }

  /** Returns the rules of WCAG 2.2, levels A and AA, that the widget violates, as axe finds them. */
  async inspect(url, widget, screenshot) {
    return this.#visit(async (page) => {
      await page.addInitScript(observe, { host: widget.host, comment: widget.comment });
      await show(page, url);
      // A form that is loaded when it comes near. Other widgets would show more comments, with more violations.
      if (widget.later) await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      await wait(SETTLING);
      await page.evaluate("window.scrollTo(0, 0)");
      if (screenshot) await page.screenshot({ path: screenshot });
      await page.evaluate(this.axe);
      const run = ({ host, tags }) => axe.run({ include: [[host]] }, { runOnly: { type: "tag", values: tags } });
      const { violations } = await page.evaluate(run, { host: widget.host, tags: AXE_TAGS });
      return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.length }));
    });
  }

  async #visit(act) {
    const options = { executablePath: this.chromium, headless: true, args: ARGUMENTS };
    // Each browser has a new folder for its profile.
    const browser = await this.playwright.chromium.launch(options);
    try {
      const page = await browser.newPage({ viewport: VIEWPORT, locale: "en-US" });
      await page.goto("about:blank");
      // What a browser does when it starts should not be measured.
      await wait(500);
      return await act(page, await page.context().newCDPSession(page));
    } finally {
      await browser.close();
    }
  }
}

/** Opens the page and waits for its first comment. */
async function show(page, url) {
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  await page.goto(url, { waitUntil: "commit" });
  try {
    await page.waitForFunction("window.observed?.first", null, { polling: 100, timeout: TIMEOUT });
  } catch (error) {
    throw new Error(`No comment was shown at ${url}. ${messages.join(" ")}`, { cause: error });
  }
}

/** Records each request, also for preflights: its URL, type, start in seconds since 1970, and bytes received. */
async function recordRequests(session) {
  const requests = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, type, wallTime }) => {
    if (request.url.startsWith("http")) requests.set(requestId, { url: request.url, type, start: wallTime, bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) request.bytes = encodedDataLength;
  });
  await session.send("Network.enable");
  return requests;
}

/** Runs in the page: records layout shifts, and in each frame looks for a comment that is laid out and visible. */
function observe({ host, comment }) {
  if (window !== top) return;
  const isVisible = (element) =>
    element.getBoundingClientRect().height > 0 &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const find = () => {
    const element = document.querySelector(host);
    return element ? [...(element.shadowRoot ?? element).querySelectorAll(comment)] : [];
  };
  const observed = {
    first: null, origin: performance.timeOrigin, shift: 0, count: () => find().filter(isVisible).length,
  };
  window.observed = observed;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) observed.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (find().slice(0, 1).some(isVisible)) observed.first = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
