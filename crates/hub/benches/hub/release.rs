//! From the accepted returns of one month to a signed release.

use criterion::{BatchSize, Criterion, Throughput};

use crate::england::England;

pub(crate) fn bench(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let england = England::shared();
    let mut group = criterion.benchmark_group("release");
    group.sample_size(10);
    group.throughput(Throughput::Elements(england.rows));
    group.bench_function("national month", |bencher| {
        bencher.to_async(&runtime).iter_batched(
            || england.store(),
            |store| async move { england.release(&store).await },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}
