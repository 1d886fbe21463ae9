//! Passwords: which new ones are accepted, and argon2id hashing with bounded concurrency.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use argon2::{
    ARGON2ID_IDENT, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _,
    Version,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use super::Error;
use crate::{clock::Clock, closed_set::closed_set, locale::Message};

/// The minimum length of a new password, in characters (Unicode scalar values): NIST SP 800-63B-4 requires 15
/// for a password that is the only factor.
pub(super) const LENGTH_MIN: usize = 15;
/// The maximum length of a new password, in bytes as sent. Nothing is ever cut off.
pub(super) const SIZE_MAX: usize = 1_024;
/// How many attempts of unknown clients may wait before further ones are refused.
const WAITING_MAX: usize = 50;
/// How many of them may come from one IPv4 /24 or IPv6 /48.
const WAITING_PER_NETWORK_MAX: usize = 8;
/// How many jobs may wait in the reserved queue.
const WAITING_RESERVED_MAX: usize = 16;

/// A hash that belongs to no account: verified against when the login is unknown, so that the response time
/// does not reveal it. Its parameters are those of [`Params::DEFAULT`]; a test checks that.
const DUMMY_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

closed_set! {
    /// Why a new password is rejected; the word is the code of the field error.
    #[derive(thiserror::Error)]
    pub enum PasswordFault {
        #[error("{}", self.message())]
        TooShort = "too_short",
        #[error("{}", self.message())]
        TooLong = "too_long",
        /// It contains the login, or consists of what attackers guess first.
        #[error("{}", self.message())]
        TooCommon = "too_common",
    }
}

impl PasswordFault {
    /// Returns what is wrong and what to do.
    pub(crate) fn message(self) -> Message {
        match self {
            Self::TooShort => Message::new("password-too-short").count("min", LENGTH_MIN),
            Self::TooLong => Message::new("password-too-long").count("max", SIZE_MAX),
            Self::TooCommon => Message::new("password-too-common"),
        }
    }
}

/// Checks whether a new password is strong enough for this login. Any characters are allowed, and there are
/// no composition rules.
pub(super) fn check(password: &str, login: &str) -> Result<(), PasswordFault> {
    if password.len() > SIZE_MAX {
        return Err(PasswordFault::TooLong);
    }
    let normalized = normalized(password);
    let normalized = normalized.expose_secret();
    if normalized.chars().count() < LENGTH_MIN {
        return Err(PasswordFault::TooShort);
    }
    // A login shorter than 4 characters occurs in many good passwords by coincidence; the estimate below
    // takes the login into account.
    if login.len() >= 4 && normalized.to_lowercase().contains(&login.to_lowercase()) {
        return Err(PasswordFault::TooCommon);
    }
    // A score below 3 means that an attacker who knows common passwords and patterns needs fewer than 10^8
    // guesses.
    if zxcvbn::zxcvbn(normalized, &[login, "rejoinder"]).score() < zxcvbn::Score::Three {
        return Err(PasswordFault::TooCommon);
    }
    Ok(())
}

/// Normalizes to NFC, as RFC 8265 requires for passwords: the same keys on another system give the same
/// bytes.
fn normalized(password: &str) -> SecretString {
    password.nfc().collect::<String>().into()
}

/// The result of verifying a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PasswordCheck {
    pub right: bool,
    /// The stored hash was made with other parameters than the current ones and should be replaced.
    pub outdated: bool,
}

/// The queue in which a password is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashPriority {
    /// For callers that a flood of guesses must not delay: moderators on a network that they have signed in
    /// from before, and callers whose permission was checked already.
    Reserved,
    /// For all other callers, with a keyed hash of their network.
    Strangers([u8; 32]),
}

/// Hashes on blocking threads: a few concurrently, a few dozen waiting. Clones share the queues.
#[derive(Clone)]
pub(crate) struct Hasher {
    clock: Clock,
    strangers: HashQueue,
    reserved: HashQueue,
    /// The number of jobs in the strangers' queue, by network.
    networks: Arc<Mutex<HashMap<[u8; 32], usize>>>,
}

#[derive(Clone)]
struct HashQueue {
    running: Arc<Semaphore>,
    permits: Arc<Semaphore>,
}

impl HashQueue {
    fn new(running: usize, waiting: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running)),
            permits: Arc::new(Semaphore::new(running + waiting)),
        }
    }
}

/// A network's slot in the strangers' queue, released on drop.
struct NetworkPermit {
    networks: Arc<Mutex<HashMap<[u8; 32], usize>>>,
    network: [u8; 32],
}

