# Texts for readers in English, the language that all other catalogs are translated from.
#
# The syntax is defined at https://projectfluent.org. Every catalog has the same entries with the same
# values. Everything else may differ: the order, plural forms, words that depend on a value.

## Titles of problems, by code

title-malformed = Malformed request
title-wrong_host = Wrong host
title-unauthorized = Credential missing or invalid
title-wrong_password = Incorrect login or password
title-wrong_code = Wrong code
title-forbidden = Not allowed
title-thread_closed = The thread is closed
title-identity_required = Sign in to comment
title-banned = Not allowed to comment
title-edit_window_over = The time for changes is over
title-not_found = Not found
title-method_not_allowed = Method not allowed
title-not_acceptable = Not acceptable
title-timeout = The request took too long
title-conflict = Changed in the meantime
title-duplicate = Already posted
title-exists = Already exists
title-in_progress = Still in progress
title-too_large = Too large
title-uri_too_long = URL too long
title-unsupported_media_type = Unsupported media type
title-invalid = Some fields are invalid
title-idempotency_mismatch = Key used for another request
title-too_fast = Too fast
title-flooded = Temporarily closed to guests
title-headers_too_large = Headers too large
title-internal = Internal error
title-unavailable = Not available at the moment
title-too_slow = The search took too long
title-outcome_unknown = Unknown whether this was stored

## Details of problems, by code: what happened and what to do

problem-malformed = The request could not be read. Send it again.
problem-wrong_host = This server does not serve that host name.
problem-unauthorized = You are not signed in, or your session has ended. Sign in again.
problem-wrong_password = Incorrect login or password.
problem-wrong_code = The code is wrong, used, older than 15 minutes, or was tried too often. Request a new one.
problem-forbidden = You may not do this.
problem-thread_closed = Comments on this page are closed.
problem-thread-locked = Comments on this page are locked, so they can no longer be edited.
problem-identity_required = This site accepts comments only from people who sign in. Sign in and send your comment again.
problem-banned = Your comment cannot be accepted.
problem-edit_window_over = The time in which this comment could be changed is over.
problem-not_found = There is nothing here, or nothing that you may see.
problem-method_not_allowed = This URL does not support this method.
problem-not_acceptable = None of the requested formats is available here.
problem-timeout = What you sent did not arrive in time. Send it again.
problem-conflict = This was changed in the meantime. Reload it, then decide.
problem-duplicate = You have already posted this text here. There is no need to send it again.
problem-exists = An entry with this name already exists.
problem-in_progress = The same request is still in progress. Try again in a moment.
problem-too_large = What you sent is larger than this server accepts. Shorten your text and send it again.
problem-uri_too_long = The URL of the request is too long.
problem-unsupported_media_type = The form was sent in a format that this server does not accept.
problem-invalid = Please correct the marked fields.
problem-invalid-fields = Please correct: { $fields }.
problem-idempotency_mismatch = This key was already used for another request.
problem-too_fast = Too many requests. Try again in { wait-time }.
problem-flooded = This site is receiving far more comments than usual, so it accepts none from people who are not signed in. Sign in, or send it again in { wait-time }.
problem-headers_too_large = The headers of the request are too large.
problem-internal = Something went wrong on our side. Try again later.
problem-unavailable = This is temporarily unavailable. Try again shortly.
problem-too_slow = This took longer than 5 seconds and was stopped. Narrow the search: choose one site, one status, one page or fewer days.
problem-outcome_unknown = It is not known whether this was stored. Look at the page before you send it again.

problem-no-site = There is no such site here. The page that holds this form names the wrong one; its author can correct it.
problem-no-parent = The comment that you replied to no longer exists. Post yours as a new comment, or reply to another one.
problem-no-comment = There is no such comment, or you may not see it.
problem-comment-gone = This comment has been deleted.
problem-no-provider = This way to sign in is not offered here.
problem-no-mail-sign-in = Signing in by email is not offered here.
problem-form-broken = The form was damaged on its way: it has a broken percent sign or a part that cannot be read.
problem-form-many-fields = The form has more than { $max } fields.
problem-own-page-only = This form can only be sent from the pages of this server. Open the page and try again.
problem-signed-out = You are signed out, or signed in on another site. Sign in again; nothing that you typed is lost.
problem-no-edit-token = Only the author can do this. Send the edit token of the comment, or sign in.
problem-wrong-edit-token = This edit token does not belong to this comment.
problem-right-ended = Your permission to publish here as a moderator has just ended. Send the comment again as a reader.
problem-published-by-moderator = A moderator published this comment. Change it with that moderator’s token or linked session, or delete it.
problem-handover = The code is wrong, used, older than a minute, or was made for another page. Sign in again.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } hour
       *[other] { $wait } hours
    }
    [minute] { $wait ->
        [one] { $wait } minute
       *[other] { $wait } minutes
    }
   *[second] { $wait ->
        [one] { $wait } second
       *[other] { $wait } seconds
    }
}

## Exceeded limits, by limit

limit-comments = You have sent several comments within a short time. Wait { wait-time }, then send it again.
limit-network = Many comments are coming from your network. Wait { wait-time }, then send it again.
limit-site = Many comments are being sent at the moment. Wait { wait-time }, then send it again.
limit-mail = Too many codes were requested. Try again in { wait-time }.
limit-sign-in = Too many attempts to sign in. Try again in { wait-time }.
limit-my-data = You have requested this several times within a short time. Try again in { wait-time }.
limit-reading = Too many requests. Try again in { wait-time }.

## Names of fields

label-text = Comment
label-name = Name
label-email = Email
label-website = Website
label-page = Page
label-parent_id = Comment replied to
label-code = Code

## What is wrong with a field

