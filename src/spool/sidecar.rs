//! The file `NAME.meta.json` beside an article: what is said of it. It goes wherever the article goes, and is none
//! itself.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::disk::move_file;
use super::{name, regular_file};

/// The ending of a sidecar, after the article's own name.
pub const ENDING: &str = ".meta.json";

/// What is wrong with a sidecar that stands alone.
pub const WITHOUT_ARTICLE: &str =
    "it says something of an article that is not beside it: put the two in together, or remove it";

/// More than any sidecar says.
const LARGEST: u64 = 1 << 20;

/// Tells whether a file's name is that of a sidecar.
pub fn is_sidecar(path: &Path) -> bool {
    let name = path.file_name().unwrap_or(OsStr::new("")).as_bytes();
    name.len() > ENDING.len() && name.ends_with(ENDING.as_bytes())
}

/// Returns where the sidecar of an article stands.
pub fn of(article: &Path) -> PathBuf {
    name::beside(article, ENDING)
}

/// Returns the article that a sidecar belongs to.
pub fn article_of(sidecar: &Path) -> PathBuf {
    name::without(sidecar, ENDING).unwrap_or_else(|| sidecar.to_owned())
}

/// Moves the sidecar of an article that is moved to where that goes, after it. Nothing is done if it has none.
///
/// # Errors
/// If it can neither be renamed nor copied and removed.
pub fn follow(from: &Path, to: &Path) -> io::Result<()> {
    let (from, to) = (of(from), of(to));
    match fs::symlink_metadata(&from) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => move_file(&from, &to),
    }
}

/// Removes the sidecar of an article that is removed, if it has one.
///
/// # Errors
/// If it cannot be removed.
pub fn remove(article: &Path) -> io::Result<()> {
    match fs::remove_file(of(article)) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Err(error),
        _ => Ok(()),
    }
}

/// Reads the sidecar of an article; nothing if it has none.
///
/// # Errors
/// If it is there and cannot be read, is no regular file, or is larger than a mebibyte.
pub fn read(article: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match regular_file::open(&of(article)) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        other => other?,
    };
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(ErrorKind::InvalidData, format!("it is larger than {LARGEST} bytes")));
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_is_known_by_its_name() {
        assert!(is_sidecar(Path::new("a/b.html.meta.json")));
        assert!(!is_sidecar(Path::new("a/.meta.json")) && !is_sidecar(Path::new("a/meta.json")));
        assert_eq!(of(Path::new("a/b.html")), Path::new("a/b.html.meta.json"));
        assert_eq!(article_of(Path::new("a/b.html.meta.json")), Path::new("a/b.html"));
    }

    #[test]
    fn it_is_read_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let article = folder.path().join("a.html");
        assert_eq!(read(&article).unwrap(), None);
        fs::write(of(&article), "{}").unwrap();
        assert_eq!(read(&article).unwrap().as_deref(), Some(&b"{}"[..]));
        let elsewhere = folder.path().join("b/a.html");
        follow(&article, &elsewhere).unwrap();
        follow(&article, &elsewhere).unwrap();
        assert_eq!((read(&article).unwrap(), read(&elsewhere).unwrap().is_some()), (None, true));
        fs::write(of(&article), vec![b' '; (1 << 20) + 1]).unwrap();
        assert_eq!(read(&article).unwrap_err().kind(), ErrorKind::InvalidData);
        remove(&article).unwrap();
        remove(&article).unwrap();
        assert_eq!(read(&article).unwrap(), None);
    }
}
