//! The queue and the folders.

use minijinja::{Value, context, value::Serde};
use poem::{Request, Response, handler, http::StatusCode, web::Data};
use url::form_urlencoded;

use super::{
    address::{DASHBOARD, LOG, QUEUE, QueueFolder, QueueSelection},
    notice::FormOutcome,
    reasons::reason_label,
    row::{RowContext, rows},
    session::SignedIn,
    template::render,
};
use crate::{
    assessment::ReasonCode,
    http::{Problem, language},
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderation::{
        QueueQuery, QueueSort,
        api::{ModeratorScope, read_cursor, write_cursor},
    },
    moderator::{CurrentModerator, Permission},
    statistics::GroupCounts,
};

/// The number of comments on a page.
const LIMIT: usize = 50;

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let address = QueueSelection::parse(query);
    let outcome = FormOutcome::parse(query);
    page(pages, &moderator, &address, outcome).await
}

async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    address: &QueueSelection,
    outcome: Option<FormOutcome>,
) -> Result<Response, Problem> {
    let language = language();
    let (sites, permission) = (&pages.sites, Permission::ReadQueue);
    let all = ModeratorScope::of(sites, moderator, None, permission).await?;
    let mut scope =
        ModeratorScope::of(sites, moderator, address.site.as_deref(), permission).await?;
    let api = &pages.moderation;
    let filter = api.filter("", address.filter(None), &mut scope).await?;
    let order = address.key_order();
    let after = address.after.as_deref();
    let query = QueueQuery {
        sites: scope.ids(),
        filter,
        order,
        after: after.map(|after| read_cursor(order, after)).transpose()?,
        limit: LIMIT,
    };
    let part = api.moderation.queue(query).await?;
    let notice = match outcome {
        Some(outcome) => {
            let sites = all.ids();
            let view = outcome.view(&api.moderation, &sites, language);
            Some(view.await?)
        }
        None => None,
    };
    let next = part.next.map(|next| {
        let mut address = address.clone();
        address.after = Some(write_cursor(order, next));
        address.url()
    });
    let context = RowContext {
        pages,
        moderator,
        address,
        language,
    };
    let rows = rows(&context, part.items).await?;
    let values = context! {
        section => "queue", notice, next, rows => Serde(rows),
        nav => nav(pages, moderator, address, &all).await?,
        folders => folders(address, part.waiting, language),
        filters => filters(address, language), reasons => reasons(address, language),
        orders => orders(address, language), search => address.search.clone(), site => address.site.clone(),
        show_site => address.site.is_none() && all.ids().len() > 1,
        folder => address.folder.as_str(), heading => Message::new(address.folder.label()).to_text(language),
        first => address.after.as_ref().map(|_| address.changed(|_| {}).url()),
        has_filter => address.has_filter(), reset => address.only(|_| {}),
        back => address.query(), selection => address.selection(),
        waiting => waiting(address.folder, part.waiting),
        may_erase => may_erase(moderator, address.folder),
        is_incomplete => part.is_incomplete,
        overflowed => (address.folder.group().is_some() && part.overflowed > 0).then(|| overflow(part.overflowed, language)),
    };
    render(StatusCode::OK, "queue.html", values)
}

/// Returns the number that the title of the page begins with: of what waits in the folder, or else for review.
const fn waiting(folder: QueueFolder, counts: GroupCounts) -> i64 {
    match folder {
        QueueFolder::ProbablySpam => counts.probably_spam,
        _ => counts.review,
    }
}

fn may_erase(moderator: &CurrentModerator, folder: QueueFolder) -> bool {
    matches!(folder, QueueFolder::Spam | QueueFolder::Trash)
        && moderator.may(Permission::Erase, None)
}

fn overflow(count: i64, language: Language) -> String {
    let count = usize::try_from(count).unwrap_or_default();
    let what = super::label::number_of_comments(count, language);
    Message::new("mod-overflowed")
        .with("what", what)
        .to_text(language)
}

/// Returns what stands above each page: the sites with what waits, and who is signed in.
pub(super) async fn nav(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    address: &QueueSelection,
    scope: &ModeratorScope,
) -> Result<Value, Problem> {
    let url = |site: Option<&str>| {
        let list = address.changed(|address| {
            address.site = site.map(str::to_owned);
            // A page belongs to its site.
            address.page = address.page.take().filter(|_| site.is_none());
        });
        list.url()
    };
    let site = address.site.as_deref();
    nav_to(pages, moderator, (site, scope), url).await
}

