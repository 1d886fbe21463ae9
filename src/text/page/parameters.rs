//! Parameters of a URL that do not change the page.

use percent_encoding::percent_decode_str;

/// Parameters that do not change the page, by name in lower case; a `*` matches any rest. They say
/// where a reader came from, or are those of a comment form. `docs/pages.md` lists them for users.
pub const DROPPED_PARAMETERS: &[&str] = &[
    // campaigns: the convention of Google Analytics, Matomo, HubSpot and others
    "utm_*",
    "mtm_*",
    "matomo_*",
    "pk_*",
    "piwik_*",
    "hsa_*",
    // click ids, assigned by the advertising network
    "fbclid",
    "gclid",
    "gclsrc",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "dclid",
    "srsltid",
    "msclkid",
    "yclid",
    "ysclid",
    "_openstat",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igsh",
    "igshid",
    "epik",
    "rdt_cid",
    "sccid",
    "irclickid",
    "rb_clickid",
    "s_cid",
    "wickedid",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    // tracking of one browser across domains
    "_ga",
    "_gl",
    "_branch_match_id",
    "_branch_referrer",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    // mailings
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "ml_subscriber",
    "ml_subscriber_hash",
    "_ke",
    "_kx",
    // WordPress: the positions of its own comment form and comment pages
    "replytocom",
    "cpage",
    "unapproved",
    "moderation-hash",
    // Rejoinder's own
    "comment",
    "rejoinder_*",
];

/// Returns whether a parameter, as it appears in a query, is one of them.
pub(super) fn is_dropped(parameter: &str) -> bool {
    let name = parameter
        .split_once('=')
        .map_or(parameter, |(name, _)| name);
    let name = percent_decode_str(name)
        .decode_utf8_lossy()
        .to_ascii_lowercase();
    DROPPED_PARAMETERS
        .iter()
        .any(|dropped| match dropped.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == *dropped,
        })
}
