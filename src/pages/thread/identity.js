// The part of the form that says who comments: an icon for each way to sign in, or the account.
import { button, element, focusOn } from "./nodes.js";

// `say(name, values)` returns a text; `announce(text)` shows one as a status.
export function showIdentity({ thread, form, session, say, announce, signal }) {
  const place = form.querySelector("[data-identity]");
  const guest = form.querySelector("[data-guest]");
  const [details, icons] = [".reply-details", ".icons"].map((css) => place.querySelector(css));
  // A form that needs a sign-in hides its other fields until then.
  const needSignIn = [...form.querySelectorAll(".reply-field[hidden], .reply-buttons[hidden]")];
  let wasSignedIn = null;
  let providers = {};

  const isFocused = () => place.contains(place.getRootNode().activeElement);
  // Replaces what is shown; the focus stays here if it was here.
  function show(...parts) {
    const hadFocus = isFocused();
    place.replaceChildren(...parts.filter(Boolean));
    if (hadFocus) focusOn(place.querySelector("input, button, a") ?? place);
  }
  const link = (name, act) => button(say(name), act, { className: "link" });

  function showGuest() {
    if (guest) guest.hidden = guest.disabled = false;
    for (const part of needSignIn) part.hidden = true;
    if (details) details.textContent = needSignIn.length ? say("sign_in_needed") || details.textContent : say("details") || details.textContent;
    show(details, icons);
  }
  function showAccount() {
    const { viewer } = session;
    if (guest) guest.hidden = guest.disabled = true;
    for (const part of needSignIn) part.hidden = false;
    const provider = providers[viewer.provider] ?? viewer.provider;
    const using = say(viewer.kind === "email" ? "email" : "account", { provider, name: viewer.name });
    const picture = element("img", { src: viewer.picture, alt: "", className: "reply-picture" });
    const change = icons && [" / ", link("change", showChange)];
    show(element("p", { className: "reply-account" }, picture, element("span", {}, using, " (", link("log_out", signOut), ...(change || []), ")")));
  }
  function showChange() {
    const [before, after = ""] = say("or").split("{keep}");
    show(element("p", {}, before, link("keep", update), after), icons);
  }
  function showConnecting(provider) {
    const here = () => { session.cancel(); signIn(provider, true); };
    const line = element("p", { role: "status" }, say("connecting", { provider: providers[provider] ?? provider }), " ");
    show(element("div", { className: "reply-connecting" }, line,
      element("p", {}, link("here", here), " / ", link("cancel", () => session.cancel()))));
  }
  function update() {
    if (session.viewer) showAccount(); else showGuest();
    const id = session.viewer?.id ?? null;
    if (wasSignedIn === id) return;
    thread.emit(id ? "signed-in" : "signed-out", { viewer: session.viewer });
    announce(id ? say("signed_in", { name: session.viewer.name }) : say("signed_out"));
    wasSignedIn = id;
  }
  function signIn(provider, isRedirect) {
    const done = session.signIn(provider, isRedirect);
    showConnecting(provider);
    done.then(update, fail);
  }
  function fail(why) {
    update();
    announce(say(why) || why?.detail || say("failed"));
  }
  const signOut = () => session.signOut();

  // --- a code by mail, entered in place ---
  function field(label, properties, act) {
    const id = `reply-${properties.autocomplete}`;
    const input = element("input", { id, required: true, ...properties });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // it would send the comment
      act();
    });
    return [input, element("div", { className: "field" }, element("label", { htmlFor: id, textContent: label }), input)];
  }
  function panel(...parts) {
    const error = element("p", { className: "field-error", role: "alert" });
    show(element("div", { className: "reply-mail", role: "group", "aria-label": say("sign_in_with", { provider: say("by_email") }) }, ...parts, error));
    focusOn(place.querySelector("input"));
    return (problem) => { error.textContent = problem?.errors?.[0]?.message ?? problem?.detail ?? say("unreachable"); };
  }
  function showMail(address = form.elements.email?.value ?? "") {
    const send = async () => {
      try {
        const email = input.value.trim();
        const { attempt, message } = await session.requestCode(email, form.elements.name?.value.trim());
        showCode(email, attempt, message);
      } catch (problem) { refuse(problem); focusOn(input); }
    };
    const [input, row] = field(say("email_label"), { type: "email", autocomplete: "email", value: address, dir: "ltr" }, send);
    input.id += "-code"; row.firstChild.htmlFor = input.id;
    const refuse = panel(element("p", { textContent: say("email_intro") }), row,
      element("p", { className: "reply-buttons" }, button(say("send_code"), send), link("cancel", update)));
  }
  function showCode(email, attempt, message) {
    const enter = async () => {
      try {
        await session.enterCode(email, input.value, attempt);
        focusOn(form.elements.text);
      } catch (problem) { refuse(problem); focusOn(input); }
    };
    const [input, row] = field(say("code"), { autocomplete: "one-time-code", autocapitalize: "characters", spellcheck: false, size: 12, dir: "ltr" }, enter);
    const refuse = panel(element("p", { role: "status", textContent: message }), row,
      element("p", { className: "reply-buttons" }, button(say("sign_in"), enter), link("new_code", () => showMail(email)), link("cancel", update)));
  }

  icons?.addEventListener("click", (event) => {
    const provider = event.target.closest("[data-provider]")?.dataset.provider;
    if (!provider || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (provider === "email") showMail(); else signIn(provider);
  }, { signal });
  for (const choice of icons?.querySelectorAll("[data-provider]") ?? []) providers[choice.dataset.provider] = choice.title;
  session.addEventListener("change", update, { signal });
  if (session.viewer) update();
  if (session.failure) announce(say(session.failure));
  session.failure = null;
}
