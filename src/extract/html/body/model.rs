//! Two rounds of boosted trees that judge segments: the first each by itself, the second again with what the first
//! says of its neighbours, of the boxes that hold it, of boxes that are made alike, and of the page.
//!
//! The trees come from `scripts/train_segments.py`, which says what they were trained on and how well they do.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::features::{FEATURES, Features};
use super::survey::Company;

static MODEL: LazyLock<[Forest; 2]> = LazyLock::new(|| {
    let mut bytes = include_bytes!("../../../../data/extract/segments.model").as_slice();
    [Forest::read(&mut bytes), Forest::read(&mut bytes)]
});

/// What the first round adds to a segment's numbers.
const CONTEXT: usize = 25;

/// How far the second round looks for the mean of the first's judgements.
const WIDE: usize = 8;

/// Where in a segment's numbers its count of words stands.
const WORDS: usize = 1;
/// The first round is sure of a segment of so many words that it judges so.
const SURE_WORDS: f32 = 15.0;
const SURE: f32 = 0.7;
/// A segment weighs as its words do in its company, up to so many: a long one proves no more.
const MOST_WORDS: f32 = 60.0;
/// What lies further away is this far away.
const FAR: usize = 99;

/// Judges all segments of a page: for each how likely it is part of the article, 0 to 1.
pub fn judge(features: &[Features], companies: &[Company]) -> Vec<f32> {
    let [alone, together] = &*MODEL;
    let first = alone.judge(features);
    let row = |(own, context): (&Features, [f32; CONTEXT])| {
        let mut numbers = [0.0; FEATURES + CONTEXT];
        numbers[..FEATURES].copy_from_slice(own);
        numbers[FEATURES..].copy_from_slice(&context);
        numbers
    };
    let rows: Vec<_> = features.iter().zip(context(&first, features, companies)).map(row).collect();
    together.judge(&rows)
}

/// Says of every segment what the first round thinks of those around it and of its company.
fn context(first: &[f32], features: &[Features], companies: &[Company]) -> Vec<[f32; CONTEXT]> {
    let total: f32 = first.iter().sum::<f32>().max(1e-6);
    let weights: Vec<f32> = features.iter().map(|own| own[WORDS].min(MOST_WORDS) + 1.0).collect();
    let groups = Groups::of(first, &weights, companies);
    let sure: Vec<usize> =
        (0..first.len()).filter(|&index| first[index] > SURE && features[index][WORDS] >= SURE_WORDS).collect();
    let mut before = 0.0;
    let mut all = Vec::with_capacity(first.len());
    for index in 0..first.len() {
        let near =
            |step: isize| index.checked_add_signed(step).and_then(|other| first.get(other)).copied().unwrap_or(-1.0);
        let wide = &first[index.saturating_sub(WIDE)..first.len().min(index + WIDE + 1)];
        let mut context = [0.0; CONTEXT];
        context[..10].copy_from_slice(&[
            near(-3),
            near(-2),
            near(-1),
            near(1),
            near(2),
            near(3),
            first[index],
            before / total,
            (1.0 + total).log2(),
            wide.iter().sum::<f32>() / wide.len() as f32,
        ]);
        context[10..15].copy_from_slice(&groups.others(first[index], weights[index], &companies[index]));
        context[15..].copy_from_slice(&among(index, &sure, companies));
        before += first[index];
        all.push(context);
    }
    all
}

/// Says where a segment stands among those that the first round is sure of: how far from the first and the last of the
/// page, from the nearest before and after it, and whether it is in a group with those two; -1 where there are none.
fn among(index: usize, sure: &[usize], companies: &[Company]) -> [f32; 10] {
    let (Some(&first), Some(&last)) = (sure.first(), sure.last()) else { return [-1.0; 10] };
    let before = sure[..sure.partition_point(|&other| other < index)].last().copied();
    let after = sure.get(sure.partition_point(|&other| other <= index)).copied();
    let distance = |other: Option<usize>| other.map_or(FAR, |other| other.abs_diff(index)).min(FAR) as f32;
    let shared = |group: usize, other: Option<usize>| {
        let same = other.is_some_and(|other| companies[other][group] == companies[index][group]);
        f32::from(u8::from(same))
    };
    [
        index as f32 - first as f32,
        index as f32 - last as f32,
        distance(before),
        distance(after),
        shared(0, before),
        shared(0, after),
        shared(1, before),
        shared(1, after),
        shared(3, before),
        shared(3, after),
    ]
}

/// What the first round thinks of each group: its judgements, weighed, and their weight.
struct Groups {
    sums: [HashMap<u32, (f32, f32)>; 5],
}

impl Groups {
    fn of(first: &[f32], weights: &[f32], companies: &[Company]) -> Groups {
        let mut sums: [HashMap<u32, (f32, f32)>; 5] = Default::default();
        for ((judgement, weight), company) in first.iter().zip(weights).zip(companies) {
            for (sums, group) in sums.iter_mut().zip(company) {
                let (sum, weights) = sums.entry(*group).or_default();
                *sum += judgement * weight;
                *weights += weight;
            }
        }
        Groups { sums }
    }

    /// Returns the mean judgement on the others in each of a segment's groups; -1 where it is alone.
    fn others(&self, judgement: f32, weight: f32, company: &Company) -> [f32; 5] {
        std::array::from_fn(|group| {
            let (sum, weights) = self.sums[group][&company[group]];
            let others = weights - weight;
            if others < 0.5 { -1.0 } else { (sum - judgement * weight) / others }
        })
    }
}

