//! How much memory this process takes, where the system says so.

/// Where Linux says it.
const STATUS: &str = "/proc/self/status";
/// The line that has it.
const RESIDENT: &str = "VmRSS:";
/// It is told in such steps only, in megabytes: what one return takes would tell how many people are on it.
const STEP_MB: u64 = 100;
const KB_IN_MB: u64 = 1024;

/// The memory of this process in words; none where that is not known.
pub(super) async fn words() -> Option<String> {
    let status = tokio::fs::read_to_string(STATUS).await.ok()?;
    Some(roughly(resident_kb(&status)?))
}

fn resident_kb(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(RESIDENT))?;
    line.split_whitespace().next()?.parse().ok()
}

fn roughly(kb: u64) -> String {
    match (kb / KB_IN_MB + STEP_MB / 2) / STEP_MB {
        0 => format!("Less than {STEP_MB} MB"),
        steps => format!(
            "About {} MB",
            crate::pages::words::thousands(steps * STEP_MB)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{resident_kb, roughly};

    #[test]
    fn memory_is_told_in_large_steps() {
        let status = "Name:\thub\nVmPeak:\t 900000 kB\nVmRSS:\t  431000 kB\n";
        assert_eq!(resident_kb(status), Some(431_000));
        assert_eq!(resident_kb("Name:\thub\n"), None);
        assert_eq!(roughly(431_000), "About 400 MB");
        assert_eq!(roughly(20_000), "Less than 100 MB");
        assert_eq!(roughly(1_250 * 1024), "About 1,300 MB");
    }
}