field-required = This field is required.
field-type-text = Must be a string.
field-type-boolean = Must be true or false.
field-type-integer = Must be a whole number.
field-type-number = Must be a number.
field-type-list = Must be a list.
field-type-object = Must be an object.
field-unknown = Unknown field. Known fields: { $known }.
field-unknown-none = Unknown field; no fields are accepted here.
field-id = This is not a valid id.
field-time = Must be a time such as 2026-11-24T05:10:23Z.
field-one-of = Must be one of: { $choices }.
field-too-short = Must be at least { $min } characters.
field-too-long = Must be at most { $max } characters (got { $count }).
field-too-few = Must have at least { $min } entries.
field-too-many = Must have at most { $max } entries (got { $count }).
field-too-small = Must be at least { $min }.
field-too-large = Must be at most { $max }.
field-twice = The same entry appears twice.
field-nul = Must not contain the character U+0000, which cannot be stored.
field-parameter = This parameter is required.
parameter-too-short = Must be at least { $min } characters.
parameter-too-long = Must be at most { $max } characters.
parameter-too-many = Must have at most { $max } entries.
parameter-integer = Must be a whole number within its limits.
parameter-other = This value is not one of the accepted values.
field-body-object = The body must be an object.
field-shape = The body does not have the documented shape.

text-empty = Write something.
text-too-short = A comment needs at least { $min ->
    [one] { $min } character
   *[other] { $min } characters
}; this one has { $count }. Say a little more.
text-too-long = A comment may have at most { $max } characters; this one has { $count }. Make it shorter.
text-too-many-bytes = A comment may have at most { $max } bytes; this one has { $count }. Make it shorter.
text-too-many-lines = A text may have at most { $max } lines. Remove some line breaks.
text-too-many-marks = There are more than { $max } accents on one letter. Remove some.
text-banned-word = This site does not accept comments with “{ $word }”.
text-shows-nothing = This would be shown as an empty comment, because it is only Markdown. Write something, or put a backslash before the first character.
page-missing = Say which page this is about.
page-placeholder = The template of this page was not filled in, so the comment has no page. The author of the page can correct it; the path of the page belongs here, as in /2026/my-post.
page-control = The key of this page has a character in it that cannot be seen, so the comment has no page. The author of the page can correct it.
page-too-long = The key of a page may have at most { $max } bytes; this one has { $count }. The author of the page can shorten it.

name-empty = Enter a name.
name-too-long = A name may have at most { $max } characters; this one has { $count }. Make it shorter.
name-reserved = This name belongs to the site. Choose another one.
title-empty = Enter a title.
title-too-long = A title may have at most { $max } characters; this one has { $count }.

email-empty = Enter an email address.
email-too-long = An email address may have at most { $max } characters; this one has { $count }. Check it for typing mistakes.
email-local-too-long = The part before the @ may have at most { $max } characters; this one has { $count }. Check it for typing mistakes.
email-control = There is a tab or a line break in the email address. Remove it.
email-no-at = An email address has an @ in it, as in name@example.org.
email-many-at = An email address has only one @. Enter one address.
email-no-local = There is nothing before the @. Enter the whole address.
email-not-ascii = Before the @ only plain letters are possible, without accents.
email-blank = There cannot be a space before the @. Enter the address alone, as in name@example.org.
email-character = There cannot be “{ $character }” before the @. Enter the address alone, as in name@example.org.
email-dot = There is a dot at the wrong place before the @.
email-encoded = This is an encoded word, not an email address. Enter the address itself.
email-domain = What follows the @ is not a domain such as example.org. Check it for typing mistakes.
email-not-proved = Verify this email address first: link it above.

website-empty = Enter the URL of a website.
website-too-long = The URL of a website may have at most { $max } bytes; this one has { $count }. Make it shorter.
website-invalid = This is not the URL of a website. Write it as in https://example.org.
website-control = There is a character in the URL that cannot be seen. Type it instead of pasting it.
website-blank = The URL of a website has no spaces in it.
website-userinfo = The URL of a website cannot carry a name or password here. Leave out what stands before the @.
website-host = This is not the URL of a website. Check the name of the host.

## Warnings: fields that were repaired or ignored

warning-unknown = There is no such field; it was ignored.
warning-repeated = The form sends this field more than once; the first value counts.
warning-file = This server takes no files; the field was ignored.
warning-ignored = { $fault } It was ignored.
warning-page = This names no page; the comment belongs to the page that the form was sent from.
warning-parent = This is not the id of a comment; the comment is not a reply.
warning-origin-moved = This is not on an origin of the site; it was moved to { $origin }.
warning-origin-ignored = This is not on an origin of the site; it was ignored. Origins of the site: { $origins }.
warning-url-page = This URL names another page than `page`; it does not count for the thread.
warning-subscribe = This server sends no emails about replies; the field was ignored.
warning-signed-in = The author is signed in; the field was ignored.
warning-not-asked = This site does not request it; the field was ignored.
warning-token = This token does not belong to this form; the comment was treated as one without a token.
warning-solution = This is not a solution of a challenge of the form; it was ignored.

author-not-asked = You are signed in; leave this out, or sign out first.

## The answer to a comment

posted-approved = Thank you. Your comment is published.
posted-pending = Thank you. Your comment waits for a moderator.
notice-pending = Thank you. Your comment waits for a moderator; it will appear here once it is approved.

## The form

reply-heading = Leave a Reply
reply-heading-to = Leave a Reply to { $name }
reply-cancel = Cancel reply
reply-required = (required)
reply-text = Comment
reply-name = Name
reply-email = Email (never shown)
reply-website = Website
reply-honeypot = Leave this empty
reply-button = Post comment
reply-closed = Comments are closed.
reply-locked = Comments are locked: no new comments and no changes.
reply-details = Fill in your details below or click an icon to sign in:
reply-another-account = Click an icon to sign in with another account:
reply-account = { $kind ->
    [email] You are commenting using your email address as { $name }.
   *[other] You are commenting using your { $provider } account as { $name }.
}
reply-log-out = Log Out
reply-change = Change
reply-by-email = Email

