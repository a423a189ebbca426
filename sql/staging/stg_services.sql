-- One row per registered link-worker service.
select
    service as service_code,
    atom as service_atom
from reference.services
