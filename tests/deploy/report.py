"""What the checks of this folder share: where the sources are, and how findings are told."""

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


class Report:
    """Findings of one check."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.held = 0
        self.wrong: list[str] = []

    def holds(self, condition: object, words: str) -> bool:
        if condition:
            self.held += 1
        else:
            self.wrong.append(words)
        return bool(condition)

    def end(self) -> None:
        for words in self.wrong:
            print(f"{self.name}: {words}")
        print(f"{self.name}: {self.held} passed, {len(self.wrong)} failed")
        sys.exit(1 if self.wrong or not self.held else 0)


def load(path: Path) -> object:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
