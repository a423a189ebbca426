//! A tiny England in the publishers' layout: two ICBs, of which one is split in two.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use hub_reference::{ImportError, Problem, Reference};
use tempfile::TempDir;

pub(crate) const PRACTICES: &str = "organisations/gp_practices_icb_2025_26.csv";
pub(crate) const PAYMENTS: &str = "organisations/gp_payments_org_2022_23.csv";
pub(crate) const DATES: &str = "organisations/epraccur_2023_12.csv";
pub(crate) const SCORES: &str = "deprivation/practice_imd_fingertips_93553.csv";
pub(crate) const QUARTERS: &str = "workforce/pcn_splw_individual_2020_03_to_2022_09.csv";
pub(crate) const ORIGINAL: &str = "workforce/pcn_workforce_individual_2022_09_ORIGINAL.csv";

pub(crate) const LOOKUP: &str = "geography/lsoa21_sicbl24_icb24.csv";
pub(crate) const NOW: &str = "geography/lsoa21_icb26_DERIVED.csv";
pub(crate) const DEPRIVATION: &str = "deprivation/imd2025_lsoa21.csv";
pub(crate) const CENSUS: &str = "population/census2021_ethnic5_lsoa21.csv";
pub(crate) const AGES: &str = "population/mid2020_agebands_lsoa11.csv";
pub(crate) const SUCCESSION: &str = "geography/icb_succession_2026_04.csv";

/// Files by path, without `.gz`.
#[derive(Debug, Clone)]
pub(crate) struct Fixture(pub(crate) BTreeMap<&'static str, Vec<u8>>);

impl Fixture {
    pub(crate) fn new() -> Self {
        Self(
            FILES
                .iter()
                .map(|(path, text)| (*path, text.trim_start().as_bytes().to_vec()))
                .collect(),
        )
    }

    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }

    /// Replaces the first occurrence, which must be there.
    pub(crate) fn replace(mut self, path: &'static str, from: &str, to: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(from), "{from} is not in {path}");
        self.0.insert(path, text.replacen(from, to, 1).into_bytes());
        self
    }

    pub(crate) fn append(mut self, path: &'static str, line: &str) -> Self {
        self.0
            .get_mut(path)
            .unwrap()
            .extend_from_slice(format!("{line}\n").as_bytes());
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        assert!(self.0.remove(path).is_some());
        self
    }

    pub(crate) fn import(&self) -> Result<Reference, ImportError> {
        let dir = TempDir::new().unwrap();
        for (path, bytes) in &self.0 {
            fs::write(place(dir.path(), path), bytes).unwrap();
        }
        Reference::import(dir.path())
    }

    pub(crate) fn import_gzipped(&self) -> Result<Reference, ImportError> {
        let dir = TempDir::new().unwrap();
        for (path, bytes) in &self.0 {
            let file = fs::File::create(place(dir.path(), &format!("{path}.gz"))).unwrap();
            let mut packer = GzEncoder::new(file, Compression::fast());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap();
        }
        Reference::import(dir.path())
    }

    /// The problems for which it is refused.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        match self.import() {
            Ok(_) => Vec::new(),
            Err(ImportError::Refused { problems, .. }) => problems,
            Err(other) => panic!("{other}"),
        }
    }
}

/// One thing wrong must lead to a problem that names it.
#[track_caller]
pub(crate) fn refused(fixture: &Fixture, file: &str, row: Option<u64>, reason: &str) {
    let problems = fixture.problems();
    let is_named = problems.iter().any(|problem| {
        problem.file == file && problem.row == row && problem.reason.contains(reason)
    });
    assert!(
        is_named,
        "no problem in {file}, row {row:?}, with \"{reason}\": {problems:#?}"
    );
}

fn place(dir: &Path, path: &str) -> PathBuf {
    let place = dir.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    place
}

