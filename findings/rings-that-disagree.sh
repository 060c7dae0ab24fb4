#!/usr/bin/env bash
# Two servers with the same list of ten caches agree on one key in ten: npm's consistent-hash draws its ring by chance.
#
# Run: consistent-hash 1.2.2, hashring 3.2.0 and consistent-hashing 0.3.0 (npm) and uhashring 2.5 (PyPI), each as two rings of
# the same ten caches, as two servers behind a balancer make them, and a third of eleven; 100,000 keys "user-0", "user-1" and so on.
# Expected: the same cache for a key in every process (what a ring is for), and about 1 key in 11 elsewhere with eleven caches.
# Happened: with its defaults consistent-hash gives each cache points by Math.random (its page says "randomly created"), so the two
# agree on about a tenth of the keys, as any two draws would. With distribution "uniform" they agree; but the ring that was
# begun with eleven puts 46 % of the keys elsewhere, and the living ring that is given the eleventh disagrees with it: there the newcomer
# takes half of one cache's keys and nothing of the nine others. The other three: all keys agree, 7 to 9 % move.
# A ring in Node (hashring) and one in Python (uhashring) agree on all keys once uhashring is told "ketama"; with its own default
# on a tenth.
# Matters: a cache behind several servers then holds each value as often as there are servers and is hit a tenth as often as in a
# test of one process; a shard chosen so cannot be read by who did not write. Nothing fails and no error is told: test a ring in two processes.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check uhashring==2.5
cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund consistent-hash@1.2.2 hashring@3.2.0 consistent-hashing@0.3.0
cat > ring.cjs <<'JS'
const [, , library, count] = process.argv;
const caches = Array.from({ length: Number(count) }, (_, i) => `cache-${i}.internal:11211`);
const keys = Array.from({ length: 100_000 }, (_, i) => `user-${i}`);
const filled = (options) => {
  const ConsistentHash = require("consistent-hash");
  const ring = new ConsistentHash(options);
  for (const cache of caches) ring.add(cache);
  return ring;
};
const rings = {
  "consistent-hash": () => { const ring = filled(); return (key) => ring.get(key); },
  "consistent-hash, uniform": () => { const ring = filled({ distribution: "uniform" }); return (key) => ring.get(key); },
  "consistent-hash, uniform, given one more": () => {
    const ring = filled({ distribution: "uniform" });
    ring.get("any");
    ring.add(`cache-${caches.length}.internal:11211`);
    return (key) => ring.get(key);
  },
  hashring: () => { const HashRing = require("hashring"); const ring = new HashRing(caches); return (key) => ring.get(key); },
  "consistent-hashing": () => { const Ring = require("consistent-hashing"); const ring = new Ring(caches); return (key) => ring.getNode(key); },
};
process.stdout.write(keys.map(rings[library]()).join("\n"));
JS
cat > ring.py <<'PY'
import subprocess
from collections import Counter
from importlib.metadata import version
from uhashring import HashRing

failed = []
def check(what, got, low, high):
    print(f"{what}: {got:.3f}")
    if not low <= got <= high:
        failed.append(f"{what}: was {low} to {high} when written")

def node(library, count):
    return subprocess.run(["node", "ring.cjs", library, str(count)], check=True, capture_output=True, text=True).stdout.split("\n")
def python(count, **options):
    ring = HashRing(nodes=[f"cache-{i}.internal:11211" for i in range(count)], **options)
    return [ring.get_node(f"user-{i}") for i in range(100_000)]
def same(one, other):
    return sum(a == b for a, b in zip(one, other)) / len(one)

print("consistent-hash 1.2.2, hashring 3.2.0, consistent-hashing 0.3.0, uhashring", version("uhashring"))
check("consistent-hash, two processes agree on", same(node("consistent-hash", 10), node("consistent-hash", 10)), 0.02, 0.25)
ten, eleven = node("consistent-hash, uniform", 10), node("consistent-hash, uniform", 11)
check("uniform, two processes agree on", same(ten, node("consistent-hash, uniform", 10)), 1, 1)
check("uniform, eleven caches in place of ten, keys elsewhere", 1 - same(ten, eleven), 0.4, 0.52)
grown = node("consistent-hash, uniform, given one more", 10)
check("uniform, the living ring and one begun with eleven agree on", same(grown, eleven), 0.4, 0.7)
before, after = Counter(ten), Counter(grown)
halved = [cache for cache in before if after[cache] < 0.6 * before[cache]]
untouched = [cache for cache in before if after[cache] > 0.98 * before[cache]]
check("uniform, caches the newcomer takes half of", len(halved), 1, 1)
check("uniform, caches it takes nothing of", len(untouched), 9, 9)
for library in ("hashring", "consistent-hashing"):
    ten = node(library, 10)
    check(f"{library}, two processes agree on", same(ten, node(library, 10)), 1, 1)
    check(f"{library}, eleven caches, keys elsewhere", 1 - same(ten, node(library, 11)), 0.06, 0.13)
check("uhashring, eleven caches, keys elsewhere", 1 - same(python(10), python(11)), 0.06, 0.13)
check("hashring and uhashring agree on", same(node("hashring", 10), python(10)), 0.05, 0.16)
check("hashring and uhashring told ketama agree on", same(node("hashring", 10), python(10, hash_fn="ketama")), 1, 1)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
"$dir/venv/bin/python" ring.py