refused-nothing-lost = Nothing that you typed is lost: it is still in the form.
refused-your-text = Your text
refused-copy = Your comment was not posted. Here is your text, so that you can copy it:
refused-too-large-to-show = What you sent was not stored, and it is too large to be shown here. Go back in your browser: your text should still be in the form.
refused-no-text = Go back in your browser and try again.
refused-back = Back to the page

## The comments of a page

thread-count = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
thread-empty = No comments yet.
thread-removed = This comment was removed.
thread-nameless = Anonymous
thread-edited = edited
thread-reply = Reply
thread-reply-to = Reply to { $name }
thread-more = More comments

## The script of the form

script-unreachable = The server does not answer. Your text is still here.
script-keep = keep this one
script-or = Click an icon to sign in with another account, or { $keep }:
script-connecting = Connecting to { $provider } …
script-here = Sign in on this page instead
script-cancel = Cancel
script-cancelled = You did not sign in.
script-failed = That did not work. You are not signed in.

## Signing in

sign-in-heading = Sign in to { $site }
sign-in-asked = You are about to sign in to { $site } with your { $provider } account, and will be taken to { $back } afterwards. If you did not intend this, close this page.
sign-in-continue = Continue to { $provider }
sign-in-connecting = Connecting to { $provider } …
sign-in-wait = Your browser will show its page in a moment.
sign-in-done = You are signed in
sign-in-window = This window closes by itself. If it does not, go back to { $site }.
sign-in-back = Back to { $site }
sign-in-mail-asked = You have confirmed that { $email } is your email address. You will be taken to { $back }. If you did not request this, close this page.
sign-in-button = Sign in
sign-in-this-server = this server
sign-in-the-provider = The provider
sign-in-mail = Email
sign-in-data-deleted = Your data was deleted
sign-in-data-deleted-text = On { $day }, { $provider } requested the deletion of the data about your account. It was deleted before { $provider } received the answer.

sign-in-text-kept = Your text is still in the form.
sign-in-cancelled = You did not sign in with { $provider }
sign-in-cancelled-text = You can try again, or choose another way.
sign-in-not-offered = { $provider } is not offered here
sign-in-not-offered-text = Choose another way to sign in.
sign-in-no-answer = { $provider } did not answer
sign-in-no-answer-text = Try again later, or choose another way.
sign-in-untrusted = { $provider } gave an answer that cannot be trusted
sign-in-untrusted-text = You are not signed in. Try again, or choose another way.
sign-in-misconfigured = { $provider } does not accept this server
sign-in-misconfigured-text = The operator of this server can read the reason in its log. Choose another way.
sign-in-ended = This sign-in has ended
sign-in-ended-text = It was started in another browser or too long ago, or it was already used. Go back and start again.
sign-in-unreadable = { $provider } sent an answer that cannot be read
sign-in-unreadable-text = Go back and start again, or choose another way.
sign-in-taken = This account belongs to another person here
sign-in-taken-text = Your { $provider } account is already linked to another person here. Sign in with it and unlink it there first.
sign-in-unavailable = Not available at the moment
sign-in-unavailable-text = Try again in a moment.

sign-in-challenge-needed = Send the challenge of the form; only pages of this server can omit it.
sign-in-challenge = Send SHA-256 in base64url without padding: 43 characters.
sign-in-verifier-length = Must be 43 to 128 characters (got { $got }). Send the verifier whose SHA-256 was the challenge.
sign-in-verifier-characters = Only A–Z, a–z, 0–9, hyphen, period, underscore and tilde are allowed (RFC 7636, section 4.1).
sign-in-return-to = Must be a URL on { $origins }, without another URL in its path.
sign-in-page = Must be a URL on an origin of the site, without another URL in its path.

mail-announced = If mail can reach this email address, a code is on its way. It is valid for 15 minutes.
mail-announced-to = If mail can reach { $email }, a code is on its way. It is valid for 15 minutes.
mail-wrong-code = This is not the code, or it is older than 15 minutes, or it was tried too often.
mail-attempt = This is not a valid attempt. Send it exactly as you received it, or leave it out.

## A commenter's own page

me-title = Your comments and your data
me-intro = Sign in to see and change what this server holds about you. If you have commented without an account, verify the email address that you gave: then you control everything that was written with it.
me-sign-in-with = Sign in with { $provider }
me-signed-in = { $kind ->
    [email] You are signed in as { $name } with your email address.
   *[other] You are signed in as { $name } with your { $provider } account.
}
me-sign-out = Sign out
me-offer = { $count ->
    [one] { $count } comment was written with { $email } before you verified this email address. Anyone could have typed it: claim the comment only if you wrote it.
   *[other] { $count } comments were written with { $email } before you verified this email address. Anyone could have typed it: claim the comments only if you wrote them.
}
me-claim = { $count ->
    [one] Claim it
   *[other] Claim them
}
me-profile = Name and website
me-picture = Your picture
me-name = Name, shown beside your comments
me-website = Website, shown with it
me-change = Change
me-accounts = Accounts
me-accounts-text = With each of these you are the same person here.
me-last-used = last used on { $day }
me-unlink = Unlink
me-unlink-here = Unlink and sign out here
me-link = Link a { $provider } account
me-sessions = Where you are signed in
me-this-page = This page
me-session = { $place }, with { $provider }, last used on { $day }
me-here = (here)
me-end = End
me-end-others = End all others
me-data = Your data
me-download = Download everything that is held about you
me-erase-text = Erase everything that is held about you, on every site of this server. Replies of others stay.
me-your-comments = Your comments
me-anonymise = My comments stay, without anything that identifies me
me-delete = My comments are deleted
me-sure = I am sure: this cannot be undone
me-erase = Erase me
me-code = The code from the mail
me-link-this = Link this email address
me-link-email = Link an email address
me-email = Sign in with a code by email
me-send-code = Mail me a code

