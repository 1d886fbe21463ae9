//! The built-in quotas, and which of them an IP address is charged to.
//!
//! They are values: a site's policy may replace them with others of the same names.

use std::{net::IpAddr, time::Duration};

use super::{Charge, Quota};
use crate::network::canonical;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Posting: one IPv4 address, or one IPv6 /64, the smallest prefix that a subscriber gets.
pub(crate) const ADDRESS: Quota = Quota::new("address", 5, seconds(30));
/// Posting: one IPv4 /24.
pub(crate) const NETWORK_V4: Quota = Quota::new("network", 20, seconds(5));
/// Posting: one IPv6 /56, the prefix that many subscribers get.
pub(crate) const NETWORK_V6: Quota = Quota::new("network", 10, seconds(10));
/// Posting: one IPv6 /48, the prefix that an organization gets.
pub(crate) const ORGANISATION_V6: Quota = Quota::new("organisation", 30, seconds(3));
/// Posting: one IPv4 /24 or IPv6 /48, for commenters who are signed in and have a published comment. They
/// have quotas of their own; this one bounds what many accounts behind one network can send.
pub(crate) const SIGNED_IN_NETWORK: Quota = Quota::new("signed-in-network", 100, seconds(1));
/// Posting: one signed-in commenter, or the email address of a guest.
pub(crate) const PERSON: Quota = Quota::new("person", 5, seconds(60));
/// Posting as a moderator: one moderator, regardless of the IP address.
pub(crate) const MODERATOR: Quota = Quota::new("moderator", 60, seconds(2));
/// Posting: one page.
pub(crate) const PAGE: Quota = Quota::new("page", 30, seconds(2));
/// Posting: one site.
pub(crate) const SITE: Quota = Quota::new("site", 100, Duration::from_millis(200));

/// Posting while a site is flooded: all authors together who have neither a verified identity nor the
/// requested proof of work. Replaces the quotas of the page and the site.
pub(crate) const UNPROVED: Quota = Quota::new("unproved", 10, seconds(2));
/// Submissions from one network that count toward flood detection of a site, so that a single network
/// cannot close a site.
pub(crate) const HEAT: Quota = Quota::new("heat", 5, seconds(60));
/// Judged comments from one network that count toward the spam rate of a site, for the same reason.
pub(crate) const JUDGED: Quota = Quota::new("judged", 5, seconds(60));
/// Looking up the stored response to an `Idempotency-Key` before any other limit, from one IP address.
pub(crate) const REPEAT: Quota = Quota::new("repeat", 10, seconds(10));
/// Pages for refused forms, from one IP address; beyond it the refusal is a short text.
pub(crate) const REFUSAL_PAGE: Quota = Quota::new("refusal-page", 5, seconds(10));
/// Pages for refused forms, for the whole server.
pub(crate) const REFUSAL_PAGES: Quota = Quota::new("refusal-pages", 50, Duration::from_millis(50));

/// Codes requested by mail from one IP address, whether or not a mail is sent.
pub(crate) const MAIL_ADDRESS: Quota = Quota::new("mail-address", 5, seconds(300));
/// Codes requested by mail from one IPv4 /24 or IPv6 /48, whether or not a mail is sent.
pub(crate) const MAIL_NETWORK: Quota = Quota::new("mail-network", 20, seconds(120));
/// Sign-in mails sent to one email address that were requested from networks where its owner has never
/// signed in: at most twelve in a day.
pub(crate) const MAIL_RECIPIENT: Quota = Quota::new("mail-recipient", 6, seconds(4 * 3600));
/// The part of them that was requested from one IPv4 /24 or IPv6 /48.
pub(crate) const MAIL_RECIPIENT_NETWORK: Quota =
    Quota::new("mail-recipient-network", 3, seconds(12 * 3600));
/// Sign-in mails sent to one email address that were requested from IP addresses where its owner has signed
/// in before: at most eight in a day.
pub(crate) const MAIL_RECIPIENT_KNOWN: Quota =
    Quota::new("mail-recipient-known", 4, seconds(6 * 3600));
