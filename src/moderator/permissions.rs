//! The permissions: which role may do what, and on which sites.

use super::{Moderator, Role};
use crate::{closed_set::closed_set, site::SiteId};

closed_set! {
    /// An action that requires permission.
    pub enum Permission {
        /// See pending, spam and trashed comments, with what is known of their authors.
        ReadQueue = "read_queue",
        /// Approve, hold, mark as spam, trash, restore.
        Decide = "decide",
        /// Edit comments, and the names of guests.
        Edit = "edit",
        /// Edit the names of verified authors, and what other moderators published.
        EditVerified = "edit_verified",
        /// Delete permanently.
        Erase = "erase",
        /// Read the log of moderators' decisions.
        ReadLog = "read_log",
        /// See, create and lift bans.
        Ban = "ban",
        ReadPolicy = "read_policy",
        WritePolicy = "write_policy",
        /// Add, change and remove sites.
        ManageSites = "manage_sites",
        /// Add, change and remove moderators, and see and revoke the API keys of all of them.
        ManageModerators = "manage_moderators",
        /// Create, see and revoke the moderator's own API keys.
        OwnKeys = "own_keys",
    }
}

/// The set of moderators to whom an action is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grant {
    /// Owners only.
    Owners,
    /// Owners everywhere, moderators on their sites.
    OwnSites,
    /// Every moderator, since the action concerns only their own account.
    Oneself,
}

impl Permission {
    const fn grant(self) -> Grant {
        match self {
            Self::ReadQueue
            | Self::Decide
            | Self::Edit
            | Self::ReadLog
            | Self::Ban
            | Self::ReadPolicy => Grant::OwnSites,
            Self::EditVerified
            | Self::Erase
            | Self::WritePolicy
            | Self::ManageSites
            | Self::ManageModerators => Grant::Owners,
            Self::OwnKeys => Grant::Oneself,
        }
    }
}

impl Moderator {
    /// Returns whether the moderator may perform an action on a site. `None` stands for no particular site:
    /// an action on sites then requires permission on all of them, which only owners have.
    #[must_use]
    pub fn may(&self, action: Permission, site: Option<SiteId>) -> bool {
        match (self.role, action.grant()) {
            (Role::Owner, _) | (Role::Moderator, Grant::Oneself) => true,
            (Role::Moderator, Grant::OwnSites) => site.is_some_and(|site| self.sees(site)),
            (Role::Moderator, Grant::Owners) => false,
        }
    }

    /// Returns whether the moderator can see the site. A site that they cannot see is answered with 404, as
    /// if it did not exist.
    #[must_use]
    pub fn sees(&self, site: SiteId) -> bool {
        match self.role {
            Role::Owner => true,
            Role::Moderator => self.sites.contains(&site),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::Timestamp;

    fn moderator_with(role: Role, sites: &[SiteId]) -> Moderator {
        Moderator {
            id: Uuid::nil(),
            login: "ann".to_owned(),
            name: None,
            role,
            sites: sites.to_vec(),
            created_at: Timestamp(0),
            email: None,
            email_refused_at: None,
        }
    }

    #[test]
    fn every_role_action_and_site_is_as_the_table_says() {
        // For an owner, then for a moderator: on their own site, on another site, without a site.
        let table = [
            (Permission::ReadQueue, "yyy yn-"),
            (Permission::Decide, "yyy yn-"),
            (Permission::Edit, "yyy yn-"),
            (Permission::EditVerified, "yyy nn-"),
            (Permission::Erase, "yyy nn-"),
            (Permission::ReadLog, "yyy yn-"),
            (Permission::Ban, "yyy yn-"),
            (Permission::ReadPolicy, "yyy yn-"),
            (Permission::WritePolicy, "yyy nn-"),
            (Permission::ManageSites, "yyy nn-"),
            (Permission::ManageModerators, "yyy nn-"),
            (Permission::OwnKeys, "yyy yyy"),
        ];
        let owner = moderator_with(Role::Owner, &[]);
        let moderator = moderator_with(Role::Moderator, &[1, 3]);
        let letter = |allowed| if allowed { 'y' } else { 'n' };
        for (action, expected) in table {
            let row = [&owner, &moderator]
                .map(|m| [Some(1), Some(2), None].map(|site| letter(m.may(action, site))));
            let row = row
                .map(|part| part.into_iter().collect::<String>())
                .join(" ");
            assert_eq!(row, expected.replace('-', "n"), "{action:?}");
        }
        assert_eq!(table.map(|(action, _)| action), Permission::ALL);
    }

    #[test]
    fn a_moderator_without_sites_sees_none_and_an_owner_sees_all() {
        let unassigned = moderator_with(Role::Moderator, &[]);
        assert!(!unassigned.sees(1));
        let owner = moderator_with(Role::Owner, &[]);
        assert!(owner.sees(1));
    }
}
