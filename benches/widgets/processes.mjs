// Servers that run as processes of their own.

import { setTimeout as wait } from "node:timers/promises";

/** Waits until the server answers; fails if its process ends. */
export async function untilAnswered(server, url) {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server for ${url} ended with status ${server.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await wait(50);
  }
}

/** Ends the server and waits for its end. */
export async function stop(server) {
  if (server.exitCode !== null) return;
  const end = new Promise((done) => server.once("exit", done));
  server.kill();
  await end;
}
