//! Numbers that look random and are always the same.

/// What a drawn number is for, so that two uses with the same index do not go together.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    Cluster = 1,
    Scatter,
    RuralCluster,
    RuralScatter,
    Residents,
    Mixing,
    Older,
    Practices,
    Size,
    Registered,
    Name,
    Score,
    Opened,
    Workforce,
    Start,
}

/// A number below `n`, settled by its use and index alone (SplitMix64's mixing function). 0 if `n` is 0.
pub(super) fn draw(purpose: Use, index: u32, n: u32) -> u32 {
    let mut bits =
        (u64::from(purpose as u8) << 32 | u64::from(index)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    bits.checked_rem(u64::from(n))
        .and_then(|below| u32::try_from(below).ok())
        .unwrap_or_default()
}

/// Shares `total` out in whole numbers in proportion to the weights, by largest remainder; ties go to the earlier.
/// All zero if the weights are.
pub(super) fn share_out(total: u32, weights: &[u32]) -> Vec<u32> {
    let sum: u64 = weights.iter().copied().map(u64::from).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut left = total;
    let mut shares = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        let exact = u64::from(total) * u64::from(*weight);
        let share = u32::try_from(exact / sum).unwrap_or_default();
        left = left.saturating_sub(share);
        shares.push(share);
        remainders.push((exact % sum, place));
    }
    remainders.sort_by_key(|(remainder, place)| (std::cmp::Reverse(*remainder), *place));
    for (_, place) in remainders {
        if left == 0 {
            break;
        }
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
            left -= 1;
        }
    }
    shares
}