me-moderator = Answer as a moderator
me-moderator-linked = This session was linked with the moderator { $login } (shown as { $name }) on { $day }. What you post with a linked session on a site that you moderate is published at once with your role.
me-moderator-end = End all links
me-moderator-more = Link the sessions that started since
me-moderator-link = Link your sessions with your moderator account
me-moderator-text = For moderators of a blog on this server. Sign in on the blog first, then enter the login and password of your moderator account here: every session listed below is linked until it ends, and never holds a moderator’s token.
me-moderator-login = Login of the moderator
me-moderator-password = Password of the moderator
me-moderator-button = Link my sessions
me-moderator-session = linked with your moderator account

me-done-profile = Your name and website are changed, for the comments that follow.
me-done-unlinked = The account is unlinked, and the sessions that were started with it have ended.
me-done-ended = The session has ended.
me-done-others = All other sessions have ended.
me-done-linked = Your sessions are linked: what you post with them on your sites is published at once.
me-done-unlinked-moderator = None of your sessions is linked with a moderator anymore.
me-done-adopted = The comments are yours now.
me-done-out = You are signed out.
me-done-over = Your session has ended. Sign in again.
me-done-erased = Everything that was held about you is erased.
me-last-account = This is the last account by which you are known here; without one nothing could connect you with your comments. Link another one first, or erase everything.
me-not-linked = This account is no longer linked to you.
me-no-session = This is not one of your sessions.
me-choose = Choose what happens to your comments.
me-confirm = Confirm that you are sure: this cannot be undone.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] No thoughts on “{ $title }” yet
    [one] One thought on “{ $title }”
   *[other] { $count } thoughts on “{ $title }”
}
# Invites readers to write the first comment of a page.
thread-invite = No comments yet. What do you think?
thread-page-title = Comments on “{ $title }”
thread-oldest = Oldest first
thread-newest = Newest first
thread-in-reply-to = in reply to { $name }
thread-role-moderator = Moderator
# The badge beside the name of the person whose blog it is.
thread-role-owner = Author
# The badge of the comment that is shown first.
thread-pinned = Pinned
thread-edit = Edit
thread-edit-own = Edit your comment
thread-delete = Delete
thread-delete-own = Delete your comment
thread-delete-question = Delete your comment? This cannot be undone.
thread-cancel = Cancel
thread-save = Save
thread-deleted = Your comment is deleted.
thread-saved = Your change is saved.
thread-pending = Waiting for a moderator. Only you can see this.
thread-edit-pending = Your change is waiting for a moderator. Until then, others see the earlier text.
thread-in-review = This comment was changed and is waiting for a moderator.
thread-missing = This comment is no longer available.
thread-earlier = Earlier comments
thread-load-failed = The comments could not be loaded.
thread-retry = Try again

## The embedded form

form-preview = Preview
form-preview-title = Preview of your comment
form-continue = Continue writing
form-sending = Sending …
form-format = You can use *emphasis*, **strong text**, `code`, > quotes, lists and links.
form-draft = Your text is saved in this browser until you post it.
form-remember = Remember my name, email address and website in this browser for the next time I comment.
form-offline = You are offline. Your text is saved here. Send it when you are connected again.
form-not-sent = Your comment could not be sent. Your text is still here.
form-send-again = Send again
form-now = You can send your comment now.
# Shown while the browser computes a proof of work.
form-proof = Your browser is solving a small task that keeps spam away: { $percent } %
form-left = Characters left: { $count }
form-privacy = Privacy policy
form-sign-in-needed = Sign in to comment.
form-sign-in-with = Sign in with { $provider }
form-email-intro = Enter your email address. You get a code by mail, and no password is needed.
form-new-code = Mail a new code
form-signed-in = You are signed in as { $name }.
form-signed-out = You are signed out.

## The comments of a person on their own page

me-comments-title = What you wrote
me-comments-empty = You have not written any comments yet.
me-comments-more = Older comments
me-on-page = on { $page }
me-status-approved = Published
me-status-pending = Waiting for a moderator
me-change-until = You can change it until { $time }.

## The moderators’ pages

