import {
  Activity,
  Boxes,
  CloudUpload,
  Cpu,
  Database,
  Gauge,
  HardDrive,
  Inbox,
  Layers,
  LayoutDashboard,
  ListOrdered,
  Radar,
  Search,
  Server,
  Smartphone,
  SquareFunction,
  Table2,
  Waypoints,
  Wrench,
  Zap,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { FamilyId } from "../../catalogue/families/family.ts";

/** One neutral glyph per family: no vendor's mark stands for a part. */
const GLYPHS: { readonly [family in FamilyId]: LucideIcon } = {
  source: Smartphone,
  service: Server,
  log: ListOrdered,
  queue: Inbox,
  "stream-processor": Cpu,
  worker: Wrench,
  function: SquareFunction,
  connector: CloudUpload,
  "batch-job": Boxes,
  orchestrator: Waypoints,
  "object-store": HardDrive,
  catalogue: Table2,
  warehouse: Database,
  "query-engine": Search,
  "table-store": Layers,
  cache: Zap,
  edge: Gauge,
  dashboard: LayoutDashboard,
  monitor: Radar,
  sink: Activity,
};

export function LayerGlyph({ family, size = 13 }: { readonly family: FamilyId; readonly size?: number }) {
  const Glyph = GLYPHS[family];
  return <Glyph size={size} strokeWidth={1.75} aria-hidden="true" />;
}
