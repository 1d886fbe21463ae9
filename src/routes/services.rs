//! The endpoints of the API and the pages of moderators, each with the services that it uses.

use crate::{
    administration::api::{PeopleApi, PolicyPreviewApi, SitesApi, UnconfirmedEmailApi},
    app::App,
    comment::api::CommentsApi,
    commenter::api::{
        Cookie, email::MailSignInApi, moderator_link::ModeratorLinkApi, pictures::PicturesApi,
        session::ViewerApi, sign_in::SignInApi,
    },
    moderate::{ModeratorPages, administration::AdministrationApis, health::MonitoredServices},
    moderation::api::{
        BansApi, CommentEditsApi, ModerationApi, NotesApi, StatisticsApi, ThreadsApi,
    },
    moderator::api::SessionApi,
    notice::api::{FeedApi, ModeratorNoticesApi, NoticesApi},
    pages::{
        act::ActApi,
        thread::{ChangeFormsApi, ThreadApi},
    },
    privacy::api::{PrivacyApi, facebook::FacebookApi},
    submission::api::SubmissionsApi,
};

/// All endpoints of the API.
pub(super) type Apis = (
    CommentsApi,
    SubmissionsApi,
    ViewerApi,
    ModeratorLinkApi,
    SignInApi,
    MailSignInApi,
    PicturesApi,
    PrivacyApi,
    FacebookApi,
    SessionApi,
    ModerationApi,
    BansApi,
    SitesApi,
    PeopleApi,
    StatisticsApi,
    (
        ModeratorApis,
        ThreadApi,
        ChangeFormsApi,
        NoticesApi,
        FeedApi,
        ActApi,
        UnconfirmedEmailApi,
        ModeratorNoticesApi,
    ),
);

/// Further endpoints of moderators.
type ModeratorApis = (ThreadsApi, CommentEditsApi, NotesApi, PolicyPreviewApi);

/// The services of the moderators' pages.
pub(super) fn moderator_pages(app: &App, cookie: &Cookie) -> ModeratorPages {
    let (threads, edits, notes, _) = moderator_apis(app);
    ModeratorPages {
        base_url: app.settings.base_url(),
        sites: app.sites.clone(),
        submissions: app.submissions.clone(),
        limits: app.limits.clone(),
        people: app.people.clone(),
        moderators: app.moderators.clone(),
        moderation: ModerationApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
        },
        notes,
        edits,
        threads,
        cookie: cookie.clone(),
        administration: AdministrationApis {
            bans: bans_api(app),
            sites: sites_api(app),
            previews: previews_api(app),
            people: people_api(app),
            notices: moderator_notices_api(app),
        },
        clock: app.clock.clone(),
        monitored: MonitoredServices {
            db: app.db.clone(),
            outbox: app.events.clone(),
            spam: app.spam.clone(),
        },
    }
}

fn bans_api(app: &App) -> BansApi {
    BansApi {
        moderation: app.moderation.clone(),
        sites: app.sites.clone(),
    }
}

fn sites_api(app: &App) -> SitesApi {
    SitesApi {
        db: app.db.clone(),
        clock: app.clock.clone(),
        sites: app.sites.clone(),
        floods: app.floods.clone(),
        moderation: app.moderation.clone(),
    }
}

fn previews_api(app: &App) -> PolicyPreviewApi {
    PolicyPreviewApi {
        previews: app.previews.clone(),
        sites: app.sites.clone(),
    }
}

fn people_api(app: &App) -> PeopleApi {
    PeopleApi {
        sites: app.sites.clone(),
        moderators: app.moderators.clone(),
        emails: unconfirmed_email_api(app),
    }
}

fn unconfirmed_email_api(app: &App) -> UnconfirmedEmailApi {
    UnconfirmedEmailApi {
        moderators: app.moderators.clone(),
        notices: app.notices.clone(),
        limits: app.limits.clone(),
        outbox: app.events.clone(),
    }
}

fn notices_api(app: &App) -> NoticesApi {
    NoticesApi {
        notices: app.notices.clone(),
        sites: app.sites.clone(),
    }
}

fn moderator_notices_api(app: &App) -> ModeratorNoticesApi {
    ModeratorNoticesApi {
        notices: app.notices.clone(),
        moderators: app.moderators.clone(),
        sites: app.sites.clone(),
    }
}

/// Creates the endpoints of the API, each with its services.
pub(super) fn apis(app: &App, sign_in: &SignInApi, mail: &MailSignInApi) -> Apis {
    let (notices, feed, act) = notice_apis(app);
    let submissions = SubmissionsApi {
        submissions: app.submissions.clone(),
        comments: app.comments.clone(),
        sites: app.sites.clone(),
        people: app.people.clone(),
        base_url: app.settings.base_url(),
        identity: app.moderators.clone(),
    };
    let thread = ThreadApi {
        comments: app.comments.clone(),
        sites: app.sites.clone(),
        people: app.people.clone(),
        moderators: app.moderators.clone(),
        submissions: submissions.clone(),
        base_url: app.settings.base_url(),
    };
    (
        CommentsApi {
            comments: app.comments.clone(),
            sites: app.sites.clone(),
            base_url: app.settings.base_url(),
        },
        submissions,
        ViewerApi {
            people: app.people.clone(),
            sites: app.sites.clone(),
            limits: app.limits.clone(),
            base_url: app.settings.base_url(),
        },
        ModeratorLinkApi {
            people: app.people.clone(),
            moderators: app.moderators.clone(),
            sites: app.sites.clone(),
            limits: app.limits.clone(),
        },
        sign_in.clone(),
        mail.clone(),
        PicturesApi {
            people: app.people.clone(),
        },
        PrivacyApi {
            privacy: app.privacy.clone(),
            sites: app.sites.clone(),
            limits: app.limits.clone(),
            clock: app.clock.clone(),
            cookie: sign_in.cookie.clone(),
            base_url: app.settings.base_url(),
        },
        FacebookApi {
            people: app.people.clone(),
            limits: app.limits.clone(),
            base_url: app.settings.base_url(),
            privacy: app.privacy.clone(),
        },
        SessionApi {
            moderators: app.moderators.clone(),
            limits: app.limits.clone(),
            sites: app.sites.clone(),
        },
        ModerationApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
        },
        bans_api(app),
        sites_api(app),
        people_api(app),
        StatisticsApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
            spam: app.spam.clone(),
            clock: app.clock.clone(),
        },
        (
            moderator_apis(app),
            thread.clone(),
            ChangeFormsApi { thread },
            notices,
            feed,
            act,
            unconfirmed_email_api(app),
            moderator_notices_api(app),
        ),
    )
}

fn moderator_apis(app: &App) -> ModeratorApis {
    (
        ThreadsApi {
            comments: app.comments.clone(),
            sites: app.sites.clone(),
            clock: app.clock.clone(),
        },
        CommentEditsApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
            people: app.people.clone(),
        },
        NotesApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
        },
        previews_api(app),
    )
}

/// Creates the endpoints that tell moderators what waits.
fn notice_apis(app: &App) -> (NoticesApi, FeedApi, ActApi) {
    (
        notices_api(app),
        FeedApi {
            moderation: app.moderation.clone(),
            moderators: app.moderators.clone(),
            sites: app.sites.clone(),
            base_url: app.settings.base_url(),
        },
        ActApi {
            notices: app.notices.clone(),
            limits: app.limits.clone(),
        },
    )
}
