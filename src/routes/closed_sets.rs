//! The closed sets: what is written as a word is read as the same variant, in texts and in JSON.

use std::{collections::HashSet, fmt::Debug};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    assessment, ban, classifier, client, closed_set::ClosedSet, comment, commenter, config,
    external_check, flood, http, locale, mail, moderate, moderation, moderator, notice, site, spam,
    token,
};

fn check<T: ClosedSet + Debug + PartialEq + Serialize + DeserializeOwned>() {
    assert_eq!(T::WORDS.len(), T::VARIANTS.len(), "{}", T::NAME);
    let distinct = T::WORDS.iter().collect::<HashSet<_>>();
    assert_eq!(
        distinct.len(),
        T::WORDS.len(),
        "{}: {:?}",
        T::NAME,
        T::WORDS
    );
    for (word, variant) in T::WORDS.iter().zip(T::VARIANTS) {
        assert_eq!(variant.word(), *word);
        assert_eq!(T::of_word(word).as_ref(), Ok(variant));
        assert_eq!(serde_json::to_value(variant).expect("JSON"), json!(word));
        let read = serde_json::from_value::<T>(json!(word));
        assert_eq!(&read.expect("a word"), variant);
    }
    let unknown = T::of_word("no such word").expect_err(T::NAME);
    assert_eq!(unknown.known, T::WORDS);
    let message = unknown.to_string();
    assert!(
        message.contains(T::NAME) && message.contains(T::WORDS[0]),
        "{message}"
    );
}

#[test]
fn every_word_is_read_as_the_variant_that_wrote_it() {
    check::<classifier::Label>();
    check::<classifier::SpamVerdict>();
    check::<client::OutgoingFault>();
    check::<comment::Action>();
    check::<ban::BanKind>();
    check::<comment::CommentStatus>();
    check::<comment::EditState>();
    check::<comment::IdentityKind>();
    check::<comment::PersonChange>();
    check::<comment::RootOrder>();
    check::<comment::ThreadAction>();
    check::<comment::ThreadState>();
    check::<comment::TitleSource>();
    check::<commenter::api::wire::ViewerKind>();
    check::<config::LogFormat>();
    check::<flood::FloodStep>();
    check::<http::Code>();
    check::<locale::Language>();
    check::<mail::notice::NoticeKind>();
    check::<notice::NoticeMode>();
    check::<notice::LinkAction>();
    check::<moderation::QueueSort>();
    check::<moderation::StatusFilter>();
    check::<moderation::Skip>();
    check::<moderator::PasswordFault>();
    check::<moderator::Permission>();
    check::<moderator::Role>();
    check::<moderate::address::QueueFolder>();
    check::<site::FieldRule>();
    check::<site::ModerationPolicy>();
    check::<site::WaitingEdits>();
    check::<spam::ReasonAccuracy>();
    check::<assessment::QueueGroup>();
    check::<assessment::ReasonCode>();
    check::<external_check::CaptchaKind>();
    check::<token::TokenKind>();
}
