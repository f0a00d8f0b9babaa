//! Under which names an article's source is known. What is learned of a source, and rules that hold for one, go by them.

/// Returns the names of an article's source in lower case, the closest first: the host of the first of `urls`, what
/// the record says, the folder that it lay in (`path` is its path below the inbox), the collection.
pub fn source_names(urls: [Option<&str>; 2], said: Option<&str>, path: &str, collection: &str) -> Vec<String> {
    let host = urls.into_iter().flatten().find_map(host);
    let folder = path.rsplit_once('/').map(|(folder, _)| folder);
    let mut names = Vec::new();
    for name in [host.as_deref(), said, folder, Some(collection)].into_iter().flatten() {
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

    #[test]
    fn the_closest_name_comes_first() {
        assert_eq!(source_names([None, None], None, "Ferry/2026/a.txt", "inbox"), ["ferry/2026", "inbox"]);
        let url = Some("https://www.Ferry.example/a?b");
        let names = source_names([None, url], Some("The Ferry Times"), "a.txt", "inbox");
        assert_eq!(names, ["ferry.example", "the ferry times", "inbox"]);
    }
}