impl NetworkPermit {
    fn take(hasher: &Hasher, network: [u8; 32]) -> Result<Self, Error> {
        let networks = hasher.networks.clone();
        let mut counts = networks.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= WAITING_PER_NETWORK_MAX {
            return Err(Error::Busy);
        }
        *count += 1;
        drop(counts);
        Ok(Self { networks, network })
    }
}

impl Drop for NetworkPermit {
    fn drop(&mut self) {
        let mut counts = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

impl Hasher {
    /// Creates a hasher that uses half of the cores for unknown clients, so that a flood of guesses leaves
    /// the rest to readers, and one further concurrent hash for the reserved queue.
    #[must_use]
    pub(crate) fn new(clock: Clock) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self::with(clock, cores.div_ceil(2), WAITING_MAX)
    }

    fn with(clock: Clock, running: usize, waiting: usize) -> Self {
        Self {
            clock,
            strangers: HashQueue::new(running, waiting),
            reserved: HashQueue::new(1, WAITING_RESERVED_MAX),
            networks: Arc::default(),
        }
    }

    /// Checks a new password and returns its hash as a PHC string (argon2id, 19 MiB, 2 passes, parallelism 1:
    /// the first choice of OWASP).
    pub(crate) async fn check_and_hash(
        &self,
        password: SecretString,
        login: String,
    ) -> Result<String, Error> {
        let salt = self.clock.random_bytes::<16>();
        self.run(HashPriority::Reserved, move || {
            check(password.expose_secret(), &login)?;
            hash(&password, &salt)
        })
        .await?
    }

    /// Checks whether a new password is acceptable for this login, without hashing it.
    pub(crate) async fn check(&self, password: SecretString, login: String) -> Result<(), Error> {
        self.run(HashPriority::Reserved, move || {
            check(password.expose_secret(), &login)
        })
        .await?
        .map_err(Error::from)
    }

    /// Returns a new hash of a password that is known to be correct.
    pub(super) async fn rehash(&self, password: SecretString) -> Result<String, Error> {
        let salt = self.clock.random_bytes::<16>();
        self.run(HashPriority::Reserved, move || hash(&password, &salt))
            .await?
    }

    /// Verifies a password against a PHC string. With `None` it takes as long and is never right.
    pub(crate) async fn verify(
        &self,
        password: SecretString,
        stored: Option<String>,
        priority: HashPriority,
    ) -> Result<PasswordCheck, Error> {
        self.run(priority, move || {
            let verified = verify(&password, stored.as_deref().unwrap_or(DUMMY_HASH));
            PasswordCheck {
                right: verified.right && stored.is_some(),
                ..verified
            }
        })
        .await
    }

    /// Runs a job on a blocking thread when its turn in the queue comes. If the caller is dropped, a waiting
    /// job is canceled; a running one occupies its slot until it ends, since nothing can stop it.
    async fn run<T: Send + 'static>(
        &self,
        priority: HashPriority,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (queue, network) = match priority {
            HashPriority::Reserved => (&self.reserved, None),
            HashPriority::Strangers(network) => {
                let permit = NetworkPermit::take(self, network)?;
                (&self.strangers, Some(permit))
            }
        };
        let permit = queue.permits.clone().try_acquire_owned();
        let permit = permit.map_err(|_| Error::Busy)?;
        let running_permit = queue.running.clone().acquire_owned().await;
        let running_permit = running_permit.map_err(|_| Error::Busy)?;
        tokio::task::spawn_blocking(move || {
            let result = job();
            drop((running_permit, permit, network));
            result
        })
        .await
        .map_err(|_| Error::Busy)
    }
}

