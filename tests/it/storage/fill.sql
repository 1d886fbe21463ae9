INSERT INTO site (slug, name, policy, version, created_at)
    SELECT 's' || n, 'S', '{}', 1, 0 FROM generate_series(1, 10) n;
INSERT INTO moderator (id, login, role, password_hash, created_at)
    SELECT md5('m' || n)::uuid, 'm' || n, 'moderator', '', 0 FROM generate_series(1, 10) n;
INSERT INTO thread (site, id, page, open, approved, version, created_at)
    SELECT s.id, md5(s.id || 't' || n)::uuid, '/p' || n, TRUE, 0, 1, 0 FROM site s, generate_series(1, 500) n;
INSERT INTO comment (site, id, thread, path, root, status, shown, approved_below, version, kind, name, email, author,
        text, html, digest, address_hash, network, score, verdict, assessment, created_at, changed_at, person, provider, picture)
    SELECT s.id, md5(s.id || 'c' || n)::uuid, md5(s.id || 't' || (n % 500 + 1))::uuid, decode(md5(s.id || 'c' || n), 'hex'),
        md5(s.id || 'c' || n)::uuid, (ARRAY['pending', 'approved', 'approved', 'approved', 'spam', 'trash'])[n % 6 + 1],
        n % 6 BETWEEN 1 AND 3, 0, 1, 'guest', 'Ann', 'a' || n || '@example.org', decode(md5('a' || n % 700), 'hex'),
        'text', 'html', n, decode(md5('i' || n % 900), 'hex'), 'n' || n % 300, n % 5000, 'unsure', '{}', n, n,
        CASE WHEN n % 10 = 0 THEN md5('p' || n % 400)::uuid END, CASE WHEN n % 10 = 0 THEN 'email' END,
        CASE WHEN n % 10 = 0 THEN md5('p' || n % 400)::uuid END
    FROM site s, generate_series(1, 2000) n;
UPDATE comment SET parent = id WHERE created_at % 3 = 0;
UPDATE comment SET queue_group = 'probably_spam' WHERE created_at % 4 = 0;
INSERT INTO comment_edit (site, id, comment, state, hides, text, digest, score, verdict, assessment, at)
    SELECT site, id, id, (ARRAY['waiting', 'rejected', 'replaced'])[created_at % 3 + 1], FALSE, 'text', 0, 0, 'unsure', '{}', created_at
    FROM comment WHERE created_at % 2 = 0;
INSERT INTO lesson (seq, site, comment, label, score, at, name, text)
    SELECT row_number() OVER (), site, id, CASE WHEN created_at % 2 = 0 THEN 'ham' ELSE 'spam' END, 0, 0, '', 'text'
    FROM comment WHERE created_at % 4 = 0;
INSERT INTO memory (site, key, ham, spam, seen_at)
    SELECT s.id, decode(md5('k' || n), 'hex'), 1, 0, n FROM site s, generate_series(1, 1000) n;
INSERT INTO reason_outcome (site, code, ham, spam, ham_filed, spam_filed)
    SELECT s.id, 'r' || n, 1, 1, 1, 1 FROM site s, generate_series(1, 30) n;
INSERT INTO moderation_log (site, id, batch, comment, moderator, login, action, from_status, to_status, version, at)
    SELECT site, id, md5('b' || created_at)::uuid, id, md5('m1')::uuid, 'm1', 'approve', 'pending', 'approved', 1, created_at FROM comment;
INSERT INTO idempotency (site, actor, key, fingerprint, comment, status, created_at)
    SELECT site, decode(md5('i' || created_at % 900), 'hex'), 'k' || created_at, '', id, 'pending', created_at FROM comment WHERE created_at % 4 = 0;
INSERT INTO spent_token (site, nonce, until, comment) SELECT site, decode(md5(id::text), 'hex'), created_at, id FROM comment WHERE created_at % 4 = 0;
INSERT INTO person (id, name, picture, created_at) SELECT md5('p' || n)::uuid, 'P', md5('p' || n)::uuid, 0 FROM generate_series(0, 5000) n;
INSERT INTO identity (issuer, subject, person, provider, name, email, created_at, used_at)
    SELECT 'email', 'p' || n || '@example.org', md5('p' || n)::uuid, 'email', 'P', 'p' || n || '@example.org', n, n FROM generate_series(0, 5000) n;
