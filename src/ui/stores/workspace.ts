import type { Finding } from "../../base/finding.ts";
import { emptyDesign } from "../../design/empty.ts";
import type { Design } from "../../design/types.ts";
import { listBundled } from "../../scenario/bundled.ts";
import type { ScenarioDesign } from "../../scenario/types.ts";
import { endPatience, openAsNewDocument, openDocument, recoverWork, refreshDocuments, removeDocument, startAutosave } from "./autosave.ts";
import { fetchDocument } from "../keeping/document-database.ts";
import type { OpenRefusal } from "../keeping/document-types.ts";
import { documentsToOpen, rememberedDocument } from "../keeping/remembered.ts";
import { startEvents } from "./events-store.ts";
import { currentDesign } from "./design-store.ts";
import { dismissNotice, notify } from "./notice-store.ts";
import { showLastRun, startKeepingRuns } from "./keep-runs.ts";
import { startPreparing } from "./prepare-run.ts";
import { forgetRun } from "./run-store.ts";
import { forgetWhatIf } from "./whatif-store.ts";
import { saveStore } from "./save-store.ts";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { FIRST_SCENARIO, leaveScenario, loadScenario, sessionStore } from "./session-store.ts";
import { announce, clearSelection } from "./view-store.ts";

/** What the document says it answers becomes the scenario in force; a scenario that cannot be had leaves the drawing as it is. */
async function followScenario(design: Design): Promise<void> {
  if (design.scenario === undefined) leaveScenario();
  else if ((await loadScenario(design.scenario)) === null) {
    notify({
      tone: "warn",
      title: `The scenario "${design.scenario.slice(0, 64)}" is not part of this app.`,
      text: "The drawing is here, but it has no goals and no load to run against. Pick a scenario at the top left.",
    });
  }
}

async function put(design: Design, options: { readonly saveNow: boolean; readonly offerWayBack: boolean }): Promise<void> {
  clearSelection();
  forgetRun();
  forgetWhatIf();
  dismissNotice();
  await openAsNewDocument(design, options);
  // Again, as a run may have been started while the last document was still being put away.
  forgetRun();
  forgetWhatIf();
  await followScenario(design);
  await refreshDocuments();
}

/** Opens a design of a bundled scenario as a new document; without a name, its starter. */
export async function openScenarioDesign(scenarioId: string, name?: string): Promise<void> {
  const scenario = await loadScenario(scenarioId);
  if (scenario === null) {
    notify({
      tone: "bad",
      title: `The scenario "${scenarioId}" could not be loaded.`,
      text: "Your design is as it was. Reload the page, or pick another scenario.",
    });
    return;
  }
  const chosen: ScenarioDesign | undefined = scenario.designs.find((design) =>
    name === undefined ? design.role === "starter" : design.name === name,
  );
  const design = chosen?.design ?? { ...emptyDesign(scenario.title), scenario: scenario.id };
  await put(design, { saveNow: false, offerWayBack: false });
  writePreference("starting", `${scenario.id} ${chosen?.name ?? ""}`);
  announce(chosen === undefined ? `${scenario.title} opened, with nothing drawn yet.` : `${scenario.title}: ${chosen.title} opened.`);
}

/** Opens a design of the scenario in force by its name. */
export async function startDesign(name: string): Promise<void> {
  const { scenario } = currentDesign();
  await openScenarioDesign(scenario ?? FIRST_SCENARIO, name);
}

/** A free drawing, or an empty answer to the scenario given. */
export async function newDesign(scenarioId?: string): Promise<void> {
  const blank = emptyDesign();
  await put(scenarioId === undefined ? blank : { ...blank, scenario: scenarioId }, { saveNow: false, offerWayBack: false });
  announce("New, empty design.");
}

const REFUSED: { readonly [reason in OpenRefusal["reason"]]: string } = {
  missing: "This design is no longer in the browser's storage.",
  unreadable: "This design could not be read.",
  unreachable: "This design could not be fetched.",
};

/** Goes back to a document the browser keeps, or that this tab keeps for it. */
export async function reopen(documentId: string): Promise<void> {
  const refusal = await openDocument(documentId);
  if (refusal !== null) {
    notify({
      tone: "bad",
      title: REFUSED[refusal.reason],
      text: `${"problem" in refusal ? `${refusal.problem} ` : ""}What you have open is as it was.`,
      ...("findings" in refusal ? { findings: refusal.findings } : {}),
    });
    return;
  }
  clearSelection();
  forgetRun();
  forgetWhatIf();
  dismissNotice();
  await followScenario(currentDesign());
  await showLastRun();
  await refreshDocuments();
}

export async function forgetDocument(documentId: string): Promise<void> {
  if (saveStore.getState().documentId === documentId) await openScenarioDesign(currentDesign().scenario ?? FIRST_SCENARIO);
  await removeDocument(documentId);
}

function refuse(title: string, findings: readonly Finding[]): void {
  notify({ tone: "bad", title, text: "Nothing was changed: your present design is as it was.", findings });
}

/** Opens a file a person chose or dropped, as a new document. */
export async function openFile(file: File): Promise<void> {
  const [{ MAX_FILE_BYTES }, { readDesignFile }] = await Promise.all([import("../../share/file.ts"), import("./design-file.ts")]);
  // What is too large is not read, and refused for its size.
  const bytes = file.size > MAX_FILE_BYTES ? new Uint8Array(MAX_FILE_BYTES + 1).fill(0x20) : new Uint8Array(await file.arrayBuffer());
  const decoded = await readDesignFile(bytes);
  if (!decoded.ok) return refuse(`${file.name} could not be opened.`, decoded.error);
  await put(decoded.value, { saveNow: true, offerWayBack: true });
  announce(`${file.name} opened.`);
}

