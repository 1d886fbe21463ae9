//! `/moderate/dashboard`: what came and what became of it, how long comments wait, which reasons are right, and whether
//! the server is well.

use std::time::Duration;

use minijinja::{Value, context, value::Serde};
use poem::{Request, Response, handler, http::StatusCode, web::Data};
use url::form_urlencoded;

use super::{
    address::DASHBOARD, chart::DayChart, health::services, queue::nav_to, reasons::reason_label,
    session::SignedIn, template::render,
};
use crate::{
    http::{Problem, language},
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderation::api::ModeratorScope,
    moderator::{CurrentModerator, Permission},
    spam::ReasonAccuracy,
    statistics::{DayCount, Days, ReasonRecord, StatisticsQuery, date},
};

/// The numbers of days that can be chosen.
const RANGES: [i64; 3] = [7, 30, 90];

/// The number of days without a choice.
const USUAL_RANGE: i64 = 30;

/// A figure of a day, with the catalog entry of its name.
type DayFigure = (&'static str, fn(&DayCount) -> i64);

/// The figures that are drawn.
const FIGURES: [DayFigure; 4] = [
    ("mod-received", |day| day.received),
    ("mod-folder-approved", |day| day.approved),
    ("mod-folder-spam", |day| day.spam),
    ("mod-rescued", |day| day.rescued),
];

/// What the URL of the dashboard selects. Parameters that cannot be read are ignored.
#[derive(Debug)]
struct DashboardSelection {
    /// The slug of a site; `None` for all sites of the moderator.
    site: Option<String>,
    days: i64,
}

impl DashboardSelection {
    fn parse(query: &str) -> Self {
        let mut selection = Self {
            site: None,
            days: USUAL_RANGE,
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "site" if !value.is_empty() => selection.site = Some(value.into_owned()),
                "days" => {
                    let days = value.parse().ok().filter(|days| RANGES.contains(days));
                    selection.days = days.unwrap_or(USUAL_RANGE);
                }
                _ => {}
            }
        }
        selection
    }
}

/// Returns the URL of the dashboard.
fn dashboard_url(site: Option<&str>, days: i64) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(site.map(|site| ("site", site)));
    if days != USUAL_RANGE {
        query.append_pair("days", &days.to_string());
    }
    let query = query.finish();
    let sign = if query.is_empty() { "" } else { "?" };
    format!("{DASHBOARD}{sign}{query}")
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let selection = DashboardSelection::parse(request.uri().query().unwrap_or_default());
    page(pages, &moderator, &selection).await
}

async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    selection: &DashboardSelection,
) -> Result<Response, Problem> {
    let language = language();
    let (sites, permission) = (&pages.sites, Permission::ReadQueue);
    let site = selection.site.as_deref();
    let all = ModeratorScope::of(sites, moderator, None, permission).await?;
    let scope = ModeratorScope::of(sites, moderator, site, permission).await?;
    let now = pages.clock.now();
    let days = Days::last(selection.days, now);
    let query = StatisticsQuery::new(sites, scope.ids(), days, now).await;
    let found = pages.moderation.moderation.statistics(query).await?;
    let charts = FIGURES.map(|(name, figure)| {
        let numbers = found.days.iter().map(|(day, count)| (*day, figure(count)));
        let name = Message::new(name).to_text(language);
        DayChart::new(name, &numbers.collect::<Vec<_>>(), language)
    });
    let rows = found.days.iter().rev().map(|(day, count)| {
        let figures = FIGURES.map(|(_, figure)| figure(count));
        context! { date => date(*day), figures => figures.to_vec() }
    });
    let ranges = RANGES.map(|days| {
        let label = Message::new("mod-days").with("days", days.to_string());
        context! {
            label => label.to_text(language), url => dashboard_url(site, days), is_current => days == selection.days,
        }
    });
    let mut reasons = found.reasons.iter().collect::<Vec<_>>();
    reasons.retain(|record| record.outcome.ham + record.outcome.spam > 0);
    reasons.sort_by_key(|record| std::cmp::Reverse(record.outcome.ham + record.outcome.spam));
    let reasons = reasons
        .into_iter()
        .map(|record| reason(record, language))
        .collect::<Vec<_>>();
    let url = |site: Option<&str>| dashboard_url(site, selection.days);
    let is_operator = moderator.may(Permission::ManageSites, None);
    let waited = |millis: Option<i64>| millis.map(|millis| duration(millis, language));
    let values = context! {
        section => "dashboard", nav => nav_to(pages, moderator, (site, &all), url).await?,
        charts => Serde(charts), rows => rows.collect::<Vec<_>>(), ranges => ranges.to_vec(), reasons,
        from => date(days.from), to => date(days.to),
        review => found.waiting.review, probably_spam => found.waiting.probably_spam,
        median => waited(found.waited.median), p90 => waited(found.waited.p90), decided => found.waited.decided,
        services => services(pages, is_operator, language).await,
    };
    render(StatusCode::OK, "dashboard.html", values)
}

/// Returns a reason with the decisions about comments that had it.
fn reason(record: &ReasonRecord, language: Language) -> Value {
    let outcome = record.outcome;
    let filed = outcome.ham_filed + outcome.spam_filed;
    // Rounded up, so that a single mistake is not shown as none.
    let rate = (filed > 0).then(|| (u64::from(outcome.ham_filed) * 100).div_ceil(filed.into()));
    let percent = |rate: u64| {
        Message::new("mod-percent")
            .with("number", rate.to_string())
            .to_text(language)
    };
    let accuracy = match record.worth {
        ReasonAccuracy::Unknown => "mod-accuracy-unknown",
        ReasonAccuracy::Good => "mod-accuracy-good",
        ReasonAccuracy::Weak => "mod-accuracy-weak",
        ReasonAccuracy::Misleading => "mod-accuracy-misleading",
    };
    context! {
        label => reason_label(record.code, language), approved => outcome.ham, spam => outcome.spam,
        rescued => outcome.ham_filed, rate => rate, percent => rate.map(percent),
        accuracy => Message::new(accuracy).to_text(language),
    }
}

/// Returns a time span in its largest unit that has at least two of it, rounded down.
fn duration(millis: i64, language: Language) -> String {
    let seconds = Duration::from_millis(millis.try_into().unwrap_or_default()).as_secs();
    let (key, number) = match seconds {
        0..120 => ("mod-seconds", seconds),
        120..7_200 => ("mod-minutes", seconds / 60),
        7_200..172_800 => ("mod-hours", seconds / 3_600),
        _ => ("mod-days-short", seconds / 86_400),
    };
    Message::new(key)
        .with("number", number.to_string())
        .to_text(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_only_what_differs_from_the_usual() {
        for (query, url) in [
            ("", "/moderate/dashboard"),
            ("days=30", "/moderate/dashboard"),
            ("days=8&site=", "/moderate/dashboard"),
            (
                "days=90&site=a%26b",
                "/moderate/dashboard?site=a%26b&days=90",
            ),
        ] {
            let selection = DashboardSelection::parse(query);
            assert_eq!(
                dashboard_url(selection.site.as_deref(), selection.days),
                url
            );
        }
    }

    #[test]
    fn times_have_two_of_their_unit_at_least() {
        for (millis, text) in [
            (-1, "0 s"),
            (119_999, "119 s"),
            (120_000, "2 min"),
            (7_199_000, "119 min"),
            (7_200_000, "2 h"),
            (172_800_000, "2 d"),
        ] {
            assert_eq!(duration(millis, Language::En), text);
        }
    }
}
