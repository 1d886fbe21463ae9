// The comments that all widgets show: the same texts and authors, three comments of five answer the page and two
// answer one of those.

import { createHash } from "node:crypto";

const WORDS =
  `the garden needs water every evening in summer but my neighbor says that her tomatoes grow better without it and
  shows me a photo of last year which makes me think about soil more than about weather when I read this article
  again I found the part on compost most useful because it explains why heat matters what would you change for a
  balcony with little sun thank you for writing down the steps they worked for us`.split(/\s+/);
const FIRST_NAMES = "Ada Ben Clara David Emma Felix Greta Hugo Ida Jonas Klara Leo Mia Noah Olga Paul".split(" ");
const LAST_NAMES = "Archer Baker Carter Dyer Fisher Gardener Hunter Mason Potter Weaver".split(" ");
const MINUTE = 60_000;

/** Returns `count` comments, the oldest first. `parent` is the position of the comment that is answered, or `null`. */
export function comments(count) {
  const random = generator();
  const now = Date.now();
  return Array.from({ length: count }, (_, n) => ({
    n,
    parent: n % 5 < 3 ? null : n - (n % 5) + 2,
    name: `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`,
    email: `reader${n}@mail.example`,
    paragraphs: Array.from({ length: n % 4 === 1 ? 2 : 1 }, () => sentence(random)),
    time: now - (count - n) * 37 * MINUTE,
  }));
}

/** The text of a comment as its author typed it. */
export function text({ paragraphs }) {
  return paragraphs.join("\n\n");
}

/** The text of a comment as servers send it. */
export function html({ paragraphs }) {
  return paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("\n");
}

/** A hash of 64 digits, as servers derive it from the email address. */
export function hash({ n }) {
  return createHash("sha256").update(String(n)).digest("hex");
}

/** The comments that answer the page, the newest first, each with its `replies`, the oldest first. */
export function newestRoots(all) {
  const roots = all.filter(({ parent }) => parent === null).reverse();
  return roots.map((root) => ({ ...root, replies: all.filter(({ parent }) => parent === root.n) }));
}

function sentence(random) {
  const words = Array.from({ length: 12 + Math.floor(random() * 28) }, () => pick(random, WORDS));
  const [first, ...others] = words.join(" ");
  return `${first.toUpperCase()}${others.join("")}.`;
}

function pick(random, values) {
  return values[Math.floor(random() * values.length)];
}

// The same numbers in every run (a linear congruential generator).
function generator(state = 7) {
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}
