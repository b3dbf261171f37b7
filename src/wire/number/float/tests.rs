//! The exact parser against core's, which rounds correctly too.
#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, reason = "a test that overflows fails")]

use fastrand::Rng;

use super::exact::{to_f32, to_f64};

/// Checks both widths, signs of zeros included.
fn check(text: &str) {
    let core: f64 = text.parse().unwrap();
    let expected = core.is_finite().then_some(core.to_bits());
    assert_eq!(to_f64(text.as_bytes()).map(f64::to_bits), expected, "{text} as f64");
    let core: f32 = text.parse().unwrap();
    let expected = core.is_finite().then_some(core.to_bits());
    assert_eq!(to_f32(text.as_bytes()).map(f32::to_bits), expected, "{text} as f32");
}

#[test]
fn known_hard_cases_round_as_core_rounds_them() {
    for text in [
        "0",
        "-0",
        "0e999999999999",
        "0.000",
        "1",
        "10.6",
        "1e308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "16015625e-32",
        "397216796875e-36",
        "60009765625e-88",
        "1e309",
        "1e310",
        "1e311",
        "9e999",
        "1e99999999999",
        "5e-324",
        "4.9e-324",
        "2.5e-324",
        "2.4e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-323",
        "9e-324",
        "1e-325",
        "1e-345",
        "1e-346",
        "1e-99999999999",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "9007199254740993",
        "9007199254740993.00000000000001",
        "9007199254740992.99999999999999999999999999999",
        "3.4028235e38",
        "3.4028236e38",
        "3.40282356779733e38",
        "1.1754944e-38",
        "1e-45",
        "7e-46",
        "7.006492321624085e-46",
        "7.006492321624086e-46",
        "16777217",
        "16777219",
        "0.1000000000000000055511151231257827021181583404541015625",
        "0.1000000000000000124900090270330610871315002441406250000",
        "0.1000000000000000124900090270330610871315002441406250001",
        "0.1000000000000000124900090270330610871315002441406249999",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042879.9",
    ] {
        check(text);
    }
    check(&format!("0.{}1", "0".repeat(400)));
    check(&format!("1{}", "0".repeat(400)));
    check(&format!("1{}e-400", "0".repeat(400)));
    check(&format!("0.{}1e400", "0".repeat(399)));
    check(&"9".repeat(309));
    check(&"1".repeat(800));
    check(&format!("{}.{}e-300", "1".repeat(300), "3".repeat(500)));
}

/// The exact decimal text of the number half way between a float and the next, and texts a little beside it.
#[test]
fn half_way_points_and_their_neighbours_round_as_core_rounds_them() {
    let mut random = Rng::with_seed(1);
    for round in 0..300 {
        let bits = match round % 3 {
            0 => random.u64(..) & 0x7fef_ffff_ffff_ffff,
            1 => random.u64(..) & 0x000f_ffff_ffff_ffff,
            _ => random.u64(..) & 0x003f_ffff_ffff_ffff | 0x4000_0000_0000_0000,
        };
        let exact = half_way(bits);
        check(&exact);
        check(&format!("{exact}0000000000000000000000000001"));
        if exact.ends_with(".0") {
            continue;
        }
        // The last digit is 5: a little less, and a little less than that.
        let less = exact.strip_suffix('5').unwrap();
        check(&format!("{less}499999999999999999999999"));
        check(less);
    }
}

/// `(2m + 1) / 2 * 2^e` of an `f64`'s `m * 2^e`, digit by digit.
fn half_way(bits: u64) -> String {
    let field = bits >> 52;
    let fraction = bits & 0x000f_ffff_ffff_ffff;
    let (significand, field) = if field == 0 { (fraction, 1) } else { (fraction | 1 << 52, field) };
    let exponent = i64::try_from(field).unwrap() - 1076;
    // Digits, least significant first, and how many of them stand after the point.
    let mut digits: Vec<u8> = (significand * 2 + 1).to_string().bytes().rev().map(|digit| digit - b'0').collect();
    let factor = if exponent < 0 { 5 } else { 2 };
    for _ in 0..exponent.abs() {
        let mut carry = 0;
        for digit in &mut digits {
            let product = *digit * factor + carry;
            *digit = product % 10;
            carry = product / 10;
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    let places = usize::try_from(exponent.min(0).abs()).unwrap();
    digits.resize(digits.len().max(places + 1), 0);
    let text: String = digits.iter().rev().map(|&digit| char::from(digit + b'0')).collect();
    let (whole, fraction) = text.split_at(text.len() - places);
    if places == 0 { format!("{whole}.0") } else { format!("{whole}.{fraction}") }
}

#[test]
fn random_texts_round_as_core_rounds_them() {
    random_texts(&mut Rng::with_seed(2), 20_000);
}

fn random_texts(random: &mut Rng, count: u64) {
    for _ in 0..count {
        let count = match random.u64(..10) {
            0 => 17 + random.u64(..30),
            1 => random.u64(..200),
            _ => random.u64(..19),
        };
        let digits: String = (0..=count).map(|_| char::from(b'0' + random.u8(..10))).collect();
        let point = usize::try_from(random.u64(..count + 2)).unwrap();
        let (whole, fraction) = digits.split_at(point.min(digits.len()));
        let exponent = match random.u64(..4) {
            0 => String::new(),
            1 => format!("e{}", i64::try_from(random.u64(..700)).unwrap() - 360),
            2 => format!("e{}", i64::try_from(random.u64(..90)).unwrap() - 50),
            _ => format!("e{}", i64::try_from(random.u64(..20)).unwrap() - 10),
        };
        check(&format!("{whole}.{fraction}{exponent}"));
    }
}

#[test]
fn every_float_of_random_bits_reads_back_from_its_shortest_text() {
    let mut random = Rng::with_seed(3);
    for _ in 0..20_000 {
        let value = f64::from_bits(random.u64(..));
        if value.is_finite() {
            check(&format!("{value:e}"));
        }
        let value = f32::from_bits(random.u32(..));
        if value.is_finite() {
            check(&format!("{value:e}"));
        }
    }
}

/// `cargo test --release --lib float -- --ignored`, on as many threads as there are cores.
#[test]
#[ignore = "a billion cases take half an hour on two cores: cargo test --release --lib float -- --ignored"]
fn a_billion_texts_round_as_core_rounds_them() {
    const CASES: u64 = 1_000_000_000;
    let threads = std::thread::available_parallelism().unwrap().get() as u64;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let mut random = Rng::with_seed(1 + thread);
                for done in 0..100 {
                    random_texts(&mut random, CASES / 100 / threads);
                    if thread == 0 {
                        println!("{} %", done + 1);
                    }
                }
            });
        }
    });
}
