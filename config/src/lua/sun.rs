//! When the sun rises and sets: the sunrise equation, good to a few minutes.

use chrono::{DateTime, Utc};

/// The sun on one day at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SunTimes {
    /// Sunrise; none where it does not rise or set that day.
    pub(super) rise: Option<DateTime<Utc>>,
    /// Sunset.
    pub(super) set: Option<DateTime<Utc>>,
    /// Whether it is up now.
    pub(super) up: bool,
    /// How far the day, or else the night, has gone: 0 to 1.
    pub(super) progression: f64,
}

/// Days since noon of 2000-01-01, the epoch of the formulas.
fn days(time: DateTime<Utc>) -> f64 {
    time.timestamp() as f64 / 86_400.0 - 10_957.5
}

fn at(days: f64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(((days + 10_957.5) * 86_400.0).round() as i64, 0)
}

/// Rise and set, in days, of the solar day `n`; `Err(up)` where there is none.
fn of_day(n: f64, lat: f64, lon: f64) -> Result<(f64, f64), bool> {
    let mean = n - lon / 360.0;
    let anomaly = (357.5291 + 0.985_600_28 * mean)
        .rem_euclid(360.0)
        .to_radians();
    let centre =
        1.9148 * anomaly.sin() + 0.02 * (2.0 * anomaly).sin() + 0.0003 * (3.0 * anomaly).sin();
    let longitude = (anomaly.to_degrees() + centre + 282.9372)
        .rem_euclid(360.0)
        .to_radians();
    let transit = mean + 0.0053 * anomaly.sin() - 0.0069 * (2.0 * longitude).sin();
    let declination = (longitude.sin() * 23.4397_f64.to_radians().sin()).asin();
    // -0.833 degrees: refraction, and the sun's upper edge instead of its centre.
    let lat = lat.to_radians();
    let cosine = ((-0.833_f64).to_radians().sin() - lat.sin() * declination.sin())
        / (lat.cos() * declination.cos());
    if cosine.abs() > 1.0 || !cosine.is_finite() {
        return Err(cosine < 0.0);
    }
    let half = cosine.acos().to_degrees() / 360.0;
    Ok((transit - half, transit + half))
}

/// The sun at `time`, at `lat` degrees north and `lon` degrees east.
pub(super) fn sun_times(time: DateTime<Utc>, lat: f64, lon: f64) -> SunTimes {
    let now = days(time);
    // The solar day whose noon is nearest.
    let n = (now + lon / 360.0).round();
    match of_day(n, lat, lon) {
        Err(up) => SunTimes {
            rise: None,
            set: None,
            up,
            progression: (now + lon / 360.0 - n + 0.5).clamp(0.0, 1.0),
        },
        Ok((rise, set)) => {
            let up = (rise..set).contains(&now);
            let (from, to) = if up {
                (rise, set)
            } else if now < rise {
                (
                    of_day(n - 1.0, lat, lon).map_or(rise - 0.5, |day| day.1),
                    rise,
                )
            } else {
                (
                    set,
                    of_day(n + 1.0, lat, lon).map_or(set + 0.5, |day| day.0),
                )
            };
            let span = (to - from).max(f64::EPSILON);
            SunTimes {
                rise: at(rise),
                set: at(set),
                up,
                progression: ((now - from) / span).clamp(0.0, 1.0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn the_sun_of_london_on_midsummer() {
        let noon: DateTime<Utc> = "2024-06-20T12:00:00Z".parse().unwrap();
        let sun = sun_times(noon, 51.5, -0.13);
        let near = |time: Option<DateTime<Utc>>, text: &str| {
            let expected: DateTime<Utc> = text.parse().unwrap();
            (time.unwrap() - expected).abs() < Duration::minutes(6)
        };
        assert!(near(sun.rise, "2024-06-20T03:43:00Z"), "{sun:?}");
        assert!(near(sun.set, "2024-06-20T20:21:00Z"), "{sun:?}");
        assert!(sun.up && (0.4..0.6).contains(&sun.progression));
    }

    #[test]
    fn polar_days_and_nights_have_no_rise() {
        let summer: DateTime<Utc> = "2024-06-20T12:00:00Z".parse().unwrap();
        let north = sun_times(summer, 80.0, 0.0);
        let south = sun_times(summer, -80.0, 0.0);
        assert!(north.up && north.rise.is_none());
        assert!(!south.up && south.set.is_none());
    }
}
