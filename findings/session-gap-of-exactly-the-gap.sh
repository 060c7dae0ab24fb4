#!/usr/bin/env bash
# Two events exactly one gap apart are two sessions in Apache Beam and one in Kafka Streams; ends differ by a gap too.
#
# Run: Apache Beam 2.77.0 (Python, local runner) and Kafka Streams 4.4.0 (its own test driver, no broker), session
# windows of 10 s, one key, events at 100 s and at 110 s, then a millisecond to either side.
# Expected: one rule, since the models cite one another: the Dataflow model (Akidau et al., VLDB 2015) makes
# sessions by merging windows of [t, t + gap) that overlap.
# Happened: Beam follows that: [100, 110) and [110, 120) do not overlap, so 10.000 s apart gives two sessions and
# 9.999 s one. Kafka Streams' gap is inclusive: 10.000 s gives one session, 10.001 s two. Beam's session of one event
# ends at 110 (event + gap, outside the window), Kafka Streams' at 100 (the event itself, inside). Kafka Streams'
# SlidingWindows of 10 s hold both ends as well: 100 and 110 are counted together, a window of 10.001 s.
# Matters: device heartbeats and polls come at exact intervals, and a gap set to that interval is the common case: one
# engine then reports one endless session a device, the other one session a heartbeat. A batch query with
# "gap > 10" or "gap >= 10" picks a side too. Durations computed as end - start differ by one gap. Set the gap off the
# interval (10.5 s) and compute ends from events.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams-test-utils</artifactId><version>4.4.0</version></dependency>
</dependencies></project>
XML
mvn -q -B -Dmaven.repo.local="$dir/m2" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/lib" > mvn.log 2>&1 &
cat > Sessions.java <<'JAVA'
import java.time.Duration;
import java.util.*;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.kstream.*;
import org.apache.kafka.streams.state.*;

public class Sessions {
  static final Duration GAP = Duration.ofSeconds(10);

  static Map<String, Long> run(boolean session, long... times) {
    var builder = new StreamsBuilder();
    var keyed = builder.stream("in", Consumed.with(Serdes.String(), Serdes.String())).groupByKey();
    KTable<Windowed<String>, Long> counts = session
        ? keyed.windowedBy(SessionWindows.ofInactivityGapWithNoGrace(GAP)).count(
            Materialized.<String, Long>as(Stores.inMemorySessionStore("s", Duration.ofHours(1)))
                .withKeySerde(Serdes.String()).withValueSerde(Serdes.Long()))
        : keyed.windowedBy(SlidingWindows.ofTimeDifferenceWithNoGrace(GAP)).count(
            Materialized.<String, Long>as(Stores.inMemoryWindowStore("s", Duration.ofHours(1), GAP, false))
                .withKeySerde(Serdes.String()).withValueSerde(Serdes.Long()));
    counts.toStream().map((w, n) -> new KeyValue<>(w.window().start() + ".." + w.window().end(), n))
        .to("out", Produced.with(Serdes.String(), Serdes.Long()));
    var settings = new Properties();
    settings.put("application.id", "f");
    settings.put("bootstrap.servers", "unused:1");
    settings.put("state.dir", "state");
    settings.put("statestore.cache.max.bytes", "0");
    var last = new TreeMap<String, Long>();
    try (var driver = new TopologyTestDriver(builder.build(), settings)) {
      var in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
      for (long time : times) in.pipeInput("k", "v", time);
      for (var out : driver.createOutputTopic("out", new StringDeserializer(), new LongDeserializer()).readKeyValuesToList()) {
        if (out.value == null) last.remove(out.key);
        else last.put(out.key, out.value);
      }
    }
    return last;
  }

  public static void main(String[] unused) {
    System.out.println("one event " + run(true, 100_000));
    System.out.println("gap 10.000 " + run(true, 100_000, 110_000));
    System.out.println("gap 10.001 " + run(true, 100_000, 110_001));
    System.out.println("sliding 10.000 " + run(false, 100_000, 110_000).containsValue(2L));
    System.out.println("sliding 10.001 " + run(false, 100_000, 110_001).containsValue(2L));
  }
}
JAVA
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check apache-beam==2.77.0
wait $! || { cat mvn.log; exit 1; }
"$dir/venv/bin/python" -W ignore - <<'PY'
import glob, subprocess
import apache_beam as beam
from apache_beam.transforms.window import Sessions, TimestampedValue

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if got != want:
        failed.append(f"{what}: was {want} when written")

print("Apache Beam", beam.__version__, *glob.glob("kafka-streams-[0-9]*.jar", root_dir="lib"))
def sessions(name, *times):
    seen = lambda pair, w=beam.DoFn.WindowParam: (float(w.start), float(w.end), pair[1])
    with beam.Pipeline("DirectRunner") as pipeline:
        (pipeline | beam.Create(times) | "time" >> beam.Map(lambda t: TimestampedValue(("k", 1), t)) | beam.WindowInto(Sessions(10))
         | beam.CombinePerKey(sum) | "shown" >> beam.Map(seen) | beam.Map(repr) | beam.io.WriteToText(name, shard_name_template=""))
    return " ".join(sorted(line.strip() for line in open(name)))
check("Beam, one event", sessions("a", 100), "(100.0, 110.0, 1)")
check("Beam, gap 10.000", sessions("b", 100, 110), "(100.0, 110.0, 1) (110.0, 120.0, 1)")
check("Beam, gap 9.999", sessions("c", 100, 109.999), "(100.0, 119.999, 2)")
lines = subprocess.run(["java", "-cp", "lib/*", "Sessions.java"], check=True, capture_output=True, text=True).stdout.splitlines()
for line, want in zip(lines, ("one event {100000..100000=1}", "gap 10.000 {100000..110000=2}",
                              "gap 10.001 {100000..100000=1, 110001..110001=1}", "sliding 10.000 true", "sliding 10.001 false"), strict=True):
    check("Kafka Streams", line, want)
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
