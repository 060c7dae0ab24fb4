import type { LakeTableRemarks } from "../../engine/files/remarks.ts";
import type { RemarkTable } from "../remark.ts";
import { bytes as bytesInWords, plural } from "../words.ts";
import { OBJECT_STORE_REMARKS } from "./files.ts";

export const LAKE_TABLE_REMARKS: RemarkTable<LakeTableRemarks> = {
  outage: OBJECT_STORE_REMARKS.outage,
  throttled: OBJECT_STORE_REMARKS.throttled,
  "metadata-outgrew": {
    words: ({ commits, metadataBytes, dataBytes }, { name }) =>
      `After ${plural(commits, "commit")} ${name} has ${bytesInWords(metadataBytes)} of metadata beside ${bytesInWords(dataBytes)} of data. Commit more at a time, merge small files, and expire old versions.`,
  },
  "rows-doubled": {
    words: ({ rows, writer, other }, { name, nameOf }) =>
      `${plural(rows, "row")} of ${name} came in twice: ${nameOf(writer)} merged files that ${nameOf(other)} had merged since it began, and Delta took both. Let one compaction run at a time.`,
    effect: "repeats",
  },
  "erased-still-stored": {
    words: ({ users, rows, objects, bytes }, { name }) =>
      `${name} still stores ${plural(rows, "row")} of ${plural(users, "erased user")} in ${plural(objects, "object")} (${bytesInWords(bytes)}): no query of today finds them; older versions, and whoever can read the bucket, do. Expire the versions that name them, and vacuum.`,
  },
};
