//! What the names that people give to their markup say about it. The words are those of content management systems
//! and of habit, in a dozen languages; no site is listed.

use std::sync::LazyLock;

use super::words::WordGroups;

/// What a class, an id or a role can hint at. A set of them is a bit mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hint {
    /// The article's own text.
    Body,
    /// The article as a whole, or the main part of a page.
    Article,
    Comments,
    /// Links to other articles.
    Related,
    /// Share bars and social networks.
    Social,
    Advert,
    /// Newsletters, subscriptions, paywalls, donations.
    Offer,
    /// Menus, breadcrumbs, headers and footers of pages.
    Navigation,
    /// Columns and boxes beside the text.
    Aside,
    /// Pictures, videos, their captions and credits.
    Media,
    /// Bylines, dates, author boxes.
    Byline,
    Tags,
    /// Consent, legal notices, pop-ups.
    Notice,
    /// Standfirst, lead, summary.
    Lead,
    /// Hidden from the reader, or for machines alone.
    Hidden,
    /// Quotes pulled out of the text.
    PullQuote,
}

/// How many hints there are.
pub const HINTS: usize = 16;

const WORDS: &[(Hint, &[&str])] = &[
    (
        Hint::Body,
        &[
            "articlebody",
            "article-body",
            "article_body",
            "article__body",
            "article-content",
            "article_content",
            "article__content",
            "articlecontent",
            "article-text",
            "article_text",
            "article__text",
            "articletext",
            "entry-content",
            "entry_content",
            "entry__content",
            "post-content",
            "post_content",
            "post__content",
            "postcontent",
            "post-body",
            "post_body",
            "post__body",
            "story-body",
            "story_body",
            "story__body",
            "storybody",
            "story-content",
            "story-text",
            "storytext",
            "body-content",
            "bodycopy",
            "body-copy",
            "body__copy",
            "content-body",
            "contentbody",
            "content__body",
            "main-content",
            "maincontent",
            "richtext",
            "rich-text",
            "rich_text",
            "paragraph",
            "textblock",
            "text-block",
            "text_block",
            "field--name-body",
            "field-name-body",
            "field-item",
            "td-post-content",
            "cms-content",
            "wysiwyg",
            "news-text",
            "newstext",
            "news-content",
            "news_text",
            "detail-text",
            "detail-content",
            "texto",
            "cuerpo",
            "corps",
            "contenu",
            "inhalt",
            "testo",
            "tekst",
            "brodtext",
        ],
    ),
    (
        Hint::Article,
        &["article", "story", "post", "entry", "main", "artikel", "articulo", "noticia", "content", "hentry"],
    ),
    (
        Hint::Comments,
        &[
            "comment",
            "disqus",
            "kommentar",
            "commentaire",
            "comentario",
            "respond",
            "discussion",
            "forum",
            "reply",
            "livefyre",
        ],
    ),
    (
        Hint::Related,
        &[
            "related",
            "recommend",
            "more-",
            "more_",
            "also",
            "readmore",
            "read-more",
            "read_more",
            "popular",
            "trending",
            "most-",
            "mostread",
            "latest",
            "teaser",
            "card",
            "promo",
            "outbrain",
            "taboola",
            "suggest",
            "similar",
            "next",
            "prev",
            "pagination",
            "pager",
            "archive",
            "list-item",
            "listing",
            "headlines",
            "ticker",
            "mehr-",
            "weitere",
            "verwandt",
            "relacionad",
            "correlat",
            "liens",
            "carousel",
            "slider",
            "swiper",
            "thumb",
            "gallery",
            "explore",
            "onward",
            "feed",
            "grid",
            "kicker",
            "river",
        ],
    ),
    (
        Hint::Social,
        &[
            "share",
            "sharing",
            "social",
            "facebook",
            "twitter",
            "whatsapp",
            "pinterest",
            "linkedin",
            "addthis",
            "follow",
            "teilen",
            "partage",
            "compart",
            "bookmark",
        ],
    ),
    (
        Hint::Advert,
        &[
            "advert",
            "-ad-",
            "_ad_",
            "ad-",
            "-ads",
            "ads-",
            "ads_",
            "adslot",
            "adunit",
            "adsbygoogle",
            "banner",
            "sponsor",
            "dfp",
            "gpt",
            "anzeige",
            "werbung",
            "publicidad",
            "pubblicita",
            "publicite",
            "commercial",
            "affiliate",
            "partner",
        ],
    ),
    (
        Hint::Offer,
        &[
            "newsletter",
            "subscri",
            "paywall",
            "signup",
            "sign-up",
            "sign_up",
            "register",
            "login",
            "donat",
            "support-us",
            "membership",
            "abo-",
            "abonn",
            "premium",
            "offer",
            "cta",
            "callout",
            "call-to",
            "app-install",
            "download",
            "shop",
            "product",
            "price",
        ],
    ),
    (
        Hint::Navigation,
        &[
            "nav",
            "menu",
            "breadcrumb",
            "footer",
            "masthead",
            "header",
            "topbar",
            "toolbar",
            "skip",
            "search",
            "sitemap",
            "copyright",
            "language",
            "logo",
            "branding",
        ],
    ),
    (
        Hint::Aside,
        &[
            "sidebar",
            "side-bar",
            "side_bar",
            "aside",
            "widget",
            "rail",
            "column-right",
            "infobox",
            "info-box",
            "factbox",
            "fact-box",
            "box",
            "module",
            "panel",
            "sticky",
            "secondary",
            "complementary",
        ],
    ),
    (
        Hint::Media,
        &[
            "caption",
            "figure",
            "image",
            "photo",
            "picture",
            "credit",
            "video",
            "player",
            "media",
            "embed",
            "bildunterschrift",
            "legende",
            "foto",
            "img",
            "youtube",
            "audio",
            "podcast",
            "lightbox",
        ],
    ),
    (
        Hint::Byline,
        &[
            "byline",
            "author",
            "autor",
            "auteur",
            "date",
            "time",
            "publish",
            "dateline",
            "posted",
            "written",
            "signature",
            "bio",
            "profile",
            "metadata",
            "meta-",
            "-meta",
            "_meta",
            "info",
            "reporter",
            "journalist",
            "contributor",
            "avatar",
        ],
    ),
    (Hint::Tags, &["tags", "tag-", "-tag", "_tag", "keyword", "topic", "categor", "label", "schlagwort", "etiquet"]),
    (
        Hint::Notice,
        &[
            "cookie",
            "consent",
            "gdpr",
            "privacy",
            "disclaimer",
            "legal",
            "modal",
            "popup",
            "pop-up",
            "overlay",
            "alert",
            "notice",
            "warning",
            "message",
            "tooltip",
            "hint",
            "error",
            "correction",
        ],
    ),
    (
        Hint::Lead,
        &[
            "standfirst",
            "lead",
            "lede",
            "intro",
            "summary",
            "abstract",
            "excerpt",
            "teaser-text",
            "subtitle",
            "subhead",
            "subheadline",
            "dek",
            "deck",
            "chapo",
            "chapeau",
            "entradilla",
            "vorspann",
            "ingress",
            "sommario",
            "description",
        ],
    ),
    (
        Hint::Hidden,
        &[
            "hidden",
            "visually",
            "sr-only",
            "screen-reader",
            "screenreader",
            "print-only",
            "noprint",
            "no-print",
            "offscreen",
            "invisible",
            "collapse",
            "template",
        ],
    ),
    (Hint::PullQuote, &["pullquote", "pull-quote", "pull_quote", "quote", "zitat", "blockquote"]),
];