mod-title = Moderation
mod-sign-in = Sign in to moderate
mod-resend-text = Nothing was changed. What you typed is kept on this page: sign in in a new tab, come back, and send it again. Passwords must be typed again.
mod-login = Login
mod-password = Password
mod-sites = Sites
mod-all-sites = All sites
mod-folders = Folders
mod-folder-review = To review
mod-folder-probably-spam = Probably spam
mod-folder-approved = Approved
mod-folder-spam = Spam
mod-folder-trash = Trash
mod-folder-all = All folders
mod-search = Search text, name, email address
mod-search-button = Search
mod-reason = Reason
mod-any-reason = Any reason
mod-order-score = By score
mod-filter-network = Network { $network }
mod-filter-email-domain = Email at { $domain }
mod-filter-page = Page { $page }
mod-filter-remove = Remove this filter
mod-filter-reset = Show all of this folder
mod-empty = There are no comments here.
mod-search-incomplete = Older comments are still being prepared for the search after an upgrade. It may miss some of them.
mod-overflowed = Moved to the spam folder in the last seven days because the queue was full: { $what }
mod-parts = Parts of the list
mod-next = Next comments
mod-first = To the beginning
mod-select = Select the comment of { $name }
mod-select-all = Select all on this page
mod-selected = Selected comments:
mod-approve = Approve
mod-spam = Spam
mod-trash = Trash
mod-hold = Hold for review
mod-restore = Back to review
mod-delete = Delete for good
mod-undo = Undo
mod-context = Context
mod-on-page = On its page
mod-done-approve = Approved: { $what }.
mod-done-hold = Back to review: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = In the trash: { $what }.
mod-done-delete = Deleted for good: { $what }.
mod-done-rejected = Change rejected: { $what }. The earlier text stays published.
mod-done-undo = Put back as before: { $what }.
mod-replied = Your reply is published.
mod-skip-conflict = Changed in the meantime, so nothing was done: { $what }.
mod-skip-unchanged = Already decided so: { $what }.
mod-skip-not-found = No longer there: { $what }.
mod-skip-erased = Deleted for good and cannot be changed: { $what }.
mod-skip-unavailable = Not done because the database did not answer: { $what }. Try again.
mod-decision = { $action } by { $login }, { $time }.
mod-record = Other comments: { $approved } approved, { $spam } spam, { $trash } in the trash
mod-new-author = First comment
mod-verified-email = email address verified
mod-verified-account = signed in with { $provider }
mod-unverified = not verified
mod-title-claimed = unconfirmed title
mod-edit-waits = The author changed a published comment. Approve publishes the new text; Spam and Trash discard only the change.
mod-old-text = Published text
mod-new-text = New text
mod-why = Reasons, score { $score }
mod-holds = holds
mod-all-matching = Decide about all that match
mod-all-matching-text = All comments of this folder that match the search and filters, on every page of the list. First you see how many they are.
mod-matching-text = What changes from now on is not included. You can undo it afterwards.
mod-matching-more = At most { $max } comments are decided at a time. If more match, repeat this for the rest.
mod-delete-text = The text and everything about the author will be gone. This cannot be undone.
mod-back = Back to the list
mod-context-title = Comment of { $name } in its thread
mod-reply-hint = Published at once as { $name }. The comment is approved if it is not yet.
mod-history = What was decided
mod-history-empty = Nothing has been decided about this comment yet.
mod-failed = This was not done: the server did not answer. Try again.
mod-keys = Keyboard shortcuts
mod-keys-help = Show the shortcuts
mod-key-move = Next, previous comment
mod-key-select = Select
mod-key-selected = Approve, spam, trash what is selected
mod-close = Close
mod-pages = Pages of moderators
mod-queue = Queue
mod-dashboard = Dashboard
mod-range = Period
mod-days = { $days } days
mod-comments-per-day = Comments per day
mod-comments-text = Days are in UTC. Rescued are comments that the checks took for spam and a moderator approved. Each chart has its own scale.
mod-received = Received
mod-rescued = Rescued
mod-chart-label = { $name }: { $total } from { $from } to { $to }, at most { $max } on { $day }.
mod-chart-empty = { $name }: none from { $from } to { $to }.
mod-as-table = The numbers as a table
mod-day = Day
mod-median = Median wait
mod-p90 = 9 of 10 waited at most
mod-queue-times-text = The first two numbers are of now. The times are those of the comments decided in this period: { $count }.
mod-reasons = Accuracy of the reasons
mod-reasons-text = All decisions since the beginning. The rescue rate is how many of the comments that the checks took for spam were approved by a moderator: the lower, the better.
mod-reasons-empty = No moderator has decided about comments with reasons yet.
mod-rescue-rate = Rescue rate
mod-accuracy = Accuracy
mod-accuracy-unknown = too few decisions
mod-accuracy-good = good
mod-accuracy-weak = weak
mod-accuracy-misleading = misleading
mod-percent = { $number }%
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } h
mod-days-short = { $number } d
mod-health = Server
mod-health-database = Database
mod-health-limits = Redis (rate limits)
mod-health-mail = Mail
mod-health-checks = External checks
mod-health-working = works
mod-health-failing = does not work
mod-health-not-configured = not set up
mod-log = Log
mod-filter-moderator = By { $login }
mod-filter-comment = Comment of { $name }
mod-show = Show
mod-status-deleted = Deleted for good
mod-log-action = Action
mod-log-any-action = Any action
mod-log-empty = There are no entries.
mod-log-next = Older entries
mod-log-gone = Comment deleted for good
mod-log-of-edit = its change
mod-log-same-comment = All about this comment
mod-log-before = Before:
mod-log-after = After:
mod-log-command-line = Command line
mod-log-edit = Edited by a moderator
mod-log-remove-site = Site removed
mod-log-title = Title of a page
mod-log-url = URL of a page
mod-log-state = Thread opened or closed
mod-log-pin = Comment pinned
mod-log-move = Thread moved
mod-log-alias = Further key of a page
mod-thread-open = open
mod-thread-closed = closed
mod-thread-locked = locked
mod-note = Note
mod-notes = Notes on the author
mod-notes-number = Notes on the author: { $number }
mod-notes-text = Only moderators of this site see the notes, with every comment of the author. Readers and the author never see them.
mod-notes-unknown = The author is a guest without an email address and cannot be recognized, so there can be no notes.
mod-note-add = Add note
mod-note-delete = Delete the note of { $login }
mod-note-many = There are already { $max } notes on this author. Delete one first.
mod-note-length = A note or a reason may have at most { $max } characters; this one has { $count }.
mod-note-controls = Remove the control characters.
mod-edit-title = Edit the comment
mod-edit-hint = Readers see that the comment was edited. Moderators can still read what it said before.
mod-edit-reason = Reason, for the log (optional)
mod-edit-owners = Only owners may change the name of a verified author, or what another moderator published.
mod-revisions = Earlier versions
mod-revision = As { $name }, until { $login } edited it, { $time }
mod-ban = Ban
mod-more = More
mod-thread = Thread
mod-thread-state = This thread is { $state }.
mod-thread-state-set = A moderator set this.
mod-thread-state-policy = The rules of the site say so.
mod-thread-reopen = Open it
mod-thread-close = Close it: no new comments
mod-thread-lock = Lock it: no new comments and no changes
mod-thread-by-policy = Let the rules of the site decide
mod-thread-title = Title of the page
mod-thread-url = URL of the page
mod-thread-claim = Claimed by the browser of an author: { $text }
mod-thread-empty = An empty field leaves it to what browsers claim.
mod-pin = Pin this comment
mod-unpin = Unpin the pinned comment
mod-pin-text = A pinned comment is shown first.
mod-thread-move = Move the thread
mod-thread-move-to = Key of the other page
mod-thread-move-text = All comments of { $page } move to the other page, and this key then stands for that page. If comments are there already, both threads become one, which cannot be undone.
mod-thread-same = Enter the key of another page.
mod-thread-origin = Must be on an origin of the site: { $origins }.
mod-done-note = The note is stored.
mod-done-note-deleted = The note is deleted.
mod-done-edit = The comment is edited.
mod-done-thread = The thread is changed.
mod-done-moved = The thread is moved.
mod-not-replied = Your reply is not published yet. { $why }
mod-replied-before = This form has already sent a reply. Send it again to publish this one too.

