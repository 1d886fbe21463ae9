//! What a moderator sees instead of a page or of the result of a form: why, what was typed, and a way to the queue.

use minijinja::{context, value::Serde};
use poem::{
    Endpoint, PathPattern, Request, Response, Result,
    error::MethodNotAllowedError,
    http::{StatusCode, header},
};

use super::{
    address::QUEUE,
    form::{FormCopy, FormFields},
    template::render,
};
use crate::{
    http::{Problem, ProblemPages as _, language, middleware::error_mapping},
    pages::RefusalPages,
};

/// Answers failures of the moderators' pages with a page of theirs.
pub(crate) struct ModeratorFailures<E>(pub(crate) E);

impl<E: Endpoint<Output = Response>> Endpoint for ModeratorFailures<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let path = request.uri().path();
        if !path.starts_with(QUEUE) || !RefusalPages.is_for_reader(&request) {
            return self.0.call(request).await;
        }
        let path = path.to_owned();
        let form = FormCopy::default();
        request.set_data(form.clone());
        let error = match self.0.call(request).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        // A finished answer, or one that names the methods of the path.
        if error.is_from_response() || error.is::<MethodNotAllowedError>() {
            return Err(error);
        }
        let problem = error_mapping::problem_of(&error);
        let form = form.get().filter(|fields| fields.is_typed());
        let mut response = page(&problem, &path, form)?;
        if let Some(pattern) = error.data::<PathPattern>() {
            response.set_data(pattern.clone());
        }
        Ok(response)
    }
}

/// Returns the page of a failure, with the form that the request was about.
fn page(problem: &Problem, path: &str, form: Option<&FormFields>) -> Result<Response, Problem> {
    let language = language();
    // A detail that was written for programs does not help a moderator.
    let detail = if problem.detail.is_for_readers() {
        problem.detail.to_text(language)
    } else {
        Problem::plain(problem.code).detail.to_text(language)
    };
    let errors = problem.errors.iter().map(|error| error.shown(language));
    let values = context! {
        heading => problem.code.title_in(language), message => detail,
        errors => Serde(errors.collect::<Vec<_>>()), action => path,
        fields => form.map(|form| Serde(form.to_send_again())),
        is_failure => true,
    };
    let page = render(StatusCode::OK, "resend.html", values)?;
    let mut response = error_mapping::answer(problem);
    let (parts, body) = page.into_parts();
    response.set_body(body);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in &parts.headers {
        headers.insert(name, value.clone());
    }
    Ok(response)
}
