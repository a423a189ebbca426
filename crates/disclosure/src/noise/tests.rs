//! The published vectors, and the distribution held against its formula.

use super::*;

fn key() -> NoiseKey {
    let mut bytes = [0_u8; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::try_from(index).unwrap();
    }
    NoiseKey::from_bytes(bytes)
}

const VECTORS: [(&str, u64, i64); 5] = [
    ("sdc-1|persons|QE1|2026-04|v1|", 0x4dfe_e25e_b0c7_afea, -1),
    (
        "sdc-1|persons|QE1|2026-04|v1|need=debt",
        0xe0c0_5c32_7cf5_c71f,
        3,
    ),
    (
        "sdc-1|persons|QE1|2026-04|v1|need=loneliness",
        0x117a_d383_3599_6b73,
        -4,
    ),
    (
        "sdc-1|persons|QE1|2026-04|v1|age_band=25-34;need=debt",
        0xb559_b15c_f245_4872,
        1,
    ),
    (
        "sdc-1|persons|QE1|2026-04|v2|need=debt",
        0xbcdd_d0c5_1ab5_5ca9,
        1,
    ),
];

#[test]
fn draws_are_the_published_vectors() {
    for (node, uniform, draw) in VECTORS {
        assert_eq!(key().uniform(node), uniform, "{node}");
        assert_eq!(noise(&key(), node, Epsilon::HALF, 1), Ok(draw), "{node}");
    }
}

#[test]
fn a_unit_draws_what_the_full_id_draws() {
    let unit = NodeUnit {
        measure: "persons",
        unit: "QE1",
        month: "2026-04",
        version: 1,
    };
    let drawn = key().unit(&unit).unwrap();
    assert_eq!(
        drawn.uniform("age_band=25-34;need=debt"),
        0xb559_b15c_f245_4872
    );
    assert_eq!(drawn.uniform(""), 0x4dfe_e25e_b0c7_afea);
}

#[test]
fn thresholds_at_clip_one_are_the_published_ones() {
    let table = Geometric::new(Epsilon::HALF, 1).unwrap();
    assert_eq!(table.reach(), 40);
    assert_eq!(
        table.thresholds[38..43],
        [
            4_224_119_750_060_105_888,
            6_964_396_091_220_798_396,
            11_482_347_982_488_753_219,
            14_222_624_323_649_445_727,
            15_884_685_940_648_561_889,
        ]
    );
    assert_eq!(table.thresholds.len(), 80);
    assert_eq!((table.draw(0), table.draw(u64::MAX)), (-40, 40));
    for (index, k) in (38..43).zip(-2..) {
        let threshold = table.thresholds[index];
        assert_eq!(
            (table.draw(threshold - 1), table.draw(threshold)),
            (k, k + 1)
        );
    }
}

#[test]
fn wider_clips_follow_the_formula() {
    for clip in [1_u32, 2, 12, 180, 2_000] {
        let table = Geometric::new(Epsilon::HALF, clip).unwrap();
        let alpha = (-0.5 / f64::from(clip)).exp();
        let below = |k: i32| {
            if k < 0 {
                alpha.powi(-k) / (1.0 + alpha)
            } else {
                1.0 - alpha.powi(k + 1) / (1.0 + alpha)
            }
        };
        let step = i32::try_from(clip).unwrap();
        for k in [-9 * step, -3 * step, -1, 0, 1, 2 * step, 7 * step] {
            let index = usize::try_from(i64::from(k) + table.reach()).unwrap();
            let found = table.thresholds[index] as f64 / 2_f64.powi(64);
            assert!(
                (found - below(k)).abs() < 2e-8,
                "clip {clip}, k {k}: {found} {}",
                below(k)
            );
        }
        assert!(table.thresholds.is_sorted());
    }
}

#[test]
fn clips_outside_the_bound_are_refused() {
    assert_eq!(
        Geometric::new(Epsilon::HALF, 0),
        Err(NoiseError::Clip {
            clip: 0,
            max: 2_000
        })
    );
    assert_eq!(
        Geometric::new(Epsilon::HALF, 2_001),
        Err(NoiseError::Clip {
            clip: 2_001,
            max: 2_000
        })
    );
}

/// With 200,000 draws the mean of a right build lies within 5.5 standard errors of 0 but for 4 runs in 10⁸; the
/// bound on the variance is as wide (the fourth moment of this distribution is below 7 times its squared variance).
#[test]
fn noise_is_unbiased_and_of_the_stated_spread() {
    const DRAWS: u32 = 200_000;
    let policy = Policy::sdc_1();
    for (clip, measure) in [(1, "persons"), (2, "referrals"), (12, "contacts")] {
        let table = policy.noise(clip).unwrap().unwrap();
        let unit = NodeUnit {
            measure,
            unit: "QE1",
            month: "2026-04",
            version: 1,
        };
        let drawn = key().unit(&unit).unwrap();
        let (mut sum, mut squares, mut zeros) = (0_f64, 0_f64, 0_u32);
        for index in 0..DRAWS {
            let draw = table.draw(drawn.uniform(&format!("cell={index}")));
            let value = draw as f64;
            sum += value;
            squares += value * value;
            zeros += u32::from(draw == 0);
        }
        let n = f64::from(DRAWS);
        let variance = policy.noise_variance(clip);
        assert!(
            (sum / n).abs() < 5.5 * (variance / n).sqrt(),
            "mean {}",
            sum / n
        );
        assert!(
            (squares / n / variance - 1.0).abs() < 5.5 * (6.0 / n).sqrt(),
            "variance {}",
            squares / n
        );
        let alpha = (-0.5 / f64::from(clip)).exp();
        let p = (1.0 - alpha) / (1.0 + alpha);
        assert!(
            (f64::from(zeros) / n - p).abs() < 5.5 * (p * (1.0 - p) / n).sqrt(),
            "zeros {zeros}"
        );
    }
}

#[test]
fn the_chance_to_be_shown_near_the_line_is_the_stated_one() {
    let policy = Policy::sdc_1();
    let table = policy.noise(1).unwrap().unwrap();
    let drawn = key()
        .unit(&NodeUnit {
            measure: "persons",
            unit: "QE1",
            month: "2026-05",
            version: 1,
        })
        .unwrap();
    for (n, stated) in [(8, 0.08), (12, 0.62), (15, 0.92), (20, 0.99)] {
        let shown = (0..100_000_u32)
            .filter(|index| {
                policy
                    .display(
                        n + table.draw(drawn.uniform(&format!("cell={index}"))),
                        true,
                    )
                    .is_some()
            })
            .count();
        let share = shown as f64 / 100_000.0;
        assert!((share - stated).abs() < 0.015, "true {n}: shown {share}");
    }
}

#[test]
fn another_key_draws_other_noise() {
    let other = NoiseKey::from_bytes([7; 32]);
    assert!(
        VECTORS
            .iter()
            .any(|(node, _, draw)| noise(&other, node, Epsilon::HALF, 1) != Ok(*draw))
    );
}

#[test]
fn a_key_does_not_print_itself() {
    assert_eq!(format!("{:?}", key()), "NoiseKey(<redacted>)");
}
