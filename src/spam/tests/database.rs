//! Content fingerprints and form tokens in a database: learned, unlearned, spent, expired.

use super::*;
use crate::{
    db::{DatabaseSettings, Db, OpenMode},
    site::{self, NewSite},
};

struct SpamWorld {
    db: Db,
    spam: Spam,
    site: SiteId,
    _folder: tempfile::TempDir,
}

impl SpamWorld {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let settings = DatabaseSettings {
            url: url.into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        db.migrate(T0).await.expect("migrates");
        let site = Self::add_site(&db, "blog").await;
        Self {
            db,
            spam: spam(),
            site,
            _folder: folder,
        }
    }

    async fn add_site(db: &Db, slug: &str) -> SiteId {
        let new = NewSite {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            origins: Vec::new(),
            policy: Policy::default(),
        };
        db.write(new, |c, new| {
            Box::pin(async move { site::add(c, new, T0).await })
        })
        .await
        .unwrap_or_else(|e| panic!("{e}"))
    }

    async fn judge(&self, sample: &Sample<'_>) -> Assessment {
        let inspection = self.spam.inspect(sample, &Policy::default());
        self.spam.judge(
            inspection,
            &self.content_fingerprints(self.site, sample).await,
        )
    }

    async fn content_fingerprints(&self, site: SiteId, sample: &Sample<'_>) -> ContentFingerprints {
        let inspection = self.spam.inspect(sample, &Policy::default());
        self.db
            .read((site, inspection), |c, (site, inspection)| {
                Box::pin(async move {
                    let recalled = Spam::request_fingerprints(c, *site, inspection)?;
                    recalled.receive(c).await
                })
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"))
    }

    async fn decide(&self, sample: &Sample<'_>, label: Label) {
        self.train(sample, label, true).await;
    }

    async fn undo(&self, sample: &Sample<'_>, label: Label) {
        self.train(sample, label, false).await;
    }

    async fn train(&self, sample: &Sample<'_>, label: Label, learn: bool) {
        let example = example(sample);
        let author = example.author.map(<[u8]>::to_vec);
        let texts = [
            Some(example.text),
            Some(example.name),
            example.website,
            example.network,
        ];
        let input = (
            self.spam.clone(),
            self.site,
            texts.map(|t| t.map(str::to_owned)),
            author,
            example.verified,
        );
        self.db
            .write(input, move |c, (spam, site, texts, author, verified)| {
                Box::pin(async move {
                    let [text, name, website, network] = texts.each_ref().map(Option::as_deref);
                    let assessment = judge(&self::sample(TEXT));
                    let example = TrainingExample {
                        site: *site,
                        comment: Uuid::from_u128(1),
                        text: text.unwrap_or_default(),
                        name: name.unwrap_or_default(),
                        website,
                        author: author.as_deref(),
                        verified: *verified,
                        network,
                        at: T0,
                        assessment: &assessment,
                    };
                    let (from, to) = if learn {
                        (None, Some(label))
                    } else {
                        (Some(label), None)
                    };
                    let revision = Revision { example, from, to };
                    spam.revise(c, &[revision], T0)
                })
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
    }

    async fn spend(&self, token: CheckedToken) -> bool {
        self.db
            .write((self.site, token), |c, (site, token)| {
                Box::pin(async move {
                    let spent = token.spend(c, *site, Uuid::nil())?;
                    spent.was_first(c).await
                })
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"))
    }

    async fn forget(&self, now: Timestamp) -> u64 {
        let mut rows = self.spam.expire_networks(&self.db, now).await;
        for expiration in self.spam.expirations(now) {
            let expired = self.db.expire(&expiration).await;
            rows = rows.and_then(|rows| Ok(rows + expired?));
        }
        rows.unwrap_or_else(|e| panic!("{e}"))
    }

    fn checked(&self) -> CheckedToken {
        let token = self.spam.issue_token(self.site, "/");
        self.spam
            .check_token(self.site, "/", Some(&token))
            .expect("ours")
    }
}

const ADVERT: &str = "Hello friends I earn nine thousand dollars every single month from home with this \
    simple trick, visit www.quick-money-shop.com and begin today";

#[tokio::test]
async fn a_moderators_decision_is_remembered_for_the_next_comment() {
    let world = SpamWorld::new().await;
    let advert = Sample {
        author: Some(CLAIMED),
        proof: ProofState::Good,
        network: Some("203.0.113.0/24"),
        ..sample(ADVERT)
    };
    assert_eq!(world.judge(&advert).await.reasons, []);
    world.decide(&advert, Label::Spam).await;
    let again = world.judge(&advert).await;
    assert_eq!(
        codes(&again),
        [
            ReasonCode::TextKnown,
            ReasonCode::DomainSpam,
            ReasonCode::NetworkSpam
        ]
    );
    let changed = format!("{} now!", ADVERT.replace("friends", "my dear people"));
    let alike = world.judge(&sample(&changed)).await;
    assert_eq!(
        codes(&alike),
        [ReasonCode::TextSimilar, ReasonCode::DomainSpam]
    );
    assert_eq!(world.judge(&sample(TEXT)).await.reasons, []);
}

#[tokio::test]
async fn approvals_earn_a_verified_author_trust() {
    let world = SpamWorld::new().await;
    let ann = |text| Sample {
        author: Some(ANN),
        ..sample(text)
    };
    for (n, word) in ["one", "two", "three", "four", "five"]
        .into_iter()
        .enumerate()
    {
        let expected = if n == 0 {
            vec![]
        } else {
            vec![ReasonCode::AuthorApproved]
        };
        assert_eq!(codes(&world.judge(&ann(TEXT)).await), expected);
        world.decide(&ann(word), Label::Ham).await;
    }
    let trusted = world.judge(&ann(TEXT)).await;
    assert_eq!(codes(&trusted), [ReasonCode::AuthorTrusted]);
    assert_eq!(trusted.verdict, SpamVerdict::Ham);
}

#[tokio::test]
async fn what_is_learned_and_unlearned_leaves_the_memory_as_it_was() {
    let world = SpamWorld::new().await;
    let advert = Sample {
        author: Some(ANN),
        network: Some("203.0.113.0/24"),
        ..sample(ADVERT)
    };
    world.decide(&advert, Label::Spam).await;
    world.undo(&advert, Label::Spam).await;
    assert_eq!(
        world.content_fingerprints(world.site, &advert).await,
        ContentFingerprints::default()
    );
    world.decide(&advert, Label::Ham).await;
    let before = world.content_fingerprints(world.site, &advert).await;
    world.decide(&advert, Label::Spam).await;
    assert_ne!(
        world.content_fingerprints(world.site, &advert).await,
        before
    );
    world.undo(&advert, Label::Spam).await;
    assert_eq!(
        world.content_fingerprints(world.site, &advert).await,
        before
    );
}

#[tokio::test]
async fn a_count_never_falls_below_zero() {
    let world = SpamWorld::new().await;
    let advert = sample(ADVERT);
    world.undo(&advert, Label::Ham).await;
    world.decide(&advert, Label::Spam).await;
    world.undo(&advert, Label::Ham).await;
    let fingerprints = world.content_fingerprints(world.site, &advert).await;
    assert!(!fingerprints.0.is_empty());
    assert!(
        fingerprints
            .0
            .values()
            .all(|c| *c == FingerprintCounts { ham: 0, spam: 1 }),
        "{fingerprints:?}"
    );
}

#[tokio::test]
async fn one_sites_decisions_say_nothing_to_another() {
    let world = SpamWorld::new().await;
    let other = SpamWorld::add_site(&world.db, "other").await;
    world.decide(&sample(ADVERT), Label::Spam).await;
    assert_eq!(
        world.content_fingerprints(other, &sample(ADVERT)).await,
        ContentFingerprints::default()
    );
}

#[tokio::test]
async fn of_two_comments_with_one_token_one_spends_it() {
    let world = SpamWorld::new().await;
    let token = world.checked();
    let (a, b) = tokio::join!(world.spend(token), world.spend(token));
    assert!(a != b, "{a} {b}");
    assert!(!world.spend(token).await);
    assert!(
        world.spend(world.checked()).await,
        "another token of the same page"
    );
}

#[tokio::test]
async fn a_missing_token_has_nothing_to_spend() {
    let world = SpamWorld::new().await;
    let missing = world
        .spam
        .check_token(world.site, "/", None)
        .expect("no token is not a bad one");
    assert!(world.spend(missing).await && world.spend(missing).await);
}

#[tokio::test]
async fn upkeep_forgets_stale_tokens_then_networks_then_the_rest() {
    let world = SpamWorld::new().await;
    let advert = Sample {
        network: Some("203.0.113.0/24"),
        ..sample(ADVERT)
    };
    world.decide(&advert, Label::Spam).await;
    let rows = world
        .content_fingerprints(world.site, &advert)
        .await
        .0
        .len() as u64;
    let token = world.checked();
    assert!(world.spend(token).await);
    let day = |n: u64| T0.plus(Duration::from_secs(86_400 * n + 1));
    assert_eq!(world.forget(T0).await, 0);
    assert!(
        !world.spend(token).await,
        "not forgotten while it would be fresh"
    );
    assert_eq!(world.forget(day(1)).await, 1, "the token");
    assert_eq!(world.forget(day(4)).await, 0);
    assert_eq!(
        world.forget(day(5)).await,
        2,
        "the network, alone and with the domain"
    );
    assert_eq!(world.forget(day(179)).await, 0);
    assert_eq!(world.forget(day(180)).await, rows - 2, "the rest");
    assert_eq!(
        world.content_fingerprints(world.site, &advert).await,
        ContentFingerprints::default()
    );
}

#[tokio::test]
async fn every_statement_is_understood() {
    let world = SpamWorld::new().await;
    for (name, statement) in sql::ALL {
        world
            .db
            .prepare(*statement)
            .await
            .unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}
