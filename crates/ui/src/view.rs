//! What a page is told: values that are already protected, decided and worded.
//!
//! Nothing here knows about privacy, stores or SQL. Whoever fills these types decides what may be shown; the pages only draw it.
//! All fields are public and every struct has a `Default`, so a mapper writes what it knows and ends with `..Default::default()`.
//! Text fields are plain text: the pages escape them.

mod analyst;
mod api_reference;
mod area;
mod chart;
mod checking;
mod choose;
mod compare;
mod definitions;
mod evaluations;
mod figure;
mod fix;
mod frame;
mod funnel;
mod headline;
mod help;
mod histogram;
mod history;
mod operate;
mod outcomes;
mod own_figures;
mod pack;
mod people;
mod practices;
mod preview;
mod protection;
mod public;
mod questions;
mod reference;
mod returns;
mod saved;
mod services;
mod signed_out;
mod status_codes;
mod tokens;
mod trust;
mod type_in;
mod value;
mod waiting;
mod ways;

pub use analyst::{
    CodeLabel, Connect, ExampleQuery, FunctionsPage, ReleaseItem, ReleasePage, ResultColumn,
    ResultTable, Snippet, SqlPage, SqlResult, TableColumn, TableItem, TableList, TablePage,
    TablePart, TableParts, Wire,
};
pub use api_reference::{
    ApiAnswer, ApiOperation, ApiParam, ApiProblem, ApiReference, ApiRefusals, ApiTag,
};
pub use area::{
    AreaHead, AreaOverview, AreaPast, AreaTable, AreaTableRow, Choice, EmptyNote, FilterBar,
    FilterHint, Gap, GroupFigures, GroupRow, GroupsYear, MeasureCard, MeasureOverTime,
    MissingShare, Nugget, OldRelease, RevisionNote, Select, SmallMultiple, SoFar, Strip, Tab,
    WhoIsReferred,
};
pub use chart::{
    About, ChartBlock, Class, Dot, DotChart, Downloads, GapChart, Outline, PhaseLine, RankedChart,
    RankedDot, RefLine, Series, ShareChart, ShareRow, Shift, SpcChart, SpcPoint, Spot, StepChart,
    StepPoint, Tile, TileMap,
};
pub use checking::{CheckStep, Checking, StepStatus};
pub use choose::{Choose, ChooseItem};
pub use compare::{Compare, SimilarArea, SimilarAreas};
pub use definitions::{
    DefinitionChange, DefinitionList, DefinitionRow, DefinitionVersion, DefinitionVersions,
    DroppedMeasure, FieldChange, LineMark, QueryLine, UnusedFile,
};
pub use evaluations::{Evaluations, StudyAnswer};
pub use figure::{Comparison, Figure, Interval, Revision, Signal, Status, Verdict, Word};
pub use fix::{FixCell, FixHere};
pub use frame::{Csrf, Frame, Link, NavItem, SignedIn, Snapshot};
pub use funnel::{FunnelChart, FunnelDot, FunnelLimits, FunnelPlace};
pub use headline::Headline;
pub use help::{HelpColumn, HelpSheet, ReturnHelp};
pub use histogram::{Histogram, HistogramBand};
pub use history::{HistoryRow, HistoryStatus, ReturnHistory, Timing, Withdraw};
pub use operate::{
    AuditFound, AuditPage, AuditRow, BoardReturns, Health, HealthItem, Operate, OperateByCommand,
    OperatePage, RegionReturns, ReturnsOverview, Standing,
};
pub use outcomes::{Moved, Outcomes, OutcomesYear, ScaleChange};
pub use own_figures::{OwnCard, OwnFigure, OwnFigures, OwnMonth};
pub use pack::{Pack, PackCards, PackContent, PackDefinition, PackSection};
pub use people::{
    NamelessToken, OrganisationPeople, PeopleChangeRow, PeoplePage, PersonAdd, PersonChange,
    PersonPage, PersonRole, PersonToken, PersonTokenForm, PersonTokenMade, RoleForm,
};
pub use practices::{
    Coverage, ExpectedRow, GridNetwork, GridSquare, PracticeMark, Practices, UncoveredRow,
};
pub use preview::{Preview, PreviewRow};
pub use protection::{CountNoise, Protection, SumNoise, WorkedCount};
pub use public::{
    Definition, DemoLink, Entry, ErrorPage, MeasureDefinition, MeasureGroup, MeasureList,
    MeasureListItem, SignIn, SiteInfo, Start,
};
pub use questions::{OtherMonth, Questions};
pub use reference::{
    ReferenceApply, ReferenceAreaChange, ReferenceClaim, ReferenceEditionRow, ReferenceExample,
    ReferenceFile, ReferenceFinding, ReferencePage, ReferencePart, ReferencePartChange,
    ReferencePreview,
};
pub use returns::{
    Acknowledgement, Change, ChangeExample, CheckResult, CheckVerdict, Confirm, FormError, Grave,
    Place, ProblemGroup, Replaces, ReturnTask, RowCounts, RunComparison, ServiceHome, Submitted,
    SummaryRow, TaskStatus, Unusual, UploadForm,
};
pub use saved::{AskedItem, QueryPage, QueryRemove, SaveForm, SavedItem};
pub use services::{
    ServiceAdd, ServiceChangeRow, ServiceEnd, ServiceForm, ServiceListApply, ServiceListFinding,
    ServicePage, ServiceRow, ServicesImport, ServicesPage,
};
pub use signed_out::{DemoButton, SignedInAgain, SignedOut, TypedFields};
pub use status_codes::StatusCode;
pub use tokens::{Secret, TokenForm, TokenItem, TokenMade, TokenPage, TokenRevoke, TokenStanding};
pub use trust::{
    ChaseLetter, ChaseRow, FigureChanged, FiguresChanged, HeatRow, HeatTable, ItemShare,
    KnownIssue, ReturnMark, SinceRelease, Trust,
};
pub use type_in::{TypeIn, TypedChecked, TypedField, TypedReferral};
pub use value::{
    Assumption, AssumptionGroup, FreedCapacity, FreedService, PublishedFigure, TornadoChart,
    TornadoRow, ValueCalculator, ValueResult,
};
pub use waiting::Waiting;
pub use ways::{NothingToReport, WaysToSend};
