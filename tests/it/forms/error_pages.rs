//! Whatever error a form without scripts runs into, its reader gets a page with the text they wrote, never
//! JSON.

use rejoinder::Language;
use reqwest::Method;

use crate::support::{
    answers::Answer,
    forms::{form_fields, replace_fields},
    guests::{COMMENTS, Guest},
    html::FilledForm,
    raw_requests::{FORM, multipart, send_bytes, urlencoded},
    world::{World, unmoderated_world},
};

const TEXT: &str =
    "Dear author,\n\n</textarea><script>alert('1')</script> 100 % & <b>yours</b> é 🦀";

/// Asserts a page for a reader, which runs no script and contains the text if there is one.
#[track_caller]
fn page(answer: &Answer, status: u16, text: Option<&str>) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("script-src"),
        "{policy}"
    );
    let shown = FilledForm::read(&answer.text);
    for (tag, attributes) in &shown.tags {
        assert!(
            !["script", "b", "iframe", "img"].contains(&tag.as_str()),
            "<{tag}>"
        );
        assert!(!attributes.iter().any(|(name, _)| name.starts_with("on")));
    }
    let expected = text.map(|text| text.replace("\r\n", "\n"));
    let found = shown
        .texts
        .get("text")
        .map(|text| text.replace("\r\n", "\n"));
    assert_eq!(found, expected, "{:.600}", answer.text);
    for word in [
        "application/",
        "Content-Type",
        "problem+json",
        "request_id",
        "utf-8 at",
    ] {
        assert!(!answer.text.contains(&format!(">{word}")), "{word}");
    }
}

async fn post(who: &Guest<'_>, path: &str, content_type: &str, body: String) -> Answer {
    let request = who
        .request(Method::POST, path)
        .header("content-type", content_type);
    Answer::of(request.body(body)).await
}

#[tokio::test]
async fn an_unreadable_form_is_answered_with_a_page_with_its_text() {
    let world = World::new().await;
    let ann = world.guest();
    let form = |more: &str| format!("{}&{more}", urlencoded(&[("page", "/a"), ("text", TEXT)]));
    for broken in ["name=%", "name=%zz", "name=%4", "%=1"] {
        let answer = ann.send_raw(FORM, form(broken)).await;
        page(&answer, 400, Some(TEXT));
    }
    let many = (0..1_001).map(|n| format!("f{n}=1")).collect::<Vec<_>>();
    let many = many.join("&");
    for body in [
        form(&many),
        format!("{many}&{}", urlencoded(&[("text", TEXT)])),
    ] {
        page(&ann.send_raw(FORM, body).await, 400, Some(TEXT));
    }
    let boundary = "multipart/form-data; boundary=b";
    let part = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    for broken in [
        part("text", TEXT) + &part("page", "/a"),
        part("text", TEXT) + "--b\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--b--\r\n",
        part("text", TEXT) + "--b\r\n\r\nno headers\r\n--b--\r\n",
    ] {
        let answer = ann.send_raw(boundary, broken).await;
        page(&answer, 400, Some(TEXT));
    }
    for (content_type, body) in [
        ("multipart/form-data", "x"),
        (boundary, "no boundary at all"),
        (FORM, "page=%"),
    ] {
        let answer = ann.send_raw(content_type, body).await;
        page(&answer, 400, None);
    }
    // The third encoding of forms that browsers support, and a form without a content type.
    let plain = format!("page=/a\r\ntext={TEXT}\r\n");
    for (content_type, accept) in [
        (Some("text/plain"), Some("text/html,*/*;q=0.8")),
        (Some("text/plain;charset=utf-8"), None),
        (None, Some("text/html")),
        (None, None),
    ] {
        let request = [("content-type", content_type), ("accept", accept)]
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}: {}\r\n", value?)))
            .collect::<String>();
        let request = format!(
            "POST /api/v1/sites/blog/comments HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Content-Length: {}\r\n{request}\r\n{plain}",
            world.address,
            plain.len()
        );
        let (status, head, body) = send_bytes(&world, request.as_bytes()).await;
        assert_eq!(status, 415, "{content_type:?} {accept:?}");
        assert!(head.contains("content-type: text/html"), "{head}");
        let shown = FilledForm::read(&body);
        assert_eq!(
            shown.texts["text"].replace("\r\n", "\n"),
            plain.replace("\r\n", "\n")
        );
    }
    // A script that omits the content type can read problem details.
    let script = ann.request(Method::POST, COMMENTS);
    let script = script
        .header("accept", "*/*")
        .header("content-type", "text/plain;charset=UTF-8");
    Answer::of(script.body("{}"))
        .await
        .refused(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_form_that_is_too_large_is_returned_with_its_text_up_to_three_times_the_limit() {
    let world = World::new().await;
    let ann = world.guest();
    let large = "好".repeat(30_000);
    let fields = [("page", "/long"), ("text", large.as_str())];
    let answer = ann.submit(&fields).await;
    page(&answer, 413, Some(&large));
    let (content_type, body) = multipart(&fields);
    let answer = ann.send_raw(&content_type, body).await;
    page(&answer, 413, Some(&large));
    // Without Content-Length.
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(urlencoded(&fields))]);
    let answer = ann.send_raw(FORM, reqwest::Body::wrap_stream(stream)).await;
    page(&answer, 413, Some(&large));
    let larger = "好".repeat(70_000);
    for body in [
        urlencoded(&[("page", "/long"), ("text", &larger)]),
        format!("page=/long&text={}", "x".repeat(600_000)),
    ] {
        let answer = ann.send_raw(FORM, body).await;
        page(&answer, 413, None);
        assert!(
            answer.text.contains("too large to be shown"),
            "{}",
            answer.text
        );
    }
    // Programs still get problem details.
    let body = format!("{{\"text\": \"{}\"}}", "x".repeat(100_000));
    let answer = ann.send_raw("application/json", body).await;
    answer.refused(413, "too_large");
}

