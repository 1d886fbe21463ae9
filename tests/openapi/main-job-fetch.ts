// The main job through the types of openapi-typescript: form, comment, queue, decision, thread.
import createClient from "openapi-fetch";
import type { paths } from "./schema";

declare const process: { argv: string[]; exit(code: number): never };

function must<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

async function main(base: string, login: string, password: string): Promise<void> {
  const api = createClient<paths>({ baseUrl: `${base}/api/v1` });
  const path = { site: "blog" };
  const page = "/openapi-typescript";
  const form = must(await api.GET("/sites/{site}/form", { params: { path, query: { page } } }));
  const author = { name: "Ada", email: "ada@example.org" };
  const body = { page, text: "Typed by openapi-typescript.", author, token: form.token };
  const sent = must(await api.POST("/sites/{site}/comments", { params: { path }, body }));
  const session = must(await api.POST("/moderation/session", { body: { login, password } }));
  const headers = { Authorization: `Bearer ${session.token}` };
  const queue = must(await api.GET("/moderation/comments", { params: { query: { site: "blog", page } }, headers }));
  const ids = queue.items.map((comment) => comment.id);
  if (!ids.includes(sent.comment.id)) throw new Error("the comment is not in the queue");
  const decision = must(await api.POST("/moderation/decisions", { body: { ids, action: "approve" }, headers }));
  if (decision.decided[0]?.status !== "approved") throw new Error(JSON.stringify(decision));
  const thread = must(await api.GET("/sites/{site}/comments", { params: { path, query: { page } } }));
  const name: string | undefined = thread.items[0]?.author?.name;
  if (thread.thread.count !== 1 || name !== "Ada") throw new Error(JSON.stringify(thread));
}

const [base = "", login = "", password = ""] = process.argv.slice(2);
main(base, login, password).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