fn hash(password: &SecretString, salt: &[u8; 16]) -> Result<String, Error> {
    let password = normalized(password.expose_secret());
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.expose_secret().as_bytes(), salt)
        .map_err(|e| crate::db::Error::Statement(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

fn verify(password: &SecretString, stored: &str) -> PasswordCheck {
    let password = normalized(password.expose_secret());
    let Ok(stored) = PasswordHash::new(stored) else {
        tracing::error!("stored password hash of a moderator is not valid");
        return PasswordCheck {
            right: false,
            outdated: true,
        };
    };
    let right = Argon2::default().verify_password(password.expose_secret().as_bytes(), &stored);
    PasswordCheck {
        right: right.is_ok(),
        outdated: !is_current(&stored),
    }
}

fn is_current(stored: &PasswordHash) -> bool {
    stored.algorithm == ARGON2ID_IDENT
        && stored.version == Some(Version::V0x13.into())
        && stored.hash.as_ref().map(|h| h.len()) == Some(Params::DEFAULT_OUTPUT_LEN)
        && Params::try_from(stored).is_ok_and(|p| {
            let default = Params::DEFAULT;
            (p.m_cost(), p.t_cost(), p.p_cost())
                == (default.m_cost(), default.t_cost(), default.p_cost())
        })
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("free", &self.strangers.permits.available_permits())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use proptest::prelude::*;

    use super::*;
    use crate::clock::Timestamp;

    const GOOD: &str = "correct horse battery staple";
    /// Made with another implementation: argon2-cffi 25 over the reference code in C.
    const STORED: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9p87QGcomaseB/S2U1OhTsM0";
    const STORED_OLD: &str = "$argon2id$v=19$m=64,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$o5lr8pyLCDE9qzjCQQ2yJxyZESu2Svjwku7S+dbJgnI";
    const STORED_UMLAUT: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$Pz9q5z2wFWrGKPhbWuQq6O22Zka77PCeS25rp1tOWIY";

    fn held() -> Clock {
        Clock::held(Timestamp(0))
    }

    fn verified(right: bool, outdated: bool) -> PasswordCheck {
        PasswordCheck { right, outdated }
    }

    #[test]
    fn the_hash_is_the_one_that_another_implementation_makes() {
        let made = hash(&GOOD.into(), b"0123456789abcdef").expect("hashes");
        assert_eq!(made, STORED);
        assert_eq!(verify(&GOOD.into(), STORED), verified(true, false));
        let wrong = "correct horse battery staplf";
        assert_eq!(verify(&wrong.into(), STORED), verified(false, false));
    }

    #[test]
    fn a_hash_of_other_parameters_is_good_and_outdated() {
        assert_eq!(verify(&GOOD.into(), STORED_OLD), verified(true, true));
        assert_eq!(verify(&GOOD.into(), "rubbish"), verified(false, true));
    }

    #[test]
    fn a_letter_typed_in_two_parts_is_the_same_letter() {
        let composed = "Schl\u{fc}ssel f\u{fc}r das Gartentor";
        let decomposed = composed.replace('\u{fc}', "u\u{308}");
        assert_eq!(
            verify(&composed.into(), STORED_UMLAUT),
            verified(true, false)
        );
        assert_eq!(
            verify(&decomposed.into(), STORED_UMLAUT),
            verified(true, false)
        );
    }

    #[test]
    fn checking_the_password_of_an_unknown_login_costs_the_same() {
        let unknown = PasswordHash::new(DUMMY_HASH).expect("parses");
        assert!(is_current(&unknown));
        assert_eq!(
            unknown.salt.map(|s| s.len()),
            PasswordHash::new(STORED)
                .expect("parses")
                .salt
                .map(|s| s.len())
        );
    }

    #[tokio::test]
    async fn a_login_that_is_not_known_never_has_the_right_password() {
        let hasher = Hasher::new(held());
        for password in ["", GOOD] {
            let checked = hasher
                .verify(password.into(), None, HashPriority::Reserved)
                .await
                .expect("checks");
            assert!(!checked.right);
        }
        let stored = hasher.check_and_hash(GOOD.into(), "ann".to_owned()).await;
        let stored = stored.expect("is accepted");
        let checked = hasher
            .verify(GOOD.into(), Some(stored), HashPriority::Reserved)
            .await;
        assert_eq!(checked.expect("checks"), verified(true, false));
    }

    #[tokio::test]
    async fn more_than_the_queue_holds_is_refused_while_others_run() {
        let hasher = Hasher::with(held(), 2, 50);
        let (go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(Mutex::new(wait));
        let jobs = (0..52)
            .map(|n| {
                let (hasher, wait) = (hasher.clone(), wait.clone());
                tokio::spawn(async move {
                    let job = move || wait.lock().expect("not poisoned").recv().is_ok();
                    hasher.run(network(n), job).await
                })
            })
            .collect::<Vec<_>>();
        while hasher.strangers.permits.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            hasher.strangers.running.available_permits(),
            0,
            "two run, no more"
        );
        assert!(matches!(
            hasher.run(network(99), || ()).await,
            Err(Error::Busy)
        ));
        assert!(
            hasher.run(HashPriority::Reserved, || ()).await.is_ok(),
            "the reserved queue does not wait for strangers"
        );
        for _ in 0..52 {
            go.send(()).expect("a job waits");
        }
        for job in jobs {
            assert!(job.await.expect("no panic").expect("has its turn"));
        }
        assert!(
            hasher.run(network(99), || ()).await.is_ok(),
            "there is a free slot again"
        );
    }

    fn network(n: u8) -> HashPriority {
        HashPriority::Strangers([n; 32])
    }

    #[tokio::test]
    async fn one_network_does_not_fill_the_queue() {
        let hasher = Hasher::with(held(), 1, 50);
        let (go, wait) = mpsc::channel::<()>();
        let running = {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.run(network(1), move || wait.recv()).await })
        };
        while hasher.strangers.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let waiting = (0..20)
            .map(|_| {
                let hasher = hasher.clone();
                tokio::spawn(async move { hasher.run(network(1), || ()).await })
            })
            .collect::<Vec<_>>();
        let permits = hasher.strangers.permits.clone();
        while permits.available_permits() + WAITING_PER_NETWORK_MAX > 51 {
            tokio::task::yield_now().await;
        }
        let other = {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.run(network(2), || ()).await })
        };
        while permits.available_permits() + WAITING_PER_NETWORK_MAX + 1 > 51 {
            tokio::task::yield_now().await;
        }
        go.send(()).expect("the job waits");
        assert!(running.await.expect("no panic").is_ok());
        assert!(other.await.expect("no panic").is_ok());
        let mut result = 0;
        for job in waiting {
            result += usize::from(job.await.expect("no panic").is_ok());
        }
        assert_eq!(result, WAITING_PER_NETWORK_MAX - 1);
        assert!(hasher.networks.lock().expect("not poisoned").is_empty());
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_gives_its_place_back() {
        let hasher = Hasher::with(held(), 1, 0);
        let (go, wait) = mpsc::channel::<()>();
        let job = {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.run(network(1), move || wait.recv()).await })
        };
        while hasher.strangers.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        job.abort();
        assert!(job.await.is_err_and(|e| e.is_cancelled()));
        assert!(
            matches!(hasher.run(network(99), || ()).await, Err(Error::Busy)),
            "what runs cannot be stopped and counts to its end"
        );
        go.send(()).expect("the job waits");
        while hasher.strangers.running.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        assert!(hasher.run(network(99), || ()).await.is_ok());
    }

    #[test]
    fn a_new_password_is_neither_short_nor_long_nor_easy() {
        let cases = [
            ("otter lamp velvet quarry", Ok(())),
            ("кошка лампа бархат", Ok(())),
            ("otter lamp velv", Ok(())),
            ("otter lamp vel", Err(PasswordFault::TooShort)),
            // 15 characters as sent, 14 after normalization.
            ("otter lamp v\u{e9}u\u{308}", Err(PasswordFault::TooShort)),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", Err(PasswordFault::TooCommon)),
            ("passwordpassword", Err(PasswordFault::TooCommon)),
            ("123456789012345", Err(PasswordFault::TooCommon)),
            ("otter lamp Ann.Lee velvet", Err(PasswordFault::TooCommon)),
        ];
        for (password, expected) in cases {
            assert_eq!(check(password, "ann.lee"), expected, "{password}");
        }
        assert_eq!(check("otter lamp velvet quarry", "la"), Ok(()));
        let long = "otter lamp velvet quarry ".repeat(41);
        assert_eq!(long.len(), 1025);
        assert_eq!(check(&long[..1024], "ann.lee"), Ok(()));
        assert_eq!(check(&long, "ann.lee"), Err(PasswordFault::TooLong));
    }

    #[test]
    fn nothing_of_a_long_password_is_cut_off() {
        let long = "otter lamp velvet quarry ".repeat(40);
        let stored = hash(&long.clone().into(), &[1; 16]).expect("hashes");
        assert!(verify(&long.clone().into(), &stored).right);
        assert!(!verify(&long[..999].into(), &stored).right);
    }

    #[test]
    fn the_passwords_that_guessers_try_first_are_refused() {
        let Some(folder) = crate::input::test_cases() else {
            return;
        };
        let file = std::path::Path::new(&folder).join("cases/passwords/common-10000.txt");
        let list = std::fs::read_to_string(file).expect("the list is there");
        let words = list
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        for (number, word) in words.enumerate() {
            assert!(check(word, "ann").is_err(), "{word}");
            if number % 50 == 0 {
                let twice = word.repeat(LENGTH_MIN.div_ceil(word.chars().count()).max(2));
                assert_eq!(
                    check(&twice, "ann"),
                    Err(PasswordFault::TooCommon),
                    "{twice}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(password in "\\PC{0,40}", login in "[a-z]{2,8}") {
            let judged = check(&password, &login);
            if judged.is_ok() {
                prop_assert!(password.nfc().count() >= LENGTH_MIN);
            }
        }
    }
}
