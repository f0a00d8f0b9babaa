//! Two rounds of boosted trees that judge segments: the first each by itself, the second again with what the first
//! says of its neighbours and of the page.
//!
//! The trees come from `scripts/train_segments.py`, which says what they were trained on and how well they do.

use std::sync::LazyLock;

use super::features::{FEATURES, Features};

static MODEL: LazyLock<[Forest; 2]> = LazyLock::new(|| {
    let mut bytes = include_bytes!("../../../../data/extract/segments.model").as_slice();
    [Forest::read(&mut bytes), Forest::read(&mut bytes)]
});

/// What the first round adds to a segment's numbers.
const CONTEXT: usize = 10;

/// How far the second round looks for the mean of the first's judgements.
const WIDE: usize = 8;

/// Judges all segments of a page: for each how likely it is part of the article, 0 to 1.
pub fn judge(features: &[Features]) -> Vec<f32> {
    let [alone, together] = &*MODEL;
    let first: Vec<f32> = features.iter().map(|features| alone.judge(features)).collect();
    let total: f32 = first.iter().sum::<f32>().max(1e-6);
    let mut before = 0.0;
    let mut judged = Vec::with_capacity(first.len());
    for (index, own) in features.iter().enumerate() {
        let mut numbers = [0.0; FEATURES + CONTEXT];
        numbers[..FEATURES].copy_from_slice(own);
        let near =
            |step: isize| index.checked_add_signed(step).and_then(|other| first.get(other)).copied().unwrap_or(-1.0);
        let wide = &first[index.saturating_sub(WIDE)..first.len().min(index + WIDE + 1)];
        let context: [f32; CONTEXT] = [
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
        ];
        numbers[FEATURES..].copy_from_slice(&context);
        before += first[index];
        judged.push(together.judge(&numbers));
    }
    judged
}

/// Trees whose leaves add up to log-odds.
struct Forest {
    trees: Vec<Vec<Node>>,
}

struct Node {
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
        let trees = (0..number(bytes))
            .map(|_| {
                (0..number(bytes))
                    .map(|_| Node {
                        feature: number(bytes),
                        threshold: f32::from_le_bytes(take(bytes)),
                        left: number(bytes),
                        right: number(bytes),
                    })
                    .collect()
            })
            .collect();
        Forest { trees }
    }

    fn judge(&self, numbers: &[f32]) -> f32 {
        let odds: f32 = self
            .trees
            .iter()
            .map(|tree| {
                let mut node = &tree[0];
                while node.feature != LEAF {
                    let left = numbers[usize::from(node.feature)] <= node.threshold;
                    node = &tree[usize::from(if left { node.left } else { node.right })];
                }
                node.threshold
            })
            .sum();
        1.0 / (1.0 + (-odds).exp())
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
            for node in forest.trees.iter().flatten() {
                assert!(node.feature == LEAF || usize::from(node.feature) < width);
            }
        }
        assert!(bytes.is_empty());
    }
}
