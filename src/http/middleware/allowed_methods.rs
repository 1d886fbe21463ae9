//! The methods of each path, for `Allow`, `OPTIONS` and preflight requests.

use poem::http::Method;
use serde_json::Value;

/// Path templates with their methods. poem's router has this information but does not expose it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed(Vec<(Vec<String>, Vec<Method>, String)>);

impl Allowed {
    /// Adds a path; `{name}` and `:name` match any one segment. `HEAD` is added with `GET`, and `OPTIONS`
    /// with every path. Adding a path again adds methods to it.
    #[must_use]
    pub(crate) fn with(mut self, template: &str, methods: &[Method]) -> Self {
        let segments: Vec<_> = segments(template).map(ToOwned::to_owned).collect();
        let at = self.0.iter().position(|(known, ..)| *known == segments);
        let at = at.unwrap_or_else(|| {
            self.0
                .push((segments, vec![Method::OPTIONS], String::new()));
            self.0.len() - 1
        });
        let (_, known, words) = &mut self.0[at];
        for method in methods {
            known.push(method.clone());
            if method == Method::GET {
                known.push(Method::HEAD);
            }
        }
        known.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        known.dedup();
        *words = known
            .iter()
            .map(Method::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        self
    }

    /// Adds all operations of an OpenAPI document (`OpenApiService::spec`) under a prefix such as
    /// `/api/v1`.
    #[must_use]
    pub(crate) fn with_document(mut self, prefix: &str, document: &str) -> Self {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let paths = document["paths"].as_object().cloned().unwrap_or_default();
        for (path, operations) in paths {
            let methods: Vec<_> = operations
                .as_object()
                .into_iter()
                .flat_map(|operations| operations.keys())
                .filter(|name| *name != "parameters")
                .filter_map(|name| Method::from_bytes(name.to_ascii_uppercase().as_bytes()).ok())
                .collect();
            self = self.with(&format!("{prefix}{path}"), &methods);
        }
        self
    }

    /// Returns the value of `Allow` for a path, if the path is known. If several templates match, the one
    /// with the fewest wildcards applies, as in the router.
    pub(crate) fn methods_of(&self, path: &str) -> Option<&str> {
        let asked: Vec<_> = segments(path).collect();
        self.0
            .iter()
            .filter(|(template, ..)| {
                template.len() == asked.len()
                    && template
                        .iter()
                        .zip(&asked)
                        .all(|(t, a)| is_wildcard(t) || t == a)
            })
            .min_by_key(|(template, ..)| template.iter().filter(|t| is_wildcard(t)).count())
            .map(|(.., words)| words.as_str())
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_start_matches('/').split('/')
}

fn is_wildcard(segment: &str) -> bool {
    segment.starts_with([':', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_methods_of_a_path_are_those_of_the_document_and_those_added() {
        let document = r#"{"paths": {
            "/sites/{site}/comments": {"get": {}, "post": {}, "parameters": []},
            "/sites/{site}/comments/{id}": {"delete": {}, "patch": {}},
            "/sites/{site}/comments/all": {"put": {}}
        }}"#;
        let allowed = Allowed::default()
            .with("/health/live", &[Method::GET])
            .with_document("/api/v1", document);
        let of = |path| allowed.methods_of(path);
        assert_eq!(of("/health/live"), Some("GET, HEAD, OPTIONS"));
        assert_eq!(
            of("/api/v1/sites/a/comments"),
            Some("GET, HEAD, OPTIONS, POST")
        );
        assert_eq!(
            of("/api/v1/sites/a/comments/7"),
            Some("DELETE, OPTIONS, PATCH")
        );
        assert_eq!(of("/api/v1/sites/a/comments/all"), Some("OPTIONS, PUT"));
        assert_eq!(of("/api/v1/sites/a"), None);
        assert_eq!(of("/"), None);
    }
}
