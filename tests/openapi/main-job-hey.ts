// The main job through the client of @hey-api/openapi-ts: form, comment, queue, decision, thread.
import { client } from "./hey/client.gen";
import {
  createComment,
  createDecision,
  createModeratorSession,
  listComments,
  listModeratedComments,
  readForm,
} from "./hey/sdk.gen";

declare const process: { argv: string[]; exit(code: number): never };

async function main(base: string, login: string, password: string): Promise<void> {
  client.setConfig({ baseUrl: `${base}/api/v1` });
  const path = { site: "blog" };
  const page = "/hey-api";
  const throwOnError = true as const;
  const { data: form } = await readForm({ path, query: { page }, throwOnError });
  const author = { name: "Ada", email: "ada@example.org" };
  const body = { page, text: "Typed by hey-api.", author, token: form.token };
  const { data: sent } = await createComment({ path, body, throwOnError });
  if (typeof sent !== "object" || !("comment" in sent)) throw new Error("no comment in the answer");
  const { data: session } = await createModeratorSession({ body: { login, password }, throwOnError });
  const headers = { Authorization: `Bearer ${session.token}` };
  const { data: queue } = await listModeratedComments({ query: { site: "blog", page }, headers, throwOnError });
  const ids = queue.items.map((comment) => comment.id);
  if (!ids.includes(sent.comment.id)) throw new Error("the comment is not in the queue");
  const { data: decision } = await createDecision({ body: { ids, action: "approve" }, headers, throwOnError });
  if (decision.decided[0]?.status !== "approved") throw new Error(JSON.stringify(decision));
  const { data: thread } = await listComments({ path, query: { page }, throwOnError });
  const name: string | undefined = thread.items[0]?.author?.name;
  if (thread.thread.count !== 1 || name !== "Ada") throw new Error(JSON.stringify(thread));
}

const [base = "", login = "", password = ""] = process.argv.slice(2);
main(base, login, password).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