## The reasons of an assessment, by code

reason-learned = Text as learned
reason-learning = Filter still learning
reason-spam_sample = Spam sample to confirm
reason-text_known = Text was spam before
reason-text_similar = Text similar to spam
reason-domain_spam = Link to a spam domain
reason-domain_ham = Only known good links
reason-author_approved = Author approved before
reason-author_trusted = Author approved many times
reason-author_rejected = Author’s comments were spam
reason-honeypot = Hidden field filled in
reason-answered_at_once = Sent within 2 seconds
reason-answered_quickly = Sent within 4 seconds
reason-token_missing = No form token
reason-token_stale = Form token expired
reason-token_used = Form token used twice
reason-unvouched = No token, no verified author
reason-form_irregular = Irregular form
reason-proof_missing = No proof of work
reason-proof_wrong = Wrong proof of work
reason-form_alone = Only the form is suspicious
reason-network_spam = Spam from this network
reason-network_burst = Many comments from this network
reason-text_repeated = Same text on other pages
reason-flood = More comments than usual
reason-flood_unknown = Unknown author during a flood
reason-queue_full = The queue was full
reason-suspect_word = Suspect word
reason-many_links = Many links
reason-limits_degraded = Limits were incomplete
reason-akismet_spam = Akismet: spam
reason-akismet_discard = Akismet: blatant spam
reason-akismet_failed = Akismet did not answer
reason-hook_spam = Your hook: spam
reason-hook_ham = Your hook: legitimate
reason-hook_unsure = Your hook: unsure
reason-hook_failed = Your hook did not answer
reason-captcha_missing = Captcha not answered
reason-captcha_wrong = Wrong captcha answer
reason-captcha_failed = Captcha service did not answer
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } commented on “{ $page }”
notice-edit-subject = [{ $site }] { $author } changed a comment on “{ $page }”
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } comment waits
       *[other] [{ $site }] { $count } comments wait
    }
notice-comment-intro = { $author } commented on “{ $page }” ({ $site }). The comment waits for a decision.
notice-edit-intro = { $author } changed a published comment on “{ $page }” ({ $site }). The new text waits for a decision.
notice-cut = This is only the beginning; the links show the whole text.
notice-approve = Approve
notice-spam = Mark as spam
notice-trash = Move to the trash
notice-open = Open in the queue
notice-open-queue = Open the whole queue
notice-links = Each link shows the comment and asks you to confirm. The links work for you alone and for { $days } days, so do not forward this mail.
notice-waiting =
    { $count ->
        [one] { $count } comment waits for a decision.
       *[other] { $count } comments wait for a decision.
    }
notice-probably-spam =
    { $count ->
        [one] { $count } more comment is probably spam.
       *[other] { $count } more comments are probably spam.
    }
notice-more =
    { $count ->
        [one] { $count } more comment waits.
       *[other] { $count } more comments wait.
    }
notice-why = You get this mail because you moderate the comments of { $site }.
notice-off = Turn these mails off
notice-unnamed = An author without a name
notice-reader = A reader
notice-withheld = The mail server refused this text. The links show it.
queue-feed-title = Waiting comments: { $site }

## The pages that the links of these mails lead to

act-approve = Approve this comment?
act-spam = Mark this comment as spam?
act-trash = Move this comment to the trash?
act-approve-change = Approve this change?
act-reject-change = Reject this change?
act-off = Turn off mails about { $site }?
act-off-text = You will get no more mails about waiting comments of { $site }. The comments keep waiting for you or other moderators.
act-author = { $author } wrote on “{ $page }”:
act-changed = The comment was changed or decided in the meantime. Read it, then decide.
act-approved = The comment is published
act-marked-spam = The comment is marked as spam
act-trashed = The comment is in the trash
act-deleted = The comment was deleted
act-rejected = The change was rejected
act-rejected-text = The earlier text stays published.
act-decided-by = { $login } decided this on { $time } (UTC).
act-decided-otherwise = No moderator decided this.
act-ended-text = This link is older than { $days } days, or you do not moderate this site any more, or your email address was changed. If the comment still waits, it is in the queue.
act-off-done = The mails are turned off
act-off-done-text = You get no more mails about waiting comments of { $site }.
act-email = Confirm this email address?
act-email-text = Mails about waiting comments for the account { $login } will go to { $email }.
act-email-button = Confirm
act-email-done = The email address is confirmed
act-email-done-text = Mails about waiting comments go to { $email } now.
act-email-ended = This email address was confirmed or dropped, another one was entered, or the link is older than { $days } days. Your account on the moderators’ page says which email address waits.

## Mails

mail-sign-in-subject = Your code for { $site }: { $code }
mail-sign-in-body =
    Someone, most likely you, wants to confirm this email address in order to comment on { $site }.

    Enter this code where you requested it:

        { $code }

    Or open this link on the same device:

        { $link }

    The code and the link work once, and for 15 minutes.

    If you did not request this, ignore this mail. Nothing will happen, and without the code no one
    can sign in.
mail-confirm-subject = Confirm your email address for { $server }
mail-confirm-body =
    This email address was entered for the moderator account { $login } on { $server }, to get mails about waiting comments.

    If that was you, open this link and confirm it:

        { $link }

    The link works once and for { $days } days.

    If it was not you, ignore this mail. No other mails will be sent to you.
mail-change-subject = Another email address for your account on { $server }
mail-change-body =
    Another email address was entered for the moderator account { $login } on { $server }. Mails about waiting comments will go there as soon as it is confirmed.

    If that was neither you nor an owner, drop it and change your password here:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Save
