//! The forms of `/me` about a person's comments: claiming comments, and erasing everything.

use poem::{
    Request, Response, handler,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{
    done, sender,
    view::{RetypedFields, refuse},
    with_cookie,
};
use crate::{
    comment::PersonChange,
    http::{FieldError, Problem},
    limit::{Charge, quotas},
    locale::Message,
    pages::Pages,
    token::TokenKind,
};

#[derive(Deserialize)]
pub(super) struct AdoptForm {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub(super) struct ErasureForm {
    #[serde(default)]
    comments: String,
    sure: Option<String>,
}

#[handler]
pub(crate) async fn adopt(
    request: &Request,
    Data(pages): Data<&Pages>,
    Form(adopted): Form<AdoptForm>,
) -> Result<Response, Problem> {
    let Some(viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    let person = &viewer.person;
    let proved = pages.people.verified_emails(person.id).await?;
    let email = proved.iter().find(|email| email.as_str() == adopted.email);
    let Some(email) = email else {
        let problem = Problem::field("adopt", "not_proved", Message::new("email-not-proved"));
        return refuse(request, pages, problem, RetypedFields::default()).await;
    };
    let comments = pages.comments.adopt(person, email).await?;
    tracing::info!(person = %person.id, comments, "comments of a verified email address claimed");
    Ok(done("adopted"))
}

#[handler]
pub(crate) async fn erase(
    request: &Request,
    Data(pages): Data<&Pages>,
    Form(form): Form<ErasureForm>,
) -> Result<Response, Problem> {
    let Some(viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    let change = form.comments.parse::<PersonChange>().ok();
    let mut errors = Vec::new();
    if change.is_none() {
        errors.push(FieldError::new(
            "comments",
            "required",
            Message::new("me-choose"),
        ));
    }
    if form.sure.is_none() {
        errors.push(FieldError::new(
            "sure",
            "required",
            Message::new("me-confirm"),
        ));
    }
    let typed = RetypedFields {
        comments: Some(form.comments),
        ..RetypedFields::default()
    };
    let Some(change) = change.filter(|_| errors.is_empty()) else {
        return refuse(request, pages, Problem::invalid(errors), typed).await;
    };
    let person = viewer.person.id;
    let charges = [Charge::new(quotas::MY_DATA, person.as_bytes())];
    if let Err(exceeded) = pages.limits.check("", &charges).await {
        return refuse(request, pages, exceeded.into(), typed).await;
    }
    pages.privacy.erase(person, change).await?;
    let cookie = pages.sign_in.cookie.set(TokenKind::Commenter, None);
    Ok(with_cookie(done("erased"), cookie))
}
