//! Retention: from the archive and from `failed/` the inputs that are too old are removed, and the oldest ones where
//! all are too large together. No other folder of the spool is touched. Each removal is complete in itself: after a
//! crash the rest is removed the next time.

use std::collections::BinaryHeap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::failed_inputs;
use super::name;
use super::reason::{REASON_ENDING, RECORDS_ENDING};
use super::scan::{Found, Scan};
use super::sidecar;

/// What may stay in a folder; without limits everything stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeepLimits {
    pub age: Option<Duration>,
    pub size: Option<u64>,
}

/// Which folder is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    Archive,
    /// An input goes together with its reason.
    Failed,
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub inputs: u64,
    pub bytes: u64,
}

/// What is younger than this is never removed: an input may follow its reason in a moment.
const GRACE: Duration = Duration::from_secs(2);
/// How many of the oldest inputs are held at once, so that a folder of millions needs little memory.
const MAX_OLDEST: usize = 65_536;

/// Removes from `folder` what `keep` does not allow. `others` are the spool's other folders. Age counts from the moment
/// at which an input was put there (its change time), whatever its modification time.
///
/// # Errors
/// If the folder cannot be read or written, or is or holds one of `others`.
pub fn sweep(
    folder: &Path,
    kind: FolderKind,
    keep: KeepLimits,
    others: &[&Path],
    now: SystemTime,
) -> io::Result<Removed> {
    let mut removed = Removed::default();
    if keep == KeepLimits::default() {
        return Ok(removed);
    }
    let Ok(real) = fs::canonicalize(folder) else { return Ok(removed) };
    if others.iter().filter_map(|other| fs::canonicalize(other).ok()).any(|other| other.starts_with(&real)) {
        return Err(io::Error::other("it holds other folders of the spool, so nothing is removed from it"));
    }
    loop {
        let (total, oldest) = remove_expired(folder, kind, keep, now, &mut removed)?;
        let Some(limit) = keep.size.filter(|limit| total > *limit) else { return Ok(removed) };
        let mut total = total;
        let again = oldest.len() == MAX_OLDEST;
        for input in oldest.into_sorted_vec() {
            if total <= limit {
                return Ok(removed);
            }
            total -= input.bytes;
            remove(folder, kind, &input, &mut removed)?;
        }
        if !again {
            return Ok(removed);
        }
    }
}

/// An input in the folder. Ordered by the time at which it came.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct StoredInput {
    since: (i64, i64),
    path: PathBuf,
    bytes: u64,
}

/// Removes what is too old, and returns how many bytes the rest has and the oldest of it.
fn remove_expired(
    folder: &Path,
    kind: FolderKind,
    keep: KeepLimits,
    now: SystemTime,
    removed: &mut Removed,
) -> io::Result<(u64, BinaryHeap<StoredInput>)> {
    let mut total = 0;
    let mut oldest = BinaryHeap::new();
    for found in Scan::new(folder, &[])? {
        let path = match found {
            Found::File(path) | Found::Special(path, _) => path,
            Found::Unreadable(_, error) => return Err(error),
        };
        let Some(input) = stored_input(folder, kind, path) else { continue };
        total += input.bytes;
        let age = age(input.since, now);
        if age < GRACE {
            continue;
        }
        if keep.age.is_some_and(|most| age > most) {
            total -= input.bytes;
            remove(folder, kind, &input, removed)?;
        } else if keep.size.is_some() {
            oldest.push(input);
            if oldest.len() > MAX_OLDEST {
                oldest.pop();
            }
        }
    }
    Ok((total, oldest))
}

/// Returns the input to which a file belongs; nothing for what goes with its reason, or is gone by now.
fn stored_input(folder: &Path, kind: FolderKind, path: PathBuf) -> Option<StoredInput> {
    let metadata = fs::symlink_metadata(folder.join(&path)).ok()?;
    let since = (metadata.ctime(), metadata.ctime_nsec());
    let size = |path: &Path| fs::symlink_metadata(folder.join(path)).map_or(0, |metadata| metadata.size());
    let has_reason = |path: &Path| fs::symlink_metadata(folder.join(name::beside(path, REASON_ENDING))).is_ok();
    if sidecar::is_sidecar(&path) {
        let article = sidecar::article_of(&path);
        // It goes with its article.
        if fs::symlink_metadata(folder.join(&article)).is_ok() || has_reason(&article) {
            return None;
        }
    }
    let said = size(&sidecar::of(&path));
    if kind == FolderKind::Archive {
        return Some(StoredInput { since, path, bytes: metadata.size() + said });
    }
    if let Some(input) = name::without(&path, REASON_ENDING) {
        let bytes = metadata.size() + size(&input) + size(&name::beside(&input, RECORDS_ENDING));
        return Some(StoredInput { since, path: input, bytes });
    }
    let of_another = has_reason(&path) || name::without(&path, RECORDS_ENDING).is_some_and(|input| has_reason(&input));
    (!of_another).then_some(StoredInput { since, path, bytes: metadata.size() })
}

