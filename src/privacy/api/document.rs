//! The export as a JSON document that is written while it is read, so that it is never in memory as a
//! whole.

use std::{io, marker::PhantomData, sync::Arc};

use futures_util::stream;
use poem::{Body, IntoResponse, Response, http::header};
use poem_openapi::{
    payload::{Json, Payload},
    registry::{MetaSchemaRef, Registry},
    types::{ToJSON as _, Type},
};

use super::wire::{PersonalData, exported_comments};
use crate::{
    clock::Timestamp,
    privacy::{Export, WrittenPages},
    site::Site,
};

/// A JSON document with the schema of `T`, written in pieces.
#[derive(Debug)]
pub struct StreamedJson<T>(Body, PhantomData<T>);

impl<T: Type> Payload for StreamedJson<T> {
    const CONTENT_TYPE: &'static str = Json::<T>::CONTENT_TYPE;

    fn check_content_type(content_type: &str) -> bool {
        Json::<T>::check_content_type(content_type)
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Send> IntoResponse for StreamedJson<T> {
    fn into_response(self) -> Response {
        Response::builder()
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .body(self.0)
    }
}

/// The member of a document without comments, into which the comments are inserted. It cannot occur in
/// a text, where quotation marks are escaped.
const EMPTY: &str = r#""comments":[]"#;

/// The rest of the document to be written.
struct DataDocument {
    head: Option<String>,
    tail: String,
    written: WrittenPages,
    sites: Vec<Arc<Site>>,
    base_url: String,
    is_first: bool,
}

/// Creates the document of an export.
pub(super) fn stream(
    export: Export,
    sites: Vec<Arc<Site>>,
    now: Timestamp,
    base_url: String,
) -> Result<StreamedJson<PersonalData>, String> {
    let whole =
        PersonalData::new(export.person, export.notes, (&sites, now), &base_url).to_json_string();
    let (head, tail) = whole
        .split_once(EMPTY)
        .ok_or_else(|| "the export has no empty list of comments".to_owned())?;
    let (begin, end) = EMPTY.split_at(EMPTY.len() - 1);
    let document = DataDocument {
        head: Some(format!("{head}{begin}")),
        tail: format!("{end}{tail}"),
        written: export.written,
        sites,
        base_url,
        is_first: true,
    };
    let pieces = stream::try_unfold(Some(document), |document| async {
        let Some(mut document) = document else {
            return Ok(None);
        };
        Ok(match document.next().await? {
            Some(piece) => Some((piece, Some(document))),
            None => Some((document.tail, None)),
        })
    });
    Ok(StreamedJson(
        Body::from_bytes_stream::<_, String, io::Error>(pieces),
        PhantomData,
    ))
}

impl DataDocument {
    /// Returns the next piece; `None` when only the end is left. After an error the connection is
    /// closed, so that the client recognizes the document as incomplete.
    async fn next(&mut self) -> Result<Option<String>, io::Error> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        let page = self.written.next().await.map_err(|error| {
            tracing::warn!(%error, "export interrupted");
            io::Error::other("the export was interrupted")
        })?;
        let Some(page) = page else {
            return Ok(None);
        };
        let mut piece = String::new();
        for comment in exported_comments(page, &self.sites, &self.base_url) {
            if !std::mem::take(&mut self.is_first) {
                piece.push(',');
            }
            piece.push_str(&comment.to_json_string());
        }
        Ok(Some(piece))
    }
}
