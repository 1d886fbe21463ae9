"""The main job through the client of openapi-python-client: form, comment, queue, decision, thread."""

import sys

from rejoinder_client import AuthenticatedClient, Client
from rejoinder_client.api.moderation import create_decision, list_moderated_comments
from rejoinder_client.api.commenters import create_comment, read_form
from rejoinder_client.api.readers import list_comments
from rejoinder_client.api.session import create_moderator_session
from rejoinder_client.models import (
    Action,
    CommentSubmission,
    DecisionAnswer,
    Form,
    Listing,
    ModeratorCredentials,
    NewAuthor,
    NewDecision,
    NewModeratorSession,
    QueuePage,
    Status,
    SubmitAnswer,
)


def main(base: str, login: str, password: str) -> None:
    page = "/openapi-python-client"
    reader = Client(base_url=f"{base}/api/v1")
    form = read_form.sync("blog", client=reader, page=page)
    assert isinstance(form, Form), form
    author = NewAuthor(name="Ada", email="ada@example.org")
    comment = CommentSubmission(page=page, text="Typed by openapi-python-client.", author=author, token=form.token)
    sent = create_comment.sync("blog", client=reader, body=comment)
    assert isinstance(sent, SubmitAnswer), sent
    credentials = ModeratorCredentials(login=login, password=password)
    session = create_moderator_session.sync(client=reader, body=credentials)
    assert isinstance(session, NewModeratorSession), session
    moderator = AuthenticatedClient(base_url=f"{base}/api/v1", token=session.token)
    queue = list_moderated_comments.sync(client=moderator, site="blog", page=page)
    assert isinstance(queue, QueuePage), queue
    ids = [item.id for item in queue.items]
    assert sent.comment.id in ids, ids
    decision = create_decision.sync(client=moderator, body=NewDecision(action=Action.APPROVE, ids=ids))
    assert isinstance(decision, DecisionAnswer), decision
    assert decision.decided[0].status is Status.APPROVED, decision
    thread = list_comments.sync("blog", client=reader, page=page)
    assert isinstance(thread, Listing), thread
    first = thread.items[0].author
    assert thread.thread.count == 1 and first is not None and first.name == "Ada", thread


main(*sys.argv[1:4])
