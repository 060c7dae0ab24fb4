import { ChevronDown, FilePlus2, FolderOpen, PencilRuler, ScrollText, TextCursorInput } from "lucide-react";
import { listBundled } from "../../scenario/bundled.ts";
import type { DesignRole } from "../../scenario/types.ts";
import { Menu, MenuItem, MenuLabel, MenuLine, MenuSub } from "../parts/Menu.tsx";
import { refreshDocuments } from "../stores/autosave.ts";
import { useDesign } from "../stores/design-store.ts";
import { useSave } from "../stores/save-store.ts";
import { useSession } from "../stores/session-store.ts";
import { openDialog } from "../stores/view-store.ts";
import { newDesign, openScenarioDesign, reopen } from "../stores/workspace.ts";
import { agoText } from "./ago.ts";
import styles from "./PromptPicker.module.css";
import { visibleText } from "../../base/visible-text.ts";

const ROLES: { readonly [role in DesignRole]: string } = { starter: "starter", reference: "meets every goal", naive: "fails on purpose" };
const RECENT = 5;

/** The scenario in force, and the way to others, to their designs, and to own documents. */
export function PromptPicker() {
  const scenario = useSession((session) => session.scenario);
  const loading = useSession((session) => session.loading);
  const designTitle = useDesign((design) => visibleText(design.title));
  const scenarioId = useDesign((design) => design.scenario);
  const documents = useSave((save) => save.documents);
  const listedAtMs = useSave((save) => save.listedAtMs);
  const documentId = useSave((save) => save.documentId);
  const title = scenario?.title ?? (loading ? "Loading…" : scenarioId === undefined ? designTitle : "Scenario not found");
  const recent = documents.filter((document) => document.id !== documentId && document.problem === null).slice(0, RECENT);
  return (
    <>
      <Menu
        label="Prompts and designs"
        onOpen={() => void refreshDocuments()}
        trigger={
          <button type="button" className={styles["pick"]} title={scenario === null ? title : `${scenario.title} · ${designTitle}`}>
            <span className={styles["name"]}>{title}</span>
            <ChevronDown size={14} aria-hidden="true" />
          </button>
        }
      >
        {scenario !== null && (
          <>
            <MenuItem icon={<ScrollText size={14} />} onSelect={() => openDialog("prompt")}>
              Read the prompt
            </MenuItem>
            <MenuLine />
          </>
        )}
        {listBundled().map((entry) => (
          <MenuSub key={entry.id} label={entry.title} note={entry.summary}>
            <ScenarioDesigns scenarioId={entry.id} />
          </MenuSub>
        ))}
        <MenuItem icon={<PencilRuler size={14} />} onSelect={() => void newDesign()} note="Your own sources, no goals">
          Free drawing
        </MenuItem>
        <MenuLine />
        <MenuLabel>Your designs</MenuLabel>
        <MenuItem icon={<TextCursorInput size={14} />} onSelect={() => openDialog("rename")} note={designTitle}>
          Rename this one…
        </MenuItem>
        {recent.length > 0 && (
          <>
            {recent.map((document) => (
              <MenuItem key={document.id} onSelect={() => void reopen(document.id)} note={agoText(document.savedAtMs, listedAtMs)}>
                {visibleText(document.title)}
              </MenuItem>
            ))}
            <MenuItem icon={<FolderOpen size={14} />} onSelect={() => openDialog("documents")}>
              All your designs…
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  );
}

/** The designs of one scenario. They are read when it is in force; others begin with their starter. */
function ScenarioDesigns({ scenarioId }: { readonly scenarioId: string }) {
  const scenario = useSession((session) => (session.scenario?.id === scenarioId ? session.scenario : null));
  return (
    <>
      <MenuItem icon={<FilePlus2 size={14} />} onSelect={() => void newDesign(scenarioId)} note="Draw the whole answer yourself">
        Empty canvas
      </MenuItem>
      {scenario === null && (
        <MenuItem onSelect={() => void openScenarioDesign(scenarioId)} note="Begin with what the scenario gives">
          Starter
        </MenuItem>
      )}
      {scenario !== null && scenario.designs.length > 0 && <MenuLine />}
      {scenario?.designs.map((design) => (
        <MenuItem key={design.name} onSelect={() => void openScenarioDesign(scenarioId, design.name)} note={design.reason}>
          {design.title}{" "}
          <span className={styles["role"]} data-role={design.role}>
            {ROLES[design.role]}
          </span>
        </MenuItem>
      ))}
    </>
  );
}
