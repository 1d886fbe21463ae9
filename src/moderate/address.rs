//! What the URL of the queue selects: site, folder, filters, order, and the part of the list.

use url::form_urlencoded;
use uuid::Uuid;

use crate::{
    assessment::QueueGroup,
    closed_set::closed_set,
    http::Time,
    moderation::{KeyOrder, QueueSort, StatusFilter, api::QueueFilter},
};

/// The path of the queue.
pub(crate) const QUEUE: &str = "/moderate";

/// The path of the dashboard.
pub(super) const DASHBOARD: &str = "/moderate/dashboard";

/// The path of the log.
pub(super) const LOG: &str = "/moderate/log";

closed_set! {
    /// A folder of the queue's page.
    #[derive(Default)]
    pub(crate) enum QueueFolder {
        /// Comments and edits that wait, to be looked at one by one.
        #[default]
        Review = "review",
        /// Comments and edits that wait and are almost certainly spam.
        ProbablySpam = "probably_spam",
        /// Published comments.
        Approved = "approved",
        Spam = "spam",
        Trash = "trash",
        /// Comments in all folders: for a search.
        All = "all",
    }
}

impl QueueFolder {
    /// Returns the catalog entry with the name of the folder.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Review => "mod-folder-review",
            Self::ProbablySpam => "mod-folder-probably-spam",
            Self::Approved => "mod-folder-approved",
            Self::Spam => "mod-folder-spam",
            Self::Trash => "mod-folder-trash",
            Self::All => "mod-folder-all",
        }
    }

    const fn status(self) -> StatusFilter {
        match self {
            Self::Review | Self::ProbablySpam => StatusFilter::Pending,
            Self::Approved => StatusFilter::Approved,
            Self::Spam => StatusFilter::Spam,
            Self::Trash => StatusFilter::Trash,
            Self::All => StatusFilter::Any,
        }
    }

    pub(super) const fn group(self) -> Option<QueueGroup> {
        match self {
            Self::Review => Some(QueueGroup::Review),
            Self::ProbablySpam => Some(QueueGroup::ProbablySpam),
            Self::Approved | Self::Spam | Self::Trash | Self::All => None,
        }
    }

    /// Returns the order without a choice: what waits longest first, otherwise the newest.
    const fn usual_order(self) -> QueueSort {
        match self {
            Self::Review | Self::ProbablySpam => QueueSort::Oldest,
            Self::Approved | Self::Spam | Self::Trash | Self::All => QueueSort::Newest,
        }
    }
}

/// A selection of the queue, as its URL names it. Parameters that cannot be read are ignored, except for filters: without
/// one, a decision about all that match would be about other comments.
#[derive(Clone, Debug, Default)]
pub(super) struct QueueSelection {
    /// The slug of a site; `None` for all sites of the moderator.
    pub(super) site: Option<String>,
    pub(super) folder: QueueFolder,
    pub(super) search: Option<String>,
    /// The domain of the author's email address.
    pub(super) email_domain: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) network: Option<String>,
    pub(super) page: Option<String>,
    order: Option<QueueSort>,
    /// The cursor of the part of the list.
    pub(super) after: Option<String>,
    /// The comment that is shown with those around it, instead of the list.
    pub(super) at: Option<Uuid>,
}

