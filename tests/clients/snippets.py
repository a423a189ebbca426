"""Runs each snippet of the page that says how to connect, as it stands there.

Usage: snippets.py, with HUB_URL and HUB_TOKEN set. Skipped, and said so: what needs a program that is not here (Excel, and
RPostgres where it is not installed). DuckDB's extension is installed from its Python package instead of the internet.
"""

import html
import os
import re
import subprocess
import sys
import urllib.request

from ask import httpfs

HERE = {"curl", "curl_as_at", "psql", "psql_as_at"}


def snippets():
    headers = {"Authorization": f"Bearer {os.environ['HUB_TOKEN']}"}
    request = urllib.request.Request(f"{os.environ['HUB_URL']}/analyst/connect", headers=headers)
    with urllib.request.urlopen(request) as answer:
        page = answer.read().decode()
    for name, code in re.findall(r'data-snippet="([^"]+)"[^>]*>(?:<code>)?(.*?)(?:</code>)?</pre>', page, re.S):
        yield name, html.unescape(re.sub(r"<[^>]+>", "", code))


def run(name, code):
    if name in HERE:
        return subprocess.run(["bash", "-euo", "pipefail", "-c", code], capture_output=True, text=True)
    if name == "r":
        return subprocess.run(["Rscript", "-e", code], capture_output=True, text=True)
    code = code.replace('"install httpfs"', f"\"install '{httpfs()}'\"")
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def has_rpostgres():
    return subprocess.run(["Rscript", "-e", "library(RPostgres)"], capture_output=True).returncode == 0


def main():
    ran, failures = [], []
    for name, code in snippets():
        if name == "power_query" or (name == "r" and not has_rpostgres()):
            print(f"snippet {name}: not run here")
            continue
        done = run(name, code)
        if done.returncode or not done.stdout.strip():
            failures.append(f"{name}: exit {done.returncode}, {done.stderr.strip()[-500:]}")
        ran.append(name)
    print(f"snippets run as they stand on the page: {', '.join(ran)}")
    if failures or len(ran) < 11:
        sys.exit("\n".join(failures) or "too few snippets were found")


if __name__ == "__main__":
    main()