fn age(since: (i64, i64), now: SystemTime) -> Duration {
    let since = u64::try_from(since.0)
        .ok()
        .map(|seconds| SystemTime::UNIX_EPOCH + Duration::new(seconds, u32::try_from(since.1).unwrap_or(0)));
    // A time in the future, from before the clock was set, counts as now.
    since.and_then(|since| now.duration_since(since).ok()).unwrap_or_default()
}

fn remove(folder: &Path, kind: FolderKind, input: &StoredInput, removed: &mut Removed) -> io::Result<()> {
    match kind {
        FolderKind::Failed => failed_inputs::discard(folder, &input.path)?,
        FolderKind::Archive => match fs::remove_file(folder.join(&input.path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => sidecar::remove(&folder.join(&input.path))?,
        },
    }
    removed.inputs += 1;
    removed.bytes += input.bytes;
    // Folders that are empty now are removed, too; those that are not refuse it.
    let mut parent = input.path.parent();
    while let Some(path) = parent.filter(|path| !path.as_os_str().is_empty()) {
        if fs::remove_dir(folder.join(path)).is_err() {
            break;
        }
        parent = path.parent();
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "files are made now and looked at later")]
mod tests {
    use super::*;

    fn write(root: &Path, name: &str, bytes: usize) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, vec![b'x'; bytes]).unwrap();
    }

    fn names(root: &Path) -> Vec<String> {
        let mut names: Vec<String> = Scan::new(root, &[])
            .unwrap()
            .map(|found| match found {
                Found::File(path) => path.display().to_string(),
                other => panic!("{other:?}"),
            })
            .collect();
        names.sort();
        names
    }

    fn later(seconds: u64) -> SystemTime {
        SystemTime::now() + Duration::from_secs(seconds)
    }

    #[test]
    fn what_is_too_old_goes_with_its_reason_and_its_empty_folder() {
        let root = tempfile::tempdir().unwrap();
        for name in ["a/b", "a/b.reason.json", "a/c.failed.jsonl", "a/c.reason.json", "orphan"] {
            write(root.path(), name, 10);
        }
        let keep = KeepLimits { age: Some(Duration::from_secs(60)), size: None };
        let sweep = |now| sweep(root.path(), FolderKind::Failed, keep, &[], now).unwrap();
        assert_eq!(sweep(later(50)), Removed::default());
        assert_eq!(sweep(later(70)), Removed { inputs: 3, bytes: 50 });
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn of_what_is_too_much_the_oldest_go() {
        let root = tempfile::tempdir().unwrap();
        for name in ["1/old", "2/newer", "3/newest"] {
            write(root.path(), name, 100);
            std::thread::sleep(Duration::from_millis(20));
        }
        let keep = KeepLimits { age: None, size: Some(150) };
        let sweep = |now| sweep(root.path(), FolderKind::Archive, keep, &[], now).unwrap();
        assert_eq!(sweep(SystemTime::now()), Removed::default(), "all is too young");
        assert_eq!(sweep(later(10)), Removed { inputs: 2, bytes: 200 });
        assert_eq!(names(root.path()), ["3/newest"]);
    }

    #[test]
    fn a_folder_that_holds_another_of_the_spool_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "outbox/a.json", 10);
        std::os::unix::fs::symlink(root.path(), root.path().join("link")).unwrap();
        let outbox = root.path().join("outbox");
        let keep = KeepLimits { age: Some(Duration::ZERO), size: Some(0) };
        for folder in [root.path(), &root.path().join("link"), &outbox] {
            assert!(sweep(folder, FolderKind::Archive, keep, &[&outbox], later(10)).is_err());
        }
        assert!(outbox.join("a.json").exists());
    }

    #[test]
    fn without_a_limit_all_is_kept() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "a", 10);
        assert_eq!(
            sweep(root.path(), FolderKind::Archive, KeepLimits::default(), &[], later(1 << 30)).unwrap(),
            Removed::default()
        );
        assert_eq!(names(root.path()), ["a"]);
    }
}
