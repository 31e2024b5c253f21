//! Animations of kitty's graphics protocol and of inline files: what commands
//! answer, what their frames show, and when.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, Rgba, RgbaImage};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{size, snap};
use term::{Animation, Terminal, TerminalConfig};

/// Two pixels, red and green, as image 1 at the cursor.
const IMAGE: &str = "\x1b_Ga=T,f=24,s=2,v=1,i=1,q=1;/wAAAP8A\x1b\\";
/// A gap of an hour: no test takes that long.
const HOUR: Duration = Duration::from_millis(3_600_000);

fn fed(bytes: &str) -> Terminal {
    let mut terminal = Terminal::new(size(20, 6), TerminalConfig::default());
    terminal.advance(bytes.as_bytes());
    terminal
}

fn command(keys: &str, pixels: &[u8]) -> String {
    format!("\x1b_G{keys};{}\x1b\\", BASE64.encode(pixels))
}

fn animation(terminal: &mut Terminal) -> Option<Arc<Animation>> {
    snap(terminal).images.first()?.animation.clone()
}

/// The pixels shown after some hours, and whether that changes by itself.
fn shown(terminal: &mut Terminal, hours: f64) -> (Vec<u8>, bool) {
    let at = Instant::now() + HOUR.mul_f64(hours);
    let frame = animation(terminal).unwrap().at(at).unwrap();
    (frame.image.rgba.clone(), frame.until.is_some())
}

#[test]
fn commands_are_answered() {
    // What comes after the image, and the answer.
    let rows = [
        ("a=f,i=1,f=24,s=1,v=1;AAAA", "i=1,r=2;OK"),
        // A size that is not given is the image's.
        ("a=f,i=1,f=24;AAAAAAAA", "i=1,r=2;OK"),
        ("a=f,i=1,f=24,r=1,s=1,v=1;AAAA", "i=1,r=1;OK"),
        ("a=f,i=1,f=24,r=9,s=1,v=1;AAAA", "i=1,r=2;OK"),
        ("a=f,i=1,p=3,f=24,s=1,v=1;AAAA", "i=1,p=3,r=2;OK"),
        ("a=f,i=1,f=24,s=1,v=1,q=1;AAAA", ""),
        ("a=f,i=2,f=24,s=1,v=1;AAAA", "i=2;ENOENT"),
        ("a=f,I=2,f=24,s=1,v=1;AAAA", "I=2;ENOENT"),
        ("a=f,i=1,I=1,f=24,s=1,v=1;AAAA", "i=1,I=1;EINVAL"),
        ("a=f,f=24,s=1,v=1;AAAA", ""),
        ("a=f,i=2,f=24,s=1,v=1,q=2;AAAA", ""),
        ("a=f,i=1,c=2,f=24,s=1,v=1;AAAA", "i=1;EINVAL"),
        ("a=f,i=1,f=24,s=3,v=1;AAAAAAAAAAAA", "i=1;EINVAL"),
        ("a=f,i=1,f=24,s=1,v=1;A", "i=1;EINVAL"),
        ("a=f,i=1,f=24,s=2,v=1;AAAA", "i=1;EINVAL"),
        ("a=f,i=1,t=f,f=100;L25vbmU=", "i=1;ENOENT"),
        ("a=a,i=1,s=3,v=1", ""),
        ("a=a,i=2,s=3", "i=2;ENOENT"),
        ("a=a,i=1,r=5,z=10,c=9", ""),
        ("a=c,i=1,r=1,c=1,w=1,X=1", "i=1;OK"),
        ("a=c,i=1,r=1,c=1", "i=1;EINVAL"),
        ("a=c,i=1,r=1,c=1,w=1,X=2", "i=1;EINVAL"),
        ("a=c,i=1,r=1,c=2", "i=1;ENOENT"),
        ("a=c,i=2,r=1,c=1", "i=2;ENOENT"),
        ("a=d,d=f,i=1", ""),
        ("a=d,d=f,i=2", ""),
    ];
    for (command, answer) in rows {
        let mut terminal = fed(&format!("{IMAGE}\x1b_G{command}\x1b\\"));
        let got = String::from_utf8(terminal.take_replies()).unwrap();
        let wanted = match answer {
            "" => String::new(),
            answer => format!("\x1b_G{answer}\x1b\\"),
        };
        assert_eq!(got, wanted, "{command}");
    }
}

