//! The reasons as people read them: `docs/reasons.md`.

use crate::reason::{Reason, ReasonKind};

/// Returns `docs/reasons.md`.
pub fn reasons_page() -> String {
    let mut page = String::from(
        "# Reasons\n\nWhat may be the matter with an input, what it means, and what to do. This page is made from the \
         table in `src/reason.rs`. A code keeps its meaning from version to version; new ones may come.\n",
    );
    for (kind, title, about) in KINDS {
        page.push_str(&format!("\n## {title}\n\n{about}\n\n| code | what it means | what to do |\n|---|---|---|\n"));
        for reason in Reason::ALL.iter().filter(|reason| reason.kind() == *kind) {
            page.push_str(&format!("| `{reason}` | {} | {} |\n", reason.text(), reason.advice()));
        }
    }
    page
}

/// The sections of the page.
const KINDS: &[(ReasonKind, &str, &str)] = &[
    (
        ReasonKind::Note,
        "Noted in documents",
        "They stand in `quality.reasons`. There is a document, its `quality.status` is `suspect`, and it asks for a look.",
    ),
    (
        ReasonKind::Failure,
        "Why there is no document",
        "They stand in reason files (`copydesk failed list`), in the error lines of `copydesk filter`, in the report of \
         `copydesk run` and in the metric `copydesk_failed_total`. Each comes with a message that names the place.",
    ),
];
