//! The protocol as values and text, exactly.

use metricline::{
    Command, CommandError, ConversionError, Decimal, EncodeError, Key, KeyError, Number, Row, RowError, Sample,
    Selector, Timestamp, Value, key,
};

fn text(value: impl Value) -> String {
    let sample = Sample { key: key!("k"), value, timestamp: 1.into() };
    let line = String::from_utf8(sample.encode::<300>().unwrap().to_vec()).unwrap();
    line.strip_prefix("k ").unwrap().strip_suffix(" 1\n").unwrap().to_owned()
}

#[test]
fn integers_stay_integers() {
    assert_eq!(text(0), "0");
    assert_eq!(text(301), "301");
    assert_eq!(text(-1_i8), "-1");
    assert_eq!(text(i8::MIN), "-128");
    assert_eq!(text(u8::MAX), "255");
    assert_eq!(text(i16::MIN), "-32768");
    assert_eq!(text(u16::MAX), "65535");
    assert_eq!(text(i32::MIN), "-2147483648");
    assert_eq!(text(u32::MAX), "4294967295");
    assert_eq!(text(4_294_967_296_u64), "4294967296");
    assert_eq!(text(i64::MIN), "-9223372036854775808");
    assert_eq!(text(i64::MAX), "9223372036854775807");
    assert_eq!(text(u64::MAX), "18446744073709551615");
    assert_eq!(text(isize::MIN), isize::MIN.to_string());
    assert_eq!(text(usize::MAX), usize::MAX.to_string());
}

#[test]
fn floats_are_the_shortest_text_that_reads_back() {
    for (value, expected) in [
        (0.5, "0.5"),
        (2.0, "2.0"),
        (0.4, "0.4"),
        (4_200_000.0, "4200000.0"),
        (1e-7, "1e-7"),
        (10.6, "10.6"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (-2.5, "-2.5"),
        (f64::MAX, "1.7976931348623157e+308"),
        (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        (5e-324, "5e-324"),
    ] {
        assert_eq!(text(value), expected);
        assert_eq!(Number::parse(expected).unwrap().to_f64().unwrap().to_bits(), value.to_bits(), "{expected}");
    }
    for (value, expected) in [
        (10.6_f32, "10.6"),
        (0.1, "0.1"),
        (16_777_216.0, "16777216.0"),
        (-0.0, "-0.0"),
        (f32::MAX, "3.4028235e+38"),
        (1e-45, "1e-45"),
    ] {
        assert_eq!(text(value), expected);
        assert_eq!(Number::parse(expected).unwrap().to_f32().unwrap().to_bits(), value.to_bits(), "{expected}");
    }
}

#[test]
fn decimals_are_the_shortest_text_with_their_value() {
    for (mantissa, scale, expected) in [
        (106, 1, "10.6"),
        (1060, 2, "10.6"),
        (200, 2, "2.0"),
        (20, 1, "2.0"),
        (2, 0, "2"),
        (200, 0, "200"),
        (0, 0, "0"),
        (0, 3, "0.0"),
        (5, 3, "0.005"),
        (-5, 3, "-0.005"),
        (-12_345, 2, "-123.45"),
        (i64::MAX, 18, "9.223372036854775807"),
        (i64::MIN, 19, "-0.9223372036854775808"),
        (i64::MIN, 0, "-9223372036854775808"),
        (1_000_000_000_000, 12, "1.0"),
    ] {
        assert_eq!(text(Decimal::new(mantissa, scale)), expected);
        assert_eq!(Decimal::new(mantissa, scale).to_string(), expected);
    }
    assert_eq!(text(Decimal::new(1, 255)), format!("0.{}1", "0".repeat(254)));
}

#[test]
fn a_received_number_is_sent_unchanged() {
    for form in ["007", ".5", "5.", "+5", "-0", "1E+3"] {
        assert_eq!(text(Number::parse(form).unwrap()), form);
    }
}

#[test]
fn nan_and_infinity_are_not_encoded() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let sample = Sample { key: key!("k"), value, timestamp: 1.into() };
        assert_eq!(sample.encode::<64>(), Err(EncodeError::NotFinite));
        assert_eq!(Command::Put(sample).encode::<64>(), Err(EncodeError::NotFinite));
    }
    let sample = Sample { key: key!("k"), value: f32::NAN, timestamp: 1.into() };
    assert_eq!(sample.encode::<64>(), Err(EncodeError::NotFinite));
}

