//! The documents: every relative link leads somewhere, and every list in them is complete.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rejoinder::{Policy, ReasonCode};

/// The documents outside of `docs`.
const DOCUMENTS: [&str; 7] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "openapi/README.md",
    "deploy/README.md",
];

/// The folders whose files are named in code spans.
const FOLDERS: [&str; 6] = ["src/", "tests/", "benches/", "docs/", "deploy/", "openapi/"];

/// More lines than this, and the README is no overview any more.
const README_LINES: usize = 180;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// The pages in `docs` and `docs/generators`, as paths.
fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    for folder in ["docs", "docs/generators"] {
        let entries = fs::read_dir(root().join(folder)).expect("the folder can be listed");
        let names = entries.map(|entry| entry.expect("it can be listed").file_name());
        let paths = names.map(|name| format!("{folder}/{}", name.to_string_lossy()));
        pages.extend(
            paths.filter(|path| Path::new(path).extension().is_some_and(|kind| kind == "md")),
        );
    }
    pages.sort();
    pages
}

fn documents() -> impl Iterator<Item = String> {
    DOCUMENTS.into_iter().map(ToOwned::to_owned).chain(pages())
}

/// The fence that a line begins with: its character and its length.
fn fence(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3).then_some((mark, length))
}

/// A document without its blocks of code.
fn prose(text: &str) -> String {
    let mut open = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        match (open, fence(line)) {
            (None, None) => lines.push(line),
            (None, found) => open = found,
            (Some((mark, length)), Some((other, longer))) if mark == other && longer >= length => {
                if line.trim().chars().all(|c| c == mark) {
                    open = None;
                }
            }
            (Some(_), _) => {}
        }
    }
    assert!(open.is_none(), "a block of code does not end");
    lines.join("\n")
}

/// The code spans of a document, or the text between them. A span ends in the paragraph that it begins in.
fn code_or_prose(prose: &str, is_code: bool) -> impl Iterator<Item = &str> {
    prose
        .split("\n\n")
        .flat_map(move |paragraph| paragraph.split('`').skip(usize::from(is_code)).step_by(2))
}

/// The targets of the links to files of the repository.
fn links(prose: &str) -> Vec<String> {
    let text = code_or_prose(prose, false).collect::<String>();
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link.to_owned())
        .filter(|link| !link.contains("://"))
        .collect()
}

/// The anchors of the headings, as GitHub makes them.
fn anchors(prose: &str) -> BTreeSet<String> {
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let heading = heading.replace(' ', "-");
            heading
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
                .collect()
        })
        .collect()
}

/// What is wrong with a link in a document, if anything is.
fn link_fault(document: &str, link: &str) -> Option<&'static str> {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let own = root().join(document);
    let target: PathBuf = match path {
        "" => own,
        path => own.parent().expect("a folder").join(path),
    };
    if !target.exists() {
        return Some("there is no such file");
    }
    if anchor.is_empty() {
        return None;
    }
    let target = fs::read_to_string(target).expect("a document");
    (!anchors(&prose(&target)).contains(anchor)).then_some("there is no such heading")
}

fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for document in documents() {
        for link in links(&prose(&text(&document))) {
            seen += 1;
            if let Some(fault) = link_fault(&document, &link) {
                broken.push(format!("{document}: {link}: {fault}"));
            }
        }
    }
    assert_none(&broken);
    assert!(seen > 200, "{seen} links");
}

#[test]
fn every_file_that_is_named_exists() {
    let mut broken = Vec::new();
    let mut seen = 0;
    // The guides name files of the reader's site.
    let is_guide = |document: &String| document.starts_with("docs/generators/");
    for document in documents().filter(|document| !is_guide(document)) {
        for path in code_or_prose(&prose(&text(&document)), true) {
            let is_path = FOLDERS.iter().any(|folder| path.starts_with(folder));
            if !is_path || path.contains([' ', '*', '<', '{']) {
                continue;
            }
            seen += 1;
            if !root().join(path).exists() {
                broken.push(format!("{document}: there is no {path}"));
            }
        }
    }
    assert_none(&broken);
    assert!(seen > 50, "{seen} paths");
}

#[test]
fn the_readme_is_short_and_leads_to_every_page() {
    let readme = text("README.md");
    let lines = readme.lines().count();
    assert!(lines <= README_LINES, "{lines} lines");
    let linked = links(&prose(&readme)).into_iter().collect::<BTreeSet<_>>();
    let unlinked = pages().into_iter().filter(|page| !linked.contains(page));
    assert_none(&unlinked.collect::<Vec<_>>());
}

