// Computes the proof of work that a form requires of guests while its site is flooded: ALTCHA, version 2, with
// PBKDF2 (RFC 8018). It takes a part of a second. Web Crypto computes outside the page's thread; a timer between
// the slices lets the page react.
const toBytes = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const SLICE = 50; // milliseconds between two timers
const LIFETIME = 30_000; // after that the comment is sent without a solution and waits for a moderator
const USUAL = 1000; // milliseconds: how far the work is cannot be known, only how long it usually takes

// Returns what the field `solution` sends, or null. `report` is called with a percentage, which never reaches 100.
export async function solve(challenge, report) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const start = toBytes(nonce);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: toBytes(salt), iterations: cost };
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const begun = performance.now();
  let slice = begun;
  for (let counter = 0; performance.now() < begun + LIFETIME; counter++) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const found = toHex(new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8)));
    if (found.startsWith(keyPrefix)) return { challenge, solution: { counter, derivedKey: found } };
    if (performance.now() > slice + SLICE) {
      report(Math.floor(100 * (1 - Math.exp((begun - performance.now()) / USUAL))));
      await new Promise((next) => setTimeout(next));
      slice = performance.now();
    }
  }
  return null;
}
