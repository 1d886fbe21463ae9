//! Pairs the stars, underscores and tildes that emphasize, so that the parser sees only paired ones.
//! `text::emphasis` decides where they may open and close emphasis.

/// A run of one delimiter.
#[derive(Clone, Debug)]
pub(super) struct DelimiterRun {
    /// `*`, `_` or `~`.
    pub(super) delimiter: u8,
    /// The position of its first byte.
    pub(super) at: usize,
    pub(super) count: usize,
    /// Whether a backslash precedes it; then it is one delimiter long.
    pub(super) is_escaped: bool,
    pub(super) may_open: bool,
    pub(super) may_close: bool,
    /// How many of its first delimiters close emphasis.
    pub(super) closing: usize,
    /// How many of its last delimiters open emphasis.
    pub(super) opening: usize,
}

/// A step through a paragraph.
#[derive(Debug)]
pub(super) enum ParagraphStep {
    Run(DelimiterRun),
    /// The text of a link begins: emphasis must end on the same side of a link's edge on which it
    /// began.
    EnterLink,
    LeaveLink,
}

/// Pairs the runs of one paragraph. With `escaped`, runs after a backslash are paired as if it were not
/// there.
pub(super) fn pair(steps: &mut [ParagraphStep], escaped: bool) {
    let mut open: [Vec<usize>; 3] = Default::default();
    let mut outside = Vec::new();
    for at in 0..steps.len() {
        match &mut steps[at] {
            ParagraphStep::EnterLink => outside.push([open[0].len(), open[1].len(), open[2].len()]),
            ParagraphStep::LeaveLink => {
                let heights = outside.pop().unwrap_or_default();
                for (open, height) in open.iter_mut().zip(heights) {
                    open.truncate(height);
                }
            }
            ParagraphStep::Run(run) => {
                (run.closing, run.opening) = (0, 0);
                if run.is_escaped && !escaped {
                    continue;
                }
                let kind = kind(run.delimiter);
                let floor = outside.last().map_or(0, |heights| heights[kind]);
                if run.may_close {
                    close(steps, at, &mut open, floor);
                }
                if let ParagraphStep::Run(run) = &steps[at]
                    && run.may_open
                    && run.closing < run.count
                    && (run.delimiter != b'~' || run.count == 2)
                {
                    open[kind].push(at);
                }
            }
        }
    }
}

/// Closes emphasis that runs of the same delimiter opened, the nearest first.
fn close(steps: &mut [ParagraphStep], at: usize, open: &mut [Vec<usize>; 3], floor: usize) {
    loop {
        let ParagraphStep::Run(closer) = &steps[at] else {
            return;
        };
        let left = closer.count - closer.closing;
        let is_strike = closer.delimiter == b'~';
        let kind = kind(closer.delimiter);
        if left == 0 || (is_strike && closer.count != 2) || open[kind].len() <= floor {
            return;
        }
        let Some(&opener_at) = open[kind].last() else {
            return;
        };
        let ParagraphStep::Run(opener) = &mut steps[opener_at] else {
            return;
        };
        let free = opener.count - opener.closing - opener.opening;
        let used = if free >= 2 && left >= 2 { 2 } else { 1 };
        opener.opening += used;
        if free == used {
            open[kind].pop();
        }
        // Runs inside that were not closed there open nothing.
        for other in open.iter_mut() {
            while other.last().is_some_and(|last| *last > opener_at) {
                other.pop();
            }
        }
        if let ParagraphStep::Run(closer) = &mut steps[at] {
            closer.closing += used;
        }
    }
}

const fn kind(delimiter: u8) -> usize {
    match delimiter {
        b'*' => 0,
        b'_' => 1,
        _ => 2,
    }
}