#[test]
fn a_line_that_does_not_fit_is_an_error() {
    let command = Command::Put(Sample { key: key!("key"), value: 10.6, timestamp: 1.into() });
    assert_eq!(command.encode::<15>().unwrap(), b"put key 10.6 1\n");
    assert_eq!(command.encode::<14>(), Err(EncodeError::TooLong));
    assert_eq!(command.encode::<0>(), Err(EncodeError::TooLong));
    let get = Command::<i32>::Get(Selector::All);
    assert_eq!(get.encode::<6>().unwrap(), b"get *\n");
    assert_eq!(get.encode::<5>(), Err(EncodeError::TooLong));
}

#[test]
fn invalid_keys_are_rejected_with_the_reason() {
    for (text, expected) in [
        ("", Err(KeyError::Empty)),
        ("*", Err(KeyError::Star)),
        ("a b", Err(KeyError::Whitespace)),
        ("a\nput b 1 1", Err(KeyError::Whitespace)),
        ("a\u{a0}b", Err(KeyError::Whitespace)),
        ("\u{3000}", Err(KeyError::Whitespace)),
        ("a\0", Err(KeyError::Control)),
        ("\u{7f}", Err(KeyError::Control)),
        ("a\u{9f}", Err(KeyError::Control)),
    ] {
        assert_eq!(Key::new(text).map(Key::as_str), expected, "{text:?}");
    }
    for text in ["**", "a*", "ok", "größe", "温度", "a\u{200b}b", "\u{e000}"] {
        assert_eq!(Key::new(text).map(Key::as_str), Ok(text));
    }
    assert_eq!(Selector::try_from("*"), Ok(Selector::All));
    assert_eq!(Selector::try_from(""), Err(KeyError::Empty));
}

#[test]
fn numbers_convert_exactly_or_fail_with_the_reason() {
    use ConversionError::{Inexact, OutOfRange};
    let convert = |text| {
        let number = Number::parse(text).unwrap();
        (number.to_i64(), number.to_u64(), number.to_decimal().map(|d| (d.mantissa(), d.scale())))
    };
    for (text, signed, unsigned, decimal) in [
        ("0", Ok(0), Ok(0), Ok((0, 0))),
        ("-0", Ok(0), Ok(0), Ok((0, 0))),
        ("0e99999999999999999999", Ok(0), Ok(0), Ok((0, 0))),
        ("10", Ok(10), Ok(10), Ok((10, 0))),
        ("10.0", Ok(10), Ok(10), Ok((10, 0))),
        ("1e1", Ok(10), Ok(10), Ok((10, 0))),
        ("100e-1", Ok(10), Ok(10), Ok((10, 0))),
        ("-7", Ok(-7), Err(OutOfRange), Ok((-7, 0))),
        ("10.6", Err(Inexact), Err(Inexact), Ok((106, 1))),
        ("-.50", Err(Inexact), Err(Inexact), Ok((-5, 1))),
        ("1e-7", Err(Inexact), Err(Inexact), Ok((1, 7))),
        ("1e-255", Err(Inexact), Err(Inexact), Ok((1, 255))),
        ("1e-256", Err(Inexact), Err(Inexact), Err(Inexact)),
        ("1e-99999999999999999999", Err(Inexact), Err(Inexact), Err(Inexact)),
        ("9223372036854775807", Ok(i64::MAX), Ok(9_223_372_036_854_775_807), Ok((i64::MAX, 0))),
        ("-9223372036854775808", Ok(i64::MIN), Err(OutOfRange), Ok((i64::MIN, 0))),
        ("9223372036854775808", Err(OutOfRange), Ok(9_223_372_036_854_775_808), Err(OutOfRange)),
        ("18446744073709551615", Err(OutOfRange), Ok(u64::MAX), Err(OutOfRange)),
        ("18446744073709551616", Err(OutOfRange), Err(OutOfRange), Err(OutOfRange)),
        ("18446744073709551625", Err(OutOfRange), Err(OutOfRange), Err(OutOfRange)),
        ("-18446744073709551615", Err(OutOfRange), Err(OutOfRange), Err(OutOfRange)),
        ("99999999999999999999", Err(OutOfRange), Err(OutOfRange), Err(OutOfRange)),
        ("1e19", Err(OutOfRange), Ok(10_000_000_000_000_000_000), Err(OutOfRange)),
        ("1e20", Err(OutOfRange), Err(OutOfRange), Err(OutOfRange)),
        ("1e99999999999999999999", Err(OutOfRange), Err(OutOfRange), Err(OutOfRange)),
        ("0.1234567890123456789", Err(Inexact), Err(Inexact), Ok((1_234_567_890_123_456_789, 19))),
        ("0.12345678901234567891", Err(Inexact), Err(Inexact), Err(Inexact)),
        ("0.50000000000000000000000000000000", Err(Inexact), Err(Inexact), Ok((5, 1))),
        ("00000000000000000000000000000005", Ok(5), Ok(5), Ok((5, 0))),
    ] {
        assert_eq!(convert(text), (signed, unsigned, decimal), "{text}");
    }
    let narrow = |text| u8::try_from(Number::parse(text).unwrap());
    assert_eq!((narrow("255"), narrow("256"), narrow("1.5")), (Ok(255), Err(OutOfRange), Err(Inexact)));
    assert_eq!(i8::try_from(Number::parse("-128").unwrap()), Ok(-128));
}

