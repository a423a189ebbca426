//! `hub erase`: somebody's rows are taken out for good, with a certificate that says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use hub_ingest::{Identifier, IdentityKeys, Person};
use hub_release::{ErasureCertificate, ReleaseKeys, discard_unopened, verify_certificate};
use hub_store::ErasureOrder;

use crate::cli::Erase;
use crate::data_dir::{DataDir, write_private};
use crate::output::{result, words};

pub(crate) async fn run(args: Erase) -> Result<ExitCode> {
    let data = DataDir::open_existing(&args.data).await?;
    let who = args.who.one()?;
    if let Some(certificate) = &args.verify {
        return verify(&data, certificate, who).await;
    }
    if who.is_none() && !args.resume {
        bail!(
            "say whose rows are to go with --from-stdin, --nhs-number or --service and --local-person-id, \
             or finish what was cut short with --resume"
        );
    }
    let held = data.hold("erasing").await?;
    let done = erase(data, who, args.out.as_deref()).await;
    let ended = held.end().await;
    let code = done?;
    ended.map(|()| code)
}

/// Erases somebody, or finishes what was cut short, for whoever has the right to.
async fn erase(data: DataDir, who: Option<Identifier>, out: Option<&Path>) -> Result<ExitCode> {
    // Made of the rows as they are, and named by nothing: what is made anew would differ by whoever is erased.
    discard_unopened(&data.store).await?;
    let work = Work {
        identity: data.identity_keys().await?,
        signing: data.release_keys().await?,
        data,
    };
    let Some(who) = who else {
        return work.resume(out).await;
    };
    let person = work.identity.person(&who)?;
    drop(who);
    if let Some(order) = work.data.store.open_erasure().await? {
        let open = work.whose(&order)?;
        words(format_args!(
            "Finishing the erasure that was cut short first."
        ));
        if open.key() == person.key() {
            return work.finish(&order, &open, out).await;
        }
        work.finish(&order, &open, None).await?;
    }
    let sealed = work.identity.seal_person(&person);
    let sealed = sealed.context("the person cannot be sealed")?;
    let order = work.data.store.begin_erasure(sealed).await?;
    work.finish(&order, &person, out).await
}

/// What an erasure works with.
struct Work {
    data: DataDir,
    identity: IdentityKeys,
    signing: ReleaseKeys,
}

impl Work {
    /// Finishes what was cut short, and takes away again what came back.
    async fn resume(&self, out: Option<&Path>) -> Result<ExitCode> {
        self.data.store.delete_erased().await?;
        match self.data.store.open_erasure().await? {
            Some(order) => self.finish(&order, &self.whose(&order)?, out).await,
            None => {
                words(format_args!("No erasure is open."));
                Ok(ExitCode::SUCCESS)
            }
        }
    }

    fn whose(&self, order: &ErasureOrder) -> Result<Person> {
        self.identity
            .open_person(&order.sealed)
            .context("the erasure that is open was begun with other keys than those of this hub")
    }

    /// Erases, writes the certificate, and only then closes the erasure: whoever dies in between leaves it open, and the
    /// next one writes the certificate.
    async fn finish(
        &self,
        order: &ErasureOrder,
        person: &Person,
        out: Option<&Path>,
    ) -> Result<ExitCode> {
        let store = &self.data.store;
        let erasure = store.erase(order, person.key()).await?;
        let mark = self.identity.certificate_mark(person, &order.erasure);
        let now = jiff::Timestamp::now();
        let certificate = ErasureCertificate::of(order, &erasure, mark, now, &self.signing);
        let file = certificate.sign(&self.signing)?;
        let kept = self.certificate_path(order);
        write_private(&kept, &file)?;
        if let Some(out) = out {
            write_private(out, &file)?;
        }
        store.close_erasure(order).await?;
        if erasure.replaced.is_empty() {
            words(format_args!(
                "No stored row carried this identifier. If a service sends the person with an NHS number, the rows carry \
                 that; if without, the service's own reference. Erase by the other too."
            ));
        }
        words(format_args!(
            "The person's key is in none of {} objects. Backups and versions that the storage keeps are yours to let expire. \
             The next return that names the person brings them back, unless they object: see `hub object`.",
            erasure.scan.objects
        ));
        result(format_args!("{}", out.unwrap_or(&kept).display()));
        Ok(ExitCode::SUCCESS)
    }

    /// The hub keeps every certificate, since what it proves cannot be proved again later.
    fn certificate_path(&self, order: &ErasureOrder) -> PathBuf {
        let name = format!("{}.json", order.erasure);
        self.data.path("certificates").join(name)
    }
}

/// Holds a certificate against this hub, and against the person if one is named.
async fn verify(data: &DataDir, path: &Path, who: Option<Identifier>) -> Result<ExitCode> {
    let file = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let public_key = data.release_keys().await?.public_key();
    let problems = verify_certificate(&data.store, &file, &public_key).await?;
    for problem in &problems {
        result(format_args!("{problem}"));
    }
    let mut holds = problems.is_empty();
    if let Some(who) = who {
        let certificate = ErasureCertificate::parse(&file)?;
        let keys = data.identity_keys().await?;
        let mark = keys.certificate_mark(&keys.person(&who)?, &certificate.erasure);
        if mark != certificate.person_mark {
            holds = false;
            result(format_args!("the certificate is about somebody else"));
        }
    }
    result(format_args!(
        "{}",
        if holds { "holds" } else { "does not hold" }
    ));
    Ok(if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}
