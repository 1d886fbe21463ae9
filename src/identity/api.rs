//! Endpoints and credentials of moderators: signing in and out, and the extractor by which other endpoints
//! authenticate a moderator.

use std::{fmt, sync::Arc};

use poem::{
    Request, RequestBody,
    http::{HeaderValue, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ApiResponse, Enum, ExtractParamOptions, Object, OpenApi,
    payload::Json,
    registry::{MetaSecurityScheme, Registry},
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    Action, Identity, Kind, Moderator, NewModeratorSession, Role, Token,
    person::api::moderator_link::LinkedSessionView,
};
use crate::{
    clock::Timestamp,
    http::{
        Code, Problem, Refused, RequestContext, StrictJson, Time,
        refused::{BODY, FORBIDDEN, TOO_FAST, UNAUTHORIZED},
    },
    limit::{Limits, Outcome},
    site::{SiteId, Sites},
};

/// The name of the security scheme in the OpenAPI document.
const SCHEME: &str = "moderator";

/// The moderator whose valid credential came with the request.
///
/// Without a valid credential the answer is 401; when the database cannot be read it is 503, never an
/// anonymous caller. Operations that take this extractor document 401.
#[derive(Clone, Debug)]
pub struct CurrentModerator {
    pub moderator: Moderator,
    /// The credential that was sent: a session or an API key.
    pub token: Token,
}

impl std::ops::Deref for CurrentModerator {
    type Target = Moderator;

    fn deref(&self) -> &Moderator {
        &self.moderator
    }
}

impl CurrentModerator {
    /// Refuses an action that the moderator may not perform: 404 if the moderator cannot see the site,
    /// otherwise 403.
    pub fn must(&self, action: Action, site: Option<SiteId>) -> Result<(), Problem> {
        if self.moderator.may(action, site) {
            Ok(())
        } else if site.is_some_and(|site| !self.moderator.sees(site)) {
            Err(Problem::not_found("site"))
        } else {
            Err(Problem::plain(Code::Forbidden))
        }
    }

    /// Refuses API keys, so that a leaked key cannot be used to set passwords, add moderators or create
    /// further keys.
    pub fn signed_in(&self) -> Result<(), Problem> {
        if self.token.kind() == Kind::Session {
            return Ok(());
        }
        let detail = "An API key cannot do this. Sign in with your password.";
        Err(Problem::new(Code::Forbidden, detail))
    }
}

impl<'a> ApiExtractor<'a> for CurrentModerator {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            SCHEME,
            MetaSecurityScheme {
                ty: "http",
                description: Some(
                    "A moderator's session (`rjm_…`, from `POST /moderation/session`: 12 hours, \
                     1 hour unused) or an API key (`rjk_…`, until revoked). Both can be revoked \
                     immediately; an expired or unknown credential is answered with 401.",
                ),
                name: None,
                key_in: None,
                scheme: Some("bearer"),
                bearer_format: Some("opaque"),
                flows: None,
                openid_connect_url: None,
            },
        );
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let identity = request.data::<Identity>().ok_or_else(|| {
            Problem::internal("the identity service is missing from the request data")
        })?;
        let unknown = || Problem::plain(Code::Unauthorized);
        let token = bearer(request).and_then(Token::parse).ok_or_else(unknown)?;
        let holder = identity.holder(&token).await.map_err(Problem::from)?;
        let moderator = holder.ok_or_else(unknown)?;
        Ok(Self { moderator, token })
    }
}

/// Returns the credential of the single `Authorization: Bearer` header (RFC 6750, section 2.1).
pub fn bearer(request: &Request) -> Option<&str> {
    let mut lines = own_authorization(request);
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let (scheme, credential) = line.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| credential.trim_matches(' '))
}

/// Returns whether a request has an `Authorization` header that is meant for this server, valid or not.
pub fn has_own_authorization(request: &Request) -> bool {
    own_authorization(request).next().is_some()
}

