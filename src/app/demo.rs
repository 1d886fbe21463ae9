//! The demo of development mode: its site, and the sample comments of its page.

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::App;
use crate::{
    clock::Clock,
    comment::CommentStatus,
    config::Settings,
    db::{self, Db},
    flood::{CheckedToken, TokenState},
    pages::demo::TITLE,
    site::{self, ModerationPolicy, NewSite, Policy, Site, Sites},
    submission::{CommentAuthor, FormSignals, Guest, Refusal, Submission},
    text::{Body, Email, Name, Origin, Title, Website},
};

/// A sample comment: its author, their website, the text, and the position of the sample that it replies to.
struct DemoComment(
    &'static str,
    Option<&'static str>,
    &'static str,
    Option<usize>,
);

const SAMPLES: [DemoComment; 6] = [
    DemoComment(
        "Ada Mensah",
        Some("https://example.org/"),
        "Twelve weeks, and I only skipped one: **Thing 7**. Who needs a podcast? But I still tag every photo that I take, so \
         something stayed.\n\nThank you all for the company, and for the *answers* to my questions.",
        None,
    ),
    DemoComment(
        "Ben",
        None,
        "I gave up Thing 7, too. No one wants to hear me read a recipe aloud.",
        Some(0),
    ),
    DemoComment(
        "Ada Mensah",
        Some("https://example.org/"),
        "I would listen to that!",
        Some(1),
    ),
    DemoComment(
        "Chiara",
        None,
        "What I still use on Monday mornings:\n\n1. the feed reader\n2. the shared calendar\n3. the kettle\n\n\
         > Best reply wins the last slice of cake.\n\nThen here is my entry.",
        None,
    ),
    DemoComment(
        "نور",
        None,
        "شكرا على هذه الأسابيع الجميلة. تعلمت الكثير!",
        None,
    ),
    DemoComment(
        "Jun",
        None,
        "For Thing 9 I wrote a small script that renames my scans:\n\n```sh\nfor scan in *.pdf; do\n  mv \"$scan\" \
         \"$(date -r \"$scan\" +%F) $scan\"\ndone\n```\n\nIt saved me an afternoon.",
        None,
    ),
];

impl App {
    /// Adds the sample comments to the page of the demo if it has none. They are submitted as those of readers are,
    /// and published without a moderator.
    pub async fn add_demo_comments(&self) -> Result<(), Refusal> {
        let Some(demo) = self.sites.find("demo").await else {
            return Ok(());
        };
        let url = format!("{}/demo", self.settings.base_url());
        let Some(page) = demo.page_of_url(&url) else {
            return Ok(());
        };
        let sizes = self.comments.head(&demo, page.as_str()).await?;
        if sizes.approved() > 0 {
            return Ok(());
        }
        // Only in this copy: what is posted on the page waits for a moderator.
        let mut site = Site::clone(&demo);
        site.policy.moderation = ModerationPolicy::None;
        let site = Arc::new(site);
        let mut added = Vec::new();
        for (n, DemoComment(name, website, text, parent)) in (1..).zip(SAMPLES) {
            // An address of documentation for each (RFC 5737), because limits count by address.
            let address = IpAddr::from([192, 0, 2, n]);
            let Ok(text) = Body::parse(text, 1..=10_000) else {
                continue;
            };
            let guest = Guest {
                name: Name::parse(name).ok(),
                email: Email::parse(&format!("reader-{n}@example.org")).ok(),
                website: website.and_then(|website| Website::parse(website).ok()),
            };
            let state = TokenState::Fresh {
                age: Duration::from_mins(1),
            };
            let submission = Submission {
                page: page.clone(),
                text,
                parent: parent.and_then(|parent| added.get(parent).copied()),
                title: Title::parse(TITLE).ok(),
                url: Some(url.clone()),
                author: CommentAuthor::Guest(guest),
                form: FormSignals {
                    token: CheckedToken {
                        state,
                        ..CheckedToken::missing()
                    },
                    ..FormSignals::none()
                },
            };
            let admission = self.submissions.admit(&site, address, None, None)?;
            let submitted = self.submissions.submit(admission, submission, None, None);
            let comment = submitted.await?.comment.comment;
            if comment.status != CommentStatus::Approved {
                tracing::debug!(comment = %comment.id, "sample comment not published");
            }
            added.push(comment.id);
        }
        Ok(())
    }
}

/// Adds the demo site, or adds the origins that this process serves to it.
pub(super) async fn add_site(
    settings: &Settings,
    db: &Db,
    sites: &Sites,
    clock: &Clock,
) -> Result<(), db::Error> {
    let mut names = vec![settings.base_url()];
    if let Some(port) = settings.http.listen.port() {
        names.push(format!("http://localhost:{port}"));
        names.push(format!("http://127.0.0.1:{port}"));
    }
    let mut origins = sites
        .find("demo")
        .await
        .map(|demo| demo.origins.clone())
        .unwrap_or_default();
    let known = origins.len();
    for origin in names.iter().flat_map(|name| Origin::parse(name)) {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    if origins.len() == known {
        return Ok(());
    }
    let new = NewSite {
        slug: "demo".to_owned(),
        name: "Demo".to_owned(),
        origins,
        policy: Policy::default(),
    };
    let demo = sites.find("demo").await.map(|demo| demo.id);
    let added = db.write((new, demo, clock.now()), |c, (new, demo, now)| {
        Box::pin(async move {
            match demo {
                Some(id) => site::sql::insert_origins(c, *id, &new.origins).await,
                None => site::add(c, new, *now).await.map(|_| ()),
            }
        })
    });
    match added.await {
        // Another replica was first.
        Ok(()) | Err(db::Error::Unique(_)) => sites.reload().await,
        Err(error) => Err(error),
    }
}
