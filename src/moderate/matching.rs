//! Decisions about all comments that a filter selects: first how many they are, then the decision, which includes
//! nothing that changed since.

use minijinja::context;
use poem::{Request, Response, handler, http::StatusCode, web::Data};
use url::form_urlencoded;

use super::{
    address::QueueSelection,
    decide::scope_for,
    form::{ModeratorForm, parse_action},
    label::{action_label, number_of_comments, skip_label},
    notice::{CompletedAction, FormOutcome},
    queue::nav,
    session::SignedIn,
    template::render,
};
use crate::{
    clock::Timestamp,
    comment::Action,
    http::{Problem, Time, language},
    locale::Message,
    moderate::ModeratorPages,
    moderation::{
        Decided, Decision, SELECTION_MAX, Skip,
        api::{ModeratorScope, actor},
    },
    moderator::{CurrentModerator, Permission},
};

/// Shows how many comments a decision would be about. Changes nothing.
#[handler]
pub(crate) async fn preview(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let address = QueueSelection::parse(query).changed(|_| {});
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let action = pairs.find_map(|(name, value)| (name == "action").then_some(value));
    let action = parse_action(&action.unwrap_or_default())?;
    let decided = decide_matching(pages, &moderator, &address, (action, None, true)).await?;
    let language = language();
    let skipped = Skip::ALL.into_iter().filter_map(|skip| {
        let count = decided
            .skipped
            .iter()
            .filter(|(_, code)| *code == skip)
            .count();
        let what = number_of_comments(count, language);
        let line = Message::new(skip_label(skip)).with("what", what);
        (count > 0).then(|| line.to_text(language))
    });
    let is_cut = count_of(&decided) >= SELECTION_MAX;
    let more = Message::new("mod-matching-more").with("max", SELECTION_MAX.to_string());
    let more = is_cut.then(|| more.to_text(language));
    let all = ModeratorScope::of(&pages.sites, &moderator, None, Permission::ReadQueue).await?;
    let count = decided.decided.len();
    let values = context! {
        nav => nav(pages, &moderator, &address, &all).await?,
        back => address.query(), back_url => address.url(), count,
        what => number_of_comments(count, language), skipped => skipped.chain(more).collect::<Vec<_>>(),
        before => decided.before.map(|before| before.0), action => action.as_str(),
        form => "/moderate/matching", label => Message::new(action_label(action)).to_text(language),
        is_erasure => action == Action::Delete,
    };
    render(StatusCode::OK, "matching.html", values)
}

/// Returns the number of comments that a decision is about.
fn count_of(decided: &Decided) -> usize {
    decided.decided.len() + decided.skipped.len()
}

/// Carries out the decision that was shown before.
#[handler]
pub(crate) async fn decide(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields,
        back,
        moderator,
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let action = parse_action(fields.get("all").unwrap_or_default())?;
    let before = fields.get("before").and_then(|before| before.parse().ok());
    let before = before
        .ok_or_else(|| Problem::field("before", "required", "Must be the time of the preview."))?;
    let task = (action, Some(Timestamp(before)), false);
    let decided = decide_matching(pages, &moderator, &back, task).await?;
    let outcome = FormOutcome::new(CompletedAction::Decided(action), &decided);
    Ok(super::see_other(&outcome.url(&back)))
}

async fn decide_matching(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    address: &QueueSelection,
    (action, before, dry_run): (Action, Option<Timestamp>, bool),
) -> Result<Decided, Problem> {
    let mut scope = scope_for(pages, moderator, action).await?;
    if address.site.is_some() {
        let site = address.site.as_deref();
        let permission = if action == Action::Delete {
            Permission::Erase
        } else {
            Permission::Decide
        };
        scope = ModeratorScope::of(&pages.sites, moderator, site, permission).await?;
    }
    let is_approval = action == Action::Approve && !dry_run;
    let api = &pages.moderation;
    let filter = address.filter(before.map(Time));
    let selection = api.selection(None, Some(filter), is_approval, &mut scope);
    let decision = Decision {
        selection: selection.await?,
        action,
        note: None,
        versions: std::collections::HashMap::new(),
        before,
        whole_comment: false,
        dry_run,
    };
    let (actor, sites) = (actor(moderator), scope.ids());
    let decided = api.moderation.decide(&actor, &sites, &decision);
    Ok(decided.await?)
}