const FILES: &[(&str, &str)] = &[
    (
        "geography/nhs_regions.csv",
        "nhser_ods_code,nhser24_code,nhser_name\nY91,E40000091,North\nY92,E40000092,South\n",
    ),
    (
        "geography/icb_2024_to_2026_03.csv",
        "icb_ons_code,icb_ods_code,icb_name,nhser24_code,nhser_ods_code,nhser_name,lsoa21_count
E54000091,QXA,NHS Upper Integrated Care Board,E40000091,Y91,North,4
E54000092,QXB,\"NHS Lower, Middle and Long Integrated Care Board\",E40000092,Y92,South,6
",
    ),
    (
        "geography/icb_2026_04.csv",
        "icb_ons_code,icb_ods_code,icb_name,nhser_ods_code,nhser_name,lsoa21_count_derived
E54000091,QXA,NHS Upper Integrated Care Board,Y91,North,4
E54000093,V1W1X,NHS Lower Integrated Care Board,Y92,South,4
E54000094,V2W2X,NHS Long Integrated Care Board,Y92,South,2
",
    ),
    (
        "geography/icb_succession_2026_04.csv",
        "predecessor_ods,predecessor_ons,successor_ods,succession_date,succession_type
QXB,E54000092,V1W1X,2026-04-01,split
QXB,E54000092,V2W2X,2026-04-01,split
",
    ),
    (
        "geography/lsoa21_sicbl24_icb24.csv",
        "lsoa21_code,lsoa21_name,sicbl24_code,sicbl24_code_nhs,sicbl24_name,icb24_code,icb24_code_nhs,icb24_name
E01000001,Up 1,E38000091,91A,Up,E54000091,QXA,Upper
E01000002,Up 2,E38000091,91A,Up,E54000091,QXA,Upper
E01000003,Up 3,E38000091,91A,Up,E54000091,QXA,Upper
E01000004,Up 4,E38000091,91A,Up,E54000091,QXA,Upper
E01000005,Low 1,E38000092,92B,Low,E54000092,QXB,Lower
E01000006,Low 2,E38000092,92B,Low,E54000092,QXB,Lower
E01000007,Mid 1,E38000093,93C,Mid,E54000092,QXB,Lower
E01000008,Mid 2,E38000093,93C,Mid,E54000092,QXB,Lower
E01000009,Long 1,E38000093,93C,Mid,E54000092,QXB,Lower
E01000010,Long 2,E38000093,93C,Mid,E54000092,QXB,Lower
",
    ),
    (
        "geography/lsoa21_icb26_DERIVED.csv",
        "lsoa21_code,icb26_ons_code,icb26_ods_code,icb24_ons_code,icb24_ods_code
E01000001,E54000091,QXA,E54000091,QXA
E01000002,E54000091,QXA,E54000091,QXA
E01000003,E54000091,QXA,E54000091,QXA
E01000004,E54000091,QXA,E54000091,QXA
E01000005,E54000093,V1W1X,E54000092,QXB
E01000006,E54000093,V1W1X,E54000092,QXB
E01000007,E54000093,V1W1X,E54000092,QXB
E01000008,E54000093,V1W1X,E54000092,QXB
E01000009,E54000094,V2W2X,E54000092,QXB
E01000010,E54000094,V2W2X,E54000092,QXB
",
    ),
    (
        "geography/lsoa21_lad24.csv",
        "lsoa21_code,lsoa21_name,ltla24_code,ltla24_name
E01000001,Up 1,E06000091,Upton
E01000002,Up 2,E06000091,Upton
E01000003,Up 3,E06000091,Upton
E01000004,Up 4,E06000091,Upton
E01000005,Low 1,E07000091,Lowton
E01000006,Low 2,E07000091,Lowton
E01000007,Mid 1,E07000091,Lowton
E01000008,Mid 2,E07000091,Lowton
E01000009,Long 1,E07000092,Longton
E01000010,Long 2,E07000092,Longton
W01000001,Cwm 1,W06000001,Cwm
",
    ),
    (
        "geography/lsoa21_ruc21.csv",
        "lsoa21_code,ruc21_code,classification,ruc
E01000001,UN1,Urban: Nearer,Urban
E01000002,UN1,Urban: Nearer,Urban
E01000003,UN1,Urban: Nearer,Urban
E01000004,RSN1,Rural: Nearer,Rural
E01000005,UN1,Urban: Nearer,Urban
E01000006,UN1,Urban: Nearer,Urban
E01000007,RSN1,Rural: Nearer,Rural
E01000008,UN1,Urban: Nearer,Urban
E01000009,UN1,Urban: Nearer,Urban
E01000010,RSN1,Rural: Nearer,Rural
W01000001,RSN1,Rural: Nearer,Rural
",
    ),
    (
        "geography/lsoa11_lsoa21_lad22_changes.csv",
        "lsoa11_code,lsoa11_name,change_code,lsoa21_code,lsoa21_name,ltla22_code,ltla22_name
E01000001,Up 1,U,E01000001,Up 1,E06000091,Upton
E01000002,Up 2,U,E01000002,Up 2,E06000091,Upton
E01000003,Up 3,U,E01000003,Up 3,E06000091,Upton
E01000004,Up 4,U,E01000004,Up 4,E06000091,Upton
E01000005,Low 1,U,E01000005,Low 1,E07000091,Lowton
E01000006,Low 2,U,E01000006,Low 2,E07000091,Lowton
E01000007,Mid 1,U,E01000007,Mid 1,E07000091,Lowton
E01000008,Mid 2,U,E01000008,Mid 2,E07000091,Lowton
E01000020,Long,S,E01000009,Long 1,E07000092,Longton
E01000020,Long,S,E01000010,Long 2,E07000092,Longton
W01000001,Cwm 1,U,W01000001,Cwm 1,W06000001,Cwm
",
    ),
    (
        "geography/lsoa11_sicbl22_icb22_lad22.csv",
        "lsoa11_code,sicbl22_code_h,icb22_code_h,ltla22_code
E01000001,91A,QXA,E06000091
E01000002,91A,QXA,E06000091
E01000003,91A,QXA,E06000091
E01000004,91A,QXA,E06000091
E01000005,92B,QXB,E07000091
E01000006,92B,QXB,E07000091
E01000007,93C,QXB,E07000091
E01000008,93C,QXB,E07000091
E01000020,93C,QXB,E07000092
",
    ),
    (
        "deprivation/imd2025_lsoa21.csv",
        "lsoa21_code,IMD_decile,Income_decile,IMD_rank,IMD_score
E01000001,1,1,1,55.0
E01000002,2,2,2,50.0
E01000003,8,8,8,20.0
E01000004,10,10,10,10.0
E01000005,3,3,3,45.0
E01000006,5,5,5,35.0
E01000007,7,7,7,25.0
E01000008,6,6,6,30.0
E01000009,4,4,4,40.0
E01000010,9,9,9,15.0
",
    ),
    (
        "deprivation/imd2019_lsoa11.csv",
        "lsoa11_code,IMD_decile,IMD_rank
E01000001,1,1
E01000002,2,2
E01000003,5,5
E01000004,9,8
E01000005,2,3
E01000006,3,4
E01000007,6,6
E01000008,7,7
E01000020,10,9
",
    ),
    (
        "deprivation/imd2019_lsoa11_score_crosscheck.csv",
        "lsoa11_code,imd2019_score,imd2019_decile
E01000001,60.2,1
E01000002,50.2,1
E01000003,20.2,5
E01000004,5.2,9
E01000005,48.2,2
E01000006,38.2,3
E01000007,18.2,6
E01000008,14.2,7
E01000020,3.2,10
",
    ),
    (
        "deprivation/imd2025_icb24_summary.csv",
        "icb24_code,icb24_name,imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally
E54000091,NHS Upper Integrated Care Board,0.25
E54000092,NHS Lower Integrated Care Board,0.0
",
    ),
    (
        "population/census2021_ethnic5_lsoa21.csv",
        "lsoa21_code,asian_asian_british_or_asian_welsh,black_black_british_black_welsh_caribbean_or_african,mixed_or_multiple_ethnic_groups,other_ethnic_group,white,total_residents
E01000001,300,200,50,50,900,1500
E01000002,100,100,50,50,1200,1500
E01000003,100,100,50,50,1200,1500
E01000004,10,10,10,10,1460,1500
E01000005,100,100,50,50,1200,1500
E01000006,100,100,50,50,1200,1500
E01000007,100,100,50,50,1200,1500
E01000008,100,100,50,50,1200,1500
E01000009,100,100,50,50,1200,1500
E01000010,10,0,0,0,1490,1500
",
    ),
    (
        "population/mid2020_agebands_lsoa11.csv",
        "lsoa11_code,total_population,age_0_17,age_18_24,age_25_34,age_35_44,age_45_54,age_55_64,age_65_74,age_75_84,age_85_plus
E01000001,1500,300,100,200,200,200,200,150,100,50
E01000002,1500,300,100,200,200,200,200,150,100,50
E01000003,1500,300,100,200,200,200,200,150,100,50
E01000004,1500,300,100,200,200,200,200,150,100,50
E01000005,1500,300,100,200,200,200,200,150,100,50
E01000006,1500,300,100,200,200,200,200,150,100,50
E01000007,1500,300,100,200,200,200,200,150,100,50
E01000008,1500,300,100,200,200,200,200,150,100,50
E01000020,2900,600,200,400,400,400,400,250,200,50
",
    ),
    (
        PRACTICES,
        "Practice_Code,GP_Practice_Name,Practice_Postcode,Latitude,Longitude,ICB,ICBname,Rcode,Region,LAD,LTLA,Population
A90001,HILL SURGERY,,,,QXA,Upper,Y91,North,E06000091,Upton,5000.5
A90002,VALE SURGERY,,,,QXA,Upper,Y91,North,E06000091,Upton,4000
A90003,MOOR SURGERY,,,,QXA,Upper,Y91,North,E06000091,Upton,3000
B90001,LOW SURGERY,,,,QXB,Lower,Y92,South,E07000091,Lowton,6000
B90002,LONG SURGERY,,,,QXB,Lower,Y92,South,E07000092,Longton,2000
B90003,NEW SURGERY,,,,QXB,Lower,Y92,South,E07000092,Longton,1000
",
    ),
    (
        PAYMENTS,
        "NHS England (Region) code,CCG Code,Sub ICB NAME,Code,CCG NAME,Practice Code,Practice Name,Practice Open Date,Practice Close Date,Practice Rurality
Y91,91A,UPPER,U90001,HILL PCN,A90001,HILL SURGERY,01/04/1974,,Urban
Y91,91A,UPPER,U90001,HILL PCN,A90002,VALE SURGERY,01/04/1974,,Rural
Y91,91A,UPPER,Unknown or no PCN,Unknown or no PCN,A90003,MOOR SURGERY,01/04/1990,,Rural
Y91,91A,UPPER,U90001,HILL PCN,A90009,GONE SURGERY,01/04/1974,31/01/2023,Urban
Y91,91A,UPPER,U90001,HILL PCN,A90008,LOST SURGERY,01/04/1974,,Urban
Y92,92B,LOWER,U90002,LOW PCN,B90001,LOW SURGERY,01/04/1980,,Urban
Y92,93C,LOWER,U90003,LONG PCN,B90002,LONG SURGERY,01/04/1980,,Urban
Y92,93C,LOWER,U90003,LONG PCN,B90009,SHUT SURGERY,01/04/1980,,Urban
",
    ),
    (
        DATES,
        "A90001,HILL SURGERY,Y91,QXA,,,,,,,19740402,,A,B,91A,,,,,,,0,,91A,,4,
B90003,NEW SURGERY,Y92,QXB,,,,,,,20230601,,A,B,93C,,,,,,,0,,93C,,4,
B90009,SHUT SURGERY,Y92,QXB,,,,,,,19800401,20230228,C,B,93C,,,,,,,0,,93C,,4,
",
    ),
    (
        SCORES,
        "IndicatorID,Year,AreaCode,AreaName,IsAreaCurrent,Value
93553,2015,A90001,Hill,1,10.0
93553,2019,A90001,Hill,1,40.5
93553,2019,B90001,Low,1,20.5
93553,2019,E92000001,England,1,21.0
",
    ),
    (
        QUARTERS,
        "Data_source,CENSUS_YEAR,CENSUS_MONTH,PCN_CODE,PCN_NAME,SUB_ICB_CODE,SUB_ICB_NAME,ICB_CODE,STAFF_ROLE,DETAILED_STAFF_ROLE,FTE
NWRS Staff,2022,6,U90001,HILL PCN,91A,UPPER,QXA,Social Prescribing Link Workers,Social Prescribing Link Worker,1
NWRS Staff,2022,9,U90001,HILL PCN,91A,UPPER,QXA,Social Prescribing Link Workers,Social Prescribing Link Worker,1
NWRS Staff,2022,9,U90001,HILL PCN,91A,UPPER,QXA,Social Prescribing Link Workers,Social Prescribing Link Worker,0.5
NWRS Staff,2022,9,U90004,OLD PCN,92B,LOWER,QXB,Social Prescribing Link Workers,Social Prescribing Link Worker,0.8
",
    ),
    (
        ORIGINAL,
        "Data_source,CENSUS_YEAR,CENSUS_MONTH,PCN_CODE,PCN_NAME,SUB_ICB_CODE,SUB_ICB_NAME,ICB_CODE,STAFF_ROLE,DETAILED_STAFF_ROLE,FTE,UNIQUE_IDENTIFIER
NWRS Staff,2022,9,U90001,HILL PCN   ,91A,UPPER ,QXA,Social Prescribing Link Workers,Social Prescribing Link Worker  ,1,7
NWRS Staff,2022,9,U90001,HILL PCN,91A,UPPER,QXA,Social Prescribing Link Workers,Social Prescribing Link Worker,0.5,8
NWRS Staff,2022,9,U90004,OLD PCN,92B,LOWER,QXB,Social Prescribing Link Workers,Social Prescribing Link Worker,0.8,9
NWRS Staff,2022,9,U90001,HILL PCN,91A,UPPER,QXA,Physiotherapists,Physiotherapist,,10
",
    ),
];
