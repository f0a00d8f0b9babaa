//! Two rounds of boosted trees that judge segments: the first each by itself, the second again with what the first
//! says of its neighbours, of the boxes that hold it, of boxes that are made alike, and of the page.
//!
//! The trees come from `scripts/train_segments.py`, which says what they were trained on and how well they do.

use std::sync::LazyLock;

use super::feature_names::{CONTEXT_FEATURES, FeatureRow, SEGMENT_FEATURES, features_hash};
use super::features::Features;
use super::survey::GroupIds;

static MODEL: LazyLock<Model> = LazyLock::new(|| match Model::read(BYTES) {
    Ok(model) => model,
    Err(error) => panic!("data/extract/segments.model: {error}"),
});
static BYTES: &[u8] = include_bytes!("../../../../data/extract/segments.model");

/// What the first round says around a segment.
type Context = [f32; CONTEXT_FEATURES];

/// How far the second round looks for the mean of the first's judgements.
const WIDE: usize = 8;

/// Where in a segment's numbers its count of words stands.
const WORDS: usize = 1;
/// The first round is sure of a segment that has at least `SURE_WORDS` words and is judged above `SURE`.
const SURE_WORDS: f32 = 15.0;
const SURE: f32 = 0.7;
/// In its groups a segment weighs as much as it has words, up to this many: a longer one proves no more.
const MOST_WORDS: f32 = 60.0;
/// Larger distances count as this one.
const FAR: usize = 99;

/// Judges all segments of a page: for each how likely it is part of the article, 0 to 1.
pub fn judge(features: &[Features], group_ids: &[GroupIds]) -> Vec<f32> {
    let first = MODEL.alone.judge(features, &[]);
    MODEL.together.judge(features, &context(&first, features, group_ids))
}

/// Returns for each segment what the first round says of the segments around it and of its groups.
fn context(first: &[f32], features: &[Features], group_ids: &[GroupIds]) -> Vec<Context> {
    let total: f32 = first.iter().sum::<f32>().max(1e-6);
    let weights: Vec<f32> = features.iter().map(|own| own[WORDS].min(MOST_WORDS) + 1.0).collect();
    let groups = GroupMeans::of(first, &weights, group_ids);
    let sure: Vec<usize> =
        (0..first.len()).filter(|&index| first[index] > SURE && features[index][WORDS] >= SURE_WORDS).collect();
    let mut before = 0.0;
    let mut all = Vec::with_capacity(first.len());
    for index in 0..first.len() {
        let near =
            |step: isize| index.checked_add_signed(step).and_then(|other| first.get(other)).copied().unwrap_or(-1.0);
        let wide = &first[index.saturating_sub(WIDE)..first.len().min(index + WIDE + 1)];
        let mut context = [0.0; CONTEXT_FEATURES];
        let mut row = FeatureRow::new(&mut context, SEGMENT_FEATURES);
        row.put("judged.before_3", near(-3));
        row.put("judged.before_2", near(-2));
        row.put("judged.before_1", near(-1));
        row.put("judged.after_1", near(1));
        row.put("judged.after_2", near(2));
        row.put("judged.after_3", near(3));
        row.put("judged.line", first[index]);
        row.put("judged.share_before", before / total);
        row.put("judged.page", (1.0 + total).log2());
        row.put("judged.near", wide.iter().sum::<f32>() / wide.len() as f32);
        let others = groups.others(first[index], weights[index], &group_ids[index]);
        for (name, mean) in ["box", "box_above", "box_above_2", "shape", "shape_pair"].into_iter().zip(others) {
            row.put_of("judged", name, mean);
        }
        write_among(index, &sure, group_ids, &mut row);
        row.end();
        before += first[index];
        all.push(context);
    }
    all
}

