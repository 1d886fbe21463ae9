// Servers for a measurement: the blog, the stub APIs, and the proxy that compresses what Isso answers. All send
// Brotli of quality 11, compressed once.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, request as open } from "node:http";
import { createServer as createSocket } from "node:net";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const FOREVER = { "cache-control": "public, max-age=31536000, immutable" };
const stored = new Map();

/** Returns `body` in Brotli 11. */
export function compress(body) {
  const key = createHash("sha256").update(body).digest("hex");
  if (!stored.has(key)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
    stored.set(key, brotliCompressSync(body, { params }));
  }
  return stored.get(key);
}

/** Starts a server on a free port. `answer` gets the URL and the body, and returns `{ type, body, headers }` or nothing. */
export async function serve(answer) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    // What the servers of the peers answer to pages of another origin.
    response.setHeader("access-control-allow-origin", "*");
    if (request.method === "OPTIONS") {
      response.setHeader("access-control-allow-methods", "GET, POST, PUT, DELETE");
      response.setHeader("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "*");
      response.setHeader("access-control-max-age", "600");
      return response.writeHead(204).end();
    }
    const found = await answer(url, await read(request));
    if (!found) return response.writeHead(404).end();
    const { type, body, headers } = found;
    send(response, 200, { "content-type": `${type}; charset=utf-8`, ...headers }, Buffer.from(body));
  });
  return { url: await listen(server), close: () => server.close() };
}

/** A server with the files of `folder` below `/dist/`, and `api` for the rest: it returns what is sent as JSON. */
export function serveStub(folder, api) {
  return serve((url, body) => {
    const path = normalize(url.pathname);
    if (path.startsWith("/dist/")) {
      return { type: TYPES[extname(path)], body: readFileSync(join(folder, path)), headers: FOREVER };
    }
    const json = api(url, body.length ? JSON.parse(body) : null);
    return json && { type: "application/json", body: JSON.stringify(json) };
  });
}

/** A proxy in front of the server at `port` that compresses, and lets browsers store scripts and styles. */
export async function serveProxy(port) {
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const { method, url: path } = request;
    const forwarded = open({ host: "127.0.0.1", port, method, path, headers }, async (answer) => {
      const { "content-length": _, connection: __, ...kept } = answer.headers;
      const isStatic = extname(new URL(path, "http://localhost").pathname) in TYPES;
      send(response, answer.statusCode, { ...kept, ...(isStatic && FOREVER) }, await read(answer));
    });
    forwarded.on("error", () => response.writeHead(502).end());
    forwarded.end(body);
  });
  return { url: await listen(server), close: () => server.close() };
}

/** Returns a port that no process uses. */
export async function freePort() {
  const socket = createSocket();
  const url = await listen(socket);
  await new Promise((done) => socket.close(done));
  return Number(new URL(url).port);
}

function send(response, status, headers, body) {
  const isLarge = body.length > 200;
  const bytes = isLarge ? compress(body) : body;
  const encoding = isLarge && { "content-encoding": "br", vary: "accept-encoding" };
  response.writeHead(status, { ...headers, ...encoding, "content-length": bytes.length }).end(bytes);
}

async function read(stream) {
  return Buffer.concat(await stream.toArray());
}

async function listen(server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${server.address().port}`;
}
