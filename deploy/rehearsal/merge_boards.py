"""A copy of the publishers' reference files with one more edition of the boards, in which some of them are one: for a rehearsal
of a merger.

Only the boards and their successions are written, in the form that an import takes of every edition after April 2026; no other
file changes. Never import such a copy into a hub that holds real returns.
"""

import argparse
import csv
import datetime
import gzip
import io
import re
import shutil
import sys
from pathlib import Path

FIRST = "geography/icb_2026_04.csv"
EDITION = re.compile(r"icb_(\d{4})_(\d{2})\.csv(\.gz)?")
BOARDS = ["icb_ons_code", "icb_ods_code", "icb_name", "nhser_ods_code"]
STEPS = ["predecessor_ods", "successor_ods", "succession_date", "succession_type"]


def newest(folder: Path) -> tuple[Path, datetime.date]:
    """The boards of the newest edition, plain or gzipped, and the day on which it began."""
    found = {}
    for path in (folder / "geography").iterdir():
        name = EDITION.fullmatch(path.name)
        if name:
            found[datetime.date(int(name[1]), int(name[2]), 1)] = path
    if not found:
        sys.exit(f"{folder / FIRST} is not there")
    day = max(found)
    return found[day], day


def read(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def merge(folder: Path, boards: list[str], code: str, ons: str, name: str, day: datetime.date) -> None:
    path, last = newest(folder)
    if day.day != 1 or day <= last:
        sys.exit(f"an edition begins on the first day of a month after {last}, not on {day}")
    rows = read(path)
    old = [row for row in rows if row["icb_ods_code"] in boards]
    missing = set(boards) - {row["icb_ods_code"] for row in old}
    if missing:
        sys.exit(f"no board of {path.name} has the code {', '.join(sorted(missing))}")
    if len(old) < 2:
        sys.exit("a merger is of two boards or more")
    if any(row["icb_ods_code"] == code for row in rows):
        sys.exit(f"{code} is taken")
    regions = {row["nhser_ods_code"] for row in old}
    if len(regions) > 1:
        sys.exit(f"the boards are in several regions: {', '.join(sorted(regions))}")
    merged = dict(old[0], icb_ods_code=code, icb_ons_code=ons, icb_name=name)
    month = f"{day:%Y_%m}"
    write(folder / f"geography/icb_{month}.csv", BOARDS, [row for row in rows if row not in old] + [merged])
    steps = [dict(zip(STEPS, (row["icb_ods_code"], code, day.isoformat(), "merger"))) for row in old]
    write(folder / f"geography/icb_succession_{month}.csv", STEPS, steps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True, help="the publishers' files")
    parser.add_argument("--out", type=Path, required=True, help="folder to make; it must not be there")
    parser.add_argument("--boards", required=True, help="codes of boards of the newest edition that become one, with commas between them")
    parser.add_argument("--code", required=True, help="code of the new board")
    parser.add_argument("--ons", required=True, help="its code of the Office for National Statistics")
    parser.add_argument("--name", required=True, help="its name")
    parser.add_argument(
        "--day",
        type=datetime.date.fromisoformat,
        default=datetime.date(2027, 4, 1),
        help="the day of the merger, the first of a month (2027-04-01)",
    )
    args = parser.parse_args()
    if args.out.exists():
        sys.exit(f"{args.out} is there already")
    shutil.copytree(args.source, args.out)
    merge(args.out, args.boards.split(","), args.code, args.ons, args.name, args.day)
    print(f"{args.out}: {args.boards} are {args.code} from {args.day} on")


if __name__ == "__main__":
    main()