INSERT INTO person_session (token_hash, id, person, site, issuer, subject, created_at, used_at, expires_at)
    SELECT decode(md5('s' || n), 'hex'), md5('s' || n)::uuid, md5('p' || n)::uuid, (SELECT MIN(id) FROM site) + n % 10, 'email', 'p' || n || '@example.org', n, n, n
    FROM generate_series(0, 5000) n;
UPDATE person_session SET moderator = md5('m' || (created_at / 10 % 10 + 1))::uuid WHERE created_at % 10 = 0;
INSERT INTO mail_code (id, site, email, code_hash, link_hash, tries, way, created_at)
    SELECT md5('c' || n)::uuid, NULL, 'p' || n || '@example.org', '', decode(md5('l' || n), 'hex'), 0, '{}', n FROM generate_series(0, 3000) n;
INSERT INTO handover (code_hash, challenge, site, person, issuer, subject, created_at)
    SELECT decode(md5('h' || n), 'hex'), '', (SELECT MIN(id) FROM site) + n % 10, md5('p' || n)::uuid, 'email', 'p', n FROM generate_series(0, 3000) n;
INSERT INTO sign_in (state_hash, browser_hash, provider, site, way, verifier, nonce, created_at)
    SELECT decode(md5('i' || n), 'hex'), '', 'x', (SELECT MIN(id) FROM site) + n % 10, '{}', '', '', n FROM generate_series(0, 3000) n;
INSERT INTO picture (id, person, jpeg, created_at) SELECT id, id, '', 0 FROM person;
INSERT INTO outbox (id, site, kind, recipient, payload, due_at, attempts, created_at, expires_at)
    SELECT md5('o' || n)::uuid, NULL, 'mail', 'p' || n || '@example.org', '{}', n, 0, n, n FROM generate_series(0, 3000) n;
INSERT INTO ban (site, id, kind, subject, shadow, moderator, login, created_at)
    SELECT s.id, md5(s.id || 'b' || n)::uuid, 'email', 'e' || n, FALSE, md5('m1')::uuid, 'm1', 0 FROM site s, generate_series(1, 50) n;
INSERT INTO flood_count (site, slot, attempts, judged, spam) SELECT s.id, n, 1, 1, 1 FROM site s, generate_series(1, 1000) n;
INSERT INTO page_alias (site, page, thread) SELECT site, page || '/old', id FROM thread;
INSERT INTO person_network (person, network, used_at) SELECT id, '', 0 FROM person;
INSERT INTO empty_batch (id, moderator, at) SELECT id, id, 0 FROM person;
INSERT INTO thread_log (site, id, thread, page, moderator, login, action, at) SELECT site, id, id, page, id, 'm1', 'set_title', 0 FROM thread;
INSERT INTO comment_revision (site, id, comment, text, name, moderator, login, at)
    SELECT site, id, id, 'text', 'Ann', md5('m1')::uuid, 'm1', created_at FROM comment WHERE created_at % 3 = 0;
INSERT INTO author_note (site, id, author, text, moderator, login, created_at)
    SELECT site, id, decode(md5('a' || created_at % 700), 'hex'), 'text', md5('m1')::uuid, 'm1', created_at FROM comment;
INSERT INTO comment_token (site, token, comment)
    SELECT site, w.token, id FROM comment, LATERAL (VALUES ('the '), ('word' || created_at % 900 || ' '), ('ann ')) AS w (token);
DELETE FROM comment_tally_change;
INSERT INTO comment_tally (site, queue_group, day, status, is_spam, count)
    SELECT s.id, g.name, n, t.name, FALSE, n FROM site s, generate_series(1, 500) n,
        (VALUES (''), ('review'), ('probably_spam')) AS g (name), (VALUES ('approved'), ('spam')) AS t (name);
INSERT INTO comment_words (site, comment, words)
    SELECT site, id, ' ann the word' || created_at % 900 || ' ' FROM comment;
DELETE FROM comment_unread WHERE (site, comment) IN (SELECT site, id FROM comment WHERE created_at % 50 > 0);
UPDATE thread SET moving_to = id WHERE page LIKE '%77';
ANALYZE;
