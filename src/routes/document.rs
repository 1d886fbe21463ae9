//! The OpenAPI document and the API reference made from it.

use std::{collections::HashMap, marker::PhantomData};

use poem::{endpoint::BoxEndpoint, http::Method};
use poem_openapi::{
    LicenseObject, OpenApi, OpenApiService,
    registry::{MetaApi, MetaPath, Registry},
};
use serde_json::Value;

use super::Apis;
use crate::http::{API_BASE, complete_document};

/// The version of the API, as in its base path. The version of the program is not public.
const API_VERSION: &str = "1";

pub(super) fn service<T: OpenApi + 'static>(apis: T) -> OpenApiService<T, ()> {
    OpenApiService::new(apis, "Rejoinder", API_VERSION)
        .description(include_str!("../../openapi/description.md"))
        .license(LicenseObject::new("MIT OR Apache-2.0"))
        .server(API_BASE)
}

/// Returns the OpenAPI document as text, the same that `openapi/openapi.json` holds.
#[must_use]
pub fn openapi_document() -> String {
    let text = service(ApiShape::<Apis>(PhantomData)).spec();
    let mut document: Value = serde_json::from_str(&text).unwrap_or_default();
    complete_document(&mut document);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of an API without services: the document needs no database.
struct ApiShape<T>(PhantomData<fn() -> T>);

impl<T: OpenApi> OpenApi for ApiShape<T> {
    /// Joins the operations on one path: two of the APIs may have some, which are one object of the document.
    fn meta() -> Vec<MetaApi> {
        let mut paths = Vec::<MetaPath>::new();
        for new in T::meta().into_iter().flat_map(|api| api.paths) {
            match paths.iter_mut().find(|known| known.path == new.path) {
                Some(known) => known.operations.extend(new.operations),
                None => paths.push(new),
            }
        }
        vec![MetaApi { paths }]
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn add_routes(self, _: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {}
}

/// The tags of the operations in the order of the reference: what a form needs comes first.
const TAGS: [&str; 6] = [
    "Readers",
    "Commenters",
    "Identity",
    "Session",
    "Moderation",
    "Administration",
];

/// Returns the reference page with the completed document embedded.
pub(super) fn reference(document: &str) -> String {
    let service = service(ApiShape::<Apis>(PhantomData));
    let mut ordered: Value = serde_json::from_str(document).unwrap_or_default();
    if let Some(tags) = ordered["tags"].as_array_mut() {
        tags.sort_by_key(|tag| TAGS.iter().position(|name| tag["name"] == *name));
    }
    // The content of a script element must not contain its end tag.
    let inline = ordered.to_string().replace("</", "<\\/");
    service.swagger_ui_html().replace(&service.spec(), &inline)
}
