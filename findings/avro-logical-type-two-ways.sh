#!/usr/bin/env bash
# The same Avro bytes with the same two schemas: 2026 in Python, 1970 in Java; and the compatibility check says yes.
#
# Run: Avro for Java 1.12.1, Avro for Python 1.12.2 and fastavro 1.13.1 write a record and read it with a reader's
# schema that differs in its logical type only: timestamp-millis read as timestamp-micros, decimal of scale 2 read
# as scale 4.
# Expected: the Apache Avro specification's schema resolution says that decimals match if scale and precision match,
# so a refusal by the compatibility check, or the instant and the number converted.
# Happened: Java's SchemaCompatibility and Python's checker say compatible, and both schemas have the same
# 64-bit fingerprint, as the parsing canonical form leaves logicalType, scale and precision out. Java applies the
# READER's logical type to the raw number: 2026-11-30T08:00Z becomes 1970-01-21T18:53:45.600Z, 12.34 becomes 0.1234.
# Both Python libraries apply the WRITER's logical type and give the original values, under the reader's schema.
# Matters: "millis to micros" or "two more decimal places" passes the check that the libraries offer and every Python
# test, and shifts the first Java reader that converts values by a factor of 1,000 or 100, with no error. A cache or a
# single-object header keyed by fingerprint cannot tell the two apart. Add a new field; never edit a logical type.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>1.12.1</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies></project>
XML
mvn -q -B -Dmaven.repo.local="$dir/m2" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/lib" > mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat > Read.java <<'JAVA'
import java.math.BigDecimal;
import java.nio.file.*;
import java.time.Instant;
import org.apache.avro.*;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.*;
import org.apache.avro.io.*;

public class Read {
  public static void main(String[] names) throws Exception {
    System.out.println("java-version " + Schema.class.getPackage().getImplementationVersion());
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    for (String name : names) {
      Schema writer = new Schema.Parser().parse(Files.readString(Path.of(name + ".writer")));
      Schema reader = new Schema.Parser().parse(Files.readString(Path.of(name + ".reader")));
      var decoder = DecoderFactory.get().binaryDecoder(Files.readAllBytes(Path.of(name + ".bytes")), null);
      var record = (GenericRecord) new GenericDatumReader<Object>(writer, reader, data).read(null, decoder);
      boolean same = SchemaNormalization.parsingFingerprint64(writer) == SchemaNormalization.parsingFingerprint64(reader);
      System.out.println(name + " " + SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
          + " same-fingerprint=" + same + " value=" + record.get("v"));
    }
  }
}
JAVA
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check avro==1.12.2 fastavro==1.13.1
"$dir/venv/bin/python" - <<'PY'
import datetime as dt, decimal, io, json, subprocess
from importlib.metadata import version
import avro.io, avro.schema, fastavro
from avro.compatibility import ReaderWriterCompatibilityChecker

failed = []
def check(what, got, want):
    print(f"{what}: {got}")
    if str(got) != str(want):
        failed.append(f"{what}: was {want} when written")

print("avro (Python)", version("avro"), "fastavro", fastavro.__version__)
record = lambda t: {"type": "record", "name": "R", "fields": [{"name": "v", "type": t}]}
time = lambda unit: record({"type": "long", "logicalType": f"timestamp-{unit}"})
money = lambda scale: record({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": scale})
instant = dt.datetime(2026, 11, 30, 8, tzinfo=dt.timezone.utc)
cases = {"time": (time("millis"), time("micros"), instant), "money": (money(2), money(4), decimal.Decimal("12.34"))}
for name, (writer, reader, value) in cases.items():
    buffer = io.BytesIO()
    fastavro.schemaless_writer(buffer, writer, {"v": value})
    open(f"{name}.bytes", "wb").write(buffer.getvalue())
    open(f"{name}.writer", "w").write(json.dumps(writer))
    open(f"{name}.reader", "w").write(json.dumps(reader))
    buffer.seek(0)
    check(f"{name}, fastavro", fastavro.schemaless_reader(buffer, writer, reader)["v"], value)
    w, r = (avro.schema.parse(json.dumps(s)) for s in (writer, reader))
    buffer.seek(0)
    check(f"{name}, avro for Python", avro.io.DatumReader(w, r).read(avro.io.BinaryDecoder(buffer))["v"], value)
    check(f"{name}, Python's compatibility", ReaderWriterCompatibilityChecker().get_compatibility(r, w).compatibility.name, "compatible")
java = subprocess.run(["java", "-cp", "lib/*", "Read.java", *cases], check=True, capture_output=True, text=True).stdout.split("\n")
check("Avro for Java", java[0], "java-version 1.12.1")
check("Java", java[1], "time COMPATIBLE same-fingerprint=true value=1970-01-21T18:53:45.600Z")
check("Java", java[2], "money COMPATIBLE same-fingerprint=true value=0.1234")
if failed:
    raise SystemExit("\n".join(["CHANGED"] + failed))
PY
