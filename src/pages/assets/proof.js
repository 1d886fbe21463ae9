// Computes the small proof of work that a form requires of guests while its site is flooded. Load this file
// beside the form, or copy it. The form is that of `sign-in.js`, with one more field:
//
//   <form method="post" action="https://comments.example.org/api/v1/sites/blog/comments"
//         data-rejoinder="https://comments.example.org" data-site="blog" data-challenge="…">
//     <input type="hidden" name="token" value="…"> <input type="hidden" name="solution">
//     <fieldset data-guest>…</fieldset>       absent or disabled while signed in: no work then
//
// `data-challenge` is `challenge` of `GET /sites/{site}/form` as JSON, together with the `token` of the same
// answer; it is empty when no work is required. A script that replaces both fires `rejoinder:form` on the
// form. The work starts when a person enters the form, in a worker (or, where the page may not start one from
// this URL, between other tasks), and takes part of a second. A form that is submitted earlier waits for it,
// at most ten seconds; after that, and without JavaScript, the comment is held for a moderator.
"use strict";
if (typeof document === "undefined") onmessage = async ({ data }) => postMessage(await solve(data).catch(() => undefined));
else for (const form of document.querySelectorAll("form[data-rejoinder]")) prove(form, document.currentScript?.src);

// Finds the counter whose key has the prefix of the challenge: ALTCHA, version 2, with PBKDF2 (RFC 8018).
async function solve({ nonce, salt, cost, keyLength, keyPrefix }) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const [start, first] = [bytes(nonce), parseInt(keyPrefix.slice(0, 2), 16)];
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const until = performance.now() + 30_000;
  for (let counter = 0; performance.now() < until; counter++) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const found = new Uint8Array(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (found[0] === first && hex(found).startsWith(keyPrefix)) return { counter, derivedKey: hex(found) };
  }
  return null;
}

function prove(form, source) {
  const { token, solution } = form.elements;
  if (!token || !solution || !window.crypto?.subtle) return;
  let work = null, entered = false, sending = false, since = performance.now(); // measured by this page, because clocks differ
  const challenge = () => (form.dataset.challenge ? JSON.parse(form.dataset.challenge) : null);
  const guest = () => form.querySelector("[data-guest]:not([disabled])") !== null;
  const old = () => performance.now() - since > 8 * 60_000; // it is valid for ten minutes

  function inWorker(parameters) {
    return new Promise((done, failed) => {
      const worker = new Worker(source); // fails if the script is on another origin
      const end = (how, what) => { worker.terminate(); how(what); };
      worker.onmessage = ({ data }) => (data === undefined ? end(failed) : end(done, data));
      worker.onerror = (event) => { event.preventDefault(); end(failed); };
      worker.postMessage(parameters);
    });
  }
  async function begin() {
    const asked = challenge();
    const found = await inWorker(asked.parameters).catch(() => solve(asked.parameters)).catch(() => null);
    // Another challenge may have replaced it in the meantime.
    if (found && form.dataset.challenge === JSON.stringify(asked)) solution.value = JSON.stringify({ challenge: asked, solution: found });
  }
  // A form that has been open for a long time requests a new challenge and token before these expire.
  async function renew() {
    const { rejoinder: server, site } = form.dataset;
    const asked = new URLSearchParams({ page: form.elements.page.value });
    const answer = await fetch(`${server}/api/v1/sites/${site}/form?${asked}`, { credentials: "omit" });
    if (!answer.ok) return;
    const info = await answer.json();
    since = performance.now();
    token.value = info.token;
    form.dataset.challenge = info.challenge ? JSON.stringify(info.challenge) : "";
    solution.value = "";
  }
  function enter() {
    entered = true;
    if (sending || !guest() || !challenge()) return;
    if (old()) work = renew().catch(() => {}).then(() => challenge() && begin());
    else work ??= begin();
  }
  for (const event of ["focusin", "input"]) form.addEventListener(event, enter);
  form.addEventListener("rejoinder:form", () => {
    [work, solution.value, since] = [null, "", performance.now()];
    if (entered) enter();
  });
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || !guest() || !challenge() || solution.value) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    const button = form.querySelector("[type=submit]");
    if (button) button.disabled = true;
    await Promise.race([work ?? begin(), new Promise((late) => setTimeout(late, 10_000))]);
    form.submit();
  });
}