#[test]
fn frames_are_made_of_what_the_keys_say() {
    let (red, green, blue) = ([255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]);
    let clear = [0; 4];
    let half = [0, 0, 255, 128];
    // Keys of a frame, its pixels, and the two pixels of what comes out.
    type Row<'a> = (&'a str, &'a [u8], [[u8; 4]; 2]);
    let rows: &[Row] = &[
        ("s=1,v=1", &blue, [blue, clear]),
        ("s=1,v=1,x=1", &blue, [clear, blue]),
        ("s=1,v=1,x=1,c=1", &blue, [red, blue]),
        ("s=1,v=1,x=7,c=1", &blue, [red, green]),
        ("s=1,v=1,Y=16711935", &blue, [blue, green]),
        ("s=1,v=1,c=1", &half, [[127, 0, 128, 255], green]),
        ("s=1,v=1,c=1,X=1", &half, [half, green]),
    ];
    for (keys, pixels, wanted) in rows {
        let frame = command(&format!("a=f,i=1,f=32,q=1,{keys}"), pixels);
        let mut terminal = fed(&format!("{IMAGE}{frame}\x1b_Ga=a,i=1,c=2\x1b\\"));
        assert_eq!(shown(&mut terminal, 0.0).0, wanted.concat(), "{keys}");
    }
    // In chunks, the first frame too, and with others in between.
    let mut terminal = fed(&format!(
        "{IMAGE}{}{}{}{}",
        command("a=f,i=1,f=32,r=1,q=1,m=1", &red),
        command("a=f,m=0", &blue),
        command("a=f,i=1,f=32,c=1,q=1,s=1,v=1,m=1", &green[..3]),
        command("m=0", &green[3..]),
    ));
    assert_eq!(shown(&mut terminal, 0.0).0, [red, blue].concat());
    terminal.advance(b"\x1b_Ga=a,i=1,c=2\x1b\\");
    assert_eq!(shown(&mut terminal, 0.0).0, [green, blue].concat());
    // A rectangle over another frame.
    terminal.advance(b"\x1b_Ga=c,i=1,r=1,c=2,X=1,w=1\x1b\\");
    assert_eq!(shown(&mut terminal, 0.0).0, [blue, blue].concat());
}

/// Image 1 with three frames of an hour each: red and green, blue, black.
fn three(control: &str) -> Terminal {
    fed(&format!(
        "{IMAGE}{}{}\x1b_Ga=a,i=1,r=1,z=3600000\x1b\\\x1b_Ga=a,i=1,{control}\x1b\\",
        command("a=f,i=1,f=24,q=1,z=3600000", &[0, 0, 255, 0, 0, 255]),
        command("a=f,i=1,f=24,q=1,z=3600000", &[0; 6]),
    ))
}

#[test]
fn frames_follow_their_gaps_as_often_as_asked() {
    let name = |pixels: &[u8]| match pixels[..3] {
        [255, 0, 0] => 1,
        [0, 0, 255] => 2,
        _ => 3,
    };
    // Control, and frame and "more to come" after some hours.
    type Row<'a> = (&'a str, &'a [(f64, u8, bool)]);
    let rows: &[Row] = &[
        ("q=0", &[(0.0, 1, false), (9.5, 1, false)]),
        (
            "s=3",
            &[
                (0.5, 1, true),
                (1.5, 2, true),
                (2.5, 3, true),
                (3.5, 1, true),
                (31.5, 2, true),
            ],
        ),
        ("s=3,v=1", &[(30.5, 1, true)]),
        (
            "s=3,v=2",
            &[(2.5, 3, false), (3.5, 3, false), (99.5, 3, false)],
        ),
        (
            "s=3,v=3",
            &[(4.5, 2, true), (5.5, 3, false), (6.5, 3, false)],
        ),
        ("s=2", &[(1.5, 2, true), (2.5, 3, false), (9.5, 3, false)]),
        ("s=3,c=3", &[(0.5, 3, true), (1.5, 1, true)]),
        ("c=2", &[(5.5, 2, false)]),
        ("s=3,r=2,z=-1", &[(1.5, 3, true), (2.5, 1, true)]),
        ("s=3\x1b\\\x1b_Ga=a,i=1,s=1", &[(5.5, 1, false)]),
        (
            "s=3\x1b\\\x1b_Ga=d,d=f,i=1,r=1",
            &[(0.5, 2, true), (1.5, 3, true), (2.5, 2, true)],
        ),
    ];
    for (control, times) in rows {
        let mut terminal = three(control);
        for &(hours, frame, more) in *times {
            let got = shown(&mut terminal, hours);
            assert_eq!((name(&got.0), got.1), (frame, more), "{control} at {hours}");
        }
    }
}

