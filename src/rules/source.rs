//! Under which names an article's source is known. What is learned of a source, and rules that hold for one, go by them.

use crate::article::Meta;
use crate::input::Origin;

/// Returns the names of an article's source in lower case, the closest first: its site's host, what the record says,
/// the folder that it lay in, the collection.
pub fn source_names(meta: &Meta, origin: &Origin) -> Vec<String> {
    let urls = [&meta.canonical_url, &meta.url];
    let host = urls.into_iter().flatten().find_map(|url| host(&url.value));
    let folder = origin.path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let collection = (!origin.collection.is_empty()).then(|| origin.collection.clone());
    let mut names = Vec::new();
    for name in [host, meta.source.clone(), folder, collection].into_iter().flatten() {
        let name = name.to_lowercase();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Returns the host of a URL without `www.`.
fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Sourced;

    #[test]
    fn the_closest_name_comes_first() {
        let origin = Origin { path: "Ferry/2026/a.txt".into(), collection: "inbox".into(), ..Origin::default() };
        let mut meta = Meta::default();
        assert_eq!(source_names(&meta, &origin), ["ferry/2026", "inbox"]);
        meta.source = Some("The Ferry Times".into());
        meta.url = Some(Sourced::new("https://www.Ferry.example/a?b".into(), "input.url"));
        assert_eq!(source_names(&meta, &origin), ["ferry.example", "the ferry times", "ferry/2026", "inbox"]);
    }
}
