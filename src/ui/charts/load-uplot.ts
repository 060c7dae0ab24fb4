import type uPlot from "uplot";

export type UPlotClass = typeof uPlot;

let loaded: Promise<UPlotClass> | null = null;

function languageIsKnown(): boolean {
  try {
    new Intl.NumberFormat(navigator.language);
    return true;
  } catch {
    return false;
  }
}

/** uPlot formats a number while it is imported and throws where the system's language is a POSIX tag such as `en-US@posix`. */
async function importWithKnownLanguage(): Promise<UPlotClass> {
  if (languageIsKnown()) return (await import("uplot")).default;
  Object.defineProperty(navigator, "language", { value: "en-US", configurable: true });
  try {
    return (await import("uplot")).default;
  } finally {
    Reflect.deleteProperty(navigator, "language");
  }
}

/** The chart library, fetched when the first chart is drawn. */
export function loadUPlot(): Promise<UPlotClass> {
  loaded ??= importWithKnownLanguage();
  return loaded;
}