static MATCHER: LazyLock<WordGroups> = LazyLock::new(|| {
    let words = WORDS.iter().flat_map(|(hint, words)| words.iter().map(|word| (*hint as usize, *word)));
    WordGroups::new(words, true)
});

/// Returns the set of hints in a class, an id or a role.
pub fn hints(name: &str) -> u16 {
    MATCHER.find(name)
}

/// Returns the words for a set of hints that a person reads.
pub fn told(set: u16) -> impl Iterator<Item = &'static str> {
    const TOLD: [&str; HINTS] = [
        "body",
        "article",
        "comments",
        "related",
        "social",
        "advert",
        "offer",
        "navigation",
        "aside",
        "media",
        "byline",
        "tags",
        "notice",
        "lead",
        "hidden",
        "pull quote",
    ];
    TOLD.into_iter().enumerate().filter(move |(bit, _)| set >> bit & 1 == 1).map(|(_, word)| word)
}

/// Returns the bit of a hint in a set.
pub const fn bit(hint: Hint) -> u16 {
    1 << hint as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hint_at_what_they_hold() {
        assert_eq!(hints("c-Article-Body js-x") & bit(Hint::Body), bit(Hint::Body));
        assert_eq!(
            hints("newsletter-box") & (bit(Hint::Offer) | bit(Hint::Aside)),
            bit(Hint::Offer) | bit(Hint::Aside)
        );
        assert_eq!(hints("xyz"), 0);
    }
}