mod-saved = Saved.
mod-add = Add
mod-added = Added.
mod-remove = Remove
mod-removed = Removed.
mod-refresh = Refresh
mod-added-by = Added by { $login }, { $time }
mod-line-error = Line { $line }: { $error }
mod-site = Site
mod-bans = Bans
mod-bans-empty = There are no bans.
mod-ban-new = Add a ban
mod-ban-of = Ban the author of the comment of { $name }
mod-ban-kind = Kind
mod-kind-person = Signed-in person
mod-kind-email = Email address
mod-kind-domain = Email domain
mod-kind-network = IP address or network
mod-ban-subject = Who is banned
mod-ban-subject-hint = For example eve@example.org, example.org with its subdomains, 203.0.113.7 or 203.0.113.0/24. To ban a signed-in person, start from a comment.
mod-ban-until = End (UTC)
mod-ban-until-hint = Leave it empty for a permanent ban.
mod-ban-note = Note
mod-ban-note-hint = Only moderators see it.
mod-ban-shadow = Do not tell the author
mod-ban-shadow-hint = New comments are accepted and hidden instead of refused.
mod-ban-shadow-tag = hidden from the author
mod-ban-also = Existing comments
mod-ban-also-none = Leave them as they are
mod-ban-button = Ban
mod-ban-exists = This ban already exists.
mod-ban-ends = until { $time }
mod-ban-permanent = permanent
mod-ban-added = The ban is in effect.
mod-ban-moved = Existing comments moved: { $what }.
mod-ban-moving = Existing comments are being moved: { $done } of { $what } so far.
mod-ban-lift = Lift the ban
mod-ban-lifted = The ban has ended.
mod-sites-empty = You have no sites. An owner can assign some to you.
mod-site-new = Add a site
mod-site-change = Name and origins
mod-site-name = Name
mod-site-slug = Short name
mod-site-slug-hint = Lower-case letters, digits and hyphens. It is part of URLs and cannot be changed later.
mod-site-origins = Origins
mod-site-origins-hint = One on each line, for example https://blog.example. Only pages of these origins may show the comments and the form. For preview deployments a star replaces one label: https://*.preview.blog.example.
mod-site-remove = Remove { $name }
mod-site-remove-text = The site is deleted with all its comments, threads, bans, notes, its log and its settings. This cannot be undone.
mod-site-confirm = To confirm, enter { $slug }
mod-site-confirm-wrong = Enter { $slug } to remove the site.
mod-flood = Flood of comments since { $time }: protection step { $step } of 3.
mod-policy = Settings
mod-policy-of = Settings of { $name }
mod-policy-owners = Only owners can change these settings.
mod-policy-conflict = Changed by another owner meanwhile, to: { $value }. Save again to replace it.
mod-part-moderation = Moderation and words
mod-part-people = Who may comment
mod-part-comments = Comments and forms
mod-part-limits = Limits and retention
mod-policy-moderation = What waits for a moderator
mod-mode-all = Every comment
mod-mode-first = Comments of authors without an approved comment
mod-mode-suspect = Only what the checks suspect
mod-mode-none = Nothing; spam still goes to the spam folder
mod-policy-banned-words = Banned words: the comment is refused
mod-policy-suspect-words = Held words: the comment waits for a moderator
mod-policy-words-hint = One word on each line, at most 1,000. Whole words count, in upper or lower case.
mod-policy-links-max = Links without waiting
mod-policy-guests = Guests may comment without signing in
mod-policy-guest-name = Name of guests
mod-policy-guest-email = Email address of guests
mod-policy-guest-website = Website of guests
mod-rule-required = Required
mod-rule-optional = Optional
mod-rule-hidden = Not asked for
mod-policy-email-sign-in = Readers may sign in by email
mod-policy-all-providers = Offer all sign-in providers of this server
mod-policy-providers = Otherwise only these
mod-policy-text-min = Shortest comment, in characters
mod-policy-text-max = Longest comment, in characters
mod-policy-depth-max = Levels of replies
mod-policy-close-after = Threads close after, in days
mod-policy-close-after-hint = Counted from the first comment. Leave it empty to keep threads open.
mod-policy-edit-window = Time for authors to edit or delete, in seconds
mod-policy-edit-window-hint = 900 is 15 minutes; 0 is never.
mod-policy-edits = While an edit of a published comment waits
mod-edits-keep = Show the published text
mod-edits-hide = Show nothing of the comment
mod-policy-language = Language of pages, messages and mails for readers
mod-language-name = English
mod-policy-privacy = Page about privacy
mod-policy-privacy-hint = Each form links to this URL. Leave it empty for no link.
mod-policy-limits = Limits on posting, in percent of the built-in ones
mod-policy-limits-hint = 50 halves them, 200 doubles them.
mod-policy-ham-lost = Real comments that may go to the spam folder, of 1,000
mod-policy-spam-published = Spam that may be published, of 100
mod-policy-pending-max = Most comments that may wait
mod-policy-pending-hint = Beyond it, the most likely spam goes to the spam folder, but never comments of verified authors.
mod-policy-pending-network = Most comments that may wait from one network
mod-policy-spam-days = Days until spam is deleted
mod-policy-trash-days = Days until the trash is deleted
mod-policy-days-hint = 0 is never.
mod-preview = Preview
mod-preview-title = With these settings, of the latest { $count } comments of readers
mod-preview-held = would have waited for a moderator: { $count }
mod-preview-refused = would have been refused: { $count }
mod-preview-filed = would have gone to the spam folder: { $count }
mod-preview-published = would have been published at once: { $count }
mod-preview-cut = Only the newest are listed.
mod-preview-unsaved = Nothing is saved yet.
mod-people = Accounts
mod-person-new = Add a moderator
mod-person-self = you
mod-person-no-sites = no sites
mod-person-sites = Sites of a moderator
mod-person-remove = Remove { $login }
mod-person-remove-text = The account is deleted. Its sessions and API keys end at once. Published comments and the log stay.
mod-account = Account { $login }
mod-profile = Name, role and sites
mod-profile-owners = Only owners can change these.
mod-display-name = Display name
mod-display-name-hint = Shown beside the comments of this moderator. Without one, readers see the name of the site.
mod-login-hint = Letters, digits, dots, underscores and hyphens. Readers never see it.
mod-role = Role
mod-role-owner = Owner
mod-role-moderator = Moderator
mod-role-hint = Owners may do everything on all sites; moderators moderate the sites chosen below.
mod-email-hint = For mails about waiting comments. Leave it empty for no mails.
mod-email-refused = The mail server refused this email address, so no mails are sent. Correct it, or save it again once it works.
mod-email-waits = { $email } waits for its confirmation: open the link in the mail that was sent there.
mod-email-in-use = Until then mails go to { $email }.
mod-email-no-use = Until then no mails are sent.
mod-email-send-again = Send the mail again
mod-email-sent = The mail was sent again.
mod-email-drop = Drop this email address
mod-email-dropped = The new email address is dropped.
mod-already-gone = It is no longer there: it was removed before.
mod-unsent = This text has not been sent. Send it or cancel it first.
mod-email-none-waits = No email address waits for its confirmation.
mod-email-no-mail = This server sends no mails, so an email address cannot be confirmed. Ask the operator of the server.
mod-notices = Mails about waiting comments
mod-notice-mode = Mails about { $site }
mod-notice-off = None
mod-notice-each = For each comment, at once
mod-notice-hourly = At most one in an hour
mod-notice-daily = At most one in a day
mod-notice-more-than = At most one in a day, when more wait than the number below
mod-notice-number = How many may wait on { $site } without a mail
mod-password-change = Change the password
mod-password-hint = At least 15 characters that are not easy to guess.
mod-password-ends = This ends all your other sessions.
mod-password-reset = This ends all sessions of the account and removes its email address, because another person may have had access.
mod-password-set = The password is changed.
mod-current-password = Current password
mod-current-password-wrong = This is not your current password.
mod-new-password = New password
mod-api-keys = API keys
mod-next-entries = Next entries
mod-keys-empty = There are no API keys.
mod-key-new = Create a key
mod-key-label = Label
mod-key-label-hint = What the key is for, for example a program.
mod-key-may = What the key may do
mod-key-all = Everything that you may do
mod-key-feed = Read the feed of { $site }
mod-key-created = Key for { $label }
mod-key-once = Copy it now: it is shown only this once.
mod-key-used = last used { $time }
mod-key-unused = never used
mod-key-revoke = Revoke
mod-key-revoked = The key is revoked.
policy-range = Must be between { $low } and { $high }.
policy-words-many = At most { $max } words (got { $count }). Remove some.
policy-word-length = A word has 1 to { $max } characters (got { $count }).

