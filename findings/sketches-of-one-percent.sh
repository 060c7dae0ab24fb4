#!/usr/bin/env bash
# npm's bloom-filters counts 1,000 visitors as 499 with a HyperLogLog that calls itself 1.6 % accurate; two filters asked for 1 % give 3 %.
#
# Run: bloom-filters 3.0.4 (npm), pybloom-live 4.0.0, rbloom 1.5.4, datasketch 2.0.0 and Apache DataSketches 5.2.0 on the same strings
# "user-0", "user-1" and so on: a HyperLogLog of 4,096 registers counts them; filters for 1,000 to 100,000 of them are asked for
# 100,000 strings they never saw.
# Expected: a count within a few times 1.6 % (the package's own accuracy() says 0.01625; the paper of 2007 and every later one
# count the empty registers while few are filled), and about as many false positives as were asked for.
# Happened: the HyperLogLog of bloom-filters is 60 % low at 10, 50 % low at 1,000 and 30 % high at 8,192, where its rule for
# small counts ends; from five times the registers on it is right. datasketch and DataSketches are within 5 % everywhere.
# Its Cuckoo filter answers 3.0 % wrongly whether 1 % or 0.1 % was asked for, and 39 % where 10 % was; its Bloom filter keeps its word.
# The scalable Bloom filter of pybloom-live, "a steady false positive rate", has 0.8 % at its first size and 3 % a hundred
# times beyond it: each part it grows by has an error of its own.
# Matters: distinct visitors by hour, shard or page are small counts, and just these are halved, so a dashboard by page does not
# add up to the one by day. "Seen before?" filters before a store or a dedup step are sized by the rate asked for: three
# times the false positives are three times the reads, or three times the new records thrown away as duplicates.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check \
  pybloom-live==4.0.0 rbloom==1.5.4 datasketch==2.0.0 datasketches==5.2.0
cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund bloom-filters@3.0.4
cat > npm.cjs <<'JS'
const { BloomFilter, CuckooFilter, HyperLogLog } = require("bloom-filters");
const strangers = Array.from({ length: 100_000 }, (_, i) => `visitor-${i}`);
const wrong = (filter, n) => {
  for (let i = 0; i < n; i++) filter.add(`user-${i}`);
  return (100 * strangers.filter((each) => filter.has(each)).length) / strangers.length;
};
const counts = {};
for (const n of [10, 1000, 8192, 20_480]) {
  const sketch = new HyperLogLog(4096);
  for (let i = 0; i < n; i++) sketch.update(`user-${i}`);
  counts[n] = sketch.count();
}
const cuckoo = Object.fromEntries([0.1, 0.01, 0.001].map((rate) => [rate, wrong(CuckooFilter.create(1000, rate), 1000)]));
const version = require("bloom-filters/package.json").version;
console.log(JSON.stringify({ version, accuracy: new HyperLogLog(4096).accuracy(), counts, cuckoo, bloom: wrong(BloomFilter.create(1000, 0.01), 1000) }));
JS
node npm.cjs > npm.json
"$dir/venv/bin/python" - <<'PY'
import json
from importlib.metadata import version
from datasketch import HyperLogLog
from datasketches import hll_sketch
from pybloom_live import ScalableBloomFilter
from rbloom import Bloom

failed = []
def check(what, got, low, high):
    print(f"{what}: {got:.4g}")
    if not low <= got <= high:
        failed.append(f"{what}: was {low} to {high} when written")

npm = json.load(open("npm.json"))
print("bloom-filters", npm["version"], *(f"{name} {version(name)}" for name in ("pybloom-live", "rbloom", "datasketch", "datasketches")))
check("bloom-filters, accuracy() of 4,096 registers", npm["accuracy"], 0.0162, 0.0163)
for n, low, high in ((10, 3, 6), (1000, 450, 550), (8192, 10_000, 11_500), (20_480, 19_400, 21_600)):
    check(f"bloom-filters, HyperLogLog of {n}", npm["counts"][str(n)], low, high)
strangers = [f"visitor-{i}" for i in range(100_000)]
for n in (10, 1000, 8192, 20_480):
    one, two = HyperLogLog(p=12), hll_sketch(12)
    for i in range(n):
        one.update(f"user-{i}".encode())
        two.update(f"user-{i}")
    check(f"datasketch, HyperLogLog of {n}", one.count(), 0.94 * n, 1.06 * n)
    check(f"DataSketches, HLL of {n}", two.get_estimate(), 0.94 * n, 1.06 * n)

def wrong(bloom, n):
    for i in range(n):
        bloom.add(f"user-{i}")
    return 100 * sum(each in bloom for each in strangers) / len(strangers)
for rate, low, high in (("0.1", 30, 48), ("0.01", 2.4, 3.6), ("0.001", 2.4, 3.6)):
    check(f"bloom-filters, Cuckoo filter asked for {rate}, % wrong", npm["cuckoo"][rate], low, high)
check("bloom-filters, Bloom filter asked for 0.01, % wrong", npm["bloom"], 0.5, 1.5)
check("rbloom, Bloom filter asked for 0.01 of 100,000, % wrong", wrong(Bloom(100_000, 0.01), 100_000), 0.5, 1.5)
check("pybloom-live, scalable from 1,000, asked for 0.01, % wrong at 1,000", wrong(ScalableBloomFilter(1000, 0.01), 1000), 0.4, 1.4)
check("the same, % wrong at 100,000", wrong(ScalableBloomFilter(1000, 0.01), 100_000), 2.4, 4)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
