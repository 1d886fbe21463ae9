//! Finds import cycles between the files of one module.
//!
//! `mod.rs` files are not counted: they gather the types of their folder, and every file of it may use them. What
//! they re-export counts as a use of the file that declares it.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Attribute, Item, ItemUse, Path, UseTree,
    visit::{self, Visit},
};

use super::source::Source;

/// A path from the root of the crate, such as `["comment", "sql", "reading"]`.
type ModulePath = Vec<String>;

/// One file with the paths that it uses.
struct File {
    is_folder: bool,
    uses: Vec<ModulePath>,
    /// What it re-exports, by name.
    exports: BTreeMap<String, ModulePath>,
}

/// Returns one violation for every cycle between files of a top-level module.
pub fn import_cycles(sources: &[Source]) -> Vec<String> {
    let files = sources
        .iter()
        .map(|source| (module_path(&source.path), File::parse(source)))
        .collect::<BTreeMap<_, _>>();
    let mut graph = BTreeMap::<&ModulePath, BTreeSet<&ModulePath>>::new();
    for (path, file) in files.iter().filter(|(_, file)| !file.is_folder) {
        let targets = file
            .uses
            .iter()
            .filter_map(|used| declaring_file(&files, used, 0));
        let targets = targets.filter(|target| {
            *target != path && target.first() == path.first() && !files[*target].is_folder
        });
        graph.entry(path).or_default().extend(targets);
    }
    let mut broken = Vec::new();
    let mut reported = BTreeSet::new();
    for start in graph.keys() {
        let Some(cycle) = way_back(&graph, start) else {
            continue;
        };
        if reported.is_disjoint(&cycle.iter().copied().collect()) {
            let names = cycle.iter().map(|path| path.join("::")).collect::<Vec<_>>();
            broken.push(format!(
                "{} imports {}: a cycle",
                names[0],
                names[1..].join(", which imports ")
            ));
        }
        reported.extend(cycle);
    }
    broken
}

/// Returns the shortest path from a file back to itself, with the file at both ends.
fn way_back<'a>(
    graph: &BTreeMap<&'a ModulePath, BTreeSet<&'a ModulePath>>,
    start: &'a ModulePath,
) -> Option<Vec<&'a ModulePath>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way[way.len() - 1];
            for next in graph.get(last).into_iter().flatten().copied() {
                let mut way = way.clone();
                way.push(next);
                if next == start {
                    return Some(way);
                }
                if seen.insert(next) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

/// Returns the file that declares what a path names, following re-exports.
fn declaring_file<'a>(
    files: &'a BTreeMap<ModulePath, File>,
    used: &[String],
    depth: usize,
) -> Option<&'a ModulePath> {
    let length = (1..=used.len())
        .rev()
        .find(|n| files.contains_key(&used[..*n]))?;
    let (path, file) = files.get_key_value(&used[..length])?;
    match used.get(length).and_then(|name| file.exports.get(name)) {
        Some(exported) if depth < 8 => declaring_file(files, exported, depth + 1),
        _ => Some(path),
    }
}

fn module_path(path: &str) -> ModulePath {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let path = path.trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

impl File {
    fn parse(source: &Source) -> Self {
        let parsed = syn::parse_file(&source.text)
            .unwrap_or_else(|error| panic!("{}: {error}", source.path));
        let mut collector = Collector {
            module: module_path(&source.path),
            children: child_modules(&parsed.items),
            uses: Vec::new(),
            exports: BTreeMap::new(),
        };
        collector.visit_file(&parsed);
        Self {
            is_folder: source.path.ends_with("/mod.rs") || !collector.children.is_empty(),
            uses: collector.uses,
            exports: collector.exports,
        }
    }
}

/// The names of modules in files of their own, besides tests.
fn child_modules(items: &[Item]) -> BTreeSet<String> {
    let modules = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && !is_test(&module.attrs) => {
            Some(module.ident.to_string())
        }
        _ => None,
    });
    modules.collect()
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|condition| condition == "test")
    })
}

/// Collects the paths that a file uses, besides those in its tests.
struct Collector {
    module: ModulePath,
    children: BTreeSet<String>,
    uses: Vec<ModulePath>,
    exports: BTreeMap<String, ModulePath>,
}

impl Collector {
    /// Returns a path from the root of the crate; `None` if it leads to another crate or a local name.
    fn absolute(&self, segments: &[String]) -> Option<ModulePath> {
        let mut base = self.module.clone();
        let mut rest = segments;
        match rest.first()?.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                while let Some((_, more)) = rest.split_first().filter(|(one, _)| *one == "super") {
                    base.pop();
                    rest = more;
                }
                return Some([base, rest.to_vec()].concat());
            }
            name if self.children.contains(name) => return Some([base, rest.to_vec()].concat()),
            _ => return None,
        }
        Some([base, rest[1..].to_vec()].concat())
    }

    fn tree(&mut self, tree: &UseTree, prefix: &mut Vec<String>, is_public: bool) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.tree(&path.tree, prefix, is_public);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, prefix, is_public);
                }
            }
            UseTree::Name(name) => self.leaf(&name.ident, &name.ident, prefix, is_public),
            UseTree::Rename(rename) => self.leaf(&rename.ident, &rename.rename, prefix, is_public),
            UseTree::Glob(_) => self.uses.extend(self.absolute(prefix)),
        }
    }

    fn leaf(&mut self, name: &syn::Ident, shown: &syn::Ident, prefix: &[String], is_public: bool) {
        let mut path = prefix.to_vec();
        if name != "self" {
            path.push(name.to_string());
        }
        let Some(path) = self.absolute(&path) else {
            return;
        };
        if is_public {
            self.exports.insert(shown.to_string(), path.clone());
        }
        self.uses.push(path);
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_public = !matches!(item.vis, syn::Visibility::Inherited);
        self.tree(&item.tree, &mut Vec::new(), is_public);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        let segments = segments.collect::<Vec<_>>();
        if segments.len() > 1 {
            self.uses.extend(self.absolute(&segments));
        }
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(path, text)| Source::new(path, text));
        import_cycles(&sources.collect::<Vec<_>>())
    }

    #[test]
    fn a_cycle_between_two_files_of_a_module_is_reported_once() {
        let found = cycles(&[
            ("src/a/mod.rs", "mod one; mod two;"),
            ("src/a/one.rs", "use super::two::Two;"),
            ("src/a/two.rs", "fn f() { crate::a::one::g() }"),
        ]);
        assert_eq!(
            found,
            ["a::one imports a::two, which imports a::one: a cycle"]
        );
    }

    #[test]
    fn a_cycle_through_a_re_export_is_reported() {
        let found = cycles(&[
            (
                "src/a/mod.rs",
                "mod one; mod two; pub use self::two::Two; pub struct Own;",
            ),
            ("src/a/one.rs", "use super::{Own, Two};"),
            ("src/a/two.rs", "use super::one::One;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn uses_in_one_direction_and_in_tests_are_no_cycle() {
        let found = cycles(&[
            ("src/a/mod.rs", "mod one; mod two; pub struct Own;"),
            ("src/a/one.rs", "use super::{Own, two::Two};"),
            (
                "src/a/two.rs",
                "use super::Own; #[cfg(test)] mod tests { use super::super::one::One; }",
            ),
            ("src/b.rs", "use crate::a::one::One;"),
        ]);
        assert_eq!(found, [""; 0]);
    }
}
