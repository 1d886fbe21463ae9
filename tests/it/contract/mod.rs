//! What other programs and people rely on: the OpenAPI document, documentation, and examples.

mod closed_sets;
mod documents;
mod example_settings;
mod openapi;
mod openapi_tools;
mod packaging;
mod readme;
