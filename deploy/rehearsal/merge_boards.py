"""A copy of the publishers' reference files in which some of today's boards are one, for a rehearsal of a merger.

The program knows two editions of the boards, so the merger takes the day of the change between them. Boundaries of today's
boards are left out. Never import such a copy into a hub that holds real returns.
"""

import argparse
import csv
import gzip
import io
import shutil
import sys
from pathlib import Path

NOW = "geography/icb_2026_04.csv"
SUCCESSIONS = "geography/icb_succession_2026_04.csv"
SMALL_AREAS = "geography/lsoa21_icb26_DERIVED.csv"
BOUNDARIES = "geography/icb26_DERIVED_bsc.geojson"
DAY = "2026-04-01"


def found(folder: Path, name: str) -> Path:
    """The file, plain or gzipped."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.exists():
            return path
    sys.exit(f"{folder / name} is not there")


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = list(reader)
    return list(reader.fieldnames or []), rows


def write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def merge(folder: Path, boards: list[str], code: str, ons: str, name: str) -> None:
    path = found(folder, NOW)
    columns, rows = read(path)
    old = [row for row in rows if row["icb_ods_code"] in boards]
    missing = set(boards) - {row["icb_ods_code"] for row in old}
    if missing:
        sys.exit(f"no board of today has the code {', '.join(sorted(missing))}")
    if any(row["icb_ods_code"] == code for row in rows):
        sys.exit(f"{code} is taken")
    regions = {row["nhser_ods_code"] for row in old}
    if len(regions) > 1:
        sys.exit(f"the boards are in several regions: {', '.join(sorted(regions))}")
    merged = dict(old[0], icb_ods_code=code, icb_ons_code=ons, icb_name=name)
    if "lsoa21_count_derived" in merged:
        merged["lsoa21_count_derived"] = str(sum(int(row["lsoa21_count_derived"]) for row in old))
    write(path, columns, [row for row in rows if row not in old] + [merged])

    path = found(folder, SUCCESSIONS)
    columns, rows = read(path)
    became = {row["successor_ods"] for row in rows}
    for row in rows:
        if row["successor_ods"] in boards:
            row.update(successor_ods=code, successor_ons=ons, successor_name=name)
    for board in old:
        # One that was set up by the last change was no board before it: its predecessors lead to the new one already.
        if board["icb_ods_code"] not in became or is_older(folder, board["icb_ods_code"]):
            rows.append(
                {
                    "predecessor_ods": board["icb_ods_code"],
                    "predecessor_ons": board["icb_ons_code"],
                    "predecessor_name": board["icb_name"],
                    "successor_ods": code,
                    "successor_ons": ons,
                    "successor_name": name,
                    "succession_date": DAY,
                    "succession_type": "merger",
                }
            )
    pairs = [(row["predecessor_ods"], row["successor_ods"]) for row in rows]
    twice = sorted({old for old, new in pairs if pairs.count((old, new)) > 1})
    if twice:
        sys.exit(f"parts of {', '.join(twice)} would be one again, whose figures are apart: this cannot be rehearsed")
    write(path, columns, rows)

    path = found(folder, SMALL_AREAS)
    columns, rows = read(path)
    for row in rows:
        if row["icb26_ods_code"] in boards:
            row.update(icb26_ods_code=code, icb26_ons_code=ons)
    write(path, columns, rows)

    for name in (BOUNDARIES, f"{BOUNDARIES}.gz"):
        (folder / name).unlink(missing_ok=True)


def is_older(folder: Path, code: str) -> bool:
    """Whether a board of that code was there before the change too."""
    _, rows = read(found(folder, "geography/icb_2024_to_2026_03.csv"))
    return any(row["icb_ods_code"] == code for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True, help="the publishers' files")
    parser.add_argument("--out", type=Path, required=True, help="folder to make; it must not be there")
    parser.add_argument("--boards", required=True, help="codes of today's boards that become one, with commas between them")
    parser.add_argument("--code", required=True, help="code of the new board")
    parser.add_argument("--ons", required=True, help="its code of the Office for National Statistics")
    parser.add_argument("--name", required=True, help="its name")
    args = parser.parse_args()
    if args.out.exists():
        sys.exit(f"{args.out} is there already")
    shutil.copytree(args.source, args.out)
    merge(args.out, args.boards.split(","), args.code, args.ons, args.name)
    print(f"{args.out}: {args.boards} are {args.code} now")


if __name__ == "__main__":
    main()
