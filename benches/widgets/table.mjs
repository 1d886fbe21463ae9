// Prints the comparison as Markdown.

const COLUMNS = [
  ["", ({ title }) => title],
  ["kB of script + style to the first view", ({ sizes }) => kilobytes(sizes.first)],
  ["of everything", ({ sizes }) => kilobytes(sizes.all)],
  ["of the count script", ({ sizes }) => (sizes.count === null ? "–" : kilobytes(sizes.count, 2))],
  ["requests", ({ visits }) => number(median(visits.map(({ own }) => own.length)))],
  ["kB to the first view (comments in it)", ({ visits }) => `${kilobytes(bytes(visits))} (${visits[0].comments})`],
  ["first comment after ms: least, median", ({ visits }) => times(visits)],
  ["layout shift", ({ visits }) => median(visits.map(({ shift }) => shift)).toFixed(3)],
  ["axe A/AA rules (nodes)", ({ violations }) => rules(violations)],
  ["requests elsewhere", ({ visits }) => number(median(visits.map(({ elsewhere }) => elsewhere.length)))],
];

/** Returns the table. A row has a title, `sizes`, `visits` and `violations`. */
export function table(rows) {
  const lines = rows.map((row) => COLUMNS.map(([, cell]) => cell(row)));
  const head = [COLUMNS.map(([title]) => title), COLUMNS.map(() => "---")];
  return [...head, ...lines].map((cells) => `| ${cells.join(" | ")} |`.replace("|  |", "| |")).join("\n");
}

/** Returns what the table has no place for: the hosts that were asked, and the rules that were violated. */
export function details(rows) {
  return rows
    .map(({ title, visits, violations }) => {
      const requests = visits.flatMap(({ elsewhere }) => elsewhere.map(({ url }) => new URL(url).host));
      const count = (host) => requests.filter((asked) => asked === host).length / visits.length;
      const asked = [...new Set(requests)].map((host) => `${host} (${number(count(host))})`);
      const found = violations.map(({ id, impact, nodes }) => `${id} (${impact}, ${nodes})`);
      return `- ${title}: requests elsewhere: ${list(asked)}; axe: ${list(found)}`;
    })
    .join("\n");
}

function bytes(visits) {
  return median(visits.map(({ own }) => own.reduce((sum, request) => sum + request.bytes, 0)));
}

function times(visits) {
  const all = visits.map(({ first }) => first);
  return [Math.min(...all), median(all)].map((time) => Math.round(time).toLocaleString("en")).join(", ");
}

function rules(violations) {
  const nodes = violations.reduce((sum, violation) => sum + violation.nodes, 0);
  const critical = violations.filter(({ impact }) => impact === "critical").length;
  return `${violations.length}${nodes ? ` (${nodes})` : ""}${critical ? `, ${critical} critical` : ""}`;
}

function kilobytes(count, digits = 1) {
  return (count / 1000).toFixed(digits);
}

function number(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function list(words) {
  return words.join(", ") || "none";
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