#[test]
fn the_module_map_is_that_of_the_library() {
    let architecture = text("ARCHITECTURE.md");
    let (_, modules) = architecture.split_once("## Modules").expect("the section");
    let (modules, _) = modules
        .split_once("Inside a module")
        .expect("the end of the value");
    let listed = modules
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name);
    let library = text("src/lib.rs");
    let declared = library
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    assert_eq!(
        listed.collect::<Vec<_>>(),
        declared.collect::<Vec<_>>(),
        "the modules of ARCHITECTURE.md and of src/lib.rs"
    );
}

/// The settings of the annotated example, as `section.key`.
fn settings() -> BTreeSet<String> {
    let example = text("deploy/rejoinder.toml");
    let mut section = "";
    let mut settings = BTreeSet::new();
    for line in example.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name;
        }
        let setting = line.strip_prefix('#').and_then(|l| l.split_once(" = "));
        let is_key = |key: &str| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if let Some((key, _)) = setting.filter(|(key, _)| is_key(key)) {
            settings.insert(format!("{section}.{key}"));
        }
    }
    settings
}

#[test]
fn the_settings_page_has_every_setting_and_no_other() {
    let page = prose(&text("docs/settings.md"));
    let spans = code_or_prose(&page, true).collect::<BTreeSet<_>>();
    let settings = settings();
    assert!(settings.len() > 60, "{settings:?}");
    let is_listed = |setting: &String| {
        // Those of the providers stand in common rows.
        let key = setting.rsplit('.').next().unwrap_or_default();
        let common = format!("identity.<provider>.{key}");
        let is_common = spans.contains(key) || spans.contains(common.as_str());
        spans.contains(setting.as_str()) || (setting.starts_with("identity.") && is_common)
    };
    let missing = settings.iter().filter(|setting| !is_listed(setting));
    assert_none(&missing.cloned().collect::<Vec<_>>());
    let sections = [
        "security.",
        "http.",
        "database.",
        "limits.",
        "mail.",
        "spam.",
        "log.",
    ];
    let unknown = spans.iter().filter(|span| {
        sections.iter().any(|section| span.starts_with(section)) && !settings.contains(**span)
    });
    assert_none(&unknown.map(|span| (*span).to_owned()).collect::<Vec<_>>());
}

#[test]
fn the_settings_page_has_every_member_of_the_policy() {
    let page = prose(&text("docs/settings.md"));
    let spans = code_or_prose(&page, true).collect::<BTreeSet<_>>();
    let policy = serde_json::to_value(Policy::default()).expect("is JSON");
    let members = policy.as_object().expect("an object");
    assert!(members.len() > 15, "{members:?}");
    let missing = members
        .keys()
        .filter(|member| !spans.contains(member.as_str()));
    assert_none(&missing.cloned().collect::<Vec<_>>());
}

#[test]
fn the_page_about_spam_has_every_reason_with_its_weight() {
    let page = text("docs/spam-and-external-checks.md");
    let (_, reasons) = page.split_once("## Reasons\n").expect("the section");
    let (reasons, _) = reasons.split_once("\n## ").expect("the end of the value");
    let rows = reasons.lines().filter(|line| line.starts_with("| `"));
    let rows = rows.collect::<Vec<_>>();
    let expected = ReasonCode::ALL.iter().map(|code| {
        let weight = code.start_weight();
        let sign = if weight > 0.0 { "+" } else { "" };
        let waits = if code.holds() { "waits" } else { "" };
        format!("| `{}` | {sign}{weight} | {waits} | ", code.as_str())
    });
    let expected = expected.collect::<Vec<_>>();
    let missing = expected
        .iter()
        .filter(|start| !rows.iter().any(|row| row.starts_with(start.as_str())));
    assert_none(&missing.cloned().collect::<Vec<_>>());
    assert_eq!(rows.len(), expected.len(), "reasons that do not exist");
}

#[test]
fn the_page_about_commands_has_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_rejoinder"))
        .arg("man")
        .arg(folder.path())
        .output()
        .expect("runs");
    assert!(output.status.success(), "{output:?}");
    let page = text("docs/cli.md");
    let mut seen = 0;
    for entry in fs::read_dir(folder.path()).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        let command = name.replace('-', " ");
        // A group of commands is listed by its commands.
        let is_group = ["site", "moderator", "key", "spam"]
            .iter()
            .any(|group| command == format!("rejoinder {group}"));
        let listed =
            page.contains(&format!("`{command}`")) || page.contains(&format!("`{command} "));
        assert!(is_group || listed, "docs/cli.md does not list {command}");
        seen += 1;
    }
    assert!(seen > 20, "{seen} commands");
}
