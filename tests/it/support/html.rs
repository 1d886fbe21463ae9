//! HTML, parsed as browsers do.

use std::collections::BTreeMap;

use html5ever::{
    ParseOpts, QualName, local_name, ns, parse_document, parse_fragment, tendril::TendrilSink as _,
};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use reqwest::Method;

use crate::support::{
    answers::Answer,
    guests::Guest,
    raw_requests::{FORM, urlencoded},
};

/// Returns everything forbidden in the HTML of a comment, as a browser parses it.
pub fn unsafe_parts(html: &str) -> Vec<String> {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let options = ParseOpts::default();
    let dom = parse_fragment(RcDom::default(), options, context, vec![], false).one(html);
    let mut wrong = Vec::new();
    for root in dom.document.children.borrow().iter() {
        for child in root.children.borrow().iter() {
            visit_nodes(child, &mut |node| check_node(node, &mut wrong));
        }
    }
    wrong
}

pub fn visit_nodes(node: &Handle, look: &mut impl FnMut(&Handle)) {
    look(node);
    for child in node.children.borrow().iter() {
        visit_nodes(child, look);
    }
}

pub fn check_node(node: &Handle, wrong: &mut Vec<String>) {
    const TAGS: [&str; 12] = [
        "p",
        "br",
        "em",
        "strong",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
    ];
    match &node.data {
        NodeData::Text { .. } => {}
        NodeData::Element { name, attrs, .. } => {
            if !TAGS.contains(&&*name.local) || name.ns != ns!(html) {
                wrong.push(format!("<{}>", name.local));
            }
            for attribute in attrs.borrow().iter() {
                let value = &*attribute.value;
                let fine = match (&*name.local, &*attribute.name.local) {
                    ("a", "rel") => value == "nofollow ugc noopener noreferrer",
                    ("a", "href") => value.starts_with("https://") || value.starts_with("http://"),
                    ("p" | "pre" | "blockquote" | "ul" | "ol", "dir") => value == "auto",
                    ("ol", "start") => value.parse::<u32>().is_ok_and(|n| n <= 999_999_999),
                    _ => false,
                };
                if !fine {
                    wrong.push(format!("{}={value}", attribute.name.local));
                }
            }
        }
        _ => wrong.push("neither element nor text".to_owned()),
    }
}

/// A page with a form, as a browser represents it.
#[derive(Debug, Default)]
pub struct FilledForm {
    /// The fields that would be sent, by name.
    pub values: BTreeMap<String, String>,
    pub action: String,
    /// Texts by the `id` of their element.
    pub texts: BTreeMap<String, String>,
    /// Every start tag with its attributes.
    pub tags: Vec<(String, Vec<(String, String)>)>,
}

impl FilledForm {
    pub fn read(page: &str) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
        let mut form = Self::default();
        visit_nodes(&dom.document, &mut |node| form.add_node(node));
        form
    }

    pub fn add_node(&mut self, node: &Handle) {
        let NodeData::Element { name, attrs, .. } = &node.data else {
            return;
        };
        let attributes = attrs
            .borrow()
            .iter()
            .map(|a| (a.name.local.to_string(), a.value.to_string()))
            .collect::<Vec<_>>();
        let value_of = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        match (&*name.local, value_of("name")) {
            ("input", Some(field)) => {
                self.values
                    .insert(field, value_of("value").unwrap_or_default());
            }
            ("textarea", Some(field)) => {
                self.values.insert(field, text_of(node));
            }
            ("form", _) => self.action = value_of("action").unwrap_or_default(),
            _ => {}
        }
        if let Some(id) = value_of("id") {
            self.texts.insert(id, text_of(node));
        }
        self.tags.push((name.local.to_string(), attributes));
    }

    /// Submits the form.
    pub async fn send(&self, who: &Guest<'_>) -> Answer {
        let fields = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let body = urlencoded(&fields.collect::<Vec<_>>());
        let request = who.request(Method::POST, &self.action);
        Answer::of(request.header("content-type", FORM).body(body)).await
    }
}

pub fn text_of(node: &Handle) -> String {
    let mut text = String::new();
    visit_nodes(node, &mut |node| {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
    });
    text
}
