//! One rule a family of phrases. What the phrases are stands in `phrases/`, how they are found in [`super::lines`].

use super::phrase::Family;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, removal};

/// Hands on what was found of one family.
fn phrases(family: Family, draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let lines = draft.phrase_lines().iter().filter(|line| line.family == family);
    found.extend(lines.map(|line| removal(draft.text, line.span.clone(), Certainty::Likely)));
}

pub static ADVERTISEMENT: Rule = Rule {
    name: "artifact.advertisement",
    group: Group::Artifact,
    family: "advertisement",
    certainty: Certainty::Likely,
    summary: "Takes out labels of advertisements that are not there any more.",
    evidence: "The whole line is the label, in the words that pages use for it. A sentence about advertising stays.",
    examples: &[
        Example::Fixes(
            "They left.\n\nAdvertisement - Continue Reading Below\n\nIt rained.",
            "They left.\n\nIt rained.",
        ),
        Example::Keeps("The advertisement, which ran on Sunday, drew letters."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Advertisement, draft, found),
};

pub static SHARE_BAR: Rule = Rule {
    name: "artifact.share",
    group: Group::Artifact,
    family: "share",
    certainty: Certainty::Likely,
    summary: "Takes out calls to share, print, like or follow.",
    evidence: "The whole line, or a row of them, is made of a page's words for it and of services' names. A lone name of a service stays, unless its neighbours are such lines too.",
    examples: &[
        Example::Fixes("They left.\n\nShare this:\n\nFacebook\n\nEmail", "They left."),
        Example::Keeps("Share prices fell on Monday."),
        Example::Keeps("“Follow us on Facebook,” says the sign in the window."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Share, draft, found),
};

pub static NEWSLETTER: Rule = Rule {
    name: "artifact.newsletter",
    group: Group::Artifact,
    family: "newsletter",
    certainty: Certainty::Likely,
    summary: "Takes out offers of newsletters and subscriptions.",
    evidence: "The line begins as such offers do and is wholly one. News about subscriptions has a subject of its own and stays.",
    examples: &[
        Example::Fixes("They left.\n\nSign up for our newsletter", "They left."),
        Example::Keeps("Fishermen may sign up for the auction until Friday noon."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Newsletter, draft, found),
};

pub static RELATED: Rule = Rule {
    name: "artifact.related",
    group: Group::Artifact,
    family: "related",
    certainty: Certainty::Likely,
    summary: "Takes out pointers to other articles and to more of this one.",
    evidence: "A page's word for it and a colon, then a headline: a capital first and no full stop. Sentences stay.",
    examples: &[
        Example::Fixes(
            "They left.\n\nREAD MORE: Storm Shuts the Northern Harbour\n\nIt rained.",
            "They left.\n\nIt rained.",
        ),
        Example::Keeps("Related: that is how he described the two storms."),
        Example::Keeps("Read more books, the head teacher told them."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Related, draft, found),
};

pub static PLAYER: Rule = Rule {
    name: "artifact.player",
    group: Group::Artifact,
    family: "player",
    certainty: Certainty::Likely,
    summary: "Takes out the words of players, galleries and embedded pieces that are not there.",
    evidence: "The whole line is what a player or a gallery says of itself, or a pointer to a film that the text does not hold.",
    examples: &[
        Example::Fixes("They left.\n\nScroll down for video\n\nIt rained.", "They left.\n\nIt rained."),
        Example::Keeps("He scrolled down for video of the storm, the court heard."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Player, draft, found),
};

pub static COMMENT_LINE: Rule = Rule {
    name: "artifact.comments",
    group: Group::Artifact,
    family: "comments",
    certainty: Certainty::Likely,
    summary: "Takes out counts of comments and calls for them.",
    evidence: "The whole line is the count or the call. That somebody had no comment is news and stays.",
    examples: &[
        Example::Fixes("They left.\n\n190 View comments", "They left."),
        Example::Keeps("The harbour master gave no comment."),
        Example::Keeps("She did not want to leave a comment with the clerk."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Comments, draft, found),
};

pub static POST_META: Rule = Rule {
    name: "artifact.post_meta",
    group: Group::Artifact,
    family: "post_meta",
    certainty: Certainty::Likely,
    summary: "Takes out lists of tags and categories, and the line under a headline that a blog writes by itself.",
    evidence: "The line begins with the blog's own label for it and is no sentence. Tags are put into the document's `tags`.",
    examples: &[
        Example::Fixes("Posted on by harbourwatch\n\nThey left.", "They left."),
        Example::Keeps("The plans were filed under a false name."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::PostMeta, draft, found),
};

pub static COPYRIGHT: Rule = Rule {
    name: "artifact.copyright",
    group: Group::Artifact,
    family: "copyright",
    certainty: Certainty::Likely,
    summary: "Takes out notices of copyright and of the system that built the page.",
    evidence: "The line begins with the notice. A sentence about copyright stays.",
    examples: &[
        Example::Fixes("They left.\n\nCopyright 2019 Harbour Press. All rights reserved.", "They left."),
        Example::Keeps("Her heirs say that copyright in the songs ends next year."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Copyright, draft, found),
};

pub static CONSENT: Rule = Rule {
    name: "artifact.consent",
    group: Group::Artifact,
    family: "consent",
    certainty: Certainty::Likely,
    summary: "Takes out notices about cookies, paywalls, apps and browsers.",
    evidence: "The line is wholly such a notice, as a page addresses it to its reader.",
    examples: &[
        Example::Fixes("They left.\n\nThis website uses cookies.", "They left."),
        Example::Keeps(
            "This website uses cookies, says the baker, and means the ones on the photograph of her shop window, which every visitor has to see before anything else.",
        ),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Consent, draft, found),
};

pub static NAVIGATION: Rule = Rule {
    name: "artifact.navigation",
    group: Group::Artifact,
    family: "navigation",
    certainty: Certainty::Likely,
    summary: "Takes out a page's own ways about: back to top, home, next page.",
    evidence: "The whole line is the label; labels that prose uses too count only among others. A section's \
               name goes from above the headline into `section`, if the page says none.",
    examples: &[
        Example::Fixes("They left.\n\nBack to top", "They left."),
        Example::Fixes(
            "World News\n\nStorm shuts the northern harbour\n\nThey left.",
            "Storm shuts the northern harbour\n\nThey left.",
        ),
        Example::Keeps("Home prices fell."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrases(Family::Navigation, draft, found),
};
