// The part of the form that says who comments: an icon for each way to sign in, or the account.
import { focusOn } from "./nodes.js";

export function useIdentity({ thread, session, signal, find, info, say, announce, fields }) {
  const names = ["details", "icons", "account", "connecting", "mail", "guest"];
  const parts = Object.fromEntries(names.map((name) => [name, find(name === "icons" ? ".icons" : `.reply-${name}`)]));
  const guestDetails = parts.details?.textContent;
  // A form that needs a sign-in hides its other fields until then.
  const hidden = [".reply-field", ".reply-buttons:not(.reply-mail *)"].map(find).filter((part) => part.hidden);
  let last; // the provider of the attempt
  let attempt; // of the mailed code
  let shown = null; // whose account is shown

  // Shows these parts and no others. The focus stays here if it was in a part that is hidden now.
  function show(...wanted) {
    const focused = thread.place.getRootNode().activeElement;
    for (const name of names) if (parts[name]) parts[name].hidden = !wanted.includes(name);
    if (parts.guest) parts.guest.disabled = parts.guest.hidden;
    if (focused?.closest("[hidden]")) focusOn(parts[wanted[0]].querySelector("input, button, a"));
  }
  const choice = (id) => find(`[data-provider="${CSS.escape(id)}"]`);
  function showIdentity() {
    const { viewer } = session;
    for (const part of hidden) part.hidden = !viewer;
    if (viewer) {
      parts.account.firstChild.textContent = say(viewer.kind === "email" ? "email" : "account", { provider: choice(viewer.provider)?.title ?? viewer.provider, name: viewer.name });
      show("account");
    } else {
      if (parts.details) parts.details.textContent = guestDetails;
      show("icons", "details", "guest");
    }
    find("[data-act=change]").ariaExpanded = "false";
    if (shown !== viewer?.id && (shown || viewer)) {
      thread.emit(viewer ? "signed-in" : "signed-out", { viewer });
      announce(viewer ? say("signed_in", { name: viewer.name }) : say("signed_out"));
    }
    shown = viewer?.id;
  }
  // The texts may not be here yet.
  const update = () => info().then(showIdentity, showIdentity);
  function change({ target }) {
    if (target.ariaExpanded === "true") return showIdentity();
    target.ariaExpanded = "true";
    if (!parts.icons) return;
    parts.details.textContent = parts.details.dataset.another;
    show("account", "details", "icons");
  }
  function signIn(provider, isPopup) {
    last = provider;
    parts.connecting.firstChild.textContent = choice(provider).dataset.connecting;
    session.signIn(provider, isPopup).catch(fail).finally(update);
    show("connecting");
  }
  const fail = (why) => announce(why?.detail ?? say(why === "cancelled" ? why : "failed"));

  // --- a code by mail, entered in place ---
  const [address, code] = ["email", "code"].map((name) => find(`[id^=mail-${name}]`));
  function openMail() {
    showCode(false);
    address.value ||= fields.email?.value ?? "";
    show("mail");
    focusOn(address);
  }
  function showCode(isSent) {
    code.parentElement.hidden = find("[data-act=enterCode]").hidden = !isSent;
    if (!isSent) return;
    const again = find("[data-act=requestCode]");
    again.textContent = again.dataset.again;
    code.value = "";
    focusOn(code);
  }
  const refuse = (problem) => { find(".reply-mail .field-error").textContent = problem?.errors?.[0].message ?? problem?.detail ?? find(".reply-alert").dataset.unreachable; };
  async function requestCode() {
    try {
      const answer = await session.requestCode(address.value.trim());
      attempt = answer.attempt;
      announce(answer.message);
      refuse({ detail: "" });
      showCode(true);
    } catch (problem) { refuse(problem); focusOn(address); }
  }
  async function enterCode() {
    try {
      await session.enterCode(address.value.trim(), code.value, attempt);
      await update();
      focusOn(fields.text);
    } catch (problem) { refuse(problem); focusOn(code); }
  }
  parts.mail?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault(); // it would send the comment
    if (event.target === code) enterCode(); else requestCode();
  }, { signal });

  parts.icons?.addEventListener("click", (event) => {
    const { provider } = event.target.closest("a")?.dataset ?? {};
    if (!provider) return;
    event.preventDefault();
    if (provider === "email") openMail(); else signIn(provider);
  }, { signal });
  session.addEventListener("change", update, { signal });
  showIdentity();
  if (session.failure) fail(session.failure);
  session.failure = null;
  return {
    change, showIdentity, requestCode, enterCode,
    signOut: () => session.signOut(),
    cancelSignIn: () => session.end.abort(),
    signInHere: () => { session.end.abort(); signIn(last, false); },
  };
}