/// Writes where a segment stands among those that the first round is sure of: how far from the first and the last of the
/// page, from the nearest before and after it, and whether it is in a group with those two; -1 where there are none.
fn write_among(index: usize, sure: &[usize], group_ids: &[GroupIds], row: &mut FeatureRow<'_>) {
    let (first, last) = (sure.first(), sure.last());
    let before = sure[..sure.partition_point(|&other| other < index)].last().copied();
    let after = sure.get(sure.partition_point(|&other| other <= index)).copied();
    let from = |other: Option<&usize>| other.map_or(-1.0, |&other| index as f32 - other as f32);
    let any = |value: f32| if sure.is_empty() { -1.0 } else { value };
    let distance = |other: Option<usize>| any(other.map_or(FAR, |other| other.abs_diff(index)).min(FAR) as f32);
    let shared = |group: usize, other: Option<usize>| {
        let same = other.is_some_and(|other| group_ids[other][group] == group_ids[index][group]);
        any(f32::from(u8::from(same)))
    };
    row.put("sure.from_first", from(first));
    row.put("sure.from_last", from(last));
    row.put("sure.before_distance", distance(before));
    row.put("sure.after_distance", distance(after));
    row.put("sure.before_same_box", shared(0, before));
    row.put("sure.after_same_box", shared(0, after));
    row.put("sure.before_same_box_above", shared(1, before));
    row.put("sure.after_same_box_above", shared(1, after));
    row.put("sure.before_same_shape", shared(3, before));
    row.put("sure.after_same_shape", shared(3, after));
}

/// What the first round thinks of each group, by its number: its judgements, weighed, and their weight.
struct GroupMeans {
    sums: [Vec<(f32, f32)>; 5],
}

impl GroupMeans {
    fn of(first: &[f32], weights: &[f32], group_ids: &[GroupIds]) -> GroupMeans {
        let sums = std::array::from_fn(|place| {
            let groups = group_ids.iter().map(|groups| groups[place] as usize + 1).max().unwrap_or(0);
            let mut sums = vec![(0.0, 0.0); groups];
            for ((judgement, weight), groups) in first.iter().zip(weights).zip(group_ids) {
                let (sum, weights) = &mut sums[groups[place] as usize];
                *sum += judgement * weight;
                *weights += weight;
            }
            sums
        });
        GroupMeans { sums }
    }

    /// Returns the mean judgement on the others in each of a segment's groups; -1 where it is alone.
    fn others(&self, judgement: f32, weight: f32, groups: &GroupIds) -> [f32; 5] {
        std::array::from_fn(|place| {
            let (sum, weights) = self.sums[place][groups[place] as usize];
            let others = weights - weight;
            if others < 0.5 { -1.0 } else { (sum - judgement * weight) / others }
        })
    }
}

/// The two rounds.
struct Model {
    /// Judges each segment by itself.
    alone: Forest,
    /// Judges it again together with what the first says around it.
    together: Forest,
}

impl Model {
    /// Reads a model as `scripts/train_segments.py` writes it: the digest of its list of features, then two forests.
    ///
    /// # Errors
    /// If it was trained with another list of features than this program's, and what to do then.
    ///
    /// # Panics
    /// If the file is cut off.
    fn read(mut bytes: &[u8]) -> Result<Model, String> {
        let bytes = &mut bytes;
        let (found, expected) = (u64::from_le_bytes(take(bytes)), features_hash());
        if found != expected {
            return Err(format!(
                "the model was trained with another list of features (its digest is {found:016x}, that of this program's \
                 list {expected:016x}); train it anew with scripts/train_segments.py"
            ));
        }
        let model = Model { alone: Forest::read(bytes), together: Forest::read(bytes) };
        if bytes.is_empty() { Ok(model) } else { Err(format!("{} bytes follow the second forest", bytes.len())) }
    }
}

/// Trees whose leaves add up to log-odds.
///
/// No way down a tree is walked. Each branch that a row of numbers decides to the right strikes out the leaves on its
/// left; the first leaf that is left over is where the way down would have ended (C. Lucchese and others, "QuickScorer",
/// SIGIR 2015). All branches are asked one after another and for many rows at once, so that the processor neither guesses
/// nor waits.
struct Forest {
    trees: Vec<Tree>,
}