#[tokio::test]
async fn every_other_refusal_of_a_form_is_a_page_with_the_text() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let body = || urlencoded(&replace_fields(form_fields("/a", TEXT, ""), &[]));
    for path in [
        "/api/v1/sites/nowhere/comments",
        "/api/v1/sites/blog/nothing",
        "/api/v1/sites/blog/latest",
        "/api/v1/sites/blog/form",
        "/api/v1/sites/blog/counts",
        "/api/v1/sites/%zz/comments",
    ] {
        let answer = post(&ann, path, FORM, body()).await;
        let status = answer.status.as_u16();
        assert!([400, 404, 405, 415].contains(&status), "{path}: {status}");
        page(&answer, status, Some(TEXT));
    }
    // A wrong host name, and headers that are too large.
    let request = ann.request(Method::POST, COMMENTS);
    let request = request
        .header("host", "evil.example")
        .header("content-type", FORM);
    page(&Answer::of(request.body(body())).await, 400, Some(TEXT));
    let request = ann.request(Method::POST, COMMENTS);
    let request = request
        .header("x-long", "x".repeat(20_000))
        .header("content-type", FORM);
    page(&Answer::of(request.body(body())).await, 431, Some(TEXT));
    // A database without its tables: a server error, whose page reveals no internals.
    world
        .database
        .execute("DROP TABLE comment_report")
        .await
        .ok();
    world
        .database
        .execute("ALTER TABLE comment RENAME TO comment_gone")
        .await
        .expect("renames");
    let answer = post(&ann, COMMENTS, FORM, body()).await;
    assert!(answer.status.is_server_error(), "{}", answer.text);
    let form = FilledForm::read(&answer.text);
    assert_eq!(
        form.values["text"].replace("\r\n", "\n"),
        TEXT.replace("\r\n", "\n")
    );
    assert!(!answer.text.contains("comment_gone"), "{}", answer.text);
}