/** Opens the design an address carries, as a new document; where there is none, what to open `instead`, then the reason. */
export async function openLink(address: string, instead?: () => Promise<void>): Promise<void> {
  const decoded = await (await import("../../share/link.ts")).decodeLink(address);
  if (!decoded.ok) {
    await instead?.();
    return refuse("The link could not be opened.", decoded.error);
  }
  await put(decoded.value, { saveNow: true, offerWayBack: true });
  if (saveStore.getState().previous !== null) announce("A shared design is open, as a new document of yours.");
  else notify({ tone: "note", title: "A shared design is open, as a new document of yours.", text: "Nothing you had was changed." });
}

/** Hands the document over as a file; without one, that which is open. */
export async function saveFile(design: Design = currentDesign()): Promise<void> {
  const { encodeFile, fileName } = await import("../../share/file.ts");
  download(fileName(design), encodeFile(design));
}

/** Hands over what is stored of a document as it lies there, readable or not. */
export async function saveStored(documentId: string): Promise<void> {
  const stored = await fetchDocument(documentId).catch(() => null);
  if (stored === null)
    return notify({ tone: "bad", title: "Nothing of this record can be read.", text: "The browser does not give it out." });
  download(`stored-${documentId.slice(0, 12)}.json`, JSON.stringify(stored, null, 2));
}

/** Opens the design of a kept run as a document of its own. */
export async function openDesign(design: Design, sentence: string): Promise<void> {
  await put(design, { saveNow: true, offerWayBack: true });
  announce(sentence);
}

/** Hands a text or bytes over as a file; `type` is that of a text. */
export function download(name: string, content: string | Blob, type = "application/json"): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  announce(`${name} saved to your downloads.`);
}

/** A link that carries the whole document, or the sentence that says why there is none. */
export async function shareLink(): Promise<{ readonly link: string } | { readonly problem: string }> {
  const { encodeLink, linkProblem } = await import("../../share/link.ts");
  const fragment = await encodeLink(currentDesign());
  const problem = linkProblem(fragment);
  return problem === null ? { link: `${location.origin}${location.pathname}${fragment}` } : { problem: problem.message };
}

function takeLinkFromAddress(): string | null {
  const { hash } = location;
  if (!/[#&]d=/.test(hash)) return null;
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  return hash;
}

/** The scenario design that was open, unchanged, when the page was left; on the first visit, the first scenario's starter. */
async function openStarting(): Promise<void> {
  const [scenarioId = FIRST_SCENARIO, name = ""] = readPreference("starting")?.split(" ") ?? [];
  const known = listBundled().some((scenario) => scenario.id === scenarioId);
  const scenario = await loadScenario(known ? scenarioId : FIRST_SCENARIO);
  const hasDesign = scenario?.designs.some((design) => design.name === name) === true;
  await openScenarioDesign(scenario?.id ?? FIRST_SCENARIO, hasDesign ? name : undefined);
}

/** Brings back what was open, opens a link in the address, or shows the first scenario's starter. Called once. */
export async function startWorkspace(): Promise<void> {
  startAutosave();
  startEvents();
  startPreparing();
  startKeepingRuns();
  window.addEventListener("hashchange", () => {
    const hash = takeLinkFromAddress();
    if (hash !== null) void openLink(hash);
  });
  const shared = takeLinkFromAddress();
  try {
    await openFirst(shared);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notify({
      tone: "bad",
      title: "Not everything could be loaded.",
      text: `Reload the page; what you had is kept. (${reason.slice(0, 200)})`,
    });
  } finally {
    sessionStore.setState({ ready: true });
  }
  await refreshDocuments();
}

async function openFirst(shared: string | null): Promise<void> {
  const copies = await recoverWork();
  await refreshDocuments();
  const { documents, shelf } = saveStore.getState();
  const unsaved = shelf.map(({ documentId }) => ({ id: documentId, savedAtMs: Date.now() }));
  const stored = documents.filter((each) => each.problem === null);
  const found = await openOneOf(documentsToOpen(rememberedDocument(), [...unsaved, ...stored]));
  if (!found && shared === null) await openStarting();
  if (found && shared === null) await showLastRun();
  endPatience();
  if (copies.length > 0) tellOfCopies(copies);
  if (shared === null) return;
  // What is opened takes earlier messages away, so the reason comes after it.
  await openLink(shared, saveStore.getState().documentId === "" ? () => openScenarioDesign(FIRST_SCENARIO) : undefined);
}

function tellOfCopies(copies: readonly string[]): void {
  const titles = copies.map((title) => `“${title}”`).join(", ");
  const text = `The last change of a page that ended was made to ${titles} while another page saved it too. Both are in your designs.`;
  notify({ tone: "warn", title: "A change is kept as a copy.", text });
}

/** Opens the first of these documents that can be; what is wrong with the first is told. */
async function openOneOf(documentIds: readonly string[]): Promise<boolean> {
  let told: readonly Finding[] | null = null;
  for (const documentId of documentIds) {
    const refusal = await openDocument(documentId);
    if (refusal === null) {
      await followScenario(currentDesign());
      if (told !== null) refuse(LAST_UNREADABLE, told);
      return true;
    }
    if (refusal.reason === "unreadable") told ??= refusal.findings;
  }
  if (told === null) return false;
  await openScenarioDesign(FIRST_SCENARIO);
  refuse(LAST_UNREADABLE, told);
  return true;
}

const LAST_UNREADABLE = "Your last design could not be read; it is kept as it is.";
