//! A blog on an origin of its own whose pages hold the element `<comment-thread>`.

use crate::support::{
    web_server::{self, FixedAnswer},
    world::World,
};

/// A page of the site `news`, and the headers with which it is sent.
pub struct BlogPage<'a> {
    /// The URL of the server that the page names, without a trailing slash.
    pub server: &'a str,
    /// What follows the heading.
    pub body: &'a str,
    pub headers: &'static [(&'static str, &'static str)],
}

impl BlogPage<'_> {
    /// Adds the site, and serves the page at every path. It allows this server and nothing else, and no HTML from
    /// strings. Returns its origin.
    pub async fn serve(&self, world: &World) -> String {
        let (listener, port) = web_server::bind().await;
        let origin = format!("http://blog.localhost:{port}");
        world.add_site("news", "The News", &origin).await;
        let Self {
            server,
            body,
            headers,
        } = *self;
        let page = format!(
            "<!doctype html><html lang='en'><meta charset='utf-8'><title>Thing 12</title><h1>Thing 12</h1>\
             <script type='module' src='{server}/embed.js'></script>{body}"
        );
        let policy = format!(
            "default-src 'none'; script-src {server}; connect-src {server}; img-src {server}; \
             form-action {server}; require-trusted-types-for 'script'; trusted-types 'none'"
        );
        web_server::serve(listener, move |requested| {
            if requested.path == "/favicon.ico" {
                return FixedAnswer::new(200, "image/x-icon", "");
            }
            let page = FixedAnswer::html(page.clone()).with("Content-Security-Policy", &policy);
            headers
                .iter()
                .fold(page, |page, (name, value)| page.with(name, value))
        });
        origin
    }
}

/// Adds the site `news` and serves a page with its thread. Returns the origin of the blog.
pub async fn serve_blog(world: &World, attributes: &str) -> String {
    let page = BlogPage {
        server: &world.url(""),
        body: &format!("<comment-thread site='news' {attributes}></comment-thread>"),
        headers: &[],
    };
    page.serve(world).await
}
