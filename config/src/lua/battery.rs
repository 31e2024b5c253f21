//! Batteries, from the kernel's power supply class (`/sys/class/power_supply`).

use super::PlainValue;
use std::path::Path;

/// The batteries under `root`, in the order of their names, as `BatteryInfo`.
pub(super) fn read(root: &Path) -> Vec<PlainValue> {
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| battery(path)).collect()
}

fn battery(path: &Path) -> Option<PlainValue> {
    let word = |name: &str| {
        let text = std::fs::read_to_string(path.join(name)).ok()?;
        Some(text.trim().to_owned())
    };
    let number = |name: &str| word(name)?.parse::<f64>().ok();
    // A mouse has a battery too; its scope is the device, not the system.
    if word("type")? != "Battery" || word("scope").as_deref() == Some("Device") {
        return None;
    }
    // In watt hours, or else in ampere hours: only ratios are used.
    let now = number("energy_now").or_else(|| number("charge_now"));
    let full = number("energy_full").or_else(|| number("charge_full"));
    let rate = number("power_now").or_else(|| number("current_now"));
    let rate = rate.map(f64::abs).filter(|rate| *rate > 0.0);
    let charge = match (now, full, number("capacity")) {
        (Some(now), Some(full), _) if full > 0.0 => now / full,
        (_, _, Some(percent)) => percent / 100.0,
        _ => return None,
    };
    let state = match word("status").as_deref() {
        Some("Charging") => "Charging",
        Some("Discharging") => "Discharging",
        Some("Full" | "Not charging") => "Full",
        _ if charge <= 0.0 => "Empty",
        _ => "Unknown",
    };
    let seconds = |amount: Option<f64>, when: &str| match (amount, rate) {
        (Some(amount), Some(rate)) if state == when => PlainValue::Float(amount / rate * 3600.0),
        _ => PlainValue::Nil,
    };
    let left = now.zip(full).map(|(now, full)| (full - now).max(0.0));
    let label = |name| PlainValue::from(word(name).unwrap_or_else(|| "unknown".to_owned()));
    Some(PlainValue::Map(vec![
        (
            "state_of_charge".into(),
            PlainValue::Float(charge.clamp(0.0, 1.0)),
        ),
        ("vendor".into(), label("manufacturer")),
        ("model".into(), label("model_name")),
        ("serial".into(), label("serial_number")),
        ("state".into(), state.into()),
        ("time_to_full".into(), seconds(left, "Charging")),
        ("time_to_empty".into(), seconds(now, "Discharging")),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_is_read_and_a_mouse_is_not() {
        let root = tempfile::tempdir().unwrap();
        let add = |name: &str, files: &[(&str, &str)]| {
            let dir = root.path().join(name);
            std::fs::create_dir(&dir).unwrap();
            for (file, text) in files {
                std::fs::write(dir.join(file), format!("{text}\n")).unwrap();
            }
        };
        add("AC", &[("type", "Mains")]);
        add(
            "mouse",
            &[("type", "Battery"), ("scope", "Device"), ("capacity", "5")],
        );
        add(
            "BAT0",
            &[
                ("type", "Battery"),
                ("status", "Discharging"),
                ("energy_now", "25"),
                ("energy_full", "50"),
                ("power_now", "50"),
            ],
        );
        let all = read(root.path());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].get("state_of_charge"), Some(&PlainValue::Float(0.5)));
        assert_eq!(
            all[0].get("time_to_empty"),
            Some(&PlainValue::Float(1800.0))
        );
        assert_eq!(
            all[0].get("model").and_then(PlainValue::as_str),
            Some("unknown")
        );
        assert!(read(&root.path().join("none")).is_empty());
    }
}