/// Sign-in mails sent for one site.
pub(crate) const MAIL_SITE: Quota = Quota::new("mail-site", 60, seconds(10));
/// The reserve of a site, for requests from IP addresses where the commenter has signed in before.
pub(crate) const MAIL_SITE_KNOWN: Quota = Quota::new("mail-site-known", 30, seconds(20));
/// Sign-in mails sent by the whole server.
pub(crate) const MAIL_SERVER: Quota = Quota::new("mail-server", 300, seconds(2));
/// The reserve of the server, for the same requests.
pub(crate) const MAIL_SERVER_KNOWN: Quota = Quota::new("mail-server-known", 150, seconds(4));
/// Mailed codes tried without the `attempt` of their request, for one email address: at most forty in a
/// day. Together with five tries for each of the twelve mails that third parties can request, a hundred.
pub(crate) const MAIL_CODE: Quota = Quota::new("mail-code", 20, seconds(72 * 60));
/// The part of them that comes from one IPv4 /24 or IPv6 /48.
pub(crate) const MAIL_CODE_NETWORK: Quota = Quota::new("mail-code-network", 5, seconds(3 * 3600));
/// Mailed codes tried without an `attempt`, from an IP address where the commenter has signed in before.
pub(crate) const MAIL_CODE_KNOWN: Quota = Quota::new("mail-code-known", 10, seconds(960));

/// Mails that ask to confirm the email address of a moderator: for one account, and to one email address.
pub(crate) const MAIL_MODERATOR: Quota = Quota::new("mail-moderator", 5, seconds(720));

/// Started sign-ins and tried codes, from one IP address.
pub(crate) const SIGN_IN_ADDRESS: Quota = Quota::new("sign-in-address", 30, seconds(10));

/// Opened and followed links of mails to moderators, from one IP address.
pub(crate) const MAIL_LINK_ADDRESS: Quota = Quota::new("mail-link-address", 120, seconds(5));

/// Exports and erasures requested by one person.
pub(crate) const MY_DATA: Quota = Quota::new("my-data", 5, seconds(60));

/// Passwords tried for one login from an IP address where it has signed in before: at most a hundred in a
/// day. Attackers on other networks cannot exhaust it.
pub(crate) const PASSWORD_ACCOUNT: Quota = Quota::new("password-account", 10, seconds(960));
/// Passwords tried from one IP address, for any login.
pub(crate) const PASSWORD_ADDRESS: Quota = Quota::new("password-address", 10, seconds(60));
/// Passwords tried for one login from one IPv4 /24 or IPv6 /48 where it has never signed in: a few networks
/// cannot exhaust what all of them share.
pub(crate) const PASSWORD_NETWORK: Quota = Quota::new("password-network", 6, seconds(3 * 3600));
/// Passwords tried for one login from all networks where it has never signed in. Together with
/// [`PASSWORD_FIRST`] fewer than a hundred in a day.
pub(crate) const PASSWORD_STRANGERS: Quota =
    Quota::new("password-strangers", 70, seconds(2 * 3600));
/// Applies when [`PASSWORD_STRANGERS`] is exhausted: the first try of a network that has not tried this
/// login for most of a day.
pub(crate) const PASSWORD_FIRST: Quota = Quota::new("password-first", 12, seconds(6 * 3600));

/// Reading, from one IP address: 20 requests a second.
pub(crate) const READING: Quota = Quota::new("reading", 300, Duration::from_millis(50));

