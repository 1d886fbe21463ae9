// Computes the proof of work that a form requires of guests while its site is flooded: ALTCHA, version 2, with
// PBKDF2 (RFC 8018). It takes a part of a second. Web Crypto computes each key outside the page's thread, so the
// page reacts between two keys.
const toBytes = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// The usual number of keys to try. How far the work is cannot be known: the percentage nears 100, and ends there.
const USUAL = 400;
// In milliseconds; a comment without a solution waits for a moderator.
const LIFETIME = 30_000;

// Returns the value of the field `solution`, or nothing. `report` is called with a percentage.
export async function solve(challenge, report) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const start = toBytes(nonce);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: toBytes(salt), iterations: cost };
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const end = performance.now() + LIFETIME;
  for (let counter = 0; performance.now() < end; counter++) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = toHex(new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8)));
    if (derivedKey.startsWith(keyPrefix)) return { challenge, solution: { counter, derivedKey } };
    if (counter % 20 === 0) report(Math.floor(100 - 100 * Math.exp(-counter / USUAL)));
  }
}
