use super::Format;
use crate::control::{ClientEntry, PaneRow};

pub(super) fn panes(rows: &[PaneRow], format: Format) -> String {
    if format == Format::Json {
        return json(rows);
    }
    let cells = rows.iter().map(|row| {
        vec![
            row.window_id.to_string(),
            row.tab_id.to_string(),
            row.pane_id.to_string(),
            row.workspace.clone(),
            format!("{}x{}", row.size.cols, row.size.rows),
            row.title.clone(),
            row.cwd.clone(),
        ]
    });
    table(
        &[
            ("WINID", true),
            ("TABID", true),
            ("PANEID", true),
            ("WORKSPACE", false),
            ("SIZE", false),
            ("TITLE", false),
            ("CWD", false),
        ],
        &cells.collect::<Vec<_>>(),
    )
}

pub(super) fn clients(clients: &[ClientEntry], format: Format) -> String {
    if format == Format::Json {
        return json(clients);
    }
    let cells = clients.iter().map(|client| {
        vec![
            client.username.clone(),
            client.hostname.clone(),
            client.pid.to_string(),
            format!("{}s", client.connection_elapsed),
            format!("{}s", client.idle_time),
            client.workspace.clone(),
            client
                .focused_pane_id
                .map_or_else(String::new, |pane| pane.to_string()),
        ]
    });
    table(
        &[
            ("USER", false),
            ("HOST", false),
            ("PID", true),
            ("CONNECTED", false),
            ("IDLE", false),
            ("WORKSPACE", false),
            ("FOCUS", true),
        ],
        &cells.collect::<Vec<_>>(),
    )
}

/// Counters: JSON, or a line for each with its path, such as `frames.drawn`.
pub(super) fn stats(value: &serde_json::Value, format: Format) -> String {
    if format == Format::Json {
        return format!("{value:#}\n");
    }
    let mut rows = Vec::new();
    flatten("", value, &mut rows);
    table(&[("COUNTER", false), ("VALUE", true)], &rows)
}

pub(super) fn flatten(path: &str, value: &serde_json::Value, rows: &mut Vec<Vec<String>>) {
    let fields = match value {
        serde_json::Value::Object(fields) => fields,
        // Texts on the screen, which are no counters.
        serde_json::Value::Array(_) => return,
        _ => return rows.push(vec![path.to_owned(), value.to_string()]),
    };
    for (name, value) in fields {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        flatten(&path, value, rows);
    }
}

fn json<T: serde::Serialize>(rows: &[T]) -> String {
    // Plain structs of strings and numbers always serialise.
    let mut text = serde_json::to_string_pretty(rows).unwrap_or_default();
    text.push('\n');
    text
}

/// Columns as wide as their widest cell; numbers (`true`) to the right.
fn table(columns: &[(&str, bool)], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (title, _))| {
            rows.iter()
                .map(|row| width(&row[at]))
                .chain([width(title)])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    let titles: Vec<String> = columns
        .iter()
        .map(|(title, _)| (*title).to_owned())
        .collect();
    for row in std::iter::once(&titles).chain(rows) {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            // Titles come from programs: no control character reaches the caller's terminal.
            let cell: String = cell.chars().filter(|c| !c.is_control()).collect();
            let pad = " ".repeat(widths[at].saturating_sub(width(&cell)));
            if columns[at].1 {
                line.push_str(&pad);
                line.push_str(&cell);
            } else {
                line.push_str(&cell);
                line.push_str(&pad);
            }
            line.push(' ');
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_named_by_their_path() {
        let value = serde_json::json!({"frames": {"drawn": 12}, "windows": 1});
        let text = stats(&value, Format::Table);
        assert_eq!(
            text,
            "COUNTER      VALUE\nframes.drawn    12\nwindows          1\n"
        );
        assert!(stats(&value, Format::Json).contains("\"drawn\": 12"));
    }

    #[test]
    fn numbers_are_on_the_right_and_controls_are_dropped() {
        let text = table(
            &[("ID", true), ("NAME", false)],
            &[vec!["123".into(), "a\u{1b}[31m".into()]],
        );
        assert_eq!(text, " ID NAME\n123 a[31m\n");
    }
}