/// Returns the same for a page that is no part of the queue. `url` returns its URL for a site, or for all sites.
pub(super) async fn nav_to(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (current, scope): (Option<&str>, &ModeratorScope),
    url: impl Fn(Option<&str>) -> String,
) -> Result<Value, Problem> {
    let waiting = pages
        .moderation
        .moderation
        .waiting_by_site(scope.ids())
        .await?;
    let mut total = GroupCounts::default();
    let mut sites = Vec::new();
    for id in scope.ids() {
        let counts = waiting.get(&id).copied().unwrap_or_default();
        total = total.plus(counts);
        let Some(site) = pages.sites.by_id(id).await else {
            continue;
        };
        sites.push(context! {
            name => site.name.clone(), url => url(Some(&site.slug)), waiting => counts.review + counts.probably_spam,
            is_current => current == Some(site.slug.as_str()),
        });
    }
    let of_site = |path: &str| match current {
        Some(site) => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("site", site);
            format!("{path}?{}", query.finish())
        }
        None => path.to_owned(),
    };
    Ok(context! {
        sites, all_url => url(None), all_waiting => total.review + total.probably_spam,
        is_all => current.is_none(), login => moderator.login.clone(), queue_url => of_site(QUEUE),
        dashboard_url => of_site(DASHBOARD), log_url => of_site(LOG),
    })
}

fn folders(address: &QueueSelection, waiting: GroupCounts, language: Language) -> Vec<Value> {
    let folders = QueueFolder::ALL.into_iter().map(|folder| {
        let count = match folder {
            QueueFolder::Review => Some(waiting.review),
            QueueFolder::ProbablySpam => Some(waiting.probably_spam),
            QueueFolder::Approved | QueueFolder::Spam | QueueFolder::Trash | QueueFolder::All => {
                None
            }
        };
        let url = address.changed(|address| address.folder = folder).url();
        context! {
            label => Message::new(folder.label()).to_text(language), count, url,
            is_current => folder == address.folder,
        }
    });
    folders.collect()
}

/// Returns the filters in use that no field shows, each with the URL without it.
fn filters(address: &QueueSelection, language: Language) -> Vec<Value> {
    let network = address.network.as_ref().map(|network| {
        let label = Message::new("mod-filter-network").with("network", network.clone());
        (label, address.changed(|address| address.network = None))
    });
    let page = address.page.as_ref().map(|page| {
        let label = Message::new("mod-filter-page").with("page", page.clone());
        (label, address.changed(|address| address.page = None))
    });
    let domain = address.email_domain.as_ref().map(|domain| {
        let label = Message::new("mod-filter-email-domain").with("domain", domain.clone());
        (
            label,
            address.changed(|address| address.email_domain = None),
        )
    });
    let filters = [network, domain, page].into_iter().flatten();
    let filters = filters.map(|(label, without)| {
        context! { label => label.to_text(language), url => without.url() }
    });
    filters.collect()
}

/// Returns the choices of the field with reasons, by name.
fn reasons(address: &QueueSelection, language: Language) -> Vec<Value> {
    let mut reasons = ReasonCode::ALL
        .iter()
        .map(|code| (reason_label(*code, language), code.as_str()))
        .collect::<Vec<_>>();
    reasons.sort();
    let selected = address.reason.as_deref();
    let reasons = reasons.into_iter().map(|(label, code)| {
        context! { label, code, is_selected => selected == Some(code) }
    });
    reasons.collect()
}

fn orders(address: &QueueSelection, language: Language) -> Vec<Value> {
    let orders = [
        (QueueSort::Oldest, "thread-oldest"),
        (QueueSort::Newest, "thread-newest"),
        (QueueSort::Score, "mod-order-score"),
    ];
    // Comments of any status have no common score.
    let has_score = address.folder != QueueFolder::All;
    let orders = orders
        .into_iter()
        .filter(|(order, _)| has_score || *order != QueueSort::Score);
    let orders = orders.map(|(order, label)| {
        context! {
            label => Message::new(label).to_text(language), url => address.in_order(order),
            is_current => order == address.order(),
        }
    });
    orders.collect()
}