/// The author whose quotas a comment is charged to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Poster<'a> {
    /// A guest, identified by the email address that they typed, if any; or a signed-in commenter who has
    /// no published comment yet, since an account costs nothing.
    Unknown(Option<&'a str>),
    /// A signed-in commenter who has a published comment on the site.
    Known(&'a str),
}

/// Returns the charges of one comment; `percent` scales the built-in limits, as a site's policy may.
#[must_use]
pub(crate) fn posting(
    address: IpAddr,
    poster: Poster<'_>,
    page: &str,
    percent: u32,
) -> Vec<Charge> {
    let mut charges = match poster {
        Poster::Unknown(person) => {
            let mut charges = posting_from(address);
            charges.extend(person.map(|person| Charge::new(PERSON, person)));
            charges
        }
        Poster::Known(person) => vec![
            Charge::new(PERSON, person),
            Charge::new(SIGNED_IN_NETWORK, network(address)),
        ],
    };
    charges.push(Charge::new(PAGE, page));
    charges.push(Charge::new(SITE, ""));
    for charge in &mut charges {
        charge.quota = scaled(charge.quota, percent.max(1));
    }
    charges
}

/// Returns the charges of an unknown author while the site or the network is flooded. Without the requested
/// proof of work, all authors with the same `shared_by` share a small quota, so that a flood does not
/// exhaust the quotas of other authors. With `doubled`, when the flood continues, the charges to the
/// author's own quotas cost double.
#[must_use]
pub(crate) fn while_flooded(
    mut charges: Vec<Charge>,
    worked: bool,
    doubled: bool,
    shared_by: &str,
    percent: u32,
) -> Vec<Charge> {
    if !worked {
        charges.retain(is_own);
        charges.push(Charge::new(scaled(UNPROVED, percent.max(1)), shared_by));
    }
    if doubled {
        for charge in charges.iter_mut().filter(|charge| is_own(charge)) {
            charge.cost *= 2;
        }
    }
    charges
}

/// Returns whether the quota belongs to the sender alone and is not shared.
fn is_own(charge: &Charge) -> bool {
    let shared = [PAGE.name, SITE.name, UNPROVED.name, SIGNED_IN_NETWORK.name];
    !shared.contains(&charge.quota.name)
}

/// Returns what a comment in the spam band costs in addition to its normal charges: four more units of
/// every quota of its sender, so that other authors on the page and the site do not pay for it.
#[must_use]
pub(crate) fn surcharge(charges: &[Charge]) -> Vec<Charge> {
    let own = charges.iter().filter(|charge| is_own(charge));
    own.map(|charge| charge.clone().costing(4 * charge.cost))
        .collect()
}

fn scaled(quota: Quota, percent: u32) -> Quota {
    let burst = (u64::from(quota.burst) * u64::from(percent)).div_ceil(100);
    Quota {
        burst: u32::try_from(burst).unwrap_or(u32::MAX),
        every: quota.every * 100 / percent,
        ..quota
    }
}

/// Returns a charge of one unit for every quota that posting from this IP address counts toward: IPv4 by IP
/// address and /24, IPv6 by /64, /56 and /48. An IPv4 address written as IPv6 (RFC 4291, section 2.5.5.2)
/// is IPv4.
#[must_use]
pub(crate) fn posting_from(address: IpAddr) -> Vec<Charge> {
    match canonical(address) {
        IpAddr::V4(v4) => vec![
            Charge::new(ADDRESS, subject(address)),
            Charge::new(NETWORK_V4, [b"4".as_slice(), &v4.octets()[..3]].concat()),
        ],
        IpAddr::V6(v6) => vec![
            Charge::new(ADDRESS, subject(address)),
            Charge::new(NETWORK_V6, [b"6".as_slice(), &v6.octets()[..7]].concat()),
            Charge::new(
                ORGANISATION_V6,
                [b"6".as_slice(), &v6.octets()[..6]].concat(),
            ),
        ],
    }
}

/// Returns a charge of one unit for every quota that a mail requested from this IP address counts toward.
#[must_use]
pub(crate) fn mailing_from(address: IpAddr) -> [Charge; 2] {
    [
        Charge::new(MAIL_ADDRESS, subject(address)),
        Charge::new(MAIL_NETWORK, network(address)),
    ]
}

/// Returns a charge of one unit of the given quota, for the IPv4 address or IPv6 /64.
#[must_use]
pub(crate) fn per_address(quota: Quota, address: IpAddr) -> Charge {
    Charge::new(quota, subject(address))
}

/// Returns the IPv4 /24 or the IPv6 /48, as the subject of a charge.
#[must_use]
pub(crate) fn network(address: IpAddr) -> Vec<u8> {
    match canonical(address) {
        IpAddr::V4(v4) => [b"4".as_slice(), &v4.octets()[..3]].concat(),
        IpAddr::V6(v6) => [b"6".as_slice(), &v6.octets()[..6]].concat(),
    }
}

fn subject(address: IpAddr) -> Vec<u8> {
    match canonical(address) {
        IpAddr::V4(v4) => [b"4".as_slice(), &v4.octets()].concat(),
        IpAddr::V6(v6) => [b"6".as_slice(), &v6.octets()[..8]].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charges(address: &str) -> Vec<Charge> {
        posting_from(address.parse().unwrap())
    }

    fn shared(a: &str, b: &str) -> Vec<&'static str> {
        let (a, b) = (charges(a), charges(b));
        a.iter()
            .filter(|charge| b.contains(charge))
            .map(|charge| charge.quota.name)
            .collect()
    }

    #[test]
    fn neighbours_share_what_their_prefixes_share() {
        assert_eq!(shared("192.0.2.1", "192.0.2.1"), ["address", "network"]);
        assert_eq!(shared("192.0.2.1", "192.0.2.200"), ["network"]);
        assert_eq!(shared("192.0.2.1", "192.0.3.1"), [""; 0]);
        assert_eq!(
            shared("2001:db8:1:100::1", "2001:db8:1:100:ffff::2"),
            ["address", "network", "organisation"]
        );
        assert_eq!(
            shared("2001:db8:1:100::1", "2001:db8:1:1ff::1"),
            ["network", "organisation"]
        );
        assert_eq!(
            shared("2001:db8:1:100::1", "2001:db8:1:200::1"),
            ["organisation"]
        );
        assert_eq!(shared("2001:db8:1::1", "2001:db8:2::1"), [""; 0]);
    }

    #[test]
    fn an_ipv4_address_in_ipv6_clothes_is_ipv4() {
        assert_eq!(charges("::ffff:192.0.2.7"), charges("192.0.2.7"));
    }

    fn costs(charges: &[Charge]) -> Vec<(&'static str, u32)> {
        charges
            .iter()
            .map(|charge| (charge.quota.name, charge.cost))
            .collect()
    }

    #[test]
    fn a_comment_in_the_spam_band_costs_its_sender_five_turns_and_others_one() {
        let charges = posting(
            "192.0.2.1".parse().unwrap(),
            Poster::Unknown(Some("ann")),
            "/a",
            100,
        );
        let more = costs(&surcharge(&charges));
        assert_eq!(more, [("address", 4), ("network", 4), ("person", 4)]);
    }

    #[test]
    fn a_known_person_shares_only_a_large_network_budget_with_others() {
        let address = "192.0.2.1".parse().unwrap();
        let known = posting(address, Poster::Known("ann"), "/a", 100);
        let expected = [
            ("person", 1),
            ("signed-in-network", 1),
            ("page", 1),
            ("site", 1),
        ];
        assert_eq!(costs(&known), expected);
        assert_eq!(costs(&surcharge(&known)), [("person", 4)]);
        let guest = posting(address, Poster::Unknown(Some("ann")), "/a", 100);
        let shared = known.iter().filter(|charge| guest.contains(charge));
        let shared = shared.map(|charge| charge.quota.name).collect::<Vec<_>>();
        assert_eq!(shared, ["person", "page", "site"]);
        const { assert!(SIGNED_IN_NETWORK.burst > NETWORK_V4.burst) };
        assert!(SIGNED_IN_NETWORK.every < NETWORK_V4.every);
    }

    #[test]
    fn in_a_flood_clients_without_proof_of_work_do_not_use_up_the_quota_of_others() {
        let charges = || {
            posting(
                "192.0.2.1".parse().unwrap(),
                Poster::Unknown(Some("ann")),
                "/a",
                100,
            )
        };
        let idle = while_flooded(charges(), false, false, "", 100);
        assert_eq!(
            costs(&idle),
            [
                ("address", 1),
                ("network", 1),
                ("person", 1),
                ("unproved", 1)
            ]
        );
        let worked = while_flooded(charges(), true, true, "", 100);
        assert_eq!(
            costs(&worked),
            [
                ("address", 2),
                ("network", 2),
                ("person", 2),
                ("page", 1),
                ("site", 1)
            ]
        );
        assert_eq!(costs(&surcharge(&worked))[0], ("address", 8));
    }

    #[test]
    fn a_day_holds_at_most_the_burst_and_what_grows_in_it() {
        let in_a_day = |quota: Quota| u64::from(quota.burst) + 86_400 / quota.every.as_secs();
        assert_eq!(in_a_day(MAIL_RECIPIENT), 12);
        assert_eq!(in_a_day(MAIL_RECIPIENT_NETWORK), 5);
        assert_eq!(in_a_day(MAIL_RECIPIENT_KNOWN), 8);
        assert_eq!(5 * in_a_day(MAIL_RECIPIENT) + in_a_day(MAIL_CODE), 100);
        assert_eq!(in_a_day(PASSWORD_ACCOUNT), 100);
        assert!(in_a_day(PASSWORD_STRANGERS) + in_a_day(PASSWORD_FIRST) < 100);
    }
}
