//! Areas of a GeoJSON file, as far as an outline needs them. How deep its parts may nest is bounded by the reader of JSON.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::outline::Ring;

/// The areas of a file, or the line in which it ceases to be one.
pub(super) fn features(text: &str) -> Result<Vec<Feature>, u64> {
    serde_json::from_str::<Collection>(text)
        .map(|collection| collection.features)
        .map_err(|error| u64::try_from(error.line()).unwrap_or(u64::MAX).max(1))
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

/// One area.
#[derive(Deserialize)]
pub(super) struct Feature {
    properties: Option<BTreeMap<String, Value>>,
    geometry: Option<Geometry>,
}

impl Feature {
    /// The statistical code of the board that it is of.
    pub(super) fn code(&self) -> Option<String> {
        self.properties
            .iter()
            .flatten()
            .filter(|(name, _)| is_of_codes(name))
            .find_map(|(_, property)| property.as_str())
            .map(|code| code.trim().to_owned())
    }

    /// All its rings, those of holes among them.
    pub(super) fn rings(self) -> Vec<Ring> {
        let polygons = match self.geometry {
            Some(Geometry::Polygon(polygon)) => vec![polygon],
            Some(Geometry::MultiPolygon(polygons)) => polygons,
            None => Vec::new(),
        };
        polygons
            .into_iter()
            .flatten()
            .map(|ring| ring.into_iter().map(|Place(x, y)| (x, y)).collect())
            .collect()
    }
}

/// Whether publishers give codes this name: ICB23CD, ICB26CD, and so on.
fn is_of_codes(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let edition = name
        .strip_prefix("ICB")
        .and_then(|rest| rest.strip_suffix("CD"));
    edition.is_some_and(|edition| edition.chars().all(|sign| sign.is_ascii_digit()))
        || name == "ICB_ONS_CODE"
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Place>>),
    MultiPolygon(Vec<Vec<Vec<Place>>>),
}

/// Longitude and latitude. A height may follow, which is left out.
struct Place(f64, f64);

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Numbers)
    }
}

struct Numbers;

impl<'de> Visitor<'de> for Numbers {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("longitude and latitude")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Place, A::Error> {
        let (longitude, latitude) = (numbers.next_element()?, numbers.next_element()?);
        while numbers.next_element::<IgnoredAny>()?.is_some() {}
        match (longitude, latitude) {
            (Some(longitude), Some(latitude)) => Ok(Place(longitude, latitude)),
            _ => Err(A::Error::custom("a place has fewer than two numbers")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{features, is_of_codes};

    #[test]
    fn codes_are_known_by_their_names() {
        for name in ["ICB23CD", "icb26cd", "ICBCD", "icb_ons_code"] {
            assert!(is_of_codes(name), "{name}");
        }
        for name in ["ICB23NM", "SICBL23CD", "ICB23CDH", "NHSER24CD", "FID", ""] {
            assert!(!is_of_codes(name), "{name}");
        }
    }

    #[test]
    fn areas_are_read_whatever_stands_beside_them() {
        let text = r#"{"crs": {"a": [1, null]}, "features": [
            {"type": "Feature", "id": 1, "properties": {"FID": 1, "ICB23CD": " E54000091 ", "X": [true]},
             "geometry": {"bbox": [0], "coordinates": [[[-1, 52], [-2.5, 52, 17.0], [-1, 53]]], "type": "Polygon"}},
            {"properties": null, "geometry": {"type": "MultiPolygon", "coordinates": [[[[0, 50]]], [[[1, 51]], []]]}},
            {"properties": {}, "geometry": null}
        ], "type": "FeatureCollection"}"#;
        let features = features(text).unwrap();
        let codes: Vec<Option<String>> = features.iter().map(super::Feature::code).collect();
        assert_eq!(codes, [Some("E54000091".to_owned()), None, None]);
        let rings: Vec<_> = features.into_iter().map(super::Feature::rings).collect();
        assert_eq!(rings[0], [vec![(-1.0, 52.0), (-2.5, 52.0), (-1.0, 53.0)]]);
        assert_eq!(rings[1], [vec![(0.0, 50.0)], vec![(1.0, 51.0)], vec![]]);
        assert!(rings[2].is_empty());
    }

    #[test]
    fn what_is_no_geojson_of_areas_is_refused_with_its_line() {
        let deep = format!("{{\"features\": {}", "[".repeat(100_000));
        for (text, line) in [
            ("", 1),
            ("{}", 1),
            ("[]", 1),
            ("{\n\"features\": [{}, 1]}", 2),
            (
                "{\"features\": [\n{\"properties\": null, \"geometry\": {\"type\": \"Point\", \"coordinates\": [0, 50]}}]}",
                2,
            ),
            (
                "{\"features\": [{\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0]]]}}]}",
                1,
            ),
            (deep.as_str(), 1),
        ] {
            let refused = features(text).err();
            assert!(refused.is_some_and(|row| row <= line), "{refused:?}");
        }
    }
}
