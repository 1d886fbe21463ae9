//! stub
use secrecy::SecretString;
use url::Url;
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    #[error("a")]
    Unknown,
    #[error("b")]
    Refused,
    #[error("c")]
    Unavailable(&'static str),
    #[error("d")]
    Untrusted(&'static str),
    #[error("e")]
    Misconfigured(&'static str),
}
#[derive(Clone, Debug)]
pub struct Begin {
    pub url: String,
    pub verifier: SecretString,
    pub nonce: String,
}
#[derive(Clone, Debug)]
pub struct Callback {
    pub code: String,
    pub iss: Option<String>,
}
#[derive(Clone, Debug)]
pub struct Returned {
    pub state: String,
    pub answer: Result<Callback, ProviderFault>,
}
impl Returned {
    pub fn read(_: &str) -> Result<Self, ProviderFault> {
        Err(ProviderFault::Unknown)
    }
}
#[derive(Clone, Debug)]
pub struct Profile {
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub name: Option<crate::text::Name>,
    pub username: Option<String>,
    pub email: Option<crate::text::Email>,
    pub website: Option<crate::text::Website>,
    pub picture: Option<Url>,
}
#[derive(Clone, Debug)]
pub struct Providers;
impl Providers {
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        [("github", "GitHub")].into_iter()
    }
    pub fn name_of(&self, _: &str) -> Option<&str> {
        None
    }
    pub async fn begin(&self, _: &str, _: &str) -> Result<Begin, ProviderFault> {
        Err(ProviderFault::Unknown)
    }
    pub async fn finish(
        &self,
        _: &str,
        _: &Callback,
        _: &SecretString,
        _: &str,
    ) -> Result<Profile, ProviderFault> {
        Err(ProviderFault::Unknown)
    }
    pub async fn fetch_picture(&self, _: &Url) -> Result<Vec<u8>, ProviderFault> {
        Err(ProviderFault::Unknown)
    }
}