#[test]
fn an_animation_goes_with_its_image() {
    let mut terminal = three("s=3");
    let id = animation(&mut terminal).unwrap().id;
    terminal.advance(b"text");
    assert_eq!(animation(&mut terminal).unwrap().id, id, "nothing changed");
    // Sent anew, it is a still picture.
    terminal.advance(b"\x1b_Ga=t,f=24,s=2,v=1,i=1,q=1;/wAAAP8A\x1b\\");
    assert_eq!(animation(&mut terminal), None);
    assert_eq!(snap(&mut terminal).images.len(), 1);
    // The other screen has images of its own.
    let mut terminal = three("s=3");
    terminal.advance(b"\x1b[?1049h\x1b_Ga=f,i=1,f=24;AAAAAAAA\x1b\\");
    assert_eq!(terminal.take_replies(), b"\x1b_Gi=1;ENOENT\x1b\\");
    terminal.advance(b"\x1b[?1049l");
    assert_eq!(animation(&mut terminal).unwrap().frame_count(), 3);
    // The last frame goes with the image, if it is to.
    let mut terminal = fed(IMAGE);
    terminal.advance(b"\x1b_Ga=d,d=f,i=1\x1b\\");
    assert_eq!(snap(&mut terminal).images.len(), 1);
    terminal.advance(b"\x1b_Ga=d,d=F,i=1\x1b\\");
    assert!(snap(&mut terminal).images.is_empty());
}

#[test]
fn images_have_numbers_instead_of_ids() {
    let mut terminal = fed("\x1b_Ga=t,f=24,s=2,v=1,I=13;/wAAAP8A\x1b\\");
    let answer = String::from_utf8(terminal.take_replies()).unwrap();
    let id = answer.strip_prefix("\x1b_Gi=").unwrap();
    let (id, rest) = id.split_once(',').unwrap();
    assert_eq!(rest, "I=13;OK\x1b\\");
    terminal.advance(b"\x1b_Ga=f,I=13,f=24,s=1,v=1;AAAA\x1b\\");
    assert_eq!(terminal.take_replies(), b"\x1b_GI=13,r=2;OK\x1b\\");
    terminal.advance(format!("\x1b_Ga=f,i={id},f=24,s=1,v=1,q=1;AAAA\x1b\\").as_bytes());
    terminal.advance(b"\x1b_Ga=p,I=13\x1b\\\x1b_Ga=p,I=14\x1b\\");
    let answer = String::from_utf8(terminal.take_replies()).unwrap();
    assert_eq!(
        answer,
        format!("\x1b_Gi={id},I=13;OK\x1b\\\x1b_GI=14;ENOENT\x1b\\")
    );
    assert_eq!(animation(&mut terminal).unwrap().frame_count(), 3);
    // Another of the same number is another image, and the one meant then.
    terminal.advance(b"\x1b_Ga=t,f=24,s=1,v=1,I=13,q=1,m=1;/w\x1b\\\x1b_Gm=0;AA\x1b\\");
    terminal.advance(b"\x1b_Ga=T,f=24,s=1,v=1,I=13,q=1;/wAA\x1b\\");
    let images = snap(&mut terminal).images;
    assert_eq!(images.len(), 2);
    assert!(images.iter().any(|image| image.animation.is_some()));
}