struct Tree {
    branches: Vec<Branch>,
    /// From the left to the right.
    leaves: [f32; MOST_LEAVES],
}

struct Branch {
    /// The number that decides: up to the threshold to the left, above it to the right.
    feature: u8,
    threshold: f32,
    /// The leaves that are left over on the way to the right, a bit each.
    right: u32,
}

/// A tree has no more leaves than a set of them has bits.
const MOST_LEAVES: usize = u32::BITS as usize;

/// So many rows are judged abreast.
const ABREAST: usize = 16;

/// The numbers of rows abreast, by feature; as many as a branch can name.
type Columns = [[f32; ABREAST]; 1 << u8::BITS];

/// A node as the file has it.
struct FileNode {
    /// The number that decides, or [`LEAF`].
    feature: u16,
    /// Up to this to the left, above to the right; the value of a leaf.
    threshold: f32,
    left: u16,
    right: u16,
}

const LEAF: u16 = 0xFFFF;

impl Forest {
    /// Reads a forest as `scripts/train_segments.py` writes it.
    ///
    /// # Panics
    /// If the file that was built in is not one.
    fn read(bytes: &mut &[u8]) -> Self {
        let tree = |bytes: &mut &[u8]| {
            let nodes: Vec<FileNode> = (0..number(bytes))
                .map(|_| FileNode {
                    feature: number(bytes),
                    threshold: f32::from_le_bytes(take(bytes)),
                    left: number(bytes),
                    right: number(bytes),
                })
                .collect();
            Tree::of(&nodes)
        };
        Forest { trees: (0..number(bytes)).map(|_| tree(bytes)).collect() }
    }

    /// Returns for each segment how likely it is part of the article, by its own numbers and, in the second round, those
    /// of its context.
    fn judge(&self, features: &[Features], contexts: &[Context]) -> Vec<f32> {
        let mut judged = Vec::with_capacity(features.len());
        let mut columns: Box<Columns> = Box::new([[0.0; ABREAST]; 1 << u8::BITS]);
        for first in (0..features.len()).step_by(ABREAST) {
            let rows = &features[first..features.len().min(first + ABREAST)];
            lay(rows, &mut columns[..SEGMENT_FEATURES]);
            let more = contexts.get(first..first + rows.len()).unwrap_or_default();
            lay(more, &mut columns[SEGMENT_FEATURES..]);
            let odds = self.odds(&columns);
            judged.extend(odds[..rows.len()].iter().map(|odds| 1.0 / (1.0 + (-odds).exp())));
        }
        judged
    }

    fn odds(&self, columns: &Columns) -> [f32; ABREAST] {
        let mut odds = [0.0; ABREAST];
        for tree in &self.trees {
            let mut left_over = [u32::MAX; ABREAST];
            for branch in &tree.branches {
                let numbers = &columns[usize::from(branch.feature)];
                #[allow(clippy::needless_range_loop, reason = "so it is one step for several rows in any build")]
                for place in 0..ABREAST {
                    // All bits for the left, none for the right.
                    let to_the_left = u32::from(numbers[place] > branch.threshold).wrapping_sub(1);
                    left_over[place] &= branch.right | to_the_left;
                }
            }
            for (odds, left_over) in odds.iter_mut().zip(left_over) {
                *odds += tree.leaves[left_over.trailing_zeros() as usize % MOST_LEAVES];
            }
        }
        odds
    }
}

/// Lays rows of numbers down as columns.
fn lay<const WIDTH: usize>(rows: &[[f32; WIDTH]], columns: &mut [[f32; ABREAST]]) {
    for (place, row) in rows.iter().enumerate() {
        for (column, number) in columns.iter_mut().zip(row) {
            column[place] = *number;
        }
    }
}