#[test]
fn floats_round_to_nearest_and_overflow_is_an_error() {
    fn number(text: &str) -> Number<'_> {
        Number::parse(text).unwrap()
    }
    assert_eq!(number("1e999").to_f64(), Err(ConversionError::OutOfRange));
    assert_eq!(number("-1e999").to_f64(), Err(ConversionError::OutOfRange));
    assert_eq!(number("1e39").to_f32(), Err(ConversionError::OutOfRange));
    assert_eq!(number("1e39").to_f64(), Ok(1e39));
    assert_eq!(number("1e-999").to_f64(), Ok(0.0));
    assert_eq!(number("-1e-999").to_f64().map(f64::to_bits), Ok((-0.0_f64).to_bits()));
    // Half way between two neighbours goes to the even one; a digit more decides.
    assert_eq!(number("9007199254740993").to_f64(), Ok(9_007_199_254_740_992.0));
    assert_eq!(number("9007199254740993.0000000000000000000000001").to_f64(), Ok(9_007_199_254_740_994.0));
    // An exponent may be undone by as many digits.
    let zeros = "0".repeat(655_359);
    assert_eq!(number(&format!("0.{zeros}1e655360")).to_f64(), Ok(1.0));
    assert_eq!(number(&format!("10{zeros}e-655360")).to_f32(), Ok(1.0));
}

#[test]
fn equal_decimals_are_the_same_number() {
    assert_eq!(Decimal::new(106, 1), Decimal::new(10_600, 3));
    assert_eq!(Decimal::new(0, 0), Decimal::new(0, 200));
    assert_ne!(Decimal::new(106, 1), Decimal::new(106, 2));
    assert_ne!(Decimal::new(1, 0), Decimal::new(-1, 0));
}

#[test]
fn malformed_commands_are_rejected_with_the_reason() {
    for (line, expected) in [
        ("", CommandError::Word),
        ("got k", CommandError::Word),
        ("PUT k 1 1", CommandError::Word),
        ("get", CommandError::Fields),
        ("get a b", CommandError::Fields),
        ("put k 1", CommandError::Fields),
        ("put k 1 1 1", CommandError::Fields),
        ("put * 1 1", CommandError::Key(KeyError::Star)),
        ("get a\u{a0}b", CommandError::Key(KeyError::Whitespace)),
        ("put a\u{1}b 1 1", CommandError::Key(KeyError::Control)),
        ("put k nan 1", CommandError::Value),
        ("put k 1 1.5", CommandError::Timestamp),
    ] {
        assert_eq!(Command::parse(line.as_bytes()), Err(expected), "{line:?}");
    }
    assert_eq!(Command::parse(b"get \xff"), Err(CommandError::NotUtf8));
}

#[test]
fn malformed_rows_are_rejected_with_the_reason() {
    for (line, expected) in [
        ("", RowError::Fields),
        ("k 1", RowError::Fields),
        ("k 1 1 1", RowError::Fields),
        ("k nan 1", RowError::Value),
        ("k 1 1e3", RowError::Timestamp),
    ] {
        assert_eq!(Row::parse(line.as_bytes()), Err(expected), "{line:?}");
    }
    assert_eq!(Row::parse(b"\xff 1 1"), Err(RowError::NotUtf8));
    let row = Row { key: "k", value: Number::parse("1e999").unwrap(), timestamp: Timestamp::from_secs(-1) };
    assert_eq!(Row::parse(b" \tk\t 1e999  -1 \r"), Ok(row));
}