impl QueueSelection {
    /// Parses the query of a URL.
    pub(super) fn parse(query: &str) -> Self {
        let mut address = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let owned = || Some(value.to_owned());
            match &*name {
                "site" => address.site = owned(),
                "folder" => address.folder = value.parse().unwrap_or_default(),
                "q" => address.search = Some(value.chars().take(200).collect()),
                "email_domain" => address.email_domain = owned(),
                "reason" => address.reason = owned(),
                "network" => address.network = owned(),
                "page" => address.page = owned(),
                "order" => address.order = value.parse().ok(),
                "after" => address.after = owned(),
                "at" => address.at = Uuid::try_parse(value).ok(),
                _ => {}
            }
        }
        address
    }

    pub(super) fn order(&self) -> QueueSort {
        // Comments of any status have no common score.
        let order = self
            .order
            .filter(|order| self.folder != QueueFolder::All || *order != QueueSort::Score);
        order.unwrap_or(self.folder.usual_order())
    }

    pub(super) fn key_order(&self) -> KeyOrder {
        KeyOrder::of(self.order(), self.folder.group())
    }

    /// Returns whether the list is restricted further than by site and folder.
    pub(super) const fn has_filter(&self) -> bool {
        self.search.is_some()
            || self.email_domain.is_some()
            || self.reason.is_some()
            || self.network.is_some()
            || self.page.is_some()
    }

    pub(super) fn filter(&self, before: Option<Time>) -> QueueFilter {
        QueueFilter {
            site: self.site.clone(),
            status: Some(self.folder.status()),
            group: self.folder.group(),
            page: self.page.clone(),
            reason: self.reason.clone(),
            q: self.search.clone(),
            email_domain: self.email_domain.clone(),
            network: self.network.clone(),
            before,
            ..QueueFilter::default()
        }
    }

    /// Returns the parameters, without those that have their usual value.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let folder = (self.folder != QueueFolder::default()).then_some(self.folder.as_str());
        let order = self
            .order
            .filter(|order| *order != self.folder.usual_order());
        let values = [
            ("site", self.site.as_deref()),
            ("folder", folder),
            ("q", self.search.as_deref()),
            ("email_domain", self.email_domain.as_deref()),
            ("reason", self.reason.as_deref()),
            ("network", self.network.as_deref()),
            ("page", self.page.as_deref()),
            ("order", order.map(QueueSort::as_str)),
            ("after", self.after.as_deref()),
        ];
        let given = values
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        given.collect()
    }

    /// Returns the parameters of the whole list, for a form that sends them.
    pub(super) fn selection(&self) -> Vec<(&'static str, String)> {
        let list = self.changed(|_| {});
        let pairs = list.pairs().into_iter();
        pairs
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }

    /// Returns everything as the query of a URL, for forms that lead back.
    pub(super) fn query(&self) -> String {
        let at = self.at.map(|at| ("at", at.to_string()));
        self.query_with(at.as_slice())
    }

    fn query_with(&self, more: &[(&str, String)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs()).extend_pairs(more);
        query.finish()
    }

    pub(super) fn url(&self) -> String {
        self.url_with(&[])
    }

    /// Returns the URL with these parameters in addition.
    pub(super) fn url_with(&self, more: &[(&str, String)]) -> String {
        let query = self.query_with(more);
        let path = match self.at {
            Some(at) => format!("{QUEUE}/comments/{at}"),
            None => QUEUE.to_owned(),
        };
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    }

    /// Selects a comment with those around it, from which a link leads back to this list.
    pub(super) fn around(&self, comment: Uuid) -> Self {
        Self {
            at: Some(comment),
            ..self.clone()
        }
    }

    /// Returns a changed selection, from the beginning of its list.
    pub(super) fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut address = self.clone();
        (address.after, address.at) = (None, None);
        change(&mut address);
        address
    }

    /// Returns the same site and folder with one filter alone.
    pub(super) fn only(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut address = Self {
            site: self.site.clone(),
            folder: self.folder,
            ..Self::default()
        };
        change(&mut address);
        address.url()
    }

    /// Returns the URL of the same list in another order.
    pub(super) fn in_order(&self, order: QueueSort) -> String {
        self.changed(|address| address.order = Some(order)).url()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_url_has_only_what_differs_from_the_usual() {
        let address = QueueSelection::parse("folder=review&order=oldest&q=&other=1");
        assert_eq!(address.url(), QUEUE);
        assert!(!address.has_filter());
        let spam = QueueSelection::parse("folder=spam&order=oldest&q=%40example.org");
        assert_eq!(
            spam.url(),
            "/moderate?folder=spam&q=%40example.org&order=oldest"
        );
        let other = spam.changed(|address| address.folder = QueueFolder::Trash);
        assert_eq!(other.query(), "folder=trash&q=%40example.org&order=oldest");
        assert_eq!(
            spam.only(|address| address.network = Some("::/48".to_owned())),
            "/moderate?folder=spam&network=%3A%3A%2F48"
        );
        assert_eq!(
            QueueSelection::parse("folder=none").folder,
            QueueFolder::Review
        );
    }

    proptest! {
        #[test]
        fn what_was_parsed_is_written_and_parsed_again(query in "\\PC{0,80}") {
            let address = QueueSelection::parse(&query);
            let again = QueueSelection::parse(&address.query());
            prop_assert_eq!(again.query(), address.query());
            prop_assert!(address.url().starts_with(QUEUE));
        }

        #[test]
        fn a_search_stays_as_it_was_typed(text in "[^\\s\\p{C}](\\PC{0,30}[^\\s\\p{C}])?") {
            let typed = form_urlencoded::Serializer::new(String::new()).append_pair("q", &text).finish();
            prop_assert_eq!(QueueSelection::parse(&typed).search, Some(text));
        }
    }
}