#[tokio::test]
async fn a_program_that_accepts_json_gets_problem_details_for_its_form() {
    let world = World::new().await;
    let ann = world.guest();
    for accept in [
        "application/json",
        "application/problem+json, application/json",
    ] {
        let request = ann.request(Method::POST, COMMENTS);
        let request = request
            .header("content-type", FORM)
            .header("accept", accept);
        let answer = Answer::of(request.body("page=%")).await;
        answer.refused(400, "malformed");
    }
}

#[tokio::test]
async fn a_form_with_two_body_lengths_is_answered_with_a_page_without_its_text() {
    let world = World::new().await;
    let request = format!(
        "POST /api/v1/sites/blog/comments HTTP/1.1\r\nHost: {}\r\nContent-Type: {FORM}\r\n\
         Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        world.address
    );
    let (status, head, body) = send_bytes(&world, request.as_bytes()).await;
    assert_eq!(status, 400);
    assert!(head.contains("content-type: text/html"), "{head}");
    assert!(
        body.contains("<h1>") && !body.contains("<textarea"),
        "{body}"
    );
}

#[tokio::test]
async fn forms_and_links_of_this_servers_own_pages_are_answered_with_pages() {
    let world = World::new().await;
    let ann = world.guest();
    for path in ["/me/profile", "/me/erase", "/sign-out", "/me/nothing"] {
        let answer = post(&ann, path, FORM, "name=Ann".into()).await;
        let status = answer.status.as_u16();
        assert!([403, 404].contains(&status), "{path}: {}", answer.text);
        page(&answer, status, None);
    }
    let callback = post(
        &ann,
        "/api/v1/session/github/callback",
        FORM,
        "code=1".into(),
    )
    .await;
    page(&callback, callback.status.as_u16(), None);
    let request = ann.request(Method::GET, "/api/v1/sites/nowhere/session/github/start");
    let answer = Answer::of(request.header("accept", "text/html,*/*;q=0.8")).await;
    page(&answer, 404, None);
    ann.get("/api/v1/sites/nowhere/session/github/start")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_form_in_a_legacy_encoding_is_accepted() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let token = async || ann.token("/old").await;
    let expect = async |n: usize, text: &str, answer: Answer| {
        answer.expect(303);
        let read = ann.read("/old").await;
        let items = read["items"].as_array().expect("items");
        assert_eq!(items.len(), n + 1, "{text}");
        let html = items[n]["html"].as_str().expect("HTML");
        assert_eq!(html, format!("<p dir=\"auto\">{text}</p>\n"));
    };
    let fields = "page=/old&name=Ren%E9e&email=r@example.org";
    for (n, (content_type, more, text)) in [
        (FORM.to_owned(), "text=caf%E9+%93x%94", "café “x”"),
        (
            format!("{FORM}; charset=iso-8859-15"),
            "text=10+%A4",
            "10 €",
        ),
        (
            FORM.to_owned(),
            "_charset_=windows-1251&text=%CF%F0%E8%E2%E5%F2",
            "Привет",
        ),
        (
            FORM.to_owned(),
            "_charset_=Shift_JIS&text=%93%FA%96%7B",
            "日本",
        ),
        (FORM.to_owned(), "_charset_=nonsense&text=na%EFve", "naïve"),
        (
            FORM.to_owned(),
            "_charset_=x-user-defined&text=fianc%E9e",
            "fiancée",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let body = format!("{fields}&token={}&{more}", token().await);
        expect(n, text, ann.send_raw(&content_type, body).await).await;
    }
    let read = ann.read("/old").await;
    assert_eq!(read["items"][0]["author"]["name"], "Renée");
    // The same as multipart, with an unexpected file.
    let part = |name: &str, more: &str, value: &[u8]| {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
        [head.as_bytes(), value, b"\r\n"].concat()
    };
    let token = token().await;
    let body = [
        part("page", "", b"/old"),
        part("name", "", b"Ren\xe9e"),
        part("email", "", b"r@example.org"),
        part("token", "", token.as_bytes()),
        part(
            "photo",
            "; filename=\"a.png\"\r\nContent-Type: image/png",
            b"\x89PNG",
        ),
        part("text", "", b"d\xe9j\xe0 vu"),
        b"--b--\r\n".to_vec(),
    ];
    let answer = ann
        .send_raw("multipart/form-data; boundary=b", body.concat())
        .await;
    expect(6, "déjà vu", answer).await;
    // A refused form is returned in UTF-8, with what was typed.
    let answer = ann
        .send_raw(FORM, "page=/old&text=caf%E9&name=Ren%E9e")
        .await;
    let form = FilledForm::read(&answer.expect(422).text);
    assert_eq!(
        (&*form.values["text"], &*form.values["name"]),
        ("café", "Renée")
    );
}

#[tokio::test]
async fn a_form_in_utf8_is_read_as_utf8_regardless_of_its_stated_charset() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let expect = async |n: usize, text: &str, answer: Answer| {
        answer.expect(303);
        let read = ann.read("/stated").await;
        let html = read["items"][n]["html"].as_str().expect("HTML");
        assert_eq!(html, format!("<p dir=\"auto\">{text}</p>\n"));
    };
    for (n, (content_type, stated)) in [
        (FORM.to_owned(), "_charset_=windows-1251&"),
        (FORM.to_owned(), "_charset_=gbk&"),
        (format!("{FORM}; charset=iso-8859-1"), ""),
        (format!("{FORM}; charset=utf-16"), ""),
    ]
    .into_iter()
    .enumerate()
    {
        let token = ann.token("/stated").await;
        let text = format!("Schöne Grüße 你好 {n}");
        let fields = [
            ("page", "/stated"),
            ("name", "Renée"),
            ("email", "r@example.org"),
        ];
        let fields = urlencoded(&[&fields[..], &[("text", &text), ("token", &token)]].concat());
        let answer = ann
            .send_raw(&content_type, format!("{stated}{fields}"))
            .await;
        expect(n, &text, answer).await;
    }
    let read = ann.read("/stated").await;
    assert_eq!(read["items"][3]["author"]["name"], "Renée");
    // Texts in these two encodings are valid UTF-8 as well.
    let fields = "page=/stated&name=Ann&email=r@example.org";
    for (n, (stated, text, expected)) in [
        ("iso-2022-jp", "%1B%24BK%5CF%7C%1B%28B", "本日"),
        ("utf-16le", "H%00i%00%21%00", "Hi!"),
    ]
    .into_iter()
    .enumerate()
    {
        let token = ann.token("/stated").await;
        let body = format!("_charset_={stated}&{fields}&token={token}&text={text}");
        expect(4 + n, expected, ann.send_raw(FORM, body).await).await;
    }
}

#[tokio::test]
async fn a_page_for_a_reader_is_in_the_language_of_the_site() {
    let world = World::new().await;
    world.policy(|policy| policy.language = Language::De).await;
    let ann = world.guest();
    let large = "x".repeat(250_000);
    let answer = ann.submit(&[("page", "/a"), ("text", &large)]).await;
    page(&answer, 413, Some(&large));
    assert!(
        answer.text.contains("<html lang=\"de\" dir="),
        "{:.200}",
        answer.text
    );
    assert!(answer.text.contains("Kürzen Sie bitte Ihren Text"));
    // The language of a nonexistent site is unknown, so the browser's preference among the supported
    // languages is used.
    let request = ann.request(Method::POST, "/api/v1/sites/nowhere/comments");
    let request = request
        .header("content-type", FORM)
        .header("accept-language", "de-CH,en;q=0.5");
    let answer = Answer::of(request.body(urlencoded(&[("text", TEXT)]))).await;
    page(&answer, 404, Some(TEXT));
    assert!(answer.text.contains("Ihr Text"), "{}", answer.text);
}
