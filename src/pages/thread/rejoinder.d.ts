/**
 * The element `<comment-thread>` and what its script offers to other scripts of a page.
 *
 * ```html
 * <script type="module" src="https://comments.example.org/embed.js"></script>
 * <comment-thread site="blog"></comment-thread>
 * ```
 *
 * The look is adjusted with custom properties: `--comments-font`, `--comments-color` and `--comments-background`
 * (with `theme`), `--comments-accent`, `--comments-on-accent`, `--comments-link`, `--comments-muted`,
 * `--comments-border`, `--comments-field`, `--comments-error`, `--comments-mark`, `--comments-radius`,
 * `--comments-gap`, `--comments-indent`, `--comments-picture-size`; and with `::part()`: `comments`,
 * `comments-header`, `comments-title`, `comments-order`, `comment-list`, `comment`, `comment-header`,
 * `comment-picture`, `comment-author`, `comment-badge`, `comment-pinned`, `comment-time`, `comment-text`, `comment-note`,
 * `comment-actions`, `reply`, `more`, `reply-section`, `reply-title`, `reply-form`, `field`, `input`, `identity`,
 * `alert`, `button`.
 */
export interface CommentThread extends HTMLElement {
  /** The site's slug: the attribute `site`. Without it, nothing is shown. */
  site: string | null;
  /**
   * The key of the page: the attribute `page`, or else path and query of the canonical URL, or of the location.
   * Setting it sets the attribute.
   */
  page: string;
  /** The language of the texts: that of the nearest element with an attribute `lang`, this one included. */
  readonly language: string;
  /** The base URL of the server that the script came from, without a slash at the end. */
  readonly server: string;
  /** Where thread and form are: the shadow root, or with `look="page"` the element itself. */
  readonly place: ShadowRoot | CommentThread;
  /**
   * Loads the thread again and shows it if it has changed. The form and what was typed remain.
   * @param around The id of a comment: loads the part of the thread that holds it.
   */
  refresh(around?: string): Promise<void>;
}

/** The attributes of the element. A change takes effect at once. */
export interface CommentThreadAttributes {
  /** The site's slug. */
  site: string;
  /** The key of the page. */
  page?: string;
  /** A language such as `de`; an unknown one gives the language of the site. */
  lang?: string;
  /** The order of conversations, over the whole thread; replies are always oldest first. */
  order?: "oldest" | "newest";
  /** Sets the color scheme and the text color. Without it, both are those of the page. */
  theme?: "light" | "dark";
  /** `page`: no shadow root and no style of the server; the style sheets of the page apply. */
  look?: "page";
  /** `lazy`, the default: the thread is loaded when the element comes near. */
  loading?: "lazy" | "eager";
}

/** What every event tells. Events bubble, also out of shadow roots. */
export interface ThreadEventDetail {
  site: string;
  page: string;
  /** The number of published comments; `NaN` as long as the thread is not loaded. */
  count: number;
}

/** A comment of the reader as the API returns it. */
export interface OwnComment {
  id: string;
  parent_id: string | null;
  depth: number;
  text: string;
  html: string;
  created_at: string;
  status: "approved" | "pending";
  editable_until: string | null;
}

/** The person who is signed in. */
export interface Viewer {
  id: string;
  name: string;
  kind: "email" | "social";
  /** `email`, `github`, … */
  provider: string;
  website: string | null;
  picture: string;
  verified: boolean;
  role: "moderator" | "owner" | null;
}

export interface ThreadEventMap {
  /** A thread, or a further part of it, is shown. */
  "rejoinder:loaded": CustomEvent<ThreadEventDetail>;
  /** The number of comments is known. `count.js` fires it on the elements that it fills in. */
  "rejoinder:count": CustomEvent<ThreadEventDetail>;
  /** The server has accepted a comment. */
  "rejoinder:posted": CustomEvent<ThreadEventDetail & { comment: OwnComment; status: OwnComment["status"]; message: string }>;
  /** A person has signed in, here or in another window. Fired for each thread of the site. */
  "rejoinder:signed-in": CustomEvent<ThreadEventDetail & { viewer: Viewer }>;
  /** The person has signed out, here or in another window, or the session has expired. */
  "rejoinder:signed-out": CustomEvent<ThreadEventDetail & { viewer: null }>;
  /** Something could not be loaded; the reader sees a button to try again. */
  "rejoinder:error": CustomEvent<ThreadEventDetail & { error: unknown }>;
}

/** The session of a commenter on a site. It fires `change` when a person has signed in or out. */
export interface Session extends EventTarget {
  /** The person who is signed in; valid once `ready` is resolved. */
  readonly viewer: Viewer | null;
  readonly ready: Promise<void>;
  /**
   * Opens the window of a provider. Call it in the handler of a click, because browsers block other windows; with
   * `isPopup` false, or where windows are blocked, this page goes to the provider and comes back.
   * Throws `"cancelled"`, the name of another failure, or problem details (RFC 9457).
   */
  signIn(provider: string, isPopup?: boolean): Promise<void>;
  signOut(): Promise<void>;
}

export interface Rejoinder {
  /** Returns the session of a site; without a slug, of the site of the first thread on the page. */
  session(site?: string): Promise<Session>;
}

declare global {
  interface Window {
    /** Set by `embed.js`. */
    rejoinder?: Rejoinder;
  }
  interface HTMLElementTagNameMap {
    "comment-thread": CommentThread;
  }
  interface HTMLElementEventMap extends ThreadEventMap {}
  interface WindowEventMap extends ThreadEventMap {}
  interface DocumentEventMap extends ThreadEventMap {}
}
