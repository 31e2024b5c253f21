use super::worker::{LoadError, Selections};
use super::*;
use std::sync::Mutex;
use winit::window::WindowId as WinitId;

/// Selections in memory, or absent, or with an owner that never answers.
#[derive(Clone)]
enum Fake {
    Works(Arc<Mutex<[Option<String>; 2]>>),
    Absent,
    Stuck,
}

impl Connector for Fake {
    fn start(&self, loaded: Arc<dyn Fn(Loaded) + Send + Sync>) -> Worker {
        let this = self.clone();
        let open = move || match this {
            Self::Absent => Err("nothing there".to_owned()),
            other => Ok(Box::new(other) as Box<dyn Selections>),
        };
        Worker::start(open, loaded)
    }

    fn store(&self, _: ClipboardKind, _: &str) -> bool {
        false
    }
}

impl Selections for Fake {
    fn load(&mut self, kind: ClipboardKind) -> Result<String, LoadError> {
        match self {
            Self::Works(texts) => texts.lock().unwrap()[kind.index()]
                .clone()
                .ok_or_else(|| LoadError::Empty("empty".to_owned())),
            Self::Absent => unreachable!("never opened"),
            Self::Stuck => loop {
                std::thread::park();
            },
        }
    }

    fn store(&mut self, kind: ClipboardKind, text: String) -> Result<(), String> {
        if let Self::Works(texts) = self {
            texts.lock().unwrap()[kind.index()] = Some(text);
        }
        Ok(())
    }
}

struct Fixture {
    window: WindowId,
    clipboard: Clipboard,
    woken: Receiver<()>,
}

impl Fixture {
    fn new(fake: Fake) -> Self {
        let (tx, woken) = channel();
        let tx = Mutex::new(tx);
        let wake = Arc::new(move || tx.lock().unwrap().send(()).unwrap());
        Self {
            clipboard: Clipboard::new(Box::new(fake), wake),
            window: WindowId::from(WinitId::from(7)),
            woken,
        }
    }

    fn answer(&mut self) -> Answer {
        self.woken.recv_timeout(Duration::from_secs(20)).unwrap();
        let mut answers = self.clipboard.answers(Instant::now());
        assert_eq!(answers.len(), 1);
        answers.remove(0)
    }
}

#[test]
fn what_is_stored_can_be_read_and_kinds_are_apart() {
    let mut fixture = Fixture::new(Fake::Works(Arc::default()));
    fixture
        .clipboard
        .store(ClipboardKind::Primary, "selected".to_owned());
    fixture
        .clipboard
        .request(fixture.window, ClipboardKind::Primary, 1);
    let answer = fixture.answer();
    assert_eq!((answer.window, answer.token), (fixture.window, 1));
    assert_eq!(answer.text.as_deref(), Some("selected"));
    fixture
        .clipboard
        .request(fixture.window, ClipboardKind::Clipboard, 2);
    assert_eq!(fixture.answer().text, None);
    assert_eq!(fixture.clipboard.deadline(), None);
}

#[test]
fn without_a_display_selection_texts_stay_in_the_process() {
    let mut fixture = Fixture::new(Fake::Absent);
    fixture
        .clipboard
        .store(ClipboardKind::Clipboard, "kept".to_owned());
    fixture
        .clipboard
        .request(fixture.window, ClipboardKind::Clipboard, 1);
    assert_eq!(fixture.answer().text.as_deref(), Some("kept"));
}

#[test]
fn an_owner_that_never_answers_costs_one_answer_only() {
    let mut fixture = Fixture::new(Fake::Stuck);
    fixture
        .clipboard
        .request(fixture.window, ClipboardKind::Clipboard, 9);
    let deadline = fixture.clipboard.deadline().unwrap();
    assert_eq!(
        fixture
            .clipboard
            .answers(deadline - Duration::from_millis(1)),
        []
    );
    let answers = fixture.clipboard.answers(deadline);
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].token, &answers[0].text), (9, &None));
    assert_eq!(fixture.clipboard.deadline(), None);
}
