//! Fenced code blocks, and the words after a fence that name a language.

/// The names of languages that highlighters know and that people write after a fence. Only these are
/// hidden; any other word was meant to be read. Lower case.
#[rustfmt::skip]
const LANGUAGES: &[&str] = &[
    "ada", "apache", "asm", "awk", "bash", "bat", "batch", "c", "c#", "c++", "cc", "clj", "clojure",
    "cmake", "cmd", "cpp", "crystal", "cs", "csharp", "css", "csv", "cuda", "d", "dart", "diff",
    "docker", "dockerfile", "dotenv", "elixir", "elm", "erl", "erlang", "ex", "f#", "fish",
    "fortran", "fsharp", "gdscript", "gherkin", "glsl", "go", "golang", "gradle", "graphql",
    "groovy", "haskell", "hcl", "hs", "html", "http", "ini", "java", "javascript", "js", "json",
    "json5", "jsonc", "jsx", "julia", "kotlin", "kt", "latex", "less", "liquid", "lisp", "lua",
    "makefile", "markdown", "matlab", "md", "mermaid", "mysql", "nasm", "nginx", "nim", "nix",
    "objc", "objective-c", "objectivec", "ocaml", "pascal", "patch", "perl", "pgsql", "php",
    "plaintext", "postgresql", "powershell", "prolog", "properties", "proto", "protobuf", "ps1",
    "puppet", "py", "python", "python3", "pwsh", "qml", "r", "rb", "rs", "rst", "ruby", "rust",
    "sass", "scala", "scheme", "scss", "sh", "shell", "shell-session", "solidity", "sql", "svelte",
    "svg", "swift", "systemverilog", "tcl", "terraform", "tex", "text", "toml", "ts", "tsx", "twig",
    "txt", "typescript", "vb", "vb.net", "vbnet", "verilog", "vhdl", "vim", "vue", "wasm", "wat",
    "xml", "yaml", "yml", "zig", "zsh",
];

/// Returns whether the text after a fence is the name of a language and nothing else.
pub(super) fn is_language(info: &str) -> bool {
    LANGUAGES.iter().any(|name| name.eq_ignore_ascii_case(info))
}

/// Returns the length of the fence with which a line begins.
pub(super) fn fence(line: &[u8]) -> Option<usize> {
    let mark = *line.first().filter(|b| is_mark(**b))?;
    let run = line.iter().take_while(|b| **b == mark).count();
    let is_code_span = mark == b'`' && line[run..].contains(&b'`');
    (run >= 3 && !is_code_span).then_some(run)
}

/// Returns the text after the fence in the line of an opening fence.
pub(super) fn info(line: &str) -> &str {
    let line = line.trim();
    fence(line.as_bytes()).map_or("", |run| line[run..].trim())
}

/// A code block, as the parser reports it piece by piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeBlock {
    /// Whether it has fences; otherwise it is indented.
    pub(super) is_fenced: bool,
    /// Whether there is any text between its fences.
    pub(super) has_text: bool,
    /// The end of the last line that is not a fence.
    text_end: usize,
}

impl CodeBlock {
    /// Begins a block whose first line is at `start` of `source`.
    pub(super) fn new(is_fenced: bool, source: &[u8], start: usize) -> Self {
        let first = source[start..].iter().take_while(|b| **b != b'\n');
        Self {
            is_fenced,
            has_text: false,
            text_end: start + first.count(),
        }
    }

    /// Adds a piece of its code.
    pub(super) fn push(&mut self, text: &str, end: usize) {
        self.has_text |= !text.trim().is_empty();
        self.text_end = self.text_end.max(end);
    }

    /// Returns whether the block, which ends at `end` of `source`, is closed by a fence. The parser
    /// also closes blocks at the end of the text, a quotation or an item.
    pub(super) fn is_closed(&self, source: &[u8], end: usize) -> bool {
        let rest = source.get(self.text_end..end).unwrap_or_default();
        rest.iter().any(|b| is_mark(*b))
    }
}

const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'`' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_languages_are_languages() {
        for language in ["rust", "Rust", "c++", "C#", "json", "objective-c", "vb.net"] {
            assert!(is_language(language), "{language}");
        }
        for word in [
            "",
            "Thanks",
            "hello",
            "rust,ignore",
            "js {1}",
            "bye",
            "{.rust}",
        ] {
            assert!(!is_language(word), "{word}");
        }
        let is_sorted_out = |name: &&str| {
            name.chars()
                .any(|c| c.is_ascii_uppercase() || c.is_whitespace())
        };
        assert_eq!(LANGUAGES.iter().find(|name| is_sorted_out(name)), None);
    }

    #[test]
    fn the_info_stands_behind_the_fence() {
        for (line, expected) in [
            ("```rust", "rust"),
            ("  ~~~ a ~~~ ", "a ~~~"),
            ("````", ""),
            ("```a`", ""),
            ("text", ""),
        ] {
            assert_eq!(info(line), expected, "{line}");
        }
    }
}