#[test]
fn frames_count_towards_the_limit_of_images() {
    // Each takes 40 MB; the limit is 320.
    let mut png = Vec::new();
    RgbaImage::new(3162, 3162)
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    let mut terminal = fed(&command("a=t,i=1,f=100,q=1", &png));
    let mut answers = Vec::new();
    for _ in 0..12 {
        terminal.advance(b"\x1b_Ga=f,i=1,f=24,s=1,v=1;AAAA\x1b\\");
        answers.push(String::from_utf8(terminal.take_replies()).unwrap());
    }
    let refused = answers.iter().filter(|answer| answer.contains("ENOSPC"));
    assert_eq!(refused.count(), 12 - 7, "{answers:?}");
    // What was deleted makes room.
    terminal.advance(b"\x1b_Ga=d,d=f,i=1,r=2\x1b\\\x1b_Ga=f,i=1,f=24,s=1,v=1;AAAA\x1b\\");
    let answer = String::from_utf8(terminal.take_replies()).unwrap();
    assert!(answer.contains("OK"), "{answer:?}");
    // So does an image that nobody shows.
    terminal
        .advance(b"\x1b_Ga=t,i=2,f=24,s=1,v=1,q=1;AAAA\x1b\\\x1b_Ga=f,i=2,f=24,s=1,v=1;AAAA\x1b\\");
    let answer = String::from_utf8(terminal.take_replies()).unwrap();
    assert_eq!(answer, "\x1b_Gi=2,r=2;OK\x1b\\");
}

/// A file of two frames, red for ten minutes and blue for ten more.
fn gif(repeat: Repeat) -> String {
    let mut data = Vec::new();
    let mut encoder = GifEncoder::new(&mut data);
    encoder.set_repeat(repeat).unwrap();
    for color in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        let pixels = RgbaImage::from_pixel(2, 2, Rgba(color));
        let delay = Delay::from_saturating_duration(Duration::from_millis(600_000));
        encoder
            .encode_frame(Frame::from_parts(pixels, 0, 0, delay))
            .unwrap();
    }
    drop(encoder);
    format!("\x1b]1337;File=inline=1:{}\x07", BASE64.encode(data))
}

#[test]
fn inline_files_play() {
    let mut terminal = fed(&gif(Repeat::Infinite));
    let animation = animation(&mut terminal).unwrap();
    let started = Instant::now();
    while animation.frame_count() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "not decoded");
        std::thread::yield_now();
    }
    let at = |minutes: u64| {
        let now = Instant::now() + Duration::from_secs(minutes * 60);
        animation.at(now).unwrap().image.rgba[..3].to_vec()
    };
    assert_eq!(at(0), [255, 0, 0]);
    assert_eq!(at(15), [0, 0, 255]);
    assert_eq!(at(25), [255, 0, 0]);
    // A file of one frame has nothing to wait for once that is known.
    let still = "\x1b]1337;File=inline=1:R0lGODlhAQABAIAAAP8AAAAA/ywAAAAAAQABAAACAkQBADs=\x07";
    let mut terminal = fed(still);
    let image = &snap(&mut terminal).images[0];
    while image.shown(Instant::now()).until.is_some() {
        assert!(started.elapsed() < Duration::from_secs(60), "not decoded");
        std::thread::yield_now();
    }
    assert_eq!(image.shown(Instant::now()).image.rgba, [255, 0, 0, 255]);
}

#[test]
fn a_copy_of_a_terminal_plays_too() {
    let mut original = three("s=3,v=3,c=2");
    let mut twin = Terminal::new(size(20, 6), TerminalConfig::default());
    twin.restore(&original.dump());
    for hours in [0.5, 1.5, 2.5, 3.5, 4.5, 9.5] {
        assert_eq!(
            shown(&mut twin, hours),
            shown(&mut original, hours),
            "{hours}"
        );
    }
}
