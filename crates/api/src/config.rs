//! What an operator can set, with its bounds.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hub_identity::SignIns;

use crate::contact::Contact;
use crate::edge::Proxies;
use crate::rates::Rates;
use crate::standing::Standing;

/// Settings of the HTTP side. Everything has a bound; sizes are in bytes.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whether this is a demonstration: every page says so, an address may carry a token (`GET /sign-in?token=`), and
    /// cookies work without TLS. Never for real data: an address is easily copied along with its token.
    pub demo: bool,
    /// Marks cookies `Secure`. Off only where the hub is reached without TLS, as on one's own computer.
    pub secure_cookies: bool,
    /// How long a sign-in lasts.
    pub session_lasts: Duration,
    /// Ready-made sign-ins shown on the sign-in page of a demonstration.
    pub demo_sign_ins: Vec<DemoSignIn>,
    /// Most bytes of one file.
    pub upload_bytes_max: usize,
    /// Most bytes of files held in memory at once, waiting for their check or in it.
    pub upload_memory_bytes_max: usize,
    /// Most checks at the same time.
    pub checks_running_max: usize,
    /// How long an answer to an upload waits for its check before it says "checking".
    pub check_wait: Duration,
    /// Longest time for one request.
    pub request_timeout: Duration,
    /// Longest time for a request that brings a file: the largest one over a slow line.
    pub upload_timeout: Duration,
    /// Bounds on returns between check and submission.
    pub drafts: DraftLimits,
    /// How many months back a return is taken.
    pub months_open: u16,
    /// How the deployment names itself.
    pub site: Site,
    /// Where other programs than browsers connect.
    pub wire: WireAddresses,
    /// Proxies whose word is believed on where a request comes from.
    pub proxies: Proxies,
    /// Bounds on how much is asked.
    pub rates: Rates,
    /// What whoever listens tells of itself.
    pub standing: Arc<Standing>,
    /// Signs people in through issuers that prove who they are; none where only tokens are taken.
    pub sign_ins: Option<Arc<SignIns>>,
    /// Files that must be there, and folders that must not be empty, for the hub to be ready: its storage may answer from
    /// memory though the volume under it is gone.
    pub must_stay: Vec<PathBuf>,
}

impl Config {
    /// Whether cookies may travel over TLS only.
    pub(crate) fn cookies_need_tls(&self) -> bool {
        self.secure_cookies && !self.demo
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            demo: false,
            secure_cookies: true,
            session_lasts: Duration::from_secs(8 * 60 * 60),
            demo_sign_ins: Vec::new(),
            upload_bytes_max: 20_000_000,
            upload_memory_bytes_max: 256_000_000,
            checks_running_max: std::thread::available_parallelism().map_or(2, usize::from),
            check_wait: Duration::from_millis(1500),
            request_timeout: Duration::from_secs(60),
            // 20 megabytes at half a megabit a second take 320 seconds.
            upload_timeout: Duration::from_secs(400),
            drafts: DraftLimits::default(),
            months_open: 24,
            site: Site::default(),
            wire: WireAddresses::default(),
            proxies: Proxies::default(),
            rates: Rates::default(),
            standing: Arc::default(),
            sign_ins: None,
            must_stay: Vec::new(),
        }
    }
}

/// Bounds on drafts: returns that were checked and wait for their sender.
#[derive(Debug, Clone, Copy)]
pub struct DraftLimits {
    /// Most drafts at once.
    pub count_max: usize,
    /// Most drafts of one service; the oldest gives way.
    pub per_service_max: usize,
    /// Most bytes of all drafts. No upload is taken while it is passed.
    pub bytes_max: usize,
    /// How long a draft is kept.
    pub lasts: Duration,
}

impl Default for DraftLimits {
    fn default() -> Self {
        Self {
            count_max: 2_000,
            per_service_max: 10,
            bytes_max: 512_000_000,
            lasts: Duration::from_secs(30 * 60),
        }
    }
}

/// A ready-made sign-in of a demonstration.
#[derive(Clone)]
pub struct DemoSignIn {
    /// As whom: "Sunnyside Community Hub (service)".
    pub label: String,
    /// What can be done: "Send and correct monthly returns".
    pub what: String,
    /// The token.
    pub token: String,
}

impl fmt::Debug for DemoSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoSignIn")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

/// How the deployment names itself on its pages.
#[derive(Debug, Clone)]
pub struct Site {
    /// Who runs it.
    pub operator: String,
    /// How to reach them; none where nothing is set up.
    pub contact: Option<Contact>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            operator: "the operator of this hub".to_owned(),
            contact: None,
        }
    }
}

/// Where the wires beside HTTP listen, as pages tell it. None: not switched on.
#[derive(Debug, Clone, Default)]
pub struct WireAddresses {
    /// Host and port of the Postgres wire.
    pub postgres: Option<String>,
    /// Host and port of Flight SQL.
    pub flight: Option<String>,
    /// Whether both are reached over TLS.
    pub tls: bool,
}
