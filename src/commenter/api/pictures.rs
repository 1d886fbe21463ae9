//! The profile pictures of commenters.

use poem::{
    IntoResponse, Response,
    http::{StatusCode, header},
};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};
use uuid::Uuid;

use super::session::IdentityTag;
use crate::{
    commenter::{People, generated_picture},
    http::{NOT_FOUND, Refused},
};

/// Profile pictures, served from here so that their providers cannot track readers.
#[derive(Clone, Debug)]
pub(crate) struct PicturesApi {
    pub people: People,
}

/// A profile picture.
#[derive(Clone, Debug)]
pub(crate) enum Picture {
    Jpeg(Vec<u8>),
    Svg(String),
}

const TYPES: [&str; 2] = ["image/jpeg", "image/svg+xml"];

impl IntoResponse for Picture {
    fn into_response(self) -> Response {
        let (kind, body) = match self {
            Self::Jpeg(bytes) => (TYPES[0], bytes),
            Self::Svg(text) => (TYPES[1], text.into_bytes()),
        };
        Response::builder()
            .content_type(kind)
            // A new picture has a new id, so the bytes never change. Only a day, since a picture may be
            // erased.
            .header(header::CACHE_CONTROL, "public, max-age=86400, immutable")
            .header("cross-origin-resource-policy", "cross-origin")
            .body(body)
    }
}

impl ApiResponse for Picture {
    fn meta() -> MetaResponses {
        let binary =
            || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        MetaResponses {
            responses: vec![MetaResponse {
                description: "128 by 128 pixels: the stored picture, or else one generated from the id.",
                status: Some(StatusCode::OK.as_u16()),
                status_range: None,
                content: TYPES
                    .into_iter()
                    .map(|content_type| MetaMediaType {
                        content_type,
                        schema: binary(),
                    })
                    .collect(),
                headers: Vec::new(),
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

#[OpenApi]
impl PicturesApi {
    /// Read the picture of a signed-in author
    ///
    /// A JPEG that the server made from the provider's picture, or a generated SVG if there is none. Needs no
    /// `Authorization`; the same bytes for every caller.
    #[oai(
        path = "/pictures/:id",
        method = "get",
        operation_id = "read_picture",
        tag = "IdentityTag::Identity"
    )]
    async fn read(
        &self,
        /// The id, as in the URLs of `picture`.
        id: Path<Uuid>,
    ) -> Result<Picture, Refused<{ NOT_FOUND }>> {
        let stored = self.people.stored_picture(id.0).await?;
        Ok(match stored {
            Some(jpeg) => Picture::Jpeg(jpeg),
            None => Picture::Svg(generated_picture(id.0)),
        })
    }
}