/// Returns the `Authorization` headers that are meant for this server: those with the scheme Bearer, and
/// tokens that lack the scheme. Headers with other schemes (Basic, Digest, Negotiate, …) are meant for a
/// proxy in front of the server, which may pass them on.
fn own_authorization(request: &Request) -> impl Iterator<Item = &HeaderValue> {
    let lines = request.headers().get_all(header::AUTHORIZATION).iter();
    lines.filter(|line| {
        let line = line.as_bytes().trim_ascii_start();
        let starts_with = |start: &str| {
            let found = line.get(..start.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
        };
        starts_with("bearer") || Kind::ALL.iter().any(|kind| starts_with(kind.prefix()))
    })
}

/// The login and password of a moderator.
#[derive(Object)]
#[oai(rename = "ModeratorCredentials", example)]
pub struct ModeratorCredentials {
    /// The login. Case-insensitive.
    login: String,
    /// The password, exactly as it was set.
    password: String,
}

impl poem_openapi::types::Example for ModeratorCredentials {
    fn example() -> Self {
        Self {
            login: "ann".to_owned(),
            password: "otter lamp velvet quarry".to_owned(),
        }
    }
}

impl fmt::Debug for ModeratorCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogIn(…)")
    }
}

/// The role of a moderator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[oai(rename = "ModeratorRole", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum RoleName {
    /// May do everything on every site.
    Owner,
    /// May moderate the comments of the listed sites.
    Moderator,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Moderator => Self::Moderator,
        }
    }
}

impl From<RoleName> for Role {
    fn from(word: RoleName) -> Self {
        match word {
            RoleName::Owner => Self::Owner,
            RoleName::Moderator => Self::Moderator,
        }
    }
}

/// A moderator.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Moderator")]
pub struct ModeratorView {
    /// The moderator's id.
    pub id: Uuid,
    /// The login that the moderator signs in with.
    pub login: String,
    /// The display name: shown beside the comments that the moderator publishes, and reserved, so that guests
    /// cannot use it. Null if none is set; readers then see the site's name.
    pub name: Option<String>,
    /// What the moderator may do.
    pub role: RoleName,
    /// The slugs of the sites that the moderator is limited to; empty for an owner, who sees every site.
    pub sites: Vec<String>,
}

impl ModeratorView {
    pub async fn of(moderator: &Moderator, sites: &Sites) -> Self {
        let mut slugs = Vec::new();
        for id in &moderator.sites {
            // A site that another process has just added may not be known to this process yet.
            if let Some(site) = sites.by_id(*id).await {
                slugs.push(site.slug.clone());
            }
        }
        Self {
            id: moderator.id,
            login: moderator.login.clone(),
            name: moderator.name.clone(),
            role: moderator.role.into(),
            sites: slugs,
        }
    }
}

/// A new session.
#[derive(Clone, Object)]
#[oai(rename = "NewModeratorSession", example)]
pub struct NewSessionView {
    /// For `Authorization: Bearer`. It is shown only this once.
    pub token: String,
    /// When the session expires in any case (RFC 3339). It expires earlier after one hour without use.
    pub expires_at: Time,
    /// The moderator that the session belongs to.
    pub moderator: ModeratorView,
}

impl poem_openapi::types::Example for NewSessionView {
    fn example() -> Self {
        Self {
            token: "rjm_an-example-of-a-token-that-opens-nothing-at-all".to_owned(),
            expires_at: Time(Timestamp(1_795_540_223_042)),
            moderator: SessionView::example().moderator,
        }
    }
}

impl poem_openapi::types::Example for SessionView {
    fn example() -> Self {
        let moderator = ModeratorView {
            id: Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2c),
            login: "ann".to_owned(),
            name: Some("Ann of the Blog".to_owned()),
            role: RoleName::Owner,
            sites: Vec::new(),
        };
        Self {
            moderator,
            linked_sessions: Vec::new(),
        }
    }
}

impl NewSessionView {
    pub async fn of(session: &NewModeratorSession, sites: &Sites) -> Self {
        Self {
            token: session.token.reveal(),
            expires_at: session.expires_at.into(),
            moderator: ModeratorView::of(&session.moderator, sites).await,
        }
    }
}

impl fmt::Debug for NewSessionView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSessionView")
            .field("moderator", &self.moderator)
            .finish_non_exhaustive()
    }
}

/// The moderator that the credential belongs to.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ModeratorSession", example)]
pub struct SessionView {
    /// The moderator, with the permissions that apply now.
    pub moderator: ModeratorView,
    /// The commenter sessions that are linked with the account, the most recently linked first, at most 100.
    /// Comments posted with them on the moderator's sites are published immediately and carry the role.
    pub linked_sessions: Vec<LinkedSessionView>,
}