## Refusals of the moderators’ pages and their API

missing-site = There is no such site, or you may not see it.
missing-moderator = There is no such moderator, or you may not see it.
missing-ban = There is no such ban, or you may not see it.
missing-key = There is no such key, or you may not see it.
missing-batch = There is no such batch, or you may not see it.
missing-thread = There is no such thread, or you may not see it.
missing-comment = There is no such comment, or you may not see it.
missing-note = There is no such note, or you may not see it.
missing-file = There is no such file, or you may not see it.
site-exists = A site with this slug already exists.
site-unknown = There is no site with this slug.
slug-empty = Enter a short name for the site.
slug-characters = The short name of a site must consist of a–z, 0–9 and hyphens.
slug-too-long = The short name of a site must have at most { $max } characters (got { $count }).
login-empty = Enter a login.
login-characters = A login must consist of a–z, 0–9, dots, underscores and hyphens.
login-too-short = A login must have at least { $min } characters.
login-too-long = A login must have at most { $max } characters (got { $count }).
password-too-short = The password must be at least { $min } characters. A few unrelated words work well.
password-too-long = The password must be at most { $max } bytes.
password-too-common = The password is too easy to guess. Use a few unrelated words.
moderator-name-taken = Another moderator has this display name or a similar-looking one. Choose another.
moderator-exists = A moderator with this login already exists.
moderator-last-owner = The last owner cannot be removed or demoted. Make another moderator an owner first.
key-label-invalid = The label must be 1 to 100 characters without control characters.
setup-over = The set-up token is wrong, expired or already used. Restart the server for a new one.
ban-person = Must be the id of a person (a UUID).
ban-domain = Must be a domain such as spam.example.
ban-network = Must be an IP address or a network such as 203.0.113.0/24.
ban-network-large = Network too large: the shortest allowed prefix is { $prefix }.
ban-until-past = Must be in the future. Omit it for a permanent ban.
filter-network = Must be an IPv4 /24 or IPv6 /48 network, or an IP address in it.
filter-from-after = Must be before the end of the time.
pinned-invalid = Must be the id of an approved comment of this thread that is not a reply.
origin-empty = Enter the origin of the site, as in https://example.org.
origin-invalid = An origin must be a scheme, a host and optionally a port, as in https://example.org.
origin-wildcard = A wildcard origin must begin with https://*. and have no other asterisk, as in https://*.blog.pages.dev.
origin-public-suffix = Anyone can have hosts below this domain. Add the name of your project, as in https://*.blog.pages.dev.
origins-exact = A site needs an origin without a wildcard, such as https://blog.example: readers are redirected to it.
origins-too-many = A site has at most { $max } origins (got { $count }).
policy-providers = Must be at most 100 provider ids, such as github.
notice-number-required = Enter how many comments may wait without a mail.
notice-number-extra = A number belongs only to mails when more wait than it. Omit it.
batch-running = This is still in progress ({ $done } of { $total } comments). Undo it when it has ended.
api-key-only-session = An API key cannot do this. Sign in with your password.