/// Trees whose leaves add up to log-odds.
struct Forest {
    trees: Vec<Tree>,
    /// The nodes of all trees, those of a tree together, a node's two children side by side.
    nodes: Vec<Node>,
    /// For each node what it adds if the way down ends there.
    values: Vec<f32>,
}

struct Tree {
    root: u32,
    /// Steps from the root to the deepest leaf.
    depth: u32,
}

/// A node of eight bytes, so that a tree fits the fastest cache. A leaf leads back to itself: then every way down has the
/// same number of steps, and the processor need not guess where it ends.
#[derive(Clone, Copy)]
struct Node {
    threshold: f32,
    /// The number that decides.
    feature: u16,
    /// How far from the root the left child stands, for numbers up to the threshold; the right one follows it.
    left: u16,
}

/// So many segments walk down a tree abreast: their steps do not wait for one another.
const ABREAST: usize = 8;

/// A node as the file has it.
struct Written {
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
        let mut forest = Forest { trees: Vec::new(), nodes: Vec::new(), values: Vec::new() };
        for _ in 0..number(bytes) {
            let tree: Vec<Written> = (0..number(bytes))
                .map(|_| Written {
                    feature: number(bytes),
                    threshold: f32::from_le_bytes(take(bytes)),
                    left: number(bytes),
                    right: number(bytes),
                })
                .collect();
            forest.plant(&tree);
        }
        forest
    }

    /// Lays a tree out level by level, which puts the children of a node side by side.
    fn plant(&mut self, tree: &[Written]) {
        let root = self.nodes.len();
        let mut level = vec![0_u16];
        let mut depth = 0;
        loop {
            let mut next = Vec::new();
            let below = self.nodes.len() - root + level.len();
            for written in level.iter().map(|&index| &tree[usize::from(index)]) {
                let own = self.nodes.len() - root;
                let is_leaf = written.feature == LEAF;
                let left = if is_leaf { own } else { below + next.len() };
                let left = u16::try_from(left).expect("a tree has fewer nodes than its file can number");
                self.nodes.push(if is_leaf {
                    Node { threshold: f32::INFINITY, feature: 0, left }
                } else {
                    next.extend([written.left, written.right]);
                    Node { threshold: written.threshold, feature: written.feature, left }
                });
                self.values.push(written.threshold);
            }
            if next.is_empty() {
                break;
            }
            level = next;
            depth += 1;
        }
        self.trees.push(Tree { root: root as u32, depth });
    }

    /// Returns for each row of numbers how likely its segment is part of the article.
    fn judge<const WIDTH: usize>(&self, rows: &[[f32; WIDTH]]) -> Vec<f32> {
        let mut judged = Vec::with_capacity(rows.len());
        for chunk in rows.chunks(ABREAST) {
            // The last rows may be fewer; the first of them walks along in the empty places.
            let abreast: [&[f32; WIDTH]; ABREAST] = std::array::from_fn(|place| chunk.get(place).unwrap_or(&chunk[0]));
            let odds = self.odds(abreast);
            judged.extend(odds[..chunk.len()].iter().map(|odds| 1.0 / (1.0 + (-odds).exp())));
        }
        judged
    }

    fn odds<const WIDTH: usize>(&self, rows: [&[f32; WIDTH]; ABREAST]) -> [f32; ABREAST] {
        let mut odds = [0.0; ABREAST];
        for tree in &self.trees {
            let root = tree.root as usize;
            let nodes = &self.nodes[root..];
            let mut at = [0; ABREAST];
            for _ in 0..tree.depth {
                for (at, row) in at.iter_mut().zip(&rows) {
                    let node = &nodes[*at];
                    *at = usize::from(node.left) + usize::from(row[usize::from(node.feature)] > node.threshold);
                }
            }
            for (odds, at) in odds.iter_mut().zip(at) {
                *odds += self.values[root + at];
            }
        }
        odds
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
    use super::*;

    #[test]
    fn the_model_is_whole() {
        let mut bytes = include_bytes!("../../../../data/extract/segments.model").as_slice();
        for width in [FEATURES, FEATURES + CONTEXT] {
            let forest = Forest::read(&mut bytes);
            assert!(!forest.trees.is_empty());
            assert!(forest.nodes.iter().all(|node| usize::from(node.feature) < width));
        }
        assert!(bytes.is_empty());
    }

    #[test]
    fn a_tree_is_walked_as_it_was_written() {
        let inner = |feature, threshold, left, right| Written { feature, threshold, left, right };
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
        let mut forest = Forest { trees: Vec::new(), nodes: Vec::new(), values: Vec::new() };
        forest.plant(&[leaf(1.0)]);
        forest.plant(&tree);
        let rows: [[f32; 2]; 4] = [[1.0, 5.0], [1.5, 0.0], [0.0, 6.0], [0.5, 6.0]];
        let odds = forest.odds(std::array::from_fn(|place| &rows[place % 4]));
        assert_eq!(odds, [11.0, 21.0, 31.0, 41.0, 11.0, 21.0, 31.0, 41.0]);
        assert_eq!(forest.judge(&rows[..3]).len(), 3);
    }
}
