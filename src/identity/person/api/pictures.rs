//! The pictures of people.

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

use super::session::Tag;
use crate::{
    http::{NOT_FOUND, Problem, Refused},
    identity::person::{People, generated_picture},
};

/// Pictures, so that readers are not tracked by those who made them.
#[derive(Clone, Debug)]
pub struct PicturesApi {
    pub people: People,
}

/// A picture.
#[derive(Clone, Debug)]
pub enum Picture {
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
            // Another picture has another id. A day, since one may be erased.
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
                description: "128 by 128 pixels: the stored picture, else one drawn from the id.",
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
    /// The picture of a signed-in author
    ///
    /// A JPEG that the server made of the provider's picture, or a generated SVG where there is none.
    /// Without `Authorization`; the same bytes for everybody.
    #[oai(
        path = "/pictures/:id",
        method = "get",
        operation_id = "read_picture",
        tag = "Tag::Identity"
    )]
    async fn read(
        &self,
        /// The id, as the addresses in `picture` have it.
        id: Path<Uuid>,
    ) -> Result<Picture, Refused<{ NOT_FOUND }>> {
        let stored = self.people.picture(id.0).await.map_err(Problem::from)?;
        Ok(match stored {
            Some(jpeg) => Picture::Jpeg(jpeg),
            None => Picture::Svg(generated_picture(id.0)),
        })
    }
}
