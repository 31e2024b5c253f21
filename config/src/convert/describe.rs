//! What a declared type looks like in Lua: for type definitions that editors
//! read.

/// A type that `lua_struct` or `lua_tagged` declares.
#[derive(Clone, Copy)]
pub struct TypeInfo {
    /// Its name.
    pub name: &'static str,
    /// Its documentation, as attributes in source form.
    pub docs: &'static [&'static str],
    /// What it is made of.
    pub shape: Shape,
}

/// A variant's name, and the type of its value.
pub type Valued = (&'static str, fn() -> String);

/// What a type is made of.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A table with these fields.
    Table(&'static [FieldInfo]),
    /// One of these words, or a table of one field.
    Tagged {
        /// Variants without a value.
        words: &'static [&'static str],
        /// Variants with a value, and the type of it.
        values: &'static [Valued],
        /// Variants with a value that may be left out.
        defaulted: &'static [Valued],
    },
}

/// A field of a table.
#[derive(Clone, Copy)]
pub struct FieldInfo {
    /// Its name.
    pub name: &'static str,
    /// Its documentation, as attributes in source form.
    pub docs: &'static [&'static str],
    /// Its type, as the reference names it.
    pub type_text: fn() -> String,
    /// Whether it may be left out.
    pub optional: bool,
}

/// The text of documentation attributes in source form (`doc = r" Words."`).
#[must_use]
pub fn doc_text(docs: &[&str]) -> String {
    let lines = docs.iter().filter_map(|attribute| {
        let text = attribute.strip_prefix("doc")?.trim_start();
        let text = text.strip_prefix('=')?.trim_start();
        let text = text.trim_start_matches('r').trim_matches('#');
        let text = text.strip_prefix('"')?.strip_suffix('"')?;
        Some(text.trim().replace("\\\"", "\"").replace("\\'", "'"))
    });
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_read_from_attributes() {
        let docs = [
            "derive(Default)",
            r##"doc = r#" One "word" "#"##,
            r#"doc =
 " and \"another\".""#,
        ];
        assert_eq!(doc_text(&docs), "One \"word\" and \"another\".");
    }
}
