//! The response to a preview: JSON, or HTML alone for scripts that may not parse HTML from a string.

use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    payload::Json,
    registry::{MetaMediaType, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};

use super::wire::PreviewAnswer;

const HTML: &str = "text/html; charset=utf-8";

#[derive(Debug)]
pub(super) enum PreviewResponse {
    Json(Json<PreviewAnswer>),
    Html(String),
}

impl IntoResponse for PreviewResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Json(json) => json.into_response(),
            Self::Html(html) => html.with_content_type(HTML).into_response(),
        }
    }
}

impl ApiResponse for PreviewResponse {
    fn meta() -> MetaResponses {
        let mut meta = Json::<PreviewAnswer>::meta();
        for response in &mut meta.responses {
            let schema = MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
            response.content.push(MetaMediaType {
                content_type: HTML,
                schema,
            });
        }
        meta
    }

    fn register(registry: &mut Registry) {
        Json::<PreviewAnswer>::register(registry);
    }
}
