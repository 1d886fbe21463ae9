"""Every operation of the API as one timed call, by its `operationId`."""

import base64
import hashlib
import hmac
import json
import os
import random
import re
import time
import urllib.parse

import seed
from seed import PASSWORD, network, submission
from server import API

FACEBOOK_SECRET = "a-secret-of-an-app"
VERIFIER = "v" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
SETTINGS = {
    "REJOINDER_IDENTITY__FACEBOOK__CLIENT_ID": "1",
    "REJOINDER_IDENTITY__FACEBOOK__CLIENT_SECRET": FACEBOOK_SECRET,
}


class World:
    """A server whose database was created by `seed`, with the data that calls need."""

    def __init__(self, server):
        self.server, self.ask = server, server.client.ask
        self.chance = random.Random(time.time_ns())
        self.count = 0
        self.owner = seed.log_in(server)
        # Before the first call: comments that existed before any were copied.
        listing = self.get("/sites/open/comments?page=/post/7&limit=100").json()
        self.shown = [comment["id"] for comment in listing["items"]]
        self.ann = self.sign_in("ann@people.example")
        for _ in range(20):
            self.post(site="open", bearer=self.ann)
        self.ann_page = self.own_page("ann@people.example")
        self.moderator_page = self.moderate()
        self.waiting = self.posted()
        made = self.manage("POST", "/keys", {"label": "feed", "feed": "blog"}).json()
        self.feed_key = made["token"]
        # Words that only these comments have.
        zara = {"name": "Zara", "email": "zara@rare.example"}
        for _ in range(3):
            self.post(site="open", text=f"{seed.text(self.chance)} Zanzibar.", author=zara)

    def next(self):
        self.count += 1
        return self.count

    def get(self, path, bearer=None):
        return self.ask("GET", API + path, bearer=bearer)

    def call(self, method, path, body=None, bearer=None, headers=()):
        return self.ask(method, API + path, body, bearer, headers)

    def manage(self, method, path, body=None):
        return self.ask(method, f"{API}/moderation{path}", body, self.owner)

    def stranger(self):
        return network(5_000_000 + self.chance.randrange(5_000_000))

    def post(self, site="blog", bearer=None, **more):
        body = submission(self.chance, self.chance.randrange(1 << 40), "/post/7")
        body.update(more)
        if bearer:
            del body["author"]
        answer = self.call("POST", f"/sites/{site}/comments", body, bearer, [self.stranger()])
        assert answer.status == 201, answer.body
        return answer

    def posted(self, **more):
        return self.post(**more).json()["comment"]["id"]

    def sign_in(self, address):
        self.start_mail(address)
        answer = self.finish_mail(address)
        assert answer.status == 201, answer.body
        return answer.json()["token"]

    def log_in(self):
        body = {"login": "owner", "password": PASSWORD}
        return self.call("POST", "/moderation/session", body, headers=[self.stranger()])

    def start_mail(self, address):
        body = {"email": address}
        self.logged = os.path.getsize(self.server.log)
        answer = self.call(
            "POST", "/sites/open/session/email", body, headers=[self.stranger()]
        )
        self.attempt = answer.json().get("attempt")
        return answer

    def finish_mail(self, address):
        body = {"email": address, "code": self.mailed(address)}
        if self.attempt:
            body["attempt"] = self.attempt
        return self.call("POST", "/sites/open/session/email/verify", body, headers=[self.stranger()])

    def own_page(self, address):
        """Returns the cookie of a session of the server's own pages."""
        self.start_mail(address)
        link = self.mailed(address, r"/sign-in/[0-9A-Za-z_-]+")
        answer = self.ask("POST", link)
        assert answer.status == 303, answer.body
        cookie = answer.fields["set-cookie"].split(";")[0]
        return [f"Cookie: {cookie}", "Sec-Fetch-Site: same-origin"]

    def moderate(self):
        """Returns the headers of a session at the moderators' page."""
        form = urllib.parse.urlencode({"login": "owner", "password": PASSWORD})
        own = ["Sec-Fetch-Site: same-origin", f"Origin: http://127.0.0.1:{self.server.port}", self.stranger()]
        answer = self.server.client.send_form("POST", "/moderate/sign-in", form, own)
        assert answer.status == 303, answer.body
        return [f"Cookie: {answer.fields['set-cookie'].split(';')[0]}", *own]

    def page(self, path):
        return self.ask("GET", path, headers=self.moderator_page)

    def mailed(self, address, pattern=r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"):
        """Returns the latest mail to this email address from the log, where development mode writes mails."""
        end = time.time() + 5
        while time.time() < end:
            with open(self.server.log) as log:
                log.seek(self.logged)
                lines = log.read().splitlines()
            for line in lines:
                if address in line and (found := re.search(pattern, line)):
                    return found.group()
            time.sleep(0.05)
        raise AssertionError(f"no code for {address} in {self.server.log}")


def signed_request(person):
    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    payload = encode(json.dumps({"algorithm": "HMAC-SHA256", "user_id": person}).encode())
    signature = hmac.new(FACEBOOK_SECRET.encode(), payload.encode(), hashlib.sha256).digest()
    return f"{encode(signature)}.{payload}"


def decision(action):
    def run(w):
        body = {"ids": [w.posted()], "action": action}
        return w.manage("POST", "/decisions", body)

    return run


def undo(w):
    answer = w.manage("POST", "/decisions", {"ids": [w.posted()], "action": "approve"})
    return w.manage("POST", f"/decisions/{answer.json()['batch']}/undo")


def progress(w):
    answer = w.manage("POST", "/decisions", {"ids": [w.posted()], "action": "approve"})
    return w.manage("GET", f"/decisions/{answer.json()['batch']}")


def own(method):
    def run(w):
        made = w.post(site="open").json()
        path = f"/sites/open/comments/{made['comment']['id']}"
        body = {"text": seed.text(w.chance)} if method == "PATCH" else None
        return w.call(method, path, body, headers=[f"Edit-Token: {made['edit_token']}", w.stranger()])

    return run


def ban(w):
    subject = f"10.{w.chance.randrange(256)}.{w.chance.randrange(256)}.0/24"
    return w.manage("POST", "/bans", {"site": "blog", "kind": "network", "subject": subject})


def key(w):
    return w.manage("POST", "/keys", {"label": f"k{w.next()}"})


def moderator(w):
    body = {
        "login": f"mod{w.chance.randrange(1 << 40)}",
        "password": "quarry velvet otter lamp",
        "role": "moderator",
        "sites": ["blog"],
    }
    return w.manage("POST", "/moderators", body)


def with_moderator(method, suffix="", body=None):
    return lambda w: w.manage(method, f"/moderators/{moderator(w).json()['id']}{suffix}", body)


def site(w):
    slug = f"s{w.chance.randrange(1 << 40)}"
    return w.manage("POST", "/sites", {"slug": slug, "name": slug, "origins": [f"https://{slug}.example"]}), slug


def remove_site(w):
    _, slug = site(w)
    return w.manage("DELETE", f"/sites/{slug}?confirm={slug}")


def replace_policy(w):
    policy = w.manage("GET", "/sites/spare/policy").json()
    return w.manage("PUT", "/sites/spare/policy", policy)


def commenter(w):
    return w.sign_in(f"p{w.chance.randrange(1 << 40)}@people.example")


def erase(w):
    address = f"p{w.chance.randrange(1 << 40)}@people.example"
    w.post(site="open", bearer=w.sign_in(address))
    return w.call("DELETE", "/session/data?comments=delete", headers=w.own_page(address))


def link(w):
    page = w.own_page(f"p{w.chance.randrange(1 << 40)}@people.example")
    body = {"login": "owner", "password": PASSWORD}
    return w.call("PUT", "/session/moderator", body, headers=[*page, w.stranger()]), page


def start_mail(w):
    return w.start_mail(f"p{w.chance.randrange(1 << 40)}@people.example")


def finish_mail(w):
    address = f"p{w.chance.randrange(1 << 40)}@people.example"
    started = w.start_mail(address)
    return w.finish_mail(address) if started.status == 202 else started


def form_post(path):
    body = {"signed_request": signed_request("42")}

    def run(w):
        data = urllib.parse.urlencode(body)
        return w.server.client.send_form("POST", API + path, data)

    return run


def simple(path, bearer=None):
    return lambda w: w.get(path, getattr(w, bearer) if bearer else None)


def managed(path):
    return lambda w: w.manage("GET", path)


def next_part(path):
    """Returns a call for the part of a list that follows the first one."""

    def run(w):
        after = w.manage("GET", path).json()["next"]
        return w.manage("GET", f"{path}&after={urllib.parse.quote(after)}")

    return run


def edit_moderated(w):
    return w.manage("PATCH", f"/comments/{w.posted()}", {"text": seed.text(w.chance)})


def note(w):
    return w.manage("POST", f"/comments/{w.posted()}/notes", {"text": "A friend of the blog."})


def move_thread(w):
    page = f"/moved/{w.chance.randrange(1 << 40)}"
    w.post(page=page)
    return w.manage("POST", "/sites/blog/thread/move", {"from": page, "to": f"{page}/there"})


def on_page(path):
    return lambda w: w.page(path)


COMMENTS = "/comments?site=blog"
SEARCH = "/comments?site=open&status=approved&order=newest"
OPERATIONS = {
    "list_comments": simple("/sites/open/comments?page=/post/7"),
    "list_comments, newest": simple("/sites/open/comments?page=/post/7&order=newest&limit=10"),
    "read_comment": lambda w: w.get(f"/sites/open/comments/{w.chance.choice(w.shown)}"),
    "count_comments": simple("/sites/open/counts?page=/post/7&page=/post/8&page=/none"),
    "count_comments_of_pages": lambda w: w.call(
        "POST", "/sites/open/counts", {"pages": [f"/post/{n}" for n in range(50)]}
    ),
    "read_form": simple("/sites/open/form?page=/post/7"),
    "preview_comment": lambda w: w.call(
        "POST", "/sites/open/preview", {"text": seed.text(w.chance)}, headers=[w.stranger()]
    ),
    "create_comment": lambda w: w.post(),
    "create_comment, published": lambda w: w.post(site="open"),
    "edit_comment": own("PATCH"),
    "delete_comment": own("DELETE"),
    "list_own_comments": simple("/sites/open/mine?page=/post/7", "ann"),
    "list_moderated_comments": managed(COMMENTS),
    "list_moderated_comments, spam": managed(f"{COMMENTS}&status=spam"),
    "list_moderated_comments, all sites": managed("/comments"),
    "list_moderated_comments, by score": managed(f"{COMMENTS}&order=score"),
    "list_moderated_comments, page": managed(f"{COMMENTS}&page=/post/7"),
    "list_moderated_comments, network": managed(f"{COMMENTS}&network=20.0.7.0/24"),
    "list_moderated_comments, reason": managed(f"{COMMENTS}&reason=learned"),
    "list_moderated_comments, all folders": managed("/comments?site=open&status=any&order=newest"),
    "list_moderated_comments, domain": managed(f"{SEARCH}&email_domain=mail.example"),
    "list_moderated_comments, period": managed(f"{SEARCH}&to=2999-01-01T00:00:00Z"),
    "search, waiting": managed(f"{COMMENTS}&q=garden"),
    "search, waiting, not found": managed(f"{COMMENTS}&q=zeppelin"),
    "search, frequent word": managed(f"{SEARCH}&q=garden"),
    "search, frequent whole word": managed(f"{SEARCH}&q=%22garden%22"),
    "search, frequent word, oldest": managed("/comments?site=open&status=approved&q=garden"),
    "search, next part": next_part(f"{SEARCH}&q=garden"),
    "search, spam folder": managed("/comments?site=blog&status=spam&q=garden&order=newest"),
    "search, short beginning": managed(f"{SEARCH}&q=wa"),
    "search, beginning of names": managed(f"{SEARCH}&author=ann"),
    "search, rare word": managed(f"{SEARCH}&q=zanzibar"),
    "search, rare and frequent word": managed(f"{SEARCH}&q=garden+zanzibar"),
    "search, three frequent words": managed(f"{SEARCH}&q=garden+river+cold"),
    "search, word of no comment": managed(f"{SEARCH}&q=zeppelin"),
    "search, all folders and sites": managed("/comments?status=any&q=garden&order=newest"),
    "search, one author": managed(f"{SEARCH}&author=zara%40rare.example"),
    "search, page": managed(f"{SEARCH}&q=garden&page=/post/7"),
    "read_moderated_comment": lambda w: w.manage("GET", f"/comments/{w.chance.choice(w.shown)}"),
    "edit_moderated_comment": edit_moderated,
    "list_author_notes": lambda w: w.manage("GET", f"/comments/{w.waiting}/notes"),
    "create_author_note": note,
    "delete_author_note": lambda w: w.manage("DELETE", f"/notes/{note(w).json()['id']}"),
    "list_notices": managed("/notices"),
    "set_notices": lambda w: w.manage("PUT", "/sites/spare/notices", {"mode": "daily"}),
    "read_queue_feed": lambda w: w.get(f"/moderation/sites/blog/queue.atom?key={w.feed_key}"),
    "create_decision, approve": decision("approve"),
    "create_decision, spam": decision("spam"),
    "create_decision, trash": decision("trash"),
    "create_decision, delete": decision("delete"),
    "undo_decision": undo,
    "read_decision": progress,
    "list_log": managed("/log"),
    "list_log, site": managed("/log?site=blog"),
    "list_log, action": managed("/log?site=blog&action=approve"),
    "read_statistics": managed("/statistics"),
    "read_statistics, site": managed("/statistics?site=blog"),
    "list_bans": managed("/bans?site=blog"),
    "create_ban": ban,
    "delete_ban": lambda w: w.manage("DELETE", f"/bans/{ban(w).json()['id']}"),
    "list_keys": managed("/keys"),
    "create_key": key,
    "delete_key": lambda w: w.manage("DELETE", f"/keys/{key(w).json()['key']['id']}"),
    "list_moderators": managed("/moderators"),
    "create_moderator": moderator,
    "change_moderator": with_moderator("PATCH", body={"role": "owner"}),
    "delete_moderator": with_moderator("DELETE"),
    "delete_moderator_links": with_moderator("DELETE", "/links"),
    "create_moderator_session": lambda w: w.log_in(),
    "read_moderator_session": managed("/session"),
    "delete_moderator_session": lambda w: w.call(
        "DELETE", "/moderation/session", bearer=w.log_in().json()["token"]
    ),
    "list_sites": managed("/sites"),
    "create_site": lambda w: site(w)[0],
    "change_site": lambda w: w.manage("PATCH", "/sites/spare", {"name": f"Spare {w.next()}"}),
    "delete_site, empty": remove_site,
    "read_policy": managed("/sites/blog/policy"),
    "change_policy": lambda w: w.manage(
        "PATCH", "/sites/spare/policy", {"links_max": w.chance.randrange(50)}
    ),
    "replace_policy": replace_policy,
    "preview_policy": lambda w: w.manage(
        "POST", "/sites/blog/policy/preview", {"banned_words": ["garden"]}
    ),
    "list_threads": managed("/sites/blog/threads"),
    "list_threads, next part": next_part("/sites/blog/threads?limit=20"),
    "move_thread": move_thread,
    "page of the queue": on_page("/moderate?site=blog"),
    "page of the queue, all sites": on_page("/moderate"),
    "page of the queue, search": on_page("/moderate?site=open&folder=all&q=garden"),
    "page of a comment": lambda w: w.page(f"/moderate/comments/{w.waiting}"),
    "page of the dashboard": on_page("/moderate/dashboard"),
    "page of the log": on_page("/moderate/log"),
    "page of bans": on_page("/moderate/bans"),
    "page of sites": on_page("/moderate/sites"),
    "page of a policy": on_page("/moderate/sites/blog/policy"),
    "page of a thread, for readers": simple("/sites/open/thread?page=/post/7"),
    "read_thread_page, fragment": simple("/sites/open/thread?page=/post/7&part=comments"),
    "read_thread": managed("/sites/blog/thread?page=/post/7"),
    "change_thread": lambda w: w.manage(
        "PATCH", "/sites/blog/thread?page=/post/7", {"title": f"Post {w.next()}"}
    ),
    "read_session": simple("/session", "ann"),
    "update_session": lambda w: w.call("PATCH", "/session", {"name": f"Ann {w.next()}"}, w.ann),
    "delete_session": lambda w: w.call("DELETE", "/session", bearer=commenter(w)),
    "export_data": lambda w: w.call("GET", "/session/data", headers=w.ann_page),
    "erase_data": erase,
    "start_mail_sign_in": start_mail,
    "finish_mail_sign_in": finish_mail,
    "start_sign_in": lambda w: w.call(
        "GET",
        f"/sites/open/session/facebook/start?mode=popup&challenge={CHALLENGE}"
        "&return_to=https://open.example/post/7",
        headers=[w.stranger()],
    ),
    "link_moderator": lambda w: link(w)[0],
    "read_moderator_link": lambda w: w.call("GET", "/session/moderator", headers=link(w)[1]),
    "unlink_moderator": lambda w: w.call("DELETE", "/session/moderator", headers=link(w)[1]),
    "read_picture": lambda w: w.get(
        urllib.parse.urlsplit(w.get("/session", w.ann).json()["viewer"]["picture"]).path.removeprefix(API)
    ),
    "delete_facebook_account": form_post("/session/facebook/deletion"),
}
# These need an answer from the provider, which `tests/it` simulates; each finds one row by its key.
NOT_TIMED = {
    "redeem_session",
    "finish_sign_in",
    "finish_posted_sign_in",
    "read_facebook_deletion",
    # The link is in a mail, which waits for a digest.
    "show_decision_link",
    "follow_decision_link",
    # Forms of pages that do what `edit_comment` and `delete_comment` do.
    "post_comment_edit",
    "post_comment_deletion",
}
