//! Lines of double width and height (DECDWL, DECDHL). The grid knows nothing
//! of them: they are kept beside it by the numbers of the rows, and moved
//! with the text. Hardly any program uses them, so all else asks first
//! whether there are any.

use crate::snapshot::StableRow;
use std::collections::BTreeMap;
use std::ops::Range;

/// How large the characters of a line are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineSize {
    /// As everywhere else.
    #[default]
    Single,
    /// Twice as wide (DECDWL): half as many columns are shown.
    Wide,
    /// Twice as wide and high (DECDHL), the upper half of it.
    Top,
    /// The lower half.
    Bottom,
}

/// The lines that are not single.
#[derive(Debug, Default)]
pub(crate) struct LineSizes(BTreeMap<StableRow, LineSize>);

impl LineSizes {
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, row: StableRow) -> LineSize {
        self.0.get(&row).copied().unwrap_or_default()
    }

    /// Sets one, and forgets those before `first`, which are gone.
    pub(crate) fn set(&mut self, row: StableRow, size: LineSize, first: StableRow) {
        self.0 = self.0.split_off(&first);
        if size == LineSize::Single {
            self.0.remove(&row);
        } else {
            self.0.insert(row, size);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn remove(&mut self, rows: Range<StableRow>) {
        self.0.retain(|row, _| !rows.contains(row));
    }

    /// Rows of the screen have moved up (`lines` positive) or down, within
    /// `region`, counted from the top of the screen. `tops` is the number of
    /// that before and after: rows that left it for the scrollback keep theirs.
    pub(crate) fn scroll(&mut self, tops: (StableRow, StableRow), region: Range<i64>, lines: i64) {
        let old = std::mem::take(&mut self.0);
        self.0.extend(old.into_iter().filter_map(|(row, size)| {
            let at = row - tops.0;
            if at < 0 {
                return Some((row, size));
            }
            if !region.contains(&at) {
                return Some((tops.1 + at, size));
            }
            let moved = at - lines;
            if region.contains(&moved) {
                return Some((tops.1 + moved, size));
            }
            (row < tops.1).then_some((row, size))
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrolled(tops: (i64, i64), region: Range<i64>, lines: i64) -> Vec<i64> {
        let mut sizes = LineSizes::default();
        for row in [2, 10, 11, 13, 15] {
            sizes.set(row, LineSize::Wide, 0);
        }
        sizes.scroll(tops, region, lines);
        sizes.0.into_keys().collect()
    }

    #[test]
    fn sizes_move_with_their_rows() {
        // Into the scrollback; without one; within a region; down.
        assert_eq!(scrolled((10, 11), 0..8, 1), [2, 10, 11, 13, 15]);
        assert_eq!(scrolled((10, 10), 0..8, 1), [2, 10, 12, 14]);
        assert_eq!(scrolled((10, 10), 1..4, 1), [2, 10, 12, 15]);
        assert_eq!(scrolled((10, 11), 0..4, 1), [2, 10, 11, 13, 16]);
        assert_eq!(scrolled((10, 10), 0..4, -1), [2, 11, 12, 15]);
    }

    #[test]
    fn those_of_rows_that_are_gone_are_forgotten() {
        let mut sizes = LineSizes::default();
        for row in 0..100_000 {
            sizes.set(row, LineSize::Top, row - 50);
        }
        assert_eq!(sizes.0.len(), 51);
        sizes.set(99_999, LineSize::Single, 99_999);
        assert!(sizes.is_empty());
    }
}
