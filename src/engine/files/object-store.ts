import type { RunContext } from "../part/run-context.ts";
import { SHOWS, VisibleRows } from "../queried/visible-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ObjectUploads, SLOW_DOWN_RETRY_MS } from "./object-uploads.ts";
import type { ObjectUploadSpec, Upload } from "./object-uploads.ts";
import type { ObjectStoreRemarks } from "./remarks.ts";

/** Objects: a file is visible when its PUT has been answered (first byte + stream rate), strongly consistent from then on. */
export class ObjectStore extends ObjectUploads<ObjectStoreRemarks> {
  readonly visible: VisibleRows;
  readonly keepsVersions = true;
  private storedBytes = 0;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: ObjectUploadSpec) {
    super(id, run, inputs, outputs, spec);
    this.visible = new VisibleRows(id, run);
    this.tell(SHOWS, this);
  }

  protected override uploaded({ file: index, visibleAt: at }: Upload): void {
    const file = this.run.rows.files[index];
    file.visibleAt = at;
    this.storedBytes += file.storedBytes;
    for (const old of file.replaces ?? []) this.take(old, at);
    this.visible.showFile(index, at);
    this.announce(index, at);
  }

  /** A file that is replaced: out of sight, or never seen where its upload is still under way. */
  private take(index: number, at: number): void {
    const upload = this.uploads.findIndex(({ file }) => file === index);
    if (upload < 0) {
      this.storedBytes -= this.run.rows.files[index].storedBytes;
      this.visible.hideFile(index, at);
      return;
    }
    this.uploads.splice(upload, 1);
    this.endEvents(index);
  }

  protected override tellOutage(at: number, downMs: number): void {
    this.remark(at, "outage", { downMs });
  }

  protected override tellThrottled(at: number, forMs: number): void {
    this.remark(at, "throttled", { forMs, retryMs: SLOW_DOWN_RETRY_MS }, "prefixes");
  }

  override figure(): string {
    return this.puts === 0 ? "" : `${this.puts} objects`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), storedBytes: this.storedBytes, objects: this.puts };
  }
}