impl Tree {
    fn of(nodes: &[FileNode]) -> Self {
        let mut tree = Tree { branches: Vec::new(), leaves: [0.0; MOST_LEAVES] };
        tree.grow(nodes, 0, 0);
        tree
    }

    /// Adds what hangs on a node, whose first leaf is the tree's `leaf`th; returns the number of the leaf after its last.
    fn grow(&mut self, nodes: &[FileNode], index: u16, leaf: usize) -> usize {
        let node = &nodes[usize::from(index)];
        if node.feature == LEAF {
            self.leaves[leaf] = node.threshold;
            return leaf + 1;
        }
        let own = self.branches.len();
        let feature = u8::try_from(node.feature).expect("a segment has fewer numbers than a branch can name");
        self.branches.push(Branch { feature, threshold: node.threshold, right: 0 });
        let middle = self.grow(nodes, node.left, leaf);
        let on_the_left = (leaf..middle).fold(0, |set, leaf| set | 1 << leaf);
        self.branches[own].right = !on_the_left;
        self.grow(nodes, node.right, middle)
    }
}

fn number(bytes: &mut &[u8]) -> u16 {
    u16::from_le_bytes(take(bytes))
}

fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let (head, rest) = bytes.split_first_chunk::<N>().expect("the model is whole");
    *bytes = rest;
    *head
}

#[cfg(test)]
mod tests {
    use super::super::feature_names::{FEATURES, feature_names};
    use super::*;
    use crate::text::names_hash;

    #[test]
    fn the_model_is_whole_and_of_this_list_of_features() {
        let model = Model::read(BYTES).unwrap();
        for (forest, width) in [(model.alone, SEGMENT_FEATURES), (model.together, FEATURES.len())] {
            assert!(!forest.trees.is_empty());
            let mut branches = forest.trees.iter().flat_map(|tree| &tree.branches);
            assert!(branches.all(|branch| usize::from(branch.feature) < width));
        }
    }

    #[test]
    fn a_model_of_another_list_of_features_is_refused() {
        let mut names = feature_names();
        names.swap(0, 1);
        let mut bytes = BYTES.to_vec();
        bytes[..8].copy_from_slice(&names_hash(&names).to_le_bytes());
        let message = Model::read(&bytes).err().unwrap();
        assert!(message.contains("another list of features") && message.contains("train_segments.py"), "{message}");
        let longer = [BYTES, &[0]].concat();
        assert!(Model::read(&longer).is_err());
    }

    #[test]
    fn a_row_ends_where_its_way_down_leads() {
        let inner = |feature, threshold, left, right| FileNode { feature, threshold, left, right };
        let leaf = |value| inner(LEAF, value, 0, 0);
        // Depth first, as a file may have it: one leaf at the first level, two at the third.
        let tree = [
            inner(0, 1.0, 1, 4),
            inner(1, 5.0, 2, 3),
            leaf(10.0),
            inner(0, 0.0, 5, 6),
            leaf(20.0),
            leaf(30.0),
            leaf(40.0),
        ];
        let forest = Forest { trees: vec![Tree::of(&[leaf(1.0)]), Tree::of(&tree)] };
        let rows = [[1.0, 5.0], [1.5, 0.0], [0.0, 6.0], [0.5, 6.0]];
        let mut columns = [[0.0; ABREAST]; 1 << u8::BITS];
        lay(&rows, &mut columns);
        assert_eq!(forest.odds(&columns)[..4], [11.0, 21.0, 31.0, 41.0]);
        // Whatever their number, all are judged, each by itself.
        let features: Vec<Features> = (0..37).map(|row| [f32::from(row % 2 == 0); SEGMENT_FEATURES]).collect();
        let judged = forest.judge(&features, &[]);
        assert_eq!(judged.len(), 37);
        assert!(judged.iter().enumerate().all(|(row, judgement)| *judgement == judged[row % 2]));
    }
}
