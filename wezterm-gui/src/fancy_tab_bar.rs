//! The tab bar.