/// A session was created.
#[derive(Debug, ApiResponse)]
pub enum ModeratorSessionBegun {
    /// The session and its token.
    #[oai(status = 201)]
    Session(
        Json<NewSessionView>,
        /// `no-store`: a token must not be stored in any cache.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl ModeratorSessionBegun {
    pub async fn of(session: &NewModeratorSession, sites: &Sites) -> Self {
        let view = NewSessionView::of(session, sites).await;
        Self::Session(Json(view), "no-store".to_owned())
    }
}

/// The moderator that the credential belongs to.
#[derive(Debug, ApiResponse)]
pub enum CurrentModeratorSession {
    /// The moderator, with the permissions that apply now.
    #[oai(status = 200)]
    Moderator(
        Json<SessionView>,
        /// `no-store`: the answer is about one person.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// The session has ended.
#[derive(Debug, ApiResponse)]
pub enum ModeratorSessionEnded {
    /// The token is no longer valid on any replica.
    #[oai(status = 204)]
    Done,
}

/// The sessions of moderators.
#[derive(Clone, Debug)]
pub struct SessionApi {
    pub identity: Identity,
    pub sites: Sites,
    pub limits: Arc<Limits>,
}

/// The group of these operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
enum Tag {
    /// Signing in and out as a moderator.
    Session,
}

#[OpenApi]
impl SessionApi {
    /// Sign in as a moderator
    ///
    /// Answers with a token for `Authorization: Bearer`. An unknown login and a wrong password get the same
    /// answer. Attempts are limited for each IP address, and for each login: from one network, and from all
    /// networks that the login has never signed in from. An IP address that the login has signed in from
    /// before has a separate budget, which other clients cannot use up.
    #[oai(
        path = "/moderation/session",
        method = "post",
        operation_id = "create_moderator_session",
        tag = "Tag::Session"
    )]
    async fn create(
        &self,
        context: RequestContext,
        body: StrictJson<ModeratorCredentials>,
    ) -> Result<ModeratorSessionBegun, Refused<{ BODY | UNAUTHORIZED | TOO_FAST }>> {
        let StrictJson(ModeratorCredentials { login, password }) = body;
        let attempt = self.identity.attempt(&login, context.address).await;
        let attempt = attempt.map_err(Problem::from)?;
        if let Outcome::Refused(refused) = attempt.charge(&self.limits).await {
            tracing::warn!(quotas = ?refused.quotas, "sign-in refused by rate limits");
            return Err(Problem::from(refused).into());
        }
        let from = Some(&attempt.network);
        let session = self.identity.log_in(&login, password.into(), from).await;
        let session = session.map_err(Problem::from)?;
        Ok(ModeratorSessionBegun::of(&session, &self.sites).await)
    }

