//! A blog with a form of its own instead of the element, as docs/embed.md describes it.

use std::sync::Arc;

use crate::support::{
    web_server::{self, FixedAnswer},
    world::World,
};

/// Serves a page of the site `news` with such a form and a script of the server; returns its URL. A script of the page
/// fills in the form token and the challenge.
pub async fn serve_page(world: &World, script: &str) -> String {
    let (listener, port) = web_server::bind().await;
    let origin = format!("http://blog.localhost:{port}");
    world.add_site("news", "The News", &origin).await;
    let server = world.url("");
    let page = Arc::new(format!(
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Blog</title><h1>Thing 12</h1>\
         <form class='reply' method='post' action='{server}/api/v1/sites/news/comments' \
               data-rejoinder='{server}' data-site='news'>\
         <input type='hidden' name='page' value='/thing-12'><input type='hidden' name='url' value='{origin}/thing-12'>\
         <input type='hidden' name='token'><input type='hidden' name='solution'>\
         <fieldset data-guest><input id='name' name='name' required><input id='email' name='email' type='email' required></fieldset>\
         <textarea id='text' name='text' required></textarea>\
         <button type='submit'>Post comment</button></form>\
         <script src='{server}/assets/{script}' defer></script>\
         <script type='module'>\
           const form = document.querySelector('form');\
           const info = await (await fetch('{server}/api/v1/sites/news/form?page=/thing-12')).json();\
           form.elements.token.value = info.token;\
           form.dataset.challenge = info.challenge ? JSON.stringify(info.challenge) : '';\
           form.dispatchEvent(new Event('rejoinder:form'));\
         </script>"
    ));
    web_server::serve(listener, move |requested| {
        if requested.path == "/thing-12" {
            FixedAnswer::html((*page).clone())
        } else {
            FixedAnswer::new(200, "image/x-icon", "")
        }
    });
    format!("{origin}/thing-12")
}
