//! Pages: the journey of a service, and what commissioners see. One file for each screen, or few of them.

mod api_reference;
mod areas;
mod begin;
mod chosen_release;
mod compare;
mod confirm;
mod contact;
mod drafts;
mod help;
mod home;
mod outcomes;
mod outlines;
mod own_figures;
mod pack;
mod pictures;
mod practices;
mod protection;
mod refused;
mod result;
mod signed_out;
mod twins;
mod upload;
mod waiting;
mod who;
mod wrong_file;
