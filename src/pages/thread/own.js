// The comments that this person wrote on the page: shown while they wait for a moderator, and changed or deleted
// while that is possible. Their edit tokens are stored in this browser; a session needs none. The server writes
// them as HTML, like all comments: `GET /sites/{site}/thread?part=own`.
import { focusOn } from "./nodes.js";

// As many as the server accepts in one request.
const TOKENS = 50;

export function useOwn(context) {
  const { thread, session, signal, info, say, announce } = context;
  const storeName = `own ${thread.page}`;
  const tokens = () => session.read(storeName) ?? [];
  const setTokens = (all) => session.write(storeName, all[0] ? all.slice(-TOKENS) : null);
  const rowOf = (id) => thread.find(`[id="${id}"]`);
  let rows = [];

  // Asks the server, if this browser has a session or edit tokens.
  async function load() {
    const all = tokens();
    if (!all[0] && !session.token) return show([]);
    try {
      const query = new URLSearchParams({ part: "own", page: thread.page, lang: thread.language });
      const mine = await thread.load(`${session.url}/thread?${query}`, "GET", {
        Accept: "text/html",
        ...session.authorization(),
        ...(all[0] && { "Edit-Token": all.map(({ token }) => token).join() }),
      });
      thread.showLocalTimes(mine.querySelector("ol"));
      show([...mine.querySelectorAll(".comment")]);
      // The others are deleted.
      if (rows.length < TOKENS) setTokens(all.filter(({ id }) => rows.some((row) => row.id === `comment-${id}`)));
    } catch ({ status }) {
      // Without a session, 401 means that the server does not know one of the tokens.
      if (status === 401 && !session.token) setTokens([]);
    }
  }
  function show(found = rows) {
    const form = thread.find(".comment .reply");
    const gone = rows.filter((row) => !found.includes(row));
    rows = found;
    for (const row of rows) {
      const old = rowOf(row.id);
      if (old === row) continue;
      if (old) old.replaceWith(row);
      // An approved comment can be in another part of the thread.
      else if (row.dataset.status === "pending") insert(row);
      const rest = new Date(row.dataset.until) - Date.now();
      if (rest > 0) setTimeout(() => removeButtons(row), rest);
    }
    // After signing out, or deleted elsewhere.
    for (const row of gone) {
      if (row.dataset.status === "pending") row.remove(); else removeButtons(row);
    }
    // The form was below one of these comments.
    if (form && !form.isConnected) thread.place.append(form);
  }
  const removeButtons = (row) => row.querySelectorAll("[data-own]").forEach((button) => button.remove());
  // Puts a comment that only its author sees after the other replies to the same comment, or where new ones go.
  function insert(row) {
    const depth = (other) => other?.className.match(/depth-(\d)/)[1] ?? -1;
    const parent = rowOf(`comment-${row.dataset.parent}`);
    let last = parent;
    while (last && depth(last.nextElementSibling) > depth(parent)) last = last.nextElementSibling;
    const isNewest = thread.find(".comments").dataset.order === "newest";
    if (last) last.after(row); else thread.find(".comment-list")[isNewest ? "prepend" : "append"](row);
  }

  function request(method, row, body) {
    const id = row.id.slice("comment-".length);
    const own = tokens().find((one) => one.id === id);
    return session.ofSite(method, `comments/${id}`, body, own && { "Edit-Token": own.token });
  }
  const acts = {
    edit: (row) => context.openEdit?.(row),
    ask(row) {
      turn(row, true);
      info().catch(() => {}); // for `say`
    },
    keep: (row) => turn(row, false),
    async remove(row) {
      try {
        await request("DELETE", row);
        rows = rows.filter((own) => own !== row);
        row.remove();
        focusOn(thread.find(".comments-title"));
        announce(say("deleted"));
        await thread.refresh();
      } catch ({ detail }) { row.querySelector(".comment-question").firstChild.textContent = detail ?? thread.find(".comments").dataset.failed; }
    },
  };
  // Shows the question in place of the actions, or the other way round.
  function turn(row, isQuestion) {
    const [actions, question] = [".comment-actions", ".comment-question"].map((css) => row.querySelector(css));
    actions.hidden = isQuestion;
    question.hidden = !isQuestion;
    focusOn((isQuestion ? question : actions).querySelector("[data-own]"));
  }

  thread.addEventListener("click", (event) => {
    const [target] = event.composedPath();
    acts[target.dataset?.own]?.(target.closest(".comment"));
  }, { signal });
  thread.addEventListener("rejoinder:loaded", () => show(), { signal });
  session.addEventListener("change", load, { signal });
  return {
    load,
    async save(row, text) {
      await request("PATCH", row, { text });
      await load();
      focusOn(rowOf(row.id));
      announce(say("saved"));
    },
    // Shows a comment that was posted just now.
    async add({ comment, edit_token, status }) {
      setTokens([...tokens(), { id: comment.id, token: edit_token }]);
      if (status === "approved") await thread.refresh(comment.id);
      await load();
      return rowOf(`comment-${comment.id}`);
    },
  };
}