    /// Read the signed-in moderator
    ///
    /// The account behind the credential, with its role and the sites that it may moderate.
    #[oai(
        path = "/moderation/session",
        method = "get",
        operation_id = "read_moderator_session",
        tag = "Tag::Session"
    )]
    async fn read(
        &self,
        caller: CurrentModerator,
    ) -> Result<CurrentModeratorSession, Refused<{ UNAUTHORIZED }>> {
        let id = caller.moderator.id;
        let view = SessionView {
            moderator: ModeratorView::of(&caller.moderator, &self.sites).await,
            linked_sessions: LinkedSessionView::of(id, &self.identity, &self.sites).await?,
        };
        Ok(CurrentModeratorSession::Moderator(
            Json(view),
            "no-store".to_owned(),
        ))
    }

    /// Sign out
    ///
    /// Ends the session immediately. An API key cannot be ended here; revoke it instead.
    #[oai(
        path = "/moderation/session",
        method = "delete",
        operation_id = "delete_moderator_session",
        tag = "Tag::Session"
    )]
    async fn delete(
        &self,
        caller: CurrentModerator,
    ) -> Result<ModeratorSessionEnded, Refused<{ UNAUTHORIZED | FORBIDDEN }>> {
        if caller.token.kind() != Kind::Session {
            let detail = "An API key has no session to end. Revoke the key instead.";
            return Err(Problem::new(Code::Forbidden, detail).into());
        }
        let ended = self.identity.end_session(&caller.token).await;
        ended.map_err(Problem::from)?;
        tracing::info!(moderator = %caller.moderator.id, "signed out");
        Ok(ModeratorSessionEnded::Done)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use poem::{
        Endpoint, EndpointExt as _, Route,
        http::StatusCode,
        test::{TestClient, TestResponse},
    };
    use poem_openapi::OpenApiService;
    use serde_json::{Value, json};

    use super::*;
    use crate::identity::fixture::{PASSWORD, TestModerators};

    const PATH: &str = "/moderation/session";

    async fn service(world: &TestModerators) -> OpenApiService<SessionApi, ()> {
        let sites = Sites::open(world.db.clone(), world.clock.clone()).await;
        let api = SessionApi {
            identity: world.identity.clone(),
            sites: sites.expect("reads"),
            limits: Arc::new(Limits::in_process(world.clock.clone())),
        };
        OpenApiService::new(api, "test", "1")
    }

    async fn client(world: &TestModerators) -> TestClient<impl Endpoint> {
        let routes = Route::new().nest("/", service(world).await);
        let routes = routes.data(world.identity.clone());
        TestClient::new(routes.before(|mut request: Request| async move {
            // Stands in for the middleware that determines the IP address.
            let address = request.header("test-address").unwrap_or("192.0.2.7");
            request.set_data(RequestContext {
                id: Uuid::nil(),
                address: address.parse().expect("an IP address"),
                language: crate::locale::Language::En,
            });
            Ok(request)
        }))
    }

    async fn sign_in(
        client: &TestClient<impl Endpoint>,
        address: &str,
        login: &str,
        password: &str,
    ) -> TestResponse {
        let body = json!({"login": login, "password": password});
        let request = client.post(PATH).header("test-address", address);
        request.body_json(&body).send().await
    }

    async fn text(response: TestResponse) -> String {
        let body = response.0.into_body().into_string().await;
        body.expect("is text")
    }

    async fn value(response: TestResponse) -> Value {
        serde_json::from_str(&text(response).await).expect("is JSON")
    }

    #[tokio::test]
    async fn a_moderator_signs_in_is_known_and_signs_out() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let site = world.site("garden").await;
        let ben = world.add("ben", Role::Moderator, &[site]).await;
        let client = client(&world).await;
        let body = json!({"login": "Ben", "password": PASSWORD});
        let answer = client.post(PATH).body_json(&body).send().await;
        answer.assert_status(StatusCode::CREATED);
        answer.assert_header("cache-control", "no-store");
        let answer = value(answer).await;
        let view = json!({"id": ben.id, "login": "ben", "name": null, "role": "moderator", "sites": ["garden"]});
        assert_eq!(answer["moderator"], view);
        assert_eq!(answer["expires_at"], "2027-01-15T20:00:00.000Z");
        let bearer = format!("Bearer {}", answer["token"].as_str().expect("a token"));

        let who = client
            .get(PATH)
            .header("authorization", &bearer)
            .send()
            .await;
        who.assert_status_is_ok();
        assert_eq!(
            value(who).await,
            json!({"moderator": view, "linked_sessions": []})
        );
        let out = client
            .delete(PATH)
            .header("authorization", &bearer)
            .send()
            .await;
        out.assert_status(StatusCode::NO_CONTENT);
        for again in [client.get(PATH), client.delete(PATH)] {
            let refused = again.header("authorization", &bearer).send().await;
            refused.assert_status(StatusCode::UNAUTHORIZED);
        }
    }

    #[tokio::test]
    async fn a_credential_that_is_not_good_is_401_and_never_anonymous() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let token = world.log_in("ann").await;
        let client = client(&world).await;
        let stranger = Token::fresh(Kind::Session, &world.clock).reveal();
        let wrong = [
            String::new(),
            token.clone(),
            format!("Basic {token}"),
            format!("Bearer{token}"),
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
            format!("Bearer {stranger}"),
            format!("Bearer {token} {token}"),
        ];
        for line in &wrong {
            let refused = client.get(PATH).header("authorization", line).send().await;
            refused.assert_status(StatusCode::UNAUTHORIZED);
            refused.assert_header("www-authenticate", "Bearer");
            refused.assert_content_type("application/problem+json");
            assert_eq!(value(refused).await["code"], "unauthorized", "{line}");
        }
        let none = client.get(PATH).send().await;
        none.assert_status(StatusCode::UNAUTHORIZED);
        let good = format!("Bearer {token}");
        let twice = client
            .get(PATH)
            .header("authorization", &good)
            .header("authorization", &good);
        twice.send().await.assert_status(StatusCode::UNAUTHORIZED);
        let in_the_address = client.get(PATH).query("access_token", &token);
        let refused = in_the_address.send().await;
        refused.assert_status(StatusCode::UNAUTHORIZED);
        let small = format!("bearer {token}");
        let fine = client.get(PATH).header("authorization", small).send().await;
        fine.assert_status_is_ok();
    }

    #[tokio::test]
    async fn a_database_that_is_away_is_503_and_not_401() {
        let world = TestModerators::new().await;
        let service = service(&world).await;
        let (db, release) = world.with_readers_held().await;
        let identity = crate::identity::fixture::identity(&db, &world.clock);
        let routes = Route::new().nest("/", service);
        let client = TestClient::new(routes.data(identity));
        let token = Token::fresh(Kind::Session, &world.clock).reveal();
        let bearer = format!("Bearer {token}");
        let answer = client
            .get(PATH)
            .header("authorization", bearer)
            .send()
            .await;
        answer.assert_status(StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.0.headers().contains_key("retry-after"));
        drop(release);
    }

    #[tokio::test]
    async fn a_wrong_login_and_a_wrong_password_are_answered_byte_for_byte_alike() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let client = client(&world).await;
        let mut answers = Vec::new();
        for (login, password) in [("ann", "wrong"), ("bob", PASSWORD), ("not a login", "")] {
            let body = json!({"login": login, "password": password});
            let answer = client.post(PATH).body_json(&body).send().await;
            answer.assert_status(StatusCode::UNAUTHORIZED);
            let headers = format!("{:?}", answer.0.headers());
            answers.push((headers, text(answer).await));
        }
        assert!(answers[0].1.contains("wrong_password"));
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
    }

    #[tokio::test]
    async fn one_address_is_told_to_wait_before_any_more_hashes_are_computed() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let client = client(&world).await;
        for number in 0..10 {
            let login = format!("ann{number}");
            let wrong = sign_in(&client, "192.0.2.7", &login, "wrong").await;
            wrong.assert_status(StatusCode::UNAUTHORIZED);
        }
        let refused = sign_in(&client, "192.0.2.7", "ann", PASSWORD).await;
        refused.assert_status(StatusCode::TOO_MANY_REQUESTS);
        refused.assert_header("retry-after", "60");
        assert!(refused.0.headers().contains_key("ratelimit"));
        let refused = value(refused).await;
        assert_eq!(refused["violated-policies"], json!(["password-address"]));
        let other = sign_in(&client, "192.0.2.8", "ann", PASSWORD).await;
        other.assert_status(StatusCode::CREATED);
        world.clock.advance(Duration::from_mins(1));
        let later = sign_in(&client, "192.0.2.7", "ann", PASSWORD).await;
        later.assert_status(StatusCode::CREATED);
    }

    #[tokio::test]
    async fn a_crowd_gets_few_guesses_a_day_and_the_owner_gets_in_meanwhile() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let client = client(&world).await;
        let first = sign_in(&client, "2001:db8:1:1::7", "ann", PASSWORD).await;
        first.assert_status(StatusCode::CREATED);
        let mut tried = 0;
        for hour in 0..24 {
            for number in 0..8 {
                let address = format!("198.51.{hour}.{number}");
                let guess = sign_in(&client, &address, "Ann", "wrong").await;
                match guess.0.status() {
                    StatusCode::UNAUTHORIZED => tried += 1,
                    status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
                }
            }
            if hour % 8 == 7 {
                // From any address in the same /64.
                let address = format!("2001:db8:1:1::{hour}");
                let owner = sign_in(&client, &address, "ann", PASSWORD).await;
                owner.assert_status(StatusCode::CREATED);
            }
            world.clock.advance(Duration::from_mins(58));
        }
        assert!((60..=100).contains(&tried), "{tried}");
        let stranger = sign_in(&client, "203.0.113.9", "ben", "wrong").await;
        stranger.assert_status(StatusCode::UNAUTHORIZED);
    }

    #[tokio::test]
    async fn a_login_nobody_has_is_limited_like_one_that_somebody_has() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let client = client(&world).await;
        let mut answers = Vec::new();
        for (login, net) in [("ann", 1), ("bob", 2), ("not a login", 3)] {
            let mut statuses = Vec::new();
            for number in 0..63 {
                let address = format!("192.0.{net}.{number}");
                let answer = sign_in(&client, &address, login, "wrong").await;
                statuses.push(answer.0.status());
            }
            answers.push(statuses);
            world.clock.advance(Duration::from_mins(2));
        }
        assert!(answers[0].contains(&StatusCode::TOO_MANY_REQUESTS));
        assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
    }

    #[tokio::test]
    async fn a_body_that_is_not_right_names_every_field() {
        let world = TestModerators::new().await;
        let client = client(&world).await;
        let body = json!({"login": 7, "user": "ann"});
        let refused = client.post(PATH).body_json(&body).send().await;
        refused.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let refused = value(refused).await;
        let errors = refused["errors"].as_array().expect("errors");
        let mut fields = errors
            .iter()
            .filter_map(|error| error["field"].as_str())
            .collect::<Vec<_>>();
        fields.sort_unstable();
        assert_eq!(fields, ["login", "password", "user"]);
    }

    #[tokio::test]
    async fn an_api_key_is_known_and_cannot_sign_out() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let (_, key) = world
            .identity
            .add_key(ann.id, "backup")
            .await
            .expect("adds");
        let bearer = format!("Bearer {}", key.reveal());
        let client = client(&world).await;
        let refused = client
            .delete(PATH)
            .header("authorization", &bearer)
            .send()
            .await;
        refused.assert_status(StatusCode::FORBIDDEN);
        let who = client
            .get(PATH)
            .header("authorization", &bearer)
            .send()
            .await;
        who.assert_status_is_ok();
    }

    #[tokio::test]
    async fn a_site_that_is_not_theirs_is_not_there_and_a_right_they_lack_is_403() {
        let world = TestModerators::new().await;
        let (one, two) = (world.site("one").await, world.site("two").await);
        let caller = CurrentModerator {
            moderator: world.add("ben", Role::Moderator, &[one]).await,
            token: Token::fresh(Kind::Session, &world.clock),
        };
        let code = |action, site| caller.must(action, site).map_err(|problem| problem.code);
        assert_eq!(code(Action::Decide, Some(one)), Ok(()));
        assert_eq!(code(Action::Decide, Some(two)), Err(Code::NotFound));
        assert_eq!(code(Action::WritePolicy, Some(one)), Err(Code::Forbidden));
        assert_eq!(code(Action::WritePolicy, Some(two)), Err(Code::NotFound));
        assert_eq!(code(Action::ManageModerators, None), Err(Code::Forbidden));
    }

    #[tokio::test]
    async fn the_document_asks_for_the_credential_where_it_is_needed() {
        let world = TestModerators::new().await;
        let document = service(&world).await.spec();
        let document = serde_json::from_str::<Value>(&document).expect("is JSON");
        let scheme = &document["components"]["securitySchemes"][SCHEME];
        assert_eq!(
            (&scheme["type"], &scheme["scheme"]),
            (&json!("http"), &json!("bearer"))
        );
        let operations = &document["paths"][PATH];
        for (method, operation, security) in [
            ("post", "create_moderator_session", Value::Null),
            ("get", "read_moderator_session", json!([{SCHEME: []}])),
            ("delete", "delete_moderator_session", json!([{SCHEME: []}])),
        ] {
            assert_eq!(operations[method]["operationId"], operation);
            assert_eq!(operations[method]["security"], security, "{method}");
            let responses = &operations[method]["responses"];
            assert!(responses["401"].is_object(), "{method}");
        }
    }

    #[tokio::test]
    async fn secrets_do_not_show_in_debug() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let session = world.identity.log_in("ann", PASSWORD.into(), None).await;
        let session = session.expect("signs in");
        let sites = Sites::open(world.db.clone(), world.clock.clone()).await;
        let begun = ModeratorSessionBegun::of(&session, &sites.expect("reads")).await;
        let body = ModeratorCredentials {
            login: "ann".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let shown = format!("{begun:?} {body:?} {session:?}");
        assert!(!shown.contains(&session.token.reveal()[4..]), "{shown}");
        assert!(!shown.contains(PASSWORD), "{shown}");
    }
}
