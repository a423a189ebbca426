-- One row per general practice.
select
    code as practice_code,
    atom as practice_atom
from reference.practices
