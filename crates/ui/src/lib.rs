//! Server-rendered pages of the hub: view models in, HTML out.
//!
//! A page is a pure function of a [`view::Frame`] and its own view model. It knows no store, no clock and no rules of
//! disclosure: every value it is given is already protected, decided and worded. Pages are complete without JavaScript and
//! keep a strict content security policy: no inline style, no inline script, no address outside this site.

pub mod assets;
mod chart;
mod components;
mod layout;
pub mod pages;
pub mod picture;
pub mod view;
