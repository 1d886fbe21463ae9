// The sizes of scripts and styles in Brotli 11, whatever the servers send.

import { compress } from "./servers.mjs";

/** Returns the sum of the sizes of the files; each is compressed by itself. */
export async function compressedSize(urls) {
  const sizes = urls.map(async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} was answered ${answer.status}`);
    return compress(Buffer.from(await answer.arrayBuffer())).length;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Returns the URLs of the scripts and styles among the requests. */
export function scriptsAndStyles(requests) {
  const urls = requests.filter(({ type }) => ["Script", "Stylesheet"].includes(type)).map(({ url }) => url);
  return [...new Set(urls)];
}
